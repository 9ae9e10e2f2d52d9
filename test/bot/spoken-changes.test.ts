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

it.each(["bỏ nhãn VIP", "gỡ tag VIP đi"])("“%s” takes it from the customer just shown", async (text) => {
  const { lan } = await testApp();

  await lan.types("khách 476");
  const asked = await lan.types(text);
  expect(asked).toMatch(/^Sửa khách Trần Thị Bình\?\nTrần Thị Bình · khách vừa xem\n/);
  expect(asked).toContain("Nhãn: VIP, Đã liên hệ → Đã liên hệ");
});

it("takes a tag from somebody named, and asks from whom if nobody is", async () => {
  const { lan } = await testApp();

  expect(await lan.types("bỏ nhãn VIP của chị Bình")).toContain("Nhãn: VIP, Đã liên hệ → Đã liên hệ");
  expect(await lan.in("other").types("bỏ nhãn VIP")).toMatch(/^Sửa khách\n[\s\S]*Khách hàng\?/);
  expect(await lan.in("third").types("bỏ nhãn VIP rồi")).not.toMatch(/^Sửa khách/);
});

it("reads another field's new value as no status and no stage", async () => {
  const { quan } = await testApp();

  expect(await quan.types("phiếu 16001 đổi tên thành máy in hỏng nặng")).toContain(
    "Tiêu đề: [Zalo] Máy in kẹt giấy → máy in hỏng nặng",
  );
  expect(await quan.types("đơn 3502 đổi địa chỉ giao sang 12 Lê Lợi")).toContain("→ 12 Lê Lợi");
  expect(await quan.types("đơn 3503 đổi số lượng thành 3")).not.toContain("Giai đoạn: ");
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

it.each([
  ["ghi chú anh An: chị Bình giới thiệu", "chị Bình giới thiệu"],
  ["ghi chú chị Bình: khách hay gọi buổi tối", "khách hay gọi buổi tối"],
  ["sửa ghi chú anh An thành anh An thích giao buổi sáng", "anh An thích giao buổi sáng"],
])("keeps the first words of a note: %s", async (text, note) => {
  const { lan } = await testApp();

  expect(await lan.types(text)).toContain(`Ghi chú: (trống) → ${note}\n`);
});

it("adds a line to a text where that is asked for, and replaces it otherwise", async () => {
  const { quan } = await testApp();

  const added = await quan.types("sửa phiếu 16001 nội dung thêm: khách gọi lại");
  expect(added).toContain("→ Máy in kẹt giấy liên tục từ sáng thứ Hai.\n\nKhách cần gấp.\nkhách gọi lại");
  await quan.clicks("Lưu");
  expect(await quan.types("phiếu 16001")).toMatch(/Khách cần gấp\.\s+khách gọi lại/);
  expect(await quan.types("sửa phiếu 16001 nội dung: đã xong")).toMatch(/→ đã xong\n/);

  await quan.confirms("thêm ghi chú cho khách 476: thích màu đỏ");
  expect(await quan.types("thêm ghi chú cho khách 476: gọi sau 5h")).toContain(
    "Ghi chú: thích màu đỏ → thích màu đỏ\ngọi sau 5h",
  );
  expect(await quan.types("sửa ghi chú khách 476: gọi sau 5h")).toContain(
    "Ghi chú: thích màu đỏ → gọi sau 5h",
  );
});

it.each([
  ["thêm vào nội dung phiếu 16001: khách gọi lại lần 2", "khách gọi lại lần 2"],
  ["phiếu 16001 ghi thêm: khách đồng ý chờ", "khách đồng ý chờ"],
])("adds to a ticket's text and keeps what stands there: %s", async (text, added) => {
  const { lan } = await testApp();

  const [, after] = (await lan.types(text)).split("→");
  expect(after).toContain("Máy in kẹt giấy liên tục từ sáng thứ Hai.");
  expect(after).toContain(`\n${added}\n`);
});

it("does not close a ticket for “đồng ý”, which agrees", async () => {
  const { lan } = await testApp();

  await lan.types("phiếu 16001");
  const asked = await lan.types("hạ ưu tiên xuống thấp, ghi thêm khách đồng ý chờ");
  expect(asked).toContain("Độ ưu tiên: Cao → Thấp");
  expect(asked).toContain("\nkhách đồng ý chờ\n");
  expect(asked).not.toContain("Trạng thái");
  expect(await lan.in("other").types("phiếu 16001 khách đồng ý rồi, đóng luôn")).toMatch(
    /Trạng thái: Assigned → Closed/,
  );
});

it.each([
  ["đơn 3503 đổi sang chi nhánh Thủ Đức", "Chi nhánh: (trống) → Thủ Đức"],
  ["đơn 3503 chuyển qua kho Gò Vấp", "Chi nhánh: (trống) → Gò Vấp"],
])("moves an order to a branch, which is no stage and no colleague: %s", async (text, change) => {
  const { lan } = await testApp();

  const asked = await lan.types(text);
  expect(asked).toContain(change);
  expect(asked).not.toContain("Giai đoạn");
});

it.each(["đơn 3503 đổi màu đen", "đơn 3503 đổi đ/c giao hàng 12 Lê Lợi Q1"])(
  "takes the words behind “đổi” for no stage: %s",
  async (text) => {
    const { lan } = await testApp();

    expect(await lan.types(text)).not.toContain("Giai đoạn: (chưa rõ) →");
  },
);

it("leaves the field's name out of a stage, and the number out of a receiver's name", async () => {
  const { lan } = await testApp();

  expect(await lan.types("đơn 3503 chuyển trạng thái đã giao")).toContain("Giai đoạn: (chưa rõ) → đã giao");
  expect(await lan.types("phiếu 16001 chuyển qua đang xử lý")).toContain("Assigned → đang xử lý");
  const asked = await lan.types("đổi người nhận đơn 3502 thành Nguyễn Thị Hằng sđt 0912345678");
  expect(asked).toMatch(/Người nhận: .*→ Nguyễn Thị Hằng\n/);
  expect(asked).toMatch(/SĐT người nhận: .*→ 0912 345 678/);
});
