import {
  type AliasIndex,
  accentsOf,
  indexAliases,
  type NamedCommand,
  namedAt,
  type Word,
} from "./aliases.ts";
import { type Reading, readArgumentsOf } from "./arguments.ts";
import { changesOf } from "./changes.ts";
import { corrected, vocabularyOf, withoutTelex } from "./correction.ts";
import { findBrokenPhone, findLabelledId, findReachable } from "./customer.ts";
import { clean, type Folded, fold, foldWithPositions, openPassage } from "./fold.ts";
import type { CommandGrammar, ReadingContext, StandaloneKind, Understanding } from "./grammar.ts";
import { candidatesOf, isMistyped, nearest } from "./nearest.ts";
import { findChoice } from "./plain-values.ts";
import { SENTENCES } from "./sentences.ts";
import { withoutPoliteness, withoutQuestion } from "./word-lists.ts";

export interface Intents {
  understand(text: string, context: ReadingContext): Understanding;
  readArguments(command: string, text: string, context: ReadingContext): Record<string, string>;
}

/** One possible reading of a text. */
interface Guess extends Reading {
  command: CommandGrammar;
  /** The number of required arguments that the text lacks. */
  missing: number;
  /** The number of characters that named the command. */
  length: number;
}

interface Place {
  start: number;
  end: number;
}

/** A name further in than this belongs to a story, not to a request. */
const WORDS_SEARCHED = 14;
/** More words than this after a command's name, and no argument among them, are not for the command. */
const STORY_WORDS = 4;
/** "who's 0867 123 456" */
const CONTRACTED_IS = /(?<![\p{L}\p{N}])(who|what|how)['’]s(?![\p{L}\p{N}])/giu;
/** The last word of "tạo phiếu cho" names nothing by itself: it says whom what follows is for. */
const LEADS_TO = / (?:cho|for)$/;
/** "Danh sách khách vip" asks for less than all of them. */
const SAYING_LETTERS = 3;
/** Somebody by their number or address: a name beside it says nothing more. */
const REACHES = /^\+\d|@|^(?:id|customer|lead):/;
const CAPITALISED = /^(?:name:)?\p{Lu}\S*(?: \p{Lu}\S*)*$/u;
/** A name beside a number, "chị Lan 0867 123 456", is still a bare number; a sentence around it is not. */
const WORDS_BESIDE = 4;
const TICKET = /^# ?([1-9]\d{0,9})$/;
const ID = /^([1-9]\d{0,11})$/;

/**
 * Creates the reader of free text for these commands. Their order decides between equal readings. It never throws.
 * @example createIntents(grammars).understand("đổi quà daumay01 cho 0900 000 001", context)
 *   // { kind: "command", command: "redeem", args: { code: "DAUMAY01", customer: "+84900000001" } }
 */
export function createIntents(commands: readonly CommandGrammar[]): Intents {
  const byName = new Map(commands.map((command) => [command.name, command]));
  const names = new Set(commands.flatMap(({ name, aliases }) => [name, ...aliases]).map(fold));
  const aliases = indexAliases(commands);
  const candidates = candidatesOf(commands);
  const vocabulary = vocabularyOf(commands);
  const readChange = changesOf(commands);
  const sentences = SENTENCES.flatMap(({ command, pattern, args: said = {}, whole = false }) => {
    const grammar = byName.get(command);
    return grammar ? [{ command: grammar, pattern, said, whole }] : [];
  });

  function understand(text: string, context: ReadingContext): Understanding {
    const asked =
      clean(text)
        .replace(/^[/!\s]+/, "")
        .trim() || clean(text);
    const sign = commands.find(
      (command) => command.aliases.includes(asked.slice(0, 1)) && !/[\p{L}\p{N}]/u.test(asked),
    );
    if (sign) return { kind: "command", command: sign.name, args: {} };

    // "Chào bạn" and "giúp đỡ" are names: without their polite words nothing is left of them.
    const isName = names.has(fold(asked).trim());
    const said = corrected(isName ? asked : withoutPoliteness(asked)).replace(CONTRACTED_IS, "$1 is");
    const command = commandIn(said, context);
    if (command) return command;
    const plain = withoutTelex(said, vocabulary);
    const meant = plain !== null && beginsWithName(plain) ? commandIn(plain, context) : null;
    if (meant) return meant;
    const standalone = readStandalone(commands, said, (words) => isMistyped(candidates, words));
    return standalone ?? { kind: "unknown", nearest: nearest(candidates, said, context) };
  }

  function beginsWithName(said: string): boolean {
    return namesIn(foldWithPositions(said), aliases).some(({ start }) => start === 0);
  }

  function commandIn(said: string, context: ReadingContext): Understanding | null {
    const change = readChange(said, context);
    if (change && byName.has(change.command)) return { kind: "command", ...change };
    const passage = foldWithPositions(said);
    const named = namesIn(passage, aliases);
    const spoken = sentences.flatMap(({ pattern, ...of }) => {
      const match = pattern.exec(passage.text);
      if (!match) return [];
      const inside = match.groups?.inside;
      const place = { ...of, start: match.index, end: match.index + match[0].length };
      if (inside === undefined) return [place];
      const start = match.index + match[0].indexOf(inside);
      return [{ ...place, inside: typedText(passage, { start, end: start + inside.length }) }];
    });
    const guess = guessOf(passage, [...named, ...spoken], context);
    return guess && { kind: "command", command: guess.command.name, args: guess.args, ...ignored(guess) };
  }

  function readArguments(command: string, text: string, context: ReadingContext): Record<string, string> {
    const grammar = byName.get(command);
    return grammar ? readArgumentsOf(grammar, corrected(text), context).args : {};
  }

  return { understand, readArguments };
}

/** Every command named among the first words. */
function namesIn(passage: Folded, aliases: AliasIndex): NamedCommand[] {
  const words: Word[] = [];
  for (const match of passage.text.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (words.length === WORDS_SEARCHED) break;
    const [start, end] = [match.index, match.index + match[0].length];
    const [folded, written] = [match[0], typedText(passage, { start, end }).toLowerCase()];
    words.push({ folded, written, accents: written === folded ? "" : accentsOf(written), start, end });
  }
  return words.flatMap((_, position) => namedAt(aliases, words, position));
}

/**
 * The best guess, or null. A name at the start decides, the longest first, unless another name in the text explains every
 * word of it and the first does not: "tra điểm 0900 000 001" asks for points.
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
  // A ticket's words may name any command, and a name may be made of one's words: "tra điểm Lan".
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

/** "phiếu gấp hôm nay" says nothing but which; "phiếu" alone may be any of them. */
function isWhole({ args, missing, leftover }: Guess): boolean {
  return missing === 0 && leftover === "" && Object.keys(args).length > 0;
}

/** One short word more is a slip, and a name beside a number is theirs; any other words may have meant something. */
function ignored({ command, args, leftover }: Guess): { ignored?: string } {
  const isName = CAPITALISED.test(leftover);
  const isBeside = Object.values(args).some((value) => REACHES.test(value));
  const isWord = leftover.length >= SAYING_LETTERS && !isBeside;
  const says = isName ? !isBeside : /\d/.test(leftover) || leftover.includes(" ") || isWord;
  return says && command.arguments.length > 0 ? { ignored: leftover } : {};
}

/** "khách này khó tính quá trời luôn": begins with a command's name, and goes on about something else. */
function isStory({ args, missing, leftover }: Guess): boolean {
  return missing > 0 && Object.keys(args).length === 0 && leftover.split(" ").length > STORY_WORDS;
}

/** @param from where the text begins that has not named a command yet */
function guessAt(passage: Folded, place: NamedCommand, from: number, context: ReadingContext): Guess {
  const { command, inside = "" } = place;
  const before = typedText(passage, { start: from, end: place.start });
  const end = place.end - (LEADS_TO.exec(passage.text.slice(place.start, place.end))?.[0].length ?? 0);
  const after = typedText(passage, { start: end, end: passage.text.length }).replace(/^[\s:,–-]+/, "");
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
  return { command, args, leftover, missing, length: place.end - place.start };
}

/** A name that does not stand at the start counts where the words before it are values, or only lead up to it. */
function guessInside(
  passage: Folded,
  place: NamedCommand,
  from: number,
  context: ReadingContext,
): Guess | null {
  const before = typedText(passage, { start: from, end: place.start });
  // "tìm Nguyễn Thị Điểm" is about a person.
  if (/^\p{Lu}\p{Ll}/u.test(typedText(passage, place)) && /\p{Lu}\p{Ll}*\s*$/u.test(before)) return null;
  if (takesText(place.command) && !onlyLeadsUp(before)) return null;
  const guess = guessAt(passage, place, from, context);
  // Beside a number a name says nothing more: "xem điểm của chị Lan 0900 000 001".
  if (guess.leftover !== "" && !(guess.missing === 0 && CAPITALISED.test(guess.leftover))) return null;
  // Somebody's name before the command's is only told from other words by its capitals.
  const name = hasName(guess);
  return name && !onlyLeadsUp(before) && !CAPITALISED.test(name) ? null : guess;
}

function takesText(command: CommandGrammar): boolean {
  return command.arguments.some(({ kind }) => kind === "line" || kind === "lines");
}

function onlyLeadsUp(before: string): boolean {
  const { free, folded } = openPassage(before);
  const found = findReachable(free, folded.source);
  const words = found ? `${free.slice(0, found.start)} ${free.slice(found.end)}` : folded.source;
  return withoutQuestion(words.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim()) === "";
}

function hasName({ args }: Guess): string | undefined {
  return Object.values(args).find((value) => value.startsWith("name:"));
}

/** The one that needs the least more, then leaves the fewest words, then has the longest name; else the first. */
function best(guesses: readonly Guess[]): Guess | undefined {
  return [...guesses].sort(
    (a, b) => a.missing - b.missing || a.leftover.length - b.leftover.length || b.length - a.length,
  )[0];
}

function typedText({ source, at }: Folded, { start, end }: Place): string {
  return source.slice(at[start], at[end]);
}

/**
 * A text that is a thing and nothing else: a phone number, an e-mail address, `"#17464"`, `"9457"`, `"lead 2964"`;
 * else null.
 * @param isSomethingElse whether words beside the thing make it more than a name with its number: "đổi wuà cho 0900..."
 */
function readStandalone(
  commands: readonly CommandGrammar[],
  text: string,
  isSomethingElse: (words: string) => boolean,
): Understanding | null {
  const { free, folded } = openPassage(text);
  const alone = free.replace(/^[\s"'([]+/, "").replace(/(?<![\s"')\].,;!?])[\s"')\].,;!?]+$/, "");

  const ticket = TICKET.exec(alone)?.[1];
  if (ticket) return standaloneAnswer(commands, "ticket", ticket);
  const id = ID.exec(alone)?.[1];
  const found = findReachable(free, folded.source) ?? findBrokenPhone(free);
  if (id && !found) return standaloneAnswer(commands, "id", `id:${id}`);
  if (!found) {
    const labelled = findLabelledId(alone);
    return labelled?.start === 0 && labelled.end === alone.length
      ? standaloneAnswer(commands, "id", labelled.value)
      : null;
  }

  const beside = `${free.slice(0, found.start)} ${free.slice(found.end)}`;
  const words = withoutQuestion(beside.replace(/[^\p{L}\p{N}]+/gu, " ").trim());
  if (words.split(" ").length > WORDS_BESIDE || (words !== "" && isSomethingElse(words))) return null;
  return standaloneAnswer(commands, found.value.includes("@") ? "email" : "phone", found.value);
}

function standaloneAnswer(
  commands: readonly CommandGrammar[],
  standalone: StandaloneKind,
  value: string,
): Understanding | null {
  const kind = standalone === "ticket" ? "ticket" : "customer";
  for (const command of commands) {
    const argument =
      command.standalone?.includes(standalone) && command.arguments.find((one) => one.kind === kind);
    if (argument) return { kind: "command", command: command.name, args: { [argument.name]: value } };
  }
  return null;
}
