import { choiceNames } from "../../bot/forms/choice-names.ts";
import { type Address, type CustomField, readablePhone } from "../../crm/customer.ts";
import type { FieldKind } from "../../records/record.ts";
import { line } from "../../records/record.ts";
import { readEmail } from "../../understanding/customer.ts";
import { CLEAR } from "../../understanding/grammar.ts";
import { parseAddress } from "./address.ts";

/*
 * The kinds of a customer's fields. Lists are sent whole, because AntCRM may replace them (src/crm/API.md#updates).
 * Entries that cannot be typed are kept. Two values are equal if they are shown as the same text.
 */

/** True for a stored phone that a form could not read again: `"máy lẻ 12"`. */
export function isStrangePhone(phone: string): boolean {
  return !phone.startsWith("+");
}

export function isStrangeEmail(email: string): boolean {
  return readEmail(email) === null;
}

/** Several short texts. */
export const texts: FieldKind<readonly string[]> = {
  typedAs: "list",
  read: (typed) => (typed === "" ? [] : typed.split("\n")),
  cleared: () => [],
  typed: (value) => value.join("\n"),
  shown: (value) => value.join(", "),
  compared: (value) => (value ?? []).join(", "),
};

const shownPhones = (value: readonly string[] | null) => (value ?? []).map(readablePhone).join(", ");

export const phones: FieldKind<readonly string[]> = {
  ...texts,
  typedAs: "phones",
  read: (typed, held) => [...typed.split("\n"), ...(held ?? []).filter(isStrangePhone)],
  typed: (value) => value.filter((phone) => !isStrangePhone(phone)).join("\n"),
  shown: shownPhones,
  compared: shownPhones,
};

export const emails: FieldKind<readonly string[]> = {
  ...texts,
  typedAs: "emails",
  read(typed, held) {
    const asHeld = (email: string) => held?.find((own) => own.toLowerCase() === email) ?? email;
    return [...typed.split("\n").map(asHeld), ...(held ?? []).filter(isStrangeEmail)];
  },
  typed: (value) => value.filter((email) => !isStrangeEmail(email)).join("\n"),
};

/** The e-mail address of the employee in charge. AntCRM may answer a name instead, which is not put into a form. */
export const staff: FieldKind<string> = {
  ...line,
  typedAs: "email",
  // A cell of a file may name several people. AntCRM stores one.
  read: (typed) => typed.split("\n")[0] ?? "",
  typed: (value) => (value.includes("@") ? value : ""),
  compared: (value) => value ?? "",
};

const shownDay = (value: string | null) => (value ?? "").replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3/$2/$1");

export const day: FieldKind<string> = {
  ...line,
  typedAs: "date",
  typed: (value) => (/^\d{4}-\d\d-\d\d$/.test(value) ? value : ""),
  shown: shownDay,
  compared: shownDay,
};

/** One of a few values, each with a name for people. */
export const choiceOf = (values: readonly [string, ...string[]]): FieldKind<string> => ({
  ...line,
  typedAs: "choice",
  values,
  shown: (value, { who }) => choiceNames[who.locale](value),
});

type ShownAddress = Omit<Address, "line"> & { line?: string };

const shownAddresses = (value: readonly ShownAddress[] | null) => (value ?? []).map(addressLine).join("; ");

/** The addresses. People type only the first one; the others are kept. */
export const addresses: FieldKind<readonly ShownAddress[]> = {
  typedAs: "line",
  read(typed, held) {
    const [first, ...others] = held ?? [];
    return [first !== undefined && first.line === typed ? first : parseAddress(typed), ...others];
  },
  cleared: (held) => (held ?? []).slice(1),
  typed: ([first]) => first?.line ?? "",
  shown: shownAddresses,
  compared: shownAddresses,
};

function addressLine({ houseNumber, street, ward, district, city }: ShownAddress): string {
  return [[houseNumber, street].filter(Boolean).join(" "), ward, district, city].filter(Boolean).join(", ");
}

const shownCustomFields = (value: readonly CustomField[] | null) =>
  writeCustomFields((value ?? []).filter((field) => field.value !== "")).replaceAll("\n", "; ");

/** The tenant's own fields, one per line: `"Size: L"`. */
export const customFields: FieldKind<readonly CustomField[]> = {
  typedAs: "lines",
  read: (typed, held) => mergeCustomFields(held ?? [], parseCustomFields(typed) ?? []),
  cleared: (held) => (held ?? []).map(({ name }) => ({ name, value: "" })),
  typed: writeCustomFields,
  shown: shownCustomFields,
  compared: shownCustomFields,
};

/**
 * Parses custom fields as people type them, one per line or separated by semicolons:
 * `"Đơn vị vận chuyển: Giao nhanh; Size: L"`. Null if a part is not `name: value`. The value `-` empties the field.
 */
export function parseCustomFields(typed: string): { name: string; value: string }[] | null {
  const parts = typed
    .split(/[;\n]+/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const fields = parts.map((part) => {
    const [, name = "", value = ""] = /^([^:=]{1,200})[:=](.*)$/su.exec(part) ?? [];
    return { name: name.trim(), value: value.trim() };
  });
  const isWhole = fields.every(({ name, value }) => name !== "" && value !== "");
  return isWhole && fields.length > 0 ? fields : null;
}

/** Writes custom fields as people type them, one per line: `"Size: L"`. */
function writeCustomFields(fields: readonly CustomField[]): string {
  return fields.map(({ name, value }) => `${name}: ${value.replace(/\s+/g, " ")}`).join("\n");
}

/** Puts the typed fields among the stored ones. A cleared field is sent empty, not left out. */
function mergeCustomFields(
  held: readonly CustomField[],
  typed: readonly { name: string; value: string }[],
): CustomField[] {
  const key = (name: string) => name.toLocaleLowerCase("vi");
  const values = new Map(typed.map(({ name, value }) => [key(name), { name, value }]));
  const kept = held.map((field) => {
    const change = values.get(key(field.name));
    values.delete(key(field.name));
    if (change === undefined || change.value === writtenValue(field)) return field;
    return { name: field.name, value: change.value === CLEAR ? "" : change.value };
  });
  const added = [...values.values()].filter(({ value }) => value !== CLEAR);
  return [...kept, ...added];
}

function writtenValue({ value }: CustomField): string {
  return value.replace(/\s+/g, " ");
}
