import { findAmount } from "./amount.ts";
import { findAtMost } from "./at-most.ts";
import { takeContacts } from "./contact-data.ts";
import {
  findBrokenPhone,
  findEmail,
  findLabelledId,
  findPhone,
  findReachable,
  nameValue,
  withoutPhones,
} from "./customer.ts";
import { findDate } from "./date.ts";
import { findDealLines } from "./deal-lines.ts";
import { findDeal } from "./deal-number.ts";
import { findDuration } from "./duration.ts";
import { findCode } from "./gift-code.ts";
import type {
  ArgumentGrammar,
  ArgumentKind,
  ChoiceGrammar,
  CommandGrammar,
  ReadingContext,
} from "./grammar.ts";
import { takePairs } from "./pairs.ts";
import { clean, type Finding, openPassage, type Passage, rest, take } from "./passage.ts";
import { findPerson } from "./person.ts";
import { findChoice, findNumber } from "./plain-values.ts";
import { findPriority, findPriorityWord, findUrgencyAtEnd } from "./priority.ts";
import { findProduct } from "./product-code.ts";
import { findBrokenRange, findRange } from "./range.ts";
import { findSchedule } from "./schedule.ts";
import { takeSpokenTexts, takeSpokenValues } from "./spoken-pairs.ts";
import { findTicket } from "./ticket-number.ts";
import { findBareId, findNamed, takeFromTitle, titleAndBody } from "./title.ts";
import { withoutPoliteEnd, withoutQuestion } from "./word-lists.ts";

/** What a command's arguments are in a text, and the words that are none of them. */
export interface Reading {
  args: Record<string, string>;
  leftover: string;
}

/** The order of recognition: what cannot be mistaken first. */
const ORDER: readonly ArgumentKind[] = [
  "person",
  "customer",
  "phone",
  "email",
  "deal-lines",
  "at-most",
  "duration",
  "schedule",
  "range",
  "date",
  "ticket",
  "deal",
  "code",
  "product",
  "priority",
  "choice",
  "amount",
  "number",
];

/** Reads the arguments of one command, in whatever order they were typed. */
export function readArgumentsOf(command: CommandGrammar, text: string, context: ReadingContext): Reading {
  const passage = openPassage(withoutPoliteEnd(clean(text)));
  const args: Record<string, string> = {};
  takePairs(passage, command, args, context);
  takeSpokenValues(passage, command, args, context);

  const open = () => command.arguments.filter(({ name }) => args[name] === undefined);
  // Words without a key belong to the first argument of each kind of text; further ones ("SLA: ...") need their key.
  const texts = (["line", "lines"] as const).map((kind) =>
    command.arguments.find((one) => one.kind === kind && !one.keyed),
  );
  const openTexts = texts.filter((one) => one !== undefined && args[one.name] === undefined);
  const takesText = openTexts.length > 0;
  const takeWhole = (where: Passage, found: Finding) => take(where, found.start, found.end);
  const takeOut = takesText ? takeFromTitle : takeWhole;
  // Where a customer is asked for, a bare number or address says who it is; others need their key.
  const asksWhom = command.arguments.some(({ kind }) => kind === "customer");
  for (const { name, kind, maxItems = Number.POSITIVE_INFINITY } of asksWhom ? [] : open()) {
    if (kind !== "phones" && kind !== "emails") continue;
    const values = takeContacts(passage, kind, maxItems, takeOut);
    if (values !== null) args[name] = values;
  }
  for (const { name, choices = [] } of open().filter(({ kind }) => kind === "choices")) {
    const values = takeChoices(passage, choices);
    if (values.length > 0) args[name] = values.join("\n");
  }
  for (const kind of ORDER) {
    if (asksWhom && (kind === "phone" || kind === "email")) continue;
    for (const argument of open().filter((one) => one.kind === kind && !one.keyed)) {
      const found = find(argument, passage, takesText, context);
      if (!found) continue;
      args[argument.name] = found.value;
      if (found.apart) take(passage, found.apart.start, found.apart.end);
      // Products are never part of the sentence around them.
      (kind === "deal-lines" ? takeWhole : takeOut)(passage, found);
    }
  }
  takeSpokenTexts(passage, command, args);
  // "khách Lan, 0867 123 456, máy in hỏng": the number says who it is, the name beside it belongs to no title.
  const beside = takesText && open().every(({ kind }) => kind !== "customer") ? findNamed(passage) : null;
  if (beside && /^name:\p{Lu}/u.test(beside.value)) take(passage, beside.start, beside.end);
  for (const argument of open().filter(({ kind }) => kind === "customer")) {
    const found = takesText ? (findNamed(passage) ?? findBareId(passage)) : findUnlabelled(passage);
    if (!found) continue;
    args[argument.name] = found.value;
    take(passage, found.start, found.end);
  }
  if (takesText) return { args: { ...args, ...titleAndBody(rest(passage), openTexts) }, leftover: "" };
  return { args, leftover: withoutQuestion(words(rest(passage))) };
}

function find(
  argument: ArgumentGrammar,
  passage: Passage,
  takesText: boolean,
  context: ReadingContext,
): Finding | null {
  const { free, folded } = passage;
  switch (argument.kind) {
    case "customer":
      return findReachable(free, folded.source) ?? findLabelledId(free);
    case "person":
      return findPerson(passage);
    case "phone":
      return findPhone(free);
    case "email":
      return findEmail(free, folded.source);
    case "deal-lines":
      return findDealLines(passage, argument.maxItems);
    case "range":
      return findRange(free, context, argument) ?? findBrokenRange(passage);
    case "schedule":
      return findSchedule(free);
    case "ticket":
      return findTicket(free);
    case "deal":
      return findDeal(free);
    case "code":
      return findCode(passage);
    case "product":
      return findProduct(passage);
    // Where a text is told, its days and its sums belong to what happened.
    case "date":
      return takesText ? null : findDate(free, context);
    case "amount":
      return takesText || argument.keyed ? null : findAmount(free);
    case "priority":
      return takesText ? (findPriority(free) ?? findUrgencyAtEnd(passage)) : findPriorityWord(free);
    case "choice":
      return argument.keyed ? null : findChoice(free, argument.choices ?? []);
    case "at-most":
      return findAtMost(passage);
    case "duration":
      return findDuration(free);
    case "number":
      return findNumber(withoutPhones(free));
    // Of many words: by their key, or as what is left. The page is not typed.
    case "phones":
    case "emails":
    case "choices":
    case "list":
    case "line":
    case "lines":
    case "page":
    case "carried":
      return null;
  }
}

/** Takes every value that is named, in their order. */
function takeChoices(passage: Passage, choices: readonly ChoiceGrammar[]): string[] {
  const values = new Set<string>();
  for (let found = findChoice(passage.free, choices); found; found = findChoice(passage.free, choices)) {
    values.add(found.value);
    take(passage, found.start, found.end);
  }
  return [...values];
}

/** A customer by a number that was not called one, or by name: what is left, when the command takes no other words. */
function findUnlabelled(passage: Passage): Finding | null {
  const id = /(?<![\p{L}\p{N}+@/_.,-])#?([1-9]\d{0,11})(?![\p{L}\p{N}@/_]|[.,-]\d)/u.exec(passage.free);
  if (id) return { start: id.index, end: id.index + id[0].length, value: `id:${id[1]}` };
  const broken = findBrokenPhone(passage.free);
  if (broken) return broken;
  const name = nameValue(withoutQuestion(words(rest(passage))));
  return name ? { start: 0, end: passage.free.length, value: name } : null;
}

/** Words without the quotes and the punctuation around them, and without the 's of "last week's". */
function words(text: string): string {
  return text
    .replace(/['’]s(?![\p{L}\p{N}])/giu, " ")
    .replace(/[\s"“”«»,;:!?…()]+/g, " ")
    .trim();
}
