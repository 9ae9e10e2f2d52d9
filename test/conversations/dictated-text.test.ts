import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("keeps each word of a dictated text", () => {
  it.each([
    ["ghi chú cho chị Bình: khách bảo đừng gọi nữa", "Ghi chú: (trống) → khách bảo đừng gọi nữa"],
    ["ghi chu cho chi Binh: khach bao dung goi nua", "Ghi chú: (trống) → khach bao dung goi nua"],
    ["ghi chú cho 0867123456: khách bảo cứ gửi đi", "Ghi chú: (trống) → khách bảo cứ gửi đi"],
    ["note khách 0867123456: chỉ giao buổi sáng thôi", "Ghi chú: (trống) → chỉ giao buổi sáng thôi"],
    ["note cho 0867123456: khách nhờ hàng xóm nhận hộ", "→ khách nhờ hàng xóm nhận hộ"],
    ["ghi chú 0867123456 là khách ở nhà cả ngày", "Ghi chú: (trống) → khách ở nhà cả ngày"],
    ["sửa khách 0867123456 ghi chú khách thích màu đỏ thôi", "→ khách thích màu đỏ thôi"],
    ["đơn 3503 ghi chú khách còn nợ 2 triệu", "Ghi chú: (trống) → khách còn nợ 2 triệu"],
    ["tạo phiếu cho 0867123456 nội dung khách bảo đừng gọi nữa", "Tiêu đề: khách bảo đừng gọi nữa"],
    ["tạo phiếu cho 0867123456: khách bảo đừng gọi nữa", "Tiêu đề: khách bảo đừng gọi nữa"],
    ["đóng phiếu 16001 lý do khách không phản hồi", "Cách giải quyết: (trống) → khách không phản hồi"],
    ["dong phieu 16001 ly do khach khong phan hoi", "Cách giải quyết: (trống) → khach khong phan hoi"],
    ["đóng phiếu 16001, lý do: khách đã đổi ý rồi đó", "→ khách đã đổi ý rồi đó"],
    ["đóng phiếu 16001 lý do khách trả hàng rồi đổi ý", "→ khách trả hàng rồi đổi ý"],
  ])("%s", async (typed, kept) => {
    const { quan } = await testApp();
    expect((await quan.types(typed)).split("\n").some((line) => line.endsWith(kept))).toBe(true);
  });

  it.each([
    ["ghi chú cho chị Bình: khách bảo đừng gọi nữa nhé em", "→ khách bảo đừng gọi nữa"],
    ["tạo phiếu cho 0867123456: khách muốn đổi hàng luôn giúp chị nhé", "Tiêu đề: khách muốn đổi hàng luôn"],
    ["đóng phiếu 16001 lý do khách không cần nữa giúp em với ạ", "→ khách không cần nữa"],
    ["đơn 3503 ghi chú khách còn nợ 2 triệu hộ", "→ khách còn nợ 2 triệu"],
    ["create ticket for 0867123456: they want it exchanged please", "Tiêu đề: they want it exchanged"],
  ])("but not what is said to the bot at its end: %s", async (typed, kept) => {
    const { quan } = await testApp();
    expect((await quan.types(typed)).split("\n").some((line) => line.endsWith(kept))).toBe(true);
  });
});

it.each([
  ["tạo phiếu cho chị Bình 'máy in hư, kẹt giấy'", "máy in hư, kẹt giấy"],
  ["tao phieu cho chi Binh 'may in hu, ket giay'", "may in hu, ket giay"],
  ["create a ticket for 0867123456 ‘printer broken, paper jam’", "printer broken, paper jam"],
])("takes a title out of single quotation marks: %s", async (typed, title) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).toMatch(new RegExp(`^Tạo phiếu này\\?[^]*\nTiêu đề: ${title}\n`));
});

describe("reads the title and the details behind their labels, without a comma between them too", () => {
  it.each([
    "tạo phiếu cho chị Bình 0867123456 tiêu đề là máy in hư nội dung là kẹt giấy ở khay 2",
    "tạo phiếu cho 0867123456 tiêu đề là máy in hư, nội dung là kẹt giấy ở khay 2",
    "tạo phiếu cho 0867123456 tiêu đề máy in hư nội dung là kẹt giấy ở khay 2",
    "tạo phiếu cho chị Bình tiêu đề máy in hư, mô tả kẹt giấy ở khay 2",
    "tạo phiếu cho chị Bình nội dung là kẹt giấy ở khay 2, tiêu đề là máy in hư",
    "tao phieu cho chi Binh 0867123456 tieu de la may in hu noi dung la ket giay o khay 2",
    "create ticket for 0867123456 title is printer broken description is paper jams at tray 2",
    "create ticket for 0867123456 title printer broken, details paper jams at tray 2",
  ])("%s", async (typed) => {
    const { quan } = await testApp();
    const asked = (await quan.types(typed)).split("\n");
    expect(asked).toContain("Khách hàng: Trần Thị Bình · 0867 123 456");
    expect(asked.find((line) => line.startsWith("Tiêu đề"))).toMatch(
      /^Tiêu đề: (?:máy in hư|may in hu|printer broken)$/,
    );
    expect(asked.find((line) => line.startsWith("> "))).toMatch(
      /^> (?:kẹt giấy ở khay 2|ket giay o khay 2|paper jams at tray 2)$/,
    );
  });

  it("also in a change", async () => {
    const { quan } = await testApp();
    const asked = await quan.types("sửa phiếu 16001 tiêu đề là máy in hư nội dung là kẹt giấy ở khay 2");
    expect(asked).toContain("Tiêu đề: [Zalo] Máy in kẹt giấy → máy in hư\n");
    expect(asked).toContain(" → kẹt giấy ở khay 2\n");
  });
});

describe("takes the last clause of a labelled title for the priority if it is nothing else", () => {
  it.each([
    ["tạo phiếu cho 0867123456, title: printer broken, high priority", "printer broken", "Cao"],
    ["tạo phiếu cho 0867123456, title is printer broken, high priority", "printer broken", "Cao"],
    ["create ticket for 0867123456, title: printer broken, urgent", "printer broken", "Khẩn cấp"],
    ["tạo phiếu cho chị Bình, tiêu đề: máy in hư, gấp nha", "máy in hư", "Khẩn cấp"],
    ["tao phieu cho chi Binh, tieu de: may in hu, uu tien thap", "may in hu", "Thấp"],
    ["tạo phiếu cho chị Bình, tiêu đề là máy in hư, ưu tiên cao", "máy in hư", "Cao"],
    ["tạo phiếu cho chị Bình, tiêu đề: máy in hư, khách cần gấp", "máy in hư, khách cần gấp", "Bình thường"],
    ['tạo phiếu cho chị Bình, tiêu đề: "máy in hư, gấp"', "máy in hư, gấp", "Bình thường"],
    ["tạo phiếu cho chị Bình, ưu tiên: thấp, tiêu đề: máy in hư, gấp", "máy in hư, gấp", "Thấp"],
  ])("%s", async (typed, title, priority) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toContain(`\nTiêu đề: ${title}\nĐộ ưu tiên: ${priority}\n`);
  });
});

describe("takes a text behind its label into the proposal on screen, word for word", () => {
  it.each([
    ["description: paper jams at tray 2, she sent photos", "> paper jams at tray 2, she sent photos"],
    ["desc: paper jams, not the toner", "> paper jams, not the toner"],
    ["Details = paper jams at tray 2, she sent photos", "> paper jams at tray 2, she sent photos"],
    ["nd: giấy kẹt ở khay 2, chị gửi ảnh rồi", "> giấy kẹt ở khay 2, chị gửi ảnh rồi"],
    ["nd: giay ket o khay 2, chi gui anh roi", "> giay ket o khay 2, chi gui anh roi"],
    ["mô tả: khách bảo huỷ đơn, anh An gọi 2 lần", "> khách bảo huỷ đơn, anh An gọi 2 lần"],
    ["nội dung: không lên nguồn", "> không lên nguồn"],
    ["nội dung: kẹt giấy, không phải lỗi mực", "> kẹt giấy, không phải lỗi mực"],
    ["noi dung: giao nham hang, khach hoi phieu 16002", "> giao nham hang, khach hoi phieu 16002"],
    ["nội dung: khách hỏi sao lâu vậy à", "> khách hỏi sao lâu vậy à"],
    ["description: close ticket 16002 first, then call", "> close ticket 16002 first, then call"],
    ["tiêu đề: không lên nguồn", "Tiêu đề: không lên nguồn"],
  ])("%s", async (typed, kept) => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho 0867123456: máy in hư");
    const asked = await quan.types(typed);
    expect(asked).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình · 0867 123 456\n/);
    expect(asked.split("\n")).toContain(kept);
  });

  it("of any length", async () => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho 0867123456: máy in hư");
    const text = "giấy kẹt ở khay 2, chị gửi ảnh rồi. ".repeat(12).trim();
    expect(await quan.types(`nội dung: ${text}`)).toContain(`> ${text}`);
  });

  it("and a priority beside it", async () => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho 0867123456: máy in hư");
    const asked = await quan.types("nội dung: kẹt giấy ở khay 2, ưu tiên cao");
    expect(asked).toMatch(/Độ ưu tiên: Cao\n[\s\S]*> kẹt giấy ở khay 2\n/);
  });

  it.each([
    ["khách: kẹt giấy ở khay 2, gửi ảnh rồi", /^Không có gì thay đổi/],
    ["chị Lan nhắn: giấy kẹt ở khay 2, gửi ảnh rồi", /^Không có gì thay đổi/],
    ["nội dung là gì vậy em", /^(?!Tạo phiếu này\?[\s\S]*> gì)/],
  ])("but no other text: %s", async (typed, answered) => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho 0867123456: máy in hư");
    expect(await quan.types(typed)).toMatch(answered);
  });
});

it.each([
  [
    "sửa mô tả phiếu 16002 lại là: Máy ở tầng 3, phòng kế toán; khách hẹn 9h30",
    "Máy ở tầng 3, phòng kế toán; khách hẹn 9h30",
  ],
  ["sửa nội dung phiếu 16002: Máy ở tầng 3. Khách hẹn 9h30", "Máy ở tầng 3. Khách hẹn 9h30"],
])("keeps the whole text behind a colon: %s", async (typed, text) => {
  const { quan } = await testApp();
  expect(await quan.types(typed)).toContain(`→ ${text}\n`);
});

describe("keeps the first word of a text behind its label", () => {
  it.each([
    "Đèn báo lỗi",
    "đèn báo lỗi",
    "Quà chưa tới",
    "vé chưa nhận",
    "bảng giá sai",
    "Đồ chơi hỏng",
    "Thẻ thành viên bị khoá",
    "máy hư từ sáng qua giờ",
  ])("%s", async (title) => {
    const { quan } = await testApp();
    const asked = await quan.types(`tạo phiếu cho chị Bình 0867123456, tiêu đề ${title}`);
    expect(asked).toContain(`Tiêu đề: ${title}\n`);
  });

  it.each([
    ["đổi tiêu đề phiếu 16001 đèn báo lỗi", "→ đèn báo lỗi"],
    ["đổi tiêu đề phiếu 16001 thành đèn báo lỗi", "→ đèn báo lỗi"],
    ["ghi chú 0867123456 quà tặng kèm", "→ quà tặng kèm"],
    ["ghi chú cho chị Bình 0867123456 đèn nhà chị hư", "→ đèn nhà chị hư"],
    ["tạo phiếu cho 0867123456, tieu de Den bao loi", "Tiêu đề: Den bao loi"],
  ])("also where it changes a record: %s", async (typed, kept) => {
    const { quan } = await testApp();
    expect((await quan.types(typed)).split("\n").some((line) => line.endsWith(kept))).toBe(true);
  });
});

describe("parts a title from the text behind its own label", () => {
  it.each([
    "tiêu đề máy hư, nội dung là khách gọi 2 lần",
    "tiêu đề: máy hư, nội dung là khách gọi 2 lần",
    "tiêu đề máy hư, nội dung: khách gọi 2 lần",
    "tiêu đề máy hư và nội dung là khách gọi 2 lần",
    "nội dung là khách gọi 2 lần, tiêu đề máy hư",
  ])("%s", async (texts) => {
    const { quan } = await testApp();
    const asked = await quan.types(`tạo phiếu cho chị Bình 0867123456, ${texts}`);
    expect(asked).toMatch(/\nTiêu đề: máy hư\n[\s\S]*\n> khách gọi 2 lần\n/);
  });

  it("behind a colon", async () => {
    const { quan } = await testApp();
    const asked = await quan.types("tạo phiếu cho 0867123456: máy hư, nội dung là khách gọi 2 lần");
    expect(asked).toMatch(/\nTiêu đề: máy hư\n[\s\S]*\n> khách gọi 2 lần\n/);
  });

  it.each([
    "tiêu đề máy hư, nội dung là khách gọi 2 lần",
    "tiêu đề là máy hư, nội dung là khách gọi 2 lần",
    "title máy hư, description is khách gọi 2 lần",
  ])("in the answer to a form: %s", async (texts) => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho 0867123456");
    expect(await quan.types(texts)).toMatch(/\nTiêu đề: máy hư\n[\s\S]*\n> khách gọi 2 lần\n/);
  });

  it("but keeps a title whole that only begins with a label", async () => {
    const { quan } = await testApp();
    await quan.types("tạo phiếu cho 0867123456");
    const asked = await quan.types("tiêu đề hoá đơn sai, khách gọi 2 lần");
    expect(asked).toContain("Tiêu đề: tiêu đề hoá đơn sai, khách gọi 2 lần\n");
  });
});

describe("takes a quotation behind a request for the text of the record", () => {
  it.each([
    ['ghi chú cho chị Bình 0867123456: "Khách dặn: giao sau 5h"', "→ Khách dặn: giao sau 5h"],
    ['ghi chú: "Khách dặn: giao sau 5h" cho chị Bình 0867123456', "→ Khách dặn: giao sau 5h"],
    ['thêm ghi chú cho chị Bình 0867123456 "Khách dặn: giao sau 5h"', "→ Khách dặn: giao sau 5h"],
    ['sửa khách 0867123456 ghi chú "Khách dặn: giao sau 5h"', "→ Khách dặn: giao sau 5h"],
    ['sửa phiếu 16001 nội dung là "Khách dặn: giao sau 5h"', "→ Khách dặn: giao sau 5h"],
    ['tạo phiếu cho 0867123456, nội dung là "Khách dặn: giao sau 5h"', "Tiêu đề: Khách dặn: giao sau 5h"],
    ['mở phiếu cho An: "Khách nói: máy in hỏng nặng"', "Tiêu đề: Khách nói: máy in hỏng nặng"],
    ['tao phieu cho 0867123456: "khach noi: may in hong nang"', "Tiêu đề: khach noi: may in hong nang"],
    [
      'create ticket for 0867123456: "Customer says: printer broken"',
      "Tiêu đề: Customer says: printer broken",
    ],
  ])("%s", async (typed, kept) => {
    const { quan } = await testApp();
    expect((await quan.types(typed)).split("\n").some((line) => line.endsWith(kept))).toBe(true);
  });

  it.each([
    'Khách nói: "ghi chú cho chị: giao sau 5h"',
    'tạo phiếu rồi: "khách kêu đóng phiếu 16001 giùm"',
    'chị Bình nhắn: "đổi voucher50 cho chị 0867123456"',
  ])("but does nothing for somebody else's words: %s", async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).toMatch(/^(?:Không có gì thay đổi|Bot chưa hiểu)/);
  });
});

it.each([
  [
    "ghi chú 476 nguyên văn: “khách gọi 2 lần, bỏ tag sỉ”. còn tag VIP thì đừng gỡ, gắn thêm tag sỉ",
    "khách gọi 2 lần, bỏ tag sỉ",
    "còn tag VIP thì đừng gỡ, gắn thêm tag sỉ",
  ],
  ['ghi chú khách 476: "khách gọi 2 lần", gắn thêm tag sỉ', "khách gọi 2 lần", "gắn thêm tag sỉ"],
])(
  "ends a note with its quotation marks, and names the rest as not used: %s",
  async (typed, note, unused) => {
    const { quan } = await testApp();
    const card = await quan.types(typed);
    expect(card).toContain(`Ghi chú: (trống) → ${note}\n`);
    expect(card).toContain(`Bot chưa dùng tới phần: “${unused}”`);
  },
);

it("notes nothing if the words behind the quotation marks take it back", async () => {
  const { quan } = await testApp();
  expect(await quan.types("ghi chú khách 476: “khách gọi 2 lần”, thôi khỏi")).not.toMatch(/\] Lưu/);
});
