import type { CustomerFields } from "../../../crm/contacts-write.ts";
import type { Crm } from "../../../crm/crm.ts";
import type { Customer } from "../../../crm/customer.ts";
import { type E164, formatPhone } from "../../../crm/phone.ts";
import { AppError } from "../../../errors.ts";
import { fold } from "../../../understanding/fold.ts";
import { customerRecord } from "../../customers/customer-record.ts";
import {
  type AddressCells,
  addressOf,
  CLOCKS_APART_MS,
  emptyAddress,
  type RowEvidence,
  type RowKind,
  recordColumns,
} from "../columns.ts";

type SentFields = CustomerFields & { name: string };

/** A customer in a row of a file. Absent properties were not in the row. */
type CustomerRow = Omit<CustomerFields, "addresses"> &
  Required<Pick<CustomerFields, "name" | "phones" | "emails" | "customFields">> & {
    kind: Customer["kind"];
    code?: string;
    address: AddressCells;
  };

/** The common part of the imports of customers and of members of a segment. */
const customerRows = {
  columns: recordColumns(customerRecord),
  own: (row, name, value) => void row.customFields.push({ name, value }),
  begin: () => ({
    name: "",
    kind: "lead",
    phones: [],
    emails: [],
    address: emptyAddress(),
    customFields: [],
  }),
  check({ phones, emails, birthday }, today) {
    if (phones.length === 0 && emails.length === 0) return { fault: "no-contact" };
    return birthday !== undefined && birthday > today ? { fault: "future", field: "birthday" } : null;
  },
  keys: ({ phones, emails }) => [...phones, ...emails.map((email) => email.toLowerCase())],
  isFindable: () => true,
  shown: ({ name, phones, emails }) => [
    name,
    ...phones.map((phone) => formatPhone(phone as E164)),
    ...emails,
  ],
} satisfies Partial<RowKind<CustomerRow>>;

/** New customers. They are leads by default, as in AntCRM itself. */
export const customerImport: RowKind<CustomerRow> = {
  ...customerRows,
  name: "customers",
  // AntCRM's answer to a list of leads and customers is not documented: src/crm/API.md#packages
  group: ({ kind }) => (kind === "lead" ? "lead" : "customer"),
  async send(crm, rows) {
    const { customerIds, leadIds } = await crm.contacts.createMany(
      rows.map((row) =>
        Object.assign(customerFields(row), { kind: row.kind, customerIdApiRing: row.code ?? row.id }),
      ),
    );
    return customerIds.length + leadIds.length;
  },
  find: findCustomer,
};

/**
 * Members of a segment. No call lists them, so they cannot be looked up afterwards. Adding one twice is probably harmless:
 * src/crm/API.md#segments
 */
export const segmentImport: RowKind<CustomerRow> = {
  ...customerRows,
  name: "segment",
  group: () => "",
  async send(crm, rows, { segment: id }) {
    if (id === undefined) throw new AppError("bug", "an import into no segment");
    await crm.segments.setContacts(
      id,
      rows.map((row) => ({ ...customerFields(row), ...(row.code && { customerIdApiRing: row.code }) })),
    );
    return null;
  },
  find: async () => "unknowable",
};

/** Returns the fields to send; those absent in the row are left out. */
function customerFields(row: CustomerRow): SentFields {
  const { phones, emails, address, customFields, kind: _kind, code: _code, ...said } = row;
  // `said` also has the columns that `CustomerRow` does not name: they come from the record's fields.
  const fields: SentFields = said;
  if (phones.length > 0) fields.phones = phones;
  if (emails.length > 0) fields.emails = emails;
  const whole = addressOf(address);
  if (whole !== null) fields.addresses = [whole];
  if (customFields.length > 0) fields.customFields = customFields;
  return fields;
}

/**
 * Finds a customer by phone, or else by e-mail, with the same name. No answer shows our own code. See
 * src/crm/API.md#get-contacts
 */
async function findCustomer(crm: Crm, row: CustomerRow, since: Date): Promise<RowEvidence> {
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
