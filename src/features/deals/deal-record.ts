import { readablePhone } from "../../crm/customer.ts";
import type { Deal, DealLineInput } from "../../crm/deal.ts";
import type { NewDeal } from "../../crm/deals.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { type FieldKind, fieldValue, line, money, phone, recordOf } from "../../records/record.ts";
import { parseDealLines } from "../../understanding/deal-lines.ts";
import { STAFF } from "../team/team.ts";
import { asSent, asTyped, comparedLines, linesInBrief, linesOf } from "./order.ts";

const { field, readOnly, defineRecord } = recordOf<Deal, NewDeal>();

/** Only LOST was observed; OPEN and WON are inferred: src/crm/API.md#deal-stages */
const statusNames = defineMessages({
  en: { OPEN: "Open", WON: "Won", LOST: "Lost" },
  vi: { OPEN: "Đang mở", WON: "Thành công", LOST: "Không thành công" },
});

/** Returns a deal's status in the reader's language. An unknown code stays as AntCRM wrote it. */
export function statusName(status: string, locale: Locale): string {
  return new Map(Object.entries(statusNames[locale])).get(status) ?? status;
}

/** The shipping fee. A missing fee equals a fee of 0. */
const fee: FieldKind<number> = {
  ...money,
  typed: (value) => (value === 0 ? "" : String(value)),
  compared: (value) => String(value ?? 0),
};

/** The e-mail addresses of the employees in charge. AntCRM's answers may contain names among them. */
const staff: FieldKind<readonly string[]> = {
  typedAs: "email",
  read: (typed) => typed.split("\n"),
  cleared: () => [],
  typed: (value) => value.filter((owner) => owner.includes("@")).join("\n"),
  shown: (value) => value.join(", "),
};

const productLines: FieldKind<readonly DealLineInput[]> = {
  typedAs: "deal-lines",
  read: (typed) => parseDealLines(typed).map(asSent),
  cleared: () => [],
  // A form supports whole pieces only. Lines with other quantities stay as they are unless somebody types new ones.
  typed: (value) =>
    value.length > 0 && value.every(({ quantity }) => Number.isInteger(quantity))
      ? JSON.stringify(value.map(asTyped))
      : "",
  shown: linesInBrief,
  compared: (value) => comparedLines(value ?? []),
};

/** The last line of a description written by the bot: the operation's reference. */
const REFERENCE_LINE = /(?:^|\n)((?:Mã|Ref) [0-9A-Z]{8})$/;

/** A deal's description, and the note in it: the description without the reference. */
interface Description {
  whole: string;
  note: string;
}

/** Returns a description of the new note and the old reference, because an unclear operation may still look for it. */
function described(note: string, held: Description | null): Description {
  const reference = REFERENCE_LINE.exec(held?.whole ?? "")?.[1];
  return { whole: [note, reference].filter(Boolean).join("\n"), note };
}

/** The note of a deal. The last line of its description may be the reference of the operation that created the deal. */
const note: FieldKind<Description> = {
  typedAs: "lines",
  read: described,
  cleared: (held) => described("", held),
  typed: (value) => value.note,
  shown: (value) => value.note,
  sent: ({ whole }) => whole,
  compared: (value) => value?.whole.trim() ?? "",
};

export const productsOf = (value: readonly DealLineInput[]) => fieldValue(productLines, value);

/** A deal. Owners and customer cannot change: src/crm/API.md#put-opportunities */
export const dealRecord = defineRecord({
  fields: {
    name: field(line, {
      key: "name",
      label: { en: "Name", vi: "Tên" },
      held: ({ name }) => name,
      create: { keyed: false, label: { en: "Deal name", vi: "Tên đơn" }, alsoCalled: ["tên giao dịch"] },
      edit: { label: { en: "Deal name", vi: "Tên đơn" }, alsoCalled: ["tên giao dịch"] },
      import: {
        headings: [
          ...["tên", "giao dịch", "tên giao dịch", "tên đơn hàng", "đơn hàng"],
          ...["name", "deal", "order name", "order"],
        ],
        max: 500,
      },
    }),
    lines: field(productLines, {
      key: "lines",
      label: { en: "Products", vi: "Sản phẩm" },
      held: linesOf,
      create: { required: true },
      edit: { clearable: true },
    }),
    shipping: field(fee, {
      key: "shippingCost",
      label: { en: "Shipping", vi: "Phí giao hàng" },
      held: ({ shippingCost }) => shippingCost,
      card: { isShown: ({ shippingCost }) => Boolean(shippingCost) },
      input: { alsoCalled: ["phí ship", "ship", "phí giao"] },
      create: {},
      // The form has two amounts, so each needs its label.
      edit: { keyed: true, clearable: true },
      import: {
        label: { en: "Shipping cost", vi: "Phí giao hàng" },
        headings: ["phí vận chuyển", "phí ship", "ship", "shipping", "shipping fee"],
      },
    }),
    value: field(money, {
      key: "value",
      label: { en: "Total", vi: "Tổng tiền" },
      held: ({ value }) => value,
      isTypable: () => false,
      card: {},
      edit: { keyed: true, alsoCalled: ["giá trị", "tổng"] },
      import: {
        label: { en: "Value", vi: "Giá trị" },
        headings: [
          ...["giá trị giao dịch", "tổng tiền", "thành tiền", "số tiền", "doanh thu"],
          ...["amount", "total", "price"],
        ],
      },
    }),
    stage: field(line, {
      key: "stage",
      label: { en: "Stage", vi: "Giai đoạn" },
      held: ({ stage }) => stage,
      // AntCRM may answer a stage as an ObjectId. Its name is unknown then: src/crm/API.md#deal-stages
      unread: { en: "(AntCRM does not tell)", vi: "(chưa rõ)" },
      learned: "deal stage",
      card: {},
      input: { max: 100 },
      create: {},
      edit: {},
      import: { headings: ["trạng thái", "tình trạng", "status"] },
    }),
    status: readOnly({ en: "Status", vi: "Trạng thái" }, ({ status }, { who }) =>
      status === null ? "" : statusName(status, who.locale),
    ),
    customer: readOnly({ en: "Customer", vi: "Khách hàng" }, customerIn),
    branch: field(line, {
      key: "branch",
      label: { en: "Branch", vi: "Chi nhánh" },
      held: ({ branch }) => branch,
      learned: "branch",
      card: {},
      create: {},
      edit: { clearable: true },
      import: { headings: ["cửa hàng", "shop", "store"] },
    }),
    owner: field(staff, {
      key: "dealByUsers",
      label: { en: "In charge", vi: "Phụ trách" },
      held: ({ owners }) => owners,
      learned: STAFF,
      card: {},
      create: { label: { en: "In charge (e-mail)", vi: "Phụ trách (e-mail)" } },
      import: {
        label: { en: "Owner e-mails", vi: "E-mail nhân viên phụ trách" },
        headings: [
          "email nhân viên phụ trách",
          "nhân viên phụ trách",
          "người phụ trách",
          "phụ trách",
          "nhân viên",
          "owner",
          "owners",
        ],
        row: "owners",
      },
    }),
    receiver: field(line, {
      key: "receiverName",
      label: { en: "Receiver", vi: "Người nhận" },
      held: ({ receiverName }) => receiverName,
      create: {},
      edit: {},
      import: {
        headings: [
          ...["tên người nhận", "khách hàng", "tên khách hàng", "tên khách", "họ tên", "họ và tên"],
          ...["receiver name", "customer", "customer name"],
        ],
        max: 500,
      },
    }),
    receiverPhone: field(phone, {
      key: "receiverPhone",
      label: { en: "Receiver's phone", vi: "SĐT người nhận" },
      held: (deal) => deal.receiverPhone,
      create: {},
      edit: { clearable: true },
      import: {
        label: { en: "Phone", vi: "Số điện thoại" },
        headings: [
          ...["điện thoại", "sđt", "sdt", "số đt", "số điện thoại người nhận", "sđt người nhận"],
          ...["phone number", "mobile", "tel", "receiver phone"],
        ],
      },
    }),
    receiverWithPhone: readOnly({ en: "Receiver", vi: "Người nhận" }, (deal) =>
      receiverIn(deal) === customerIn(deal) ? "" : receiverIn(deal),
    ),
    address: readOnly(
      { en: "Deliver to", vi: "Giao đến" },
      ({ receiverAddress }) => receiverAddress?.line ?? "",
      { personal: true, import: { isAddress: true } },
    ),
    delivery: field(line, {
      key: "receiverNote",
      label: { en: "Delivery note", vi: "Ghi chú giao hàng" },
      held: ({ receiverNote }) => receiverNote,
      card: {},
      input: { max: 500 },
      create: {},
      edit: { clearable: true },
      import: { headings: ["lưu ý giao hàng", "ghi chú người nhận", "receiver note"], max: 2_000 },
    }),
    note: field(note, {
      key: "description",
      label: { en: "Note", vi: "Ghi chú" },
      held: ({ description: whole }) =>
        whole === null ? null : { whole, note: whole.replace(REFERENCE_LINE, "").trim() },
      input: { max: 5_000 },
      create: {},
      edit: { clearable: true },
      import: {
        label: { en: "Description", vi: "Mô tả" },
        headings: ["nội dung", "ghi chú", "diễn giải", "note", "notes"],
      },
    }),
    // The shop's own code, not AntCRM's number. If a heading fits both, the bot asks which one is meant.
    code: field(line, {
      key: "opportunityIdApiRing",
      label: { en: "Order code", vi: "Mã đơn hàng" },
      import: { row: "code", headings: ["mã đơn", "mã giao dịch", "mã", "order no", "order id", "code"] },
    }),
    createdOn: field(
      { ...line, typedAs: "date" },
      {
        label: { en: "Created on", vi: "Ngày tạo" },
        import: {
          row: "createdOn",
          headings: ["ngày", "ngày mua", "ngày đặt hàng", "date", "created at", "order date"],
        },
      },
    ),
  },
  order: {
    create: ["lines"],
    import: [
      "name",
      "receiver",
      "code",
      "owner",
      "createdOn",
      "receiverPhone",
      "value",
      "shipping",
      "stage",
      "branch",
      "note",
      "delivery",
    ],
    card: ["value", "stage", "status", "customer", "receiverWithPhone", "address", "owner", "branch"],
  },
});

function customerIn({ customer }: Deal): string {
  return withPhone(customer?.name, customer?.phones[0]);
}

function receiverIn({ receiverName, receiverPhone }: Deal): string {
  return withPhone(receiverName, receiverPhone);
}

/** Returns `"Trần Thị Bình · 0867 123 456"`, or only the known part. */
export function withPhone(name: string | null | undefined, telephone: string | null | undefined): string {
  return [name, telephone && readablePhone(telephone)].filter(Boolean).join(" · ");
}
