import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  "đừng đóng, chuyển sang phòng kỹ thuật",
  "đừng đóng, chuyển về kho",
  "đừng đóng, chuyển qua gấp",
  "khoan đóng, chuyển sang ưu tiên cao",
  "đừng đóng, đổi lại là máy hư nguồn",
  "đừng đóng, chuyển qua đang xử lý được không",
  "đừng đóng, chuyển qua đang xử lý rồi",
  "đừng đóng, chuyển qua đang xử lý. khách gọi 2 lần",
  "đừng đóng, chuyển qua chờ khách phản hồi và gán cho Minh",
  "đừng đóng, để trạng thái như cũ",
  "đừng đóng, để trạng thái hiện tại",
  "đừng đóng phiếu này, chuyển qua phiếu 16002",
  "đừng đóng, chuyển qua đã đóng",
  "đúng đóng phiếu, chuyển qua xử lý xong",
])("“%s” proposes no words as a status", async (said) => {
  const { quan } = await testApp();
  await quan.types("đóng phiếu 16001");
  expect(await quan.types(said)).not.toMatch(/Trạng thái: Assigned →|\] Lưu/u);
});

it.each([
  "không lấy tàu hoả, lấy bình nước rồi",
  "không lấy tàu hoả, lấy bình nước. Gắn thêm tag VIP",
  "không lấy tàu hoả, lấy bình nước rồi gắn tag sỉ giúp em",
  "đúng lấy tàu hoả, lấy thêm bình nước",
  "không lấy tàu hoả, lấy sau",
  "không lấy tàu hoả, muốn huỷ",
  "không lấy tàu hoả, muốn giữ điểm",
  "không lấy tàu hoả, muốn trả lại",
])("“%s” proposes no other gift", async (said) => {
  const { quan } = await testApp();
  await quan.types("đổi quà DAUMAY01 cho 476");
  expect(await quan.types(said)).not.toMatch(/^(?:Đổi quà|Quà nào)|\] Đổi quà {2}/u);
});

it("proposes the other gift for the other customer", async () => {
  const { quan } = await testApp();
  await quan.types("đổi quà DAUMAY01 cho 476");
  const card = await quan.types("không lấy tàu hoả, lấy bình nước cho anh An 0900000001");
  expect(card).toMatch(/^Đổi quà BINHNUOC01 cho Nguyễn Văn An\?/);
});

it("proposes another gift whose name has more words", async () => {
  const { quan } = await testApp();
  await quan.types("đổi quà DAUMAY01 cho 476");
  const card = await quan.types("không lấy tàu hoả, lấy nồi cơm điện mini giúp em nha");
  expect(card).toMatch(/^Đổi quà NOICOM01 cho Trần Thị Bình\?/);
});
