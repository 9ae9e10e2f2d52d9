import { readCode, readProduct } from "./codes.ts";
import { readCustomer, readEmail, readEmails, readPerson, readPhones, readTypedPhone } from "./customer.ts";
import { readDate, readDuration, readPastDate, readSchedule } from "./date.ts";
import { readDealLines } from "./deal-lines.ts";
import { type ArgumentGrammar, type ArgumentKind, CLEAR, type ReadingContext } from "./grammar.ts";
import { readAmount, readAtMost, readDeal, readTicket } from "./numbers.ts";
import {
  readChoice,
  readChoices,
  readLine,
  readLines,
  readList,
  readNumber,
  readPage,
} from "./plain-values.ts";
import { readPoints } from "./points.ts";
import { readPriority } from "./priority.ts";
import { readRange } from "./range.ts";

/** The properties of an argument that its reader needs. */
export type ValueGrammar = Pick<
  ArgumentGrammar,
  "kind" | "choices" | "maxItems" | "clearable" | "future" | "past" | "named"
>;

/** The marks for a field to empty. Phones turn two short dashes into a longer one. */
const EMPTIES = /^\s*[-–—]\s*$/;

type ReadOne = (text: string, argument: ValueGrammar, context: ReadingContext) => string | null;

const READERS: Readonly<Record<ArgumentKind, ReadOne>> = {
  customer: readCustomer,
  person: readPerson,
  phone: readTypedPhone,
  phones: (text, { maxItems }) => readPhones(text, maxItems),
  email: readEmail,
  emails: (text, { maxItems }) => readEmails(text, maxItems),
  ticket: readTicket,
  deal: readDeal,
  "deal-lines": (text, { maxItems }) => readDealLines(text, maxItems),
  code: (text, { named = false }) => readCode(text) ?? (named ? readLine(text) : null),
  product: readProduct,
  priority: readPriority,
  range: (text, argument, context) => readRange(text, context, argument),
  date(text, { past = false }, context) {
    if (!past) return readDate(text, context);
    const read = readPastDate(text, context);
    return "value" in read ? read.value : null;
  },
  choice: (text, { choices = [] }) => readChoice(text, choices),
  choices: (text, { choices = [] }) => readChoices(text, choices),
  schedule: readSchedule,
  "at-most": readAtMost,
  duration: readDuration,
  amount: readAmount,
  points: readPoints,
  number: readNumber,
  page: readPage,
  list: (text, { maxItems }) => readList(text, maxItems),
  line: (text, { choices = [] }) => readChoice(text, choices) ?? readLine(text),
  lines: readLines,
  carried: (text) => text,
};

/**
 * Reads one value as canonical text, from a form field, an answer or a `key: value` pair. Returns null if it is no value
 * of this kind. Canonical values come back unchanged.
 */
export function readValue(argument: ValueGrammar, text: string, context: ReadingContext): string | null {
  if (argument.clearable && EMPTIES.test(text)) return CLEAR;
  return READERS[argument.kind](text, argument, context);
}

/** Reads a value behind its key. A day that its argument refuses stays as typed, so that the form asks for another. */
export function readKeyedValue(argument: ValueGrammar, text: string, context: ReadingContext): string | null {
  const value = readValue(argument, text, context);
  if (value !== null || !argument.past) return value;
  const day = readPastDate(text, context);
  return "fault" in day && day.fault !== "no day" ? text.trim() : null;
}
