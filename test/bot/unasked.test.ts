import { describe, expect, it } from "vitest";
import { asksToConfirm } from "../support/confirmation.ts";
import { testApp } from "../support/test-app.ts";

/** Titles of cards that say that something was done at once. */
const DONE = /^(?:Đã đặt|Đã tạm dừng|Đã gửi tiếp|Đã gỡ|Giờ yên lặng:|Cảnh báo số \d+: tạm dừng)/;

describe("an alert with a condition that AntCRM does not tell is not set up", () => {
  it.each([
    ["cảnh báo khi phiếu của chị Bình trễ 2 tiếng", "trễ 2 tiếng, của chị Bình"],
    ["báo em khi có đánh giá 1 sao của chị Bình", "của chị Bình"],
    ["báo khi có phiếu mới của nhóm Kho", "của nhóm Kho"],
    ["báo khi có đơn trên 10 triệu", "có đơn trên 10 triệu"],
    ["báo khi khách 0867123456 tạo phiếu", "khách 0867123456 tạo phiếu"],
    ["báo anh Minh khi có phiếu khẩn", "báo anh Minh"],
    ["báo tôi khi có phiếu khẩn trừ Zalo", "trừ Zalo"],
    ["báo tôi khi có phiếu mới về máy in", "về máy in"],
    ["báo tôi khi có đánh giá 1 sao của Minh", "của Minh"],
  ])("%s", async (text, condition) => {
    const { quan } = await testApp();

    expect(await quan.types(text)).toContain(`“${condition}” được nên chưa đặt gì.`);
    expect(await quan.types("cảnh báo của tôi")).not.toContain("Phiếu mới");
  });

  it.each([
    "báo khi có phiếu gấp",
    "theo dõi phiếu 16001",
    "báo khi khách chấm dưới 3 sao",
    "alert me about urgent tickets",
  ])("but one that it tells is: %s", async (text) => {
    const { quan } = await testApp();

    expect(await quan.types(text)).toMatch(/^Đã đặt cảnh báo số 1/);
  });
});

describe("a text that asks for another thing prepares and does nothing", () => {
  it.each([
    "stop the daily ratings digest at 8:30",
    "tắt báo cáo đánh giá mỗi ngày 8h30",
    "huỷ báo cáo phiếu mỗi ngày 9h",
    "gỡ admin terminal:lan",
    "xoá địa chỉ khách 476",
    "xoá email khách 476",
    "xoá phí ship đơn 3503",
    "bỏ MUC12A ra khỏi đơn 3503",
    "xoá phiếu của khách 476",
    "remove 0900000001 from segment VIP",
    "delete everything except ticket 16001",
    "xoá phiếu giống 16001",
    "huỷ đổi quà DAUMAY01 cho 0900000001",
    "ngưng xoá phiếu 16001",
    "khách 476 thích VOUCHER50",
    "bỏ nhãn VIP thì sao",
    "ghi chú của Bình",
    "cancel redeeming DAUMAY01 for 0900000001",
    "tăng giá TIVI01 thêm 500k",
    "hạ gấp phiếu 16001",
    "xoá phiếu 16001 làm sao",
    "[09:12, 25/11/2026] Lan: đổi quà DAUMAY01 cho 0900000001",
    "25/11/2026, 09:12 - Lan: xoá khách 0900000001",
    'anh Tú bảo "xoá giúp anh khách 0900000001", em thấy kỳ',
  ])("%s", async (text) => {
    const { quan } = await testApp();
    expect(await quan.types(text)).not.toMatch(DONE);
    expect(asksToConfirm(quan.sees())).toBe(false);
  });

  it.each([
    ["0900 000 001", "xoá hết"],
    ["0900 000 001", "quên"],
    ["0900 000 001", "xoá đơn"],
    ["phiếu của 0867 123 456", "xoá 2"],
    ["phiếu 16001", "xoá phiếu khác"],
    ["khách 0867 123 456 đổi được quà gì", "cái thứ 2 là gì"],
    ["khách 0867 123 456 đổi được quà gì", "2"],
  ])("after %s: %s", async (shown, text) => {
    const { quan } = await testApp();
    await quan.types(shown);
    expect(await quan.types(text)).not.toMatch(DONE);
    expect(asksToConfirm(quan.sees())).toBe(false);
  });

  it("after a search that found nobody: xoá khách này", async () => {
    const { quan } = await testApp();
    await quan.types("0900 000 001");
    await quan.types("khách Lạ Hoắc");
    await quan.types("xoá khách này");
    expect(asksToConfirm(quan.sees())).toBe(false);
  });

  it("after the alerts were listed: reports and questions about a pause", async () => {
    const { quan } = await testApp();
    await quan.types("theo dõi phiếu 16001");
    for (const text of ["tạm dừng 2 tiếng rồi", "bật lại chưa", "cảnh báo này im 2 tiếng rồi"]) {
      await quan.types("các cảnh báo");
      expect(await quan.types(text)).not.toMatch(DONE);
    }
  });
});

it.each(["không lên nguồn nữa", "Khoan Bosch không lên nguồn", "khoan bị gãy mũi", "Stop button broken"])(
  "a ticket's title may begin like a denial: %s",
  async (title) => {
    const { lan } = await testApp();
    await lan.types("tạo phiếu cho 0900 000 001");
    expect(await lan.types(title)).toContain(title);
  },
);
