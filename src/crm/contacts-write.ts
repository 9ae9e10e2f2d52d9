import { AppError } from "../errors.ts";
import type { Customer, CustomerFields, CustomerKey, NewCustomer } from "./contacts.ts";
import { checkCount, checkEmail, checkNumberId, checkText, given } from "./input.ts";
import { parsePhone } from "./phone.ts";
import { birthdayToSend } from "./shapes.ts";

/** Numbers as texts: row 28 [inferred]. */
const GENDER_CODES = { male: "0", female: "1", other: "2" } as const;

const KIND_CODES: Readonly<Record<Customer["kind"], Record<string, string>>> = {
  lead: { contactType: "lead" },
  contact: { contactType: "customer", type: "0" },
  account: { contactType: "customer", type: "1" },
};

/** The body of POST /contacts [seed 3.1]. */
export function newCustomerBody(input: NewCustomer): Record<string, unknown> {
  return {
    ...customerBody({ ...input, name: checkText(input.name, "name", 500) }),
    ...KIND_CODES[input.kind ?? "lead"],
    customerIdApiRing: checkText(input.customerIdApiRing, "customerIdApiRing", 200),
  };
}

/** The body of PUT /contacts: the key, and the fields given. */
export function customerChangesBody(key: CustomerKey, changes: CustomerFields): Record<string, unknown> {
  const body = customerBody(changes);
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

function customerBody(fields: CustomerFields): Record<string, unknown> {
  return given({
    name: fields.name === undefined ? undefined : checkText(fields.name, "name", 500),
    phones: fields.phones && asPhones(fields.phones),
    emails: fields.emails && asEmails(fields.emails),
    gender: fields.gender && GENDER_CODES[fields.gender],
    dateOfBirth: fields.birthday === undefined ? undefined : asBirthday(fields.birthday),
    industry: fields.industry,
    bgInfo: fields.note,
    stage: fields.stage,
    sourceContact: fields.source,
    tags: fields.tags,
    responsibleStaff: fields.owner === undefined ? undefined : checkEmail(fields.owner),
    addresses: fields.addresses?.map(asAddress),
    cusFields: fields.customFields,
  });
}

/**
 * `Work` is the only type ever shown [seed 2]. A Vietnamese number goes out as the samples write it, `0867123456`;
 * anything else as it was given.
 */
export function asPhones(phones: readonly string[]): { type: string; value: string }[] {
  return phones.map((phone) => ({ type: "Work", value: phoneToSend(phone) }));
}

export function asEmails(emails: readonly string[]): { type: string; value: string }[] {
  return emails.map((email) => ({ type: "Work", value: checkEmail(email) }));
}

/** `"+84867123456"` → `"0867123456"`. */
function phoneToSend(phone: string): string {
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
function asAddress(address: NonNullable<CustomerFields["addresses"]>[number]): Record<string, unknown> {
  return {
    street: address.houseNumber ?? "",
    streetName: address.street ?? "",
    wards: address.ward ?? "",
    state: address.district ?? "",
    city: address.city ?? "",
    country: { code: "VN", name: "Vietnam" },
  };
}
