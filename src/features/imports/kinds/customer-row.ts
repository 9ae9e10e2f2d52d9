import type { CustomerFields } from "../../../crm/contacts-write.ts";
import type { Crm } from "../../../crm/crm.ts";
import type { Customer } from "../../../crm/customer.ts";
import { type E164, formatPhone } from "../../../crm/phone.ts";
import { fold } from "../../../understanding/fold.ts";
import { customerRecord } from "../../customers/customer-record.ts";
import type { RowFault } from "../fault.ts";
import { type AddressParts, addressOf, emptyAddress } from "./address.ts";
import { CLOCKS_APART_MS, type RowEvidence } from "./kind.ts";
import { recordColumns } from "./record-columns.ts";

/** A customer in a row of a file. Absent properties were not in the row. */
export type CustomerRow = {
  name: string;
  kind: Customer["kind"];
  code?: string;
  phones: string[];
  emails: string[];
  birthday?: string;
  address: AddressParts;
  customFields: { name: string; value: string }[];
};

/** What the import of customers and that of members of a segment have in common. */
export const customerRows = {
  columns: recordColumns(customerRecord),
  own: (row: CustomerRow, name: string, value: string) => void row.customFields.push({ name, value }),
  begin: beginCustomer,
  check: checkCustomer,
  keys: ({ phones, emails }: CustomerRow) => [...phones, ...emails.map((email) => email.toLowerCase())],
  isFindable: () => true,
  shown: ({ name, phones, emails }: CustomerRow) => [
    name,
    ...phones.map((phone) => formatPhone(phone as E164)),
    ...emails,
  ],
};

function beginCustomer(): CustomerRow {
  return {
    name: "",
    kind: "lead",
    phones: [],
    emails: [],
    address: emptyAddress(),
    customFields: [],
  };
}

function checkCustomer(row: CustomerRow, today: string): RowFault | null {
  if (row.phones.length === 0 && row.emails.length === 0) return { fault: "no-contact" };
  return row.birthday !== undefined && row.birthday > today ? { fault: "future", field: "birthday" } : null;
}

/** Returns the fields to send; those absent in the row are left out. */
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

/** By phone, else by e-mail, and the same name: no answer shows the caller's own code. See src/crm/API.md#get-contacts */
export async function findCustomer(crm: Crm, row: CustomerRow, since: Date): Promise<RowEvidence> {
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
