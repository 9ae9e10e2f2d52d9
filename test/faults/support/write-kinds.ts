import type { AntcrmSandbox } from "../../../src/sandbox/antcrm/server.ts";
import { type Customer, codeFor, GIFT, giftsOf, secondCodeFor } from "./customers.ts";

/** The subject of one write: its own customer, and the record to change, if any. */
export interface Subject extends Customer {
  /** The record's number or code, as in the call: `"17464"`, `"SP9001234"`; by default the customer's number. */
  id: string;
}

/** The request of one kind of write, and its effect in the CRM. */
export interface WriteKind {
  /** Adds the record to change to the CRM, and returns its number or code. By default the customer is changed. */
  prepare?(crm: AntcrmSandbox, customer: Customer): string;
  /** The text that a person types. Each subject is requested once or twice. */
  request(subject: Subject): string;
  /** The bot's question. */
  question: RegExp;
  confirm: string;
  /** The label of the button that continues despite an earlier unclear write; `Vẫn tiếp tục` by default. */
  anyway?: string;
  receipt: RegExp;
  /** The CRM call that gets the faults. */
  call: { method: "POST" | "PUT" | "DELETE"; path: string };
  /** Distinguishes the call from calls about other subjects; by default by the customer's phone. */
  faultTarget?(subject: Subject): { phone: string } | { mentions: string };
  /** The number of such records in the CRM for this subject; for an edit or a deletion, 1 when it was made. */
  count(crm: AntcrmSandbox, subject: Subject): number;
  /** The same kind of write once more for the same subject; or how the bot refuses it. */
  second: SecondWrite | { refusal: RegExp };
  /** AntCRM shows no evidence of the write. Without a clear answer it stays unclear, and the bot offers to repeat it. */
  leavesNoEvidence?: true;
}

/** A write after a first one that is done: each leaves an effect of its own. */
export interface SecondWrite {
  /** Returns the text of a request with other content than the first one. */
  request(subject: Subject): string;
  /** Returns 1 if it was made. Only for kinds whose `count` does not count both. */
  countOfSecond?(crm: AntcrmSandbox, subject: Subject): number;
  /** What the bot shows before its question because of the first one. */
  shownFirst?: RegExp;
}

const SEGMENT = "65f8fb10c29b4e0a1d5e7a01";
const OTHER_SEGMENT = "65f8fb10c29b4e0a1d5e7a02";
const byId = ({ id }: Subject) => ({ mentions: id });
const once = (isDone: boolean) => (isDone ? 1 : 0);

/** Every command that writes to the CRM. `npm run check` names a command that is missing here. */
export const WRITE_KINDS: Readonly<Record<string, WriteKind>> = {
  redeem: {
    request: ({ phone }) => `đổi quà ${GIFT.code} cho ${phone}`,
    question: /Đổi quà \w+ cho/,
    confirm: "Đổi quà",
    receipt: /Đã đổi quà/,
    call: { method: "POST", path: "/redeem" },
    count: (crm, customer) => giftsOf({ crm }, customer),
    second: { request: ({ phone }) => `đổi quà BINHNUOC01 cho ${phone}` },
  },
  accumulate: {
    request: (customer) => `tích điểm ${codeFor(customer)} cho ${customer.phone}`,
    question: /Tích điểm mã .* cho/,
    confirm: "Tích điểm",
    receipt: /Đã tích điểm/,
    call: { method: "POST", path: "/accumulate" },
    count: (crm, { phone }) =>
      crm.world.points.filter(({ type, status, code }) => type === 1 && status === 1 && code?.includes(phone))
        .length,
    second: { request: (customer) => `tích điểm ${secondCodeFor(customer)} cho ${customer.phone}` },
  },
  ticket: {
    request: ({ phone }) => `ticket khách hàng: ${phone} tiêu đề: Máy in hỏng ${phone} sla: Tiêu chuẩn`,
    question: /Tạo phiếu này\?/,
    confirm: "Tạo phiếu",
    receipt: /Đã tạo phiếu/,
    call: { method: "POST", path: "/tickets" },
    count: (crm, { phone }) => crm.world.tickets.filter(({ title }) => title.includes(phone)).length,
    second: {
      request: ({ phone }) => `ticket khách hàng: ${phone} tiêu đề: Giao hàng chậm ${phone} sla: Tiêu chuẩn`,
    },
  },
  editticket: {
    prepare: (crm, { phone }) => String(crm.world.addTicket({ title: `Máy in hỏng ${phone}` }).TicketId),
    request: ({ id }) => `sửa phiếu ${id} tiêu đề: Máy in kẹt giấy`,
    question: /Sửa phiếu #/,
    confirm: "Lưu",
    receipt: /Đã sửa phiếu/,
    call: { method: "PUT", path: "/tickets" },
    faultTarget: byId,
    count: (crm, { id }) => once(crm.world.ticketById(Number(id))?.title === "Máy in kẹt giấy"),
    second: {
      request: ({ id }) => `sửa phiếu ${id} tiêu đề: Máy in hết mực`,
      countOfSecond: (crm, { id }) => once(crm.world.ticketById(Number(id))?.title === "Máy in hết mực"),
    },
  },
  deleteticket: {
    prepare: (crm, { phone }) => String(crm.world.addTicket({ title: `Máy in hỏng ${phone}` }).TicketId),
    request: ({ id }) => `xoá phiếu ${id}`,
    question: /Xoá phiếu #/,
    confirm: "Xoá",
    receipt: /Đã xoá phiếu/,
    call: { method: "DELETE", path: "/tickets" },
    faultTarget: byId,
    count: (crm, { id }) => once(crm.world.ticketById(Number(id))?.deleted === true),
    second: { refusal: /Không tìm thấy phiếu/ },
  },
  newcustomer: {
    request: ({ phone }) => `tạo khách tên: Khách mới ${phone} điện thoại: ${anotherPhone(phone)}`,
    question: /Tạo khách này\?/,
    confirm: "Tạo khách",
    anyway: "Vẫn tạo khách mới",
    receipt: /Đã tạo khách/,
    call: { method: "POST", path: "/contacts" },
    faultTarget: ({ phone }) => ({ phone: anotherPhone(phone) }),
    count: (crm, { phone }) => crm.world.customers.filter(({ name }) => name.includes(phone)).length,
    second: {
      request: ({ phone }) => `tạo khách tên: Người nhà ${phone} điện thoại: ${anotherPhone(phone)}`,
      shownFirst: /Đã có trong AntCRM/,
    },
  },
  editcustomer: {
    request: ({ phone }) => `sửa khách ${phone} ghi chú: Gọi buổi sáng`,
    question: /Sửa khách/,
    confirm: "Lưu",
    receipt: /Đã sửa khách/,
    call: { method: "PUT", path: "/contacts" },
    faultTarget: byId,
    count: (crm, { id }) => once(customerIn(crm, id)?.bgInfo === "Gọi buổi sáng"),
    second: {
      request: ({ phone }) => `sửa khách ${phone} ghi chú: Gọi buổi chiều`,
      countOfSecond: (crm, { id }) => once(customerIn(crm, id)?.bgInfo === "Gọi buổi chiều"),
    },
  },
  addtags: {
    request: ({ phone }) => `thêm nhãn Sỉ cho khách ${phone}`,
    question: /Nhãn/,
    confirm: "Lưu",
    receipt: /Đã sửa khách/,
    call: { method: "PUT", path: "/contacts" },
    faultTarget: byId,
    count: (crm, { id }) => once(customerIn(crm, id)?.tags.includes("Sỉ") === true),
    second: {
      request: ({ phone }) => `thêm nhãn Lẻ cho khách ${phone}`,
      countOfSecond: (crm, { id }) => once(customerIn(crm, id)?.tags.join() === "Sỉ,Lẻ"),
    },
  },
  deletecustomer: {
    request: ({ phone }) => `xoá khách ${phone}`,
    question: /Xoá khách/,
    confirm: "Xoá khách",
    receipt: /Đã xoá khách/,
    call: { method: "DELETE", path: "/contacts" },
    faultTarget: byId,
    count: (crm, { id }) => once(customerIn(crm, id) === undefined),
    second: { refusal: /Không tìm thấy khách/ },
  },
  newdeal: {
    request: ({ phone }) => `newdeal khách hàng: ${phone} tên giao dịch: Đơn ${phone}\nsản phẩm: 1 x MUC12A`,
    question: /Tạo đơn này\?/,
    confirm: "Tạo đơn",
    receipt: /Đã tạo đơn/,
    call: { method: "POST", path: "/opportunities" },
    count: (crm, { phone }) => crm.world.deals.filter(({ name }) => name.includes(phone)).length,
    second: {
      request: ({ phone }) =>
        `newdeal khách hàng: ${phone} tên giao dịch: Đơn sau ${phone}\nsản phẩm: 2 x MUC12A`,
    },
  },
  editdeal: {
    prepare: (crm, { phone }) => String(crm.world.addDeal({ name: `Đơn ${phone}` }).number),
    request: ({ id }) => `sửa đơn ${id} chi nhánh: Quận 1`,
    question: /Sửa đơn #/,
    confirm: "Lưu",
    receipt: /Đã sửa đơn/,
    call: { method: "PUT", path: "/opportunities" },
    faultTarget: byId,
    count: (crm, { id }) => once(crm.world.dealByNumber(Number(id))?.branch === "Quận 1"),
    second: {
      request: ({ id }) => `sửa đơn ${id} chi nhánh: Quận 3`,
      countOfSecond: (crm, { id }) => once(crm.world.dealByNumber(Number(id))?.branch === "Quận 3"),
    },
  },
  deletedeal: {
    prepare: (crm, { phone }) => String(crm.world.addDeal({ name: `Đơn ${phone}` }).number),
    request: ({ id }) => `xoá đơn ${id}`,
    question: /Xoá đơn #/,
    confirm: "Xoá",
    receipt: /Đã xoá đơn/,
    call: { method: "DELETE", path: "/opportunities" },
    faultTarget: byId,
    count: (crm, { id }) => once(crm.world.dealByNumber(Number(id)) === undefined),
    second: { refusal: /Không tìm thấy đơn/ },
  },
  newproduct: {
    prepare: (_crm, { phone }) => `SP${phone}`,
    request: ({ id }) => `tạo sản phẩm ${id} Ghế văn phòng giá 900k`,
    question: /Tạo sản phẩm này\?/,
    confirm: "Tạo sản phẩm",
    receipt: /Đã tạo sản phẩm/,
    call: { method: "POST", path: "/products" },
    faultTarget: byId,
    count: (crm, { id }) => crm.world.products.list.filter(({ code }) => code === id).length,
    second: { refusal: /Đã có sản phẩm với mã này/ },
  },
  editproduct: {
    prepare: addProduct,
    request: ({ id }) => `sửa giá ${id} 5tr`,
    question: /Sửa Ghế/,
    confirm: "Lưu",
    receipt: /Đã sửa/,
    call: { method: "PUT", path: "/products" },
    faultTarget: byId,
    count: (crm, { id }) => once(crm.world.products.byKey(id)?.value === "5000000"),
    second: {
      request: ({ id }) => `sửa giá ${id} 6tr`,
      countOfSecond: (crm, { id }) => once(crm.world.products.byKey(id)?.value === "6000000"),
    },
  },
  deleteproduct: {
    prepare: addProduct,
    request: ({ id }) => `xoá sản phẩm ${id}`,
    question: /Xoá Ghế/,
    confirm: "Xoá",
    receipt: /Đã xoá sản phẩm/,
    call: { method: "DELETE", path: "/products" },
    faultTarget: byId,
    count: (crm, { id }) => once(crm.world.products.byKey(id) === undefined),
    second: { refusal: /Không tìm thấy sản phẩm|Không có sản phẩm/ },
  },
  segment: {
    request: ({ phone }) => `thêm ${phone} vào phân khúc VIP=${SEGMENT}`,
    question: /vào phân khúc (VIP|MUA)\?/,
    confirm: "Đưa vào",
    receipt: /Đã đưa khách vào phân khúc/,
    call: { method: "POST", path: "/segments/set-contact" },
    count: (crm, { id }) => once(isInSegment(crm, id, SEGMENT)),
    leavesNoEvidence: true,
    second: {
      request: ({ phone }) => `thêm ${phone} vào phân khúc MUA=${OTHER_SEGMENT}`,
      countOfSecond: (crm, { id }) => once(isInSegment(crm, id, OTHER_SEGMENT)),
      shownFirst: /Lần trước chưa rõ kết quả/,
    },
  },
};

/** Returns a phone number of no customer yet: `"0901000123"` → `"0981000123"`. */
function anotherPhone(phone: string): string {
  return `098${phone.slice(3)}`;
}

function customerIn(crm: AntcrmSandbox, customerId: string) {
  return crm.world.customers.find((one) => String(one.customerId) === customerId);
}

function isInSegment(crm: AntcrmSandbox, customerId: string, segment: string): boolean {
  const customer = customerIn(crm, customerId);
  return customer !== undefined && crm.world.segments.get(segment)?.members.has(customer._id) === true;
}

/** Adds a product whose key equals its code. */
function addProduct(crm: AntcrmSandbox, { phone }: Customer): string {
  const code = `SP${phone}`;
  crm.world.products.add({ name: `Ghế ${phone}`, code, value: "900000", productIdApiRing: code });
  return code;
}
