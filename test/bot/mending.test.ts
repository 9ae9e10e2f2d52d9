import { expect, it } from "vitest";
import type { SourceMessage } from "../../src/bot/call.ts";
import { testApp } from "../support/test-app.ts";

it("asks which part of a question to change, and changes that one alone", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in hỏng, gấp");

  const which = await lan.clicks("Sửa lại");
  expect(which).toMatchInlineSnapshot(`
    "Tạo phiếu
    Khách hàng: Trần Thị Bình · 0867 123 456
    Tiêu đề: máy in hỏng
    Độ ưu tiên: Khẩn cấp
    SLA: Standard
    Sửa mục nào?
    [1] Khách hàng  [2] Tiêu đề  [3] Nội dung  [4] Độ ưu tiên  [5] SLA  [6] Trạng thái  [7] Nhóm  [8] Danh mục  [9] Giữ nguyên
    Huỷ"
  `);
  expect(await lan.clicks("Tiêu đề", lan.sees())).toContain("Tiêu đề?");
  expect(await lan.types("máy in kẹt giấy")).toMatch(
    /^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình .*\nTiêu đề: máy in kẹt giấy\nĐộ ưu tiên: Khẩn cấp/,
  );
});

it("changes a value that is picked by a press", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in hỏng, gấp");
  await lan.clicks("Sửa lại");
  await lan.clicks("Độ ưu tiên");

  expect(await lan.clicks("Thấp")).toContain("Tiêu đề: máy in hỏng\nĐộ ưu tiên: Thấp");
});

it.each([
  ["gấp", "Tiêu đề: máy in hỏng\nĐộ ưu tiên: Khẩn cấp"],
  ["ưu tiên: gấp", "Tiêu đề: máy in hỏng\nĐộ ưu tiên: Khẩn cấp"],
  ["tiêu đề: máy in kẹt giấy", "Tiêu đề: máy in kẹt giấy\n"],
])("changes a field by words instead of its number: %s", async (text, changed) => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0867123456: máy in hỏng");
  await lan.clicks("Sửa lại");
  const asked = await lan.types(text);
  expect(asked).toMatch(/^Tạo phiếu này\?\n/);
  expect(asked).toContain(changed);
});

it("leaves a question as it is for whoever thinks better of changing it", async () => {
  const { lan } = await testApp();
  const asked = await lan.types("đổi quà daumay01 cho 0900 000 001");
  await lan.clicks("Sửa lại");

  expect(await lan.clicks("Giữ nguyên")).toBe(asked);
});

it("takes the next message for no answer while nothing was picked to change", async () => {
  const { lan } = await testApp();
  await lan.types("đổi quà daumay01 cho 0900 000 001");
  await lan.clicks("Sửa lại");

  expect(await lan.types("0867 123 456")).toMatch(/^Trần Thị Bình\n/);
});

it("changes the customer nobody was found for, and asks again for what cannot be used", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu cho 0999 999 999: máy in hỏng");

  expect(await lan.clicks("Sửa lại", lan.sees())).toContain("Sửa mục nào?");
  await lan.clicks("Khách hàng", lan.sees());
  expect(await lan.types("0867")).toContain("! Nhập đủ số điện thoại");
  expect(await lan.types("0867123456")).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình/);
});

const said = (text: string): SourceMessage => ({
  id: `slack:C01:${text.length}.0001`,
  text,
  author: "Minh",
  at: new Date("2026-11-25T07:55:00+07:00"),
});

it.each([
  ["Khách 0867 123 456 báo máy in kẹt giấy, cần gấp", "Khẩn cấp"],
  ["0867123456 máy in hỏng, nhờ xử lý gấp giúp chị", "Khẩn cấp"],
  ["0867 123 456: printer is dead, urgent", "Khẩn cấp"],
  ["0867 123 456 đơn giao gấp bị trễ", "Bình thường"],
  ["0867 123 456 hỏi bảo hành, không cần gấp", "Bình thường"],
  ["0867 123 456 cần gặp quản lý", "Bình thường"],
])("gives a ticket the urgency its message clearly asks for: %s", async (message, priority) => {
  const { lan } = await testApp();

  expect(await lan.replyingTo(said(message)).commands("ticket")).toContain(`\nĐộ ưu tiên: ${priority}\n`);
  expect(await lan.replyingTo(said(message)).commands("ticket", "cao")).toContain("\nĐộ ưu tiên: Cao\n");
});

it("offers nobody a command that is not theirs, when it does not understand", async () => {
  const { lan, minh, hoa } = await testApp();

  expect(await lan.types("sửa giúp em")).toMatch(/^Bot chưa hiểu\n[\s\S]*\[\d\] Sửa /);
  const answer = await minh.types("sửa giúp em");
  expect(answer).toMatch(/^Bot chưa hiểu\n/);
  expect(answer).not.toContain("Sửa");
  expect(await hoa.types("sửa giúp em")).toBe(
    "Bạn chưa có quyền\nHãy nhờ quản trị viên của bot cấp quyền.\nID của bạn, để gửi quản trị viên: terminal:hoa",
  );
});

it("keeps what was typed on the buttons it offers, and guesses no title and no name from it", async () => {
  const { lan } = await testApp();

  expect(await lan.types("sửa giúp em")).toMatch(/^Bot chưa hiểu\n/);
  expect(await lan.clicks("Sửa phiếu")).toMatch(/^Sửa phiếu\nSố phiếu\?/);
  await lan.types("huỷ");
  expect(await lan.types("3503 kìa em")).toMatch(/^Bot chưa hiểu\n/);
  expect(await lan.clicks("Xem đơn")).toContain("3503");
});
