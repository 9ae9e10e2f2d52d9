import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it.each([
  ["cảm ơn em", /^Không có gì ạ/],
  ["cam on nhe", /^Không có gì ạ/],
  ["ok cảm ơn em nhiều ạ!", /^Không có gì ạ/],
  ["thanks", /^Không có gì ạ/],
  ["Thank you so much 🙏", /^Không có gì ạ/],
  ["alo", /^Chào bạn\n/],
  ["chào em", /^Chào bạn\n/],
  ["ok", /^Bot chưa làm gì thêm\n/],
  ["dạ vâng", /^Bot chưa làm gì thêm\n/],
  ["đồng ý", /^Bot chưa làm gì thêm\n/],
])("answers small talk briefly: %s", async (text, answer) => {
  const { lan } = await testApp();

  expect(await lan.types(text)).toMatch(answer);
});

it("carries out a request that contains thanks", async () => {
  const { lan } = await testApp();

  expect(await lan.types("cảm ơn em, điểm 0900000001")).toMatch(/^Điểm · Nguyễn Văn An/);
});

it("keeps a question open after thanks, and needs a confirmation's button", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");
  await lan.types("cảm ơn em");
  expect(await lan.types("máy in hỏng")).toMatch(/^Tạo phiếu này\?\n.*\nTiêu đề: máy in hỏng\n/);

  expect(await lan.types("ok")).toContain("Bot chỉ nhận xác nhận bằng nút");
  expect(await lan.clicks("Tạo phiếu")).toMatch(/^Đã tạo phiếu/);
});
