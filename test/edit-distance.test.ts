import { expect, it } from "vitest";
import { editDistance } from "../src/edit-distance.ts";

it.each([
  ["doi qua", "doi qua", 0],
  ["doi wua", "doi qua", 1],
  ["doi qau", "doi qua", 1],
  ["doi qa", "doi qua", 1],
  ["diem", "", 4],
  ["hepl", "help", 1],
  ["tra", "khach", 4],
])("%s and %s differ by %i slips of the fingers", (a, b, slips) => {
  expect(editDistance(a, b)).toBe(slips);
  expect(editDistance(b, a)).toBe(slips);
});

it("is given up once more slips are certain than anybody asked for", () => {
  expect(editDistance("hom nay troi dep", "doi qua", 2)).toBe(Number.POSITIVE_INFINITY);
  expect(editDistance("doi qau", "doi qua", 1)).toBe(1);
});
