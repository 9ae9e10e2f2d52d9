import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it.each(["đơn 3503 thêm 1 TIVI01", "thêm 1 tivi01 vào đơn 3503", "đơn 3503 lấy thêm 1 tivi"])(
  "adds a product to those of the order: %s",
  async (text) => {
    const { lan } = await testApp();

    const asked = await lan.types(text);
    expect(asked).toMatch(/→ 2 × Hộp mực 12A \(MUC12A\) = 780\.000 ₫; 1 × Tivi 43 inch \(TIVI01\)/);
    expect(asked).toContain("Tổng tiền: 780.000 ₫ → 7.770.000 ₫");
    await lan.clicks("Lưu");
    expect(await lan.types("đơn 3503")).toMatch(/2 × Hộp mực 12A[\s\S]*1 × Tivi 43 inch/);
  },
);

it("raises the number of a product that the order has", async () => {
  const { lan } = await testApp();

  expect(await lan.types("thêm 2 MUC12A vào đơn 3503")).toContain("→ 4 × Hộp mực 12A (MUC12A)");
});

it("replaces the products where nothing is to be added", async () => {
  const { lan } = await testApp();

  expect(await lan.types("sửa đơn 3503: 1 TIVI01")).toMatch(
    /→ 1 × Tivi 43 inch \(TIVI01\) = 6\.990\.000 ₫\n/,
  );
});
