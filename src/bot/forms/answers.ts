import { isClearChange, readAmendment } from "../../understanding/amendment.ts";
import { isOnlyReachable, labelledValues } from "../../understanding/amendment-keys.ts";
import { corrects } from "../../understanding/amendment-words.ts";
import { deniesOrTells, speaksAbout } from "../../understanding/answers-to-question.ts";
import { corrected } from "../../understanding/correction.ts";
import { findReachable } from "../../understanding/customer.ts";
import { withYear } from "../../understanding/date.ts";
import { parseDealLines } from "../../understanding/deal-lines.ts";
import { withoutSaidFirst } from "../../understanding/dictation.ts";
import { fold, openPassage, typedText } from "../../understanding/fold.ts";
import { giftNameIn } from "../../understanding/gift-name.ts";
import type { ArgumentKind, ReadingContext, Understanding } from "../../understanding/grammar.ts";
import { readNameAndContacts } from "../../understanding/name-and-contacts.ts";
import { readAmount } from "../../understanding/numbers.ts";
import { isQuotedByLines } from "../../understanding/quotation.ts";
import type { Intents } from "../../understanding/understand.ts";
import { withoutPoliteEnd } from "../../understanding/word-lists.ts";
import type { Args, CommandArgument } from "../command.ts";
import type { Conversation } from "../conversation.ts";
import { recordMeant } from "../pointing.ts";
import type { Registry } from "../registry.ts";
import { type CommandRequest, commandRequest, ofDraft } from "../request-kinds.ts";
import type { Which } from "../which.ts";
import type { Draft } from "./draft.ts";
import { readValue } from "./values.ts";

interface AnswerPorts {
  registry: Registry;
  intents: Pick<Intents, "readAll" | "furtherIn">;
  reading(): ReadingContext;
}

/** Kinds that are read in a sentence too: "khách là chị Bình, số 0867 123 456". */
const READ_IN_ANSWER: ReadonlySet<ArgumentKind> = new Set(["customer", "code", "ticket", "deal", "product"]);

/** Words around a value in an answer: "dạ khách là chị Bình ạ". */
const SMALL =
  /^(?:(?:dạ|da|à|ờ|ừ|thì|thi|là|la|khách|khach|quà|qua|mã|ma|của|cua|cho|em|ạ|a|á|nhé|nha)(?: |$))*$/iu;

/** Returns the answer to a form's question for a record, if the text is only words for one: "chị ấy". */
export function answerMeant(
  draft: Draft,
  text: string,
  conversation: Conversation,
  ports: AnswerPorts,
): CommandRequest | null {
  const asked = askedOf(draft, ports);
  if (asked === undefined || !isRecordKind(asked.kind)) return null;
  const meant = recordMeant(text, asked.kind, conversation);
  if (meant === null) return null;
  if ("said" in meant) {
    const { [asked.name]: _, ...args } = draft.args;
    return {
      ...answering({ ...draft, args }, null, ports),
      unclear: { argument: asked.name, said: meant.said },
    };
  }
  const answered = answering(draft, { name: asked.name, value: meant.record.reference }, ports);
  return { ...answered, recalled: [...answered.recalled, meant.record] };
}

function askedOf(draft: Draft, { registry }: AnswerPorts) {
  return registry.get(draft.command).asked.find(({ name }) => name === draft.asking);
}

/** True if the open form offers choices, and the text is one or several of them. */
export function isOfferedChoice(draft: Draft, text: string, ports: AnswerPorts): boolean {
  const asked = askedOf(draft, ports);
  return asked?.values !== undefined && readValue(asked, plainAnswer(text, asked), ports.reading()) !== null;
}

/** True if the open form asks for a record. Words for another record are no answer then, as they would be to a title. */
export function asksForRecord(draft: Draft | null, ports: AnswerPorts): boolean {
  const asked = draft === null ? undefined : askedOf(draft, ports);
  return asked !== undefined && isRecordKind(asked.kind);
}

function isRecordKind(kind: ArgumentKind): kind is "customer" | "ticket" | "deal" | "product" {
  return kind === "customer" || kind === "ticket" || kind === "deal" || kind === "product";
}

const DENIES = /(?<!\p{L})(?:khong|ko|k|hong) phai(?!\p{L})/u;
/** "Không phải 0867… mà 0900…". Before the denial, "ma" is the code: "mã: không phải VOUCHER50". */
const GIVES_OTHER = /(?<!\p{L})(?:moi dung|phai la|phai (?!ma )[^\n]{1,80}? ma)(?!\p{L})/u;

/**
 * True if a record or a code is asked for, and the text quotes one or speaks about it without giving it: "đừng xoá 0867
 * 123 456".
 */
export function isNoAnswer(draft: Draft, text: string, ports: AnswerPorts): boolean {
  const asked = askedOf(draft, ports);
  if (asked === undefined || !READ_IN_ANSWER.has(asked.kind)) return false;
  // "Không phải 0867 123 456" corrects nothing: it does not say who is meant.
  const isOnlyDenied = DENIES.test(fold(text)) && !GIVES_OTHER.test(fold(text));
  if (isQuotedByLines(text)) return true;
  const speaks =
    speaksAbout(text) || (asked.named === true && deniesOrTells(text) && giftNameIn(text) !== null);
  return speaks && (!corrects(text) || isOnlyDenied);
}

/**
 * Returns the form with other values changed, if the text corrects one or names its field: "à nhầm, 0900 000 001", "người
 * nhận là Tuấn". Null if it is a value of the field that is asked for, or cannot be read whole.
 */
export function changeInForm(draft: Draft, text: string, ports: AnswerPorts): CommandRequest | null {
  const asked = askedOf(draft, ports);
  const grammar = ports.registry.grammars.find(({ name }) => name === draft.command);
  if (grammar === undefined) return null;
  const { args } = draft;
  const change = readAmendment(text, { command: grammar, args, context: ports.reading() });
  if (change.kind !== "values" || change.isGuess) return null;
  if (!change.isCorrection && !isClearChange(text, change.args, grammar)) return null;
  if (asked === undefined) return filling(draft, change.args, ports);
  if (change.args[asked.name] !== undefined) return null;
  // "3503" answers the question for the order's number, and is no quantity of its products.
  if (!/\p{L}/u.test(text) && readValue(asked, text, ports.reading()) !== null) return null;
  const isOfGiven = Object.keys(change.args).every((name) => args[name] !== undefined);
  // A title may be any words, "ưu tiên xử lý cho khách". Only the correction of a value is surely none.
  const isClear = change.isCorrection ? isOfGiven : !IS_TEXT.has(asked.kind);
  return isClear ? filling(draft, change.args, ports) : null;
}

/** Kinds whose answer is a text of any words. */
const IS_TEXT: ReadonlySet<ArgumentKind> = new Set(["line", "lines", "list"]);

/** Returns the records to choose from if an answer names several: "0867 123 456 hoặc 0900 000 001"; else null. */
export function answerAmong(draft: Draft, text: string, ports: AnswerPorts): Which | null {
  const asked = askedOf(draft, ports);
  if (asked === undefined || !isRecordKind(asked.kind)) return null;
  const { [asked.name]: value } = answerTo(draft, text, ports)?.args ?? {};
  if (value === undefined) return null;
  const further = ports.intents.furtherIn(draft.command, text, { ...draft.args, [asked.name]: value });
  if (further?.argument !== asked.name) return null;
  const { argument, kind, values } = further;
  return {
    command: ports.registry.get(draft.command),
    args: draft.args,
    argument,
    kind,
    records: [value, ...values],
  };
}

/** What a text with the names of fields answers. */
interface Labelled {
  request: CommandRequest;
  /** The value of the field that is asked for, as typed; null if the text does not name that field. */
  value: string | null;
}

/**
 * Returns the form with the values that the text labels: "tiêu đề: máy in hỏng", "sđt: 0911 222 333". Null if a value has
 * no label, or one cannot be read.
 */
export function labelledAnswer(draft: Draft, text: string, ports: AnswerPorts): Labelled | null {
  const asked = askedOf(draft, ports);
  const grammar = ports.registry.grammars.find(({ name }) => name === draft.command);
  const values = asked && grammar ? labelledValues(text, grammar) : null;
  if (asked === undefined || values === null) return null;
  const fields = ports.registry.get(draft.command).asked;
  const filled: Record<string, string> = {};
  for (const { argument, value } of values) {
    const field = fields.find(({ name }) => name === argument.name);
    if (field === undefined) return null;
    // "Khách: bé làm rớt máy" is a title where the customer is known already. A number names another one.
    const isKnown = field.name !== asked.name && draft.args[field.name] !== undefined;
    if (isKnown && isRecordKind(field.kind) && !isOnlyReachable(value)) return null;
    const read = readValue(field, value, ports.reading());
    if (read === null) return null;
    // A list may be labelled twice: "sđt: 0911 222 333, sđt: 0911 222 334".
    const before = filled[field.name];
    filled[field.name] = before === undefined ? read : `${before}\n${read}`;
  }
  const own = values.find(({ argument }) => argument.name === asked.name);
  const request = { ...filling(draft, filled, ports), answered: own === undefined ? null : asked.name };
  return { request, value: own?.value ?? null };
}

/** Returns the text as the value that was asked for, or null if it cannot be one. */
export function answerTo(draft: Draft, text: string, ports: AnswerPorts): CommandRequest | null {
  const command = ports.registry.get(draft.command);
  const argument = command.asked.find(({ name }) => name === draft.asking);
  if (argument === undefined) return null;
  const whomAndTitle = titledFor(text, draft, ports);
  if (whomAndTitle !== null) return filling(draft, whomAndTitle, ports);
  const contacts = contactsBeside(argument, text, draft, ports);
  if (contacts !== null) return { ...filling(draft, contacts, ports), answered: argument.name };
  const priority = priorityBeside(argument, text, draft, ports);
  if (priority !== null) return filling(draft, priority, ports);
  const said = valuesIn(text, draft, ports);
  if (Object.keys(said).length > 0) {
    const { [argument.name]: value, ...others } = said;
    const answer = value === undefined ? {} : { [argument.name]: value };
    const answered = value === undefined ? null : argument.name;
    return { ...filling(draft, { ...others, ...answer }, ports), answered };
  }
  const beside = customerAndSum(argument, text, draft, ports);
  if (beside !== null) return beside;
  const order = orderIn(argument, text, draft, ports);
  if (order !== null) return { ...filling(draft, order, ports), answered: argument.name };
  const value =
    (argument.past ? withYear(draft.args[argument.name] ?? "", text, ports.reading()) : null) ??
    readValue(argument, plainAnswer(text, argument), ports.reading());
  return value === null ? null : answering(draft, { name: argument.name, value }, ports);
}

/** Reads "Lê Văn Tám, 0918000111, ở 12 Lê Lợi" at the question for a new customer's name. */
function contactsBeside(
  { name: asking, kind }: CommandArgument,
  text: string,
  draft: Draft,
  { registry, reading }: AnswerPorts,
): Args | null {
  const said = asking === "name" && kind === "line" ? readNameAndContacts(text) : null;
  const filled = Object.entries(said ?? {}).map(([name, typed]) => {
    const field = registry.get(draft.command).asked.find((one) => one.name === name);
    const isOpen = field !== undefined && draft.args[name] === undefined;
    return [name, isOpen ? readValue(field, typed, reading()) : null] as const;
  });
  const read = filled.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return said !== null && read.length === filled.length ? Object.fromEntries(read) : null;
}

/** Returns a corrected answer without the words around it that are said to the bot: `"phiếu ạ"` → `"phiếu"`. */
function plainAnswer(text: string, argument: CommandArgument): string {
  const { kind, values } = argument;
  const answer = IS_TEXT.has(kind)
    ? withoutOwnLabel(withoutSaidFirst(corrected(text)), argument)
    : corrected(text);
  return kind === "customer" || values !== undefined ? withoutPoliteEnd(answer) : answer;
}

/** "Giai đoạn đã chốt" is the stage "đã chốt". "Giai đoạn 2" may be the name of one. */
function withoutOwnLabel(text: string, { kind, learned, label }: CommandArgument): string {
  if (kind !== "line" || learned === undefined) return text;
  const own = [label.vi, label.en].find((one) => fold(text).startsWith(`${fold(one)} `));
  const rest = own === undefined ? "" : text.normalize("NFC").slice(own.length).trim();
  return /^\p{L}/u.test(rest) ? rest : text;
}

/** Reads "cao", "ưu tiên cao" where a text is asked for that may be left out: it is the priority that is still open. */
function priorityBeside(
  { kind, required }: CommandArgument,
  text: string,
  draft: Draft,
  { registry, reading }: AnswerPorts,
): Args | null {
  const priority = registry.get(draft.command).asked.find((one) => one.kind === "priority");
  const isOpen = priority !== undefined && draft.args[priority.name] === undefined;
  if (required || !IS_TEXT.has(kind) || !isOpen) return null;
  const value = readValue(priority, withoutPoliteEnd(text), reading());
  return value === null ? null : { [priority.name]: value };
}

/** A name, and a text that begins with a digit behind a comma. */
const NAME_AND_SUM = /^(?<name>[^,;\n\d@]{2,60})[,;] ?(?<sum>\d[^,;\n]{1,20})$/u;

/** Reads "anh An nha, 3tr5". What the sum is for is not said, so it is named as not used. */
function customerAndSum(
  argument: CommandArgument,
  text: string,
  draft: Draft,
  ports: AnswerPorts,
): CommandRequest | null {
  const { name = "", sum = "" } = NAME_AND_SUM.exec(text.trim())?.groups ?? {};
  const isSum = /\p{L}/u.test(sum) && readAmount(withoutPoliteEnd(sum)) !== null;
  if (argument.kind !== "customer" || !isSum) return null;
  const value = readValue(argument, withoutPoliteEnd(name), ports.reading());
  if (value === null) return null;
  return { ...answering(draft, { name: argument.name, value }, ports), ignored: sum };
}

/**
 * Returns the products of an answer in one line, as a sentence's reader tells them apart: "2 tivi 3 hộp mực", and the
 * product with its price and what stands beside it: "mực in, 2tr3, giao 28/12". Null for any other answer.
 */
function orderIn(argument: CommandArgument, text: string, draft: Draft, ports: AnswerPorts): Args | null {
  const { name, kind } = argument;
  if (kind !== "deal-lines") return null;
  const read = ports.intents.readAll(draft.command, text, ports.reading()).args;
  const canonical = read[name];
  if (canonical === undefined) return null;
  const lines = parseDealLines(canonical);
  if (lines.length > 1) return { [name]: canonical };
  const typed = readValue(argument, text, ports.reading());
  const isPriced = (one: string | null) =>
    one !== null && parseDealLines(one).some(({ value }) => value !== null);
  if (isPriced(typed) || !isPriced(canonical)) return null;
  const beside = BESIDE_PRICE.flatMap((one) => {
    const value = draft.args[one] === undefined ? read[one] : undefined;
    return value === undefined ? [] : [[one, value] as const];
  });
  return { [name]: canonical, ...Object.fromEntries(beside) };
}

/** What an answer with the products may say as well. */
const BESIDE_PRICE = ["delivery", "shipping"];

/**
 * Returns the values in an answer that says more than the value asked for, or another one: "DAUMAY01 cho 0867 123 456",
 * "dạ khách là chị Bình" where the gift is asked for. Empty for an answer that is only a value.
 */
function valuesIn(text: string, draft: Draft, ports: AnswerPorts): Args {
  const command = ports.registry.get(draft.command);
  const isOpen = ({ name, kind }: CommandArgument) =>
    draft.args[name] === undefined && READ_IN_ANSWER.has(kind);
  const open = command.asked.filter(isOpen);
  if (!open.some(({ name }) => name === draft.asking)) return {};
  const { args, leftover } = ports.intents.readAll(command.name, text, ports.reading());
  const read = open.filter(({ name }) => args[name] !== undefined);
  // "VOUCHER50 cho 0900 000 001" names another customer than the form has.
  const whom = command.asked.find(({ kind }) => kind === "customer")?.name ?? "";
  const isOtherCustomer = draft.args[whom] !== undefined && /^\+|@/.test(args[whom] ?? "");
  const other: Args = isOtherCustomer ? { [whom]: args[whom] ?? "" } : {};
  // "đổi quà DAUMAY01 cho chị Bình" answers with DAUMAY01.
  const isPrinted = read.some(({ name }) => name === draft.asking && /\d/.test(args[name] ?? ""));
  if (read.length === 1 && isPrinted)
    return { [draft.asking ?? ""]: args[draft.asking ?? ""] ?? "", ...other };
  const gift = open.some(({ name, named }) => name === draft.asking && named) ? giftNameIn(text) : null;
  if (gift !== null) return { [draft.asking ?? ""]: gift, ...other };
  const isMore = read.length > 1 || read.some(({ name }) => name !== draft.asking);
  // A phone number in the text is the customer's, whatever stands beside it: "khách là chị Bình số 0867 123 456".
  const isCustomer = read.every(({ name, kind }) => kind === "customer" && /^\+|@/.test(args[name] ?? ""));
  if (!isMore || (!SMALL.test(leftover) && !isCustomer)) return {};
  return Object.fromEntries(read.map(({ name }) => [name, args[name] ?? ""]));
}

/** The words before the customer's number are few: "chị Bình 0867 123 456: máy kẹt giấy". */
const HEAD_CHARS = 40;
/** The pause between the customer and the title. */
const PAUSE = /^ ?[:;,\n–-]/u;

/** Reads the customer and the text that the form takes, if an answer holds both: "0867 123 456: máy kẹt giấy". */
function titledFor(text: string, draft: Draft, ports: AnswerPorts): Args | null {
  const { asked } = ports.registry.get(draft.command);
  const whom = asked.find(({ kind }) => kind === "customer");
  const title = asked.find(({ kind, required }) => kind === "line" && required);
  const isAsked = [whom?.name, title?.name].includes(draft.asking ?? "");
  if (!isAsked || whom === undefined || title === undefined || draft.args[title.name] !== undefined)
    return null;
  const { free, folded } = openPassage(text);
  const found = findReachable(free, folded.source);
  if (found === null || found.start > HEAD_CHARS || /[:;\n]/.test(free.slice(0, found.start))) return null;
  const behind = typedText(folded, found.end, free.length);
  const rest = PAUSE.test(behind) ? behind.replace(PAUSE, "").trim() : "";
  const written = /\p{L}{2}/u.test(rest) ? readValue(title, rest, ports.reading()) : null;
  return written === null ? null : { [whom.name]: found.value, [title.name]: written };
}

/** Returns only the value, if a person repeats the whole request: "đánh giá ngày 32/11" for "ngày 32/11". */
export function saidAgain({ command }: Draft, asking: string, understood: Understanding): string | undefined {
  return understood.kind === "command" && understood.command === command
    ? understood.args[asking]
    : undefined;
}

/**
 * Returns the form with the values of a text that asks for the same command again, "cho chị Bình, 2 MUC12A, giao mai", if
 * the form lacks each of them and one is the value that is asked for; else null.
 */
export function moreValues(
  draft: Draft,
  understood: Understanding,
  ports: AnswerPorts,
): CommandRequest | null {
  if (understood.kind !== "command" || understood.command !== draft.command) return null;
  if (understood.ignored !== undefined || understood.further !== undefined) return null;
  const { asking } = draft;
  const names = Object.keys(understood.args);
  if (asking === null) return changesOfRecord(draft, understood.args, ports);
  const isOpen = names.every((name) => draft.args[name] === undefined);
  if (understood.args[asking] === undefined || !isOpen) return null;
  return { ...filling(draft, understood.args, ports), answered: asking, called: understood.called ?? null };
}

/** Returns the form that asks what to change with these changes; null if they are of another record, or none. */
function changesOfRecord(draft: Draft, args: Args, ports: AnswerPorts): CommandRequest | null {
  const records = ports.registry.get(draft.command).asked.filter(({ kind }) => isRecordKind(kind));
  const isOther = records.some(({ name }) => args[name] !== undefined && args[name] !== draft.args[name]);
  return isOther || Object.keys(args).length === 0 ? null : filling(draft, args, ports);
}

/** Continues the form with these values, whichever field is asked for. A changed value loses the name shown for it. */
function filling(draft: Draft, values: Args, ports: AnswerPorts): CommandRequest {
  return { ...answering(draft, null, ports), args: { ...draft.args, ...values } };
}

/** Continues the form. @param answer null: the question stays open */
export function answering(
  draft: Draft,
  answer: { name: string; value: string } | null,
  ports: AnswerPorts,
): CommandRequest {
  const command = ports.registry.get(draft.command);
  const args = answer === null ? draft.args : { ...draft.args, [answer.name]: answer.value };
  return { ...ofDraft(commandRequest(command, args), draft), answered: answer?.name ?? null };
}
