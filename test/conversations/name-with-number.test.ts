import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("a name with the customer's number", () => {
  it.each([
    ["tạo phiếu cho chị Bình 476", "Tiêu đề?"],
    ["tao phieu cho chi binh 476", "Tiêu đề?"],
    ["đổi quà cho chị Bình 476", "Mã quà?"],
    ["doi qua cho chi binh 476", "Mã quà?"],
    ["tích điểm cho chị Bình 476", "Mã tích điểm?"],
  ])("is no title and no code: %s", async (typed, asked) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(
      new RegExp(`Khách hàng: b[iì]nh 476\\n${asked.replace("?", "\\?")}`, "i"),
    );
  });

  it.each([
    ["tạo phiếu chị Bình 476 gọi lại 0900000001", "gọi lại 0900000001"],
    ["tạo phiếu cho chị Bình 476 0867123456: máy in hư", "máy in hư"],
  ])("leaves the title as it is: %s", async (typed, title) => {
    const { quan } = await testApp();
    const asked = await quan.types(typed);
    expect(asked).toContain(`Khách hàng: Trần Thị Bình · 0867 123 456\nTiêu đề: ${title}\n`);
  });

  it("is not taken for the other one whose phone the text has as well", async () => {
    const { quan } = await testApp();
    const answer = await quan.types("gắn thẻ VIP cho chị Bình 476, còn anh An 0900000001 gắn khách mới");
    expect(answer).toContain("mỗi lần chỉ làm cho một khách: Bình 476 hay 0900 000 001?");
  });

  it("is called by the name that AntCRM has", async () => {
    const { quan } = await testApp();
    const asked = await quan.types("đổi voucher50 cho chị Bình 476 (0867123456)");
    expect(asked).toContain("Đổi quà VOUCHER50 cho Trần Thị Bình?");
    expect(asked).not.toContain("Bạn gọi là");
  });

  it.each([
    "đổi voucher50 cho Bình 086712345",
    "tạo phiếu cho chị Bình 086712345: máy in hư",
    "doi voucher50 cho chi binh 476, 086712345",
  ])("names a number with a missing digit as not used: %s", async (typed) => {
    const { quan } = await testApp();
    const asked = await quan.types(typed);
    expect(asked).toContain("Khách hàng: Trần Thị Bình · 0867 123 456");
    expect(asked).toContain("Bot chưa dùng tới phần: “086712345”.");
  });
});
