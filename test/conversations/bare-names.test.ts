import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

const GIFT = "đổi voucher50 cho 0900000001";

it.each([
  [GIFT, "à nhầm, Trần Thị Bình", /^Đổi quà VOUCHER50 cho Trần Thị Bình\?/],
  [GIFT, "à nhầm, cho Trần Thị Bình", /^Đổi quà VOUCHER50 cho Trần Thị Bình\?/],
  [GIFT, "a nham, tran thi binh", /^Đổi quà VOUCHER50 cho Trần Thị Bình\?/],
  [GIFT, "Trần Thị Bình mới đúng", /^Đổi quà VOUCHER50 cho Trần Thị Bình\?/],
  [GIFT, "nhầm rồi, là Trần Thị Bình cơ", /^Đổi quà VOUCHER50 cho Trần Thị Bình\?/],
  [GIFT, "à nhầm, cho Bình", /^Đổi quà VOUCHER50 cho Trần Thị Bình\?/],
  [GIFT, "no wait, Trần Thị Bình", /^Đổi quà VOUCHER50 cho Trần Thị Bình\?/],
  ["gắn tag sỉ cho 0900000001", "à nhầm, Trần Thị Bình", /^Sửa khách Trần Thị Bình\?/],
  ["tạo phiếu cho 0900000001: máy hỏng", "à nhầm, Trần Thị Bình", /Trần Thị Bình[^\n]*\nTiêu đề: máy hỏng/],
  ["tích điểm TIVIABC cho 0900000001", "không, Trần Thị Bình", /^Tích điểm mã TIVIABC cho Trần Thị Bình\?/],
])("asks the same for the customer that a correction names: %s, %s", async (first, correction, asked) => {
  const { quan, antcrm } = await testApp();
  await quan.types(first);
  expect(await quan.types(correction)).toMatch(asked);
  expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
});

it.each([
  ["à nhầm, Tàu Hoả", /^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/],
  ["à nhầm, Phiếu Mua Hàng", /^Đổi quà VOUCHER50 cho Nguyễn Văn An\?/],
  ["à nhầm rồi", /^Bạn muốn sửa gì\?/],
])("takes no other words for a customer: %s", async (correction, asked) => {
  const { quan } = await testApp();
  await quan.types(GIFT);
  expect(await quan.types(correction)).toMatch(asked);
});

it("shows the customer whose name alone is typed", async () => {
  const { quan } = await testApp();
  await quan.types(GIFT);
  expect(await quan.types("Trần Thị Bình")).toMatch(/^Trần Thị Bình\n/);
});
