import type { AntcrmSandbox } from "../../../src/sandbox/antcrm/server.ts";
import { type Customer, codeFor, GIFT, giftsOf } from "./customers.ts";

/** What one write is about: a customer of its own, and the record that is to be changed, where it changes one. */
export interface Subject extends Customer {
  /** The record's number or code, as the call names it: `"17464"`, `"SP9001234"`; of a customer the customer's own. */
  id: string;
}

/** How one kind of write is asked for, and what it leaves in the CRM. */
export interface WriteKind {
  /** Puts into the CRM what is to be changed, and tells its number or code; without it the customer is. */
  sets?(crm: AntcrmSandbox, customer: Customer): string;
  /** What somebody types; for each subject it is asked for once or twice. */
  asks(subject: Subject): string;
  /** The bot's question. */
  question: RegExp;
  confirm: string;
  /** What going on says where one before is unclear; the usual words unless told. */
  anyway?: string;
  receipt: RegExp;
  /** The CRM's call, at which faults strike. */
  call: { method: "POST" | "PUT" | "DELETE"; path: string };
  /** How the call is told from those about others: by the customer's phone unless told. */
  aim?(subject: Subject): { phone: string } | { mentions: string };
  /** How many of these the CRM holds for this subject: for an edit or a deletion 1 once it is so. */
  count(crm: AntcrmSandbox, subject: Subject): number;
  /** AntCRM shows nothing of it afterwards, so without a clear answer it stays unclear, and is offered to be sent again. */
  traceless?: true;
}

const SEGMENT = "65f8fb10c29b4e0a1d5e7a01";
const byId = ({ id }: Subject) => ({ mentions: id });
const once = (isSo: boolean) => (isSo ? 1 : 0);

/** Every command that writes to the CRM. `npm run check` names a command that is missing here. */
export const WRITE_KINDS: Readonly<Record<string, WriteKind>> = {
  redeem: {
    asks: ({ phone }) => `đổi quà ${GIFT.code} cho ${phone}`,
    question: /Đổi quà DAUMAY01 cho/,
    confirm: "Đổi quà",
    receipt: /Đã đổi quà/,
    call: { method: "POST", path: "/redeem" },
    count: (crm, customer) => giftsOf({ crm }, customer),
  },
  accumulate: {
    asks: (customer) => `tích điểm ${codeFor(customer)} cho ${customer.phone}`,
    question: /Tích điểm mã .* cho/,
    confirm: "Tích điểm",
    receipt: /Đã tích điểm/,
    call: { method: "POST", path: "/accumulate" },
    count: (crm, { phone }) =>
      crm.world.points.filter(({ type, status, code }) => type === 1 && status === 1 && code?.includes(phone))
        .length,
  },
  ticket: {
    asks: ({ phone }) => `ticket khách hàng: ${phone} tiêu đề: Máy in hỏng ${phone} sla: Tiêu chuẩn`,
    question: /Tạo phiếu này\?/,
    confirm: "Tạo phiếu",
    receipt: /Đã tạo phiếu/,
    call: { method: "POST", path: "/tickets" },
    count: (crm, { phone }) => crm.world.tickets.filter(({ title }) => title.includes(phone)).length,
  },
  editticket: {
    sets: (crm, { phone }) => String(crm.world.addTicket({ title: `Máy in hỏng ${phone}` }).TicketId),
    asks: ({ id }) => `sửa phiếu ${id} tiêu đề: Máy in kẹt giấy`,
    question: /Sửa phiếu #/,
    confirm: "Lưu",
    receipt: /Đã sửa phiếu/,
    call: { method: "PUT", path: "/tickets" },
    aim: byId,
    count: (crm, { id }) => once(crm.world.ticketById(Number(id))?.title === "Máy in kẹt giấy"),
  },
  deleteticket: {
    sets: (crm, { phone }) => String(crm.world.addTicket({ title: `Máy in hỏng ${phone}` }).TicketId),
    asks: ({ id }) => `xoá phiếu ${id}`,
    question: /Xoá phiếu #/,
    confirm: "Xoá",
    receipt: /Đã xoá phiếu/,
    call: { method: "DELETE", path: "/tickets" },
    aim: byId,
    count: (crm, { id }) => once(crm.world.ticketById(Number(id))?.deleted === true),
  },
  newcustomer: {
    asks: ({ phone }) => `tạo khách tên: Khách mới ${phone} điện thoại: ${anotherPhone(phone)}`,
    question: /Tạo khách này\?/,
    confirm: "Tạo khách",
    anyway: "Vẫn tạo khách mới",
    receipt: /Đã tạo khách/,
    call: { method: "POST", path: "/contacts" },
    aim: ({ phone }) => ({ phone: anotherPhone(phone) }),
    count: (crm, { phone }) => crm.world.customers.filter(({ name }) => name === `Khách mới ${phone}`).length,
  },
  editcustomer: {
    asks: ({ phone }) => `sửa khách ${phone} ghi chú: Gọi buổi sáng`,
    question: /Sửa khách/,
    confirm: "Lưu",
    receipt: /Đã sửa khách/,
    call: { method: "PUT", path: "/contacts" },
    aim: byId,
    count: (crm, { id }) => once(customerIn(crm, id)?.bgInfo === "Gọi buổi sáng"),
  },
  addtags: {
    asks: ({ phone }) => `thêm nhãn Sỉ cho khách ${phone}`,
    question: /Nhãn/,
    confirm: "Lưu",
    receipt: /Đã sửa khách/,
    call: { method: "PUT", path: "/contacts" },
    aim: byId,
    count: (crm, { id }) => once(customerIn(crm, id)?.tags.includes("Sỉ") === true),
  },
  deletecustomer: {
    asks: ({ phone }) => `xoá khách ${phone}`,
    question: /Xoá khách/,
    confirm: "Xoá khách",
    receipt: /Đã xoá khách/,
    call: { method: "DELETE", path: "/contacts" },
    aim: byId,
    count: (crm, { id }) => once(customerIn(crm, id) === undefined),
  },
  newdeal: {
    asks: ({ phone }) => `newdeal khách hàng: ${phone} tên giao dịch: Đơn ${phone}\nsản phẩm: 1 x MUC12A`,
    question: /Tạo giao dịch này\?/,
    confirm: "Tạo giao dịch",
    receipt: /Đã tạo giao dịch/,
    call: { method: "POST", path: "/opportunities" },
    count: (crm, { phone }) => crm.world.deals.filter(({ name }) => name.includes(phone)).length,
  },
  editdeal: {
    sets: (crm, { phone }) => String(crm.world.addDeal({ name: `Đơn ${phone}` }).number),
    asks: ({ id }) => `sửa đơn ${id} chi nhánh: Quận 1`,
    question: /Sửa giao dịch #/,
    confirm: "Lưu",
    receipt: /Đã sửa giao dịch/,
    call: { method: "PUT", path: "/opportunities" },
    aim: byId,
    count: (crm, { id }) => once(crm.world.dealByNumber(Number(id))?.branch === "Quận 1"),
  },
  deletedeal: {
    sets: (crm, { phone }) => String(crm.world.addDeal({ name: `Đơn ${phone}` }).number),
    asks: ({ id }) => `xoá đơn ${id}`,
    question: /Xoá giao dịch #/,
    confirm: "Xoá",
    receipt: /Đã xoá giao dịch/,
    call: { method: "DELETE", path: "/opportunities" },
    aim: byId,
    count: (crm, { id }) => once(crm.world.dealByNumber(Number(id)) === undefined),
  },
  newproduct: {
    sets: (_crm, { phone }) => `SP${phone}`,
    asks: ({ id }) => `tạo sản phẩm ${id} Ghế văn phòng giá 900k`,
    question: /Tạo sản phẩm này\?/,
    confirm: "Tạo sản phẩm",
    receipt: /Đã tạo sản phẩm/,
    call: { method: "POST", path: "/products" },
    aim: byId,
    count: (crm, { id }) => crm.world.products.list.filter(({ code }) => code === id).length,
  },
  editproduct: {
    sets: addProduct,
    asks: ({ id }) => `sửa giá ${id} 5tr`,
    question: /Sửa Ghế/,
    confirm: "Lưu",
    receipt: /Đã sửa/,
    call: { method: "PUT", path: "/products" },
    aim: byId,
    count: (crm, { id }) => once(crm.world.products.byKey(id)?.value === "5000000"),
  },
  deleteproduct: {
    sets: addProduct,
    asks: ({ id }) => `xoá sản phẩm ${id}`,
    question: /Xoá Ghế/,
    confirm: "Xoá",
    receipt: /Đã xoá sản phẩm/,
    call: { method: "DELETE", path: "/products" },
    aim: byId,
    count: (crm, { id }) => once(crm.world.products.byKey(id) === undefined),
  },
  segment: {
    asks: ({ phone }) => `thêm ${phone} vào phân khúc VIP=${SEGMENT}`,
    question: /vào phân khúc VIP\?/,
    confirm: "Đưa vào",
    receipt: /Đã đưa khách vào phân khúc/,
    call: { method: "POST", path: "/segments/set-contact" },
    count: (crm, { id }) => {
      const customer = customerIn(crm, id);
      return once(
        customer !== undefined && crm.world.segments.get(SEGMENT)?.members.has(customer._id) === true,
      );
    },
    traceless: true,
  },
};

/** A number that nobody in the CRM carries yet: `"0901000123"` → `"0981000123"`. */
function anotherPhone(phone: string): string {
  return `098${phone.slice(3)}`;
}

function customerIn(crm: AntcrmSandbox, customerId: string) {
  return crm.world.customers.find((one) => String(one.customerId) === customerId);
}

/** A product whose key and code are one. */
function addProduct(crm: AntcrmSandbox, { phone }: Customer): string {
  const code = `SP${phone}`;
  crm.world.products.add({ name: `Ghế ${phone}`, code, value: "900000", productIdApiRing: code });
  return code;
}
