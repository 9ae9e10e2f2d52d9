import { type E164, formatPhone, parsePhone } from "./phone.ts";
import {
  type Aliases,
  decodeAmount,
  decodeAsText,
  decodeBirthday,
  decodeDate,
  decodeLabel,
  decodeLine,
  decodeLineOrEmpty,
  decodeList,
  decodeNumberId,
  decodePhones,
  decodeTags,
  decodeText,
  decodeTextOrEmpty,
  decodeValues,
  fields,
  filled,
  isRecord,
  objectIdOf,
  pick,
  type Raw,
} from "./shapes.ts";

export type Gender = "male" | "female" | "other";

/** Numbers in answers, texts in requests: src/crm/API.md#gender-and-kind */
const GENDERS: readonly Gender[] = ["male", "female", "other"];

/** A lead, a contact or an account: one record of three kinds. See src/crm/API.md#contacts */
export type Customer = ReturnType<typeof readCustomer>;

const readCustomer = fields({
  kind: [kindOf],
  /** The CRM's number of a contact or an account, `"9457"`; null for a lead. */
  customerId: decodeNumberId,
  /** The CRM's number of a lead, `"2964"`. */
  leadId: decodeNumberId,
  /** Mongo ObjectId, 24 hex digits. Often absent: src/crm/API.md#get-contacts */
  objectId: [objectIdOf],
  name: decodeLineOrEmpty,
  /** E.164 where the number is understood, else as stored. */
  phones: decodePhones,
  /** The phones as AntCRM holds them, because its filters may compare texts: src/crm/API.md#phones-and-e-mails */
  storedPhones: ["phones", decodeValues],
  emails: decodeValues,
  stage: decodeLabel,
  tags: decodeTags,
  /** An e-mail address of the shop's staff. */
  owner: ["responsibleStaff", decodeStaff],
  /** Member rank, `"Silver"`. */
  rank: ["rankName", decodeLabel],
  /** Spendable points. */
  points: ["scoreAvailable", decodeAmount],
  rankPoints: ["scoreRank", decodeAmount],
  note: ["bgInfo", decodeText],
  industry: decodeLabel,
  source: ["sourceContact", decodeLabel],
  gender: (value) => GENDERS[decodeAmount(value) ?? -1] ?? null,
  /** `"2000-03-15"`; as stored where it is not a date. */
  birthday: ["dateOfBirth", decodeBirthday],
  messengers: ["im", decodeMessengers],
  addresses: decodeAddresses,
  customFields: ["cusFields", decodeCustomFields],
  createdAt: decodeDate,
  updatedAt: decodeDate,
});

/** Reads a record of src/crm/API.md#get-contacts; null without name and id. */
export function readCustomerRecord(raw: Raw): Customer | null {
  const customer = readCustomer(raw);
  const { name, customerId, leadId } = customer;
  return name === "" && customerId === null && leadId === null ? null : customer;
}

function kindOf(raw: Raw): "lead" | "contact" | "account" {
  const contactType = decodeText(raw.contactType);
  const isLead =
    contactType === null
      ? decodeNumberId(raw.customerId) === null && decodeNumberId(raw.leadId) !== null
      : contactType.toLowerCase() === "lead";
  if (isLead) return "lead";
  return decodeAmount(raw.type) === 1 ? "account" : "contact";
}

/** Reads the person in charge from an e-mail or a user object: see src/crm/API.md#staff */
export function decodeStaff(value: unknown): string | null {
  if (!isRecord(value)) return decodeLine(value);
  const name = [decodeLine(value.lastname), decodeLine(value.firstname)]
    .filter((part) => part !== null)
    .join(" ");
  return decodeLine(value.email) ?? decodeLine(value.name) ?? (name || null);
}

/** `{ protocol: "Zalo", value: "0867123456" }`, with all other fields of the record: src/crm/API.md#messengers */
export interface Messenger {
  [key: string]: unknown;
  protocol: string;
  value: string;
}

function decodeMessengers(value: unknown): Messenger[] {
  return decodeList(value)
    .filter(isRecord)
    .map((raw) => ({
      ...raw,
      protocol: decodeLineOrEmpty(raw.protocol),
      value: decodeTextOrEmpty(raw.value),
    }));
}

/** AntCRM's keys differ: `street` is the house number, `state` the district. See src/crm/API.md#addresses */
const readAddressParts = fields({
  houseNumber: ["street", decodeLine],
  street: ["streetName", decodeLine],
  ward: ["wards", decodeLine],
  district: ["state", decodeLine],
  city: decodeLine,
  country: (value) => decodeLine(isRecord(value) ? value.name : value),
});

export interface Address extends ReturnType<typeof readAddressParts> {
  /** The whole address as people write it: `"319 Nguyen Kiem, Ward 12, Tan Binh District, Ho Chi Minh City"`. */
  line: string;
}

export function decodeAddresses(value: unknown): Address[] {
  return decodeList(value)
    .filter(isRecord)
    .map(decodeAddress)
    .filter(({ line }) => line !== "");
}

function decodeAddress(raw: Raw): Address {
  const address = readAddressParts(raw);
  const { houseNumber, street, ward, district, city } = address;
  // The line has no country: every record of a Vietnamese shop has one, even an empty address.
  return { ...address, line: join(", ", [join(" ", [houseNumber, street]), ward, district, city]) };
}

function join(separator: string, parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join(separator);
}

export interface CustomField {
  /** The name shown to people, which is also its key: src/crm/API.md#custom-fields */
  name: string;
  /** As text: `"Giao nhanh"`, `"✓"`, `"Đỏ, Xanh"`. */
  value: string;
  /** The stored value, if it is no text. It is sent back instead of `value`, unless `value` was changed. */
  asStored?: unknown;
}

/** Reads `[{ name: "Shipping unit", value: "Fast delivery" }]` and leaves out empty fields. */
export function decodeCustomFields(value: unknown): CustomField[] {
  return decodeList(value)
    .filter(isRecord)
    .map(decodeCustomField)
    .filter((field) => field.name !== "" && field.value !== "");
}

function decodeCustomField({ name, value }: Record<string, unknown>): CustomField {
  const field = { name: decodeLineOrEmpty(name), value: textOf(value) };
  return typeof value === "string" ? field : { ...field, asStored: value };
}

/** Returns the value as text; `…` if it has no text, because a list that is sent back without a value deletes it. */
function textOf(value: unknown): string {
  const isNothing = decodeList(value).length === 0 || (isRecord(value) && Object.keys(value).length === 0);
  return isNothing ? "" : decodeAsText(value) || (typeof value === "string" ? "" : "…");
}

/** Returns the list as it is sent. A value that was not changed is sent as it is stored. */
export function customFieldsToSend(fields: readonly CustomField[]): { name: string; value: unknown }[] {
  return fields.map(({ name, value, asStored }) => ({
    name,
    value: asStored !== undefined && textOf(asStored) === value ? asStored : value,
  }));
}

/** A customer as a rating, a call or a task shows them. Any part may be missing. */
export interface Party {
  name: string | null;
  /** The CRM's number of a contact or an account, `"475"`. */
  customerId: string | null;
  /** The CRM's number of a lead, `"2964"`. */
  leadId: string | null;
  /** E.164 where understood, else as stored. */
  phones: string[];
  emails: string[];
}

/** The keys of the vendor's samples, and likely keys of records with a single number or address. */
const PHONE_KEYS: Aliases = ["phones", "phone", "phoneNumber", "phone_number", "mobile"];
const EMAIL_KEYS: Aliases = ["emails", "email"];

/**
 * Reads the customer in an object, `{ name: "An", customerId: 475, phones: [{ value: "0900000001" }] }`. Returns null
 * if it names nobody.
 * @param nameKeys the keys of the name
 */
export function decodeParty(raw: unknown, nameKeys: Aliases = ["name"]): Party | null {
  if (!isRecord(raw)) return null;
  const party = {
    name: pick(raw, nameKeys, decodeLine),
    customerId: decodeNumberId(raw.customerId),
    leadId: decodeNumberId(raw.leadId),
    phones: pick(raw, PHONE_KEYS, (value) => filled(decodePhones(value))) ?? [],
    emails: pick(raw, EMAIL_KEYS, (value) => filled(decodeValues(value))) ?? [],
  };
  const { name, customerId, leadId, phones, emails } = party;
  return name || customerId || leadId || phones.length > 0 || emails.length > 0 ? party : null;
}

/** Returns the reference for a button: `"customer:9457"`, `"lead:2964"`, else a phone, an e-mail or the name. */
export function referenceTo(customer: Customer): string {
  if (customer.customerId !== null) return `customer:${customer.customerId}`;
  if (customer.leadId !== null) return `lead:${customer.leadId}`;
  return (
    customer.phones.find((phone) => parsePhone(phone) !== null) ??
    customer.emails[0] ??
    `name:${customer.name}`
  );
}

/** Returns the text by which people recognise this customer: `"Trần Thị Bình · 0867 123 456"`. */
export function calledBy({ name, phones }: Customer): string {
  return [name, ...phones.slice(0, 1).map(readablePhone)].filter((part) => part !== "").join(" · ");
}

/** Formats a number for people. A number that is not understood stays as it is stored. */
export function readablePhone(phone: string): string {
  return phone.startsWith("+") ? formatPhone(phone as E164) : phone;
}

/** A customer as another record names them. */
type Named = Omit<Party, "name">;

/** Returns a reference for a button: `"customer:9457"`, `"lead:2964"`, else a phone or an e-mail, or null. */
export function customerReference(customer: Named | null): string | null {
  if (customer?.customerId) return `customer:${customer.customerId}`;
  if (customer?.leadId) return `lead:${customer.leadId}`;
  return customer?.phones[0] ?? customer?.emails[0] ?? null;
}

/** Returns the customer that a record shows, for audit and quota: a reference or the name; null for nobody. */
export function shownAs(customer: (Named & { name: string | null }) | null): string | null {
  return customerReference(customer) ?? (customer?.name ? `name:${customer.name}` : null);
}
