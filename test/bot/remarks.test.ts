import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("a name beside a number that is somebody else's", () => {
  it.each([
    "điểm chị Bình 0900000001",
    "đổi quà DAUMAY01 cho chị Bình 0900 000 001",
    "tạo phiếu cho 0900000001 (chị Bình): máy hư",
  ])("is said at the end, before the buttons: %s", async (text) => {
    const { lan } = await testApp();

    expect(await lan.types(text)).toMatch(
      /\nBạn gọi là “Bình”, còn khách tìm được là Nguyễn Văn An\.\n\[1\]/,
    );
  });

  it.each([
    "điểm chị Bình 0867123456",
    "diem chi binh 0867123456",
    "điểm Trần Bình 0867123456",
    "tạo phiếu cho 0900000001: chị Bình gọi báo máy hư",
    "điểm 0900000001",
  ])("is not said of the customer's own name, or of a title: %s", async (text) => {
    const { lan } = await testApp();

    expect(await lan.types(text)).not.toContain("Bạn gọi là");
  });

  it("is shortened in a shared card as the customer's name is", async () => {
    const { lan } = await testApp();

    await lan.in("group").types("điểm chị Bình 0900000001");
    expect(lan.sees().names).toContain("Nguyễn Văn An");
  });
});
