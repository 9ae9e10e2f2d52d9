import { AppError } from "../errors.ts";
import { type Calls, idsIn, noIdIn } from "./calls.ts";
import {
  type Address,
  type Customer,
  type CustomField,
  customFieldsToSend,
  type Gender,
  type Messenger,
} from "./customer.ts";
import {
  type AllSent,
  checkCount,
  checkEmail,
  checkNumberId,
  checkObjectId,
  checkText,
  given,
  optional,
  someChange,
} from "./input.ts";
import { checkPhone, parsePhone } from "./phone.ts";
import { birthdayToSend } from "./shapes.ts";

/**
 * A customer to put into a segment; only the name is required. How AntCRM recognises a customer is not documented: give
 * phones or e-mails as they are stored, and the code if known. See src/crm/API.md#post-segmentsset-contact
 */
export interface SegmentMember extends CustomerFields {
  name: string;
  customerIdApiRing?: string;
  /** If absent, it is not sent for a member of a segment, and is `lead` for a new customer, as in AntCRM. */
  kind?: Customer["kind"];
}

/** The fields of a customer that a person can set. An absent field is not sent. */
export interface CustomerFields {
  name?: string;
  phones?: string[];
  emails?: string[];
  gender?: Gender;
  /** `"2000-03-15"`; sent as "March 15, 2000", see src/crm/API.md#times */
  birthday?: string;
  industry?: string;
  note?: string;
  stage?: string;
  source?: string;
  tags?: string[];
  /** The e-mail address of the staff in charge. */
  owner?: string;
  /** Replaces the whole list. */
  messengers?: readonly Messenger[];
  addresses?: Omit<Address, "line">[];
  customFields?: CustomField[];
}

export interface NewCustomer extends SegmentMember {
  /** The caller's own code, required by AntCRM: the operation's id. */
  customerIdApiRing: string;
}

/** Identifies one customer for an edit or a deletion. Exactly one of the three is given. */
export interface CustomerKey {
  customerId?: string;
  leadId?: string;
  customerIdApiRing?: string;
}

/** Sent as texts: src/crm/API.md#gender-and-kind */
const GENDER_CODES = { male: "0", female: "1", other: "2" } as const;

/** The three kinds, in a body and in a filter: src/crm/API.md#contacts */
export const KIND_CODES: Readonly<Record<Customer["kind"], Record<string, string>>> = {
  lead: { contactType: "lead" },
  contact: { contactType: "customer", type: "0" },
  account: { contactType: "customer", type: "1" },
};

export function contactWrites(calls: Calls) {
  return {
    async create(input: NewCustomer): Promise<{ customerId: string | null; leadId: string | null }> {
      const answer = await calls.write("POST", "/contacts", newCustomerBody(input));
      const created = {
        customerId: idsIn(answer, "customerId")[0] ?? null,
        leadId: idsIn(answer, "leadId")[0] ?? null,
      };
      if (created.customerId === null && created.leadId === null) throw noIdIn("POST /contacts");
      return created;
    },

    /**
     * Sends only the given fields. A given list replaces the whole list: read it, change it, send it back. A phone or
     * e-mail that is not understood is sent as it is, so the caller checks new ones.
     */
    async update(key: CustomerKey, changes: CustomerFields): Promise<void> {
      const body = someChange(customerBody(changes, phonesAsRead, emailsAsRead));
      await calls.write("PUT", "/contacts", { ...keyBody(key), ...body });
    },

    async remove(key: CustomerKey): Promise<void> {
      await calls.remove("/contacts", keyBody(key));
    },

    /**
     * Creates at most 100, all leads or all customers. Compare the number of ids with the number sent, and read the new
     * records back: see src/crm/API.md#packages
     */
    async createMany(inputs: readonly NewCustomer[]): Promise<{ customerIds: string[]; leadIds: string[] }> {
      const answer = await calls.write("POST", "/contacts/package", bulkBody(inputs));
      return { customerIds: idsIn(answer, "customerId"), leadIds: idsIn(answer, "leadId") };
    },
  };
}

export function createSegmentsApi(calls: Calls) {
  return {
    /**
     * Adds customers to a segment, at most 100 in one request. No call lists or removes members.
     * @param segmentId Mongo ObjectId, `"65f8faf6f829af63ddc831dc"`
     * @throws AppError `refused`; `unclear` without a readable answer. Sending the same again is believed harmless: see
     *   src/crm/API.md#post-segmentsset-contact
     */
    async setContacts(segmentId: string, members: readonly SegmentMember[]): Promise<void> {
      const body = {
        contacts: checkCount(members, "members", 100).map(memberBody),
        segmentId: checkObjectId(segmentId, "segmentId"),
      };
      // The answer is `Ok` or any JSON: src/crm/API.md#post-segmentsset-contact
      await calls.write("POST", "/segments/set-contact", body, { anyJson: true });
    },
  };
}

/** The body of src/crm/API.md#post-contacts */
function newCustomerBody(input: NewCustomer): Record<string, unknown> {
  return {
    ...customerBody(input, asPhones, asEmails),
    ...KIND_CODES[input.kind ?? "lead"],
    customerIdApiRing: checkText(input.customerIdApiRing, "customerIdApiRing", 200),
  };
}

/** Ids are sent as texts: src/crm/API.md#ids */
function keyBody(key: CustomerKey): Record<string, string> {
  const { customerId, leadId, customerIdApiRing } = key;
  const named = [customerId, leadId, customerIdApiRing].filter((id) => id !== undefined);
  if (named.length !== 1)
    throw new AppError("invalid", "exactly one of customerId, leadId, customerIdApiRing");
  if (customerId !== undefined) return { customerId: checkNumberId(customerId, "customerId") };
  if (leadId !== undefined) return { leadId: checkNumberId(leadId, "leadId") };
  return { customerIdApiRing: checkText(customerIdApiRing ?? "", "customerIdApiRing", 200) };
}

/** At most 100 a request, all leads or all customers: src/crm/API.md#packages */
function bulkBody(inputs: readonly NewCustomer[]): Record<string, unknown>[] {
  const leads = checkCount(inputs, "customers", 100).filter(({ kind = "lead" }) => kind === "lead").length;
  if (leads > 0 && leads < inputs.length) throw new AppError("invalid", "leads and customers in one request");
  return inputs.map(newCustomerBody);
}

/** A member of a segment, as src/crm/API.md#post-segmentsset-contact takes it. */
function memberBody({ kind, customerIdApiRing, ...fields }: SegmentMember): Record<string, unknown> {
  return {
    ...customerBody(fields, phonesAsRead, emailsAsRead),
    ...(kind && KIND_CODES[kind]),
    ...given({ customerIdApiRing }),
  };
}

function customerBody(
  { name, phones, emails, gender, addresses, customFields, ...fields }: CustomerFields,
  phonesOf: (phones: readonly string[]) => ContactItem[],
  emailsOf: (emails: readonly string[]) => ContactItem[],
): Record<string, unknown> {
  const { birthday, industry, note, stage, source, tags, owner, messengers, ...notSent } = fields;
  notSent satisfies AllSent;
  return given({
    name: optional(name, (text) => checkText(text, "name", 500)),
    phones: phones && phonesOf(phones),
    emails: emails && emailsOf(emails),
    gender: gender && GENDER_CODES[gender],
    dateOfBirth: optional(birthday, asBirthday),
    industry,
    bgInfo: note,
    stage,
    sourceContact: source,
    tags,
    responsibleStaff: optional(owner, checkEmail),
    im: messengers,
    addresses: addresses?.map(asAddress),
    cusFields: customFields && customFieldsToSend(customFields),
  });
}

/** `Work` is the only type shown: src/crm/API.md#phones-and-e-mails */
interface ContactItem {
  type: "Work";
  value: string;
}

export const atWork = (value: string): ContactItem => ({ type: "Work", value });

/** Returns new numbers as they are sent: `0867123456`, a foreign one with its `+`. Each must be valid. */
export function asPhones(phones: readonly string[]): ContactItem[] {
  return phones.map((phone) => atWork(phoneToSend(phone)));
}

export function asEmails(emails: readonly string[]): ContactItem[] {
  return emails.map((email) => atWork(checkEmail(email)));
}

/** Returns a list that was read, to send it back whole. An entry that is no number, `"máy lẻ 12"`, stays as it is. */
function phonesAsRead(phones: readonly string[]): ContactItem[] {
  return phones.map((phone) => atWork(phoneAsRead(phone)));
}

function emailsAsRead(emails: readonly string[]): ContactItem[] {
  return emails.map((email) => atWork(checkText(email, "email", 254)));
}

export function phoneAsRead(phone: string): string {
  return parsePhone(phone) ? phoneToSend(phone) : checkText(phone, "phone", 200);
}

/** `"+84867123456"` → `"0867123456"`. */
export function phoneToSend(phone: string): string {
  const known = checkPhone(phone);
  return known.startsWith("+84") ? `0${known.slice(3)}` : known;
}

function asBirthday(day: string): string {
  const text = birthdayToSend(day);
  if (text === null) throw new AppError("invalid", "the birthday is not a day");
  return text;
}

/** `street` is the house number, `state` the district: src/crm/API.md#addresses */
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
