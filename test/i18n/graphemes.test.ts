import { expect, it } from "vitest";
import { cutTo } from "../../src/i18n/graphemes.ts";

const FLAG_UNITS = "🇻🇳".length;

it.each([1, 2, 3, 64, 65, 66, 67, 101, 102, 103, 158])("splits no flag in a row of flags, at %i", (most) => {
  for (const before of ["", "a", "ab", "ế "]) {
    const cut = cutTo(before + "🇻🇳".repeat(40), most + before.length);
    expect(cut).toBe(before + "🇻🇳".repeat(Math.floor(most / FLAG_UNITS)));
  }
});

it("cuts to nothing where there is no room", () => {
  expect(cutTo("abc", -1)).toBe("");
});
