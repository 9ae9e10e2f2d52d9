import { readAmount } from "./amount.ts";
import { readAtMost } from "./at-most.ts";
import { readEmail, readEmails, readPhones, readTypedPhone } from "./contact-data.ts";
import { readCustomer } from "./customer.ts";
import { readDate } from "./date.ts";
import { readDealLines } from "./deal-lines.ts";
import { readDeal } from "./deal-number.ts";
import { readDuration } from "./duration.ts";
import { readCode } from "./gift-code.ts";
import { type ArgumentGrammar, CLEAR, type ReadingContext } from "./grammar.ts";
import { readPerson } from "./person.ts";
import {
  readChoice,
  readChoices,
  readLine,
  readLines,
  readList,
  readNumber,
  readPage,
} from "./plain-values.ts";
import { readPriority } from "./priority.ts";
import { readProduct } from "./product-code.ts";
import { readRange } from "./range.ts";
import { readSchedule } from "./schedule.ts";
import { readTicket } from "./ticket-number.ts";

/** The properties of an argument that its reader needs. */
export type ValueGrammar = Pick<ArgumentGrammar, "kind" | "choices" | "maxItems" | "clearable" | "future">;

/** The marks for a field to empty. Phones turn two short dashes into a longer one. */
const EMPTIES = /^\s*[-–—]\s*$/;

/**
 * Reads one value as canonical text, from a form field, an answer or a `key: value` pair. Returns null if it is no value of
 * this kind. Canonical values come back unchanged.
 */
export function readValue(argument: ValueGrammar, text: string, context: ReadingContext): string | null {
  if (argument.clearable && EMPTIES.test(text)) return CLEAR;
  const { choices = [], maxItems } = argument;
  switch (argument.kind) {
    case "customer":
      return readCustomer(text);
    case "person":
      return readPerson(text);
    case "phone":
      return readTypedPhone(text);
    case "phones":
      return readPhones(text, maxItems);
    case "email":
      return readEmail(text);
    case "emails":
      return readEmails(text, maxItems);
    case "ticket":
      return readTicket(text);
    case "deal":
      return readDeal(text);
    case "deal-lines":
      return readDealLines(text, maxItems);
    case "code":
      return readCode(text);
    case "product":
      return readProduct(text);
    case "priority":
      return readPriority(text);
    case "range":
      return readRange(text, context, argument);
    case "date":
      return readDate(text, context);
    case "choice":
      return readChoice(text, choices);
    case "choices":
      return readChoices(text, choices);
    case "schedule":
      return readSchedule(text);
    case "at-most":
      return readAtMost(text);
    case "duration":
      return readDuration(text);
    case "amount":
      return readAmount(text);
    case "number":
      return readNumber(text);
    case "page":
      return readPage(text);
    case "list":
      return readList(text, maxItems);
    case "line":
      return readChoice(text, choices) ?? readLine(text);
    case "lines":
      return readLines(text);
    case "carried":
      return text;
  }
}
