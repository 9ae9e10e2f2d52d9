import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { csv, fileOn } from "../features/imports/import-file.ts";
import { testApp } from "../support/test-app.ts";

const SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦"];
const NUL = "\u0000";
const HIDDEN: readonly [what: string, characters: string][] = [
  ["nothing", ""],
  ["a zero-width space", "\u200b"],
  ["a zero-width joiner", "\u200d"],
  ["a word joiner", "\u2060"],
  ["a left-to-right mark", "\u200e"],
  ["a right-to-left override", "\u202e"],
  ["an isolate", "\u2066"],
  ["a byte order mark inside", "x;\ufeff"],
  ["a soft hyphen", "\u00ad"],
  ["a C1 control", "\u009b"],
  ["NUL", NUL],
  ["a blank and a no-break space", " \u00a0"],
  ["a line break inside quotes", "x\n"],
  ["a tab inside quotes", "x\t"],
  ["characters after a line break", "x\r\n\u200e\u200b"],
];

/**
 * A CSV of these names and phones. Its first 64 KB contain none of them: a NUL there would make the file unreadable
 * as a table.
 */
function customers(rows: readonly (readonly [name: string, phone: string])[]): string {
  const filler = Array.from({ length: 70 }, (_, index) => ["An", `08670001${10 + index}`, "x".repeat(1_000)]);
  return csv(["Tên", "SĐT", "# nội bộ"], [...filler, ...rows]);
}

/** Returns each part of a cell as a spreadsheet reads it when it drops characters without a glyph. */
const parts = (cell: string) =>
  cell.split(/[;\t\r\n]/).map((part) => part.replace(/^[\s\p{Cc}\p{Cf}]+/u, ""));

describe("a formula in a file that people open in a spreadsheet", () => {
  it.each(HIDDEN)("is not executed when it follows %s", async (_, before) => {
    const { quan } = await testApp();
    // A missing phone returns each row in the error file.
    const names = SIGNS.map((sign) => `${before}${sign}1+1`).filter(
      (name) => !/^[\s\p{Cc}\p{Cf}]*=/u.test(name),
    );
    await quan.drops(
      {
        name: "a.csv",
        bytes: customers(names.map((name) => [name, "abc"])),
      },
      "nhập khách hàng",
    );
    const rows: string[][] = parse(fileOn(quan.sees()), { bom: true, relax_column_count: true });
    expect(rows).toHaveLength(names.length + 1);
    const live = rows
      .flat()
      .flatMap(parts)
      .filter((part) => /^[=+\-@＝＋－＠﹦]/u.test(part));
    expect(live).toEqual([]);
  });

  it.each(HIDDEN.filter(([, before]) => !/[;\t\r\n]/.test(before)))(
    "is refused by the import when it follows %s",
    async (_, before) => {
      const { quan } = await testApp();
      const bytes = customers([[`${before}=cmd|' /C calc'!A0`, "0867000002"]]);
      expect(await quan.drops({ name: "a.csv", bytes }, "nhập khách hàng")).toContain("Dòng 72 có công thức");
    },
  );
});
