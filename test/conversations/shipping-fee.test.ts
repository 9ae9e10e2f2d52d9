import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each(["giảm 50k cho đơn đó", "giảm 50k cho đơn 3503", "giam 50k don 3503"])(
  "keeps the shipping fee of a stored order when its products change: %s",
  async (typed) => {
    const { quan } = await testApp();
    await quan.types("đơn 3503 thêm phí ship 30k");
    expect(await quan.clicks("Lưu")).toContain("Tổng tiền: 810.000 ₫");
    expect(await quan.types(typed)).toContain("Tổng tiền: 810.000 ₫ → 760.000 ₫");
  },
);

it("takes the new shipping fee when it is changed together with the products", async () => {
  const { quan } = await testApp();
  await quan.types("đơn 3503 thêm phí ship 30k");
  await quan.clicks("Lưu");
  expect(await quan.types("đơn 3503 phí ship 20k")).toContain("Tổng tiền: 810.000 ₫ → 800.000 ₫");
});
