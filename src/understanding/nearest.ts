import { findReachable } from "./customer.ts";
import { fold, openPassage } from "./fold.ts";
import type { ArgumentKind, CommandGrammar, ReadingContext } from "./grammar.ts";
import { findSignedTicket } from "./numbers.ts";
import { findRange } from "./range.ts";

/** A command with its names folded and cut into words, once. */
export interface CommandCandidate {
  command: CommandGrammar;
  names: readonly NameSpelling[];
}

interface NameSpelling {
  /** `"doi qua"` */
  text: string;
  length: number;
  words: number;
  /** Which of a to z occur, one bit each. */
  letters: number;
  /** How often each of them occurs. */
  counts: Uint8Array;
}

/** Returns groups of this many words, one that starts at each of the first words of a text, in order. */
type Windows = (words: number) => readonly NameSpelling[];

/** A command's name is looked for among the first words only. */
const WORDS_READ = 8;
/** The score that a name loses for each word before it, because it is then more likely part of a sentence. */
const LATER_WORD = 0.05;
/** The most commands to return: enough to find two that the person may use. */
const NEAREST = 8;
/** A lower likeness is chance. */
const LEAST_LIKENESS = 0.6;
/** Shorter names resemble too many words. */
const LONG_NAME = 5;
const MISTYPED = 0.75;
/** What a value of the right kind adds to the likeness of names. Days add less, because any text may mention them. */
const KIND_FITS: Partial<Readonly<Record<ArgumentKind, number>>> = { customer: 0.5, ticket: 0.5, range: 0.3 };
/** What is added for a command that also answers such a value alone. */
const ANSWERS_STANDALONE = 0.1;
const NOTHING: NameSpelling = { text: "", length: 0, words: 0, letters: 0, counts: new Uint8Array(26) };

export function candidatesOf(commands: readonly CommandGrammar[]): CommandCandidate[] {
  return commands.map((command) => ({
    command,
    names: [command.name, ...command.aliases].map(nameOf).filter(({ text }) => text !== ""),
  }));
}

function nameOf(written: string): NameSpelling {
  return wordsOf(fold(written)).reduce(longerBy, NOTHING);
}

function longerBy(
  { text, words, letters: before, counts: countsBefore }: NameSpelling,
  word: string,
): NameSpelling {
  const counts = countsBefore.slice();
  let letters = before;
  for (let index = 0; index < word.length; index++) {
    const letter = word.charCodeAt(index) - 97;
    if (letter < 0 || letter > 25) continue;
    counts[letter] = (counts[letter] ?? 0) + 1;
    letters |= 1 << letter;
  }
  const longer = text === "" ? word : `${text} ${word}`;
  return { text: longer, length: longer.length, words: words + 1, letters, counts };
}

/**
 * Returns the commands that a text most likely means, the likeliest first. Its first words count if they resemble a
 * name ("đổi qàu" → redeem). Its values count too (a phone number → commands about a customer). It returns more than
 * are offered, because a person may not use all of them.
 */
export function nearest(
  candidates: readonly CommandCandidate[],
  text: string,
  context: ReadingContext,
): string[] {
  const passage = openPassage(text.slice(0, 500));
  const { free, folded } = passage;
  const windows = windowsOf(free);
  const held = new Set<ArgumentKind>();
  if (findReachable(free, folded.source)) held.add("customer");
  if (findSignedTicket(free)) held.add("ticket");
  if (findRange(passage, context)) held.add("range");

  return candidates
    .map(({ command, names }) => ({ command, score: likeness(names, windows) + fitness(command, held) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, NEAREST)
    .map(({ command }) => command.name);
}

/** True if the first words are nearly the name of a command: "đổi wuà" is mistyped, and no person. */
export function isMistyped(candidates: readonly CommandCandidate[], text: string): boolean {
  const windows = windowsOf(fold(text.slice(0, 500)));
  return candidates.some(({ names }) => {
    const long = names.filter(({ text: name }) => name.length >= LONG_NAME);
    return likeness(long, windows, MISTYPED) > 0;
  });
}

function fitness(command: CommandGrammar, held: ReadonlySet<ArgumentKind>): number {
  const fits = command.arguments
    .filter(({ kind }) => held.has(kind))
    .reduce((sum, { kind }) => sum + (KIND_FITS[kind] ?? 0), 0);
  return fits > 0 && command.standalone?.length ? fits + ANSWERS_STANDALONE : fits;
}

/**
 * Returns 1 if a name stands unchanged at the start. Each different letter and each word before it lowers the result.
 * @param atLeast a lower likeness counts as 0, so that most pairs need no comparison letter by letter
 */
function likeness(names: readonly NameSpelling[], windows: Windows, atLeast = LEAST_LIKENESS): number {
  let best = atLeast;
  for (const name of names) {
    const given = windows(name.words);
    for (let start = 0; start < given.length; start++) {
      const room = 1 - start * LATER_WORD - best;
      if (room <= 0) break;
      const spelling = given[start] as NameSpelling;
      const longer = Math.max(spelling.length, name.length);
      // With this many changes, a name is no better than the best so far.
      const limit = room * longer;
      if (isFurther(spelling, name, limit) || isFurther(name, spelling, limit)) continue;
      const distance = editDistance(spelling.text, name.text, limit);
      best = Math.max(best, 1 - distance / longer - start * LATER_WORD);
    }
  }
  return best > atLeast ? best : 0;
}

function windowsOf(folded: string): Windows {
  const words = wordsOf(folded).slice(0, WORDS_READ);
  const known: (readonly NameSpelling[])[] = [words.map(() => NOTHING)];
  const windows = (length: number): readonly NameSpelling[] => {
    known[length] ??= windows(length - 1).map((shorter, start) => {
      const word = words[start + length - 1];
      return word === undefined ? shorter : longerBy(shorter, word);
    });
    return known[length];
  };
  return windows;
}

/** True if one spelling has at least `limit` letters that the other lacks: each of them is an edit. */
function isFurther(one: NameSpelling, other: NameSpelling, limit: number): boolean {
  // The cheapest checks come first: most pairs need no other.
  if (one.length - other.length >= limit || bits(one.letters & ~other.letters) >= limit) return true;
  let more = 0;
  for (let letter = 0; letter < 26; letter++) {
    const difference = (one.counts[letter] ?? 0) - (other.counts[letter] ?? 0);
    if (difference > 0) more += difference;
  }
  return more >= limit;
}

/** Counts the set bits, in pairs, fours and eights, because a text is compared with some thousand names. */
function bits(number: number): number {
  const pairs = number - ((number >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]{1,40}/gu) ?? [];
}

/** Three rows, kept between calls. For a text and hundreds of names, new rows would cost more than counting. */
let [beforeLast, last, current] = [new Int32Array(64), new Int32Array(64), new Int32Array(64)];

/**
 * Counts the letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). The function
 * is our own, because well-kept packages such as fastest-levenshtein count a swap as two edits.
 * @param limit if more edits are needed, Infinity is returned early
 */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  const width = b.length + 1;
  growRows(width);
  for (let column = 0; column < width; column++) last[column] = column;
  let leastOfLast = 0;
  for (let row = 1; row <= a.length; row++) {
    const least = fillRow(a, b, row);
    // A swap builds on the row before the last, everything else on the last.
    if (least > limit && leastOfLast >= limit) return Number.POSITIVE_INFINITY;
    const filled = current;
    current = beforeLast;
    beforeLast = last;
    last = filled;
    leastOfLast = least;
  }
  return at(last, b.length);
}

/** Fills the current row from the two before it, and returns the smallest number in it. */
function fillRow(a: string, b: string, row: number): number {
  const [two, one, now] = [beforeLast, last, current];
  const letter = a.charCodeAt(row - 1);
  const letterBefore = row > 1 ? a.charCodeAt(row - 2) : -1;
  let least = row;
  let left = row;
  let otherBefore = -1;
  now[0] = row;
  for (let column = 1; column <= b.length; column++) {
    const other = b.charCodeAt(column - 1);
    let cost = at(one, column - 1) + (letter === other ? 0 : 1);
    const without = at(one, column) + 1;
    if (without < cost) cost = without;
    if (left + 1 < cost) cost = left + 1;
    if (letterBefore === other && letter === otherBefore) {
      const swapped = at(two, column - 2) + 1;
      if (swapped < cost) cost = swapped;
    }
    now[column] = cost;
    if (cost < least) least = cost;
    left = cost;
    otherBefore = other;
  }
  return least;
}

function growRows(width: number): void {
  if (width <= last.length) return;
  [beforeLast, last, current] = [new Int32Array(width), new Int32Array(width), new Int32Array(width)];
}

function at(row: Int32Array, column: number): number {
  return row[column] ?? 0;
}
