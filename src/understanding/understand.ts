import { aliasFinder, type NamedCommand } from "./aliases.ts";
import { withoutAmbiguous, withoutSmallWords } from "./ambiguous.ts";
import { type Reading, readArgumentsOf } from "./arguments.ts";
import { changesOf } from "./changes.ts";
import { corrected } from "./correction.ts";
import { findReachable } from "./customer.ts";
import { asksForSomething, decide } from "./decide.ts";
import { cleanText, type Folded, fold, foldWithPositions, openPassage, typedText } from "./fold.ts";
import { furtherRecords } from "./further-records.ts";
import type {
  ArgumentGrammar,
  ArgumentKind,
  CommandGrammar,
  CommandRead,
  FurtherRecords,
  NamedRead,
  ReadingContext,
  Understanding,
} from "./grammar.ts";
import { CAPITALISED, ignored } from "./leftover.ts";
import { type Opinion, openModel } from "./model/model.ts";
import { recordWordLength } from "./numbers.ts";
import { findChoice } from "./plain-values.ts";
import { isQuotation, withoutQuotations } from "./quotation.ts";
import { SENTENCES } from "./sentences.ts";
import { readStandalone } from "./standalone.ts";
import { composedVietnamese } from "./telex.ts";
import { isUnasked } from "./unasked-write.ts";
import { readRequestOf } from "./whole-request.ts";
import { withoutPoliteness, withoutQuestion } from "./word-lists.ts";

export type Intents = ReturnType<typeof createIntents>;

/** One possible reading of a text. */
interface Guess extends Reading {
  command: CommandGrammar;
  /** The number of required arguments that the text lacks. */
  missing: number;
  /** The number of characters that named the command, and of words. */
  length: number;
  words: number;
  /** Where the name begins. */
  start: number;
}

/** A text with more words than this after the command's name, and no argument among them, is about something else. */
const STORY_WORDS = 4;
/** "who's 0867 123 456" */
const CONTRACTED_IS = /(?<![\p{L}\p{N}])(who|what|how)['’]s(?![\p{L}\p{N}])/giu;
/** The last word of the alias "tạo phiếu cho" belongs to what follows: it says whom the ticket is for. */
const LEADS_TO = / (?:cho|for)$/;
/** A value that is one code or number: "65f8faf6f829af63ddc831dc". */
const ONE_CODE = /^(?=\S*\d)\S+$/;
/** The key of a setting right behind the name: "settings set tickets.closed Closed". */
const SETTING_KEY = /^\s+[a-z]+\.[a-z]+(?![\p{L}\p{N}@.])/u;
/** A JSON object behind the name, maybe broken: "settings import {…". */
const JSON_BEHIND = /^\s*\{/;
/** A longer text is no sentence. The reader of whole sentences takes time with the square of the length. */
const SENTENCE_CHARS = 1_000;
/** So many words beside a number may be a name, "chị Lan 0867 123 456"; more are a sentence. */
const WORDS_BESIDE = 4;
const LETTER = /\p{L}/u;
const JSON_OBJECT = /^\{[\s\S]*\}$/;

/**
 * Creates the reader of free text for these commands. Their order decides between equal readings. It never throws.
 * @example createIntents(grammars).understand("đổi quà daumay01 cho 0900 000 001", context)
 *   // { kind: "command", command: "redeem", args: { code: "DAUMAY01", customer: "+84900000001" } }
 */
export function createIntents(commands: readonly CommandGrammar[], model = openModel()) {
  const byName = new Map(commands.map((command) => [command.name, command]));
  const names = new Set(commands.flatMap(({ name, aliases }) => [name, ...aliases]).map(fold));
  const namesIn = aliasFinder(commands);
  const readChange = changesOf(commands);
  const sentences = SENTENCES.flatMap(({ command, args: said = {}, whole = false, ...rest }) => {
    const grammar = byName.get(command);
    return grammar ? [{ ...rest, command: grammar, said, whole }] : [];
  });

  function understand(typed: string, context: ReadingContext): Understanding {
    const text = cleanText(typed);
    const one = understandOne(text, context);
    const grammar = one.kind === "command" ? byName.get(one.command) : undefined;
    if (one.kind !== "command" || !grammar) return one;
    const understood = { ...one, args: settled(one.args, grammar, corrected(text)) };
    const further = furtherIn(grammar.name, text, understood.args);
    return further === null ? understood : { ...understood, further };
  }

  /** Returns the other records that a text names beside those in `args`, or null. */
  function furtherIn(command: string, text: string, args: Reading["args"]): FurtherRecords | null {
    const grammar = byName.get(command);
    return grammar ? furtherRecords(grammar, corrected(text), args) : null;
  }

  function understandOne(text: string, context: ReadingContext): Understanding {
    const asked = text.replace(/^[/!\s]+/, "").trim() || text;
    const sign = commands.find(
      (command) => command.aliases.includes(asked.slice(0, 1)) && !/[\p{L}\p{N}]/u.test(asked),
    );
    if (sign) return { kind: "command", command: sign.name, args: {} };

    // The aliases "chào bạn" and "giúp đỡ" consist of polite words only.
    const isName = names.has(fold(asked).trim());
    const typed = composedVietnamese(isName ? asked : withoutPoliteness(asked));
    const said = corrected(typed).replace(CONTRACTED_IS, "$1 is");
    const named = commandIn(said, context, text.startsWith("/"));
    if (named && (isName || named.isBare)) return named.read;
    const standalone = readStandalone(commands, said);
    if (standalone && (named === null || named.read.command === standalone.command)) {
      return named?.isWhole ? named.read : standalone;
    }
    const decided = decide(opinionOf(corrected(text.replace(/^\//, ""))), {
      knows: model.knows,
      commandOf: (name) => byName.get(name) ?? null,
      named,
      readAll: (name) => readUnsettled(name, said, context),
      isUnasked: (command) =>
        isUnasked(
          { command, args: command === "role" ? readUnsettled(command, said, context).args : {} },
          said,
        ),
      // A change says itself where its new value stands, which may be in quotes.
      isQuotation: !named?.isExplicit && isQuotation(text),
    });
    if (decided.kind === "command") {
      // A number that is too short says too little: "0867".
      const isUnclear = !LETTER.test(said) && Object.keys(decided.args).length === 0;
      return isUnclear
        ? { kind: "unknown", nearest: [decided.command] }
        : replaced(decided, named, said, context);
    }
    // A number with few words beside it is most likely about that customer.
    const beside = decided.kind === "unknown" ? readStandalone(commands, said, WORDS_BESIDE) : null;
    if (beside === null) return decided;
    return named?.isComplete && named.read.command === beside.command ? named.read : beside;
  }

  /** Applies a sentence that means another command than its words seem to: "huỷ đơn 3503" deletes nothing. */
  function replaced(
    decided: CommandRead,
    named: NamedRead | null,
    said: string,
    context: ReadingContext,
  ): CommandRead {
    const folded = fold(said);
    const meant = sentences.find(
      ({ insteadOf, pattern }) => insteadOf === decided.command && pattern.test(folded),
    );
    if (!meant) return decided;
    if (named?.read.command === meant.command.name) return named.read;
    const args = { ...readArguments(meant.command.name, said, context), ...meant.said };
    return { kind: "command", command: meant.command.name, args };
  }

  /** @param isSlashed the text begins with "/", so that a name of one word at its start is a command too */
  function commandIn(said: string, context: ReadingContext, isSlashed: boolean): NamedRead | null {
    const change = readChange(said, context);
    if (change && byName.has(change.command)) {
      return {
        read: { kind: "command", ...change },
        isWhole: true,
        isComplete: true,
        isBare: false,
        isLeading: true,
        isExplicit: true,
      };
    }
    const passage = foldWithPositions(said);
    const spoken = sentences.flatMap(({ pattern, unless, insteadOf, ...of }) => {
      if (insteadOf !== undefined) return [];
      const isOther = unless?.test(said) || unless?.test(said.toLowerCase());
      const match = isOther ? null : pattern.exec(passage.text);
      if (!match) return [];
      const { inside, ...values } = match.groups ?? {};
      const place = {
        ...of,
        said: { ...of.said, ...typedValues(values, match, passage) },
        start: match.index,
        end: match.index + match[0].length,
      };
      if (inside === undefined) return [place];
      const start = match.index + match[0].indexOf(inside);
      return [{ ...place, inside: typedText(passage, start, start + inside.length) }];
    });
    const guess = guessOf(passage, [...namesIn(passage), ...spoken], context);
    if (!guess) return null;
    const read = {
      kind: "command" as const,
      command: guess.command.name,
      args: guess.args,
      ...(guess.command.arguments.length === 0 ? {} : ignored(guess)),
    };
    const texts = guess.command.arguments.filter(isText).flatMap(({ name }) => guess.args[name] ?? []);
    const saysMore = guess.leftover !== "" || !texts.every((value) => ONE_CODE.test(value));
    const isClear = guess.command.arguments.some(
      ({ name, kind, required }) =>
        guess.args[name] !== undefined &&
        (/[\d@{]/.test(guess.args[name]) || (required && kind === "choice")),
    );
    // "alert ratings below 2 stars"
    const saysTwo =
      !saysMore &&
      Object.keys(guess.args).length > 1 &&
      guess.command.arguments.every(
        ({ name, kind }) => kind === "choice" || /\d|^$/.test(guess.args[name] ?? ""),
      );
    const isComplete =
      guess.missing === 0 && isClear && guess.start === 0 && (isSlashed || guess.words > 1 || saysTwo);
    return {
      read,
      isWhole: !saysMore && CAPITALISED.test(hasName(guess) ?? "A"),
      isComplete,
      isBare: guess.length === passage.text.length || isNameAndJson(guess),
      isLeading: guess.start === 0 && guess.words > 1,
      isExplicit:
        (guess.start === 0 && (isSlashed || JSON_BEHIND.test(passage.text.slice(guess.length)))) ||
        (isComplete && SETTING_KEY.test(passage.text.slice(guess.length))),
    };
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

  /** What a text quotes asks for nothing: its own words must be a request too. */
  function opinionOf(text: string): Opinion {
    const opinion = model.opinionOf(text);
    const own = withoutQuotations(text);
    return own === null
      ? opinion
      : { ...opinion, request: Math.min(opinion.request, model.opinionOf(own).request) };
  }

  const isRequest = (text: string) => asksForSomething(opinionOf(text), isQuotation(cleanText(text)));
  return { understand, readArguments, readAll, furtherIn, isRequest };
}

/**
 * Leaves out what is no value, and settles which record a write is for where the text names two. A command that reads
 * shows which one it took.
 */
function settled(args: Reading["args"], grammar: CommandGrammar, text: string): Reading["args"] {
  const meant = withoutSmallWords(args);
  return grammar.writes ? withoutAmbiguous(meant, grammar, text) : meant;
}

/** Returns the values of a sentence's groups as they were typed. */
function typedValues(
  groups: Readonly<Record<string, string | undefined>>,
  match: RegExpExecArray,
  passage: Folded,
): Record<string, string> {
  const values = Object.entries(groups).flatMap(([name, folded]) => {
    if (folded === undefined) return [];
    const start = match.index + match[0].indexOf(folded);
    return [[name, typedText(passage, start, start + folded.length)] as const];
  });
  return Object.fromEntries(values);
}

/**
 * Returns the best guess, or null. The longest name at the start decides, unless only another name in the text explains
 * every word: "tra điểm 0900 000 001" asks for points.
 */
function guessOf(passage: Folded, places: readonly NamedCommand[], context: ReadingContext): Guess | null {
  const atStart = places.filter(({ start }) => start === 0);
  const lists = atStart
    .filter(({ whole }) => whole)
    .map((place) => guessAt(passage, place, 0, context))
    .filter(isWhole);
  const named = atStart.filter(({ whole }) => !whole);
  const end = Math.max(0, ...named.map((place) => place.end));
  const first = best([
    ...lists,
    ...named.filter((place) => place.end === end).map((place) => guessAt(passage, place, 0, context)),
  ]);
  // A ticket's text may name any command. A customer's name may hold a command's name: "tra điểm Lan".
  if (first && first.leftover === "" && (takesText(first.command) || !hasName(first))) return first;

  const further = places
    .filter(({ start, command }) => start >= end && command !== first?.command)
    .flatMap((place) => {
      const guess = guessInside(passage, place, end, context);
      return guess && (!place.whole || isWhole(guess)) ? [guess] : [];
    });
  const second = best(further);
  if (!first) return second ?? null;
  if (second && second.missing === 0 && Object.keys(second.args).length > 0) return second;
  return isStory(first) ? null : first;
}

/** True if the text is the name and its arguments: "phiếu gấp hôm nay". "Phiếu" alone is not enough. */
function isWhole({ args, missing, leftover }: Guess): boolean {
  return missing === 0 && leftover === "" && Object.keys(args).length > 0;
}

/** True if a text only begins with a command's name: "khách này khó tính quá trời luôn". */
function isStory({ args, missing, leftover }: Guess): boolean {
  return missing > 0 && Object.keys(args).length === 0 && leftover.split(" ").length > STORY_WORDS;
}

/** True for "nhập cài đặt {…}": what stands beside the name is one JSON object. */
function isNameAndJson({ args, leftover, start }: Guess): boolean {
  const values = Object.values(args);
  return start === 0 && leftover === "" && values.length === 1 && JSON_OBJECT.test(values[0] ?? "");
}

/** @param from the start of the text that names no command yet */
function guessAt(passage: Folded, place: NamedCommand, from: number, context: ReadingContext): Guess {
  const { command, inside = "" } = place;
  const before = typedText(passage, from, place.start);
  const end = place.end - lengthOfLead(passage.text, place);
  const after = typedText(passage, end, passage.text.length).replace(/^[\s:,–-]+/, "");
  const parts = [before, `${inside} ${after}`].map((part) => part.trim()).filter((part) => part !== "");
  const { args, leftover } = readArgumentsOf(command, parts.join("\n"), context);
  Object.assign(args, place.said);
  for (const { name, kind, choices } of command.arguments) {
    if (kind !== "choice" || args[name] !== undefined) continue;
    // "tiếng Việt" both names the command and chooses.
    const chosen = findChoice(passage.text.slice(place.start, place.end), choices ?? []);
    if (chosen) args[name] = chosen.value;
  }
  const missing = command.arguments.filter(
    ({ name, required }) => required && args[name] === undefined,
  ).length;
  const words = passage.text.slice(place.start, place.end).split(/[^\p{L}\p{N}]+/u).length;
  return { command, args, leftover, missing, length: place.end - place.start, words, start: place.start };
}

/** Returns the length of the last words of a name that belong to what follows: "cho", or "phiếu" before a number. */
function lengthOfLead(text: string, { command, start, end }: NamedCommand): number {
  const name = text.slice(start, end);
  const kind = command.arguments.map((argument) => argument.kind).find(isRecordKind);
  const ofRecord = kind === undefined ? 0 : recordWordLength(kind, name, text.slice(end));
  return ofRecord || (LEADS_TO.exec(name)?.[0].length ?? 0);
}

function isRecordKind(kind: ArgumentKind): kind is "ticket" | "deal" {
  return kind === "ticket" || kind === "deal";
}

/** Returns the guess for a name inside the text. The words before it must be values or words of a question. */
function guessInside(
  passage: Folded,
  place: NamedCommand,
  from: number,
  context: ReadingContext,
): Guess | null {
  const before = typedText(passage, from, place.start);
  // "tìm Nguyễn Thị Điểm" is about a person.
  if (/^\p{Lu}\p{Ll}/u.test(typedText(passage, place.start, place.end)) && /\p{Lu}\p{Ll}*\s*$/u.test(before))
    return null;
  if (takesText(place.command) && !onlyLeadsUp(before)) return null;
  const guess = guessAt(passage, place, from, context);
  // Beside a number a name says nothing more: "xem điểm của chị Lan 0900 000 001".
  if (guess.leftover !== "" && !(guess.missing === 0 && CAPITALISED.test(guess.leftover))) return null;
  // Before the command's name, only capitals distinguish a customer's name from other words.
  const name = hasName(guess);
  return name && !onlyLeadsUp(before) && !CAPITALISED.test(name) ? null : guess;
}

function takesText(command: CommandGrammar): boolean {
  return command.arguments.some(isText);
}

function isText({ kind, keyed }: ArgumentGrammar): boolean {
  return (kind === "line" || kind === "lines") && !keyed;
}

function onlyLeadsUp(before: string): boolean {
  const { free, folded } = openPassage(before);
  const found = findReachable(free, folded.source);
  const words = found ? `${free.slice(0, found.start)} ${free.slice(found.end)}` : folded.source;
  return withoutQuestion(words.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim()) === "";
}

/** Returns the name in a guess, which may be other words. An introduced one is sure: "phiếu của khách Bình". */
function hasName({ command, args }: Guess): string | undefined {
  const values = command.arguments.flatMap(({ name, introduced }) => (introduced ? [] : (args[name] ?? [])));
  return values.find((value) => value.startsWith("name:"));
}

/** Returns the guess with the fewest missing arguments, then the fewest leftover words, then the longest name. */
function best(guesses: readonly Guess[]): Guess | undefined {
  return [...guesses].sort(
    (a, b) => a.missing - b.missing || a.leftover.length - b.leftover.length || b.length - a.length,
  )[0];
}
