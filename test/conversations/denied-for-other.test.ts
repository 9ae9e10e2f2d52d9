import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  ["đổi bình nước cho chị Bình", "không lấy bình nước, lấy tàu hoả", "DAUMAY01"],
  ["đổi quà DAUMAY01 cho 476", "ko lấy tàu hoả, lấy bình nước nha", "BINHNUOC01"],
  ["đổi quà DAUMAY01 cho 476", "không lấy tàu hoả nữa, lấy VOUCHER50", "VOUCHER50"],
  ["đổi quà DAUMAY01 cho 476", "í ko lấy tàu hoả, lấy phiếu mua hàng 50k", "VOUCHER50"],
])("“%s”, then “%s”: the other gift is proposed", async (request, said, code) => {
  const { quan } = await testApp();
  await quan.types(request);
  expect(await quan.types(said)).toMatch(new RegExp(`^Đổi quà ${code} cho Trần Thị Bình\\?`));
});

it.each([
  "không lấy tàu hoả",
  "không lấy tàu hoả nữa, thôi",
  "không lấy tàu hoả, để mai",
  "không lấy tàu hoả, lấy lại điểm",
])("“%s” names no other gift, and proposes none", async (said) => {
  const { quan } = await testApp();
  await quan.types("đổi quà DAUMAY01 cho 476");
  expect(await quan.types(said)).toMatch(/^Đã huỷ/);
});

it.each([
  ["á đừng đóng, chuyển qua chờ khách phản hồi", "chờ khách phản hồi"],
  ["đừng đóng, để trạng thái đang xử lý", "đang xử lý"],
  ["khoan đừng đóng, chuyển qua đang xử lý thôi", "đang xử lý\n"],
])("“%s” proposes another status than the closed one", async (said, status) => {
  const { quan } = await testApp();
  await quan.types("đóng phiếu 16001");
  const card = await quan.types(said);
  expect(card).toMatch(/^Sửa phiếu #16001\?/);
  expect(card.toLowerCase()).toContain(`trạng thái: assigned → ${status}`);
});

it.each([
  "đừng đóng nữa",
  "đừng đóng, để vậy đi",
  "khoan đóng, để mai",
  "đừng đóng, chuyển sang khách khác",
  "đừng đóng, chuyển qua cho Minh xử lý",
])("“%s” closes nothing, and names no status", async (said) => {
  const { quan } = await testApp();
  await quan.types("đóng phiếu 16001");
  expect(await quan.types(said)).toMatch(/^Đã huỷ/);
});

it.each(["đổi số nhà thôi, 27 mới đúng", "số nhà 27 mới đúng"])(
  "“%s” corrects the number, and keeps the street",
  async (said) => {
    const { quan } = await testApp();
    await quan.types("sửa khách 476 địa chỉ: 72 Lê Lợi, Phường 1");
    expect(await quan.types(said)).toContain("→ 27 Lê Lợi, Phường 1\n");
  },
);
