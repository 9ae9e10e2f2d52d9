import { choiceNames } from "../../bot/forms/choice-names.ts";
import type { CustomerFields } from "../../crm/contacts-write.ts";
import type { CustomField } from "../../crm/custom-fields.ts";
import type { Customer, Gender } from "../../crm/customer.ts";
import { readablePhone } from "../../crm/customer-reference.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { readEmail } from "../../understanding/contact-data.ts";
import { parseAddress } from "./address.ts";
import { mergeCustomFields, parseCustomFields, writeCustomFields } from "./custom-fields.ts";

export const KINDS = ["lead", "contact", "account"] as const;
export const GENDERS = ["male", "female", "other"] as const;

/** What a customer's fields are called, as people read and type them. */
export const fieldLabels = defineMessages({
  en: {
    customer: "Customer",
    kind: "Kind",
    name: "Name",
    phones: "Phones",
    emails: "E-mails",
    addresses: "Address",
    birthday: "Birthday",
    gender: "Gender",
    tags: "Tags",
    owner: "In charge",
    stage: "Stage",
    source: "Source",
    industry: "Industry",
    note: "Note",
    customFields: "Custom fields",
  },
  vi: {
    customer: "Khách hàng",
    kind: "Loại khách",
    name: "Tên",
    phones: "Điện thoại",
    emails: "E-mail",
    addresses: "Địa chỉ",
    birthday: "Ngày sinh",
    gender: "Giới tính",
    tags: "Nhãn",
    owner: "Phụ trách",
    stage: "Trạng thái",
    source: "Nguồn",
    industry: "Ngành nghề",
    note: "Ghi chú",
    customFields: "Trường riêng",
  },
});

/** The parts of a customer in the order in which they are read out. */
export const FIELD_NAMES = [
  "name",
  "phones",
  "emails",
  "addresses",
  "birthday",
  "gender",
  "tags",
  "owner",
  "stage",
  "source",
  "industry",
  "note",
  "customFields",
] as const satisfies readonly (keyof CustomerFields)[];

type FieldName = (typeof FIELD_NAMES)[number];

/** What was typed for a customer: null empties, and what is left out stays as it is. */
export interface TypedFields {
  name?: string | undefined;
  phones?: readonly string[] | null | undefined;
  emails?: readonly string[] | null | undefined;
  /** One line: `"12 Cộng Hòa, Phường 12, Quận Tân Bình, TP HCM"`. */
  addresses?: string | null | undefined;
  birthday?: string | undefined;
  gender?: Gender | undefined;
  tags?: readonly string[] | null | undefined;
  owner?: string | undefined;
  stage?: string | null | undefined;
  source?: string | null | undefined;
  industry?: string | null | undefined;
  note?: string | null | undefined;
  /** `"Size: L"`, a line each. */
  customFields?: string | null | undefined;
}

/** The fields as AntCRM holds them; what it holds nothing of is left out. */
export function heldFields(customer: Customer): CustomerFields {
  const { name, phones, emails, addresses, tags, customFields } = customer;
  return {
    ...{ name, phones, emails, addresses, tags, customFields },
    ...present({
      birthday: customer.birthday,
      gender: customer.gender,
      owner: customer.owner,
      stage: customer.stage,
      source: customer.source,
      industry: customer.industry,
      note: customer.note,
    }),
  };
}

/**
 * What is to be sent for what was typed. Lists are whole: AntCRM does not say whether it merges them (antcrm-api.md 6), so
 * what stands in them and cannot be typed (a phone number nobody understands) stays in them.
 */
export function wantedFields(typed: TypedFields, held: Customer | null): CustomerFields {
  return present({
    name: typed.name,
    phones: whole(typed.phones, (phones) => [...phones, ...(held?.phones ?? []).filter(isStrangePhone)]),
    emails: whole(typed.emails, (emails) => wantedEmails(emails, held?.emails ?? [])),
    addresses: whole(typed.addresses, (line) => wantedAddresses(line, held?.addresses ?? [])),
    birthday: typed.birthday,
    gender: typed.gender,
    tags: whole(typed.tags, (tags) => [...tags]),
    owner: typed.owner,
    stage: typed.stage,
    source: typed.source,
    industry: typed.industry,
    note: typed.note,
    customFields: whole(typed.customFields, (lines) => wantedCustomFields(lines, held?.customFields ?? [])),
    ...emptied(typed, held),
  });
}

/** The names of the fields that would be changed. */
export function changedFields(held: CustomerFields, wanted: CustomerFields): FieldName[] {
  return FIELD_NAMES.filter((name) => name in wanted && said(held, name) !== said(wanted, name));
}

/** A field as people read it; empty where there is nothing. */
export function shownField(fields: CustomerFields, name: FieldName, locale: Locale): string {
  switch (name) {
    case "phones":
      return (fields.phones ?? []).map(readablePhone).join(", ");
    case "emails":
    case "tags":
      return (fields[name] ?? []).join(", ");
    case "addresses":
      return (fields.addresses ?? []).map(addressLine).join("; ");
    case "birthday":
      return (fields.birthday ?? "").replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3/$2/$1");
    case "gender":
      return fields.gender === undefined ? "" : choiceNames[locale](fields.gender);
    case "customFields":
      return writeCustomFields((fields.customFields ?? []).filter(({ value }) => value !== "")).replaceAll(
        "\n",
        "; ",
      );
    default:
      return fields[name] ?? "";
  }
}

/** Where the person lives and what is noted of them say who it is, even without a number. */
export function isPersonal(name: FieldName): boolean {
  return name === "addresses" || name === "birthday";
}

/** A stored phone that no form could show and read again: `"máy lẻ 12"`. */
export function isStrangePhone(phone: string): boolean {
  return !phone.startsWith("+");
}

export function isStrangeEmail(email: string): boolean {
  return readEmail(email) === null;
}

/** A field in a form that no language changes, to be compared. */
function said(fields: CustomerFields, name: FieldName): string {
  return shownField(fields, name, "en");
}

function whole<T, U>(typed: T | null | undefined, make: (typed: T) => U): U | undefined {
  return typed === null || typed === undefined ? undefined : make(typed);
}

function wantedEmails(typed: readonly string[], held: readonly string[]): string[] {
  const asHeld = (email: string) => held.find((own) => own.toLowerCase() === email) ?? email;
  return [...typed.map(asHeld), ...held.filter(isStrangeEmail)];
}

/** The first is what cards and forms show; others stay. */
function wantedAddresses(line: string, [first, ...others]: Customer["addresses"]) {
  const isSame = first !== undefined && first.line === line;
  return [isSame ? first : parseAddress(line), ...others];
}

function wantedCustomFields(typed: string, held: readonly CustomField[]): CustomField[] {
  return mergeCustomFields(held, parseCustomFields(typed) ?? []);
}

/** What `null` asks for: lists without anything, texts without a letter. */
function emptied(typed: TypedFields, held: Customer | null): CustomerFields {
  return {
    ...(typed.phones === null && { phones: [] }),
    ...(typed.emails === null && { emails: [] }),
    ...(typed.addresses === null && { addresses: (held?.addresses ?? []).slice(1) }),
    ...(typed.tags === null && { tags: [] }),
    ...(typed.stage === null && { stage: "" }),
    ...(typed.source === null && { source: "" }),
    ...(typed.industry === null && { industry: "" }),
    ...(typed.note === null && { note: "" }),
    ...(typed.customFields === null && {
      customFields: (held?.customFields ?? []).map(({ name }) => ({ name, value: "" })),
    }),
  };
}

function addressLine({
  houseNumber,
  street,
  ward,
  district,
  city,
}: NonNullable<CustomerFields["addresses"]>[number]) {
  return [[houseNumber, street].filter(Boolean).join(" "), ward, district, city].filter(Boolean).join(", ");
}

type Present<T> = { [K in keyof T]?: NonNullable<T[K]> };

function present<T extends object>(values: T): Present<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries) as Present<T>;
}
