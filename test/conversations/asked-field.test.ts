import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("asks for the new value of a field that is named alone", () => {
  it.each([
    ["đổi email cho anh An", "E-mail mới?", "an2@shop.vn", "E-mail: an@example.com → an2@shop.vn"],
    ["doi email cho anh An", "E-mail mới?", "an2@shop.vn", "E-mail: an@example.com → an2@shop.vn"],
    ["ddooir email cho anh An", "E-mail mới?", "an2@shop.vn", "E-mail: an@example.com → an2@shop.vn"],
    ["sửa địa chỉ email của anh An", "E-mail mới?", "an2@shop.vn", "E-mail: an@example.com → an2@shop.vn"],
    ["đổi sđt khách 476", "Điện thoại mới?", "0911222333", "Điện thoại: 0867 123 456 → 0911 222 333"],
    ["doi sdt khach 476", "Điện thoại mới?", "0911222333", "Điện thoại: 0867 123 456 → 0911 222 333"],
    [
      "em cập nhật giúp chị số điện thoại của chị Bình nha",
      "Điện thoại mới?",
      "0911222333",
      "→ 0911 222 333",
    ],
    ["sửa địa chỉ chị Bình", "Địa chỉ mới?", "12 Lê Lợi, Q1, TPHCM", "→ 12 Lê Lợi, Quận 1, Thành phố Hồ"],
    ["sua dia chi chi Bình", "Địa chỉ mới?", "12 Lê Lợi, Q1, TPHCM", "→ 12 Lê Lợi, Quận 1, Thành phố Hồ"],
    ["đổi ngày sinh của anh An", "Ngày sinh mới?", "1/2/1990", "Ngày sinh: 15/03/1990 → 01/02/1990"],
    ["đổi tên khách 476", "Tên mới?", "Trần Thị Bình An", "Tên: Trần Thị Bình → Trần Thị Bình An"],
    ["doi ten 0867123456", "Tên mới?", "Trần Thị Bình An", "Tên: Trần Thị Bình → Trần Thị Bình An"],
    ["sửa tên chị Bình", "Tên mới?", "Trần Thị Bình An", "Tên: Trần Thị Bình → Trần Thị Bình An"],
    ["khách 476 đổi email", "E-mail mới?", "b@shop.vn", "E-mail: binh.tran@example.com → b@shop.vn"],
    ["khach 476 muon doi email", "E-mail mới?", "b@shop.vn", "E-mail: binh.tran@example.com → b@shop.vn"],
    ["chị Bình 476 đổi địa chỉ", "Địa chỉ mới?", "12 Lê Lợi, Q1, TPHCM", "→ 12 Lê Lợi, Quận 1, Thành phố Hồ"],
    ["chi Binh 476 doi sdt nhe", "Điện thoại mới?", "0911222333", "0867 123 456 → 0911 222 333"],
    ["change customer 476's email", "E-mail mới?", "b@shop.vn", "E-mail: binh.tran@example.com → b@shop.vn"],
    ["customer 476 wants to change email", "E-mail mới?", "b@shop.vn", "binh.tran@example.com → b@shop.vn"],
    ["đổi giới tính anh An", "Giới tính mới?", "nữ", "Giới tính: nam → nữ"],
    ["change email of Bình", "E-mail mới?", "b@shop.vn", "E-mail: binh.tran@example.com → b@shop.vn"],
    ["please update the phone number of Bình", "Điện thoại mới?", "0911222333", "→ 0911 222 333"],
    ["set birthday of Bình", "Ngày sinh mới?", "12/3/1991", "Ngày sinh: 02/07/1988 → 12/03/1991"],
  ])("%s", async (request, question, value, change) => {
    const { quan } = await testApp();
    const asked = await quan.types(request);
    expect(asked).toContain(question);
    expect(asked).not.toContain("Sửa mục nào?");
    const proposed = await quan.types(value);
    expect(proposed).toMatch(/^Sửa khách (?:Nguyễn Văn An|Trần Thị Bình)\?\n/);
    expect(proposed).toContain(change);
    expect(proposed).toContain("[1] Lưu");
  });

  it("in English", async () => {
    const { quan } = await testApp();
    await quan.types("speak English");
    expect(await quan.types("change email of Bình")).toContain("New e-mails?");
    expect(await quan.types("b@shop.vn")).toContain("binh.tran@example.com → b@shop.vn");
  });

  it("and saves it once the button is pressed", async () => {
    const { quan } = await testApp();
    await quan.types("đổi email cho anh An");
    await quan.types("an2@shop.vn");
    expect(await quan.clicks("Lưu")).toMatch(/^Đã sửa khách Nguyễn Văn An\n[\s\S]*an2@shop\.vn/);
  });

  it.each([
    ["đổi email khách", "chị Bình"],
    ["doi email khach", "0867123456"],
    ["change email", "Bình"],
  ])("after the customer, if nobody is named: %s, %s", async (request, customer) => {
    const { quan } = await testApp();
    expect(await quan.types(request)).toContain("Khách hàng?");
    expect(await quan.types(customer)).toContain("E-mail mới?");
    expect(await quan.types("b@shop.vn")).toContain("E-mail: binh.tran@example.com → b@shop.vn");
  });

  it("and asks again for a value that is none of this field", async () => {
    const { quan } = await testApp();
    await quan.types("đổi email cho anh An");
    expect(await quan.types("12 Lê Lợi")).toMatch(/! Nhập các địa chỉ e-mail[^\n]*\nE-mail mới\?/);
  });

  it("and replaces a note that is changed", async () => {
    const { quan } = await testApp();
    await quan.confirms("ghi chú cho chị Bình: khách quen");
    expect(await quan.types("đổi ghi chú của chị Bình")).toContain("Ghi chú mới?");
    expect(await quan.types("thích màu xanh")).toContain("Ghi chú: khách quen → thích màu xanh\n");
  });
});

describe("while it waits for the new value", () => {
  it.each(["thôi", "thôi khỏi", "huỷ", "cancel"])("a no ends it: %s", async (said) => {
    const { quan } = await testApp();
    await quan.types("đổi sđt khách 476");
    expect(await quan.types(said)).toMatch(/^Đã huỷ: Sửa khách\nChưa gửi gì đến AntCRM/);
  });

  it.each(["chờ tí em hỏi khách", "cho ti em hoi khach", "let me check first"])(
    "an aside is no value: %s",
    async (said) => {
      const { quan } = await testApp();
      await quan.types("đổi email cho anh An");
      expect(await quan.types(said)).toContain("bot còn chờ E-mail");
      expect(await quan.types("an2@shop.vn")).toContain("E-mail: an@example.com → an2@shop.vn");
    },
  );

  it("another field can be chosen", async () => {
    const { quan } = await testApp();
    await quan.types("đổi email cho anh An");
    await quan.clicks("Quay lại");
    await quan.clicks("Điện thoại");
    const answer = await quan.types("0911222333");
    expect(answer).toContain("Điện thoại: 0900 000 001 → 0911 222 333");
    expect(answer).not.toContain("E-mail");
  });

  it("another question is answered", async () => {
    const { quan } = await testApp();
    await quan.types("đổi email cho anh An");
    expect(await quan.types("phiếu 16001 đang ai giữ z")).toMatch(/^Phiếu #16001[\s\S]*bot còn chờ E-mail/);
  });
});

describe("asks for no value", () => {
  it.each([
    "đổi email được không?",
    "email của anh An là gì",
    "đổi email của anh An được không",
    "đổi email cho anh An chưa",
    "ai đổi email của anh An vậy",
    "anh An đổi email rồi",
    "đừng đổi email của anh An",
    "đợi email của anh An",
  ])("at a question, a report or a no: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toMatch(/^Sửa khách/);
  });

  it("where two fields are named", async () => {
    const { quan } = await testApp();
    expect(await quan.types("đổi email và sđt của anh An")).toContain("Sửa mục nào?");
  });
});
