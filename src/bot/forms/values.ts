import { type E164, formatPhone, misdialledIn } from "../../crm/phone.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { parseSchedule, scheduleWords } from "../../scheduling/schedule.ts";
import type { Learned } from "../../settings/settings.ts";
import { type PastFault, readPastDate } from "../../understanding/date.ts";
import { writeDealLines } from "../../understanding/deal-lines.ts";
import { fold } from "../../understanding/fold.ts";
import { type ArgumentKind, CLEAR, type ReadingContext } from "../../understanding/grammar.ts";
import { writeAmount } from "../../understanding/numbers.ts";
import { readValue as readTyped } from "../../understanding/value.ts";
import type { Args, Command, CommandArgument } from "../command.ts";
import { choiceNames } from "./choice-names.ts";
import type { Draft } from "./draft.ts";

/** Why a value cannot be used, and what to type instead. */
const reasons = defineMessages<Record<ArgumentKind, string>>({
  en: {
    customer: "Type a whole phone number (0867 123 456), an e-mail, a customer number or a name",
    person: "Name a person of the team: @lan, slack:U0123 or telegram:456",
    phone: "Type a whole phone number, like 0867 123 456",
    phones: "Type whole phone numbers, with commas between them",
    email: "Type an e-mail address, like lan@example.com",
    emails: "Type e-mail addresses, with commas between them",
    ticket: "Type the ticket's number, like 17464",
    deal: "Type the deal's number, like 3609",
    "deal-lines": "Type one product a line, like: 2 x TIVI01 giá 4.520.000 giảm 10%",
    code: "Type the gift's code as printed, like DAUMAY01",
    product: "Type the product's code without blanks, like TIVI01",
    list: "Type short texts with commas between them, not too many",
    line: "Type one line of text that is not too long",
    lines: "This text is too long",
    priority: "Choose Urgent, High, Medium or Low",
    range: 'Type days, like 01/11 - 15/11 or "this week"',
    date: "Type a day, like 31/12",
    choice: "Choose one of the values offered",
    choices: "Choose one or more of the values offered, with commas between them",
    schedule:
      "Type a schedule, like daily 08:30, weekly mon 09:00 or monthly 1 08:00; not more often than hourly",
    amount: "Type an amount in dong, like 1.500.000 or 1,5tr",
    duration: "Type how long, up to 7 days, like 2 hours or 30 minutes",
    "at-most": "Type the most stars to be told of, from 1 to 5, like <= 2",
    points: "Type a number of points, like 120",
    number: "Type a whole number, from 1",
    page: "There is no such page",
    carried: "This came with no file",
  },
  vi: {
    customer: "Nhập đủ số điện thoại (0867 123 456), e-mail, mã khách hoặc tên",
    person: "Nêu một người trong nhóm: @lan, slack:U0123 hoặc telegram:456",
    phone: "Nhập đủ số điện thoại, ví dụ 0867 123 456",
    phones: "Nhập đủ các số điện thoại, cách nhau bằng dấu phẩy",
    email: "Nhập địa chỉ e-mail, ví dụ lan@example.com",
    emails: "Nhập các địa chỉ e-mail, cách nhau bằng dấu phẩy",
    ticket: "Nhập số phiếu, ví dụ 17464",
    deal: "Nhập số đơn, ví dụ 3609",
    "deal-lines": "Nhập mỗi dòng một sản phẩm, ví dụ: 2 x TIVI01 giá 4.520.000 giảm 10%",
    code: "Nhập mã quà như in trên quà, ví dụ DAUMAY01",
    product: "Nhập mã sản phẩm, không có dấu cách, ví dụ TIVI01",
    list: "Nhập các mục ngắn, cách nhau bằng dấu phẩy, không quá nhiều",
    line: "Nhập một dòng chữ, không quá dài",
    lines: "Nội dung quá dài",
    priority: "Chọn Khẩn cấp, Cao, Bình thường hoặc Thấp",
    range: "Nhập khoảng ngày, ví dụ 01/11 - 15/11 hoặc “tuần này”",
    date: "Nhập một ngày, ví dụ 31/12",
    choice: "Chọn một trong các giá trị có sẵn",
    choices: "Chọn một hay nhiều giá trị có sẵn, cách nhau bằng dấu phẩy",
    schedule:
      "Nhập lịch, ví dụ mỗi ngày 8h30, thứ hai hằng tuần 9h, ngày 1 hằng tháng 8h; nhiều nhất mỗi giờ một lần",
    amount: "Nhập số tiền, ví dụ 1.500.000 hoặc 1,5tr",
    duration: "Nhập thời gian tối đa 7 ngày, ví dụ 2 tiếng, 30 phút",
    "at-most": "Nhập số sao cao nhất cần báo, từ 1 đến 5, ví dụ <= 2",
    points: "Nhập số điểm, ví dụ 120",
    number: "Nhập một số nguyên, từ 1 trở lên",
    page: "Không có trang này",
    carried: "Thiếu tệp kèm theo",
  },
});

const misdialled = defineMessages({
  en: {
    short: "This number has 9 digits, one too few: type all 10, an e-mail, a customer number or a name",
    long: "This number has 11 digits, one too many: type its 10, an e-mail, a customer number or a name",
  },
  vi: {
    short: "Số này chỉ có 9 chữ số, còn thiếu một. Nhập đủ số điện thoại, e-mail, mã khách hoặc tên",
    long: "Số này có 11 chữ số, thừa một. Nhập đúng số điện thoại, e-mail, mã khách hoặc tên",
  },
});

const pastDates = defineMessages<Record<PastFault, string>>({
  en: {
    "no day": "Type a day with its year, like 15/03/1990",
    "no year": "The year is missing: type the day with its year, like 15/03/1990",
    future: "This day has not come yet: type a day in the past, like 15/03/1990",
  },
  vi: {
    "no day": "Nhập ngày có đủ năm, ví dụ 15/03/1990",
    "no year": "Còn thiếu năm: nhập ngày có đủ năm, ví dụ 15/03/1990",
    future: "Ngày này chưa đến: nhập một ngày đã qua, ví dụ 15/03/1990",
  },
});

const missing = defineMessages({ en: { needed: "This is needed" }, vi: { needed: "Cần điền mục này" } });

/** The values that a person gave for a command, read argument by argument. */
export interface ReadValues {
  /** Canonical values if they could be read, else as they were typed. */
  args: Args;
  /** What cannot be used, by argument, in the reader's words. */
  wrong: Readonly<Record<string, string>>;
  /** Required arguments that nobody gave. */
  missing: readonly string[];
}

/**
 * Reads raw values (typed into fields, carried by buttons, or canonical already) for one command.
 * @param held  the values that the record holds; they are not read again
 */
export function valuesOfForm(
  command: Command,
  raw: Args,
  locale: Locale,
  context: ReadingContext,
  held: Args = {},
): ReadValues {
  const args: Record<string, string> = {};
  const wrong: Record<string, string> = {};
  for (const argument of command.arguments) {
    const typed = raw[argument.name]?.trim() ?? "";
    if (typed === "") continue;
    const value = typed === held[argument.name] ? typed : readValue(argument, typed, context);
    args[argument.name] = value ?? typed;
    if (value === null) wrong[argument.name] = reasonAgainst(typed, argument, locale, context);
  }
  const absent = command.arguments.filter(({ name, required }) => required && args[name] === undefined);
  // The readers check the kind, and the schema checks the length, so it may still refuse a value that was read.
  if (absent.length === 0 && Object.keys(wrong).length === 0) {
    for (const name of command.refused(args)) wrong[name] = reasons[locale][kindOf(command, name)];
  }
  return { args, wrong, missing: absent.map(({ name }) => name) };
}

/** Returns why a typed value cannot be used, and what to type instead. */
function reasonAgainst(
  typed: string,
  { kind, past = false }: CommandArgument,
  locale: Locale,
  context: ReadingContext,
): string {
  const day = past ? readPastDate(typed, context) : null;
  if (day !== null && "fault" in day) return pastDates[locale][day.fault];
  const number = kind === "customer" ? misdialledIn(typed) : null;
  if (number === null) return reasons[locale][kind];
  return number.digits === 9 ? misdialled[locale].short : misdialled[locale].long;
}

/**
 * Returns the arguments of a form that was sent back. A field that comes back as it was shown keeps its value, and its
 * text is not read again. If a record is edited, an emptied field is cleared in the record, if that is allowed.
 */
export function filledArgs(
  command: Command,
  { args, shown }: Pick<Draft, "args" | "shown">,
  values: Args,
  locale: Locale,
): Args {
  const filled: Record<string, string> = { ...args };
  for (const argument of command.asked) {
    const { name, clearable } = argument;
    const typed = values[name]?.trim();
    const held = args[name];
    if (typed === undefined || (held !== undefined && isSame(typed, held, shown[name], argument, locale)))
      continue;
    const isEmptied = typed === "" && command.edits && clearable === true && held !== undefined;
    filled[name] = isEmptied ? CLEAR : typed;
  }
  return filled;
}

/**
 * Returns the values that a person changed in a form filled from a record, and the arguments that name the record.
 * Unchanged values are left out: they would overwrite later changes of others, or another record that the person named.
 */
export function changedArgs(command: Command, args: Args, held: Args): Args {
  const required = new Set(command.arguments.filter((one) => one.required).map(({ name }) => name));
  const changed = Object.entries(args).filter(([name, value]) => required.has(name) || value !== held[name]);
  return Object.fromEntries(changed);
}

/** True if the arguments still name the record that filled the form. */
export function isOfSameRecord(command: Command, args: Args, held: Args): boolean {
  return command.arguments.every(({ name, required }) => !required || args[name] === held[name]);
}

function isSame(
  typed: string,
  held: string,
  called: string | undefined,
  argument: CommandArgument,
  locale: Locale,
): boolean {
  const plain = (text: string) => text.replace(/\s+/g, " ").trim();
  return [held, called ?? shownValue(argument, held, locale)].some((text) => plain(text) === plain(typed));
}

/** Returns all faults of a filled form, by field; null if it can be accepted. */
export function faultsOf(
  { wrong, missing: absent }: ReadValues,
  locale: Locale,
): Readonly<Record<string, string>> | null {
  const faults = { ...wrong, ...Object.fromEntries(absent.map((name) => [name, missing[locale].needed])) };
  return Object.keys(faults).length === 0 ? null : faults;
}

/** Returns one value as canonical text, or null if it is not a value of this kind. */
export function readValue(argument: CommandArgument, typed: string, context: ReadingContext): string | null {
  const { values: _, learned: _list, ...grammar } = argument;
  return readTyped({ ...grammar, choices: choicesOf(argument) }, typed, context);
}

/** Returns a canonical value as a person reads it in a field. A form that comes back is read from this text. */
export function shownValue(argument: CommandArgument, value: string, locale: Locale): string {
  if (argument.clearable && value === CLEAR) return value;
  switch (argument.kind) {
    case "customer":
      return shownCustomer(value, locale);
    case "person":
      return value.replace(/^name:/, "@");
    case "phone":
      return shownPhone(value);
    case "phones":
      return value.split("\n").map(shownPhone).join(", ");
    case "emails":
    case "list":
      return value.split("\n").join(", ");
    case "choices":
      return value.split("\n").map(choiceNames[locale]).join(", ");
    case "amount":
      return writeAmount(value);
    case "date":
      return locale === "vi" ? value.replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3/$2/$1") : value;
    case "deal-lines":
      return value.startsWith("[") ? writeDealLines(value) : value;
    case "schedule":
      return shownSchedule(value, locale);
    default:
      return value;
  }
}

function shownCustomer(value: string, locale: Locale): string {
  if (value.startsWith("+")) return shownPhone(value);
  const [kind = "", ...rest] = value.split(":");
  const id = rest.join(":");
  if (kind === "name") return id;
  if (kind === "customer") return locale === "vi" ? `khách ${id}` : `customer ${id}`;
  return kind === "lead" || kind === "id" ? `${kind} ${id}` : value;
}

/** A text that is no schedule is shown as it was typed. */
function shownSchedule(value: string, locale: Locale): string {
  const schedule = parseSchedule(value);
  return schedule === null ? value : scheduleWords(schedule, locale);
}

/** A text that is not a phone number is shown as it was typed. */
function shownPhone(value: string): string {
  return value.startsWith("+") ? formatPhone(value as E164) : value;
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

/** A learned value with its label. For most values the label is the value. */
interface LearnedChoice {
  value: string;
  label: string;
}

/** Returns the entry for a list of learned values, with the value's label: `"DAUMAY01\tDAUMAY01 · Tàu hoả · 10 điểm"`. */
export function learnedEntry(value: string, label: string): string {
  return label === value ? value : `${value}\t${label}`;
}

/** Returns the choices of a list of learned values. Of two entries for one value, the first one, used last, counts. */
export function learnedChoices(entries: readonly string[]): LearnedChoice[] {
  const choices = new Map<string, LearnedChoice>();
  for (const entry of entries) {
    const [value = entry, label = value] = entry.split("\t");
    if (!choices.has(value)) choices.set(value, { value, label });
  }
  return [...choices.values()];
}

/**
 * Replaces words with AntCRM's own spelling, if it knows them: "dang xu ly" is its status "Đang xử lý", "vip" its tag
 * "VIP". Sent as typed, they would become another status beside that one. Unknown words stay as they are.
 */
export async function asCanonical(command: Command, args: Args, learned: Learned): Promise<Args> {
  const canonical: Record<string, string> = { ...args };
  for (const argument of command.arguments) {
    const typed = args[argument.name];
    if (typed === undefined || !isOfWords(argument)) continue;
    const known = learnedChoices(await learned.values(argument.learned ?? "")).map(({ value }) => value);
    canonical[argument.name] = typed
      .split("\n")
      .map((word) => spelling(word, known))
      .join("\n");
  }
  return canonical;
}

function isOfWords({ kind, learned }: CommandArgument): boolean {
  return learned !== undefined && (kind === "line" || kind === "list");
}

function spelling(word: string, known: readonly string[]): string {
  if (known.includes(word)) return word;
  const plain = fold(word).trim();
  return known.find((one) => fold(one).trim() === plain) ?? word;
}
