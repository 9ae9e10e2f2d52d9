import { expect, it } from "vitest";
import { plainText } from "../../../src/cards/plain-text.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

/** Resolves when the bot has a deadline of `ms`: it now waits only for the CRM. */
const untilDeadlineSet = ({ clock }: TestApp, ms: number) =>
  expect.poll(() => clock.deadlines(), { interval: 2 }).toContain(ms);

const untilAnswered = ({ antcrm }: TestApp, path: string) =>
  expect
    .poll(() => antcrm.requests.some((one) => one.path === path && one.status === 200), { interval: 2 })
    .toBe(true);

async function next(cards: AsyncGenerator<Parameters<typeof plainText>[0]>): Promise<string | null> {
  const step = await cards.next();
  return step.done ? null : plainText(step.value);
}

it("the answer is one card when everything arrives in time", async () => {
  const { lan } = await testApp();

  await lan.types("0900000001");
  expect(lan.cards).toHaveLength(1);
});

it("the card is sent after 800 ms with missing parts labelled, and then completed by one more card", async () => {
  const app = await testApp();
  const { lan, antcrm, clock } = app;
  antcrm.fault({ kind: "hang", path: "/opportunities", times: 1 });

  const cards = lan.asks("0900000001");
  const first = next(cards);
  await untilDeadlineSet(app, 800);
  await untilAnswered(app, "/history-point");
  clock.passes(799);
  expect(lan.cards).toHaveLength(0);
  clock.passes(1);
  const partial = await first;
  expect(partial).toContain("Đơn hàng mới nhất: đang tải…");
  expect(partial).toContain("Điểm hiện có: 120");
  expect(partial).toContain("[1] Tạo phiếu");

  const second = next(cards);
  await untilDeadlineSet(app, 4_200);
  clock.passes(4_200);
  const complete = await second;
  expect(complete).toContain("Đơn hàng mới nhất: hiện chưa đọc được");
  expect(complete).not.toContain("đang tải");
  expect(await next(cards)).toBeNull();
});

it("the card is completed as soon as the late part arrives", async () => {
  const app = await testApp();
  const { lan, antcrm, clock } = app;
  antcrm.fault({ kind: "delay", ms: 400, path: "/opportunities", times: 1 });

  const cards = lan.asks("0900000001");
  const first = next(cards);
  await untilDeadlineSet(app, 800);
  clock.passes(800);
  expect(await first).toContain("Đơn hàng mới nhất: đang tải…");
  expect(await next(cards)).toContain("#3501 Đơn hàng nồi chiên");
  expect(await next(cards)).toBeNull();
});

it("the card is not delayed by a part that fails: the part is labelled, and its button tries again", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.fault({ kind: "500", path: "/opportunities", times: 3 });

  const answer = await lan.types("0900000001");
  expect(answer).toContain("Đơn hàng mới nhất: hiện chưa đọc được");
  expect(answer).toContain("−10 · Tàu hoả đồ chơi (DAUMAY01)");
  expect(lan.cards).toHaveLength(1);
  expect(await lan.clicks("Đơn hàng")).toContain("#3501 Đơn hàng nồi chiên");
});

it("the card reads no deals for a lead, and has no button for them", async () => {
  const { lan, antcrm } = await testApp();

  expect(await lan.types("0162 345 6789")).toContain("Chưa có đơn nào.");
  expect(antcrm.requests.some(({ path }) => path === "/opportunities")).toBe(false);
  expect(await lan.types("giao dịch lead 2964")).toContain("Khách tiềm năng chưa có đơn");
});

it("the card shows a customer with almost no data", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "", customerId: 800, phones: ["0911222333"], rankName: "" });

  const answer = await lan.types("0911222333");
  expect(answer).toMatch(/^\(chưa có tên\)\nKhách hàng · Mã số 800\n/);
  expect(answer).toContain("Chưa có đơn nào.");
  expect(answer).toContain("Chưa có biến động điểm.");
});

it("the card opens the ticket, the gift, the points and the deals of this customer", async () => {
  const { lan } = await testApp();
  await lan.types("0867123456");
  const card = lan.sees();

  expect(await lan.clicks("Điểm", card)).toMatch(/^Điểm · Trần Thị Bình\n/);
  expect(await lan.clicks("Đơn hàng", card)).toMatch(/^Đơn hàng · Trần Thị Bình\n/);
  expect(await lan.clicks("Đổi quà", card)).toContain("Mã quà?");
  expect(await lan.types("DAUMAY01")).toMatch(/^Đổi quà DAUMAY01 cho Trần Thị Bình\?/);
  expect(await lan.clicks("Tạo phiếu", card)).toContain("Tiêu đề?");
  expect(await lan.types("Máy in hỏng")).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình/);
});
