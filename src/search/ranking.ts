import { editDistance } from "../understanding/edit-distance.ts";
import type { SearchQuery } from "./query.ts";
import {
  addressOf,
  isBare,
  nameWords,
  partsOfAddress,
  placeWords,
  type Searchable,
  writtenDigits,
} from "./terms.ts";
import { type Word, wordsOf } from "./words.ts";

/** How near the words of a record are to the typed ones, the nearest first. */
export const CLOSENESS = ["exact", "beginning", "accents", "slip"] as const;
export type Closeness = (typeof CLOSENESS)[number];

/** How a record matches a search. */
export interface Match {
  closeness: Closeness;
  /** The higher the better. */
  rank: number;
}

interface Asked {
  words: readonly Word[];
  /** The words that may be less near: any of them, or none. */
  mayBegin: Word | null;
  mayDiffer: ReadonlySet<Word>;
  /** True: the only word must be the given name. */
  isGiven: boolean;
  /** False if words were left out. */
  isWhole: boolean;
}

/** Compares a record with a search, because the index finds terms, and not the whole text. Null if it does not match. */
export function matchOf(record: Searchable, asked: Asked, query: SearchQuery): Match | null {
  const own = nameWords(record.name);
  // A name without any accent may be of somebody whose name has some.
  const bare = isBare(own);
  const where = [...placeWords(record), ...record.tags.flatMap(wordsOf)];
  const pairs = pairWords(asked, { own, where, bare });
  if (pairs === null || !hasParts(record, query)) return null;
  const named = pairs.filter(({ at }) => at !== null);
  // An address alone is nobody's name.
  if (named.length === 0 && asked.words.length > 0 && !hasOtherParts(query)) return null;
  const hasGiven = named.some(({ at }) => at === own.length - 1);
  // Without "Bình", "Trần Thị Bình" is not Trần Thị Bưởi.
  if ((asked.isGiven || (!asked.isWhole && !hasOtherParts(query))) && !hasGiven) return null;
  const closeness =
    CLOSENESS[Math.max(0, ...pairs.map((pair) => CLOSENESS.indexOf(pair.closeness)))] ?? "exact";
  return { closeness, rank: rankOfName(named, own, pairs) + endsWith(record, query) };
}

function hasOtherParts({ numbers, email }: SearchQuery): boolean {
  return numbers.length > 0 || email !== null;
}

/** A typed word with the word of the record that it means. */
interface Pair {
  /** Its place in the name; null for a word of an address or a tag. */
  at: number | null;
  closeness: Closeness;
  hasAccents: boolean;
}

interface Held {
  own: readonly Word[];
  where: readonly Word[];
  bare: boolean;
}

/** Finds a word of the record for each typed word, no word of the name twice; null if one has none. */
function pairWords({ words, mayBegin, mayDiffer }: Asked, { own, where, bare }: Held): Pair[] | null {
  const used = new Set<number>();
  const pairs: Pair[] = [];
  for (const word of words) {
    const near = (one: Word) =>
      nearness(word, one, { bare, begins: word === mayBegin, differs: mayDiffer.has(word) });
    const inName = own.flatMap((one, at) => {
      const closeness = used.has(at) ? null : near(one);
      return closeness === null ? [] : [{ at, closeness, hasAccents: one.accents === word.accents }];
    });
    const next = (pairs.at(-1)?.at ?? -1) + 1;
    const [best] = inName.sort((a, b) => byCloseness(a, b) || Number(b.at === next) - Number(a.at === next));
    const pair = best ?? placePair(where, near);
    if (pair === null) return null;
    if (pair.at !== null) used.add(pair.at);
    pairs.push(pair);
  }
  return pairs;
}

/** Places and tags are typed without their accents, and nobody minds. */
function placePair(where: readonly Word[], near: (one: Word) => Closeness | null): Pair | null {
  const found = where.map(near).filter((closeness) => closeness !== null);
  if (found.length === 0) return null;
  const isSlip = !found.some((closeness) => closeness !== "slip");
  return { at: null, closeness: isSlip ? "slip" : "exact", hasAccents: true };
}

function byCloseness(a: Pair, b: Pair): number {
  return CLOSENESS.indexOf(a.closeness) - CLOSENESS.indexOf(b.closeness);
}

/** One wrong letter in a word is a slip. */
const MOST_EDITS = 1;

interface Tolerance {
  bare: boolean;
  begins: boolean;
  differs: boolean;
}

function nearness(typed: Word, own: Word, { bare, begins, differs }: Tolerance): Closeness | null {
  if (typed.plain === own.plain) {
    return bare || typed.accents === "" || typed.accents === own.accents ? "exact" : "accents";
  }
  if (begins && own.plain.startsWith(typed.plain) && hasAccents(own, typed.accents)) return "beginning";
  const isSlip = differs && editDistance(typed.plain, own.plain, MOST_EDITS) <= MOST_EDITS;
  return isSlip ? "slip" : null;
}

function hasAccents(own: Word, accents: string): boolean {
  return [...accents].every((accent) => own.accents.includes(accent));
}

/** The order: the words side by side in this order, the given name, the typed accents, a shorter name. */
function rankOfName(named: readonly Pair[], own: readonly Word[], pairs: readonly Pair[]): number {
  const isInOrder = named.every(({ at }, place) => place === 0 || at === (named[place - 1]?.at ?? 0) + 1);
  const hasGiven = named.some(({ at }) => at === own.length - 1);
  const withAccents = named.filter((pair) => pair.hasAccents).length;
  const share = named.length === 0 ? 0 : withAccents / named.length;
  const left = Math.min(own.length - named.length, 20) / 100;
  // A word of the name says more than one of an address.
  const ofName = pairs.length === 0 ? 0 : named.length / pairs.length;
  return ofName + (isInOrder ? 2 : 0) + (hasGiven ? 1 : 0) + share / 2 - left;
}

function hasParts({ phones, emails }: Searchable, { numbers, email, address }: SearchQuery): boolean {
  const written = phones.map(writtenDigits);
  const hasNumbers = numbers.every(({ digits, isEnd }) =>
    written.some((phone) => (isEnd ? phone.endsWith(digits) : phone.includes(digits))),
  );
  if (!hasNumbers || email === null) return hasNumbers;
  if (address !== null) return emails.some((one) => addressOf(one) === address);
  return emails.some((one) => partsOfAddress(one).some((part) => part.startsWith(email)));
}

/** "Lan 3456": such a number is its end more often than its middle. */
function endsWith({ phones }: Searchable, { numbers }: SearchQuery): number {
  const written = phones.map(writtenDigits);
  return numbers.some(({ digits }) => written.some((phone) => phone.endsWith(digits))) ? 1 : 0;
}
