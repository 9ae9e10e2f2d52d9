import type { RecordKind, ShownRecord } from "../cards/card.ts";
import { namesIn, saysWhichOne } from "../understanding/about-one.ts";
import { findReachable } from "../understanding/customer.ts";
import { fold, openPassage } from "../understanding/fold.ts";
import { ADDED, type ReadingContext, type Understanding } from "../understanding/grammar.ts";
import { findReferences, isOpening, type Reference, readRowNumber } from "../understanding/references.ts";
import { composedVietnamese } from "../understanding/telex.ts";
import { type Args, type Command, type CommandArgument, isComplete } from "./command.ts";
import { type Conversation, isPartOf, type Meant, meantBy } from "./conversation.ts";
import type { Registry } from "./registry.ts";
import { argumentName, BY_NUMBER } from "./shown-records.ts";

/** What a text asks for about records that were shown. */
export type Pointed =
  /** A command with these records among its arguments. */
  | {
      kind: "command";
      command: Command;
      args: Args;
      recalled: readonly ShownRecord[];
      ignored: string | null;
      /** False for a write that the text with its records does not clearly ask for. */
      isCertain: boolean;
    }
  /** The words mean a record, and none was shown: the command asks for this argument. */
  | { kind: "unclear"; command: Command; args: Args; argument: string; said: string };

export interface PointingPorts {
  registry: Registry;
  understand(text: string): Understanding;
  /** True if the words ask to do something, whatever that is. `isOfRow`: they point at a row, or name a field. */
  isRequest(text: string, isOfRow?: boolean): boolean;
  reading(): ReadingContext;
}

/**
 * The number that stands in the text for a customer who was shown, because a number is understood at any place in a
 * sentence. The customer's own reference replaces it before anything is done.
 */
const STAND_IN = "0999999999";
const STAND_IN_VALUE = "+84999999999";
const STAND_INS = /0999999999|\+84999999999/g;

/** Most look-ups are nothing else. */
const PHONE_ALONE = /^[+\d][\d\s.-]{8,}$/;

/** A reference with the record that it means. */
interface Resolved extends Meant {
  reference: Reference;
}

/** Understands a text with words like "khách này" or "cái thứ 2". Null if it has none, or they mean nothing here. */
export function understandPointing(
  typed: string,
  conversation: Conversation,
  ports: PointingPorts,
): Pointed | null {
  if (PHONE_ALONE.test(typed)) return null;
  const text = withoutOwner(composedVietnamese(typed), conversation);
  const number = conversation.isListLast ? readRowNumber(text) : null;
  const references = number === null ? referencesIn(text) : [wholeText(text, number)];
  const named = references.length === 0 ? rowNamed(text, conversation, ports.registry) : null;
  if (named !== null) return named;
  const resolved = oneOfEachKind(references, conversation);
  const [only] = resolved;
  if (resolved.length === 1 && only?.isRow && only.open !== null && isOpening(text, only.reference)) {
    const shown = opened(only, ports.registry);
    if (shown !== null) return shown;
  }
  const asPerson = resolved.length === 0 ? rowOfPerson(text, references, conversation) : null;
  const opensPerson = asPerson === null ? null : opened(asPerson, ports.registry);
  if (opensPerson !== null) return opensPerson;
  const meant = resolved.length === 0 ? null : inPlaceOf(text, resolved, ports);
  if (meant?.kind === "command" && isOfAnother(meant, text, conversation)) return toAsk(meant, resolved);
  if (meant !== null && (isOwn(meant, text, ports) || mayStand(meant, text, ports))) return meant;
  const unknown = references.find((one) => !one.isWeak && meantBy(one, conversation) === null);
  return unknown === undefined ? null : withoutRecord(text, unknown, ports);
}

/** "Của chị Bình", "of Bình". */
const OWNER =
  / (?:của|cua|of) (?:(?:anh|chị|chi|cô|chú|bác|bà|ông|a|c|khách|kh) )?(?<name>\p{L}+(?: \p{L}+){0,4}?)(?=\s*$| (?:đi|di|nha|nhé|nhe|giúp|giup|luôn|luon)(?!\p{L}))/iu;

/** Leaves out whose row it is, if that is the customer shown: "cái đầu của chị Bình" in Bình's orders. */
function withoutOwner(text: string, { isListLast, records }: Conversation): string {
  const [first] = findReferences(text);
  const owner = isListLast && first !== undefined && first.which !== "last" ? OWNER.exec(text) : null;
  const shown = records.find(({ kind }) => kind === "customer")?.name ?? "";
  if (owner === null || owner.index < (first?.end ?? 0) || !isPartOf(owner.groups?.name ?? "", shown))
    return text;
  return text.slice(0, owner.index) + text.slice(owner.index + owner[0].length);
}

/** Returns the row that "người đầu tiên" means in the last list, if that lists no people: a list of tickets. */
function rowOfPerson(
  text: string,
  [reference, ...others]: readonly Reference[],
  conversation: Conversation,
): Meant | null {
  if (reference?.kind !== "customer" || reference.which === "last" || others.length > 0) return null;
  if (!conversation.isListLast || !isOpening(text, reference)) return null;
  return meantBy({ ...reference, kind: null }, conversation);
}

/** Opens a row that its number and a part of its name mean: "chị Bình đầu tiên" in a list of people called Bình. */
function rowNamed(text: string, conversation: Conversation, registry: Registry): Pointed | null {
  const [list] = conversation.isListLast ? conversation.lists : [];
  const names = new Set((list?.rows ?? []).flatMap(({ record }) => fold(record?.name ?? "").split(/\s+/)));
  const words = text.split(/(?<=\s)/u);
  const left = words.filter((word) => !names.has(fold(word.trim()))).join("");
  if (left === text) return null;
  const [reference, ...others] = findReferences(left);
  if (reference === undefined || others.length > 0 || !isOpening(left, reference)) return null;
  const meant = meantBy(reference, conversation);
  return meant === null || !meant.isRow ? null : opened(meant, registry);
}

/** Returns the record that an answer means, if it is no more than words for one: "chị ấy", "người thứ 2". */
export function recordMeant(
  text: string,
  kind: RecordKind,
  conversation: Conversation,
): { record: ShownRecord } | { said: string } | null {
  const [reference, ...others] = referencesIn(text);
  if (reference === undefined || others.length > 0 || !isOpening(text, reference)) return null;
  if (reference.kind !== null && reference.kind !== kind) return null;
  const meant = meantBy({ ...reference, kind }, conversation);
  if (meant !== null) return { record: meant.record };
  return reference.isWeak ? null : { said: reference.said };
}

/** Returns the argument of a command that takes a record of this kind. */
export function argumentFor(command: Command, kind: RecordKind): CommandArgument | null {
  const commands = BY_NUMBER[kind];
  if (commands !== undefined && !commands.includes(command.name)) return null;
  return command.arguments.find((one) => one.kind === kind || one.name === argumentName(kind)) ?? null;
}

function referencesIn(text: string): Reference[] {
  const all = findReferences(text);
  return hasReachable(text) ? all.filter(({ kind }) => kind !== null && kind !== "customer") : all;
}

/** A number or an address in the text says itself who is meant. */
export function hasReachable(text: string): boolean {
  const { free, folded } = openPassage(text);
  return findReachable(free, folded.source) !== null;
}

function wholeText(text: string, row: number): Reference {
  return { start: 0, end: text.length, said: text, kind: null, which: { row }, isWeak: true };
}

/** True for a write about a row, and nothing else, with another customer's name: "xoá cái đầu của anh An" in Bình's orders. */
function isOfAnother(
  { command, recalled }: Extract<Pointed, { kind: "command" }>,
  text: string,
  { records }: Conversation,
): boolean {
  const takesOnlyRecords = command.arguments.every(({ kind }) => kind === "deal" || kind === "ticket");
  if (command.effect !== "write" || !takesOnlyRecords || recalled.length === 0) return false;
  const shown = records.find(({ kind }) => kind === "customer")?.name ?? "";
  return namesIn(text).some((name) => !isPartOf(name, shown));
}

/** Returns the command with its record left open, so that it asks for it. */
function toAsk(
  { command, args }: Extract<Pointed, { kind: "command" }>,
  [meant]: readonly Resolved[],
): Pointed | null {
  const argument = meant && argumentFor(command, meant.record.kind)?.name;
  if (meant === undefined || argument === undefined) return null;
  const { [argument]: _, ...others } = args;
  return { kind: "unclear", command, args: others, argument, said: meant.reference.said };
}

/** Returns the references with their records; of two for one kind, a row counts more than the record last shown. */
function oneOfEachKind(references: readonly Reference[], conversation: Conversation): Resolved[] {
  const byKind = new Map<RecordKind, Resolved>();
  for (const reference of references) {
    const meant = meantBy(reference, conversation);
    if (meant === null) continue;
    const before = byKind.get(meant.record.kind);
    if (before === undefined || (meant.isRow && !before.isRow)) {
      byKind.set(meant.record.kind, { ...meant, reference });
    }
  }
  return [...byKind.values()].sort((a, b) => a.reference.start - b.reference.start);
}

function opened({ open }: Meant, registry: Registry): Pointed | null {
  const command = open === null ? null : registry.find(open.command);
  // A question about a gift's row redeems nothing, although its only button does.
  if (command === null || command.effect === "write") return null;
  return { kind: "command", command, args: open?.args ?? {}, recalled: [], ignored: null, isCertain: true };
}

/** Understands the text with each record written in the place of the words for it. */
function inPlaceOf(text: string, resolved: readonly Resolved[], ports: PointingPorts): Pointed | null {
  let filled = "";
  let from = 0;
  for (const { reference, record } of resolved) {
    filled += text.slice(from, reference.start) + written(record, reference.kind !== null);
    from = reference.end;
  }
  const understood = ports.understand(filled + text.slice(from));
  const meant = resolved.map(({ record, reference }) => ({ record, said: reference.said }));
  const pointed = settled(understood, meant, ports.registry);
  return pointed && { ...pointed, args: withNotedWords(pointed.args, text, resolved) };
}

/** "Ghi chú chị ấy thích màu đỏ": behind the word for a note the words for a record are a part of it. */
const NOTED = /(?<!\p{L})(?:ghi chu|gchu|note)(?: (?:la|lai|rang|that))? $/u;

function withNotedWords(args: Args, text: string, resolved: readonly Resolved[]): Args {
  const { note } = args;
  if (note === undefined) return args;
  const [mark, words] = note.startsWith(ADDED) ? [ADDED, note.slice(ADDED.length)] : ["", note];
  const noted = resolved.find(
    ({ reference: { start, end } }) =>
      NOTED.test(fold(text.slice(0, start))) && text.slice(end).trimStart().startsWith(words),
  );
  if (noted === undefined) return args;
  const { start, end } = noted.reference;
  return { ...args, note: `${mark}${text.slice(start, end).trim()} ${words}` };
}

/** These are written with their noun: a number alone may be anything. */
const NUMBERED: ReadonlySet<RecordKind> = new Set(["ticket", "deal", "digest", "alert"]);

const NOUNS: Readonly<Record<RecordKind, string>> = {
  customer: "",
  ticket: "phiếu ",
  deal: "đơn ",
  product: "",
  campaign: "chiến dịch ",
  gift: "",
  digest: "báo cáo số ",
  alert: "cảnh báo số ",
};

export function written({ kind, reference }: ShownRecord, withNoun: boolean): string {
  if (kind === "customer") return STAND_IN;
  return `${withNoun || NUMBERED.has(kind) ? NOUNS[kind] : ""}${reference}`;
}

/** Puts the customer's reference in the place of the number that stood in for it. Null if no record was used. */
export function settled(
  understood: Understanding,
  meant: readonly { record: ShownRecord; said: string }[],
  registry: Registry,
): Extract<Pointed, { kind: "command" }> | null {
  if (understood.kind !== "command") return null;
  const command = registry.get(understood.command);
  const customer = meant.find(({ record }) => record.kind === "customer");
  const args: Record<string, string> = {};
  for (const [name, value] of Object.entries(understood.args)) {
    const takes = value === STAND_IN_VALUE ? argumentFor(command, "customer") : null;
    if (takes !== null && customer) args[takes.name] = customer.record.reference;
    // Another argument of phone numbers stays empty: what was shown is a customer.
    else if (!isStandIn(value)) args[name] = value.replace(STAND_INS, customer?.said ?? "").trim();
  }
  const recalled = meant.map(({ record }) => record).filter((record) => holds(command, args, record));
  if (recalled.length === 0) return null;
  const ignored = understood.ignored?.replace(STAND_INS, customer?.said ?? "").trim() || null;
  const isCertain = !understood.isUncertain;
  return { kind: "command", command, args, recalled, ignored, isCertain };
}

/**
 * True if a command may be filled with records from the conversation. A write may only if the text as it was typed is a
 * request, and names no other record: what stands in the place of "khách này" adds nothing to what is being done.
 */
export function mayStand(
  pointed: Pointed,
  text: string,
  { registry, understand, isRequest }: PointingPorts,
): boolean {
  const { command } = pointed;
  if (command.effect !== "write") return true;
  const isOfCustomer = argumentFor(command, "customer") !== null || findReferences(text).length === 0;
  if (isOfCustomer && saysWhichOne(text, possibleNames(pointed))) return false;
  const typed = understand(text);
  if (typed.kind === "command") {
    // A form that opens still asks for the rest, and shows the record.
    const isForm = command.arguments.some((one) => one.required && pointed.args[one.name] === undefined);
    if (typed.command === command.name && (isForm || !typed.isUncertain)) return true;
    const other = registry.get(typed.command);
    const isOther = typed.command !== command.name && isComplete(other, typed.args);
    if (isOther && other.effect === "write") return false;
  }
  const isOfRow = findReferences(text).some(({ which }) => which !== "last");
  return pointed.kind === "command" && pointed.isCertain && isRequest(text, isOfRow);
}

/** True for a change of the bot's own records that words for them ask for. It can be undone, or is confirmed. */
function isOwn(pointed: Pointed, text: string, { isRequest }: PointingPorts): boolean {
  if (pointed.kind !== "command" || !pointed.isCertain || TAKEN_BACK.test(fold(text))) return false;
  const isBotRecord = pointed.recalled.every(({ kind }) => BY_NUMBER[kind] !== undefined);
  return isBotRecord && (isRequest(text) || !ASKS_OR_TELLS.test(fold(text)));
}

/** Words of a question or a report at the end: "tạm dừng 2 tiếng rồi", "bật lại chưa". */
const ASKS_OR_TELLS =
  /\?|(?<!\p{L})(?:chua|ha|roi|r|hom qua|khong|ko|k|a|vay)(?: em| anh| chi| nhe| nha)?\W{0,3}$/u;
const TAKEN_BACK =
  /(?<!\p{L})(?:huy|het|dung|khoi|khong can|ko can) (?:tam dung|tam ngung|im|go|xoa|tat)(?!\p{L})/u;

/** Returns the values that may be a person's name, as that of a new owner. What is read as a code may be anything. */
function possibleNames({ command, args }: Pointed): Args {
  const codes = new Set(command.arguments.filter(({ kind }) => kind === "code").map(({ name }) => name));
  return Object.fromEntries(Object.entries(args).filter(([name]) => !codes.has(name)));
}

function isStandIn(value: string): boolean {
  return value.replace(STAND_INS, "") === "";
}

function holds(command: Command, args: Args, { kind, reference }: ShownRecord): boolean {
  const argument = argumentFor(command, kind);
  return argument !== null && args[argument.name] === reference;
}

/** Understands the text without the words that mean nothing here. The command then asks for the record. */
function withoutRecord(
  text: string,
  { start, end, said, kind }: Reference,
  ports: PointingPorts,
): Pointed | null {
  if (kind === null) return null;
  const left = `${text.slice(0, start)} ${text.slice(end)}`.replace(
    / (?:của|cho|cua|of|for) (?= |$)/giu,
    " ",
  );
  const understood = /[\p{L}\p{N}]/u.test(left) ? ports.understand(left) : null;
  const named = understood?.kind === "command" ? ports.registry.get(understood.command) : null;
  const args = understood?.kind === "command" ? understood.args : {};
  const argument = named && argumentFor(named, kind);
  if (named && argument && !args[argument.name]?.match(/^[+\d]|^(?:customer|lead|id):/)) {
    const { [argument.name]: _, ...others } = args;
    return { kind: "unclear", command: named, args: others, argument: argument.name, said };
  }
  return null;
}
