import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  ["0900000001", "tạo phiếu cho chị bình", /^Tạo phiếu\nKhách hàng: bình\nTiêu đề\?/],
  ["0900000001", "tạo phiếu cho trần thị bình", /^Tạo phiếu\nKhách hàng: trần thị bình\nTiêu đề\?/],
  ["0867123456", "tạo phiếu cho trần thị bình", /Khách hàng: trần thị bình\nTiêu đề\?/i],
])("after the card of %s, “%s” is for the customer whom it names", async (shown, said, card) => {
  const { quan } = await testApp();
  await quan.types(shown);
  expect(await quan.types(said)).toMatch(card);
});

it("after a card, a request without a name is for the customer of the card", async () => {
  const { quan } = await testApp();
  await quan.types("0867123456");
  expect(await quan.types("tạo phiếu máy in hư")).toMatch(
    /^Tạo phiếu này\?\nTrần Thị Bình · khách vừa xem\n[\s\S]*Tiêu đề: máy in hư\n/,
  );
});

it.each(["tạo đơn cho anh an 0900000001", "tạo đơn mới cho chị bình 0867123456"])(
  "“%s” gives the order no name",
  async (said) => {
    const { quan } = await testApp();
    const card = await quan.types(said);
    expect(card).toMatch(/^Tạo đơn\nKhách hàng: /);
    expect(card).not.toContain("Tên đơn");
  },
);
