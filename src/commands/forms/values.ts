import { type E164, formatPhone } from "../../crm/phone.ts";
import { type Locale, phrases } from "../../i18n/phrases.ts";
import { readCustomer } from "../../intents/customer.ts";
import { readCode } from "../../intents/gift-code.ts";
import type { ArgumentKind, ReadingContext } from "../../intents/grammar.ts";
import { readChoice, readLine, readLines, readNumber } from "../../intents/plain-values.ts";
import { readPriority } from "../../intents/priority.ts";
import { readRange } from "../../intents/range.ts";
import { readTicket } from "../../intents/ticket-number.ts";
import type { Args, Command, CommandArgument } from "../command.ts";
import { choiceNames } from "./choice-names.ts";

/** Why a value cannot be used, and what to type instead. */
const reasons = phrases<Record<ArgumentKind, string>>({
  en: {
    customer: "Type a whole phone number (0867 123 456), an e-mail, a customer number or a name",
    ticket: "Type the ticket's number, like 17464",
    code: "Type the gift's code as printed, like DAUMAY01",
    line: "Type one line of text that is not too long",
    lines: "This text is too long",
    priority: "Choose Urgent, High, Medium or Low",
    range: 'Type days, like 01/11 - 15/11 or "last week"',
    choice: "Choose one of the values offered",
    number: "Type a number",
  },
  vi: {
    customer: "Nhập đủ số điện thoại (0867 123 456), e-mail, mã khách hoặc tên",
    ticket: "Nhập số phiếu, ví dụ 17464",
    code: "Nhập mã quà như in trên quà, ví dụ DAUMAY01",
    line: "Nhập một dòng chữ, không quá dài",
    lines: "Nội dung quá dài",
    priority: "Chọn Khẩn cấp, Cao, Bình thường hoặc Thấp",
    range: "Nhập khoảng ngày, ví dụ 01/11 - 15/11 hoặc “tuần trước”",
    choice: "Chọn một trong các giá trị có sẵn",
    number: "Nhập một con số",
  },
});

const missing = phrases({ en: { needed: "This is needed" }, vi: { needed: "Cần điền mục này" } });

/** What somebody gave for a command, read argument by argument. */
export interface ReadValues {
  /** Canonical values of what could be read; what could not is kept as it was typed. */
  args: Args;
  /** What cannot be used, by argument, in the reader's words. */
  wrong: Readonly<Record<string, string>>;
  /** Required arguments that nobody gave. */
  missing: readonly string[];
}

/** Reads raw values (typed into fields, carried by buttons, or canonical already) for one command. */
export function readValues(command: Command, raw: Args, locale: Locale, context: ReadingContext): ReadValues {
  const args: Record<string, string> = {};
  const wrong: Record<string, string> = {};
  for (const argument of command.arguments) {
    const typed = raw[argument.name]?.trim() ?? "";
    if (typed === "") continue;
    const value = readValue(argument, typed, context);
    args[argument.name] = value ?? typed;
    if (value === null) wrong[argument.name] = reasons[locale][argument.kind];
  }
  const absent = command.arguments.filter(({ name, required }) => required && args[name] === undefined);
  // The readers know kinds, the schema knows lengths: what passes the first may still be refused by the second.
  if (absent.length === 0 && Object.keys(wrong).length === 0) {
    for (const name of command.refused(args)) wrong[name] = reasons[locale][kindOf(command, name)];
  }
  return { args, wrong, missing: absent.map(({ name }) => name) };
}

/** Everything that is wrong with a filled form, by field; null when it can be accepted. */
export function faultsOf(
  { wrong, missing: absent }: ReadValues,
  locale: Locale,
): Readonly<Record<string, string>> | null {
  const faults = { ...wrong, ...Object.fromEntries(absent.map((name) => [name, missing[locale].needed])) };
  return Object.keys(faults).length === 0 ? null : faults;
}

/** One value as canonical text, or null where it cannot be one of this kind. */
export function readValue(argument: CommandArgument, typed: string, context: ReadingContext): string | null {
  switch (argument.kind) {
    case "customer":
      return readCustomer(typed);
    case "ticket":
      return readTicket(typed);
    case "code":
      return readCode(typed);
    case "line":
      return readLine(typed);
    case "lines":
      return readLines(typed);
    case "priority":
      return readPriority(typed);
    case "range":
      return readRange(typed, context);
    case "choice":
      return readChoice(typed, choicesOf(argument));
    case "number":
      return readNumber(typed);
  }
}

/** A canonical value as a person reads it in a field, and as it is understood again when the form comes back. */
export function shownValue(argument: CommandArgument, value: string, locale: Locale): string {
  if (argument.kind !== "customer") return value;
  if (value.startsWith("+")) return formatPhone(value as E164);
  const [kind = "", ...rest] = value.split(":");
  const id = rest.join(":");
  if (kind === "name") return id;
  if (kind === "customer") return locale === "vi" ? `khách ${id}` : `customer ${id}`;
  return kind === "lead" || kind === "id" ? `${kind} ${id}` : value;
}

function choicesOf(argument: CommandArgument) {
  return (argument.values ?? []).map((value) => ({
    value,
    labels: [choiceNames.vi(value), choiceNames.en(value)],
  }));
}

function kindOf(command: Command, name: string): ArgumentKind {
  return command.arguments.find((argument) => argument.name === name)?.kind ?? "line";
}
