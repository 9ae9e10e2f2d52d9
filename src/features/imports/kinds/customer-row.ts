import type { CustomerFields } from "../../../crm/contacts-write.ts";
import type { Crm } from "../../../crm/crm.ts";
import type { Customer, Gender } from "../../../crm/customer.ts";
import { type E164, formatPhone } from "../../../crm/phone.ts";
import { fold } from "../../../understanding/fold.ts";
import {
  type Column,
  choiceInto,
  dayInto,
  emailsInto,
  longTextInto,
  phonesInto,
  textInto,
} from "../columns.ts";
import type { RowFault } from "../fault.ts";
import { parts, readCustomerKind, readGender } from "../values.ts";
import { type AddressParts, addressColumns, addressOf, emptyAddress } from "./address.ts";
import { CLOCKS_APART_MS, type Found } from "./kind.ts";

/** A customer as a row of a file says it; what is absent was not said. */
export interface CustomerRow {
  name: string;
  kind: Customer["kind"];
  code?: string;
  phones: string[];
  emails: string[];
  gender?: Gender;
  birthday?: string;
  address: AddressParts;
  industry?: string;
  note?: string;
  stage?: string;
  source?: string;
  tags?: string[];
  owner?: string;
  customFields: { name: string; value: string }[];
}

const NAME_MAX = 500;
const SHORT_MAX = 200;

/** The columns of whatever names customers: the import of customers, and of members of a segment. */
export const customerColumns: readonly Column<CustomerRow>[] = [
  {
    key: "name",
    label: { vi: "Họ tên", en: "Name" },
    synonyms: [
      "tên",
      "tên khách hàng",
      "khách hàng",
      "họ và tên",
      "customer",
      "customer name",
      "full name",
      "tên kh",
    ],
    required: true,
    fill: textInto(NAME_MAX, (row, text) => {
      row.name = text;
    }),
  },
  {
    key: "phone",
    label: { vi: "Số điện thoại", en: "Phone" },
    synonyms: [
      "điện thoại",
      "sđt",
      "sdt",
      "số đt",
      "đt",
      "di động",
      "số di động",
      "phone number",
      "mobile",
      "tel",
      "telephone",
    ],
    several: true,
    fill: phonesInto((row, phones) => {
      row.phones = [...new Set([...row.phones, ...phones])];
    }),
  },
  {
    key: "email",
    label: { vi: "Email", en: "E-mail" },
    synonyms: ["mail", "thư điện tử", "địa chỉ email", "email address"],
    several: true,
    fill: emailsInto((row, emails) => {
      row.emails = [...new Set([...row.emails, ...emails])];
    }),
  },
  {
    key: "kind",
    label: { vi: "Loại khách", en: "Kind" },
    synonyms: ["loại", "loại khách hàng", "phân loại", "type", "customer type"],
    fill: choiceInto(readCustomerKind, (row, kind) => {
      row.kind = kind;
    }),
  },
  {
    key: "code",
    label: { vi: "Mã khách hàng", en: "Customer code" },
    synonyms: ["mã", "mã kh", "mã khách", "code", "customer id"],
    fill: textInto(SHORT_MAX, (row, text) => {
      row.code = text;
    }),
  },
  {
    key: "birthday",
    label: { vi: "Ngày sinh", en: "Birthday" },
    synonyms: ["sinh nhật", "ngày tháng năm sinh", "birth date", "date of birth", "dob"],
    fill: dayInto((row, day) => {
      row.birthday = day;
    }),
  },
  {
    key: "gender",
    label: { vi: "Giới tính", en: "Gender" },
    synonyms: ["phái", "sex"],
    fill: choiceInto(readGender, (row, gender) => {
      row.gender = gender;
    }),
  },
  ...addressColumns<CustomerRow>(),
  {
    key: "industry",
    label: { vi: "Ngành nghề", en: "Industry" },
    synonyms: ["ngành", "lĩnh vực"],
    fill: textInto(SHORT_MAX, (row, text) => {
      row.industry = text;
    }),
  },
  {
    key: "stage",
    label: { vi: "Trạng thái", en: "Stage" },
    synonyms: ["giai đoạn", "status"],
    fill: textInto(SHORT_MAX, (row, text) => {
      row.stage = text;
    }),
  },
  {
    key: "source",
    label: { vi: "Nguồn", en: "Source" },
    synonyms: ["nguồn khách", "nguồn khách hàng", "kênh", "channel"],
    fill: textInto(SHORT_MAX, (row, text) => {
      row.source = text;
    }),
  },
  {
    key: "tags",
    label: { vi: "Thẻ", en: "Tags" },
    synonyms: ["nhãn", "tag", "label", "labels"],
    fill: longTextInto((row, text) => {
      row.tags = parts(text);
    }),
  },
  {
    key: "owner",
    label: { vi: "Email nhân viên phụ trách", en: "Owner e-mail" },
    synonyms: [
      "nhân viên phụ trách",
      "người phụ trách",
      "phụ trách",
      "nhân viên",
      "owner",
      "responsible staff",
    ],
    fill: emailsInto((row, [email]) => {
      if (email !== undefined) row.owner = email;
    }),
  },
  {
    key: "note",
    label: { vi: "Ghi chú", en: "Note" },
    synonyms: ["chú thích", "mô tả", "notes", "remark", "description"],
    fill: longTextInto((row, text) => {
      row.note = text;
    }),
  },
];

export function beginCustomer(): CustomerRow {
  return {
    name: "",
    kind: "lead",
    phones: [],
    emails: [],
    address: emptyAddress(),
    customFields: [],
  };
}

export function checkCustomer(row: CustomerRow, today: string): RowFault | null {
  if (row.phones.length === 0 && row.emails.length === 0) return { fault: "no-contact" };
  return row.birthday !== undefined && row.birthday > today ? { fault: "future", field: "birthday" } : null;
}

/** The row as AntCRM's fields: what was not said is not sent. */
export function customerFields(row: CustomerRow): CustomerFields & { name: string } {
  const { phones, emails, address, customFields, kind: _kind, code: _code, ...said } = row;
  const fields: CustomerFields & { name: string } = said;
  if (phones.length > 0) fields.phones = phones;
  if (emails.length > 0) fields.emails = emails;
  const whole = addressOf(address);
  if (whole !== null) fields.addresses = [whole];
  if (customFields.length > 0) fields.customFields = customFields;
  return fields;
}

/** `["Trần Thị Bình", "0867 123 456"]` */
export function shownCustomer({ name, phones, emails }: CustomerRow): readonly string[] {
  return [name, ...phones.map((phone) => formatPhone(phone as E164)), ...emails];
}

/** By phone, else by e-mail, and the same name: the caller's own code is in no answer (antcrm-api.md 3.1). */
export async function findCustomer(crm: Crm, row: CustomerRow, since: Date): Promise<Found> {
  const [phone] = row.phones;
  const [email] = row.emails;
  const found =
    phone !== undefined
      ? (await crm.contacts.byPhone(phone as E164)).customers
      : email !== undefined
        ? await crm.contacts.byEmail(email)
        : [];
  const wanted = nameKey(row.name);
  const own = found.filter(({ name }) => nameKey(name) === wanted);
  if (own.length === 0) return "absent";
  const from = since.getTime() - CLOCKS_APART_MS;
  return own.some(({ createdAt }) => createdAt === null || createdAt.getTime() >= from) ? "made" : "there";
}

function nameKey(name: string): string {
  return fold(name).replace(/\s+/g, " ").trim();
}
