import { expect, it } from "vitest";
import { AppError } from "../../src/errors.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const QUESTION = "đổi quà DAUMAY01 cho 0900 000 001";
const HOUR = 3_600_000;

/** Makes the reading of people fail, which each answer begins with. `onFailure` is called at each failure. */
function failsToReadPeople({ store }: TestApp, times: number, onFailure: () => void = () => {}) {
  const { people } = store();
  const { find } = people;
  let left = times;
  people.find = async (person) => {
    if (left === 0) return find(person);
    left -= 1;
    onFailure();
    throw new AppError("storage", "the connection broke");
  };
  return { end: () => (left = 0) };
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

it("claims nothing about a write that may be confirmed, if the store is away for long", async () => {
  const app = await testApp();
  const { lan, store, antcrm, checksUnclearWrites } = app;
  await lan.types(QUESTION);
  const { operations } = store();
  const { move } = operations;
  // The process ends after the confirmation is stored.
  operations.move = async (...change) => {
    await move(...change);
    throw new Error("the process ends");
  };
  await lan.clicks("Đổi quà");
  operations.move = move;
  const outage = failsToReadPeople(app, Number.POSITIVE_INFINITY);
  const [, answer] = await lan.answersOnReplay("action");
  expect(answer).toMatch(/^Bot đang tạm gián đoạn\n/);
  expect(answer).toContain("có thể đã được ghi nhận");
  expect(answer).not.toContain("chưa thực hiện");

  outage.end();
  const [told] = await checksUnclearWrites();
  expect(told?.card.title).toBe("Đã đổi quà");
  expect(antcrm.requests.filter(({ path }) => path.endsWith("/redeem"))).toHaveLength(1);
});

it("keeps the pressed button for later, if the store is away for long", async () => {
  const app = await testApp();
  const { lan, antcrm } = app;
  await lan.types(QUESTION);
  const outage = failsToReadPeople(app, Number.POSITIVE_INFINITY);
  expect(await lan.clicks("Đổi quà")).toMatch(/^Bot đang tạm gián đoạn\n/);

  outage.end();
  const failed = lan.sees();
  expect(await lan.clicks("Thử lại")).toMatch(/^Đã đổi quà\n/);
  expect(await lan.clicks("Thử lại", failed)).toMatch(/^Đã đổi quà\n/);
  expect(antcrm.requests.filter(({ path }) => path.endsWith("/redeem"))).toHaveLength(1);
});
