import { expect, it } from "vitest";
import { buttonsOf } from "../../src/cards/plain-text.ts";
import { testApp } from "../support/test-app.ts";

it.each(["0867123456", "phiếu của 0867123456", "0911111111", "danh sách quà", "đơn 3503", "Phiếu gấp"])(
  "shows a viewer no button that would refuse: %s",
  async (text) => {
    const { minh } = await testApp();

    await minh.types(text);
    const card = minh.sees();
    for (const { label } of buttonsOf(card)) {
      expect(await minh.clicks(label, card), label).not.toContain("Bạn chưa có quyền");
    }
  },
);

it("shows the same card with its buttons to an agent", async () => {
  const { lan, minh } = await testApp();

  expect(await minh.types("0867123456")).not.toMatch(/Tạo phiếu|Đổi quà|Sửa/);
  expect(await lan.types("0867123456")).toMatch(/Tạo phiếu.*Phiếu.*Đổi quà.*Sửa/);
});
