import { isDeepStrictEqual } from "node:util";
import { withoutAmbiguous, withoutSmallWords } from "./ambiguous.ts";
import { readAmendment } from "./amendment.ts";
import { aroundStop } from "./answers-to-question.ts";
import { type Reading, readArgumentsOf } from "./arguments.ts";
import { tellsOfSomebody } from "./asks-bot.ts";
import { beyondIn } from "./beyond.ts";
import { aroundCorrection, aroundNextRequest, aroundSecondReceiver } from "./clauses.ts";
import { corrected } from "./correction.ts";
import { nameBeside } from "./customer.ts";
import { asksForSomething, decide } from "./decide.ts";
import { aroundDictation, withoutSaidToBot } from "./dictation.ts";
import { endsTakenBack } from "./doubt.ts";
import { cleanText, fold } from "./fold.ts";
import { furtherRecords } from "./further-records.ts";
import type {
  CommandGrammar,
  CommandRead,
  FurtherRecords,
  NamedRead,
  ReadingContext,
  Understanding,
} from "./grammar.ts";
import { aroundHold } from "./holding-back.ts";
import { unusedCondition, unusedCount, unusedRemoval, unusedTime, withoutRemoval } from "./limits.ts";
import { readListedCustomers } from "./listed-customers.ts";
import { type Opinion, openModel } from "./model/model.ts";
import { namedCommandReader } from "./named-command.ts";
import { ownWordFinder, saysSomething } from "./own-words.ts";
import { isQuotation, withoutQuotations } from "./quotation.ts";
import { aroundSecondRequest, isInValueOf, standsAlone, withoutSecondRequest } from "./second-request.ts";
import { sentencesOf } from "./sentences.ts";
import { withoutSomebodyElse } from "./somebody-else.ts";
import { readStandalone } from "./standalone.ts";
import { composedVietnamese } from "./telex.ts";
import { isUnasked, onlyTold, SUBSCRIBES } from "./unasked-write.ts";
import {
  aroundAssignee,
  unusedBrokenPhone,
  unusedConditionOfWrite,
  unusedDiscount,
  unusedGift,
  unusedPerson,
  unusedProducts,
  unusedStep,
  unusedTimeOfWrite,
} from "./unused-parts.ts";
import { inUsualWords, withBroken } from "./usual-words.ts";
import { readValue } from "./value.ts";
import { readRequestOf } from "./whole-request.ts";
import { withoutPoliteness } from "./word-lists.ts";

export type Intents = ReturnType<typeof createIntents>;

/** "who's 0867 123 456" */
const CONTRACTED_IS = /(?<![\p{L}\p{N}])(who|what|how)['’]s(?![\p{L}\p{N}])/giu;
/** A longer text is not read as a sentence, because that takes time with the square of the length. */
const SENTENCE_CHARS = 1_000;
/** In a longer text only so many characters at the start are read for what it asks. The rest is its subject. */
const REQUEST_CHARS = 150;
/** So many words beside a number may be a name, "chị Lan 0867 123 456"; more are a sentence. */
const WORDS_BESIDE = 4;
const LETTER = /\p{L}/u;
/** Stands in for a dictated text while the request around it is read. */
const STAND_IN = "hàng mới về";
/** The arguments that keep a dictated text word for word. */
const VERBATIM = ["note", "resolution"] as const;
/** A number, or a word that can be spoken: with a vowel, and without five consonants in a row. "Zzzz" is none. */
const WORD_OR_NUMBER = /\d|(?<![a-z])(?![a-z]*[^aeiouy\W\d]{5})[a-z]*[aeiouy][a-z]*/;

/**
 * Creates the reader of free text for these commands. Their order decides between equal readings. It never throws.
 * @example createIntents(grammars).understand("đổi quà daumay01 cho 0900 000 001", context)
 *   // { kind: "command", command: "redeem", args: { code: "DAUMAY01", customer: "+84900000001" } }
 */
export function createIntents(commands: readonly CommandGrammar[], model = openModel()) {
  const hasOwnWord = ownWordFinder(commands);
  const byName = new Map(commands.map((command) => [command.name, command]));
  const names = new Set(commands.flatMap(({ name, aliases }) => [name, ...aliases]).map(fold));
  const commandIn = namedCommandReader(commands);
  const replacing = sentencesOf(commands).filter(({ insteadOf }) => insteadOf !== undefined);

  function understand(typed: string, context: ReadingContext): Understanding {
    const whole = understandWhole(typed, context);
    return readFirst(cleanText(typed), whole, context) ?? whole;
  }

  /** Reads the first of two requests in a text. The card names the second as not used. */
  function readFirst(text: string, whole: Understanding, context: ReadingContext): CommandRead | null {
    const read = whole.kind === "command" ? whole : null;
    if (read !== null && (read.ignored ?? read.further ?? read.args.condition) !== undefined) return null;
    const isNo = whole.kind === "nothing" && whole.act !== "report" && whole.act !== "request";
    const parts = isNo ? null : aroundSecondRequest(text, !writes(whole));
    if (parts === null || (read !== null && isInValueOf(read, parts.behind))) return null;
    const before = understandWhole(parts.before, context);
    const grammar = before.kind === "command" ? byName.get(before.command) : undefined;
    if (before.kind !== "command" || grammar === undefined) return null;
    const isSame = read?.command === before.command && isDeepStrictEqual(read.args, before.args);
    if (!isSame && !standsAlone(before, grammar)) return null;
    if (SUBSCRIBES.has(before.command) || SUBSCRIBES.has(read?.command ?? "")) return null;
    return { ...before, ignored: before.ignored ?? parts.behind };
  }

  function understandWhole(typed: string, context: ReadingContext): Understanding {
    const text = inUsualWords(cleanText(typed));
    const dictated = readDictated(text, context);
    if (dictated !== null) return dictated;
    if (endsTakenBack(text)) return { kind: "nothing", act: "denial" };
    const stopped = readStopped(text, context);
    if (stopped !== null) return stopped;
    const parted =
      readCorrection(text, context) ?? readSecondReceiver(text, context) ?? readAssigned(text, context);
    if (parted !== null) return parted;
    const listed = readListedCustomers(commands, text, context);
    if (listed !== null) return listed;
    const one = understandOne(text, context);
    const grammar = one.kind === "command" ? byName.get(one.command) : undefined;
    if (one.kind !== "command" || !grammar) return one;
    const told = onlyTold(one.command, text);
    if (told !== null) return told;
    const said = corrected(text);
    const args = settled(one.args, grammar, said);
    const condition = unusedCondition(grammar.name, args, text);
    if (condition !== null) return { kind: "command", command: grammar.name, args: { condition } };
    const ignored =
      one.ignored ??
      unusedCount(grammar.name, said) ??
      unusedRemoval(grammar.name, said) ??
      unusedTime(grammar.name, said) ??
      unusedTimeOfWrite(grammar, args, said) ??
      unusedGift(grammar.name, args, said) ??
      unusedPerson(grammar, args, said) ??
      unusedBrokenPhone(grammar, args, said) ??
      unusedDiscount(grammar.name, args, said) ??
      unusedStep(grammar.name, args, said) ??
      unusedProducts(grammar.name, args, said) ??
      unusedConditionOfWrite(grammar, args, said) ??
      unusedRequest(grammar.name, said, context);
    const understood = { ...one, args, ...(ignored !== null && { ignored }) };
    return withFurther(understood, grammar, said, one.args) ?? withCalled(understood, grammar, said);
  }

  /** Reads a note or a reason behind a colon. Its words are no part of the request: "…: khách không lấy màu hồng". */
  function readDictated(text: string, context: ReadingContext): CommandRead | null {
    const parts = withoutSecondRequest(aroundDictation(text));
    if (parts === null || parts.body === STAND_IN || corrected(text) !== text) return null;
    const isOthers = parts.isQuoted || tellsOfSomebody(parts.body);
    if (!isOthers && (endsTakenBack(text) || aroundStop(text) !== null)) return null;
    const around = understand(`${parts.head} ${STAND_IN}`, context);
    const grammar = around.kind === "command" ? byName.get(around.command) : undefined;
    if (around.kind !== "command" || grammar?.writes !== true) return null;
    const name = VERBATIM.find((one) => around.args[one]?.endsWith(STAND_IN));
    const argument = grammar.arguments.find((one) => one.name === name);
    const isOfRecord = ["customer", "ticket", "deal"].some((one) => around.args[one] !== undefined);
    if (name === undefined || argument === undefined || !isOfRecord) return null;
    const written = around.args[name]?.replace(STAND_IN, () => parts.body) ?? "";
    const value = readValue(argument, parts.isQuoted ? written : withoutSaidToBot(written), context);
    const ignored = parts.second ?? around.ignored;
    const args = { ...around.args, [name]: value ?? "" };
    return value === null ? null : { ...around, args, ...(ignored !== undefined && { ignored }) };
  }

  /**
   * Reads a text with a clause that takes back what stands before it: nothing for "…, bỏ, khách không cho lưu số", the look-up
   * for "…, thôi, xem phiếu 16002". Null if another order or a corrected value follows.
   */
  function readStopped(text: string, context: ReadingContext): Understanding | null {
    const isCorrected = corrected(text) !== text;
    const stop = aroundStop(text) ?? (isCorrected ? null : aroundHold(text));
    if (stop === null) return null;
    const before = understand(stop.before, context);
    if (!writes(before) && !(before.kind === "nothing" && before.act === "denial")) return null;
    const behind = LETTER.test(stop.behind) ? understand(stop.behind, context) : null;
    if (behind?.kind !== "command") return { kind: "nothing", act: "denial" };
    if (isCorrected || aroundCorrection(text) !== null || writes(behind)) return null;
    // "Khách chưa nói gì" names no record, and reads like a look-up.
    return Object.keys(behind.args).length > 0 ? behind : { kind: "nothing", act: "denial" };
  }

  /** Reads a write whose text corrects itself in words that `corrected` does not know. Without a sure reading it is asked. */
  function readCorrection(text: string, context: ReadingContext): Understanding | null {
    const parts = corrected(text) === text ? aroundCorrection(text) : null;
    const before = parts && understand(parts.before, context);
    if (!parts || before?.kind !== "command" || !writes(before)) return null;
    const { command, args } = before;
    // These write without asking first. With a part that was not understood they are offered.
    if (SUBSCRIBES.has(command)) return null;
    // Behind a colon stands a title, which may hold somebody's own correction. The lines of an order do not.
    if (parts.before.includes(":") && args.lines === undefined) return null;
    const grammar = byName.get(command);
    const change = grammar && readAmendment(parts.behind, { command: grammar, args, context });
    if (change?.kind !== "values" || change.isGuess) return { kind: "unknown", nearest: [command] };
    return { ...before, args: { ...args, ...change.args } };
  }

  /** Reads the first of two redemptions in a text, each with its customer. The card names the second as not used. */
  function readSecondReceiver(text: string, context: ReadingContext): Understanding | null {
    // "…, khoan, đổi voucher50 cho …" takes the first one back.
    const parts = aroundStop(text) === null ? aroundSecondReceiver(text) : null;
    const before = parts && understand(parts.before, context);
    if (!parts || before?.kind !== "command" || before.command !== "redeem") return null;
    const second = understandOne(`đổi quà ${parts.behind}`, context);
    const customer = second.kind === "command" ? second.args.customer : undefined;
    if (customer === undefined || customer === before.args.customer) return null;
    return { ...before, ignored: parts.behind };
  }

  /** Reads a ticket's request without the colleague who is to get it. The card names that part as not used. */
  function readAssigned(text: string, context: ReadingContext): Understanding | null {
    const parts = aroundAssignee(text);
    const before = parts && understandOne(parts.before, context);
    if (!parts || before?.kind !== "command" || !["ticket", "editticket"].includes(before.command))
      return null;
    const ticket = understand(parts.before, context);
    if (ticket.kind !== "command" || (ticket.args.title ?? ticket.args.ticket) === undefined) return null;
    return { ...ticket, ignored: ticket.ignored ?? parts.said };
  }

  /** Returns the change of a ticket before a subscription: `"đóng phiếu 16001"` before `"rồi báo em khi có phiếu gấp"`. */
  function unusedRequest(command: string, text: string, context: ReadingContext): string | null {
    const parts = SUBSCRIBES.has(command) ? aroundNextRequest(text) : null;
    const before = parts && understandOne(parts.before, context);
    if (!parts || before?.kind !== "command" || before.command === command) return null;
    return writes(before) && before.args.ticket !== undefined ? parts.before : null;
  }

  function writes(understood: Understanding): boolean {
    return understood.kind === "command" && byName.get(understood.command)?.writes === true;
  }

  /** Returns the other records that a text names beside those in `args`, or null. */
  function furtherIn(command: string, text: string, args: Reading["args"]): FurtherRecords | null {
    const grammar = byName.get(command);
    return grammar ? furtherRecords(grammar, corrected(text), args) : null;
  }

  function understandOne(text: string, context: ReadingContext): Understanding {
    const asked = text.replace(/^[/!\s]+/, "").trim() || text;
    const sign = commandOfSign(asked);
    if (sign) return { kind: "command", command: sign.name, args: {} };
    if (!saysSomething(asked)) return { kind: "unknown", nearest: [] };

    // The aliases "chào bạn" and "giúp đỡ" consist of polite words only.
    const isName = names.has(fold(asked).trim());
    const typed = composedVietnamese(isName ? asked : withoutPoliteness(asked));
    const said = corrected(typed).replace(CONTRACTED_IS, "$1 is");
    // Every name, usual sentence and told change has a letter: "0900 000 001" is not compared with any.
    const named = LETTER.test(said) ? commandIn(said, context, text.startsWith("/")) : null;
    if (named && (isName || named.isBare)) return named.read;
    const standalone = readStandalone(commands, said);
    if (standalone && (named === null || named.read.command === standalone.command)) {
      return named?.isWhole ? named.read : standalone;
    }
    const opinion = opinionOf(corrected(text.replace(/^\//, "")));
    const decided = decide(opinion, {
      knows: model.knows,
      commandOf: (name) => byName.get(name) ?? null,
      named,
      readAll: (name) => readUnsettled(name, said, context),
      isUnasked: (command) => isUnaskedIn(command, said, context),
      // An explicit change names its field, so a new value in quotes is no quotation.
      isQuotation: !named?.isExplicit && isQuotation(text),
    });
    if (decided.kind === "command") {
      if (named === null && opinion.act === "scope" && saysNothing(decided, "beyond")) {
        return { ...decided, args: { beyond: beyondIn(said) } };
      }
      return saysTooLittle(decided, named, said) ?? replaced(decided, named, said, context);
    }
    if (decided.kind === "nothing") return decided;
    // A number with few words beside it is most likely about that customer.
    const beside = readStandalone(commands, said, WORDS_BESIDE);
    if (beside === null) return WORD_OR_NUMBER.test(fold(said)) ? decided : { kind: "unknown", nearest: [] };
    return named?.isComplete && named.read.command === beside.command ? named.read : beside;
  }

  /** Returns the command whose alias is the first sign of a text without letters and digits: "?" and "??" for help. */
  function commandOfSign(asked: string): CommandGrammar | undefined {
    if (/[\p{L}\p{N}]/u.test(asked)) return undefined;
    return commands.find(({ aliases }) => aliases.includes(asked.slice(0, 1)));
  }

  /** Returns "unknown" for a text without any value that does not clearly name the command. Null for any other text. */
  function saysTooLittle(decided: CommandRead, named: NamedRead | null, said: string): Understanding | null {
    if (Object.keys(decided.args).length > 0) return null;
    // A number that is too short: "0867".
    if (!LETTER.test(said)) return { kind: "unknown", nearest: [decided.command] };
    const opensForm = named === null && asksFirst(decided.command);
    return opensForm && !hasOwnWord(said) ? { kind: "unknown", nearest: [] } : null;
  }

  /** True if the words around a write ask for another thing. Only for a role do its arguments matter. */
  function isUnaskedIn(command: string, said: string, context: ReadingContext): boolean {
    const args = command === "role" ? readUnsettled(command, said, context).args : {};
    return isUnasked({ command, args }, said);
  }

  /** True for a write that needs a value: without any, its form opens. */
  function asksFirst(command: string): boolean {
    const { writes, arguments: all = [] } = byName.get(command) ?? {};
    return writes === true && all.some(({ required }) => required);
  }

  /** True for a command that has this argument, and was read without any but the subject: "help on tickets". */
  function saysNothing({ command, args }: CommandRead, argument: string): boolean {
    const takes = byName.get(command)?.arguments.some(({ name }) => name === argument);
    return takes === true && Object.keys(args).every((name) => name === "topic");
  }

  /** Applies a sentence that means another command than its words seem to: "huỷ đơn 3503" deletes nothing. */
  function replaced(
    decided: CommandRead,
    named: NamedRead | null,
    said: string,
    context: ReadingContext,
  ): CommandRead {
    const folded = fold(said);
    const meant = replacing.find(
      ({ insteadOf, pattern }) => insteadOf === decided.command && pattern.test(folded),
    );
    if (!meant) return decided;
    if (named?.read.command === meant.command.name) return named.read;
    const args = { ...readArguments(meant.command.name, said, context), ...meant.said };
    return { kind: "command", command: meant.command.name, args };
  }

  function readArguments(command: string, text: string, context: ReadingContext): Record<string, string> {
    return readAll(command, text, context).args;
  }

  /** Reads the arguments of a command, and returns with them the words that are none. */
  function readAll(command: string, text: string, context: ReadingContext): Reading {
    const { args, leftover } = readUnsettled(command, text, context);
    const grammar = byName.get(command);
    return { args: grammar ? settled(args, grammar, corrected(text)) : args, leftover };
  }

  function readUnsettled(command: string, text: string, context: ReadingContext): Reading {
    const grammar = byName.get(command);
    if (!grammar) return { args: {}, leftover: text };
    const read = text.length > SENTENCE_CHARS ? readArgumentsOf : readRequestOf;
    return read(grammar, corrected(text), context);
  }

  /** Asks the model what a text is. With quotations it counts as a request only if it is one without them as well. */
  function opinionOf(written: string): Opinion {
    const text = written.length > SENTENCE_CHARS ? written.slice(0, REQUEST_CHARS) : withBroken(written);
    const opinion = model.opinionOf(text);
    const own = withoutQuotations(text);
    return own === null
      ? opinion
      : { ...opinion, request: Math.min(opinion.request, model.opinionOf(own).request) };
  }

  const isRequest = (text: string, isOfRow = false) =>
    asksForSomething(opinionOf(text), { isQuotation: isQuotation(cleanText(text)), isOfRow });
  return { understand, readArguments, readAll, furtherIn, isRequest };
}

/**
 * Adds the other records that the text names. Null if it names none.
 * @param read the arguments before they were settled. Of two gifts that are listed neither is settled: "DAUMAY01 và VOUCHER50"
 */
function withFurther(
  understood: CommandRead,
  grammar: CommandGrammar,
  said: string,
  read: Reading["args"],
): CommandRead | null {
  const { args } = understood;
  const further = furtherRecords(grammar, said, args);
  if (further !== null) return { ...understood, further };
  if (args.code !== undefined || read.code === undefined) return null;
  const gifts = furtherRecords(grammar, said, read);
  return gifts?.kind === "code"
    ? { ...understood, args: { ...args, code: read.code }, further: gifts }
    : null;
}

/** Adds the name that stands beside the customer's number: "chị Lan 0867 123 456". */
function withCalled(understood: CommandRead, grammar: CommandGrammar, said: string): CommandRead {
  const isShort = said.length <= SENTENCE_CHARS;
  const called = isShort ? nameBeside(said, customerIn(grammar, understood.args)) : null;
  return called === null ? understood : { ...understood, called };
}

/** Returns the customer in the arguments of a command that is about an existing one. */
function customerIn({ arguments: all }: CommandGrammar, args: Reading["args"]): string | null {
  const argument = all.find(({ kind }) => kind === "customer");
  return (argument && args[argument.name]) ?? null;
}

/**
 * Leaves out what is no value, and settles which record a write is for where the text names two. A command that reads
 * shows which one it took.
 */
function settled(args: Reading["args"], grammar: CommandGrammar, text: string): Reading["args"] {
  const meant = withoutRemoval(grammar.name, withoutSmallWords(args));
  return grammar.writes ? withoutAmbiguous(withoutSomebodyElse(meant, grammar, text), grammar, text) : meant;
}
