import { insteadOfDenied } from "./amendment-denied.ts";
import { FREE, instead, otherGift, type Proposal } from "./amendment-instead.ts";
import { fieldPatterns, LISTS } from "./amendment-keys.ts";
import { addsDiscount, changeOfLines } from "./amendment-of-order.ts";
import { correctedPart } from "./amendment-part.ts";
import {
  asksAccented,
  asksForValue,
  clausesOf,
  corrects,
  freeTrimmed,
  freeValue,
  isOfPerson,
  namesNothing,
  opened,
  trimmed,
  withoutDenied,
} from "./amendment-words.ts";
import { bareName } from "./bare-name.ts";
import { findEmail, findPhone } from "./customer.ts";
import { withYear } from "./date.ts";
import { describedCustomer } from "./described-customer.ts";
import { fold, openPassage, rest, take, typedText } from "./fold.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";
import { giftNameIn } from "./gift-name.ts";
import {
  type ArgumentGrammar,
  type ArgumentKind,
  CONTACTS,
  type CommandGrammar,
  type ReadingContext,
} from "./grammar.ts";
import { labelledText } from "./labelled-text.ts";
import { mayBeName } from "./person-name.ts";
import { readNoHurry } from "./priority.ts";
import { isSomebodyElse } from "./somebody-else.ts";
import { readValue } from "./value.ts";
import { withoutPoliteEnd, withoutPoliteness } from "./word-lists.ts";

/** What a text says about the values of an open question. */
export type Amendment =
  /**
   * New values by argument. The other values stay. `isCorrection`: it says that something was wrong, or dictates a text
   * behind its label. `isGuess`: its words are a value only if they ask for nothing else.
   */
  | { kind: "values"; args: Record<string, string>; isCorrection: boolean; isGuess: boolean }
  /** It corrects something, but not everything in it could be read. */
  | { kind: "unclear" }
  | { kind: "none" };

const MOST_CHARS = 300;
/** Naming another record needs words of a correction: "phiếu 17464" alone asks for that ticket. */
const NAMES_RECORD: ReadonlySet<ArgumentKind> = new Set([
  "customer",
  "person",
  "ticket",
  "deal",
  "product",
  "code",
  "number",
  "deal-lines",
]);
const CODES: ReadonlySet<ArgumentKind> = new Set(["code", "product"]);
const NEVER_ALONE: ReadonlySet<ArgumentKind> = new Set([...FREE, "deal-lines"]);
/** Kinds that are read although nothing says what they are: "khẩn cấp". */
const CLEAR_ALONE: ReadonlySet<ArgumentKind> = new Set(["priority", "emails"]);
/**
 * Reads a text as a change of an open question: `"à nhầm, 0900 000 001"`, `"đổi tiêu đề thành Máy in kẹt giấy"`, `"gấp nha"`.
 * Either every part of the change is read, or none is used.
 */
export function readAmendment(text: string, proposal: Proposal): Amendment {
  const dictated = labelledText(text, proposal, (clause) => clauseIn(clause, "further", proposal));
  if (dictated !== null) return { kind: "values", args: dictated, isCorrection: true, isGuess: false };
  if (text.length > MOST_CHARS) return { kind: "none" };
  const said = withoutPoliteEnd(withoutPoliteness(text)).replace(/(?<![\s.!…])[\s.!…]+$/u, "");
  const contacts = firstContacts(said, proposal);
  if (contacts !== null) return { kind: "values", args: contacts, isCorrection: true, isGuess: false };
  const part = insteadOfDenied(said, proposal) ?? correctedPart(said, proposal);
  if (part === "unclear") return { kind: "unclear" };
  if (part !== null) return { kind: "values", args: part, isCorrection: true, isGuess: false };
  const isCorrection = corrects(said);
  // "Nhầm, đuôi 608 à" asks.
  if (asksAccented(text)) return { kind: isCorrection ? "unclear" : "none" };
  if (addsDiscount(said, proposal.args)) return { kind: "unclear" };
  const sure =
    byClauses(said, isCorrection, proposal) ??
    keyed(withoutDenied(said), proposal) ??
    instead(said, proposal);
  if (sure === "unclear") return { kind: "unclear" };
  if (sure?.shipping !== undefined && mayBePrice(said, proposal)) return { kind: "unclear" };
  if (sure !== null) return { kind: "values", args: sure, isCorrection, isGuess: false };
  const guess = isCorrection ? replacedText(said, proposal) : null;
  if (guess !== null) return { kind: "values", args: guess, isCorrection, isGuess: true };
  return { kind: isCorrection ? "unclear" : "none" };
}

const SHIPPING = /(?<!\p{L})(?:ship|phi|giao|cuoc|van chuyen|fee|delivery)(?!\p{L})/u;

/** True if a sum may be the price of a product: "à nhầm, 320k" for an order that has no shipping fee. */
function mayBePrice(said: string, { args }: Proposal): boolean {
  return args.lines !== undefined && args.shipping === undefined && !SHIPPING.test(fold(said));
}

/** "Số cũ 0911 222 333": the value that it was. */
const OLD = /(?<!\p{L})(?:so|sdt|e-?mail|mail|dia chi|ten|gia|tieu de|nhan) cu(?!\p{L})/u;
/** Words or signs that lead to a new text: "tiêu đề: …", "tên đổi thành …". */
const LEADS_TO_TEXT =
  /[:=→]|(?<!\p{L})(?:th[aà]nh|sang|l[aà]|đổi lại|doi lai|sửa lại|sua lai|to|is)(?!\p{L})/iu;

/**
 * True if a change that is not asked for by a question gives a new value for certain: "gấp", "giá 400k", "tiêu đề: máy in
 * cháy". "Tên lạ", "người nhận từ chối" and "gấp à" do not.
 */
export function isClearChange(
  text: string,
  args: Readonly<Record<string, string>>,
  { arguments: all }: CommandGrammar,
): boolean {
  const said = fold(text.normalize("NFC"));
  if (asksForValue(text) || OLD.test(said)) return false;
  const isText = all.some(({ name, kind }) => args[name] !== undefined && FREE.has(kind) && name !== "off");
  return !isText || LEADS_TO_TEXT.test(text.normalize("NFC"));
}

/** Returns the values of all clauses; null if one of them cannot be read. `unclear`: two give one field different values. */
function byClauses(
  said: string,
  isCorrection: boolean,
  proposal: Proposal,
): Record<string, string> | "unclear" | null {
  const args: Record<string, string> = {};
  for (const clause of clausesOf(said)) {
    const accepts = isCorrection ? "any" : Object.keys(args).length > 0 ? "further" : "clear";
    const read = clauseIn(clause, accepts, { ...proposal, args: { ...proposal.args, ...args } });
    if (read === null) return null;
    if (read !== "mark" && !isCorrection && saysTwoValues(args, read, proposal)) return "unclear";
    if (read !== "mark") Object.assign(args, read);
  }
  return Object.keys(args).length > 0 ? args : null;
}

/** True if two clauses give one field different values, "ship 30k, ship 40k", and neither corrects the other. */
function saysTwoValues(before: Proposal["args"], now: Proposal["args"], { command }: Proposal): boolean {
  return command.arguments.some(
    ({ name, kind }) =>
      !LISTS.has(kind) &&
      kind !== "deal-lines" &&
      before[name] !== undefined &&
      now[name] !== undefined &&
      before[name] !== now[name],
  );
}

/**
 * Which values are read that no field's name introduces: `any`; those that do not name another record, in a text that has
 * changed a field; only those of a clear kind.
 */
type Accepts = "any" | "further" | "clear";

/** Returns the values of one clause; `mark` if it only says that something was wrong; null if it cannot be read. */
function clauseIn(
  clause: string,
  accepts: Accepts,
  proposal: Proposal,
): Record<string, string> | "mark" | null {
  if (namesNothing(clause)) return "mark";
  const cut = withoutDenied(clause);
  return (
    keyed(cut, proposal) ??
    (accepts === "any" ? otherCustomer(cut, proposal) : null) ??
    changeOfLines(cut, proposal.command, proposal.args, proposal.context) ??
    otherGift(cut, proposal) ??
    removed(cut, proposal) ??
    alone(cut, accepts, proposal)
  );
}

/** Reads `"đổi tiêu đề thành …"`, `"tag là loyal"`, `"ship 30k"`: a field by its name, and its value. */
function keyed(clause: string, proposal: Proposal): Record<string, string> | null {
  const { command, args, context } = proposal;
  const { passage, text } = opened(clause);
  for (const { argument, pattern } of fieldPatterns(command)) {
    if (NAMES_RECORD.has(argument.kind) && !corrects(text)) continue;
    const match = pattern.exec(text);
    if (match === null) continue;
    const value = typedText(passage, match[0].length, text.length);
    const read = sameYear(argument, value, proposal, fieldValue(argument, value, context));
    if (read === null) continue;
    return { [argument.name]: addedTo(argument, args, read, isAdding(match[0])) };
  }
  return null;
}

/** A day without a year keeps the year that stood there: "3/8 chứ không phải 8/3". */
function sameYear(
  { kind, name, past = false }: ArgumentGrammar,
  typed: string,
  { args, context }: Proposal,
  read: string | null,
): string | null {
  const before = /^\d{4}(?=-)/.exec(args[name] ?? "")?.[0];
  if (past) return read ?? (before === undefined ? null : withYear(typed, before, context));
  return kind !== "date" || read === null || before === undefined || /\d{4}/.test(typed)
    ? read
    : read.replace(/^\d{4}/, before);
}

function isAdding(words: string): boolean {
  return /(?<!\p{L})(?:them|bo sung|add|also|ca)(?!\p{L})/u.test(words);
}

function addedTo(argument: ArgumentGrammar, args: Proposal["args"], value: string, isAdded: boolean): string {
  const before = args[argument.name];
  return isAdded && before !== undefined && LISTS.has(argument.kind) ? `${before}\n${value}` : value;
}

/** "Mô tả thì bỏ qua": the field stays without a value. */
const SKIPS =
  /^(?:thi |cu )*(?:bo qua|de trong|(?:khong|ko|k|chua) (?:can|co|ghi|ro|biet)|khoi(?: ghi| can)?|skip|none)(?: (?:di|nha|nhe|a|em|luon))*$/u;

/** Reads a value, also without the small words around it. */
function fieldValue(argument: ArgumentGrammar, typed: string, context: ReadingContext): string | null {
  const value = withoutPoliteEnd(typed)
    .replace(/^["“'«]+|(?<!["”'»])["”'»]+$/gu, "")
    .trim();
  if (value === "" || SKIPS.test(fold(value))) return null;
  const isFree = FREE.has(argument.kind) || argument.kind === "customer";
  return (
    readValue(argument, isFree ? freeValue(value) : value, context) ??
    readValue(argument, trimmed(value), context)
  );
}

const BEFORE_NAME: ReadonlySet<string> = new Set(["khach", "kh", ...FORMS_OF_ADDRESS.split("|")]);
/** Behind a name they say that it is the right one. */
const PARTICLES: ReadonlySet<string> = new Set("moi dung ma nha nhe a co chu kia day".split(" "));
/** Words before the name that only say that another one is meant. */
const SAYS_OTHER = /(?<!\p{L})(?:la|cho|cua|y|phai|doi|sang|thanh|qua|lai)(?!\p{L})/gu;
const BECOMES: ReadonlySet<string> = new Set(["thanh", "sang", "qua", "la"]);
const NAME_WORDS = 4;
/** Words with capitals: "Phạm" is a name, and without its accent a part of "sản phẩm". */
const WRITTEN_AS_NAME = /^\p{Lu}\p{L}*(?: \p{Lu}\p{L}*){1,3}$/u;
const HELD_NAMES = ["name", "receiver"];
/** "Khách này quen anh An": "quen" is also "quên" (forgot), which corrects. */
const RELATED = /(?<!\p{L})(?:nay|ay|do) quen(?!\p{L})/u;

/**
 * Reads "à nhầm là chị Bình", "đuôi 608": the customer by name or description, where the question has another one.
 */
function otherCustomer(clause: string, { command, args, context }: Proposal): Record<string, string> | null {
  const argument = command.arguments.find(
    ({ kind, name }) => kind === "customer" && args[name] !== undefined,
  );
  if (argument === undefined) return null;
  // In a customer's own form a part of a number or a street may be the new value.
  const isOfContacts = command.arguments.some(({ kind }) => CONTACTS.has(kind));
  const described = isOfContacts ? null : describedCustomer(clause);
  if (described !== null) return { [argument.name]: described };
  // Where the question holds another name, a bare one may be that.
  const bare = HELD_NAMES.some((name) => args[name] !== undefined) ? null : bareName(clause);
  const meant = bare === null ? null : readValue(argument, bare, context);
  if (meant !== null) return { [argument.name]: meant };
  const written = clause.split(/\s+/);
  const words = written.map((word) => fold(word).replace(/[^\p{L}\p{N}]/gu, ""));
  const end = words.findLastIndex((word) => word !== "" && !PARTICLES.has(word)) + 1;
  const lead = words
    .slice(0, end - 1)
    .findLastIndex((word, at) => BEFORE_NAME.has(word) || /^[ac]$/i.test(written[at] ?? ""));
  const before = words.slice(0, Math.max(0, lead)).join(" ");
  // "Đổi khách thành Phạm Ngọc Lan"
  const start = lead + (BECOMES.has(words[lead + 1] ?? "") ? 2 : 1);
  const isOther = [before, before.replace(SAYS_OTHER, " ").trim()].some(
    (said) => said === "" || namesNothing(said) || BEFORE_NAME.has(said),
  );
  const name = written.slice(start, end).join(" ");
  const isName = WRITTEN_AS_NAME.test(name) || mayBeName(name);
  if (lead < 0 || end - start > NAME_WORDS || !isOther || !isName) return null;
  if (RELATED.test(before)) return null;
  const value = readValue(argument, name, context);
  return value === null || isSomebodyElse(clause, value) ? null : { [argument.name]: value };
}

/** Reads "0977 123 456, tu@gmail.com" for a new customer who has neither number nor address. */
function firstContacts(said: string, { command, args }: Proposal): Record<string, string> | null {
  const isNew = command.arguments.every(({ kind }) => kind !== "customer");
  const isOpen = (field: string) =>
    args[field] === undefined && command.arguments.some(({ name }) => name === field);
  if (!isNew || !isOpen("phones") || !isOpen("emails")) return null;
  const passage = openPassage(said);
  const contacts: Record<string, string> = {};
  for (const [field, find] of [
    ["phones", findPhone],
    ["emails", findEmail],
  ] as const) {
    const found = find(passage.free, passage.folded.source);
    if (found === null) continue;
    contacts[field] = found.value;
    take(passage, found.start, found.end);
  }
  return Object.keys(contacts).length > 0 && !/[\p{L}\p{N}]/u.test(rest(passage)) ? contacts : null;
}

/** Reads a value that no word names. It belongs to the one argument that accepts it; those with a value come first. */
function alone(clause: string, accepts: Accepts, proposal: Proposal): Record<string, string> | null {
  const { command, args, context } = proposal;
  const value = trimmed(clause);
  if (value === "") return null;
  const isAdded = isAdding(fold(clause));
  const isSum = /\d ?(?:k|tr\d?|nghin|ngan|trieu|d|dong|vnd|%)$/u.test(fold(value));
  const accepting = command.arguments.flatMap((argument) => {
    const isMore = isAdded && LISTS.has(argument.kind) && args[argument.name] !== undefined;
    if (NEVER_ALONE.has(argument.kind)) return [];
    if (!isMore && !isAccepted(argument.kind, accepts)) return [];
    if (isSum && argument.kind !== "amount") return [];
    // "Không phải, 608" means no gift where the gift's code has letters.
    const isOtherNumber = argument.kind === "code" && /^[\d .-]+$/.test(value);
    if (isOtherNumber && /\p{L}/u.test(args[argument.name] ?? "")) return [];
    const calm = argument.kind === "priority" ? readNoHurry(clause) : null;
    const read = calm ?? sameYear(argument, value, proposal, readValue(argument, value, context));
    const isWord = read?.startsWith("name:") === true || (CODES.has(argument.kind) && !/\d/.test(value));
    return read === null || isWord ? [] : [{ argument, read }];
  });
  // "0867 123 456 hoặc 0900 000 002", "mã TIVI01 cho 0867 123 456": the customer is only a part of what is said.
  if (accepting.some(({ argument, read }) => argument.kind === "customer" && holdsMore(value, read)))
    return null;
  const isPhone = accepting.some(({ read }) => read.startsWith("+"));
  const held = accepting.filter(({ argument }) => args[argument.name] !== undefined);
  // A phone number could be read as a code or a sum, too.
  const possible = (held.length > 0 ? held : accepting).filter(
    ({ read }) => !isPhone || read.startsWith("+"),
  );
  // "số 0909… mới đúng" corrects a number that is being stored; "của anh An 0900…" corrects whose it is.
  const isWhom = isOfPerson(clause);
  const fitting =
    possible.length > 1 || isWhom
      ? possible.filter(({ argument }) => (argument.kind === "customer") === isWhom)
      : possible;
  const [first, ...others] = fitting;
  if (first === undefined || others.length > 0) return null;
  return { [first.argument.name]: addedTo(first.argument, args, first.read, isAdded) };
}

/** True if digits stand beside a phone number: another number, or a code. */
function holdsMore(value: string, read: string): boolean {
  const { folded } = openPassage(value);
  const phone = read.startsWith("+") ? findPhone(folded.text) : null;
  return phone !== null && /\d/.test(folded.text.slice(0, phone.start) + folded.text.slice(phone.end));
}

function isAccepted(kind: ArgumentKind, accepts: Accepts): boolean {
  if (accepts === "any") return true;
  return accepts === "further" ? !NAMES_RECORD.has(kind) : CLEAR_ALONE.has(kind);
}

/** Reads "bỏ số 0900 000 001 ra": an item less in a list of several. */
function removed(clause: string, { args, command, context }: Proposal): Record<string, string> | null {
  const { passage, text } = opened(clause);
  const match =
    /^(?:(?:da|a|em) ){0,3}(?:bo|xoa|go|tru|remove) (?:bot |so |ma |nhan |tag |mail ){0,3}(?<item>.{1,80}?)(?: ra| di| khoi.{0,80})?$/u.exec(
      text,
    );
  const item = match?.groups?.item;
  if (match === null || item === undefined) return null;
  const typed = typedText(passage, text.indexOf(item), text.indexOf(item) + item.length);
  for (const argument of command.arguments.filter(({ kind }) => LISTS.has(kind))) {
    const items = args[argument.name]?.split("\n") ?? [];
    const read = readValue(argument, typed, context);
    const left = items.filter((one) => one !== read);
    if (read !== null && left.length === items.length - 1 && left.length > 0)
      return { [argument.name]: left.join("\n") };
  }
  return null;
}

/** Reads a corrected text if the question holds one text only: "à không, đã thay cụm trống", "VIP mới đúng". */
function replacedText(said: string, proposal: Proposal): Record<string, string> | null {
  const { command, args, context } = proposal;
  const texts = command.arguments.filter(
    ({ kind, name, named }) => (FREE.has(kind) || named) && args[name] !== undefined,
  );
  const [argument] = texts;
  const clauses = clausesOf(said)
    .map(withoutDenied)
    .filter((clause) => !namesNothing(clause));
  if (argument === undefined || texts.length > 1 || clauses.length === 0) return null;
  const gift = argument.named ? giftNameIn(freeTrimmed(clauses.join(", "))) : null;
  if (gift !== null) return { [argument.name]: gift };
  // "Của Thu Bình mới đúng" says whose it is, and is no text.
  if (/^(?:cua|cho|khach|chi|anh|of) /u.test(fold(clauses.join(", ")))) return null;
  // "Nhầm, đuôi 608 tự đổi rồi" is about another customer.
  if (/(?<!\p{L})(?:duoi|so cuoi) \d{3}/u.test(fold(clauses.join(", ")))) return null;
  // The name of an order follows from its products.
  if (command.arguments.some(({ kind }) => kind === "deal-lines")) return null;
  // A clause that changes another field shows that the rest is no text alone.
  if (clauses.some((clause) => clauseIn(clause, "any", proposal) !== null)) return null;
  const value = freeTrimmed(clauses.join(", "));
  const isShort = value.split(" ").length <= 8 && !/\d[\d .-]{5,}\d/.test(value);
  const read = isShort && /[\p{L}\p{N}]/u.test(value) ? readValue(argument, value, context) : null;
  return read === null ? null : { [argument.name]: read };
}
