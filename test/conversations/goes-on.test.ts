import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  "ko sao đâu khách nghe xong rồi, đóng luôn đi e",
  "thôi được rồi, chốt thế đi",
  "không cần thêm gì nữa, lưu vậy là được",
])("“%s” drops nothing, and confirms nothing", async (text) => {
  const { lan, antcrm } = await testApp();
  await lan.types("đóng phiếu 16001");
  expect(await lan.types(text)).toMatch(/^Chưa xác nhận/);
  expect(antcrm.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  expect(await lan.clicks("Lưu")).toContain("Closed");
});

it.each([
  "thôi khỏi, đóng luôn đi",
  "khách không lấy nữa, làm vậy nha",
  "đừng đổi, để vậy đi",
  "không, giữ vậy đi",
  "oh no, dont",
])("“%s” still cancels", async (text) => {
  const { lan } = await testApp();
  await lan.types("đổi bình nước cho chị Bình");
  expect(await lan.types(text)).toMatch(/^Đã huỷ/);
});

it("“cho nó về …” is no “no”, and leaves the form open", async () => {
  const { lan } = await testApp();
  await lan.types("chỉnh trạng thái phiếu 16002");
  expect(await lan.types("cho nó về chờ khách phản hồi đê")).not.toMatch(/^Đã huỷ/);
});

it("a changed text keeps the words of other fields", async () => {
  const { lan } = await testApp();
  const text = "đã gọi 3 lần, vợ khách bảo để trạng thái chờ, ưu tiên thấp thôi cũng được";
  const answer = await lan.types(`sửa mô tả phiếu 16001 thành: ${text}`);
  expect(answer).toContain(`→ ${text}`);
  expect(answer).not.toContain("Trạng thái");
});

it("tags one customer of two, and names the other tag as not used", async () => {
  const { lan } = await testApp();
  const answer = await lan.types('tag "VIP2" cho chị Bình, "hay bom hàng" cho ông An nhé');
  expect(answer).toContain("Nhãn: VIP2\n");
  expect(answer).not.toContain("Văn An");
  expect(answer).toContain('“"hay bom hàng" cho ông An nhé”');
});

it("adds no tag that is to be removed", async () => {
  const { lan } = await testApp();
  const answer = await lan.types('remove tag "new" khỏi 0867123456 add "loyal" vào dùm');
  expect(answer).toContain("Nhãn: loyal\n");
  expect(answer).toContain('“remove tag "new"”');
});

it("names the sum and the day that a change of an order's stage leaves out", async () => {
  const { lan } = await testApp();
  const answer = await lan.types("don 3502 giao 22/9, giá 1.250.000, chuyển qua đã xác nhận");
  expect(answer).toContain("Bot chưa dùng tới phần: “giao 22/9");
});
