import { expect, it } from "vitest";
import { AppError } from "../../src/errors.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const HOUR = 3_600_000;

/** Makes the reading of people fail, which each answer begins with. `onFailure` is called at each failure. */
function failsToReadPeople({ store }: TestApp, times: number, onFailure: () => void = () => {}): void {
  const { people } = store();
  const { find } = people;
  let left = times;
  people.find = async (person) => {
    if (left === 0) return find(person);
    left -= 1;
    onFailure();
    throw new AppError("storage", "the connection broke");
  };
}

it.each([
  ["forward", HOUR],
  ["back", -HOUR],
])("answers after a short outage of the store, if the clock is set %s meanwhile", async (_, ms) => {
  const app = await testApp();
  const { lan, clock } = app;
  failsToReadPeople(app, 2, () => clock.jumps(ms));

  expect(await lan.types("0900 000 001")).toMatch(/^Nguyễn Văn An/);
  expect(lan.cards[0]?.title).toBe("Bot đang tạm gián đoạn");
});
