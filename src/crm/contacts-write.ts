import { AppError } from "../errors.ts";
import { type CustomField, customFieldsToSend } from "./custom-fields.ts";
import type { Address, Customer, Gender } from "./customer.ts";
import { checkCount, checkEmail, checkNumberId, checkText, given } from "./input.ts";
import { parsePhone } from "./phone.ts";
import { birthdayToSend } from "./shapes.ts";

/**
 * Somebody to put into a segment: the fields of a customer, of whom only the name is required [seed 3.7]. By what
 * AntCRM knows somebody again is not documented: give phones or e-mails as they stand in the CRM, and the code where known.
 */
export interface SegmentMember extends CustomerFields {
  name: string;
  customerIdApiRing?: string;
  /** Absent: not sent. */
  kind?: Customer["kind"];
}

/** The parts of a customer that a person can set. Absent: not touched (on a new record: left to the CRM). */
export interface CustomerFields {
  name?: string;
  phones?: string[];
  emails?: string[];
  gender?: Gender;
  /** `"2000-03-15"`; sent as the CRM's documented form, "March 15, 2000". */
  birthday?: string;
  industry?: string;
  note?: string;
  stage?: string;
  source?: string;
  tags?: string[];
  /** The e-mail address of the staff in charge. */
  owner?: string;
  addresses?: Omit<Address, "line">[];
  customFields?: CustomField[];
}

export interface NewCustomer extends CustomerFields {
  name: string;
  /** The caller's own code, required by the CRM: send the operation's id. */
  customerIdApiRing: string;
  /** Default `lead`, as in the CRM. */
  kind?: Customer["kind"];
}

/** Names one customer for an edit or a deletion. Exactly one of the three. */
export interface CustomerKey {
  customerId?: string;
  leadId?: string;
  customerIdApiRing?: string;
}

/** Numbers as texts: row 28 [inferred]. */
const GENDER_CODES = { male: "0", female: "1", other: "2" } as const;

/** How the CRM tells the three kinds, in a body and in a filter alike [seed 3.1]. */
export const KIND_CODES: Readonly<Record<Customer["kind"], Record<string, string>>> = {
  lead: { contactType: "lead" },
  contact: { contactType: "customer", type: "0" },
  account: { contactType: "customer", type: "1" },
};

/** The body of POST /contacts [seed 3.1]. Assigned: V8 spreads a dozen fields in ten times as long, and files have many. */
export function newCustomerBody(input: NewCustomer): Record<string, unknown> {
  return Object.assign(customerBody(input, asPhones, asEmails), KIND_CODES[input.kind ?? "lead"], {
    customerIdApiRing: checkText(input.customerIdApiRing, "customerIdApiRing", 200),
  });
}

/** The body of PUT /contacts: the key, and the fields given. */
export function customerChangesBody(key: CustomerKey, changes: CustomerFields): Record<string, unknown> {
  const body = customerBody(changes, phonesAsRead, emailsAsRead);
  if (Object.keys(body).length === 0) throw new AppError("invalid", "there is nothing to change");
  return { ...keyBody(key), ...body };
}

/** Row 2: ids are sent as texts. */
export function keyBody(key: CustomerKey): Record<string, string> {
  const { customerId, leadId, customerIdApiRing } = key;
  const named = [customerId, leadId, customerIdApiRing].filter((id) => id !== undefined);
  if (named.length !== 1)
    throw new AppError("invalid", "exactly one of customerId, leadId, customerIdApiRing");
  if (customerId !== undefined) return { customerId: checkNumberId(customerId, "customerId") };
  if (leadId !== undefined) return { leadId: checkNumberId(leadId, "leadId") };
  return { customerIdApiRing: checkText(customerIdApiRing ?? "", "customerIdApiRing", 200) };
}

/** At most 100 a request, and of one kind: what a mixed list answers is not documented. */
export function bulkBody(inputs: readonly NewCustomer[]): Record<string, unknown>[] {
  const leads = checkCount(inputs, "customers", 100).filter(({ kind = "lead" }) => kind === "lead").length;
  if (leads > 0 && leads < inputs.length) throw new AppError("invalid", "leads and customers in one request");
  return inputs.map(newCustomerBody);
}

/** A member of a segment: the fields of a new customer, of whom only the name is required [seed 3.7]. */
export function memberBody({ kind, customerIdApiRing, ...fields }: SegmentMember): Record<string, unknown> {
  const name = checkText(fields.name, "name", 500);
  return {
    ...customerBody({ ...fields, name }, phonesAsRead, emailsAsRead),
    ...(kind && KIND_CODES[kind]),
    ...given({ customerIdApiRing }),
  };
}

function customerBody(
  fields: CustomerFields,
  phonesOf: (phones: readonly string[]) => Item[],
  emailsOf: (emails: readonly string[]) => Item[],
): Record<string, unknown> {
  return given({
    name: fields.name === undefined ? undefined : checkText(fields.name, "name", 500),
    phones: fields.phones && phonesOf(fields.phones),
    emails: fields.emails && emailsOf(fields.emails),
    gender: fields.gender && GENDER_CODES[fields.gender],
    dateOfBirth: fields.birthday === undefined ? undefined : asBirthday(fields.birthday),
    industry: fields.industry,
    bgInfo: fields.note,
    stage: fields.stage,
    sourceContact: fields.source,
    tags: fields.tags,
    responsibleStaff: fields.owner === undefined ? undefined : checkEmail(fields.owner),
    addresses: fields.addresses?.map(asAddress),
    cusFields: fields.customFields && customFieldsToSend(fields.customFields),
  });
}

/** `Work` is the only type ever shown [seed 2]. */
interface Item {
  type: "Work";
  value: string;
}

const atWork = (value: string): Item => ({ type: "Work", value });

/** New numbers: each must be one, and goes out as the samples write it, `0867123456`; a foreign one with its `+`. */
export function asPhones(phones: readonly string[]): Item[] {
  return phones.map((phone) => atWork(phoneToSend(phone)));
}

export function asEmails(emails: readonly string[]): Item[] {
  return emails.map((email) => atWork(checkEmail(email)));
}

/**
 * A list that was read, changed and goes back whole: what the CRM holds and nobody understands (`"máy lẻ 12"`) must not
 * stand in the way of a change beside it.
 */
function phonesAsRead(phones: readonly string[]): Item[] {
  return phones.map((phone) => atWork(phoneAsRead(phone)));
}

function emailsAsRead(emails: readonly string[]): Item[] {
  return emails.map((email) => atWork(checkText(email, "email", 254)));
}

export function phoneAsRead(phone: string): string {
  return parsePhone(phone) ? phoneToSend(phone) : checkText(phone, "phone", 200);
}

/** `"+84867123456"` → `"0867123456"`. */
export function phoneToSend(phone: string): string {
  const known = parsePhone(phone);
  if (!known) throw new AppError("invalid", "the phone is not a number");
  return known.startsWith("+84") ? `0${known.slice(3)}` : known;
}

function asBirthday(day: string): string {
  const text = birthdayToSend(day);
  if (text === null) throw new AppError("invalid", "the birthday is not a day");
  return text;
}

/** `street` is the house number, `state` the district [seed 2]. */
export function asAddress(address: Omit<Address, "line">): Record<string, unknown> {
  return {
    street: address.houseNumber ?? "",
    streetName: address.street ?? "",
    wards: address.ward ?? "",
    state: address.district ?? "",
    city: address.city ?? "",
    country: isVietnam(address.country) ? { code: "VN", name: "Vietnam" } : { name: address.country },
  };
}

function isVietnam(country: string | null): boolean {
  return country === null || /^(vi[eệ]t ?nam|vn)$/i.test(country.normalize("NFC"));
}
