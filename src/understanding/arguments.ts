import { findCode, findProduct } from "./codes.ts";
import { findBrokenPhone, findEmail, findPerson, findPhone, nameValue, withoutPhones } from "./customer.ts";
import { takeCustomerRemark } from "./customer-remark.ts";
import { findDate, findDuration, findSchedule } from "./date.ts";
import { findDealLines } from "./deal-lines.ts";
import { cleanText, type Finding, foundAt, openPassage, type Passage, rest, TAKEN, take } from "./fold.ts";
import { FORMS_OF_ADDRESS, FORMS_OF_ADDRESS_WRITTEN } from "./forms-of-address.ts";
import type {
  ArgumentGrammar,
  ArgumentKind,
  ChoiceGrammar,
  CommandGrammar,
  ReadingContext,
} from "./grammar.ts";
import { findIntroduced } from "./introduced-name.ts";
import { takeListChanges } from "./list-changes.ts";
import { findAmount, findAtMost, findDeal, findTicket } from "./numbers.ts";
import { takePairs, takeSpokenTexts, takeSpokenValues } from "./pairs.ts";
import { mayBeName } from "./person-name.ts";
import { distinct, findChoice, findNumber } from "./plain-values.ts";
import { findPoints } from "./points.ts";
import { findPriority, findPriorityWord, findUrgencyAtEnd } from "./priority.ts";
import { findBrokenRange, findRange } from "./range.ts";
import { findBareId, findNamed, takeContacts, takeFromTitle, titleAndBody } from "./title.ts";
import { numberOf, whomIn } from "./whom.ts";
import { withoutPoliteEnd, withoutQuestion } from "./word-lists.ts";

/** The arguments of a command in a text, and the words that are none of them. */
export interface Reading {
  args: Record<string, string>;
  leftover: string;
}

interface Search {
  argument: ArgumentGrammar;
  context: ReadingContext;
  /** Whether the command takes a text of many words, such as a title. */
  takesText: boolean;
}

type Find = (passage: Passage, search: Search) => Finding | null;

/**
 * The functions that find a value of each kind in a longer text, in their order: clear kinds come first. Kinds that are
 * missing here are read by their key, or from the rest of the text. If a command takes a text, days and sums belong to
 * it.
 */
const FINDERS: readonly (readonly [ArgumentKind, Find])[] = [
  ["person", findPerson],
  ["customer", whomIn],
  ["phone", ({ free }) => findPhone(free)],
  ["email", ({ free, folded }) => findEmail(free, folded.source)],
  ["deal-lines", (passage, { argument }) => findDealLines(passage, argument.maxItems)],
  ["at-most", findAtMost],
  ["duration", ({ free }) => findDuration(free)],
  ["schedule", ({ free }) => findSchedule(free)],
  [
    "range",
    (passage, { argument, context }) => findRange(passage, context, argument) ?? findBrokenRange(passage),
  ],
  [
    "date",
    (passage, { argument, takesText, context }) =>
      takesText ? null : findDate(passage, context, argument.past),
  ],
  ["ticket", ({ free }) => findTicket(free)],
  ["deal", ({ free }) => findDeal(free)],
  ["points", ({ free }) => findPoints(free)],
  // An optional code is read only if it surely is one: "quà dưới 50 điểm" names no gift.
  ["code", (passage, { argument }) => findCode(passage, { isSure: !argument.required })],
  ["product", findProduct],
  [
    "priority",
    (passage, { takesText }) =>
      takesText ? (findPriority(passage.free) ?? findUrgencyAtEnd(passage)) : findPriorityWord(passage.free),
  ],
  ["choice", ({ free }, { argument }) => findChoice(free, argument.choices ?? [])],
  ["amount", ({ free }, { takesText }) => (takesText ? null : findAmount(free))],
  ["number", ({ free }) => findNumber(withoutPhones(free))],
];

/** Reads the arguments of one command, in any order. */
export function readArgumentsOf(command: CommandGrammar, text: string, context: ReadingContext): Reading {
  const passage = openPassage(withoutPoliteEnd(cleanText(text)));
  const args: Record<string, string> = {};
  takeCustomerRemark(passage, command, args);
  takeListChanges(passage, command, args);
  takePairs(passage, command, args, context);
  takeSpokenValues(passage, command, args, context);

  const open = () => command.arguments.filter(({ name }) => args[name] === undefined);
  // Words without a key belong to the first argument of each kind of text; further ones ("SLA: ...") need their key.
  const texts = (["line", "lines"] as const).map((kind) =>
    command.arguments.find((one) => one.kind === kind && !one.keyed),
  );
  const openTexts = texts.filter((one) => one !== undefined && args[one.name] === undefined);
  const takesText = openTexts.length > 0;
  takeValues(passage, command, args, context, takesText);
  takeSpokenTexts(passage, command, args);
  // "khách Lan, 0867 123 456, máy in hỏng": the number is the customer, and the name beside it is no title.
  const beside = takesText && open().every(({ kind }) => kind !== "customer") ? findNamed(passage) : null;
  if (beside && /^name:\p{Lu}/u.test(beside.value)) take(passage, beside.start, beside.end);
  // "Tạo đơn cho anh an 0900 000 001": a name that may be left out is not the customer's.
  const isOptional = openTexts.every((one) => one?.required !== true);
  if (takesText && isOptional && args.customer !== undefined && isOnlyAddressed(passage)) passage.free = "";
  const isGiftOpen = open().some(isNamed);
  for (const argument of open().filter(({ kind }) => kind === "customer")) {
    const found = takesText
      ? (findNamed(passage) ?? findBareId(passage))
      : argument.introduced || (isGiftOpen && !isOnlyAName(passage))
        ? findIntroduced(passage, { withFor: isGiftOpen })
        : findUnlabelled(passage);
    if (!found) continue;
    args[argument.name] = found.value;
    take(passage, found.start, found.end);
  }
  for (const { name } of open().filter(isNamed)) {
    const found = findThingName(passage);
    if (found === null) continue;
    args[name] = found;
    passage.free = "";
  }
  if (takesText) return { args: { ...args, ...titleAndBody(rest(passage), openTexts) }, leftover: "" };
  return { args, leftover: withoutQuestion(words(rest(passage))) };
}

/**
 * Takes the values that are recognised by their form: contacts, choices, and the kinds that have a finder.
 * @param takesText  whether the command takes a text of many words, such as a title
 */
export function takeValues(
  passage: Passage,
  command: CommandGrammar,
  args: Record<string, string>,
  context: ReadingContext,
  takesText: boolean,
): void {
  const open = () => command.arguments.filter(({ name }) => args[name] === undefined);
  const takeWhole = (where: Passage, found: Finding) => take(where, found.start, found.end);
  const takeOut = takesText ? takeFromTitle : takeWhole;
  // If the command takes a customer, a bare number or address is the customer; other contacts need their key.
  const asksWhom = command.arguments.some(({ kind }) => kind === "customer");
  for (const { name, kind, maxItems = Number.POSITIVE_INFINITY } of asksWhom ? [] : command.arguments) {
    if (kind !== "phones" && kind !== "emails") continue;
    // A number may be left beside one with its key: "0911 222 333, sđt: 0911 222 334".
    const given = args[name]?.split("\n") ?? [];
    const values = takeContacts(passage, kind, maxItems - given.length, takeOut);
    if (values !== null) args[name] = distinct([...given, ...values.split("\n")]).join("\n");
  }
  for (const { name, choices = [] } of open().filter(({ kind }) => kind === "choices")) {
    const values = takeChoices(passage, choices);
    if (values.length > 0) args[name] = values.join("\n");
  }
  for (const [kind, find] of FINDERS) {
    if (asksWhom && (kind === "phone" || kind === "email")) continue;
    for (const argument of open().filter((one) => one.kind === kind && !one.keyed)) {
      const found = find(passage, { argument, context, takesText });
      if (!found) continue;
      args[argument.name] = found.value;
      if (found.apart) take(passage, found.apart.start, found.apart.end);
      // Products are never part of the sentence around them.
      (kind === "deal-lines" ? takeWhole : takeOut)(passage, found);
    }
  }
}

const JOINED = new RegExp(`^${TAKEN}(?:[${TAKEN}\\s,]|va|and)*$`, "u");

/** Takes all choices out of the passage, in their order. */
function takeChoices(passage: Passage, choices: readonly ChoiceGrammar[]): string[] {
  const values = new Set<string>();
  let [start, end] = [passage.free.length, 0];
  for (let found = findChoice(passage.free, choices); found; found = findChoice(passage.free, choices)) {
    values.add(found.value);
    take(passage, found.start, found.end);
    [start, end] = [Math.min(start, found.start), Math.max(end, found.end)];
  }
  // "chiến dịch và phiếu"
  if (JOINED.test(passage.free.slice(start, end))) take(passage, start, end);
  return [...values];
}

/** True for a needed code that people may give by the name of the thing. */
function isNamed({ kind, named = false, required }: ArgumentGrammar): boolean {
  return kind === "code" && named && required;
}

/** True if the words left are written like a person's name: "đổi quà Trần Bình". */
function isOnlyAName(passage: Passage): boolean {
  return /^\p{Lu}\S*(?: \p{Lu}\S*)*$/u.test(withoutQuestion(words(rest(passage))));
}

/** True if the words left are a person's name behind a form of address, and no more: "cho anh an". */
function isOnlyAddressed(passage: Passage): boolean {
  const name = ADDRESSED.exec(words(rest(passage)))?.groups?.name;
  return name !== undefined && mayBeName(name);
}

const ADDRESSED = new RegExp(
  `^(?:(?:cho|for|của|cua) )?(?:${FORMS_OF_ADDRESS_WRITTEN}|${FORMS_OF_ADDRESS}) (?<name>\\p{L}+(?: \\p{L}+){0,3})$`,
  "iu",
);

/** Returns the words left as the name of a thing: "đổi quà tàu hoả đồ chơi cho" → `"tàu hoả đồ chơi"`. */
function findThingName(passage: Passage): string | null {
  const left = withoutQuestion(words(rest(passage)).replace(/ (?:cho|for)$/i, ""));
  return /\p{L}{2}/u.test(left) ? left : null;
}

/** A number that stands alone. "Quận 7" is a district, "phiếu 305" another record. */
const BARE_NUMBER =
  /(?<![\p{L}\p{N}+@/_.,-]|(?<!\p{L})(?:(?:quan|q|phuong|p) (?=\d{1,2}(?!\d))|(?:phieu|ticket|don|deal) (?:so )?))#?([1-9]\d{0,11})(?![\p{L}\p{N}@/_]|[.,-]\d)/u;

/** Finds a customer by a bare number, or by name: the rest of the text, if the command takes no other words. */
function findUnlabelled(passage: Passage): Finding | null {
  const id = BARE_NUMBER.exec(passage.free);
  if (id) return numberOf(passage, foundAt(id, `id:${id[1]}`));
  const broken = findBrokenPhone(passage.free);
  if (broken) return broken;
  const name = nameValue(withoutQuestion(words(rest(passage))));
  return name ? { start: 0, end: passage.free.length, value: name } : null;
}

/** Returns the words without quotes and punctuation around them, and without the 's of "last week's". */
function words(text: string): string {
  return text
    .replace(/['’]s(?![\p{L}\p{N}])/giu, " ")
    .replace(/[\s"“”«»,;:!?…()]+/g, " ")
    .trim();
}
