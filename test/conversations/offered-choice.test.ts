import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  ["đánh giá", "đánh giá"],
  ["phiếu", "phiếu"],
  ["Đánh giá và phiếu ạ", "đánh giá, phiếu"],
])("“%s” answers the question for a digest's contents, although it names a command", async (said, kinds) => {
  const { quan } = await testApp();
  expect(await quan.types("đặt báo cáo")).toContain("Nội dung?");
  expect(await quan.types(said)).toContain(`Nội dung: ${kinds}\nLịch gửi?`);
  expect(await quan.types("8h sáng")).toContain("Lịch gửi: mỗi ngày lúc 08:00");
});

it("a command's name that is no offered choice leaves the form", async () => {
  const { quan } = await testApp();
  await quan.types("đặt báo cáo");
  expect(await quan.types("phiếu của tôi")).not.toContain("Lịch gửi?");
  expect(await quan.types("trợ giúp")).toContain("Bạn có thể hỏi gì");
});
