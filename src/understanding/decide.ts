import type { Reading } from "./arguments.ts";
import { fold } from "./fold.ts";
import type { ArgumentKind, CommandGrammar, CommandRead, NamedRead, Understanding } from "./grammar.ts";
import { unusedLimit } from "./limits.ts";
import type { Likely, Opinion } from "./model/model.ts";
import { beginsLikeRequest } from "./person-name.ts";

/** What is known of a text beside the model's opinion. */
export interface Evidence {
  /** The command whose name or usual sentence stands in the text. */
  named: NamedRead | null;
  /** False for a command that the model was not trained for. */
  knows(command: string): boolean;
  commandOf(name: string): CommandGrammar | null;
  /** Reads the arguments of a command in the whole text. */
  readAll(command: string): Reading;
  /** True if the text only repeats the words of somebody else. */
  isQuotation: boolean;
  /** True if the words around the verb ask for another thing than this write. */
  isUnasked(command: string): boolean;
}

/** A reading command is answered from this chance on. Below, the two likeliest are offered. */
const ANSWERED_FROM = 0.5;
/**
 * A write is prepared from this certainty on: the sum of the log odds of the command and of a request. A lower one
 * prepares more of the wanted writes, and more of the unwanted: `npm run bench -- understanding` counts both.
 */
const WRITTEN_FROM = 3;
/** The same if the text holds a word of a denial, a report or a question. */
const WRITTEN_IN_DOUBT_FROM = 5;
/** The same for a change told whole, "đổi email khách 476 thành an@example.com rồi báo khách", and behind "/". */
const EXPLICIT_IN_DOUBT_FROM = 4;
/** However sure the command is, it does not make up for words that are hardly a request. */
const MOST_CERTAIN = 0.985;
/** Below these chances, of the command and of a request, nothing is written. */
const LEAST = { command: 0.65, request: 0.3, requestInDoubt: 0.5 };
/** What a command gains by having its name in the text. */
const NAMED = 0.1;
/** The same if the text also has all that the command needs, and a number or an address among it. */
const NAMED_COMPLETE = 0.9;
/** The same if the text says nothing else. */
const NAMED_WHOLE = 0.7;
/** The same for a change told whole, "đổi email khách 476 thành an@example.com", and for a command behind "/". */
const NAMED_EXPLICIT = 1;
/** A write that the model finds so unlikely, beside a likely other command, is not what its name in the text means. */
const UNLIKELY = 0.15;
/** The same for a text that begins with the name and has all values: "check đổi quà DAUMAY01 cho 0900000001". */
const UNLIKELY_AT_START = 0.35;
const LIKELY_OTHER = 0.55;
/** A reading command that the model finds so unlikely is not meant by its name in a text that most likely asks nothing. */
const UNLIKELY_BESIDE_NONE = 0.02;
const MOSTLY_NONE = 0.9;
const NONE = "none";
/** A name makes a command no likelier than this: whether it is asked for is another question. */
const MOST_BY_NAME = 0.98;
/**
 * A text that leaves its record out is a request from this probability on, if it points at a row of a list, and if it
 * holds a word of a denial.
 */
const ASKED_FROM = { plain: 0.8, ofRow: 0.5, inDoubt: 0.9 };
/** A command is offered from this chance on. */
const OFFERED_FROM = 0.05;
/** The same for a write, which must also be likelier than nothing at all. */
const WRITE_OFFERED_FROM = 0.2;
/** A write is offered only if the text is probably a request. */
const REQUESTED_FROM = 0.7;
/** The same if the text holds a word of a denial, a report or a question. */
const REQUESTED_IN_DOUBT_FROM = 0.9;
const OFFERED = 2;

/**
 * Decides what a text asks for. Only a clear request becomes a command that writes. A question about a write becomes the
 * likeliest reading command, and a denial becomes nothing.
 */
export function decide(opinion: Opinion, evidence: Evidence): Understanding {
  const { named, knows, commandOf } = evidence;
  const isCommand = ({ command }: Likely) => commandOf(command) !== null;
  const writes = ({ command }: Likely) => commandOf(command)?.writes === true;
  const all = rankedBy(opinion, named, commandOf(named?.read.command ?? "")?.writes === true);
  const ranked = withoutUnasked(all, (one) => writes(one) && evidence.isUnasked(one.command));
  const read = ({ command }: Likely): CommandRead => {
    const all = evidence.readAll(command);
    const isNamed = named?.read.command === command;
    const understood: CommandRead = isNamed
      ? readOfNamed(named, commandOf(command), () => all)
      : { kind: "command", command, args: all.args };
    const unused = understood.ignored ?? unusedLimit(command, all.leftover);
    return unused === null
      ? understood
      : { ...understood, args: outside(unused, understood.args), ignored: unused };
  };
  const request = evidence.isQuotation ? 0 : opinion.request;

  if (named && !knows(named.read.command)) {
    const isAllowed = !commandOf(named.read.command)?.writes || isSure(1, request, opinion.isDoubtful);
    return isAllowed ? named.read : { kind: "nothing", act: opinion.act };
  }
  const first = ranked[0];
  if (first && writes(first)) {
    const isExplicit = named?.isExplicit === true && named.read.command === first.command;
    if (isSure(first.chance, request, opinion.isDoubtful, isExplicit)) return read(first);
    // A form that opens, or a list, changes nothing.
    const shown = first.chance >= ANSWERED_FROM ? read(first) : null;
    const grammar = commandOf(first.command);
    if (shown && !wouldWrite(shown.args, grammar)) return { ...shown, isUncertain: true };
    const asks = opinion.act === "question" && request < LEAST.request;
    if (shown && asks && grammar?.changesWith) return withoutChanges(shown, grammar.changesWith);
  }
  // What is no request asks for nothing that writes.
  const requestedFrom = opinion.isDoubtful ? REQUESTED_IN_DOUBT_FROM : REQUESTED_FROM;
  const none = ranked.find(({ command }) => command === NONE)?.chance ?? 0;
  const mayOffer = ({ chance }: Likely) =>
    request >= requestedFrom && chance >= WRITE_OFFERED_FROM && chance > none;
  const possible = ranked.filter((one) => !writes(one) || mayOffer(one));
  const best = possible[0];
  const isToldOnly = evidence.isQuotation && (best === undefined || best.chance < ANSWERED_FROM);
  if (isToldOnly) return { kind: "nothing", act: "quotation" };
  const isRefused = first !== undefined && writes(first) && isTurnedDown(first, request, opinion);
  if (isRefused && (best === undefined || best.chance < ANSWERED_FROM))
    return { kind: "nothing", act: opinion.act };
  if (!best || best.chance < OFFERED_FROM) return { kind: "unknown", nearest: [] };
  if (best.command === NONE && best.chance >= ANSWERED_FROM) return { kind: "nothing", act: opinion.act };
  if (isCommand(best) && !writes(best) && best.chance >= ANSWERED_FROM) return read(best);
  return { kind: "unknown", nearest: offered(possible.filter(isCommand), writes) };
}

/** True for a write that is clearly meant and clearly not asked for: "xoá QUAT16B luôn đi mà thôi khỏi". */
function isTurnedDown({ chance }: Likely, request: number, { act }: Opinion): boolean {
  return chance >= ANSWERED_FROM && request < LEAST.request && act !== "question" && act !== "request";
}

/**
 * True if the words ask to do something, whatever that is.
 * @param isOfRow the text points at a row of a list: "đổi cái cuối cho anh ấy"
 */
export function asksForSomething(
  { request, isDoubtful, act }: Opinion,
  { isQuotation, isOfRow }: { isQuotation: boolean; isOfRow: boolean },
): boolean {
  if (isOfRow && act === "choosing" && !isDoubtful) return !isQuotation;
  const from = isOfRow ? ASKED_FROM.ofRow : ASKED_FROM.plain;
  return !isQuotation && request >= (isDoubtful ? ASKED_FROM.inDoubt : from);
}

/** The kinds that only a sentence's reader tells well: a text ends with its clause, and of two sums one may be old. */
const BY_SENTENCE: ReadonlySet<ArgumentKind> = new Set(["line", "lines", "list", "deal-lines", "amount"]);
const REMARK_WORDS = 6;
/** The commands whose one text is the whole rest after their name. */
const REST_IS_TEXT: ReadonlySet<string> = new Set(["setting", "quiet"]);

/**
 * Returns what a named command's text asks for. Words beside the values of a write are read as a sentence, because a
 * value that ends where the text ends would swallow them: "1 MUC12A, branch Q7".
 */
function readOfNamed(
  { read, isWhole, isExplicit }: NamedRead,
  grammar: CommandGrammar | null,
  readAll: () => Reading,
): CommandRead {
  const kindOf = new Map(grammar?.arguments.map(({ name, kind }) => [name, kind]));
  const isOrder = Object.keys(read.args).some((name) => kindOf.get(name) === "deal-lines");
  // A second number left out may be the right one.
  const isExact = isExplicit ? !/\d/.test(read.ignored ?? "") : isWhole && read.ignored === undefined;
  // "2 x MUC12A giảm 10%; 1 x TIVI01": a line with a price or a discount of its own was read as typed.
  const isPriced = isOrder && /"(?:discount":\{|value":\d)/.test(Object.values(read.args).join());
  // "Máy in Canon 5tr5 giao 15/1" is no name of an order.
  const isProduct = !isOrder && namesProduct(grammar, readAll);
  if (!grammar?.writes)
    return isExact ? withState(read, grammar, readAll) : readOfReading(read, grammar, readAll());
  if ((isExact && !isProduct && (!isOrder || isPriced)) || REST_IS_TEXT.has(read.command)) return read;
  const clear = Object.entries(read.args).filter(([name, value]) => {
    const kind = kindOf.get(name);
    return kind !== undefined && !BY_SENTENCE.has(kind) && !value.startsWith("name:");
  });
  const { args, leftover } = readAll();
  // "… cho 0867123456 với 0900000001: máy in hỏng": the second number is no title.
  const isNumber = (name: string, value: string) =>
    kindOf.get(name) === "line" && !/\p{L}|^\d{1,2}[/.-]\d{1,2}/u.test(value);
  if (Object.entries(args).some(([name, value]) => isNumber(name, value))) return read;
  // A few words that a sentence's reader knows nothing of are a remark or a name: "…, khách quen".
  const more = Object.entries(read.args).filter(([name]) => args[name] === undefined);
  const isRemark = more.every(
    ([name, value]) => kindOf.get(name) !== "amount" && value.split(" ").length <= REMARK_WORDS,
  );
  if (isRemark && Object.entries(args).every(([name, value]) => read.args[name] === value)) return read;
  return withLeft(read, { ...Object.fromEntries(clear), ...args }, leftover);
}

/** Returns the arguments without a guessed name that stands in a part that is not used: "last month vs". */
function outside(unused: string, args: CommandRead["args"]): CommandRead["args"] {
  const isIn = (value: string) =>
    value.startsWith("name:") && fold(unused).includes(fold(value.slice("name:".length)));
  return Object.fromEntries(Object.entries(args).filter(([, value]) => !isIn(value)));
}

/** Returns an exact reading with the state that only words around it say: "phiếu nào đang gấp" asks for open ones. */
function withState(read: CommandRead, grammar: CommandGrammar | null, readAll: () => Reading): CommandRead {
  const takesState = grammar?.arguments.some(({ name, kind }) => name === STATE && kind === "choice");
  const state = takesState && read.args[STATE] === undefined ? readAll().args[STATE] : undefined;
  return state === undefined ? read : { ...read, args: { ...read.args, [STATE]: state } };
}

const STATE = "state";

/** True if a sentence's reader finds products in the text of an order. */
function namesProduct(grammar: CommandGrammar | null, readAll: () => Reading): boolean {
  const lines = grammar?.arguments.find(({ kind }) => kind === "deal-lines")?.name;
  return grammar?.name === "newdeal" && lines !== undefined && readAll().args[lines] !== undefined;
}

/** Kinds that only a sentence's reader finds well: a name, "chị Bình chấm mấy sao", or a number that is said. */
const REREAD_IN_SENTENCE: ReadonlySet<ArgumentKind> = new Set([
  "customer",
  "person",
  "product",
  "ticket",
  "deal",
]);

/** Returns a reading command with the names in its text as a sentence's reader reads them. */
function readOfReading(
  read: CommandRead,
  grammar: CommandGrammar | null,
  { args, leftover }: Reading,
): CommandRead {
  const names = (grammar?.arguments ?? []).flatMap(({ name, kind }) => {
    const before = read.args[name];
    const isName = before === undefined || before.startsWith("name:") || kind === "product";
    const value = REREAD_IN_SENTENCE.has(kind) && isName ? args[name] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  const known = { ...args, ...withoutUsed(read.args, args, leftover), ...Object.fromEntries(names) };
  return withLeft(read, known, names.length > 0 ? leftover : null);
}

/** A name of so many words is one, although a word of it reads like another: "đặng thị hồng". */
const FULL_NAME_WORDS = 3;

/**
 * Leaves out a guessed name whose words the sentence's reader takes for other values, "orders above 5m", or whose words
 * are none of a name: "đơn chưa giao".
 */
function withoutUsed(
  guessed: CommandRead["args"],
  args: CommandRead["args"],
  leftover: string,
): CommandRead["args"] {
  const isNone = (argument: string, value: string) => {
    if (!value.startsWith("name:") || args[argument] !== undefined) return false;
    const name = value.slice("name:".length);
    if (!fold(leftover).includes(fold(name))) return true;
    return name.split(" ").length < FULL_NAME_WORDS && beginsLikeRequest(name);
  };
  return Object.fromEntries(Object.entries(guessed).filter(([name, value]) => !isNone(name, value)));
}

/** Returns the command with these arguments, and the words that neither reader has used. */
function withLeft(
  { command, ignored }: CommandRead,
  args: Record<string, string>,
  leftover: string | null,
): CommandRead {
  const isLeft = ignored !== undefined && (leftover === null || fold(leftover).includes(fold(ignored)));
  return { kind: "command", command, args, ...(isLeft && { ignored }) };
}

/** True if a command is clearly meant, and clearly asked for. */
function isSure(chance: number, request: number, isDoubtful: boolean, isExplicit = false): boolean {
  if (chance < LEAST.command || request < (isDoubtful ? LEAST.requestInDoubt : LEAST.request)) return false;
  const inDoubt = isExplicit ? EXPLICIT_IN_DOUBT_FROM : WRITTEN_IN_DOUBT_FROM;
  return logOdds(Math.min(MOST_CERTAIN, chance)) + logOdds(request) >= (isDoubtful ? inDoubt : WRITTEN_FROM);
}

function logOdds(chance: number): number {
  const possible = Math.min(0.9999, Math.max(0.0001, chance));
  return Math.log(possible / (1 - possible));
}

/** True if a command would write with these arguments, and not first ask for others. */
function wouldWrite(args: Record<string, string>, command: CommandGrammar | null): boolean {
  const { changesWith, arguments: all = [] } = command ?? {};
  if (changesWith) return changesWith.some((name) => args[name] !== undefined);
  return all.every(({ name, required }) => !required || args[name] !== undefined);
}

/** What shows all settings where a question names none. The other commands with a list show it themselves. */
const LISTS_ALL: Readonly<Record<string, string>> = { setting: "settings" };

/** Leaves out what the words rule out. What it was likely to be is shared among the others. */
function withoutUnasked(all: readonly Likely[], isUnasked: (one: Likely) => boolean): Likely[] {
  const left = all.filter((one) => !isUnasked(one));
  const lost = all.filter((one) => !left.includes(one)).reduce((sum, { chance }) => sum + chance, 0);
  const share = Math.max(LEAST_LEFT, 1 - lost);
  return left.map((one) => ({ ...one, chance: Math.min(1, one.chance / share) }));
}

/** A remainder that is smaller says nothing. */
const LEAST_LEFT = 0.1;

/** Returns what a command shows without its changes: "Linh là quản lý phải không" asks for Linh's role. */
function withoutChanges({ command, args }: CommandRead, changesWith: readonly string[]): CommandRead {
  const kept = Object.entries(args).filter(([name]) => !changesWith.includes(name));
  const all = kept.length === 0 ? LISTS_ALL[command] : undefined;
  return { kind: "command", command: all ?? command, args: Object.fromEntries(kept), isUncertain: true };
}

/** The likeliest commands to offer, those that only read first. */
function offered(possible: readonly Likely[], writes: (one: Likely) => boolean): string[] {
  const likely = possible.filter(({ chance }) => chance >= OFFERED_FROM).slice(0, OFFERED);
  return likely.sort((a, b) => Number(writes(a)) - Number(writes(b))).map(({ command }) => command);
}

function gainOf({ isExplicit, isWhole, isComplete }: NamedRead): number {
  if (isExplicit) return NAMED_EXPLICIT;
  if (isComplete) return NAMED_COMPLETE;
  return isWhole ? NAMED_WHOLE : NAMED;
}

function rankedBy({ likely, isDoubtful }: Opinion, named: NamedRead | null, isWrite: boolean): Likely[] {
  if (named === null) return [...likely];
  const { command } = named.read;
  const alone = likely.find((one) => one.command === command)?.chance ?? 0;
  const most = likely[0]?.chance ?? 0;
  // "Giá mà có video hướng dẫn" is a wish, and "giá" the name of a command.
  const none = likely.find((one) => one.command === NONE)?.chance ?? 0;
  if (!named.isExplicit && !isWrite && alone < UNLIKELY_BESIDE_NONE && none >= MOSTLY_NONE)
    return [...likely];
  const isElsewhere = !named.isComplete && !named.isLeading && alone < UNLIKELY && most >= ANSWERED_FROM;
  const isContradicted =
    isWrite &&
    !named.isExplicit &&
    !named.isWhole &&
    (isElsewhere || (named.isComplete && alone < UNLIKELY_AT_START && most >= LIKELY_OTHER));
  const gain = isContradicted ? NAMED : gainOf(named);
  const chance = Math.max(alone, Math.min(named.isExplicit ? 1 : MOST_BY_NAME, alone + gain));
  const others = likely.filter((one) => one.command !== command);
  // "báo cáo chiến dịch 65f8faf6f829af63ddc831dc" says all that the command needs, and nothing else.
  if (named.isWhole && named.isComplete && !(isWrite && isDoubtful)) return [{ command, chance }, ...others];
  return [...others, { command, chance }].sort((a, b) => b.chance - a.chance);
}
