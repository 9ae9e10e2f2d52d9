import { hasNumberOrEmail } from "./attempts.ts";
import type { Candidate } from "./candidates.ts";
import type { Closeness } from "./closeness.ts";
import { isCommonWord } from "./common-words.ts";
import { isTalk } from "./noise.ts";
import { type Held, type Pair, pairOf, wordsHeldBy } from "./pairing.ts";
import type { SearchQuery } from "./query.ts";
import { hasParts } from "./ranking.ts";
import type { Searchable } from "./terms.ts";
import type { Word } from "./words.ts";

/*
 * A text may have many words of talk that no list knows. Then records that have some of its words are compared by how much
 * they have of it: "don cua hung tung 3/4 da lat bi hoan" is about Phạm Hùng Tùng, 15 đường 3 Tháng 4, Đà Lạt.
 */

/** What a search says of them: none is certain. */
const PARTIAL = { isSure: false, isOfNote: false, isWhole: false, isNamed: true, isPartial: true };

/** A record that has some words of a text. */
interface PartialMatch {
  /** How much of the text it has: about 1 for each word that tells something. */
  rank: number;
  closeness: Closeness;
}

/** A text of which a record may have only some words. */
interface PartialText {
  words: readonly Word[];
  query: SearchQuery;
  /** True for a word that any record has. */
  isKnown(word: Word): boolean;
}

/** Compares candidates with a text of which they have only some words, each candidate once. */
export function createPartialScores(text: PartialText) {
  const seen = new Set<Candidate<string>>();
  const found: (Candidate<string> & PartialMatch)[] = [];
  const most = () => Math.max(...found.map(({ rank }) => rank));
  return {
    add(candidates: readonly Candidate<string>[]): void {
      for (const candidate of candidates) {
        const match = seen.has(candidate) ? null : partialMatchOf(candidate.indexed, text);
        seen.add(candidate);
        if (match !== null) found.push({ ...candidate, ...match });
      }
    },
    /** Returns the highest rank. */
    most,
    /** Returns those that have about as much of the text as the best one, the best ones first. */
    best() {
      const least = most() - ABOUT_AS_MUCH;
      const near = found.filter(({ rank }) => rank >= least);
      return near
        .sort((a, b) => b.rank - a.rank || b.touchedAt - a.touchedAt)
        .map((one) => ({ ...one, ...PARTIAL }));
    },
  };
}

/** @returns null if the record has too little of the text */
function partialMatchOf(record: Searchable, { words, query, isKnown }: PartialText): PartialMatch | null {
  if (!hasParts(record, query)) return null;
  const held = wordsHeldBy(record);
  const byWord = pairsByWord(words, held);
  const pairs = byWord.filter((pair) => pair !== null);
  const named = pairs.filter(({ inName }) => inName !== null);
  const hasGiven = named.some(({ inName }) => inName === held.inName.length - 1);
  if (!hasGiven || (pairs.length < FEWEST_WORDS && !hasNumberOrEmail(query))) return null;
  const isBeside = (index: number) =>
    follows(byWord[index], byWord[index - 1]) || follows(byWord[index + 1], byWord[index]);
  const worths = words.map((word, index) => {
    const pair = byWord[index] ?? null;
    // "Do" of "hình như đó" is no Đỗ.
    if (pair !== null && isTalk(word) && !isBeside(index)) return 0;
    const worth = worthOf(word, pair, held, pairs);
    return pair?.closeness === "slip" && !isKnown(word) ? worth * SLIP_OF_UNKNOWN : worth;
  });
  const beside = worths.map((worth, index) =>
    follows(byWord[index], byWord[index - 1]) ? Math.min(worth, worths[index - 1] ?? 0) : 0,
  );
  const rank =
    sum(worths) +
    SIDE_BY_SIDE * sum(beside) +
    (named.length === held.inName.length && named.length > 1 ? WHOLE_NAME : 0) -
    OUT_OF_ORDER * countOutOfOrder(named) +
    (hasNumberOrEmail(query) ? 1 : 0);
  return rank < LEAST ? null : { rank, closeness: pairs.some(isSlip) ? "slip" : "exact" };
}

const FEWEST_WORDS = 2;
/** Less than this is had by chance. */
const LEAST = 1;
const ABOUT_AS_MUCH = 1;
/** Added for two words that were typed side by side, and stand so in the record: the part of the lesser one's worth. */
const SIDE_BY_SIDE = 0.7;
const WHOLE_NAME = 0.5;
const OUT_OF_ORDER = 0.5;
/** A word that nobody has is surely mistyped. */
const SLIP_OF_UNKNOWN = 2;
const SHORTEST_WITH_SLIP = 3;

/** Returns the word of the record that each typed word means; null for a word that it has not. Only one may have a slip. */
function pairsByWord(words: readonly Word[], held: Held): (Pair | null)[] {
  const asked = { words, mayBegin: NONE, mayDiffer: new Set(words.filter(mayHaveSlip)), isNameless: false };
  const pairs: Pair[] = [];
  return words.map((_, index) => {
    const pair = pairOf(index, { asked, held, pairs });
    if (pair === null || (isSlip(pair) && pairs.some(isSlip))) return null;
    pairs.push(pair);
    return pair;
  });
}

const NONE: ReadonlySet<Word> = new Set();

function isSlip({ closeness }: Pair): boolean {
  return closeness === "slip";
}

function mayHaveSlip(word: Word): boolean {
  return word.plain.length >= SHORTEST_WITH_SLIP && !isTalk(word) && !/\d/.test(word.plain);
}

/** How much a word tells by itself. One that many customers have, and one of talk, tell little. */
function worthOf(word: Word, pair: Pair | null, held: Held, pairs: readonly Pair[]): number {
  const isNumber = /^\d{1,2}$/.test(word.plain);
  if (pair === null) return isTalk(word) || isNumber ? -0.05 : -0.4;
  const worth = isTalk(word) ? 0.3 : isNumber ? 0.4 : isCommonWord(word) ? 0.6 : 1;
  const share = pair.elsewhere === undefined ? 1 : worthElsewhere(pair.elsewhere, held, pairs);
  return worth * NEARNESS[pair.closeness] * share;
}

const NEARNESS: Readonly<Record<Closeness, number>> = { exact: 1, beginning: 0.5, accents: 0.5, slip: 0.4 };

/** A tag tells less than a name, and a word of a place that stands alone tells little: "Xuân" of "Bùi Thị Xuân". */
function worthElsewhere(
  position: number,
  { elsewhere, firstTag, wholePlaces }: Held,
  pairs: readonly Pair[],
): number {
  if (position >= firstTag) return 0.5;
  const isBeside = pairs.some(({ elsewhere: other }) => other === position - 1 || other === position + 1);
  const plain = elsewhere[position]?.plain ?? "";
  return isBeside || wholePlaces.has(plain) || /\d/.test(plain) ? 1 : 0.2;
}

/** "Bình Trần" is written in both orders; other words of a name are not. */
function countOutOfOrder(named: readonly Pair[]): number {
  const positions = named.map(({ inName }) => inName ?? 0);
  return positions.slice(1).filter((position, index) => position !== 0 && position < (positions[index] ?? 0))
    .length;
}

/** True if both words stand side by side in the record. */
function follows(pair: Pair | null | undefined, before: Pair | null | undefined): boolean {
  if (!pair || !before) return false;
  if (pair.inName !== null) return before.inName === pair.inName - 1;
  return pair.elsewhere !== undefined && before.elsewhere === pair.elsewhere - 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
