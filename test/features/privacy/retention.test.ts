import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const DAY_MS = 24 * 3_600_000;

it("lets an old card be used for thirty days, and then reports that it is too old", async () => {
  const { lan, clock, store } = await testApp();
  await lan.types("0900 000 001");
  const card = lan.sees();
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  const question = lan.sees();

  clock.passes(30 * DAY_MS - 60_000);
  await store().deleteExpired(clock.now());
  expect(await lan.clicks("Điểm", card)).toMatch(/^Điểm/);
  expect(await lan.clicks("Sửa lại", question)).toContain("nồi cơm không vào điện");

  clock.passes(60_000);
  expect(await lan.clicks("Điểm", card)).toMatch(/^Đã hết hạn/);
  await store().deleteExpired(clock.now());
  expect(await lan.clicks("Sửa lại", question)).toMatch(/^Đã hết hạn/);
});

it("keeps of a write after thirty days only that it was made and its outcome, and nothing personal", async () => {
  const { lan, clock, store } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  await lan.clicks("Tạo phiếu");

  clock.passes(30 * DAY_MS - 60_000);
  await store().deleteExpired(clock.now());
  expect(await lan.types("thao tác")).toMatch(/Tạo phiếu · nồi cơm không vào điện {2}đã xong · 25\/11\/2026/);
  clock.passes(60_000);
  await store().deleteExpired(clock.now());

  const list = await lan.types("thao tác");
  expect(list).toMatch(/Tạo phiếu {2}đã xong · 25\/11\/2026 08:00 · [2-9A-Z]{8}/);
  expect(list).not.toContain("nồi cơm");
  const [operation] = await store().operations.list({}, 5);
  expect(operation).toMatchObject({ state: "done", place: "", input: "", outcome: null, seen: null });
});

it("keeps the evidence of an unclear write, however old it is, so that its outcome can be found", async () => {
  const { lan, antcrm, clock, store } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  const unclear = await lan.clicks("Tạo phiếu");
  const [, reference] = /Mã ([2-9A-Z]{8})/.exec(unclear) ?? [];
  antcrm.world.addTicket({ title: "nồi cơm không vào điện", summary: `<p>Mã ${reference}</p>`, contact: {} });
  clock.passes(40 * DAY_MS);
  await store().deleteExpired(clock.now());

  await lan.types("thao tác");
  expect(await lan.clicks("Kiểm tra lại", lan.sees())).toMatch(/^Đã tạo phiếu #17001\n/);
});
