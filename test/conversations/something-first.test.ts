import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("proposes nothing when something else has to be done first", () => {
  it.each([
    "đóng phiếu 16001 đi, mà khoan hỏi khách đã",
    "dong phieu 16001 di, ma khoan hoi khach da",
    "đóng phiếu 16001 đi mà khoan, hỏi khách đã",
    "đóng phiếu 16001 đi khoan hỏi khách đã",
    "đóng phiếu 16001 đi, mà thôi để hỏi lại",
    "đóng phiếu 16001 nhưng chờ khách gọi lại đã",
    "dong phieu 16001 nhung cho khach goi lai da",
    "đóng phiếu 16001, chờ khách trả lời rồi hãy đóng",
    "đóng phiếu 16001, hỏi khách trước đã",
    "đổi quà daumay01 cho 0900000001, mà chờ em hỏi khách đã",
    "doi qua daumay01 cho 0900000001, de em hoi khach da",
    "gắn nhãn vip cho 0900000001, khoan để em xem lại đã",
    "tạo phiếu cho 0900000001 máy hỏng, à khoan hỏi khách đã",
    "xoá phiếu 16001, từ từ để hỏi sếp đã",
    "đóng phiếu 16001... à mà chờ tí",
    "dong phieu 16001 ... a ma cho ti",
    "đóng phiếu 16001 đi. Khoan! Khách chưa nói gì",
    "đổi quà daumay01 cho 0900000001 nhưng đợi anh ấy tới",
    "đóng phiếu 16001 đi, mà nhớ hỏi khách trước",
    "close ticket 16001, not yet",
    "close ticket 16001 but I want to ask him first",
    "close ticket 16001, but wait, ask him first",
    "close ticket 16001 but hold on",
    "close ticket 16001, hold on, let me check first",
    "close ticket 16001. actually no, wait",
    "redeem daumay01 for 0900000001, actually let me ask her first",
    "add tag VIP to 0900000001, wait until he confirms",
  ])("%s", async (typed) => {
    const { quan, antcrm } = await testApp();
    expect(await quan.types(typed)).toMatch(/^Không có gì thay đổi/);
    expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("answers a look-up behind it", async () => {
    const { quan } = await testApp();
    expect(await quan.types("đóng phiếu 16001, thôi, xem phiếu 16002")).toMatch(/^Phiếu #16002/);
  });

  it.each([
    ["tạo phiếu cho 0900000001: khách đặt hàng mà chờ lâu quá", /Tiêu đề: khách đặt hàng mà chờ lâu quá/],
    [
      "tạo phiếu cho 0900000001 khách đợi 3 tiếng mà chưa ai gọi",
      /Tiêu đề: khách đợi 3 tiếng mà chưa ai gọi/,
    ],
    ["tạo phiếu cho 0900000001: hỏi mua ghế da", /Tiêu đề: hỏi mua ghế da/],
    ["tạo phiếu cho 0900000001: máy mài, khoan hỏng", /Tiêu đề: máy mài, khoan hỏng/],
    ["ghi chú 0900000001: khách muốn mua mà khoan đã, chờ vợ về", /khách muốn mua mà khoan đã, chờ vợ về/],
    ["create ticket for 0900000001: printer fine but wait time too long", /but wait time too long/],
    ["tạo phiếu cho 0900000001: máy hỏng, chờ khách gọi lại đã", /Tiêu đề: máy hỏng, chờ khách gọi lại đã/],
    ["tạo phiếu cho 0900000001 máy hỏng, gọi khách trước nha", /^Tạo phiếu này\?/],
    ["đóng phiếu 16001 rồi gọi khách báo giúp em", /^Sửa phiếu #16001\?/],
  ])("but not for what a title or note tells: %s", async (typed, answer) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(answer);
  });
});
