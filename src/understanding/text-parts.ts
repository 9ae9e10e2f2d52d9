import { isDeepStrictEqual } from "node:util";
import { readAmendment } from "./amendment.ts";
import { corrects } from "./amendment-words.ts";
import { aroundStop, stops } from "./answers-to-question.ts";
import { tellsOfSomebody } from "./asks-bot.ts";
import { aroundCorrection, aroundNextRequest, aroundSecondReceiver, type TwoClauses } from "./clauses.ts";
import { corrected } from "./correction.ts";
import { aroundDictation, withoutSaidToBot } from "./dictation.ts";
import { endsTakenBack } from "./doubt.ts";
import type { CommandRead, ReadingContext, Understanding } from "./grammar.ts";
import { aroundHold } from "./holding-back.ts";
import type { KnownCommands } from "./known-commands.ts";
import { putsOff } from "./putting-off.ts";
import {
  aroundSecondOwner,
  aroundSecondRequest,
  standsAlone,
  withoutSecondRequest,
} from "./second-request.ts";
import { readSeveralListChanges } from "./several-list-changes.ts";
import { SUBSCRIBES } from "./unconfirmed-writes.ts";
import { aroundAssignee, aroundSecondPerson, isInValue } from "./unused-parts.ts";
import { readValue } from "./value.ts";

/** What the readers of a text with several parts need to read one of its parts. */
export interface PartReader {
  commands: KnownCommands;
  /** Reads a part as if it were a text of its own. */
  understand(part: string, context: ReadingContext): Understanding;
  /** Does the same, without looking for a second request in the part. */
  understandWhole(part: string, context: ReadingContext): Understanding;
  /** Reads a part as one request, without looking for parts of its own. */
  readRequest(part: string, context: ReadingContext): Understanding;
}

const LETTER = /\p{L}/u;
/** Stands in for a dictated text while the request around it is read. */
const STAND_IN = "hàng mới về";
/** The arguments that keep a dictated text word for word. */
const VERBATIM = ["note", "resolution", "summary"] as const;
/** The argument of a dictated text's record. */
const RECORDS = ["customer", "ticket", "deal"] as const;
const DENIAL: Understanding = { kind: "nothing", act: "denial" };

/** Reads a text with a dictated text, with a clause that takes something back, or with a second receiver. Null for others. */
export function readInParts(text: string, context: ReadingContext, reader: PartReader): Understanding | null {
  const dictated = readDictated(text, context, reader);
  if (dictated !== null) return dictated;
  const lists = readSeveralListChanges(text, reader.commands.find("editcustomer"), context);
  if (lists !== null) return lists;
  if (endsTakenBack(text)) return DENIAL;
  return (
    readStopped(text, context, reader) ??
    readCorrection(text, context, reader) ??
    readSecondReceiver(text, context, reader) ??
    readAssigned(text, context, reader) ??
    readFirstPerson(text, context, reader) ??
    readFirstOwner(text, context, reader)
  );
}

/**
 * Reads the first of two requests in a text. The card names the second as not used.
 * @param whole what the whole text was understood as
 */
export function readFirst(
  text: string,
  whole: Understanding,
  context: ReadingContext,
  { commands, understandWhole }: PartReader,
): CommandRead | null {
  const read = whole.kind === "command" ? whole : null;
  if (read !== null && (read.ignored ?? read.further ?? read.args.condition) !== undefined) return null;
  if (readSeveralListChanges(text, commands.find("editcustomer"), context) !== null) return null;
  const isNo = whole.kind === "nothing" && whole.act !== "report" && whole.act !== "request";
  const parts = isNo ? null : aroundSecondRequest(text, !commands.writes(whole));
  if (parts === null || (read !== null && isInValue(parts.behind, read.args))) return null;
  const before = understandWhole(parts.before, context);
  const grammar = commands.commandOf(before);
  if (before.kind !== "command" || grammar === undefined) return null;
  const isSame = read?.command === before.command && isDeepStrictEqual(read.args, before.args);
  if (!isSame && !standsAlone(before, grammar)) return null;
  if (SUBSCRIBES.has(before.command) || SUBSCRIBES.has(read?.command ?? "")) return null;
  return { ...before, ignored: before.ignored ?? parts.behind };
}

/** Reads a note or a reason behind a colon. Its words are no part of the request: "…: khách không lấy màu hồng". */
function readDictated(
  text: string,
  context: ReadingContext,
  { commands, understand }: PartReader,
): Understanding | null {
  const parts = withoutSecondRequest(aroundDictation(text));
  if (parts === null || parts.body === STAND_IN || corrected(text) !== text) return null;
  // A quotation holds no order. What stands behind it may take the request back.
  const order = parts.isQuoted ? `${STAND_IN}, ${parts.second ?? STAND_IN}` : text;
  const isOthers = !parts.isQuoted && tellsOfSomebody(parts.body);
  if (!isOthers && (endsTakenBack(order) || aroundStop(order) !== null)) return null;
  const around = understand(`${parts.head} ${STAND_IN}`, context);
  const grammar = commands.commandOf(around);
  if (around.kind !== "command" || grammar?.writes !== true) return null;
  const name = VERBATIM.find((one) => around.args[one]?.endsWith(STAND_IN));
  const argument = grammar.arguments.find((one) => one.name === name);
  const isOfRecord = RECORDS.some((one) => around.args[one] !== undefined);
  if (name === undefined || argument === undefined || !isOfRecord) return null;
  const written = around.args[name]?.replace(STAND_IN, () => parts.body) ?? "";
  const value = readValue(argument, parts.isQuoted ? written : withoutSaidToBot(written), context);
  if (value === null) return null;
  if (parts.second !== undefined && takesBack(parts.second)) return DENIAL;
  // "…, à nhầm 475": whose note it is has to be asked.
  if (parts.second !== undefined && corrects(parts.second))
    return { kind: "unknown", nearest: [around.command] };
  const ignored = parts.second ?? around.ignored;
  return { ...around, args: { ...around.args, [name]: value }, ...(ignored !== undefined && { ignored }) };
}

const NO_NOTE =
  /^(?:(?:thôi|thoi|à|a|mà|ma) )?(?:không|khong|ko|k|khỏi|khoi|đừng|chưa|chua) (?:cần |can )?(?:ghi|lưu|luu|note|làm|lam|sửa|sua)(?!\p{L})|(?<!\p{L})(?:rồi|roi|r)(?: (?:nha|nhé|nhe|ạ|a|em|đó|do)){0,2}[.!]*$/iu;
/** "Được không" is polite. */
const ASKED =
  /(?<!\p{L})(?:phải|phai|đúng|dung|ghi|lưu|luu)(?: \p{L}+){0,3} (?:không|khong|ko|k|chưa|chua|hả|ha)[\s.!?]*$|^(?:phải|phai|đúng|dung) (?:không|khong|ko|k)(?!\p{L})/iu;

/** "Không ghi nữa", "để mai ghi", "ghi rồi nha", "phải không": the note before it is not to be written now. */
function takesBack(said: string): boolean {
  return NO_NOTE.test(said) || ASKED.test(said) || stops(said, true) || putsOff(said) !== null;
}

/**
 * Reads a text with a clause that takes back what stands before it: nothing for "…, bỏ, khách không cho lưu số", the look-up
 * for "…, thôi, xem phiếu 16002". Null if another order or a corrected value follows.
 */
function readStopped(
  text: string,
  context: ReadingContext,
  { commands, understand }: PartReader,
): Understanding | null {
  const isCorrected = corrected(text) !== text;
  const stop = aroundStop(text) ?? (isCorrected ? null : aroundHold(text));
  if (stop === null) return null;
  const before = understand(stop.before, context);
  if (!commands.writes(before) && !(before.kind === "nothing" && before.act === "denial")) return null;
  const behind = LETTER.test(stop.behind) ? understand(stop.behind, context) : null;
  if (behind?.kind !== "command") return DENIAL;
  if (isCorrected || aroundCorrection(text) !== null || commands.writes(behind)) return null;
  // "Khách chưa nói gì" names no record, and reads like a look-up.
  return Object.keys(behind.args).length > 0 ? behind : DENIAL;
}

/** Reads a write whose text corrects itself in words that `corrected` does not know. Without a sure reading it is asked. */
function readCorrection(
  text: string,
  context: ReadingContext,
  { commands, understand }: PartReader,
): Understanding | null {
  const parts = corrected(text) === text ? aroundCorrection(text) : null;
  const before = parts && understand(parts.before, context);
  if (!parts || before?.kind !== "command" || !commands.writes(before)) return null;
  const { command, args } = before;
  // These write without asking first. With a part that was not understood they are offered.
  if (SUBSCRIBES.has(command)) return null;
  // Behind a colon stands a title, which may hold somebody's own correction. The lines of an order do not.
  if (parts.before.includes(":") && args.lines === undefined) return null;
  const grammar = commands.find(command);
  const change = grammar && readAmendment(parts.behind, { command: grammar, args, context });
  if (change?.kind !== "values" || change.isGuess) return { kind: "unknown", nearest: [command] };
  return { ...before, args: { ...args, ...change.args } };
}

/** The commands that give something to one customer, each with the words of its request. */
const GIVES: Readonly<Record<string, string>> = { redeem: "đổi quà", addtags: "gắn tag" };

/** Reads the first of two gifts or tags in a text, each with its customer. The card names the second as not used. */
function readSecondReceiver(
  text: string,
  context: ReadingContext,
  { understand, readRequest }: PartReader,
): Understanding | null {
  // "…, khoan, đổi voucher50 cho …" takes the first one back.
  const parts = aroundStop(text) === null ? aroundSecondReceiver(text) : null;
  const before = parts && understand(parts.before, context);
  const request = before?.kind === "command" ? GIVES[before.command] : undefined;
  if (!parts || before?.kind !== "command" || request === undefined) return null;
  const second = readRequest(`${request} ${parts.behind}`, context);
  const customer = second.kind === "command" ? second.args.customer : undefined;
  if (customer === undefined || customer === before.args.customer) return null;
  return { ...before, ignored: parts.behind };
}

/** Reads a ticket's request without the colleague who is to get it. The card names that part as not used. */
function readAssigned(text: string, context: ReadingContext, reader: PartReader): Understanding | null {
  const parts = aroundAssignee(text);
  const request = parts && reader.readRequest(parts.before, context);
  if (request?.kind !== "command" || !["ticket", "editticket"].includes(request.command)) return null;
  return readBefore(parts, ({ args }) => (args.title ?? args.ticket) !== undefined, context, reader);
}

/** Reads the first of several new customers, each with a phone. The card names the others as not used. */
function readFirstPerson(text: string, context: ReadingContext, reader: PartReader): Understanding | null {
  return readBefore(aroundSecondPerson(text), ({ command }) => command === "newcustomer", context, reader);
}

/** Reads the first of two look-ups of two people's records. The card names the second as not used. */
function readFirstOwner(text: string, context: ReadingContext, reader: PartReader): Understanding | null {
  return readBefore(aroundSecondOwner(text), ({ args }) => args.customer !== undefined, context, reader);
}

/** Reads the first part alone, and keeps the second one as not used. Null if the first is no request that is meant. */
function readBefore(
  parts: TwoClauses | null,
  isMeant: (before: CommandRead) => boolean,
  context: ReadingContext,
  { understand }: PartReader,
): CommandRead | null {
  const before = parts && understand(parts.before, context);
  if (!parts || before?.kind !== "command" || !isMeant(before)) return null;
  return { ...before, ignored: before.ignored ?? parts.behind };
}

/** Returns the change of a ticket before a subscription: `"đóng phiếu 16001"` before `"rồi báo em khi có phiếu gấp"`. */
export function changeBeforeSubscription(
  command: string,
  text: string,
  context: ReadingContext,
  { commands, readRequest }: PartReader,
): string | null {
  const parts = SUBSCRIBES.has(command) ? aroundNextRequest(text) : null;
  const before = parts && readRequest(parts.before, context);
  if (!parts || before?.kind !== "command" || before.command === command) return null;
  return commands.writes(before) && before.args.ticket !== undefined ? parts.before : null;
}
