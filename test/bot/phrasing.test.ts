import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it("says that days were not understood, and shows no others in their place", async () => {
  const { lan } = await testApp();

  for (const days of ["tháng 13", "ngày 32/11", "tuần sau"]) {
    const answer = await lan.types(`đánh giá ${days}`);
    expect(answer).toMatch(new RegExp(`^Đánh giá\nKhoảng ngày: ${days}\n! Nhập khoảng ngày`));
  }
  expect(await lan.types("tháng 11")).toMatch(/^Đánh giá · 01\/11\/2026 – 30\/11\/2026/);
});

it("knows quarters, and days of one month the wrong way round", async () => {
  const { lan } = await testApp();

  expect(await lan.types("đánh giá quý 3")).toMatch(/^Đánh giá · 01\/07\/2026 – 30\/09\/2026/);
  expect(await lan.types("đánh giá từ 15/11 đến 1/11")).toMatch(/^Đánh giá · 01\/11\/2026 – 15\/11\/2026/);
});

it.each(["ticket #17464", "Ticket 17464", "phiếu #17464", "ticket #17464 giúp em với"])(
  "shows a ticket that is named by its number: %s",
  async (text) => {
    const { lan, antcrm } = await testApp();
    antcrm.world.addTicket({ TicketId: 17464, title: "Máy in hỏng" });

    expect(await lan.types(text)).toMatch(/^Phiếu #17464 · Máy in hỏng/);
    expect(await lan.commands("ticket", "#17464")).toMatch(/^Phiếu #17464 · Máy in hỏng/);
  },
);

it("makes a new ticket where words follow the customer's number", async () => {
  const { lan } = await testApp();

  expect(await lan.types("/ticket 475: máy in hỏng")).toMatch(
    /^Tạo phiếu này\?\nKhách hàng: Nguyễn Văn An · 0900 000 001\nTiêu đề: máy in hỏng/,
  );
  expect(await lan.commands("ticket", "0900000001 máy in hỏng")).toContain("Tiêu đề: máy in hỏng");
});

it.each([
  "tạo phiếu cho Bình: máy in hỏng",
  "phiếu cho chị Bình: máy in hỏng",
  "mở phiếu cho Trần Thị Bình: máy in hỏng",
  "create ticket for Bình: máy in hỏng",
])("finds the customer of a ticket by the name before the colon: %s", async (text) => {
  const { lan } = await testApp();

  expect(await lan.types(text)).toMatch(
    /^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình · 0867 123 456\nTiêu đề: máy in hỏng/,
  );
});

it("reads a number that is written digit by digit, as it was read out", async () => {
  const { lan } = await testApp();

  expect(await lan.types("0 8 6 7 1 2 3 4 5 6")).toMatch(/^Trần Thị Bình\n/);
});

it("knows a number whose 0 a spreadsheet has taken away", async () => {
  const { lan } = await testApp();

  expect(await lan.types("867123456")).toMatch(/^Trần Thị Bình\n/);
  expect(await lan.types("đổi quà DAUMAY01 cho 900000001")).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
  expect(await lan.types("912345678")).toMatch(/^Không tìm thấy khách\n/);
});

it.each(["cho tôi biết điểm của 0867 123 456", "cho em biet diem cua 0867123456 voi a"])(
  "hears a question through its politeness: %s",
  async (text) => {
    const { lan } = await testApp();

    expect(await lan.types(text)).toMatch(/^Điểm · Trần Thị Bình\nĐiểm hiện có: 340/);
  },
);

it.each([
  ["tìm khách mới tháng này và hạng platinum", "hạng platinum"],
  ["khách mới ở Gò Vấp tháng này", "ở Gò Vấp"],
  ["phiếu đang mở ở Quận 3", "ở Quận 3"],
  ["khách mới tuần này từ facebook", "từ facebook"],
  ["thêm nhãn VIP cho anh An, bỏ nhãn Thân", "bỏ nhãn Thân"],
  ["thêm nhãn VIP cho anh An, bỏ thẻ Thân", "bỏ thẻ Thân"],
  ["them nhan VIP cho anh An, bo nhan Than", "bo nhan Than"],
])("says what limits a list and was not used: %s", async (text, limit) => {
  const { quan } = await testApp();

  expect(await quan.types(text)).toContain(`Bot chưa dùng tới phần: “${limit}”.`);
});

it("names the part of a text that it did not use, at the end of the card and before the buttons", async () => {
  const { lan } = await testApp();

  const answer = await lan.types("ai là 0867123456 giùm em loại nhập khẩu nha");
  expect(answer).toMatch(/^Trần Thị Bình\nKhách hàng/);
  expect(answer).toMatch(/\nBot chưa dùng tới phần: “loại nhập khẩu”\.\n\[\d+\]/);
  expect(await lan.types("kh 0867123456 gọi tới coi giúp mình là ai")).not.toContain("chưa dùng tới");
});

it.each([
  ["đơn chưa giao", "chưa giao"],
  ["đơn thành công", "thành công"],
  ["đơn chưa thanh toán", "chưa thanh toán"],
])("says that orders are not limited by their state: %s", async (text, ignored) => {
  const { lan } = await testApp();

  expect(await lan.types(text)).toMatch(new RegExp(`^Đơn hàng[\\s\\S]*Bot chưa dùng tới phần: “${ignored}”`));
});

it("lists the open tickets of somebody of whom one is to be closed", async () => {
  const { lan } = await testApp();

  const answer = await lan.types("đóng phiếu của chị Bình");
  expect(answer).toMatch(/^1 phiếu · Trần Thị Bình · đang mở\n• #16001 /);
  expect(answer).not.toContain("#16002");
});

it.each(["chuyển cho lan", "giao cho Minh xử lý", "giao cho anh Minh nhé"])(
  "says that it cannot assign a ticket: %s",
  async (text) => {
    const { lan } = await testApp();

    await lan.types("phiếu 16001");
    expect(await lan.types(text)).toMatch(/^AntCRM chưa cho bot làm việc này\nBạn giao phiếu trực tiếp/);
  },
);

it.each(["zzzz ???", "asdfgh", "hmmmm"])("offers no command for what is no word: %s", async (text) => {
  const { lan } = await testApp();

  expect(await lan.types(text)).not.toContain("Có phải bạn muốn");
});

it("lists the newest orders where they are counted, and looks for no customer of that number", async () => {
  const { lan } = await testApp();

  expect(await lan.types("5 đơn mới nhất")).toMatch(/^Đơn hàng/);
  expect(await lan.types("2 đơn mới nhất của chị Bình")).toMatch(/^Đơn hàng · Trần Thị Bình/);
});

it("says that tickets older than some days are not told apart, and shows no newer ones instead", async () => {
  const { lan } = await testApp();

  const answer = await lan.types("phiếu mở quá 3 ngày");
  expect(answer).toContain("#16001");
  expect(answer).toContain("Bot chưa dùng tới phần: “quá 3 ngày”");
});

it("opens no redemption for the question who redeemed", async () => {
  const { lan } = await testApp();

  expect(await lan.types("tuần trước ai đổi quà nhiều nhất")).not.toMatch(/^Đổi quà/);
});

it("says how many gifts it leaves out of a redemption", async () => {
  const { lan } = await testApp();

  expect(await lan.types("đổi quà bình nước cho anh An 2 cái")).toContain("Bot chưa dùng tới phần: “2 cái”");
});
