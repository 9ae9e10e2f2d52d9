import { expect, it } from "vitest";
import { TAKEN } from "../../src/understanding/fold.ts";
import { WORD_CHARS } from "../../src/understanding/word-chars.ts";

const inClass = new RegExp(`^[${WORD_CHARS}]$`, "u");

/** Returns the characters of a range, `"U+0041"` and so on, for which the check is true. */
function found(first: number, last: number, check: (letter: string) => boolean): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    .filter((code) => check(String.fromCharCode(code)))
    .map((code) => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`);
}

it("has the letters and numbers of Latin text, and nothing else", () => {
  expect(found(0, 0x2c1, (letter) => inClass.test(letter) !== /[\p{L}\p{N}]/u.test(letter))).toEqual([]);
});

it("misses no letter and no digit of the blocks of scripts", () => {
  const isLetter = (letter: string) => /[\p{L}\p{Nd}]/u.test(letter);
  for (const [first, last] of [
    [0x370, 0x1fff],
    [0x3041, 0xd7ff],
    [0xf900, 0xfdff],
    [0xfe70, 0xffff],
  ] as const)
    expect(found(first, last, (letter) => isLetter(letter) && !inClass.test(letter))).toEqual([]);
});

it("has nothing of the blocks of punctuation, money, arithmetic and pictures, and not the sign of what was read", () => {
  expect(found(0x2000, 0x2bff, (letter) => inClass.test(letter))).toEqual([]);
  expect(found(0x3000, 0x3040, (letter) => inClass.test(letter))).toEqual([]);
  expect(found(0xfe00, 0xfe6f, (letter) => inClass.test(letter))).toEqual([]);
  expect(
    found(0xff00, 0xffff, (letter) => inClass.test(letter) && /[\p{P}\p{S}\p{Z}]/u.test(letter)),
  ).toEqual([]);
  expect(inClass.test(TAKEN)).toBe(false);
});
