import { editDistance } from "../understanding/edit-distance.ts";
import type { SearchQuery } from "./query.ts";
import type { Closeness, Stage } from "./stages.ts";
import { isBare, localPart, nameWords, type Searchable, writtenDigits } from "./terms.ts";
import { type Word, wordsOf } from "./words.ts";

/**
 * Compares a record with a search, because the index finds terms, and not the whole text.
 * @returns the higher the better; null if the record does not match
 */
export function rankOf(record: Searchable, stage: Stage, query: SearchQuery): number | null {
  const own = nameWords(record.name);
  const { closeness } = stage;
  // A name without any accent may be of somebody whose name has some.
  const typed = isBare(own) ? stage.name.map(({ plain }) => ({ plain, accents: "" })) : stage.name;
  const pairs = pairWords(typed, own, closeness);
  const isThere = (word: Word, places: readonly Word[]) =>
    places.some((one) => isMatch(word, one, closeness === "slip" ? "slip" : "accents"));
  const where = [...record.places, ...record.tags].flatMap(wordsOf);
  if (pairs === null || !stage.places.every((word) => isThere(word, where)) || !hasParts(record, query)) {
    return null;
  }
  if (stage.isGiven && pairs[0]?.at !== own.length - 1) return null;
  return rankOfName(pairs, own, stage.name);
}

/** The place of each typed word in the name, with the edits it needs. */
interface Pair {
  at: number;
  edits: number;
}

/** Finds a word of the name for each typed word, no word twice; null if one has none. */
function pairWords(typed: readonly Word[], own: readonly Word[], closeness: Closeness): Pair[] | null {
  const used = new Set<number>();
  const pairs: Pair[] = [];
  for (const [place, word] of typed.entries()) {
    const as = closeness === "beginning" && place < typed.length - 1 ? "exact" : closeness;
    const fits = own.flatMap((one, at) =>
      !used.has(at) && isMatch(word, one, as) ? [{ at, edits: editsOf(word, one, as) }] : [],
    );
    const best = fits.sort((a, b) => a.edits - b.edits || followsFirst(a, b, pairs))[0];
    if (best === undefined) return null;
    used.add(best.at);
    pairs.push(best);
  }
  return pairs;
}

/** Of two equal places, the one right behind the word before comes first. */
function followsFirst(a: Pair, b: Pair, pairs: readonly Pair[]): number {
  const next = (pairs.at(-1)?.at ?? -1) + 1;
  return Number(b.at === next) - Number(a.at === next);
}

/** One wrong letter in a word is a slip. */
const MOST_EDITS = 1;

function isMatch(typed: Word, own: Word, closeness: Closeness): boolean {
  switch (closeness) {
    case "exact":
      return typed.plain === own.plain && (typed.accents === "" || typed.accents === own.accents);
    case "beginning":
      return isBeginning(typed, own);
    case "accents":
      return typed.plain === own.plain;
    case "slip":
      return editDistance(typed.plain, own.plain, MOST_EDITS) <= MOST_EDITS;
  }
}

/** "Vă" begins "Văn", and "Vân" does not. */
function isBeginning(typed: Word, own: Word): boolean {
  if (!own.plain.startsWith(typed.plain)) return false;
  if (own.plain === typed.plain) return isMatch(typed, own, "exact");
  return [...typed.accents].every((accent) => own.accents.includes(accent));
}

function editsOf(typed: Word, own: Word, closeness: Closeness): number {
  return closeness === "slip" ? editDistance(typed.plain, own.plain, MOST_EDITS) : 0;
}

/** The order: fewer wrong letters, the words side by side in this order, the given name, the typed accents, a shorter name. */
function rankOfName(pairs: readonly Pair[], own: readonly Word[], typed: readonly Word[]): number {
  const edits = pairs.reduce((sum, { edits: one }) => sum + one, 0);
  const isInOrder = pairs.every(({ at }, place) => place === 0 || at === (pairs[place - 1]?.at ?? 0) + 1);
  const hasGiven = pairs.some(({ at }) => at === own.length - 1);
  const withAccents = pairs.filter(({ at }, place) => own[at]?.accents === typed[place]?.accents).length;
  const share = typed.length === 0 ? 0 : withAccents / typed.length;
  const left = Math.min(own.length - pairs.length, 20) / 100;
  return -4 * edits + (isInOrder ? 2 : 0) + (hasGiven ? 1 : 0) + share / 2 - left;
}

function hasParts({ phones, emails }: Searchable, { digits, isEnd, email }: SearchQuery): boolean {
  const hasDigits = (phone: string) => {
    const written = writtenDigits(phone);
    return digits === null || (isEnd ? written.endsWith(digits) : written.includes(digits));
  };
  const hasEmail = (address: string) => email === null || localPart(address).startsWith(email);
  return (digits === null || phones.some(hasDigits)) && (email === null || emails.some(hasEmail));
}
