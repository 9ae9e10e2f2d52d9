import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Line } from "../../../src/features/imports/reading/line.ts";
import { parseTable } from "../../../src/features/imports/reading/parse-table.ts";
import { createTableReader } from "../../../src/features/imports/reading/table.ts";
import { readWorkbook } from "../../../src/features/imports/reading/workbook.ts";
import { FileRefused, type Refusal } from "../../../src/features/imports/refusal.ts";
import { workbook, zip } from "./workbook-file.ts";

/** Splits into pieces of odd sizes, as from a network. */
async function* pieces(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(lines: AsyncIterable<Line>): Promise<(readonly [number, ...string[]])[]> {
  const read = [];
  for await (const { line, cells } of lines) read.push([line, ...cells] as const);
  return read;
}

/** @param size  reads in a worker thread, in pieces of this many bytes */
const read = (bytes: Uint8Array | string, size?: number) => {
  const file = Buffer.from(bytes as string);
  return all(size === undefined ? parseTable(file) : createTableReader()(pieces(file, size), "terminal:lan"));
};

async function refusal(reading: Promise<unknown>): Promise<Refusal | undefined> {
  return reading.then(
    () => undefined,
    (error: unknown) => (error instanceof FileRefused ? error.refusal : Promise.reject(error)),
  );
}

describe("a CSV", () => {
  const rows = [
    [1, "Họ tên", "Số điện thoại"],
    [2, "Trần Thị Bình", "0867123456"],
  ];

  it.each([
    ["commas", "Họ tên,Số điện thoại\nTrần Thị Bình,0867123456\n"],
    ["semicolons", "Họ tên;Số điện thoại\r\nTrần Thị Bình;0867123456"],
    ["tabs", "Họ tên\tSố điện thoại\nTrần Thị Bình\t0867123456\n"],
    ["commas within quotation marks", '"Họ tên";"Số điện thoại"\n"Trần Thị Bình";0867123456\n'],
    ["decomposed letters", "Họ tên,Số điện thoại\nTrần Thị Bình,0867123456\n".normalize("NFD")],
    ["surrounding blanks", " Họ tên , Số điện thoại \n  Trần Thị Bình,\u00a00867123456\u200b\n"],
  ])("is read with %s", async (_, text) => {
    expect(await read(text)).toEqual(rows);
  });

  it.each([
    ["UTF-8 with a byte order mark", (text: string) => Buffer.from(`\ufeff${text}`)],
    ["UTF-16 LE with a byte order mark", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 LE without", (text: string) => Buffer.from(text, "utf16le")],
    ["UTF-16 BE with a byte order mark", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
    ["UTF-16 BE without", (text: string) => Buffer.from(text, "utf16le").swap16()],
    ["Windows-1258", windows1258],
  ])("is read in %s", async (_, encode) => {
    expect(await read(encode("Họ tên,Số điện thoại\nTrần Thị Bình,0867123456\n"))).toEqual(rows);
  });

  it("is read in Windows-1258 even when the first accent comes late", async () => {
    const head = `name,phone\n${"An,0867123456\n".repeat(3_000)}`;
    const lines = await read(Buffer.concat([Buffer.from(head), windows1258("Bình,0867123457\n")]), 4_096);
    expect(lines.at(-1)).toEqual([3_002, "Bình", "0867123457"]);
  });

  it("counts lines as an editor does, over quoted line breaks and empty lines", async () => {
    expect(await read('Tên,Ghi chú\n"An\nHai",x\n\n;\nBình,"nói ""vâng"""\n')).toEqual([
      [1, "Tên", "Ghi chú"],
      [2, "An\nHai", "x"],
      [5, ";"],
      [6, "Bình", 'nói "vâng"'],
    ]);
  });

  it("accepts Excel's own line that names the separator", async () => {
    expect(await read("sep=;\nTên;Ghi chú\nAn;a,b\n")).toEqual([
      [2, "Tên", "Ghi chú"],
      [3, "An", "a,b"],
    ]);
  });

  it("is refused with the line from which it cannot be read", async () => {
    const broken = Buffer.concat([
      Buffer.from(`tên,ghi chú\n${"Bình,x\n".repeat(9_000)}`),
      Buffer.from([0xff, 0xfe, 0x0a]),
    ]);
    expect(await refusal(read(broken, 4_096))).toMatchObject({ why: "letters" });
    expect(
      await refusal(read(`tên,ghi chú\nAn,x\nBình,"không đóng\n${"y,z\n".repeat(60_000)}`, 4_096)),
    ).toEqual({
      why: "quote",
      line: 3,
    });
  });

  it.each([
    ["=cmd|' /C calc'!A0", "phone"],
    ["=1+1", "phone"],
    ["@SUM(1+1)*cmd|' /C calc'!A0", "phone"],
    ["+SUM(A1:A2)", "phone"],
    ["-2+3+cmd|' /C calc'!A0", "phone"],
  ])("is refused for the formula %s, with its line and column", async (formula) => {
    expect(await refusal(read(`name,phone\nAn,0867\nBình,"${formula}"\n`))).toEqual({
      why: "formula",
      line: 3,
      column: "phone",
    });
  });

  it("is refused when its reports would have thousands of columns, or it has too many rows", async () => {
    const wide = `Tên${",".repeat(300)}SĐT\nAn\n`;
    expect(await refusal(read(wide))).toEqual({ why: "too-many-columns", most: 200 });
    expect(await refusal(read(`Tên\nAn${",".repeat(300)}x\n`))).toMatchObject({ why: "too-many-columns" });
    const long = read(`Tên\n${"a\n".repeat(200_001)}`, 65_536);
    expect(await refusal(long)).toEqual({ why: "too-many-rows", most: 200_000 });
  });

  it("has no column after its last heading, whatever the number of commas", async () => {
    const [headings] = await read(`Tên,SĐT${",".repeat(90_000)}\nAn,0867\n`);
    expect(headings).toEqual([1, "Tên", "SĐT"]);
  });

  it("does not take a phone, a remark or a handle for a formula", async () => {
    const harmless = ["+84 867 123 456", "- gọi lại (sáng)", "@lan", "-", "= ", "====="];
    expect((await read(`name\n${harmless.join("\n")}\n`)).slice(1).map(([, cell]) => cell)).toEqual([
      "+84 867 123 456",
      "- gọi lại (sáng)",
      "@lan",
      "-",
      "=",
      "=====",
    ]);
  });

  it.each([
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]), "no-table"],
    ["a PDF", Buffer.from("%PDF-1.7\n…"), "no-table"],
    ["an HTML page", Buffer.from("<html><body>Đăng nhập</body></html>"), "no-table"],
    ["a program", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 3, 3, 3, 3, 3, 2]), "no-table"],
    ["an old or an encrypted workbook", Buffer.from("d0cf11e0a1b11ae1", "hex"), "old-excel"],
    ["a truncated workbook", workbook({ rows: "" }).subarray(0, 200), "broken"],
    ["another ZIP", zip({ "a.txt": "a" }), "broken"],
  ])("is refused when the file is %s", async (_, bytes, why) => {
    expect(await refusal(read(bytes))).toMatchObject({ why });
  });

  it("of any bytes is read or refused, without another error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        await refusal(all(parseTable(Buffer.from(bytes))));
      }),
    );
  });
});

describe("a workbook", () => {
  const cell = (reference: string, inside: string, more = "") => `<c r="${reference}" ${more}>${inside}</c>`;

  it("returns texts, numbers, dates and inline texts as people read them", async () => {
    const bytes = workbook({
      formats: [0, 14, "dd/mm/yyyy", "0.00", '[$-42A]d" ngày "m;@', "#,##0 [Red]"],
      texts: "<si><t>Họ tên</t></si><si><r><t>Trần </t></r><r><t>Thị Bình</t></r><rPh><t>đọc</t></rPh></si>",
      rows: [
        `<row r="1">${cell("A1", "<v>0</v>", 't="s"')}${cell("B1", "<is><t>SĐT</t></is>", 't="inlineStr"')}</row>`,
        `<row r="3">${cell("A3", "<v>1</v>", 't="s"')}${cell("B3", "<v>8.67123456E8</v>")}${cell("C3", "<v>36600</v>", 's="1"')}${cell("D3", "<v>36600.5</v>", 's="2"')}${cell("E3", "<v>36600</v>", 's="3"')}${cell("F3", "<v>36600</v>", 's="4"')}${cell("H3", "<v>1</v>", 't="b"')}${cell("I3", "<v>#N/A</v>", 't="e"')}${cell("J3", "<v>7</v>", 's="5"')}</row>`,
        `<row><c><v>1</v></c><c t="str"><v>hai</v></c></row>`,
      ].join(""),
    });
    expect(await read(bytes, 1_000)).toEqual([
      [1, "Họ tên", "SĐT"],
      [
        3,
        "Trần Thị Bình",
        "867123456",
        "15/03/2000",
        "15/03/2000 12:00",
        "36600",
        "15/03/2000",
        "",
        "TRUE",
        "#N/A",
        "7",
      ],
      [4, "1", "hai"],
    ]);
  });

  it("counts days from 1904 when it says so", async () => {
    const bytes = workbook({
      formats: [14],
      date1904: true,
      rows: `<row r="1">${cell("A1", "<v>35138</v>", 's="0"')}</row>`,
    });
    expect(await read(bytes)).toEqual([[1, "15/03/2000"]]);
  });

  it("is refused for a formula", async () => {
    const rows = `<row r="1">${cell("A1", "<is><t>SĐT</t></is>", 't="inlineStr"')}</row><row r="2">${cell("A2", "<f>1+1</f><v>2</v>")}</row>`;
    expect(await refusal(read(workbook({ rows })))).toEqual({ why: "formula", line: 2, column: "SĐT" });
  });

  it("is refused when it unpacks to too much, whatever its declared sizes", async () => {
    const bomb = zip(
      { ...rels, "xl/worksheets/sheet1.xml": `<worksheet>${"<row/>".repeat(500_000)}</worksheet>` },
      10,
    );
    expect(bomb.length).toBeLessThan(20_000);
    expect(await refusal(all(readWorkbook(bomb, 1_000_000)))).toEqual({ why: "unpacks-too-big" });
  });

  it("does not expand entities of its own", async () => {
    const sheet = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`;
    expect(await refusal(all(readWorkbook(zip({ ...rels, "xl/worksheets/sheet1.xml": sheet }))))).toEqual({
      why: "broken",
    });
  });
});

const rels = {
  "xl/workbook.xml": '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
  "xl/_rels/workbook.xml.rels":
    '<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
};

/**
 * Vietnamese editions of Excel wrote this: most vowels are single characters, followed by combining tone marks. See
 * Unicode's CP1258 table.
 */
function windows1258(text: string): Buffer {
  const tones: Readonly<Record<string, number>> = {
    "\u0300": 0xcc,
    "\u0309": 0xd2,
    "\u0303": 0xde,
    "\u0301": 0xec,
    "\u0323": 0xf2,
  };
  const letters: Readonly<Record<string, number>> = {
    ă: 0xe3,
    â: 0xe2,
    ê: 0xea,
    ô: 0xf4,
    ơ: 0xf5,
    ư: 0xfd,
    đ: 0xf0,
    Đ: 0xd0,
  };
  const bytes = [...text.normalize("NFC")].flatMap((letter) => {
    const parts = [...letter.normalize("NFD")];
    const whole = parts
      .filter((part) => tones[part] === undefined)
      .join("")
      .normalize("NFC");
    const tone = parts.map((part) => tones[part]).filter((code) => code !== undefined);
    return [letters[whole] ?? whole.charCodeAt(0), ...tone];
  });
  return Buffer.from(bytes);
}
