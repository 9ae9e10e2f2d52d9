import { describe, expect, it } from "vitest";
import type { SourceMessage } from "../../src/bot/call.ts";
import { testApp } from "../support/test-app.ts";

describe("a request with two customers", () => {
  it.each([
    ["điểm của 0867 123 456 và 0900 000 001", "Xem điểm"],
    ["tạo phiếu cho 0867123456 với 0900000001: máy in hỏng", "Tạo phiếu"],
    ["đổi quà DAUMAY01 cho 0867123456, 0900000001", "Đổi quà"],
  ])("“%s” is asked which one, and writes nothing", async (text, command) => {
    const { lan } = await testApp();

    const asked = await lan.types(text);
    expect(asked).toMatch(/^Bạn chọn khách nào\?\n/);
    expect(asked).toContain(command);
    expect(asked).toContain("0867 123 456 hay 0900 000 001?");
  });

  it.each([
    ["tạo phiếu cho khách 475 0867123456: máy hư", "0867 123 456 hay khách 475"],
    ["đổi quà DAUMAY01 cho khách 475, 0867123456", "0867 123 456 hay khách 475"],
    ["tạo phiếu khách 475 và khách 476: máy hư", "khách 475 hay khách 476"],
  ])("a write is asked about an id beside a number: %s", async (text, customers) => {
    const { lan } = await testApp();

    expect(await lan.types(text)).toContain(`chỉ làm cho một khách: ${customers}?`);
  });

  it.each([
    ["tạo phiếu cho chị Bình và anh An: giao hàng trễ", "Tạo phiếu", "Bình hay An"],
    ["thêm nhãn VIP cho chị Bình và anh An", "Thêm nhãn", "Bình hay An"],
    ["đổi quà DAUMAY01 cho chị Bình với anh An", "Đổi quà", "Bình hay An"],
    ["tạo phiếu cho chị Bình, anh An và cô Liễu: mất điện", "Tạo phiếu", "Bình hay An hay Liễu"],
    ["điểm của Bình và An", "Xem điểm", "Bình hay An"],
  ])("is asked about names too: %s", async (text, command, names) => {
    const { quan } = await testApp();

    expect(await quan.types(text)).toContain(`“${command}” mỗi lần chỉ làm cho một khách: ${names}?`);
  });

  it("does for the chosen name what the text asked for", async () => {
    const { lan } = await testApp();

    await lan.types("tạo phiếu cho chị Bình và anh An: giao hàng trễ");
    const ticket = await lan.clicks("An");
    expect(ticket).toMatch(/^Tạo phiếu này\?\nKhách hàng: Nguyễn Văn An/);
    expect(ticket).toContain("Tiêu đề: giao hàng trễ");
  });

  it.each([
    ["tạo phiếu cho anh An: gọi lại cho chị Bình với anh Nam", "gọi lại cho chị Bình với anh Nam"],
    ["tạo phiếu cho 0900000001: gọi lại cho chị Bình", "gọi lại cho chị Bình"],
    ["tạo phiếu cho 0900000001: chị Bình báo máy hư", "chị Bình báo máy hư"],
  ])("names behind the colon belong to the title: %s", async (text, title) => {
    const { lan } = await testApp();

    const ticket = await lan.types(text);
    expect(ticket).toMatch(/^Tạo phiếu này\?\nKhách hàng: Nguyễn Văn An/);
    expect(ticket).toContain(`Tiêu đề: ${title}\n`);
  });

  it("a place behind a comma is no second customer", async () => {
    const { lan } = await testApp();

    expect(await lan.types("chị Bình, Cộng Hoà còn mấy điểm")).not.toContain("Bạn chọn khách nào");
  });

  it("reads a number behind the title's colon as part of the title", async () => {
    const { lan } = await testApp();

    const ticket = await lan.types("tạo phiếu cho khách 475: số 0867 123 456 gọi báo máy hư");
    expect(ticket).toMatch(/^Tạo phiếu này\?\nKhách hàng: Nguyễn Văn An/);
    expect(ticket).toContain("0867 123 456 gọi báo máy hư");
  });

  it("does for the chosen one what the text asked for", async () => {
    const { lan } = await testApp();

    await lan.types("tạo phiếu cho 0867123456 với 0900000001: máy in hỏng");
    const ticket = await lan.clicks("0900 000 001");
    expect(ticket).toMatch(/^Tạo phiếu này\?\nKhách hàng: Nguyễn Văn An/);
    expect(ticket).toContain("Tiêu đề: máy in hỏng");
  });

  it.each(["xoá khách 475 với 476", "xoá khách 475, 476", "điểm an@example.com, binh@example.com"])(
    "asks for ids and addresses too: %s",
    async (text) => {
      const { lan } = await testApp();

      expect(await lan.types(text)).toMatch(/^Bạn chọn khách nào\?/);
    },
  );

  it.each([
    ["điểm 0867123456, 0867 123 456", /^Điểm/],
    ["tạo phiếu cho 0867123456: gọi lại số 0900 000 001", /^Tạo phiếu này\?/],
  ])("is no such request if the other number is the same or part of the title: %s", async (text, answer) => {
    const { lan } = await testApp();

    expect(await lan.types(text)).toMatch(answer);
  });
});

describe("a request with two tickets or orders", () => {
  it.each([
    ["đóng phiếu 16001, 17464", "Bạn chọn phiếu nào?", "#16001 hay #17464"],
    ["xem phiếu 16001 và 17464", "Bạn chọn phiếu nào?", "#16001 hay #17464"],
    ["xoá đơn 3503 với đơn 3521", "Bạn chọn đơn nào?", "#3503 hay #3521"],
  ])("“%s” is asked which one", async (text, title, records) => {
    const { quan } = await testApp();

    const asked = await quan.types(text);
    expect(asked.split("\n")[0]).toBe(title);
    expect(asked).toContain(`${records}?`);
  });

  it("does for the chosen one what the text asked for", async () => {
    const { quan } = await testApp();

    await quan.types("nâng phiếu 17464, 16001 lên gấp");
    expect(await quan.clicks("#16001")).toMatch(/^Sửa phiếu #16001\?[\s\S]*Khẩn cấp/);
  });
});

describe("a redemption of two gifts", () => {
  it.each(["đổi 1 voucher50 và 1 daumay01 cho 0867123456", "đổi voucher50, daumay01 cho chị Bình"])(
    "is asked which one: %s",
    async (text) => {
      const { lan } = await testApp();

      expect(await lan.types(text)).toContain("mỗi lần chỉ làm cho một quà: VOUCHER50 hay DAUMAY01?");
      expect(await lan.types("daumay01")).toMatch(/^Đổi quà DAUMAY01 cho Trần Thị Bình\?/);
    },
  );
});

describe("a message with two customers", () => {
  const message: SourceMessage = {
    id: "slack:C01:1700000000.000100",
    text: "0867123456 đổi cho 0900000001 giúp em",
    author: "Minh",
    at: new Date("2026-11-25T07:55:00+07:00"),
    permalink: "https://shop.slack.com/archives/C01/p1700000000000100",
  };

  it("is asked which one a reply to it is for", async () => {
    const { lan } = await testApp();

    expect(await lan.replyingTo(message).types("đổi quà DAUMAY01")).toContain(
      "0867 123 456 hay 0900 000 001?",
    );
    expect(await lan.clicks("0900 000 001")).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
  });

  it("is not asked about if the reply names one of them", async () => {
    const { lan } = await testApp();

    const asked = await lan.replyingTo(message).types("đổi quà DAUMAY01 cho 0900000001");
    expect(asked).toMatch(/^Đổi quà DAUMAY01 cho Nguyễn Văn An\?/);
  });
});

it("asks which customer a slash command is for", async () => {
  const { lan } = await testApp();

  expect(await lan.commands("redeem", "DAUMAY01 cho 0867123456 và 0900000001")).toContain(
    "0867 123 456 hay 0900 000 001?",
  );
});

it("asks which customer the answer of a form means, and keeps the form's values", async () => {
  const { lan } = await testApp();
  await lan.types("đổi quà");
  await lan.types("DAUMAY01");

  expect(await lan.types("0867123456 hoặc 0900000001")).toContain("0867 123 456 hay 0900 000 001?");
  expect(await lan.clicks("0867 123 456")).toMatch(/^Đổi quà DAUMAY01 cho Trần Thị Bình\?/);
});

it("is asked about names before products, and not about an order beside a ticket", async () => {
  const { quan } = await testApp();

  expect(await quan.types("tạo đơn cho chị Bình và anh An 1 TIVI01")).toContain("Bình hay An?");
  expect(await quan.types("xoá phiếu 16002 với đơn 3501")).toMatch(/^Xoá phiếu #16002\?/);
  expect(await quan.types("đổi quà DAUMAY01 và VOUCHER50 cho chị Bình")).toContain("DAUMAY01 hay VOUCHER50?");
});

describe("a write that names a second person", () => {
  it.each([
    ["tạo phiếu cho anh An, không phải chị Bình: máy hư", "Nguyễn Văn An", "máy hư"],
    ["chị Bình giới thiệu anh An, tạo phiếu cho anh An: hỏi giá tivi", "Nguyễn Văn An", "hỏi giá tivi"],
    ["tạo phiếu cho anh An vì chị Bình gọi: máy hư", "Nguyễn Văn An", "máy hư"],
    ["anh An nhờ tạo phiếu cho chị Bình: máy hư", "Trần Thị Bình", "máy hư"],
    ["tạo phiếu cho chị Bình (vợ anh An): máy hư", "Trần Thị Bình", "máy hư"],
  ])("is for the one behind “cho”: %s", async (text, name, title) => {
    const { lan } = await testApp();

    const ticket = await lan.types(text);
    expect(ticket).toMatch(new RegExp(`^Tạo phiếu này\\?\nKhách hàng: ${name}`));
    expect(ticket).toContain(`Tiêu đề: ${title}\n`);
  });

  it("redeems and orders for the one behind “cho” too", async () => {
    const { lan } = await testApp();

    expect(await lan.types("anh An nhờ đổi DAUMAY01 cho chị Bình")).toMatch(
      /^Đổi quà DAUMAY01 cho Trần Thị Bình\?/,
    );
    expect(await lan.types("chị Bình dặn tạo đơn cho anh An: 2 TIVI01")).toContain(
      "Khách hàng: Nguyễn Văn An",
    );
  });
});
