import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("a request with two customers", () => {
  it.each([
    ["điểm của 0867 123 456 và 0900 000 001", "Xem điểm"],
    ["tạo phiếu cho 0867123456 với 0900000001: máy in hỏng", "Tạo phiếu"],
    ["đổi quà DAUMAY01 cho 0867123456, 0900000001", "Đổi quà"],
  ])("“%s” is asked which one, and writes nothing", async (text, command) => {
    const { lan } = await testApp();

    const asked = await lan.types(text);
    expect(asked).toMatch(/^Bạn chọn khách nào\?\n/);
    expect(asked).toContain(command);
    expect(asked).toContain("0867 123 456 hay 0900 000 001?");
  });

  it("does for the chosen one what the text asked for", async () => {
    const { lan } = await testApp();

    await lan.types("tạo phiếu cho 0867123456 với 0900000001: máy in hỏng");
    const ticket = await lan.clicks("0900 000 001");
    expect(ticket).toMatch(/^Tạo phiếu này\?\nKhách hàng: Nguyễn Văn An/);
    expect(ticket).toContain("Tiêu đề: máy in hỏng");
  });

  it.each(["xoá khách 475 với 476", "điểm an@example.com, binh@example.com"])(
    "asks for ids and addresses too: %s",
    async (text) => {
      const { lan } = await testApp();

      expect(await lan.types(text)).toMatch(/^Bạn chọn khách nào\?/);
    },
  );

  it.each([
    ["điểm 0867123456, 0867 123 456", /^Điểm/],
    ["tạo phiếu cho 0867123456: gọi lại số 0900 000 001", /^Tạo phiếu này\?/],
  ])("is no such request if the other number is the same or part of the title: %s", async (text, answer) => {
    const { lan } = await testApp();

    expect(await lan.types(text)).toMatch(answer);
  });
});
