import { findReachable } from "./customer.ts";
import { editDistance } from "./edit-distance.ts";
import { fold } from "./fold.ts";
import type { ArgumentKind, CommandGrammar, ReadingContext } from "./grammar.ts";
import { openPassage } from "./passage.ts";
import { findRange } from "./range.ts";
import { findSignedTicket } from "./ticket-number.ts";

/** A command with its names folded and cut into words, once. */
export interface Candidate {
  command: CommandGrammar;
  names: readonly Name[];
}

interface Spelling {
  /** `"doi qua"` */
  text: string;
  /** Which of a to z occur, one bit each. */
  letters: number;
  /** How often each of them occurs. */
  counts: Uint16Array;
}

interface Name extends Spelling {
  words: number;
}

/** A command's name is looked for among the first words only. */
const WORDS_READ = 8;
/** A name at the start is meant as one; with each word further in it is more likely part of a sentence. */
const LATER_WORD = 0.05;
/** Enough that two are left of those that a person may use. */
const NEAREST = 8;
/** Less than this is chance. */
const LEAST_LIKENESS = 0.6;
/** Shorter names are like too many words. */
const LONG_NAME = 5;
const MISTYPED = 0.75;
/** What a thing of the right kind adds to the likeness of names; days are spoken of in any talk. */
const KIND_FITS: Partial<Readonly<Record<ArgumentKind, number>>> = { customer: 0.5, ticket: 0.5, range: 0.3 };
/** A command that answers a bare thing is the plainest guess for a text that holds one. */
const ANSWERS_BARE = 0.1;

export function candidatesOf(commands: readonly CommandGrammar[]): Candidate[] {
  return commands.map((command) => ({
    command,
    names: [command.name, ...command.aliases].map(nameOf).filter(({ text }) => text !== ""),
  }));
}

function nameOf(written: string): Name {
  const words = wordsOf(fold(written));
  return { ...spellingOf(words), words: words.length };
}

function spellingOf(words: readonly string[]): Spelling {
  const text = words.join(" ");
  const counts = countsOf(text);
  return { text, letters: lettersOf(counts), counts };
}

/**
 * The commands a text most likely meant, the likeliest first, more than are offered, for some are not everybody's: by how much its first words look like a name ("đổi qàu" → redeem), and by
 * what it holds (a phone number → commands about a customer).
 */
export function nearest(candidates: readonly Candidate[], text: string, context: ReadingContext): string[] {
  const { free, folded } = openPassage(text.slice(0, 500));
  const windows = windowsOf(free, candidates);
  const held = new Set<ArgumentKind>();
  if (findReachable(free, folded.source)) held.add("customer");
  if (findSignedTicket(free)) held.add("ticket");
  if (findRange(free, context)) held.add("range");

  return candidates
    .map(({ command, names }) => ({ command, score: likeness(names, windows) + fitness(command, held) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, NEAREST)
    .map(({ command }) => command.name);
}

/** True where the first words are nearly some command's name: "đổi wuà" is a slip of the fingers, not a person. */
export function isMistyped(candidates: readonly Candidate[], text: string): boolean {
  const windows = windowsOf(fold(text.slice(0, 500)), candidates);
  return candidates.some(({ names }) => {
    const long = names.filter(({ text: name }) => name.length >= LONG_NAME);
    return likeness(long, windows, MISTYPED) > 0;
  });
}

function fitness(command: CommandGrammar, held: ReadonlySet<ArgumentKind>): number {
  const fits = command.arguments
    .filter(({ kind }) => held.has(kind))
    .reduce((sum, { kind }) => sum + (KIND_FITS[kind] ?? 0), 0);
  return fits > 0 && command.bare?.length ? fits + ANSWERS_BARE : fits;
}

/**
 * 1 where a name stands among the words as it is; less by each letter that differs, and by how far in it stands.
 * @param atLeast what is less like than this counts as 0: most pairs are told apart without comparing letter by letter
 */
function likeness(names: readonly Name[], windows: Windows, atLeast = LEAST_LIKENESS): number {
  let best = atLeast;
  for (const name of names) {
    const given = windows.get(name.words) ?? [];
    for (let start = 0; start < given.length; start++) {
      const later = start * LATER_WORD;
      if (1 - later <= best) break;
      best = Math.max(best, closeness(given[start] as Spelling, name, later, best));
    }
  }
  return best > atLeast ? best : 0;
}

/** @param best what is no closer than this may count as 0 */
function closeness(given: Spelling, name: Name, later: number, best: number): number {
  const [short, long] =
    given.text.length < name.text.length ? [given.text, name.text] : [name.text, given.text];
  // So many changes are no better than what was found.
  const limit = (1 - later - best) * long.length;
  if (long.length - short.length >= limit || leastDistance(given, name) >= limit) return 0;
  if (leastByCounts(given, name) >= limit) return 0;
  return 1 - editDistance(given.text, name.text, limit) / long.length - later;
}

/** The first words of a text in groups as long as names are, from each word on: by number of words, in order. */
type Windows = ReadonlyMap<number, readonly Spelling[]>;

function windowsOf(folded: string, candidates: readonly Candidate[]): Windows {
  const words = wordsOf(folded).slice(0, WORDS_READ);
  const lengths = new Set(candidates.flatMap(({ names }) => names.map((name) => name.words)));
  const windowsOfLength = (length: number) =>
    words.map((_, start) => spellingOf(words.slice(start, start + length)));
  return new Map([...lengths].map((length) => [length, windowsOfLength(length)]));
}

/** A bound that costs little: letters that only one of the two has must all have been changed. */
function leastDistance(given: Spelling, name: Spelling): number {
  return Math.max(bits(given.letters & ~name.letters), bits(name.letters & ~given.letters));
}

/** A closer bound that costs a little more: what one has more of than the other must have been changed. */
function leastByCounts({ counts: given }: Spelling, { counts: name }: Spelling): number {
  let [more, less] = [0, 0];
  for (let letter = 0; letter < 26; letter++) {
    const difference = (given[letter] ?? 0) - (name[letter] ?? 0);
    if (difference > 0) more += difference;
    else less -= difference;
  }
  return Math.max(more, less);
}

function countsOf(text: string): Uint16Array {
  const counts = new Uint16Array(26);
  for (let index = 0; index < text.length; index++) {
    const letter = text.charCodeAt(index) - 97;
    if (letter >= 0 && letter < 26) counts[letter] = (counts[letter] ?? 0) + 1;
  }
  return counts;
}

/** Which of a to z occur, one bit each. */
function lettersOf(counts: Uint16Array): number {
  return counts.reduce((letters, count, letter) => (count > 0 ? letters | (1 << letter) : letters), 0);
}

/** How many bits are set: counted in pairs, fours and eights at once, for a text meets some thousand names. */
function bits(number: number): number {
  const pairs = number - ((number >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]{1,40}/gu) ?? [];
}
