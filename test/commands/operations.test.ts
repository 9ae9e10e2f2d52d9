import { expect, it } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { house } from "../support/house.ts";

it("lists what an agent has asked for and how it ended, and everybody's for an admin", async () => {
  const { lan, quan, antcrm } = await house();
  expect(await lan.types("thao tác")).toContain("Chưa có thao tác ghi nào.");
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  await lan.presses("Huỷ", lan.sees());
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  await lan.presses("Tạo phiếu", lan.sees());

  const mine = await lan.types("thao tác");
  expect(mine).toContain("Của bạn, mới nhất trước");
  expect(mine).toMatch(/ticket · nồi cơm không vào điện {2}chưa rõ · 25\/11\/2026 08:\d\d · [2-9A-Z]{8}/);
  expect(mine).toMatch(/redeem · DAUMAY01 {2}đã huỷ/);
  expect(await quan.types("thao tác")).toMatch(/chưa rõ · .* · terminal:lan · /);
  expect(await lan.presses("Kiểm tra lại")).toMatch(/^AntCRM chưa trả lời rõ/);
});

it("says only after a minute that there is no trace of it, and then lets a person try it as something new", async () => {
  const { lan, antcrm, clock, looksAgain } = await house();
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  antcrm.fault({ kind: "cut", method: "POST", path: "/redeem", times: 1 });
  expect(await lan.presses("Đổi quà")).not.toContain("Làm lại như mới");
  expect(await looksAgain()).toEqual([]);

  clock.passes(60_000);
  const [told, ...others] = await looksAgain();
  expect(others).toEqual([]);
  expect(told?.person).toBe(lan.id);
  expect(told && plainText(told.card)).toContain("Sau một phút vẫn chưa thấy trong AntCRM.");
  expect(await lan.presses("Làm lại như mới", told?.card)).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
  expect(await lan.presses("Đổi quà", lan.sees())).toMatch(/^Đã đổi quà/);
  expect(await looksAgain()).toEqual([]);
});

it("tells by itself how it ended, once, as soon as AntCRM's records show it", async () => {
  const { lan, antcrm, looksAgain } = await house();
  await lan.types("tạo phiếu cho 0867123456: nồi cơm không vào điện");
  antcrm.fault({ kind: "cut", method: "POST", path: "/tickets", times: 1 });
  const unclear = await lan.presses("Tạo phiếu");
  expect(await looksAgain()).toEqual([]);

  // AntCRM got round to it after all.
  const [, reference] = /Mã ([2-9A-Z]{8})/.exec(unclear) ?? [];
  antcrm.world.addTicket({ title: "nồi cơm không vào điện", summary: `<p>Mã ${reference}</p>`, contact: {} });
  expect((await looksAgain()).map(({ card }) => card.title)).toEqual(["Đã tạo phiếu #17001"]);
  expect(await looksAgain()).toEqual([]);
});
