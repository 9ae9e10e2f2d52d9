import { type Reading, takeValues } from "./arguments.ts";
import { takeAskedField } from "./asked-field.ts";
import { findSaidChoice } from "./choice-words.ts";
import { findProduct } from "./codes.ts";
import { takeCustomerRemark } from "./customer-remark.ts";
import { takeSpokenFields } from "./fields.ts";
import { cleanText, type Finding, openPassage, type Passage, rest, TAKEN, take, typed } from "./fold.ts";
import { takeGiftName } from "./gift-name.ts";
import type { ArgumentGrammar, CommandGrammar, ReadingContext } from "./grammar.ts";
import { takeHolder } from "./holder.ts";
import { takeListChanges } from "./list-changes.ts";
import { findMainText, findQuotedText, hasMainText } from "./main-text.ts";
import { takeNewContacts } from "./new-contacts.ts";
import { takeNewQuantity } from "./new-quantity.ts";
import { takeNewSum } from "./new-sum.ts";
import { withCountedNumbers, withRecordNumbers } from "./number-words.ts";
import { findDeal, findTicket } from "./numbers.ts";
import { takeMoney, takeOff } from "./order-sums.ts";
import { takeOrder, takeReceiver } from "./order-words.ts";
import { takePairs, takeSpokenTexts, takeSpokenValues } from "./pairs.ts";
import { findPersonName, leadBefore } from "./person-name.ts";
import { readLine } from "./plain-values.ts";
import { readPriority } from "./priority.ts";
import {
  newPriorityIn,
  type TicketRequest,
  takeLastPriority,
  takeSaidPriority,
  takeTicketRequest,
  takeTitleBeforeText,
  titleIn,
} from "./request-title.ts";
import { withSpokenPhones } from "./spoken-digits.ts";
import { composedVietnamese } from "./telex.ts";
import { titleAndBody } from "./title.ts";
import { takeAddress } from "./typed-address.ts";
import { readValue } from "./value.ts";
import { takeCustomer, takePhoneEnd, takeReachable, takeWhom, takeWhomFor } from "./whom.ts";
import { withoutPoliteEnd, withoutQuestion } from "./word-lists.ts";

/** The arguments as they are read. */
type Args = Record<string, string>;

/** The commands whose numbers people say in words. A title keeps its words. */
const COUNTING: ReadonlySet<string> = new Set(
  "newdeal editdeal deals gifts newproduct editproduct alert alertchange digestchange ratings".split(" "),
);

/** Reads the arguments of a command out of a whole sentence, whose other words may ask for anything. */
export function readRequestOf(command: CommandGrammar, text: string, context: ReadingContext): Reading {
  const written = withRecordNumbers(withSpokenPhones(composedVietnamese(cleanText(text))));
  const plain = COUNTING.has(command.name) ? withCountedNumbers(written) : written;
  const isOrder = has(command, "lines");
  const passage: Passage = { ...openPassage(withoutPoliteEnd(plain)), isOrder };
  const args: Args = {};
  const titled = titleOf(command);
  takeCustomerRemark(passage, command, args);
  takeListChanges(passage, command, args);
  if (titled?.name === "title" && has(command, "priority")) takeLast(passage, args);
  takePairs(passage, command, args, context);
  // Before the order's number, which "còn 1" is not.
  if (has(command, "quantity")) takeNewQuantity(passage, args);
  takeRecord(passage, command, args);
  takeWhomFor(passage, command, args, titled?.name === "title");
  const request = titled?.name === "title" && args.title === undefined ? takeTicketRequest(passage) : null;
  if (request?.kind !== undefined && has(command, "category")) args.category ??= request.kind;
  if (titled?.name === "title" && has(command, "priority")) takeUrgency(passage, args, request);
  if (command.name === "editcustomer") {
    takeNewContacts(passage, args);
    takeReachable(passage, args);
  }
  // Before the sums: "đuôi 456" is no "dưới 456".
  takePhoneEnd(passage, command, args);
  if (has(command, "receiver")) takeReceiver(passage, args);
  if (has(command, "shipping") || has(command, "above") || has(command, "below"))
    takeMoney(passage, command, args);
  if (has(command, "off")) takeOff(passage, args);
  if (command.name === "editproduct") takeNewSum(passage, args, "price");
  const before = request !== null && args.title === undefined ? takeTitleBeforeText(passage) : null;
  if (before !== null) args.title = before;
  takeSpokenFields(passage, command, args, context);
  if (titled?.name === "title" && args.title === undefined && args.summary !== undefined) {
    // "Nội dung" alone is what the ticket is about.
    args.title = args.summary;
    delete args.summary;
  }
  if (command.name === "editticket") {
    const word = newPriorityIn(passage.free);
    const next = word === null ? null : readPriority(word);
    if (next !== null) args.priority ??= next;
  }
  takeHolder(passage, command, args);
  takeSaidChoices(passage, command, args);
  takeSpokenValues(passage, command, args, context);
  if (has(command, "lines") && args.quantity === undefined)
    takeOrder(passage, args, command.name === "editdeal");
  if (has(command, "adds") && args.lines !== undefined && ADDS_PRODUCTS.test(passage.folded.text))
    args.adds = "yes";
  const quoted = hasMainText(command.name) ? findQuotedText(command.name, passage) : null;
  if (quoted) takeText(passage, args, quoted);
  const whom = titled?.name === "title" ? takeWhom(passage, command, args) : -1;
  takeValues(
    passage,
    inSentence(command),
    args,
    context,
    titled !== null && !hasMainText(command.name) && command.name !== "quiet",
  );
  if (has(command, "closes")) takeClosing(passage, args);
  if (command.name === "newcustomer") takeAddress(passage, args);
  dropUnlikely(passage, command, args);
  takeCustomer(passage, command, args);
  takeGiftName(passage, command, args, context);
  takeSpokenTexts(passage, command, args);
  if (has(command, "asked")) takeAskedField(passage, command, args);
  const { leftover, args: read } = finish(passage, command, args, request, whom);
  return { args: canonical(command, read, context), leftover };
}

/** Drops a name or a text that the reader of its kind would not take. */
function canonical(command: CommandGrammar, args: Args, context: ReadingContext): Args {
  const kept: Args = {};
  for (const argument of command.arguments) {
    const value = args[argument.name];
    if (value === undefined) continue;
    const isGuess = value.startsWith("name:") || argument.kind === "line" || argument.kind === "deal-lines";
    const read = isGuess ? readValue(argument, value, context) : value;
    if (read !== null) kept[argument.name] = read;
  }
  return kept;
}

function takeUrgency(passage: Passage, args: Args, request: TicketRequest | null): void {
  const whole = readPriority(passage.free);
  if (whole !== null) take(passage, 0, passage.free.length);
  const said = takeSaidPriority(passage) ?? request?.priority;
  const priority = whole ?? (said === undefined ? null : readPriority(said));
  if (priority !== null) args.priority ??= priority;
}

/** Takes the priority that ends the text, before a labelled title takes it: "tiêu đề: máy in hư, gấp". */
function takeLast(passage: Passage, args: Args): void {
  const said = takeLastPriority(passage);
  const priority = said === null ? null : readPriority(said);
  if (priority !== null) args.priority = priority;
}

/**
 * Returns the command without sums that only their words tell: 200k in an order may be a discount. A code must surely be
 * one: "doi" in "doi cho 0867123456 cai tau hoa" is the verb.
 */
function inSentence(command: CommandGrammar): CommandGrammar {
  return {
    ...command,
    arguments: command.arguments
      .filter(({ name, kind }) => name !== "shipping" && kind !== "deal-lines")
      .map((argument) => (argument.kind === "code" ? { ...argument, required: false } : argument)),
  };
}

/** "Thêm 1 TIVI01": the products are added to those of the order. */
const ADDS_PRODUCTS =
  /(?<!\p{L})(?:them|bo sung|add)(?: (?:cho|vao|giup|gium|em|chi|anh|don|moi|no|#?\d{4,6}))* (?:\d|mot|hai|ba|an?\b|sp|san pham|mon|cai)/u;

const CLOSES =
  /(?<!\p{L}|(?:chua|khong|ko|k|dung|khoi) )(?:dong(?! (?:goi|tien|thung|hop|dau|bang|phi|bao))|close|hoan thanh|ket thuc)(?!\p{L})/gu;
const REOPENS = /(?<!\p{L}|(?:chua|khong|ko|k|dung|khoi) )(?:mo lai|reopen)(?!\p{L})/u;
/** What may be changed together with closing: another field's value may hold the verb. */
const BESIDE_CLOSING: ReadonlySet<string> = new Set(["ticket", "priority", "resolution"]);

/** "Đồng ý", "đông khách": "đóng" has another accent. */
const AGREES = /^(?:(?!đóng)đ\p{L}ng|dong(?= y(?!\p{L})))/iu;

/** Reads "đóng luôn đi" and "mở lại": which status that is, each team has set itself. */
function takeClosing(passage: Passage, args: Args): void {
  if (!Object.keys(args).every((name) => BESIDE_CLOSING.has(name))) return;
  const isMeant = ({ index }: RegExpExecArray) => !AGREES.test(typed(passage, index, passage.free.length));
  if (REOPENS.test(passage.free)) args.reopens = "yes";
  else if ([...passage.free.matchAll(CLOSES)].some(isMeant)) args.closes = "yes";
}

/** Drops what only looks like a code: a sum, or a word that is not printed in capitals. A price needs no unit. */
function dropUnlikely(passage: Passage, command: CommandGrammar, args: Args): void {
  const { code } = args;
  const isCode = command.arguments.some(({ name, kind }) => name === "code" && kind === "code");
  if (isCode && code !== undefined) {
    const isPrinted = /\d/.test(code)
      ? /[A-Z]/.test(code) && !/^\d+(?:K|TR|D)$/.test(code)
      : passage.folded.source.includes(code);
    if (!isPrinted) delete args.code;
  }
  if (command.name !== "newproduct" && command.name !== "editproduct") return;
  const sum = args.price === undefined ? PLAIN_SUM.exec(passage.free) : null;
  if (!sum?.[1]) return;
  args.price = sum[1];
  take(passage, sum.index, sum.index + sum[0].length);
}

const PLAIN_SUM = /(?<![\p{L}\p{N}.,+/-])([1-9]\d{3,9})(?![\p{L}\p{N}]|[.,/-]\d)/u;

/** Takes the record that a sentence changes, before its fields, whose values may hold other numbers. */
function takeRecord(passage: Passage, command: CommandGrammar, args: Args): void {
  for (const { name, kind } of command.arguments) {
    const find =
      kind === "product" ? findProduct : kind === "deal" || kind === "ticket" ? RECORDS[kind] : undefined;
    const found = args[name] === undefined ? find?.(passage) : null;
    if (!found) continue;
    args[name] = found.value;
    take(passage, found.start, found.end);
  }
}

const RECORDS = {
  deal: ({ free }: Passage) => findDeal(free),
  ticket: ({ free }: Passage) => findTicket(free),
};

function has({ arguments: all }: CommandGrammar, name: string): boolean {
  return all.some((one) => one.name === name);
}

/**
 * Returns the argument that takes the words which nothing else took. A deal's name is optional, and the words of a
 * request are none.
 */
function titleOf({ arguments: all }: CommandGrammar): ArgumentGrammar | null {
  const isOptionalName = ({ name, required }: ArgumentGrammar) => name === "name" && !required;
  return (
    all.find((one) => (one.kind === "line" || one.kind === "lines") && !one.keyed && !isOptionalName(one)) ??
    null
  );
}

/** "@lan_cskh", "lan@cskh.vn": a word inside is no choice. */
const ADDRESS = /\S{0,80}@\S{1,80}/g;

/** Returns the words without a name in capitals: "của anh Phước" is not "của anh", which says "mine". */
function withoutName(passage: Passage): string {
  const { free } = passage;
  const named = findPersonName(passage, true);
  if (named === null || !/^name:\p{Lu}/u.test(named.value)) return free;
  const start = leadBefore(free, named.start);
  return free.slice(0, start) + TAKEN.repeat(named.end - start) + free.slice(named.end);
}

function takeSaidChoices(passage: Passage, command: CommandGrammar, args: Args): void {
  const free = has(command, "whose") ? withoutName(passage) : passage.free;
  const words = free.replace(ADDRESS, (address) => TAKEN.repeat(address.length));
  for (const argument of command.arguments) {
    if (argument.kind !== "choice" || args[argument.name] !== undefined) continue;
    const found = findSaidChoice(command, argument, words);
    if (found) args[argument.name] = found.value;
  }
}

/** "Mua sỉ với VIP", "VIP và nhãn Nợ", "vip và nợ": two tags. "Mẹ và bé" is one. */
const TAGS_JOINED =
  / (?:với|voi|cùng|cung) (?:nhãn |tag )?(?=\p{L})| (?:và|va|and|with) (?:nhãn|nhan|tags?) (?=\p{L})|(?<=^vip) (?:và|va|and) (?=\p{L})| (?:và|va|and) (?=vip$)/giu;

function takeText(
  passage: Passage,
  args: Args,
  { start, end, value, argument }: Finding & { argument: string },
): void {
  const line = readLine(argument === "tags" ? value.replace(TAGS_JOINED, ", ") : value);
  if (line === null || args[argument] !== undefined) return;
  args[argument] = line;
  take(passage, start, end);
}

function finish(
  passage: Passage,
  command: CommandGrammar,
  args: Args,
  request: TicketRequest | null,
  whom: number,
): Reading {
  if (hasMainText(command.name)) {
    const found = findMainText(command.name, passage);
    if (found) takeText(passage, args, found);
    return { args, leftover: leftOf(passage) };
  }
  const titled = titleOf(command);
  if (titled === null || args[titled.name] !== undefined) return { args, leftover: leftOf(passage) };
  if (titled.name === "title") {
    const title = titleIn(passage, request, whom);
    return { args: title === null ? args : { ...args, title }, leftover: "" };
  }
  if (titled.name === "name") {
    const name = titled.brief ? findPersonName(passage)?.value.slice("name:".length) : undefined;
    if (name) return { args: { ...args, name }, leftover: "" };
  }
  const open = command.arguments.filter(
    ({ name, kind, keyed }) => args[name] === undefined && !keyed && (kind === "line" || kind === "lines"),
  );
  return {
    args: {
      ...args,
      ...titleAndBody(rest(passage), [
        open.find(({ kind }) => kind === "line"),
        open.find(({ kind }) => kind === "lines"),
      ]),
    },
    leftover: "",
  };
}

function leftOf(passage: Passage): string {
  return withoutQuestion(rest(passage).replaceAll(TAKEN, " ").replace(/\s+/g, " ").trim());
}
