import { editDistance } from "../edit-distance.ts";
import type { Attempt } from "./attempt.ts";
import { byCloseness, type Closeness } from "./closeness.ts";
import { isUnaccented, nameWords, placeWordsOf, type Searchable } from "./terms.ts";
import { type Word, wordsOf } from "./words.ts";

/** A typed word with the word of the record that it means. */
export interface Pair {
  /** The word's position in the name; null for a word of a place or a tag. */
  inName: number | null;
  /** The position of a word of a place or a tag in `Held.elsewhere`. */
  elsewhere?: number;
  closeness: Closeness;
  sameAccents: boolean;
}

/** The words of a record. */
export interface Held {
  inName: readonly Word[];
  /** Those of the places, then those of the tags. */
  elsewhere: readonly Word[];
  /** The position of the first tag in `elsewhere`. */
  firstTag: number;
  /** All of these words, without accents. */
  plain: ReadonlySet<string>;
  /** Names of places that are one word: "danang", "q7". */
  wholePlaces: ReadonlySet<string>;
  /** True for a name without any accent: it may be of somebody whose name has some. */
  unaccented: boolean;
}

/** One search compares a record with many attempts. */
const heldBy = new WeakMap<Searchable, Held>();

export function wordsHeldBy(record: Searchable): Held {
  let held = heldBy.get(record);
  if (held === undefined) {
    const inName = nameWords(record.name);
    const { words: ofPlaces, initials, whole } = placeWordsOf(record);
    const elsewhere = [...ofPlaces, ...initials, ...record.tags.flatMap(wordsOf)];
    held = {
      inName,
      elsewhere,
      firstTag: ofPlaces.length + initials.length,
      plain: new Set([...inName, ...elsewhere].map(({ plain }) => plain)),
      wholePlaces: new Set(whole.map(({ plain }) => plain)),
      unaccented: isUnaccented(inName),
    };
    heldBy.set(record, held);
  }
  return held;
}

/** What is looked for. */
type Asked = Pick<Attempt, "words" | "mayBegin" | "mayDiffer" | "isNameless">;

/** Finds a word of the record for each typed word, no word of the name twice; null if one has none. */
export function pairWords(asked: Asked, held: Held): Pair[] | null {
  const mayHave = (word: Word) =>
    held.plain.has(word.plain) || asked.mayBegin.has(word) || asked.mayDiffer.has(word);
  if (!asked.words.every(mayHave)) return null;
  const pairs: Pair[] = [];
  for (const index of asked.words.keys()) {
    const pair = pairOf(index, { asked, held, pairs });
    if (pair === null) return null;
    pairs.push(pair);
  }
  return pairs;
}

interface Pairing {
  asked: Asked;
  held: Held;
  /** Those of the words before. */
  pairs: readonly Pair[];
}

/** Finds a word of the record for `asked.words[index]`. */
export function pairOf(index: number, { asked, held, pairs }: Pairing): Pair | null {
  const { words, mayBegin, mayDiffer, isNameless } = asked;
  const [word, following] = [words[index], words[index + 1]];
  if (word === undefined) return null;
  const tolerance = { begins: mayBegin.has(word), differs: mayDiffer.has(word), unaccented: false };
  if (!tolerance.begins && !tolerance.differs && !held.plain.has(word.plain)) return null;
  const named = pairInName([word, following], { ...tolerance, unaccented: held.unaccented }, { held, pairs });
  if (named !== null && !isNameless && !leadsToPlace(following, word, held)) return named;
  const near = (one: Word) => nearness(word, one, tolerance);
  return (
    pairElsewhere(held.elsewhere, near, { isStrict: isNameless, pairs, words, following }) ??
    (isNameless ? null : named)
  );
}

/**
 * Finds the nearest word of the name: rather the one behind that of the word before, or before that of the word behind, and
 * else the last one. "Hà" alone is the given name of Hà Thu Hà.
 */
function pairInName(
  [word, following]: readonly [Word, Word | undefined],
  tolerance: Tolerance,
  { held, pairs }: Pick<Pairing, "held" | "pairs">,
): (Pair & { inName: number }) | null {
  const isFree = (position: number) => pairs.every(({ inName }) => inName !== position);
  const found = held.inName.flatMap((one, inName) => {
    const closeness = isFree(inName) ? nearness(word, one, tolerance) : null;
    return closeness === null ? [] : [{ inName, closeness, sameAccents: isSpeltAlike(one, word) }];
  });
  const before = pairs.at(-1)?.inName ?? null;
  const isBeside = (position: number) =>
    before === null ? isFollowedBy(held.inName[position + 1], following) : position === before + 1;
  const [best] = found.sort(
    (a, b) =>
      byCloseness(a, b) || Number(isBeside(b.inName)) - Number(isBeside(a.inName)) || b.inName - a.inName,
  );
  return best ?? null;
}

function isFollowedBy(own: Word | undefined, typed: Word | undefined): boolean {
  return own !== undefined && own.plain === typed?.plain;
}

/** True for a word that is rather one of a place: "Nguyễn" of "Huy Minh, Nguyễn Xiển" for Nguyễn Huy Minh, whose name has no Xiển. */
function leadsToPlace(next: Word | undefined, word: Word, { inName, elsewhere }: Held): boolean {
  if (next === undefined || inName.some(({ plain }) => plain === next.plain)) return false;
  return elsewhere.some(
    ({ plain }, position) => plain === word.plain && elsewhere[position + 1]?.plain === next.plain,
  );
}

/** A place or a tag that was stored with other accents is another one. No word of a place is meant twice. */
function pairElsewhere(
  held: readonly Word[],
  near: (one: Word) => Closeness | null,
  {
    isStrict,
    pairs,
    words,
    following,
  }: { isStrict: boolean; pairs: readonly Pair[]; words: readonly Word[]; following: Word | undefined },
): Pair | null {
  const isTyped = (position: number) => words.some(({ plain }) => plain === held[position]?.plain);
  const [before, after] = [pairs.at(-1)?.elsewhere, following?.plain];
  /** "Thủ" is the one before "Đức", and not that of "Ảnh Thủ". */
  const isInOrder = (position: number) =>
    (before !== undefined && before === position - 1) ||
    (after !== undefined && after === held[position + 1]?.plain);
  const found = held.flatMap((one, position) => {
    const closeness = nearnessOfPlace(one, near(one), isStrict);
    if (closeness === null || pairs.some(({ elsewhere }) => elsewhere === position)) return [];
    const beside = Number(isInOrder(position)) + Number(isTyped(position - 1) || isTyped(position + 1));
    return [{ position, closeness, beside }];
  });
  const [best] = found.sort(
    (a, b) => Number(a.closeness === "slip") - Number(b.closeness === "slip") || b.beside - a.beside,
  );
  if (best === undefined) return null;
  const closeness = best.closeness === "slip" ? "slip" : "exact";
  return { inName: null, elsewhere: best.position, closeness, sameAccents: true };
}

/** "Thy" and "Thi" are two names, although both are found by the same term. */
function isSpeltAlike(one: Word, other: Word): boolean {
  return one.accents === other.accents && /[yỳýỷỹỵ]/u.test(one.written) === /[yỳýỷỹỵ]/u.test(other.written);
}

function nearnessOfPlace(one: Word, closeness: Closeness | null, isStrict: boolean): Closeness | null {
  if (closeness === "accents") return one.accents === "" && !isStrict ? "exact" : null;
  return isStrict && closeness !== "exact" ? null : closeness;
}

/** One wrong letter in a word is a slip. */
const MOST_EDITS = 1;

interface Tolerance {
  unaccented: boolean;
  begins: boolean;
  differs: boolean;
}

function nearness(typed: Word, own: Word, { unaccented, begins, differs }: Tolerance): Closeness | null {
  if (typed.plain === own.plain) {
    return unaccented || typed.accents === "" || typed.accents === own.accents ? "exact" : "accents";
  }
  if (begins && own.plain.startsWith(typed.plain) && (unaccented || containsAccents(own, typed.accents)))
    return "beginning";
  if (!differs || Math.abs(typed.plain.length - own.plain.length) > MOST_EDITS) return null;
  return editDistance(typed.plain, own.plain, MOST_EDITS) <= MOST_EDITS ? "slip" : null;
}

function containsAccents(own: Word, accents: string): boolean {
  return [...accents].every((accent) => own.accents.includes(accent));
}
