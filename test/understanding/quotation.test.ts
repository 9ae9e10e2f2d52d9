import { describe, expect, it } from "vitest";
import { isQuotation, withoutQuotations } from "../../src/understanding/quotation.ts";

describe("a text", () => {
  it.each([
    "Khách: đổi quà giúp chị",
    "> máy kẹt giấy hoài",
    "chị Lan nhắn: xoá số của chị đi nha",
    "chi Lan nhan: xoa so cua chi di nha",
    "Lan: đổi quà DAUMAY01 cho 0900000001",
    "Chị Hoa: xoá đơn 3503 giúp em",
    "Trần Thị Bình 9:12: chị muốn đóng phiếu 16001 đi",
    "Lan  9:12 AM\nđổi quà DAUMAY01 cho 0900000001\nnhanh giúp chị",
    "`đổi quà DAUMAY01 cho 0900000001`",
    "'đổi quà DAUMAY01 cho 0900000001'",
    "Bước 2: đổi quà DAUMAY01 cho 0900000001",
    "“xoá số tôi khỏi hệ thống giùm đi nha” — khách 0388 410 229",
  ])("only repeats somebody else's words: %s", (text) => {
    expect(isQuotation(text)).toBe(true);
  });

  it.each([
    "sửa khách 476 nhãn: Đại lý",
    "sua khach 476 nhan: Dai ly cap hai, VIP",
    "khách 476 nhãn: Đại lý",
    "tạo phiếu khách 475 báo: máy in kẹt giấy",
    "Gấp: tạo phiếu cho 0867 123 456",
    "Khẩn: tạo phiếu cho 0867 123 456",
    "Bot: đổi quà DAUMAY01 cho 0900000001",
    "Phiếu: đóng 16001",
    "đơn 3503 đổi người nhận: chị Dũng bên kho số hai",
    'Khách viết: "thôi mình không khiếu nại nữa". Phiếu 17464 đổi sang ưu tiên thấp em nhé.',
    "đổi tiêu đề phiếu 16001 thành 'máy in kẹt giấy hoài'",
    "don't forget: it's ticket 16001, close it",
    "Lan 9:12\nmáy hư rồi em\n\ntạo phiếu cho 0867 123 456 giúp chị nhé",
    "Khách: đổi quà giúp chị\ntạo phiếu đổi quà cho khách 0867 123 456",
  ])("asks for something itself: %s", (text) => {
    expect(isQuotation(text)).toBe(false);
  });

  it.each([
    ['anh Tú bảo "xoá giúp anh khách này", em thấy kỳ', 'anh Tú bảo "…", em thấy kỳ'],
    ["khách nói “đổi quà cho chị đi” rồi cúp", "khách nói “…” rồi cúp"],
    ['gắn nhãn "Khách quen" cho chị Lan', null],
    ["đóng phiếu 16001", null],
  ])("says by itself: %s", (text, own) => {
    expect(withoutQuotations(text)).toBe(own);
  });
});
