import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  ["sửa phiếu 16001", "gấp", /^Sửa phiếu #16001\?[\s\S]*→ Khẩn cấp/],
  ["sửa phiếu 16001", "tiêu đề: máy in cháy", /^Sửa phiếu #16001\?[\s\S]*→ máy in cháy/],
  ["sửa khách 0867123456", "email an@x.vn", /^Sửa khách Trần Thị Bình\?[\s\S]*→ an@x\.vn/],
  ["sửa khách 0867123456", "email", /E-mail\?/],
  ["sửa phiếu 16001", "sửa tiêu đề đi", /Tiêu đề\?/],
  ["sửa phiếu 16001", "thôi", /^Đã huỷ: Sửa phiếu/],
  ["sửa phiếu 16001", "xem phiếu 16001", /^Phiếu #16001/],
  ["sửa phiếu 16001", "vâng ạ", /bot còn chờ mục cần sửa/],
  ["sửa phiếu", "dạ đúng như vậy rồi ạ", /bot còn chờ Số phiếu/],
])("the list of fields of “%s” is answered by typing “%s”", async (opened, text, answer) => {
  const { lan } = await testApp();
  await lan.types(opened);
  expect(await lan.types(text)).toMatch(answer);
});

it("a form that was opened after a question is changed first", async () => {
  const { lan } = await testApp();
  await lan.types("đóng phiếu 16001");
  await lan.types("sửa phiếu 16001");
  const asked = await lan.types("gấp");
  expect(asked).toContain("→ Khẩn cấp");
  expect(asked).not.toContain("Closed");
});

it.each([
  ["đổi quà", "BINHNUOC01", "à nhầm, DAUMAY01", "Mã quà: DAUMAY01"],
  ["tạo phiếu", "0867 123 456", "à nhầm, 0900 000 001", "Khách hàng: 0900 000 001"],
  ["lên đơn", "0867 123 456", "người nhận là Tuấn, 0777 888 123", "Người nhận: Tuấn"],
])("in %s, after %s, “%s” changes another value", async (opened, first, text, field) => {
  const { lan } = await testApp();
  await lan.types(opened);
  await lan.types(first);
  expect(await lan.types(text)).toContain(field);
});

it.each([
  ["xoá khách", "đừng xoá 0867123456"],
  ["xoá phiếu", "hôm qua xoá 16001 rồi"],
  ["đổi quà cho 0867 123 456", "đừng đổi VOUCHER50"],
  ["đổi quà cho 0867 123 456", "quà VOUCHER50 à"],
  ["đổi quà DAUMAY01", "không phải 0867123456"],
  ["đổi quà DAUMAY01", "chị Bình không phải anh An 0900000001"],
])("in “%s”, “%s” is no answer", async (opened, text) => {
  const { quan } = await testApp();
  await quan.types(opened);
  expect(await quan.types(text)).toContain("bot còn chờ");
});

it.each([
  ["xoá khách", "0867123456 là ai", /^Trần Thị Bình/],
  ["xoá phiếu", "phiếu 16001 đóng chưa", /^Phiếu #16001/],
  ["sửa khách 0867123456", "tên là gì", /^Trần Thị Bình/],
  ["sửa giao dịch 3501", "sửa giao dịch 3502", /^Sửa đơn\nSố đơn: 3502/],
  ["đổi quà cho 0867123456", "VOUCHER50 cho 0900000001", /^Đổi quà VOUCHER50 cho Nguyễn Văn An/],
])("in “%s”, “%s” is a request of its own or names another customer", async (opened, text, answer) => {
  const { quan } = await testApp();
  await quan.types(opened);
  expect(await quan.types(text)).toMatch(answer);
});

describe("a correction that names another customer", () => {
  it.each([
    "à nhầm là chị Bình",
    "ý em là chị Bình cơ",
    "nhầm, chị Bình mới đúng",
    "không phải anh An, là chị Bình",
  ])("changes the confirmation: %s", async (text) => {
    const { lan } = await testApp();

    await lan.types("tạo phiếu cho anh An: máy hư");
    const ticket = await lan.types(text);
    expect(ticket).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình/);
    expect(ticket).toContain("Tiêu đề: máy hư");
  });

  it("takes a whole name, and “đổi khách thành”", async () => {
    const { lan } = await testApp({ antcrm: { size: "full" } });

    await lan.types("tạo phiếu cho 0900000001: bể hàng");
    expect(await lan.types("à nhầm, đổi khách thành Phạm Ngọc Lan")).toMatch(
      /^Tạo phiếu này\?\nKhách hàng: Phạm Ngọc Lan/,
    );
    expect(await lan.types("nhầm, chị Đặng Thị Lan mới đúng")).toMatch(
      /^Tạo phiếu này\?\nKhách hàng: Đặng Thị Lan/,
    );
  });

  it("changes the customer of a form, and is no title", async () => {
    const { lan } = await testApp();

    await lan.types("tạo phiếu cho anh An");
    expect(await lan.types("à nhầm là chị Bình")).toMatch(/^Tạo phiếu\nKhách hàng: Bình\n/);
    expect(await lan.types("máy hư")).toMatch(/^Tạo phiếu này\?\nKhách hàng: Trần Thị Bình/);
  });
});

describe("an answer in a form", () => {
  it.each(["để sau", "lát nữa", "để sau đi", "từ từ đã"])("“%s” is no title", async (text) => {
    const { lan } = await testApp();

    await lan.types("tạo phiếu cho chị Bình");
    expect(await lan.types(text)).toMatch(/^Đã huỷ: Tạo phiếu/);
  });

  it("“để sau” may stand in a title", async () => {
    const { lan } = await testApp();

    await lan.types("tạo phiếu cho chị Bình");
    expect(await lan.types("giao hàng để sau nhà")).toContain("Tiêu đề: giao hàng để sau nhà");
  });

  it.each(["2 tivi 3 hộp mực 12A", "2 tivi01 3 muc12a", "2 tivi, 3 hộp mực 12A"])(
    "holds several products: %s",
    async (text) => {
      const { lan } = await testApp();

      await lan.types("tạo đơn cho chị Bình");
      const deal = await lan.types(text);
      expect(deal).toContain("2 × Tivi 43 inch (TIVI01)");
      expect(deal).toContain("3 × Hộp mực 12A (MUC12A)");
    },
  );

  it("gives a new customer a number and an address, if there are none yet", async () => {
    const { lan } = await testApp();

    await lan.types("thêm khách Nguyễn Tú");
    const asked = await lan.types("0977123456, tu@gmail.com");
    expect(asked).toMatch(/^Tạo khách này\?[\s\S]*Điện thoại: 0977 123 456\nE-mail: tu@gmail\.com/);
    expect(await lan.types("0867123456")).toMatch(/^Trần Thị Bình\n/);
  });
});

it.each(["khách này quen anh An", "chị Bình gọi lại kìa", "sai rồi, để hỏi anh An"])(
  "words about another person change no question: %s",
  async (text) => {
    const { lan } = await testApp();

    await lan.types("tạo phiếu cho chị Bình: máy in kẹt giấy");
    expect(await lan.types(text)).not.toContain("Nguyễn Văn An");
  },
);

it("reads what follows “à không” as a correction, and “à không” alone as no", async () => {
  const { lan } = await testApp();

  await lan.types("đổi quà DAUMAY01 cho chị Bình");
  expect(await lan.types("à không, BINHNUOC01")).toMatch(/^Đổi quà BINHNUOC01 cho Trần Thị Bình\?/);
  expect(await lan.types("à không")).toMatch(/^Đã huỷ/);
});

it("answers a request to show something where a form asks for a customer, and keeps the form open", async () => {
  const { lan } = await testApp();
  await lan.types("tạo phiếu");

  expect(await lan.types("xem điểm 0867123456")).toMatch(/^Điểm · Trần Thị Bình/);
  expect(await lan.types("0867123456")).toMatch(/^Tạo phiếu\nKhách hàng: 0867 123 456\nTiêu đề\?/);
});

describe.each(["tạo phiếu: máy in hỏng", "đổi quà DAUMAY01"])("where “%s” asks for a customer", (opened) => {
  it.each([
    ["quên khách 0867 123 456", /^Xoá dữ liệu /],
    ["sửa khách 0867 123 456", /^Sửa /],
    ["thêm nhãn Sỉ cho 0867 123 456", /^Sửa |^Thêm nhãn /],
    ["xoa khach 0867123456", /^Xoá /],
    ["giúp em xoá khách 0867 123 456 nhé", /^Xoá /],
    ["xoá khách chị Bình", /^Xoá /],
    ["khách này 0867 123 456 xoá giúp em", /^Xoá /],
    ["0867123456 xoa giup em", /^Xoá /],
    ["khách 0867 123 456 bị trùng rồi xoá dùm em", /^Xoá /],
    ["phiếu 16001 ddongs hộ chị nha", /^Sửa phiếu/],
    ["cộng 20 điểm cho 0867 123 456 nha", /^AntCRM chưa cho bot làm việc này/],
    ["điểm của 0867 123 456 còn mấy hè, coi giúp chị với", /^Điểm · Trần Thị Bình/],
  ])("answers “%s”, and keeps the form", async (text, title) => {
    const { quan } = await testApp();
    await quan.types(opened);

    const answer = await quan.types(text);
    expect(answer).toMatch(title);
    expect(answer).toContain("Bạn đang làm dở");
    expect(answer).not.toMatch(/^(?:Tạo phiếu này|Đổi quà)/);
  });

  it.each([
    "cho 0867 123 456",
    "khách 0867 123 456",
    "dạ khách là chị Bình số 0867 123 456",
    "ghi cho khách 0867 123 456 dùm chị",
    "khách hay mua bên mình á, chị Bình 0867 123 456",
  ])("takes “%s” for the answer", async (text) => {
    const { quan } = await testApp();
    await quan.types(opened);

    expect(await quan.types(text)).toMatch(/^(?:Tạo phiếu này|Đổi quà DAUMAY01 cho Trần Thị Bình)\?/);
  });
});

it.each([
  ["tạo phiếu cho 0867 123 456", "phiếu 16001 đóng hộ chị nha", /^Sửa phiếu #16001\?\n[\s\S]*→ Closed/],
  ["tạo phiếu cho 0867 123 456", "số 0900 000 001 kiểm tra giúp em với", /^Nguyễn Văn An/],
  [
    "tạo phiếu cho 0867 123 456",
    "khiếu nại phiếu 16001 bị đóng mà chưa xong",
    /^Tạo phiếu này\?\n[\s\S]*Tiêu đề: khiếu nại/,
  ],
  ["thêm khách", "phiếu 16001 tới đâu rồi ạ", /^Phiếu #16001/],
  ["thêm khách", "Trần Thị Hồ", /Tên: Trần Thị Hồ/],
])(
  "in the form “%s”, “%s” is a request if it asks for a favour, or no name",
  async (opened, text, answer) => {
    const { quan } = await testApp();
    await quan.types(opened);
    expect(await quan.types(text)).toMatch(answer);
  },
);
