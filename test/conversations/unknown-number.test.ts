import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  "đơn 4099 sao bị huỷ z",
  "don 4099 sao bi huy z",
  "đơn 4099 sao rồi",
  "đơn 4099 tới đâu rồi",
  "đơn 4099 sao chưa giao",
  "đơn hàng 4099 bị sao vậy",
  "mã đơn 4099 sao bị huỷ",
  "cái đơn 4099 đó sao r",
  "order 4099 why cancelled",
])("says that there is no such order, and shows no other one: %s", async (typed) => {
  for (const before of ["đơn 3503", "đơn hàng", "0867123456"]) {
    const { quan } = await testApp();
    await quan.types(before);
    expect(await quan.types(typed)).toMatch(/^Không tìm thấy đơn\nKhông có đơn #4099 /);
  }
});

it.each(["đơn 3502 sao bị huỷ z", "don 3502 sao roi"])("shows the order that is named: %s", async (typed) => {
  const { quan } = await testApp();
  await quan.types("đơn 3503");
  expect(await quan.types(typed)).toMatch(/^Đơn #3502/);
});

it.each(["phiếu 16999 sao chưa xong", "phieu 16999 sao chua xong z", "#16999 sao r"])(
  "says that there is no such ticket: %s",
  async (typed) => {
    const { quan } = await testApp();
    await quan.types("phiếu 16001");
    expect(await quan.types(typed)).toMatch(/^Không tìm thấy phiếu\nKhông có phiếu #16999 /);
  },
);

it.each(["đơn 99 sao bị huỷ", "4099 sao bị huỷ z", "đơn 999 chốt luôn đi"])(
  "shows or changes no order that was shown before: %s",
  async (typed) => {
    const { quan } = await testApp();
    await quan.types("đơn 3503");
    expect(await quan.types(typed)).not.toContain("3503");
  },
);
