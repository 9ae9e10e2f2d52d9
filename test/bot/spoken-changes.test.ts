import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it("shows what a change said in one sentence would do, and does it", async () => {
  const { lan } = await testApp();

  expect(await lan.types("đổi email khách 0867123456 thành binh2@example.com")).toMatch(
    /^Sửa khách Trần Thị Bình\?\nE-mail: binh\.tran@example\.com → binh2@example\.com\n/,
  );
  expect(await lan.clicks("Lưu")).toMatch(/^Đã sửa khách Trần Thị Bình\nE-mail: binh2@example\.com/);
});

it("puts a number beside those a customer has, and takes one away again", async () => {
  const { lan } = await testApp();

  expect(await lan.types("thêm số 0912345678 cho khách 0867123456")).toMatch(
    /^Sửa khách Trần Thị Bình\?\nĐiện thoại: 0867 123 456 → 0867 123 456, 0912 345 678\n/,
  );
  expect(await lan.clicks("Lưu")).toContain("Điện thoại: 0867 123 456, 0912 345 678");
  expect(await lan.types("khách 476 thêm số 0912345678")).toMatch(/^Không có gì để sửa/);

  expect(await lan.types("bỏ số 0912 345 678 của khách 476")).toContain(
    "Điện thoại: 0867 123 456, 0912 345 678 → 0867 123 456",
  );
  await lan.clicks("Lưu");
  expect(await lan.types("0867123456")).toContain("Điện thoại: 0867 123 456\n");
});

it("takes one tag away and keeps the others", async () => {
  const { lan } = await testApp();

  expect(await lan.types("bo nhan vip cua khach 476")).toContain("Nhãn: VIP, Đã liên hệ → Đã liên hệ");
});

it("moves a ticket on, and says that it cannot be moved to somebody", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addTicket({ TicketId: 17464, title: "Máy in hỏng", status: "New" });

  expect(await lan.types("chuyển phiếu 17464 sang trạng thái Đang xử lý")).toMatch(
    /^Sửa phiếu #17464\?\nMáy in hỏng\nTrạng thái: New → Đang xử lý\n/,
  );
  expect(await lan.types("chuyển phiếu 17464 sang nhóm Kỹ thuật")).toMatch(
    /^AntCRM chưa cho bot làm việc này/,
  );
});
