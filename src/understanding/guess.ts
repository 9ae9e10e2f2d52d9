import type { NamedCommand } from "./aliases.ts";
import { type Reading, readArgumentsOf } from "./arguments.ts";
import { findReachable } from "./customer.ts";
import { type Folded, openPassage, typedText } from "./fold.ts";
import type { ArgumentGrammar, ArgumentKind, CommandGrammar, ReadingContext } from "./grammar.ts";
import { CAPITALISED } from "./leftover.ts";
import { recordWordLength } from "./numbers.ts";
import { findChoice } from "./plain-values.ts";
import { withoutQuestion } from "./word-lists.ts";

/** One possible reading of a text. */
export interface Guess extends Reading {
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
/** The last word of the alias "tạo phiếu cho" belongs to what follows: it says whom the ticket is for. */
const LEADS_TO = / (?:cho|for)$/;

/**
 * Returns the best guess, or null. The longest name at the start decides, unless only another name in the text explains
 * every word: "tra điểm 0900 000 001" asks for points.
 */
export function guessOf(
  passage: Folded,
  places: readonly NamedCommand[],
  context: ReadingContext,
): Guess | null {
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
  if (first && first.leftover === "" && (takesText(first.command) || !nameIn(first))) return first;

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
  const name = nameIn(guess);
  return name && !onlyLeadsUp(before) && !CAPITALISED.test(name) ? null : guess;
}

function takesText(command: CommandGrammar): boolean {
  return command.arguments.some(isText);
}

export function isText({ kind, keyed }: ArgumentGrammar): boolean {
  return (kind === "line" || kind === "lines") && !keyed;
}

function onlyLeadsUp(before: string): boolean {
  const { free, folded } = openPassage(before);
  const found = findReachable(free, folded.source);
  const words = found ? `${free.slice(0, found.start)} ${free.slice(found.end)}` : folded.source;
  return withoutQuestion(words.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim()) === "";
}

/** Returns the name in a guess, which may be other words. An introduced one is sure: "phiếu của khách Bình". */
export function nameIn({ command, args }: Guess): string | undefined {
  const values = command.arguments.flatMap(({ name, introduced }) => (introduced ? [] : (args[name] ?? [])));
  return values.find((value) => value.startsWith("name:"));
}

/** Returns the guess with the fewest missing arguments, then the fewest leftover words, then the longest name. */
function best(guesses: readonly Guess[]): Guess | undefined {
  return [...guesses].sort(
    (a, b) => a.missing - b.missing || a.leftover.length - b.leftover.length || b.length - a.length,
  )[0];
}
