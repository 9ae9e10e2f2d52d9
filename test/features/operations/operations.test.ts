import { expect, it } from "vitest";
import { plainText } from "../../../src/cards/plain-text.ts";
import { type TestApp, testApp } from "../../support/test-app.ts";

it("lists an agent's requests and their outcomes, and everybody's for an admin", async () => {
  const { lan, quan, antcrm } = await testApp();
  expect(await lan.types("thao tác")).toContain("Bot chưa làm việc nào.");
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  await lan.clicks("Huỷ", lan.sees());
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  await lan.clicks("Tạo phiếu", lan.sees());

  const mine = await lan.types("thao tác");
  expect(mine).toContain("Của bạn, mới nhất trước");
  expect(mine).toMatch(/Tạo phiếu · nồi cơm không vào điện {2}chưa rõ · 25\/11\/2026 08:\d\d · [2-9A-Z]{8}/);
  expect(mine).toMatch(/Đổi quà · DAUMAY01 {2}đã huỷ/);
  expect(await quan.types("thao tác")).toMatch(/chưa rõ · .* · terminal:lan · /);
  expect(await lan.clicks("Kiểm tra lại")).toMatch(/^AntCRM chưa trả lời rõ/);
});

it("names the ticket, deal or product of a change", async () => {
  const { quan } = await testApp({ antcrm: { size: "full" } });
  await quan.confirms("sửa phiếu 17464 tiêu đề: Máy kêu to");
  await quan.confirms("sửa giao dịch 3502 giai đoạn: Đã giao");
  await quan.confirms("sửa sản phẩm TIVI01 giá 4tr");
  const list = await quan.types("thao tác");
  expect(list).toContain("Sửa phiếu · 17464");
  expect(list).toContain("Sửa đơn · 3502");
  expect(list).toContain("Sửa sản phẩm · TIVI01");
});

it("reports only after a minute that no trace was found, and then lets a person try it as a new one", async () => {
  const { lan, antcrm, clock, checksUnclearWrites } = await testApp();
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
  expect(await lan.clicks("Đổi quà")).not.toContain("Làm lại từ đầu");
  expect(await checksUnclearWrites()).toEqual([]);

  clock.passes(60_000);
  const [notified, ...others] = await checksUnclearWrites();
  expect(others).toEqual([]);
  expect(notified?.person).toBe(lan.id);
  const told = notified ? plainText(notified.card) : "";
  expect(told).toContain("Sau một phút vẫn chưa thấy trong AntCRM.");
  expect(told).toContain("Yêu cầu: Đổi quà DAUMAY01 cho Nguyễn Văn An");
  expect(await lan.clicks("Làm lại từ đầu", notified?.card)).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
  expect(await lan.clicks("Đổi quà", lan.sees())).toMatch(/^Đã đổi quà/);
  expect(await checksUnclearWrites()).toEqual([]);
});

it.each([
  { clockOf: "a dead process was an hour behind", aheadMs: -3_600_000, dies: true },
  { clockOf: "this process was an hour ahead and was put right", aheadMs: 3_600_000, dies: false },
])(
  "waits that minute, no less and no more, if at the send the clock of $clockOf",
  async ({ aheadMs, dies }) => {
    const { lan, antcrm, clock, checksUnclearWrites, restarts } = await testApp();
    clock.passes(aheadMs);
    await lan.types("đổi quà daumay01 cho 0900 000 001");
    antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
    await lan.clicks("Đổi quà");
    if (dies) await restarts();
    clock.passes(-aheadMs);
    expect(await checksUnclearWrites()).toEqual([]);

    clock.passes(59_000);
    expect(await checksUnclearWrites()).toEqual([]);
    clock.passes(1_000);
    const [notified] = await checksUnclearWrites();
    expect(notified && plainText(notified.card)).toContain("Sau một phút vẫn chưa thấy trong AntCRM.");
  },
);

it.each([
  { clock: "right", aheadMs: 0 },
  { clock: "an hour ahead, and was put right", aheadMs: 3_600_000 },
])("reports an outcome that another process was to show; the clock was $clock", async ({ aheadMs }) => {
  const { lan, clock, checksUnclearWrites } = await testApp();
  clock.passes(aheadMs);
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  await lan.clicksAndIsTakenOver("Đổi quà");
  clock.passes(30_000 - aheadMs);
  const titles = (await checksUnclearWrites()).map(({ card }) => card.title);
  expect(titles).toEqual([expect.stringMatching(/^Đã đổi quà/)]);
});

it("reports the outcome automatically, once, as soon as AntCRM's records show it", async () => {
  const { lan, antcrm, checksUnclearWrites } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  const unclear = await lan.clicks("Tạo phiếu");
  expect(await checksUnclearWrites()).toEqual([]);

  // AntCRM has executed the request after all.
  const [, reference] = /Mã ([2-9A-Z]{8})/.exec(unclear) ?? [];
  antcrm.world.addTicket({ title: "nồi cơm không vào điện", summary: `<p>Mã ${reference}</p>`, contact: {} });
  expect((await checksUnclearWrites()).map(({ card }) => card.title)).toEqual(["Đã tạo phiếu #17001"]);
  expect(await checksUnclearWrites()).toEqual([]);
});

it("does not block a new write by an unclear one that a person decided to try again", async () => {
  const { lan, antcrm, clock, checksUnclearWrites } = await testApp();
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
  await lan.clicks("Đổi quà");
  clock.passes(60_000);
  const [notified] = await checksUnclearWrites();
  await lan.clicks("Làm lại từ đầu", notified?.card);
  await lan.clicks("Đổi quà", lan.sees());

  antcrm.world.addGift({ code: "SUA02", name: "Sữa", score: 10 });
  expect(await lan.types("đổi quà SUA02 cho 0900 000 001")).toMatch(/^Đổi quà SUA02 cho Nguyễn Văn An\?/);
  // The same gift shows the redemption that is done, not the unclear one.
  expect(await lan.types("đổi quà daumay01 cho 0900 000 001")).toMatch(/^Vừa đổi quà này rồi\n/);
});

it("does not repeat, as a new one, a write whose outcome was found meanwhile", async () => {
  const { lan, antcrm, clock, checksUnclearWrites } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  const unclear = await lan.clicks("Tạo phiếu");
  clock.passes(60_000);
  const [notified] = await checksUnclearWrites();
  const [, reference] = /Mã ([2-9A-Z]{8})/.exec(unclear) ?? [];
  antcrm.world.addTicket({ title: "nồi cơm không vào điện", summary: `<p>Mã ${reference}</p>`, contact: {} });

  expect(await lan.clicks("Làm lại từ đầu", notified?.card)).toMatch(/^Đã tạo phiếu #17001\n/);
  expect(await checksUnclearWrites()).toEqual([]);
});

it("reports an outcome found after a restart in private, and in the chat only that it ended", async () => {
  const { lan, antcrm, clock, checksUnclearWrites, restarts } = await testApp();
  const inGroup = lan.in("group");
  await inGroup.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  const unclear = await inGroup.clicks("Tạo phiếu");
  const [, reference] = /Mã ([2-9A-Z]{8})/.exec(unclear) ?? [];
  antcrm.world.addTicket({ title: "nồi cơm không vào điện", summary: `<p>Mã ${reference}</p>`, contact: {} });
  await restarts();
  // The process that ran it counts as dead when its lease has expired.
  clock.passes(16_000);

  const [inPrivate, inPlace, ...others] = await checksUnclearWrites();
  expect(others).toEqual([]);
  expect(inPrivate).toMatchObject({
    person: lan.id,
    place: { chat: "group" },
    card: { audience: "private" },
  });
  expect(inPrivate && plainText(inPrivate.card)).toMatch(/^Đã tạo phiếu #17001\nKhách hàng: Trần Thị Bình/);
  expect(inPlace).toMatchObject({ place: { chat: "group" }, card: { audience: "shared" } });
  expect(inPlace && plainText(inPlace.card)).toBe(
    `Về yêu cầu mã ${reference}\nĐã xong. Chi tiết đã gửi riêng cho người yêu cầu.`,
  );
  expect(await checksUnclearWrites()).toEqual([]);
});

it("reports a later outcome in the language of the original request", async () => {
  const { lan, antcrm, checksUnclearWrites } = await testApp({ language: "vi" });
  const abroad = lan.speaking("en");
  await abroad.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  const unclear = await abroad.clicks("Create ticket");
  const [, reference] = /Ref ([2-9A-Z]{8})/.exec(unclear) ?? [];
  antcrm.world.addTicket({ title: "nồi cơm không vào điện", summary: `<p>${reference}</p>`, contact: {} });

  expect((await checksUnclearWrites()).map(({ card }) => card.title)).toEqual(["Ticket #17001 created"]);
});

it("reports people's own outcomes to them, whatever their current role", async () => {
  const { lan, mai, antcrm, clock, checksUnclearWrites, restarts } = await testApp();
  await mai.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  await mai.clicks("Tạo phiếu");
  await restarts();
  expect(await checksUnclearWrites()).toEqual([]);
  clock.passes(60_000);

  expect((await checksUnclearWrites()).map(({ person }) => person)).toEqual([mai.id]);
  lan.becomes("none");
  expect(await lan.types("thao tác")).toMatch(/^Bạn chưa có quyền/);
});

it("shows a manager the age and state of everybody's writes, and an agent only their own", async () => {
  const { lan, minh, quan, clock } = await testApp();
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  clock.passes(60 * 60_000);
  await quan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  await quan.clicks("Tạo phiếu");
  minh.becomes("manager");

  expect(await minh.types("thao tác")).toMatch(
    /Tạo phiếu · .*đã xong · 25\/11\/2026 09:00 · terminal:quan · [2-9A-Z]{8}\n[\s\S]*Đổi quà · DAUMAY01.* · 25\/11\/2026 08:00 · terminal:lan/,
  );
  expect(await lan.types("thao tác")).not.toContain("nồi cơm");
});

/**
 * Confirms two redemptions as an agent. The process dies while it sends the first one, and another process takes over.
 */
async function died({ lan, antcrm, clock, store, restarts }: TestApp): Promise<void> {
  antcrm.world.addCustomer({
    name: "Hoàng Cường",
    customerId: 904,
    phones: ["0911222333"],
    scoreAvailable: 50,
  });
  const questions = [];
  for (const phone of ["0911 222 333", "0900 000 001"]) {
    await lan.types(`đổi quà daumay01 cho ${phone}`);
    questions.push(await store().operations.list({}, 1));
    clock.passes(1);
  }
  const [[sending], [confirmed]] = questions as [OperationRow[], OperationRow[]];
  for (const [operation, last] of [
    [sending, "sending"],
    [confirmed, "confirmed"],
  ] as const) {
    const { id = "" } = operation ?? {};
    const outcome = JSON.stringify({ confirmedAt: clock.now().toISOString() });
    const change = { at: clock.now(), by: lan.id, outcome };
    await store().operations.move(id, ["proposed"], "confirmed", change);
    if (last === "sending") {
      await store().operations.move(id, ["confirmed"], "sending", { at: clock.now(), seen: "[]" });
    }
  }
  antcrm.requests.length = 0;
  await restarts();
  clock.passes(16_000);
}

type OperationRow = Awaited<ReturnType<ReturnType<TestApp["store"]>["operations"]["list"]>>[number];

it("audits who requested what a dead process left, for which customer, and the outcome", async () => {
  const app = await testApp();
  const { lan, store, clock, checksUnclearWrites } = app;
  await died(app);
  await checksUnclearWrites();

  const row = { person: lan.id, place: "terminal:terminal:lan:", command: "redeem", effect: "write" };
  expect((await store().audit.recent(2)).toSorted(byOutcome)).toMatchObject([
    { ...row, customer: "customer:475", outcome: "done" },
    { ...row, customer: "customer:904", outcome: "unclear" },
  ]);
  // An unclear outcome is audited once, however often it is checked.
  const before = (await store().audit.recent(99)).length;
  clock.passes(5_000);
  await checksUnclearWrites();
  expect(await store().audit.recent(99)).toHaveLength(before);
});

it("audits that a confirmed write was too old to be sent", async () => {
  const app = await testApp();
  const { store, clock, checksUnclearWrites } = app;
  await died(app);
  clock.passes(11 * 60_000);
  await checksUnclearWrites();

  expect((await store().audit.recent(2)).map(({ customer, outcome }) => [customer, outcome])).toContainEqual([
    "customer:475",
    "expired",
  ]);
});

function byOutcome(one: { outcome: string }, other: { outcome: string }): number {
  return one.outcome.localeCompare(other.outcome);
}

it("does not send a write whose confirmer has lost the role since, notifies them, and audits the refusal", async () => {
  const app = await testApp();
  const { lan, antcrm, store, checksUnclearWrites } = app;
  await died(app);
  const notified = await checksUnclearWrites("viewer");

  expect(antcrm.requests.filter(({ method }) => method === "POST")).toEqual([]);
  expect(notified.map(({ person, card }) => [person, card.title])).toEqual([[lan.id, "Không gửi"]]);
  expect(await store().audit.recent(9)).toContainEqual(
    expect.objectContaining({
      person: lan.id,
      effect: "refusal",
      customer: "customer:475",
      outcome: "forbidden",
    }),
  );
});
