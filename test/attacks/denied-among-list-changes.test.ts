import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  "khách 476 gắn tag sỉ, đừng có gỡ tag VIP",
  "khách 476 gắn tag sỉ, không cần gỡ tag VIP",
  "khách 476 gắn tag sỉ, khỏi cần gỡ tag VIP",
  "khách 476 gắn tag sỉ, không được gỡ tag VIP",
  "khách 476 gắn tag sỉ, khoan gỡ tag VIP",
  "khách 476 gắn tag sỉ, hong gỡ tag VIP",
  "khách 476 gắn tag sỉ, sao lại gỡ tag VIP",
  "sửa khách 476 không được bỏ tag VIP, thêm tag sỉ",
])("“%s” keeps the tag, and makes none of the denial", async (typed) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).toContain("Nhãn: VIP, Đã liên hệ → VIP, Đã liên hệ, sỉ\n");
});

it("keeps the tag in a longer request", async () => {
  const { quan } = await testApp();
  const card = await quan.types("sửa khách 476 không cần bỏ tag VIP, địa chỉ: 5 Lê Lợi");
  expect(card).toContain("→ 5 Lê Lợi\n");
  expect(card).not.toContain("Nhãn:");
});

it("gives nobody else's tag to the customer", async () => {
  const { quan } = await testApp();
  expect(await quan.types("khách 476 gắn tag sỉ, gỡ tag VIP, 475 gắn tag lẻ")).not.toMatch(/→ [^\n]*lẻ/u);
});

it.each(["khách 476 thêm tag đại lý - tag VIP", "476 gắn tag sỉ - nhãn VIP"])(
  "“%s” removes no tag behind a dash",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain("→ VIP, Đã liên hệ, ");
  },
);
