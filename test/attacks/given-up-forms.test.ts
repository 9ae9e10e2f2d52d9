import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  "không cần tạo phiếu nữa, bỏ qua đi",
  "ko cần nữa, bỏ qua nha",
  "chị không đổi nữa, bỏ qua giúp",
  "khách không cần nữa, bỏ qua luôn nha",
])("“%s” drops a form, and does not only leave a field empty", async (said) => {
  const { quan } = await testApp();
  await quan.types("tạo phiếu cho 476");
  expect(await quan.types(said)).toMatch(/^Đã huỷ/);
});
