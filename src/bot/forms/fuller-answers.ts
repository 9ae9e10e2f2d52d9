import { findReachable } from "../../understanding/customer.ts";
import { parseDealLines } from "../../understanding/deal-lines.ts";
import { fold, openPassage, rest, typedText } from "../../understanding/fold.ts";
import { giftNameIn } from "../../understanding/gift-name.ts";
import { type ArgumentKind, type ReadingContext, TEXTS } from "../../understanding/grammar.ts";
import { readNameAndContacts } from "../../understanding/name-and-contacts.ts";
import { readAmount } from "../../understanding/numbers.ts";
import { takeLastPriority } from "../../understanding/request-title.ts";
import type { Intents } from "../../understanding/understand.ts";
import { withoutPoliteEnd } from "../../understanding/word-lists.ts";
import type { Args, CommandArgument } from "../command.ts";
import type { Registry } from "../registry.ts";
import type { Draft } from "./draft.ts";
import { readValue } from "./values.ts";

export interface AnswerPorts {
  registry: Registry;
  intents: Pick<Intents, "readAll" | "furtherIn">;
  reading(): ReadingContext;
}

/** An answer that gives more than the value that is asked for, or another one. */
interface FullerAnswer {
  values: Args;
  /** True if the value that is asked for counts as answered. */
  isAnswered: boolean;
  /** A part of the text that is not used. */
  ignored?: string;
}

type Reader = (asked: CommandArgument, text: string, draft: Draft, ports: AnswerPorts) => FullerAnswer | null;

/** Kinds whose answer may be any words. */
export const ANY_WORDS: ReadonlySet<ArgumentKind> = new Set([...TEXTS, "list"]);

/** Kinds that are read in a sentence too: "khách là chị Bình, số 0867 123 456". */
export const READ_IN_ANSWER: ReadonlySet<ArgumentKind> = new Set([
  "customer",
  "code",
  "ticket",
  "deal",
  "product",
]);

/** Reads an answer that gives more than the value that is asked for, or another one. Null for a value alone. */
export const readFullerAnswer: Reader = (asked, text, draft, ports) => {
  for (const read of READERS) {
    const answer = read(asked, text, draft, ports);
    if (answer !== null) return answer;
  }
  return null;
};

/** In this order: the first that can read an answer counts. */
const READERS: readonly Reader[] = [
  customerAndTitle,
  contactsBeside,
  priorityBeside,
  titleAndPriority,
  severalValues,
  customerAndSum,
  orderLines,
];

/** The words before the customer's number are few: "chị Bình 0867 123 456: máy kẹt giấy". */
const HEAD_CHARS = 40;
/** The pause between the customer and the title. */
const PAUSE = /^ ?[:;,\n–-]/u;

/** Reads the customer and the text that the form takes, if an answer holds both: "0867 123 456: máy kẹt giấy". */
function customerAndTitle(
  { name: asking }: CommandArgument,
  text: string,
  draft: Draft,
  ports: AnswerPorts,
): FullerAnswer | null {
  const { asked } = ports.registry.get(draft.command);
  const whom = asked.find(({ kind }) => kind === "customer");
  const title = asked.find(({ kind, required }) => kind === "line" && required);
  const isAsked = [whom?.name, title?.name].includes(asking);
  if (!isAsked || whom === undefined || title === undefined || draft.args[title.name] !== undefined)
    return null;
  const { free, folded } = openPassage(text);
  const found = findReachable(free, folded.source);
  if (found === null || found.start > HEAD_CHARS || /[:;\n]/.test(free.slice(0, found.start))) return null;
  const behind = typedText(folded, found.end, free.length);
  const rest = PAUSE.test(behind) ? behind.replace(PAUSE, "").trim() : "";
  const written = /\p{L}{2}/u.test(rest) ? readValue(title, rest, ports.reading()) : null;
  if (written === null) return null;
  return { values: { [whom.name]: found.value, [title.name]: written }, isAnswered: false };
}

/** Reads "Lê Văn Tám, 0918000111, ở 12 Lê Lợi" at the question for a new customer's name. */
function contactsBeside(
  { name: asking, kind }: CommandArgument,
  text: string,
  draft: Draft,
  { registry, reading }: AnswerPorts,
): FullerAnswer | null {
  const found = asking === "name" && kind === "line" ? readNameAndContacts(text) : null;
  if (found === null) return null;
  const values: Record<string, string> = {};
  for (const [name, said] of Object.entries(found.values)) {
    const field = registry.get(draft.command).asked.find((one) => one.name === name);
    const isOpen = field !== undefined && draft.args[name] === undefined;
    const value = isOpen ? readValue(field, said, reading()) : null;
    if (value === null) return null;
    values[name] = value;
  }
  const ignored = found.unused === null ? {} : { ignored: found.unused };
  return { values, isAnswered: values[asking] !== undefined, ...ignored };
}

/** Reads "cao", "ưu tiên cao" where a text is asked for that may be left out: it is the priority that is still open. */
function priorityBeside(
  { kind, required }: CommandArgument,
  text: string,
  draft: Draft,
  { registry, reading }: AnswerPorts,
): FullerAnswer | null {
  const priority = openPriority(draft, registry);
  if (required || !ANY_WORDS.has(kind) || priority === undefined) return null;
  const value = readValue(priority, withoutPoliteEnd(text), reading());
  return value === null ? null : { values: { [priority.name]: value }, isAnswered: false };
}

/** Reads "máy in hư, ưu tiên cao" where the title is asked for, and the priority is still open. */
function titleAndPriority(
  asked: CommandArgument,
  text: string,
  draft: Draft,
  { registry, reading }: AnswerPorts,
): FullerAnswer | null {
  const priority = openPriority(draft, registry);
  if (!asked.required || asked.kind !== "line" || priority === undefined) return null;
  const passage = openPassage(text);
  const word = takeLastPriority(passage);
  const level = word === null ? null : readValue(priority, word, reading());
  const left = rest(passage);
  const title = level === null ? null : readValue(asked, behindLabel(left, asked) ?? left, reading());
  return title === null || level === null
    ? null
    : { values: { [asked.name]: title, [priority.name]: level }, isAnswered: true };
}

/** Returns the argument for the priority, if the form takes one and has none yet. */
function openPriority({ command, args }: Draft, registry: Registry): CommandArgument | undefined {
  return registry
    .get(command)
    .asked.find(({ kind, name }) => kind === "priority" && args[name] === undefined);
}

/** Returns the text behind the argument's own label: "tiêu đề máy in hư" → "máy in hư"; null if it does not begin so. */
export function behindLabel(text: string, { label }: CommandArgument): string | null {
  const own = [label.vi, label.en].find((one) => fold(text).startsWith(`${fold(one)} `));
  return own === undefined ? null : text.normalize("NFC").slice(own.length).trim();
}

/** Words around a value in an answer: "dạ khách là chị Bình ạ". */
const SMALL =
  /^(?:(?:dạ|da|à|ờ|ừ|thì|thi|là|la|khách|khach|quà|qua|mã|ma|của|cua|cho|em|ạ|a|á|nhé|nha)(?: |$))*$/iu;
/** A customer's phone number or e-mail address. */
const REACHABLE = /^\+|@/;

/**
 * Reads the values of an answer in a sentence: "DAUMAY01 cho 0867 123 456", "dạ khách là chị Bình" where the gift is asked
 * for. Null for an answer that is only a value.
 */
function severalValues(
  asked: CommandArgument,
  text: string,
  draft: Draft,
  ports: AnswerPorts,
): FullerAnswer | null {
  const command = ports.registry.get(draft.command);
  const isOpen = ({ name, kind }: CommandArgument) =>
    draft.args[name] === undefined && READ_IN_ANSWER.has(kind);
  if (!isOpen(asked)) return null;
  const { args, leftover } = ports.intents.readAll(command.name, text, ports.reading());
  const read = command.asked.filter((one) => isOpen(one) && args[one.name] !== undefined);
  // "VOUCHER50 cho 0900 000 001" names another customer than the form has.
  const whom = command.asked.find(({ kind }) => kind === "customer")?.name ?? "";
  const isOther = draft.args[whom] !== undefined && REACHABLE.test(args[whom] ?? "");
  const other: Args = isOther ? { [whom]: args[whom] ?? "" } : {};
  const { [asked.name]: value, ...others } = Object.fromEntries(
    read.map(({ name }) => [name, args[name] ?? ""]),
  );
  // "Đổi quà DAUMAY01 cho chị Bình" answers with DAUMAY01.
  if (read.length === 1 && value !== undefined && /\d/.test(value))
    return { values: { ...other, [asked.name]: value }, isAnswered: true };
  const gift = asked.named ? giftNameIn(text) : null;
  if (gift !== null) return { values: { ...other, [asked.name]: gift }, isAnswered: true };
  // A phone number in the text is the customer's, whatever stands beside it: "khách là chị Bình số 0867 123 456".
  const isCustomer = read.every(({ name, kind }) => kind === "customer" && REACHABLE.test(args[name] ?? ""));
  const isMore = Object.keys(others).length > 0;
  if (!isMore || (!SMALL.test(leftover) && !isCustomer)) return null;
  return value === undefined
    ? { values: others, isAnswered: false }
    : { values: { ...others, [asked.name]: value }, isAnswered: true };
}

/** A name, and a text that begins with a digit behind a comma. */
const NAME_AND_SUM = /^(?<name>[^,;\n\d@]{2,60})[,;] ?(?<sum>\d[^,;\n]{1,20})$/u;

/** Reads "anh An nha, 3tr5". What the sum is for is not said, so it is named as not used. */
function customerAndSum(
  asked: CommandArgument,
  text: string,
  _draft: Draft,
  { reading }: AnswerPorts,
): FullerAnswer | null {
  const { name = "", sum = "" } = NAME_AND_SUM.exec(text.trim())?.groups ?? {};
  const isSum = /\p{L}/u.test(sum) && readAmount(withoutPoliteEnd(sum)) !== null;
  if (asked.kind !== "customer" || !isSum) return null;
  const value = readValue(asked, withoutPoliteEnd(name), reading());
  return value === null ? null : { values: { [asked.name]: value }, isAnswered: true, ignored: sum };
}

/** What an answer with the products may say as well. */
const BESIDE_PRICE = ["delivery", "shipping"];

/**
 * Reads the products of an answer in one line, as a sentence's reader tells them apart: "2 tivi 3 hộp mực", and the product
 * with its price or its code and what stands beside it: "mực in, 2tr3, giao 28/12", "3 cái MUC12A, mai giao nha".
 */
function orderLines(
  asked: CommandArgument,
  text: string,
  draft: Draft,
  { intents, reading }: AnswerPorts,
): FullerAnswer | null {
  if (asked.kind !== "deal-lines") return null;
  const read = intents.readAll(draft.command, text, reading()).args;
  const canonical = read[asked.name];
  if (canonical === undefined) return null;
  if (parseDealLines(canonical).length > 1) return { values: { [asked.name]: canonical }, isAnswered: true };
  const typed = readValue(asked, text, reading());
  const behind = behindCode(canonical, typed);
  if ((typed !== null && isPriced(typed)) || !(isPriced(canonical) || behind !== null)) return null;
  const beside = BESIDE_PRICE.flatMap((one) => {
    const value = draft.args[one] === undefined ? read[one] : undefined;
    return value === undefined ? [] : [[one, value] as const];
  });
  const ignored = behind === null || beside.length > 0 ? {} : { ignored: behind };
  return { values: { [asked.name]: canonical, ...Object.fromEntries(beside) }, isAnswered: true, ...ignored };
}

/** Returns the words behind a product's code and a comma: "mai giao nha" of "3 cái MUC12A, mai giao nha"; else null. */
function behindCode(canonical: string, typed: string | null): string | null {
  const product = parseDealLines(canonical)[0]?.product ?? "";
  const asTyped = (typed === null ? "" : parseDealLines(typed)[0]?.product) ?? "";
  const isCode = /\d/.test(product) && asTyped.toLowerCase().startsWith(`${product.toLowerCase()},`);
  return isCode ? asTyped.slice(product.length + 1).trim() : null;
}

function isPriced(lines: string): boolean {
  return parseDealLines(lines).some(({ value }) => value !== null);
}
