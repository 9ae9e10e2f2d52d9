import { expect, it } from "vitest";
import { askedArgs } from "../../src/bot/pagination.ts";

it("keeps texts, numbers and days of a list for the buttons of its other pages", () => {
  const range = { first: "2026-11-18", last: "2026-11-25" };
  expect(askedArgs({ range, stars: 2, state: "open", page: 3, status: undefined })).toEqual({
    stars: "2",
    state: "open",
    range: "2026-11-18/2026-11-25",
  });
});

it("does not compile with a value that has no canonical text", () => {
  // @ts-expect-error a customer reference is an object, not a text
  const args = () => askedArgs({ customer: { by: "id", id: "475" } });
  expect(args).toBeTypeOf("function");
});
