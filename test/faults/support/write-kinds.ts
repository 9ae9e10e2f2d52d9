import type { AntcrmSandbox } from "../../../src/sandbox/antcrm/server.ts";
import { type Customer, codeFor, GIFT, giftsOf } from "./shop-floor.ts";

/** How one kind of write is asked for, and what it leaves in the CRM. */
export interface WriteKind {
  /** What an agent types; for each customer it is asked for once or twice. */
  asks(customer: Customer): string;
  /** The bot's question. */
  question: RegExp;
  confirm: string;
  receipt: RegExp;
  /** The CRM's call, at which faults strike. */
  path: string;
  /** How many of these the CRM holds for this customer. */
  count(crm: AntcrmSandbox, customer: Customer): number;
}

/** What the audit calls a write although it asks nothing of the CRM: there is no fault to strike it there. */
export const BOTS_OWN: readonly string[] = ["forget"];

/** Every command that writes to the CRM needs its line here: the suite walks the registry and fails where one is missing. */
export const WRITE_KINDS: Readonly<Record<string, WriteKind>> = {
  redeem: {
    asks: ({ phone }) => `đổi quà ${GIFT.code} cho ${phone}`,
    question: /Đổi quà DAUMAY01 cho/,
    confirm: "Đổi quà",
    receipt: /Đã đổi quà/,
    path: "/redeem",
    count: (crm, customer) => giftsOf({ crm }, customer),
  },
  accumulate: {
    asks: (customer) => `tích điểm ${codeFor(customer)} cho ${customer.phone}`,
    question: /Tích điểm mã .* cho/,
    confirm: "Tích điểm",
    receipt: /Đã tích điểm/,
    path: "/accumulate",
    count: (crm, { phone }) =>
      crm.world.points.filter(({ type, status, code }) => type === 1 && status === 1 && code?.includes(phone))
        .length,
  },
  ticket: {
    asks: ({ phone }) => `ticket khách hàng: ${phone} tiêu đề: Máy in hỏng ${phone} sla: Tiêu chuẩn`,
    question: /Tạo phiếu này\?/,
    confirm: "Tạo phiếu",
    receipt: /Đã tạo phiếu/,
    path: "/tickets",
    count: (crm, { phone }) => crm.world.tickets.filter(({ title }) => title.includes(phone)).length,
  },
};
