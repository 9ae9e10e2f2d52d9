import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  ["MUC12A 4 cái", "4 × Hộp mực 12A"],
  ["MUC12A 4 hộp", "4 × Hộp mực 12A"],
  ["3 cái MUC12A, mai giao nha", "3 × Hộp mực 12A"],
  ["3 cái MUC12A, mai giao nha", "chưa dùng tới phần: “mai giao nha”"],
])("“%s” answers the question for the products", async (said, line) => {
  const { quan } = await testApp();
  await quan.types("tạo đơn cho 476");
  const card = await quan.types(said);
  expect(card).toMatch(/^Tạo đơn này\?/);
  expect(card).toContain(line);
});

it("keeps the words of a product without a code", async () => {
  const { quan } = await testApp();
  await quan.types("tạo đơn cho 476");
  expect(await quan.types("2 x mực in, loại tốt")).toContain("“mực in, loại tốt” là sản phẩm nào?");
});
