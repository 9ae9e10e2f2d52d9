import { expect, it } from "vitest";
import { type CataloguePorts, createCommands } from "../../src/features/catalogue.ts";
import { createIntents } from "../../src/understanding/understand.ts";

const intents = createIntents(createCommands({ alerts: {} } as CataloguePorts).grammars);
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };
const BINH = { customer: "+84867123456" };
const EMAIL = { ...BINH, emails: "binh2@example.com" };
const MOVED = { ticket: "17464", status: "Đang xử lý" };

it.each([
  ["đổi email khách 0867123456 thành binh2@example.com", "editcustomer", EMAIL],
  ["doi e-mail cua khach 0867 123 456 thanh binh2@example.com", "editcustomer", EMAIL],
  ["khách 0867123456 đổi email binh2@example.com", "editcustomer", EMAIL],
  ["khách 0867123456 đổi email thành binh2@example.com", "editcustomer", EMAIL],
  ["đổi email 0867123456 thành binh2@example.com", "editcustomer", EMAIL],
  ["change email of customer 0867123456 to binh2@example.com", "editcustomer", EMAIL],
  [
    "đổi tên khách 476 thành Trần Thị Bình An",
    "editcustomer",
    { customer: "id:476", name: "Trần Thị Bình An" },
  ],
  ["khách 475 sinh nhật: 12/3/1990", "editcustomer", { customer: "id:475", birthday: "1990-03-12" }],
  ["ghi chú khách 476: gọi lại sau 17h", "editcustomer", { customer: "id:476", note: "gọi lại sau 17h" }],
  [
    "cập nhật địa chỉ khách 476: 12 Lê Lợi, Phường 5, Quận 3",
    "editcustomer",
    { customer: "id:476", addresses: "12 Lê Lợi, Phường 5, Quận 3" },
  ],
  ["chuyển phiếu 17464 sang trạng thái Đang xử lý", "editticket", MOVED],
  ["chuyển phiếu 17464 sang Đang xử lý", "editticket", MOVED],
  ["doi trang thai phieu #17464 thanh Đang xử lý", "editticket", MOVED],
  ["phiếu 17464 chuyển sang Đang xử lý", "editticket", MOVED],
  ["move ticket 17464 to Đang xử lý", "editticket", MOVED],
  ["đổi độ ưu tiên phiếu 17464 thành cao", "editticket", { ticket: "17464", priority: "High" }],
  ["đổi giai đoạn đơn 3503 thành Chốt đơn", "editdeal", { deal: "3503", stage: "Chốt đơn" }],
  ["chuyen don 3503 sang Chốt đơn", "editdeal", { deal: "3503", stage: "Chốt đơn" }],
  ["tăng giá TIVI01 lên 7tr", "editproduct", { product: "TIVI01", price: "7000000" }],
  ["đổi tên sản phẩm TIVI01 thành Tivi 4K", "editproduct", { product: "TIVI01", name: "Tivi 4K" }],
  ["thêm số 0912345678 cho khách 0867123456", "editcustomer", { ...BINH, added: "phones:+84912345678" }],
  [
    "them so dien thoai 0912 345 678 cho khach 476",
    "editcustomer",
    { customer: "id:476", added: "phones:+84912345678" },
  ],
  ["khách 476 thêm email b@shop.vn", "editcustomer", { customer: "id:476", added: "emails:b@shop.vn" }],
  ["bỏ nhãn VIP của khách 476", "editcustomer", { customer: "id:476", removed: "tags:VIP" }],
])("understands a change in whatever order it is said: %s", (text, command, args) => {
  expect(intents.understand(text, context)).toEqual({ kind: "command", command, args });
});

const PHONE = { ...BINH, phones: "+84901234567" };

it.each([
  ["sửa khách 0867123456 số điện thoại 0901234567 nhãn VIP", { ...PHONE, tags: "VIP" }],
  ["sửa khách 0867123456 nhãn VIP số điện thoại 0901234567", { ...PHONE, tags: "VIP" }],
  ["sửa khách 0867123456: số điện thoại 0901234567, nhãn VIP", { ...PHONE, tags: "VIP" }],
  ["update customer 0867123456 phone 0901234567 tag VIP", { ...PHONE, tags: "VIP" }],
  ["sửa khách 0867123456 email: binh2@example.com, địa chỉ: 12 Lê Lợi", { ...EMAIL, addresses: "12 Lê Lợi" }],
  ["khách 0867123456 đổi email binh2@example.com ngày sinh 12/3/1990", { ...EMAIL, birthday: "1990-03-12" }],
  [
    "ghi chú khách 0867123456: khách đổi số điện thoại 0912345678, nhãn VIP",
    { ...BINH, note: "khách đổi số điện thoại 0912345678, nhãn VIP" },
  ],
  [
    "đổi địa chỉ khách 0867123456 thành 12 Lê Lợi, Phường 5, số nhà mới",
    { ...BINH, addresses: "12 Lê Lợi, Phường 5, số nhà mới" },
  ],
])("changes every field that a sentence names, and no more: %s", (text, args) => {
  expect(intents.understand(text, context)).toEqual({ kind: "command", command: "editcustomer", args });
});

it.each([
  ["đổi email khách 0867123456 thành binh2@example.com, gửi mã cho khách", EMAIL, "gửi mã cho khách"],
])("says what it leaves out of a change: %s", (text, args, ignored) => {
  const understood = intents.understand(text, context);
  expect(understood).toEqual({ kind: "command", command: "editcustomer", args, ignored });
});

it.each([
  ["chuyển phiếu 17464 sang nhóm Kỹ thuật", "help"],
  ["chuyển lead 2964 thành khách hàng", "help"],
  ["thêm nhãn VIP cho 0867123456", "addtags"],
  ["tạo phiếu cho 0867123456: khách đổi địa chỉ giao hàng thành Quận 3", "ticket"],
  ["thêm 0867123456 vào phân khúc VIP", "segment"],
  ["đổi quà daumay01 cho 0900000001", "redeem"],
  ["xoá khách 476", "deletecustomer"],
  ["khách 0867 123 456", "customer"],
])("leaves to others what is no change of a field: %s", (text, command) => {
  expect(intents.understand(text, context)).toMatchObject({ kind: "command", command });
});
