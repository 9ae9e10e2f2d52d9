import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it.each([
  ["đổi số lượng đơn 3503 thành 3", "→ 3 × Hộp mực 12A (MUC12A) = 1.170.000 ₫"],
  ["đơn 3503 sửa số lượng còn 1", "→ 1 × Hộp mực 12A (MUC12A) = 390.000 ₫"],
  ["sửa số lượng MUC12A đơn 3503 thành 5", "→ 5 × Hộp mực 12A (MUC12A) = 1.950.000 ₫"],
  ["đơn 3503 số lượng MUC12A lên 4, giảm 5%", "→ 4 × Hộp mực 12A (MUC12A), giảm 5% = 1.482.000 ₫"],
])("changes the quantity of a product: %s", async (text, after) => {
  const { lan } = await testApp();

  expect(await lan.types(text)).toContain(after);
});

it("changes the quantity of the order just shown, and of the open question", async () => {
  const { lan } = await testApp();

  await lan.types("đơn 3503");
  expect(await lan.types("số lượng thành 3")).toMatch(/#3503 .* · đơn vừa xem[\s\S]*→ 3 × Hộp mực 12A/);
  expect(await lan.types("5 thôi")).toContain("→ 5 × Hộp mực 12A");
});

it("leaves the other products of an order as they are", async () => {
  const { lan } = await testApp();

  await lan.types("đơn 3503 thêm 1 TIVI01");
  await lan.clicks("Lưu");
  expect(await lan.types("sửa số lượng TIVI01 đơn 3503 thành 2")).toMatch(
    /→ 2 × Hộp mực 12A \(MUC12A\) = 780\.000 ₫; 2 × Tivi 43 inch \(TIVI01\) = 13\.980\.000 ₫/,
  );
});

it("asks for the products if the order has several, or not the named one", async () => {
  const { lan } = await testApp();

  expect(await lan.types("sửa số lượng TIVI01 đơn 3503 thành 4")).toMatch(
    /^Sửa đơn\nSố đơn: 3503\nSản phẩm\?/,
  );
  await lan.types("huỷ");
  await lan.types("đơn 3503 thêm 1 TIVI01");
  await lan.clicks("Lưu");
  expect(await lan.types("đổi số lượng đơn 3503 thành 4")).toMatch(/^Sửa đơn\nSố đơn: 3503\nSản phẩm\?/);
});

it("takes the order's number that it asks for, and no quantity", async () => {
  const { lan } = await testApp();

  expect(await lan.types("sửa số lượng MUC12A còn 1")).toMatch(/Số đơn\?/);
  expect(await lan.types("3503")).toMatch(/^Sửa đơn #3503\?[\s\S]*→ 1 × Hộp mực 12A/);
});

it.each(["à nhầm 4", "4 mới đúng", "4 thôi"])(
  "changes a new quantity that is asked about: %s",
  async (text) => {
    const { lan } = await testApp();

    await lan.types("đơn 3503 sửa số lượng MUC12A thành 3");
    expect(await lan.types(text)).toContain("→ 4 × Hộp mực 12A (MUC12A)");
  },
);
