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

interface Name {
  text: string;
  words: number;
  letters: number;
}

/** A command's name is looked for among the first words only. */
const WORDS_READ = 8;
/** A name at the start is meant as one; with each word further in it is more likely part of a sentence. */
const LATER_WORD = 0.05;
/** Less than this is chance. */
const LEAST_LIKENESS = 0.55;
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
  const text = words.join(" ");
  return { text, words: words.length, letters: lettersOf(text) };
}

/**
 * The two commands a text most likely meant: by how much its first words look like a name ("đổi qàu" → redeem), and by
 * what it holds (a phone number → commands about a customer).
 */
export function nearest(candidates: readonly Candidate[], text: string, context: ReadingContext): string[] {
  const { free, folded } = openPassage(text.slice(0, 500));
  const words = wordsOf(free).slice(0, WORDS_READ);
  const held = new Set<ArgumentKind>();
  if (findReachable(free, folded.source)) held.add("customer");
  if (findSignedTicket(free)) held.add("ticket");
  if (findRange(free, context)) held.add("range");

  return candidates
    .map(({ command, names }) => ({ command, score: likeness(names, words) + fitness(command, held) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 2)
    .map(({ command }) => command.name);
}

/** True where the first words are nearly some command's name: "đổi wuà" is a slip of the fingers, not a person. */
export function isMistyped(candidates: readonly Candidate[], text: string): boolean {
  const words = wordsOf(fold(text.slice(0, 500))).slice(0, WORDS_READ);
  return candidates.some(({ names }) => {
    const long = names.filter(({ text: name }) => name.length >= LONG_NAME);
    return likeness(long, words, MISTYPED) > 0;
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
function likeness(names: readonly Name[], words: readonly string[], atLeast = LEAST_LIKENESS): number {
  let best = atLeast;
  for (const name of names) {
    for (let start = 0; start < words.length; start++) {
      const given = words.slice(start, start + name.words).join(" ");
      const length = Math.max(given.length, name.text.length);
      const later = start * LATER_WORD;
      if (1 - leastDistance(given, name) / length - later <= best) continue;
      best = Math.max(best, 1 - editDistance(given, name.text) / length - later);
    }
  }
  return best > atLeast ? best : 0;
}

/** A bound that costs little: letters that only one of the two has must all have been changed. */
function leastDistance(given: string, name: Name): number {
  const letters = lettersOf(given);
  const foreign = Math.max(bits(letters & ~name.letters), bits(name.letters & ~letters));
  return Math.max(foreign, Math.abs(given.length - name.text.length));
}

/** Which of a to z occur, one bit each. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let index = 0; index < text.length; index++) {
    const letter = text.charCodeAt(index) - 97;
    if (letter >= 0 && letter < 26) letters |= 1 << letter;
  }
  return letters;
}

function bits(number: number): number {
  let count = 0;
  for (let left = number; left !== 0; left &= left - 1) count++;
  return count;
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]{1,40}/gu) ?? [];
}
