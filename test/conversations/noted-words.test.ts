import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const ends = (answer: string, kept: string) => answer.split("\n").some((line) => line.endsWith(kept));

describe("a note or a reason behind a colon is no part of the request", () => {
  it.each([
    [
      'ghi chú cho chị Bình: "nhà có chó dữ, bấm chuông 2 lần rồi đứng ngoài"',
      "→ nhà có chó dữ, bấm chuông 2 lần rồi đứng ngoài",
    ],
    ["ghi chú chị Bình: áo mưa tặng size M, xanh, ko lấy hồng", "→ áo mưa tặng size M, xanh, ko lấy hồng"],
    ["ghi chú cho khách An: xem lại đơn 3503 trước khi tư vấn", "→ xem lại đơn 3503 trước khi tư vấn"],
    ["note cho 0867123456: không đổi quà, chỉ lấy tiền mặt", "→ không đổi quà, chỉ lấy tiền mặt"],
    ["ghi chu 0867123456: khach noi thoi khoi goi", "→ khach noi thoi khoi goi"],
    ["đóng phiếu 16001, lý do: khách bảo thôi khỏi, tự sửa dc r", "→ khách bảo thôi khỏi, tự sửa dc r"],
    ["close ticket 16001, reason: customer said never mind", "→ customer said never mind"],
    ["add a note for 0867123456: never call, she hates it", "→ never call, she hates it"],
    ["ghi chú cho chị Bình 0867123456: anh An giới thiệu", "→ anh An giới thiệu"],
    ["ghi chu cho chi binh 0867123456: khach k an hanh", "→ khach k an hanh"],
    ["note Trần Thị Bình (0867123456): hẹn 9:30 ghé lấy", "→ hẹn 9:30 ghé lấy"],
    ["ghi chú cho chị Bình 476: khách dặn đừng đóng phiếu", "→ khách dặn đừng đóng phiếu"],
    [
      "ghi vào hồ sơ chị Bình: đã hứa hoàn 150.000đ trước 17h thứ 6, Lan duyệt",
      "→ đã hứa hoàn 150.000đ trước 17h thứ 6, Lan duyệt",
    ],
  ])("%s", async (typed, kept) => {
    const { lan } = await testApp();
    const answer = await lan.types(typed);
    expect(ends(answer, kept), answer).toBe(true);
  });

  it.each([
    "ghi chú cho chị Bình: gọi lại sau 5h, thôi khỏi",
    "ghi chú cho chị Bình: gọi lại sau 5h à thôi",
    "đóng phiếu 16001, lý do: đã sửa xong, khoan đã",
  ])("but its writer can take it back: %s", async (typed) => {
    const { lan } = await testApp();
    expect(await lan.types(typed)).not.toContain("→");
  });
});

describe("asks for the text of a note that is not said yet", () => {
  it.each([
    "đừng gọi trước 10h sáng",
    "Đổi ý 3 lần rồi, lần sau nhớ xác nhận lại = sms",
    "chửi 2 lần / 10:42 & 11:05 -> xem #16001",
  ])("%s", async (said) => {
    const { lan } = await testApp();
    expect(await lan.types("ghi chú cho chị Bình")).toMatch(/Ghi chú\?/);
    const answer = await lan.types(said);
    expect(ends(answer, `→ ${said}`), answer).toBe(true);
  });

  it("and adds it below the note that stands there", async () => {
    const { lan } = await testApp();
    await lan.confirms("ghi chú cho chị Bình: khách quen");
    await lan.types("ghi chú 0867123456");
    expect(await lan.types("thích màu xanh")).toContain("Ghi chú: khách quen → khách quen\nthích màu xanh");
  });

  it("and is left by a no", async () => {
    const { lan } = await testApp();
    await lan.types("ghi chú cho chị Bình");
    expect(await lan.types("thôi")).toMatch(/^Đã huỷ/);
  });
});

it("keeps the parts of a title behind semicolons", async () => {
  const { lan } = await testApp();
  const answer = await lan.types("phiếu mới 0867123456: máy chạy 5p thì tắt; đèn đỏ nháy 3 lần; đã rút điện");
  expect(answer).toContain("Tiêu đề: máy chạy 5p thì tắt; đèn đỏ nháy 3 lần; đã rút điện\n");
});

it.each([
  ["thêm khách", "ủa bắt buộc phải có sđt hả"],
  ["tạo phiếu cho chị Bình", "xem giúp chỉ còn bao nhiêu điểm đã"],
  ["tạo phiếu cho chị Bình", "sếp gọi, lát quay lại nha"],
  ["tạo phiếu cho 0900000001", "hmm"],
])("stores no aside as a value without asking: %s, %s", async (request, said) => {
  const { lan } = await testApp();
  await lan.types(request);
  expect(await lan.types(said)).toMatch(/^Bot chưa ghi lại\n/);
});

it.each(["chốt đơn 3503", "duyet don hang #3503 giup em"])(
  "opens the order for a step that each team has set itself: %s",
  async (typed) => {
    const { lan } = await testApp();
    const answer = await lan.types(typed);
    expect(answer).toMatch(/^Sửa đơn\n/);
    expect(answer).toContain("Số đơn: 3503\n");
  },
);

describe("a short number behind the word for a note is a customer's", () => {
  it.each([
    ["ghi chú 476 khách thích màu xanh", "→ khách thích màu xanh"],
    ["ghi chu 476 thich mau xanh", "→ thich mau xanh"],
    ["ghi chú cho 476: khách thích màu xanh", "→ khách thích màu xanh"],
    ["note 476 likes blue", "→ likes blue"],
    ["note for 476: likes blue", "→ likes blue"],
  ])("%s", async (typed, kept) => {
    const { lan } = await testApp();
    const answer = await lan.types(typed);
    expect(answer).toMatch(/^Sửa khách Trần Thị Bình\?\n/);
    expect(ends(answer, kept), answer).toBe(true);
  });

  it("and one of an order has more digits", async () => {
    const { lan } = await testApp();
    expect(await lan.types("ghi chú cho 3502: gọi trước khi giao")).toMatch(/^Sửa đơn #3502\?\n/);
  });

  it("but a number that counts is none", async () => {
    const { lan } = await testApp();
    expect(await lan.types("ghi chú 476 cái ly")).not.toContain("Trần Thị Bình");
  });
});
