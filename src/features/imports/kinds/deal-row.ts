import type { DealChanges } from "../../../crm/deals-write.ts";
import {
  amountInto,
  type Column,
  dayInto,
  emailsInto,
  longTextInto,
  phonesInto,
  textInto,
} from "../columns.ts";
import { isRounded, readNumber } from "../values.ts";
import { type AddressParts, addressColumns, addressOf, emptyAddress } from "./address.ts";

/** A deal as a row of a file says it; what is absent was not said. */
export interface DealRow {
  /** The CRM's number, where an existing one is edited. */
  number: string;
  name?: string;
  receiverName?: string;
  receiverPhone?: string;
  code?: string;
  value?: number;
  shippingCost?: number;
  stage?: string;
  branch?: string;
  description?: string;
  receiverNote?: string;
  owners?: string[];
  /** `"2026-11-25"` */
  createdOn?: string;
  address: AddressParts;
  customFields: { name: string; value: string }[];
}

const NAME_MAX = 500;
const SHORT_MAX = 200;

export const dealName: Column<DealRow> = {
  key: "name",
  label: { vi: "Tên giao dịch", en: "Deal name" },
  synonyms: ["tên", "giao dịch", "tên đơn hàng", "tên đơn", "name", "deal", "order name", "order"],
  fill: textInto(NAME_MAX, (row, text) => {
    row.name = text;
  }),
};

export const dealReceiver: Column<DealRow> = {
  key: "receiverName",
  label: { vi: "Người nhận", en: "Receiver" },
  synonyms: [
    "tên người nhận",
    "khách hàng",
    "tên khách hàng",
    "tên khách",
    "họ tên",
    "họ và tên",
    "receiver name",
    "customer",
    "customer name",
  ],
  fill: textInto(NAME_MAX, (row, text) => {
    row.receiverName = text;
  }),
};

/** What may be set on a new deal and changed on an old one alike [seed 3.2]. */
export const dealDetails: readonly Column<DealRow>[] = [
  {
    key: "receiverPhone",
    label: { vi: "Số điện thoại", en: "Phone" },
    synonyms: [
      "điện thoại",
      "sđt",
      "sdt",
      "số đt",
      "số điện thoại người nhận",
      "sđt người nhận",
      "phone number",
      "mobile",
      "tel",
      "receiver phone",
    ],
    fill: phonesInto((row, [phone]) => {
      if (phone !== undefined) row.receiverPhone = phone;
    }),
  },
  {
    key: "value",
    label: { vi: "Giá trị", en: "Value" },
    synonyms: [
      "giá trị giao dịch",
      "tổng tiền",
      "thành tiền",
      "số tiền",
      "doanh thu",
      "amount",
      "total",
      "price",
    ],
    fill: amountInto((row, amount) => {
      row.value = amount;
    }),
  },
  {
    key: "shippingCost",
    label: { vi: "Phí giao hàng", en: "Shipping cost" },
    synonyms: ["phí vận chuyển", "phí ship", "ship", "shipping", "shipping fee"],
    fill: amountInto((row, amount) => {
      row.shippingCost = amount;
    }),
  },
  {
    key: "stage",
    label: { vi: "Giai đoạn", en: "Stage" },
    synonyms: ["trạng thái", "tình trạng", "status"],
    fill: textInto(SHORT_MAX, (row, text) => {
      row.stage = text;
    }),
  },
  {
    key: "branch",
    label: { vi: "Chi nhánh", en: "Branch" },
    synonyms: ["cửa hàng", "shop", "store"],
    fill: textInto(SHORT_MAX, (row, text) => {
      row.branch = text;
    }),
  },
  {
    key: "description",
    label: { vi: "Mô tả", en: "Description" },
    synonyms: ["nội dung", "ghi chú", "diễn giải", "note", "notes"],
    fill: longTextInto((row, text) => {
      row.description = text;
    }),
  },
  {
    key: "receiverNote",
    label: { vi: "Ghi chú giao hàng", en: "Delivery note" },
    synonyms: ["lưu ý giao hàng", "ghi chú người nhận", "receiver note"],
    fill: longTextInto((row, text) => {
      row.receiverNote = text;
    }),
  },
  ...addressColumns<DealRow>(),
];

export const dealNumber: Column<DealRow> = {
  key: "number",
  label: { vi: "Mã giao dịch", en: "Deal number" },
  synonyms: ["số giao dịch", "mã gd", "mã", "number", "deal id", "id", "deal no"],
  required: true,
  fill: (row, cell, field) => {
    const number = readNumber(cell);
    if (number === null) return { fault: isRounded(cell) ? "rounded" : "number", field, value: cell };
    row.number = number;
    return null;
  },
};

/** What is set once, when the deal is made [seed 3.2]. */
export const dealBeginnings: readonly Column<DealRow>[] = [
  {
    key: "code",
    label: { vi: "Mã đơn hàng", en: "Order code" },
    // A shop's own code, not AntCRM's number: which of the two is meant is asked where both fit.
    synonyms: ["mã đơn", "mã giao dịch", "mã", "order no", "order id", "code"],
    fill: textInto(SHORT_MAX, (row, text) => {
      row.code = text;
    }),
  },
  {
    key: "owners",
    label: { vi: "Email nhân viên phụ trách", en: "Owner e-mails" },
    synonyms: ["nhân viên phụ trách", "người phụ trách", "phụ trách", "nhân viên", "owner", "owners"],
    fill: emailsInto((row, emails) => {
      row.owners = emails;
    }),
  },
  {
    key: "createdOn",
    label: { vi: "Ngày tạo", en: "Created on" },
    synonyms: ["ngày", "ngày mua", "ngày đặt hàng", "date", "created at", "order date"],
    fill: dayInto((row, day) => {
      row.createdOn = day;
    }),
  },
];

export function beginDeal(): DealRow {
  return {
    number: "",
    address: emptyAddress(),
    customFields: [],
  };
}

/** What of the row can be sent for a new deal and for an old one: what was not said is not sent. */
export function dealChanges(row: DealRow): DealChanges {
  const {
    number: _number,
    code: _code,
    owners: _owners,
    createdOn: _created,
    address,
    customFields,
    ...said
  } = row;
  const receiverAddress = addressOf(address);
  return {
    ...said,
    ...(receiverAddress && { receiverAddress }),
    ...(customFields.length > 0 && { customFields }),
  };
}
