import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("answers a pasted phone number with the customer's card", async () => {
  const { lan } = await testApp();

  expect(await lan.types("0900 000 001")).toMatchInlineSnapshot(`
    "Nguyễn Văn An
    Khách hàng · Mã số 475
    Điện thoại: 0900 000 001
    Hạng: Silver · 300 điểm xét hạng
    Điểm hiện có: 120
    Trạng thái: Khách hàng mới
    Nhãn: Đã liên hệ, Thân thiết
    Phụ trách: lan.cskh@example.com
    E-mail: an@example.com
    Địa chỉ: 319 Nguyễn Kiệm, Phường 3, Quận Gò Vấp, Thành phố Hồ Chí Minh
    Bot còn đang đọc các phiếu cũ nên có thể thiếu phiếu đang mở.
    Đơn hàng mới nhất
    • #3501 Đơn hàng nồi chiên  1.890.000 ₫ · 16/10/2026  [1] Xem
    Biến động điểm mới nhất
    • −10 · Tàu hoả đồ chơi (DAUMAY01)  13/11/2026 08:00
    • −20 · Bình nước giữ nhiệt (BINHNUOC01)  26/09/2026 08:00
    • +100 · Tivi 43 inch (TIVIc7t2y4w9r1e)  22/08/2026 08:00
    [2] Tạo phiếu  [3] Phiếu  [4] Đổi quà  [5] Điểm  [6] Đơn hàng  [7] Sửa"
  `);
  expect(lan.sees().audience).toBe("private");
});

it("answers in English when English is the bot's language", async () => {
  const { lan } = await testApp({ language: "en" });

  expect(await lan.types("who is 0867 123 456")).toMatchInlineSnapshot(`
    "Trần Thị Bình
    Customer · Number 476
    Phone: 0867 123 456
    Rank: Gold · 1,200 rank points
    Points now: 340
    Stage: Khách hàng thân thiết
    Tags: VIP, Đã liên hệ
    In charge: minh.cskh@example.com
    E-mail: binh.tran@example.com
    Address: 12 Cộng Hòa, Phường 12, Quận Tân Bình, Thành phố Hồ Chí Minh
    Older tickets are still being read: open ones may be missing.
    Newest deals
    • #3502 Máy in HP LaserJet  4,520,000 ₫ · 19/11/2026  [1] Show
    • #3503 Mực in chính hãng  780,000 ₫ · 31/10/2026  [2] Show
    Newest point movements
    • −10 · Tàu hoả đồ chơi (DAUMAY01)  26/10/2026 08:00
    • −50 · Phiếu mua hàng 50.000đ (VOUCHER50)  17/08/2026 08:00
    • +400 · Tivi 43 inch (TIVId5f8g2h6j3k)  09/05/2026 08:00
    [3] New ticket  [4] Tickets  [5] Redeem gift  [6] Points  [7] Deals  [8] Edit"
  `);
});

it.each([
  ["+84 900 000 001"],
  ["84900000001"],
  ["0900.000.001"],
  ["an@example.com"],
  ["AN@Example.com"],
  ["khách 475"],
  ["customer 475"],
  ["ai là 0900 000 001"],
  ["AI LA 0900-000-001?"],
  ["tra cuu nguyen van an"],
  ["find customer Nguyễn Văn An"],
])("finds the same customer by %s", async (text) => {
  const { lan } = await testApp();

  expect(await lan.types(text)).toMatch(/^Nguyễn Văn An\n/);
});

it("finds the same person by an old 11-digit number and by its new form, in lenient and in exact matching", async () => {
  for (const phoneMatching of ["lenient", "exact"] as const) {
    const { lan } = await testApp({ antcrm: { phoneMatching } });
    for (const form of ["0162 345 6789", "032 345 6789", "+84323456789"])
      expect(await lan.types(form), `${form}, ${phoneMatching}`).toMatch(/^Lê Hoàng Dũng\nKhách tiềm năng/);
  }
});

it("says in one line that nobody has a number, after a search for each way of writing it", async () => {
  const { lan, antcrm } = await testApp();

  const answer = await lan.types("0123 456 7890");
  expect(answer).toMatch(
    /^Không tìm thấy khách\nChưa có khách nào dùng số 0834 567 890 \(đã thử mọi cách viết số này\)\.\n/,
  );
  // The old form too: the record may be older than the change of the prefixes.
  const asked = JSON.stringify(antcrm.requests.map(({ query }) => query));
  for (const form of ["0834567890", "+84834567890", "01234567890"]) expect(asked).toContain(form);
  expect(lan.sees().tone).not.toBe("bad");
});

it("reports that an e-mail and a number belong to nobody", async () => {
  const { lan } = await testApp();

  expect(await lan.types("nobody@example.com")).toContain("Chưa có khách nào dùng e-mail nobody@example.com");
  expect(await lan.types("khách 999999")).toContain("Không có khách nào mã số 999999");
  expect(await lan.types("999999")).toContain("[1] Phiếu #999999  [2] Đơn #999999");
});

it("asks again for a phone number that is too short, and keeps the typed text", async () => {
  const { lan, antcrm } = await testApp();

  expect(await lan.types("tìm 09000")).toContain("Nhập đủ số điện thoại");
  expect(lan.form().prompt).toMatchObject({ name: "customer", value: "09000" });
  expect(antcrm.requests).toHaveLength(0);
  expect(await lan.types("0900000001")).toMatch(/^Nguyễn Văn An\n/);
});

it("offers a choice when several customers have the number, and continues with the chosen one", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Nguyễn Thị Hà", customerId: 480, phones: ["+84 900 000 001"] });

  const answer = await lan.types("0900 000 001");
  expect(answer).toContain("Có 2 khách phù hợp");
  expect(answer).toContain("Nguyễn Văn An");
  expect(answer).toContain("Nguyễn Thị Hà");
  expect(await lan.clicks("Xem")).toMatch(/^Nguyễn Văn An\n|^Nguyễn Thị Hà\n/);
});

it("continues the same command after a choice", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({
    name: "Nguyễn Thị Hà",
    customerId: 480,
    phones: ["0900000001"],
    emails: ["ha@example.com"],
    scoreAvailable: 7,
  });

  await lan.types("tạo phiếu cho 0900000001: hỏi giá, gấp");
  const asked = await lan.clicks("Chọn");
  expect(asked).toMatch(/^Tạo phiếu này\?\nKhách hàng: Nguyễn/);
  expect(asked).toContain("Tiêu đề: hỏi giá\nĐộ ưu tiên: Khẩn cấp");
});

it("finds a name without accents on the newest pages, and shows how far it searched", async () => {
  const { lan, antcrm } = await testApp({ antcrm: { size: "full" } });
  const last = antcrm.world.addCustomer({
    name: "Đặng Quỳnh Hương Lan",
    customerId: 9001,
    phones: ["0911111111"],
  });

  expect(await lan.types("tìm dang quynh huong lan")).toContain(last.name);
  const nobody = await lan.types("tìm khách Xyzzy Nemo");
  expect(nobody).toMatch(/Không có “Xyzzy Nemo” trong (toàn bộ )?\d+ khách/);
  // 20 pages at most: the search must not read a CRM of 100,000 customers.
  const pages = antcrm.requests.filter(
    ({ path, query }) => path === "/contacts" && !query.phone && !query.email,
  );
  expect(new Set(pages.map(({ query }) => query.page)).size).toBeLessThanOrEqual(20);
});

it("counts the customers that do not fit in the list of a common name", async () => {
  const { lan, antcrm } = await testApp();
  for (let number = 0; number < 14; number += 1)
    antcrm.world.addCustomer({ name: `Phạm Văn Tuấn ${number}`, customerId: 600 + number });

  const answer = await lan.types("tìm pham van tuan");
  expect(answer).toContain("14");
  expect(answer.match(/• /g)).toHaveLength(5);
  expect(answer).toContain("9");
});

it("distinguishes a contact and a lead with the same number", async () => {
  const { lan, antcrm } = await testApp();
  antcrm.world.addCustomer({ name: "Vũ Khách", customerId: 700 });
  antcrm.world.addCustomer({ name: "Vũ Lead", contactType: "lead", leadId: 700 });

  const answer = await lan.types("id 700");
  expect(answer).toContain("Vũ Khách");
  expect(answer).toContain("Vũ Lead");
});
