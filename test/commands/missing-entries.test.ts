import { expect, it } from "vitest";
import { missingEntries } from "./missing-entries.ts";

it("finds every command in each place that must name it", () => {
  expect(missingEntries()).toEqual([]);
});
