import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { workbook, zip } from "../features/imports/workbook-file.ts";
import { type LimitedBot, startLimitedBot } from "./support/limited-bot.ts";

/** The tests write and read files of many megabytes, on a machine that may be busy. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

/** Before the fix, other people waited 27 s and more for a look-up. */
const LOOK_UP_MAX_MS = 15_000;

const HEADINGS = "Tên,SĐT\n";
const MB = 1_000_000;

/** Makes a workbook whose first sheet is this XML. */
function sheet(xml: string): Buffer {
  return zip({
    "xl/workbook.xml": '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels":
      '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": xml,
  });
}

const inRow = (cells: string) => `<worksheet><sheetData><row r="1">${cells}</row></sheetData></worksheet>`;
const inline = (text: string) => `<c r="A1" t="inlineStr"><is><t>${text}</t></is></c>`;

function manyTexts(): Buffer {
  const texts = Array.from({ length: 100_000 }, (_, index) => `<si><t>${`${index}-`.repeat(150)}</t></si>`);
  return workbook({ rows: '<row><c t="s"><v>1</v></c></row>', texts: texts.join("") });
}

function manySheets(): Buffer {
  const sheets = Array.from({ length: 300 }, (_, index) => `<sheet name="${index}" r:id="r1"/>`).join("");
  return zip({
    "xl/workbook.xml": `<workbook><sheets>${sheets}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels":
      '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": inRow(inline("Tên")),
  });
}

const manyParts = () =>
  zip(Object.fromEntries(Array.from({ length: 2_500 }, (_, index) => [`part-${index}.xml`, "<a/>"])));

const NESTED_ENTITIES = Array.from(
  { length: 9 },
  (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
).join("");

const FILES: readonly [what: string, name: string, bytes: () => Uint8Array, refusal: RegExp][] = [
  [
    "a workbook of 190 kB whose one cell unpacks to 190 MB",
    "cell.xlsx",
    () => sheet(inRow(inline("a".repeat(190 * MB)))),
    /ô dài hơn 32\.767 ký tự \(dòng 1, cột “A”\)/,
  ],
  ["a CSV of one cell of 32 MB", "32mb.csv", () => Buffer.alloc(32 * MB, "a"), /20 MB/],
  [
    "a CSV of one cell of 19 MB",
    "19mb.csv",
    () => Buffer.alloc(19 * MB, "a"),
    /Dòng 1 dài hơn 100\.000 ký tự/,
  ],
  [
    "a CSV with a cell that is longer than Excel's",
    "long-cell.csv",
    () => Buffer.from(`${HEADINGS}${"a".repeat(40_000)},0867000001\n`),
    /ô dài hơn 32\.767 ký tự \(dòng 2, cột “Tên”\)/,
  ],
  [
    "19 MB of line ends",
    "line-ends.csv",
    () => Buffer.from(HEADINGS + "\n".repeat(19 * MB)),
    /hơn 1\.048\.576 dòng, tính cả dòng trống/,
  ],
  [
    "a ZIP that unpacks to a thousand times its size",
    "bomb.xlsx",
    () => sheet(`<worksheet>${`<a>${" ".repeat(200_000)}</a>`.repeat(700)}</worksheet>`),
    /giải nén ra gấp hơn 500 lần/,
  ],
  [
    "a CSV of 1,000,000 columns",
    "columns.csv",
    () => Buffer.from(`${"a,".repeat(MB)}\n`),
    /Dòng 1 dài hơn 100\.000 ký tự/,
  ],
  [
    "a workbook of 1,000,000 columns",
    "columns.xlsx",
    () => sheet(inRow(inline("a").replace("A1", "BDWGN1"))),
    /hơn 200 cột/,
  ],
  [
    "an unclosed quotation mark",
    "quote.csv",
    () => Buffer.from(`${HEADINGS}"${"y,z\n".repeat(4 * MB)}`),
    /ngoặc kép mở ở dòng 2/,
  ],
  [
    "entities that expand tenfold nine times",
    "laughs.xlsx",
    () => sheet(`<!DOCTYPE x [<!ENTITY l0 "ha">${NESTED_ENTITIES}]>${inRow(inline("&l9;"))}`),
    /Tệp Excel bị hỏng/,
  ],
  ["a million nested XML elements", "deep.xlsx", () => sheet("<a>".repeat(MB)), /hơn 64 lớp lồng nhau/],
  [
    "a workbook that declares 2^31 rows",
    "rows.xlsx",
    () => sheet(inRow(inline("Tên")).replace('r="1"', 'r="2147483648"')),
    /hơn 1\.048\.576 dòng/,
  ],
  ["shared texts of 100 MB", "texts.xlsx", manyTexts, /tất cả hơn 40\.000\.000 ký tự/],
  ["a workbook of 300 sheets", "sheets.xlsx", manySheets, /hơn 255 trang tính/],
  ["a ZIP of 2,500 files", "parts.xlsx", manyParts, /hơn 2\.000 thành phần bên trong/],
  [
    "invalid UTF-8",
    "utf8.csv",
    () =>
      Buffer.concat([Buffer.from(`${HEADINGS}${"Bình,x\n".repeat(9_000)}`), Buffer.from([0xff, 0xfe, 10])]),
    /không đọc được chữ/,
  ],
  [
    "halves of UTF-16 characters",
    "utf16.csv",
    () => Buffer.from(`\ufeff${HEADINGS}An\ud800,0867000001\n`, "utf16le"),
    /Từ dòng 1 không đọc được chữ/,
  ],
  [
    "megabytes of NUL",
    "nul.csv",
    () => Buffer.concat([Buffer.from(HEADINGS), Buffer.alloc(10 * MB)]),
    /Chưa nhập được tệp/,
  ],
];

describe("a bot with a heap of 512 MB", () => {
  let bot: LimitedBot;
  beforeAll(async () => {
    bot = await startLimitedBot();
  });
  afterAll(() => bot.stop());

  it.each(FILES)(
    "refuses %s with advice, and answers other people meanwhile",
    async (_, name, bytes, refusal) => {
      const reported = await bot.imports(name, bytes());
      const { text, ...figures } = reported;
      console.log(`${name}: ${JSON.stringify(figures)}`);
      expect(text).toMatch(refusal);
      expect(reported.slowestLookUpMs).toBeLessThan(LOOK_UP_MAX_MS);
      expect(bot.isAlive()).toBe(true);
    },
  );

  it("reads a long file while it answers other people, none of whom waits for the whole file", async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, index) => `Khách ${index},0867${String(index).padStart(6, "0")}`,
    );
    const { text, ...figures } = await bot.imports(
      "long.csv",
      Buffer.from(`${HEADINGS}${rows.join("\n")}\n`),
    );
    console.log(`long.csv: ${JSON.stringify(figures)}`);
    expect(text).toContain("Nhập 60.000 dòng");
    expect(figures.lookUps).toBeGreaterThan(3);
    expect(figures.slowestLookUpMs).toBeLessThan(figures.tookMs / 2);
  });
});
