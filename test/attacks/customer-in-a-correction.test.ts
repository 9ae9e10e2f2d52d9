import { describe, expect, it } from "vitest";
import { plainText } from "../../src/cards/plain-text.ts";
import { testApp } from "../support/test-app.ts";

const ORDER = "tạo đơn cho 0900000001 2 MUC12A";
const REDEEMS = "đổi quà daumay01 cho 0900000001";
const EARNS = "tích mã TIVI01 cho 0900000001";

/** Returns the proposal that waits, as plain text. */
async function waiting(request: string, said: string) {
  const { lan } = await testApp();
  const asked = await lan.types(request);
  await lan.types(said);
  const open = lan.saw().findLast((card) => /^(?:Tạo đơn|Đổi quà|Tích điểm) .*\?\n/u.test(plainText(card)));
  return { asked, open: open === undefined ? "" : plainText(open) };
}

describe("a correction that names another customer beside something else", () => {
  it.each([
    [ORDER, "đổi thành 5 MUC12A cho 0867123456"],
    [ORDER, "5 MUC12A, khách: 0867123456"],
    [ORDER, "5 MUC12A, của khách 0867123456"],
    [EARNS, "à nhầm, mã ABC123XYZ cho 0867123456"],
    [REDEEMS, "à nhầm 0867123456 hoặc 0900000002"],
    [REDEEMS, "à nhầm, 0867123456 hay 0900000002"],
  ])("is not read in part: %s, %s", async (request, said) => {
    const { asked, open } = await waiting(request, said);
    const both = open.includes("0867 123 456") && !open.includes("Người nhận");
    // Either nothing of it is read, or all of it.
    if (open !== asked) expect(both && !open.includes("TIVI01") && !/hoặc|hay/.test(said)).toBe(true);
  });

  it.each([
    [REDEEMS, "à nhầm, 0867123456", "Trần Thị Bình"],
    [REDEEMS, "à nhầm, của chị Bình 0867123456", "Trần Thị Bình"],
    [REDEEMS, "không phải 0900000001 mà 0867123456", "Trần Thị Bình"],
    [REDEEMS, "à nhầm, khách 0867 123 456, voucher50", "VOUCHER50 cho Trần Thị Bình"],
    [ORDER, "nhầm, khách là 0867123456", "Trần Thị Bình"],
  ])("is read where all of it is clear: %s, %s", async (request, said, shown) => {
    expect((await waiting(request, said)).open).toContain(shown);
  });
});

describe("“khách:” with a number is no part of a title", () => {
  it.each([
    ["tạo phiếu cho 0900 000 001", "tiêu đề: máy hỏng\nkhách: 0867123456"],
    ["tạo phiếu", "tiêu đề: máy hỏng\nkhách: 0867123456"],
    ["tạo phiếu cho 0900 000 001: máy in kẹt", "tiêu đề: máy hỏng, khách: 0867 123 456"],
  ])("%s, %s", async (request, said) => {
    const { lan } = await testApp();
    await lan.types(request);
    expect(await lan.types(said)).toMatch(
      /^Tạo phiếu.*\nKhách hàng: (?:Trần Thị Bình · )?0867 123 456\nTiêu đề: máy hỏng\n/,
    );
  });

  it("but with words it is", async () => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu cho 0900 000 001");
    expect(await lan.types("tiêu đề: máy hỏng\nkhách: gọi lại 0867123456")).toMatch(
      /^Tạo phiếu này\?\nKhách hàng: Nguyễn Văn An .*\nTiêu đề: máy hỏng khách: gọi lại 0867123456\n/,
    );
  });
});
