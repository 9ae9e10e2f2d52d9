import { findReachable } from "./customer.ts";
import { fold } from "./fold.ts";
import type { ArgumentKind, CommandGrammar } from "./grammar.ts";
import type { ReadingContext } from "./intents.ts";
import { openPassage } from "./passage.ts";
import { findRange } from "./range.ts";
import { findSignedTicket } from "./ticket-number.ts";

/** A command with its names folded and cut into words, once. */
export interface Candidate {
  command: CommandGrammar;
  names: readonly (readonly string[])[];
}

/** A command's name is looked for among the first words only. */
const WORDS_READ = 8;
/** A name at the start is meant as one; with each word further in it is more likely part of a sentence. */
const LATER_WORD = 0.05;
/** Shorter names are like too many words. */
const LONG_NAME = 5;
const MISTYPED = 0.75;
/** What a thing of the right kind adds to the likeness of names, which lies between 0 and 1. */
const KIND_FITS = 0.4;

export function candidatesOf(commands: readonly CommandGrammar[]): Candidate[] {
  return commands.map((command) => ({
    command,
    names: [command.name, ...command.aliases]
      .map((name) => wordsOf(fold(name)))
      .filter((words) => words.length > 0),
  }));
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
  const long = candidates.map(({ names }) => names.filter((name) => name.join(" ").length >= LONG_NAME));
  return long.some((names) => likeness(names, words) >= MISTYPED);
}

function fitness(command: CommandGrammar, held: ReadonlySet<ArgumentKind>): number {
  const fits = command.arguments.filter(({ kind }) => held.has(kind)).length;
  // A command that answers a bare thing is the plainest guess for a text that holds one.
  const plain = held.size > 0 && fits > 0 && command.bare?.length ? KIND_FITS / 4 : 0;
  return fits * KIND_FITS + plain;
}

/** 1 where a name stands among the words as it is; less by each letter that differs. */
function likeness(names: readonly (readonly string[])[], words: readonly string[]): number {
  let best = 0;
  for (const name of names) {
    const wanted = name.join(" ");
    for (let start = 0; start < words.length; start++) {
      const given = words.slice(start, start + name.length).join(" ");
      const length = Math.max(given.length, wanted.length);
      // Told from the lengths alone that it cannot be better: most names end here.
      const atBest = 1 - Math.abs(given.length - wanted.length) / length - start * LATER_WORD;
      if (atBest <= best) continue;
      const alike = 1 - editDistance(given, wanted) / length;
      best = Math.max(best, alike - start * LATER_WORD);
    }
  }
  return best;
}

/** How many letters must be put in, left out, replaced, or exchanged with their neighbour. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const exchanged = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (exchanged) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]{1,40}/gu) ?? [];
}
