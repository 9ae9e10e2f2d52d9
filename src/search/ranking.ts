import { editDistance } from "../understanding/edit-distance.ts";
import type { Attempt } from "./attempt.ts";
import type { SearchQuery } from "./query.ts";
import type { NumberPart } from "./query-numbers.ts";
import {
  comparableEmail,
  isUnaccented,
  nameWords,
  partsOfEmail,
  placeWordsOf,
  type Searchable,
  writtenDigits,
} from "./terms.ts";
import { type Word, wordsOf } from "./words.ts";

/** How near the words of a record are to the typed ones, the nearest first. */
export const CLOSENESS = ["exact", "beginning", "accents", "slip"] as const;
export type Closeness = (typeof CLOSENESS)[number];

/** Returns a number for a closeness, the nearest first. A beginning is as near as the whole word. */
export function distanceOf(closeness: Closeness): number {
  return Math.max(1, CLOSENESS.indexOf(closeness));
}

/** How a record matches a search. */
export interface Match {
  closeness: Closeness;
  /** The higher the better. */
  rank: number;
  /**
   * False if a word is only found inside the name of a street, "Nguyễn Lương" for Lê Văn Lương, Nguyễn Trãi street, or is a tag
   * that may be a name.
   */
  isSure: boolean;
  /** True if a word of a name was only found in a note within it: "q2" in "Chú Khương (Q2)". */
  isOfNote: boolean;
}

type Asked = Omit<Attempt, "groups" | "shared">;

/** Compares a record with a search, because the index finds terms, and not the whole text. Null if it does not match. */
export function matchOf(record: Searchable, asked: Asked, query: SearchQuery): Match | null {
  const held = wordsHeldBy(record);
  const pairs = pairWords(asked, held);
  const email = asked.email ?? query.email;
  if (pairs === null || !hasParts(record, { ...query, email })) return null;
  const hasNumberOrEmail = query.numbers.length > 0 || email !== null;
  const named = pairs.filter(({ at }) => at !== null);
  const hasGiven = named.some(({ at }) => at === held.own.length - 1);
  if (isRefused(asked, held, { pairs, named, hasGiven, hasNumberOrEmail })) return null;
  // "Trần Thị Hoa" is not Trần Thị Bình in the Hoa Lan street.
  const isHalf = !hasGiven && named.length > 0 && named.length < pairs.length;
  const least = isHalf ? CLOSENESS.indexOf("beginning") : 0;
  const closeness =
    CLOSENESS[Math.max(least, ...pairs.map((pair) => CLOSENESS.indexOf(pair.closeness)))] ?? "exact";
  const rank =
    rankOfName(named, held.own, pairs) +
    atAnEnd(record, query) +
    inOnePlace(pairs) +
    (asked.email === null ? 0 : OF_EMAIL) +
    ofLeftOut(asked, held, query) -
    asked.leftOut;
  const isSure = !isScattered(pairs, [], held) && !isTagLikeName(pairs, asked, held);
  return { closeness, rank, isSure, isOfNote: asked.isNameOnly && named.length < pairs.length };
}

interface Found {
  pairs: readonly Pair[];
  /** Those whose word is in the name. */
  named: readonly Pair[];
  hasGiven: boolean;
  hasNumberOrEmail: boolean;
}

/** True if the words that were found tell too little. */
function isRefused(asked: Asked, held: Held, { pairs, named, hasGiven, hasNumberOrEmail }: Found): boolean {
  if (!asked.mayScatter && isScattered(pairs, asked.words, held)) return true;
  const isLess = asked.leftOut > 0 && !hasNumberOrEmail;
  if (asked.isNameless) return isLess || !isOnePlace(pairs, held.firstTag);
  if (asked.isWholeName && named.length < held.own.length) return true;
  // Without "Bình", "Trần Thị Bình" is not Trần Thị Bưởi.
  if ((asked.isGiven || isLess) && !hasGiven) return true;
  if (hasNumberOrEmail || pairs.length === 0) return false;
  // A place alone is nobody's name, and a family name with a place is that of many: "Trần" in "Cộng Hoà".
  const isFamilyNameAlone = named.length === 1 && pairs.length > 1 && !hasGiven;
  return named.length === 0 || (isFamilyNameAlone && !asked.mayScatter);
}

/** Words that were left out tell something if they are in the places or tags of the record. */
function ofLeftOut({ words, leftOut }: Asked, { where }: Held, query: SearchQuery): number {
  if (leftOut === 0) return 0;
  const left = query.words.filter(({ plain }) => words.every((word) => word.plain !== plain));
  const found = left.filter(({ plain }) => plain.length > 1 && where.some((word) => word.plain === plain));
  return Math.min(found.length, 3) * 0.4;
}

/** A joined word that begins an e-mail address tells more than a name: "nguyenthutuoi". */
const OF_EMAIL = 6;

/** A typed word with the word of the record that it means. */
export interface Pair {
  /** Its place in the name; null for a word of a place or a tag, whose place there is `where`. */
  at: number | null;
  where?: number;
  closeness: Closeness;
  sameAccents: boolean;
}

/** The words of a record. */
export interface Held {
  /** Those of the name. */
  own: readonly Word[];
  /** Those of the places, then those of the tags. */
  where: readonly Word[];
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
    const own = nameWords(record.name);
    const { words: ofPlaces, initials, whole } = placeWordsOf(record);
    const where = [...ofPlaces, ...initials, ...record.tags.flatMap(wordsOf)];
    held = {
      own,
      where,
      firstTag: ofPlaces.length + initials.length,
      plain: new Set([...own, ...where].map(({ plain }) => plain)),
      wholePlaces: new Set(whole.map(({ plain }) => plain)),
      unaccented: isUnaccented(own),
    };
    heldBy.set(record, held);
  }
  return held;
}

/** Finds a word of the record for each typed word, no word of the name twice; null if one has none. */
function pairWords(asked: Asked, held: Held): Pair[] | null {
  const mayHave = (word: Word) =>
    held.plain.has(word.plain) || asked.mayBegin.has(word) || asked.mayDiffer.has(word);
  if (!asked.words.every(mayHave)) return null;
  const pairs: Pair[] = [];
  for (const place of asked.words.keys()) {
    const pair = pairOf(place, { asked, held, pairs });
    if (pair === null) return null;
    pairs.push(pair);
  }
  return pairs;
}

interface Pairing {
  asked: Pick<Asked, "words" | "mayBegin" | "mayDiffer" | "isNameless">;
  held: Held;
  /** Those of the words before. */
  pairs: readonly Pair[];
}

/** Finds a word of the record for the typed word at this place. */
export function pairOf(place: number, { asked, held, pairs }: Pairing): Pair | null {
  const { words, mayBegin, mayDiffer, isNameless } = asked;
  const [word, following] = [words[place], words[place + 1]];
  if (word === undefined) return null;
  const { own, where, unaccented } = held;
  const inPlaces = { begins: mayBegin.has(word), differs: mayDiffer.has(word), unaccented: false };
  if (!inPlaces.begins && !inPlaces.differs && !held.plain.has(word.plain)) return null;
  const inNames = { ...inPlaces, unaccented };
  const near = (one: Word) => nearness(word, one, inPlaces);
  const isFree = (at: number) => pairs.every((pair) => pair.at !== at);
  const inName = own.flatMap((one, at) => {
    const closeness = isFree(at) ? nearness(word, one, inNames) : null;
    return closeness === null ? [] : [{ at, closeness, sameAccents: isSpeltAlike(one, word) }];
  });
  const next = (pairs.at(-1)?.at ?? -1) + 1;
  const [named] = inName.sort(
    (a, b) => byCloseness(a, b) || Number(b.at === next) - Number(a.at === next) || b.at - a.at,
  );
  if (named !== undefined && !isNameless && !leadsToPlace(following, word, held)) return named;
  return (
    placePair(where, near, { isStrict: isNameless, pairs, words, following }) ??
    (isNameless ? null : (named ?? null))
  );
}

/** True for a word that is rather one of a place: "Nguyễn" of "Huy Minh, Nguyễn Xiển" for Nguyễn Huy Minh, whose name has no Xiển. */
function leadsToPlace(next: Word | undefined, word: Word, { own, where }: Held): boolean {
  if (next === undefined || own.some(({ plain }) => plain === next.plain)) return false;
  return where.some(({ plain }, place) => plain === word.plain && where[place + 1]?.plain === next.plain);
}

/** A place or a tag that was stored with other accents is another one. No word of a place is meant twice. */
function placePair(
  where: readonly Word[],
  near: (one: Word) => Closeness | null,
  {
    isStrict,
    pairs,
    words,
    following,
  }: { isStrict: boolean; pairs: readonly Pair[]; words: readonly Word[]; following: Word | undefined },
): Pair | null {
  const isTyped = (place: number) => words.some(({ plain }) => plain === where[place]?.plain);
  const [before, after] = [pairs.at(-1)?.where, following?.plain];
  /** "Thủ" is the one before "Đức", and not that of "Ảnh Thủ". */
  const isInOrder = (place: number) =>
    (before !== undefined && before === place - 1) ||
    (after !== undefined && after === where[place + 1]?.plain);
  const found = where.flatMap((one, place) => {
    const closeness = nearnessOfPlace(one, near(one), isStrict);
    if (closeness === null || pairs.some((pair) => pair.where === place)) return [];
    const beside = Number(isInOrder(place)) + Number(isTyped(place - 1) || isTyped(place + 1));
    return [{ place, closeness, beside }];
  });
  const [best] = found.sort(
    (a, b) => Number(a.closeness === "slip") - Number(b.closeness === "slip") || b.beside - a.beside,
  );
  if (best === undefined) return null;
  const closeness = best.closeness === "slip" ? "slip" : "exact";
  return { at: null, where: best.place, closeness, sameAccents: true };
}

/** "Thy" and "Thi" are two names, although both are found by the same term. */
function isSpeltAlike(one: Word, other: Word): boolean {
  return one.accents === other.accents && /[yỳýỷỹỵ]/u.test(one.written) === /[yỳýỷỹỵ]/u.test(other.written);
}

function nearnessOfPlace(one: Word, closeness: Closeness | null, isStrict: boolean): Closeness | null {
  if (closeness === "accents") return one.accents === "" && !isStrict ? "exact" : null;
  return isStrict && closeness !== "exact" ? null : closeness;
}

function byCloseness(a: Pair, b: Pair): number {
  return CLOSENESS.indexOf(a.closeness) - CLOSENESS.indexOf(b.closeness);
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

/**
 * The more words are in the name the better; then the given name, the order, the whole name, the accents, and a shorter name
 * count. "Trần Anh Huân" is rather the one stored as "Tran Anh Huan" than Trần Ngọc Anh Huân.
 */
function rankOfName(named: readonly Pair[], own: readonly Word[], pairs: readonly Pair[]): number {
  const ofName = pairs.length === 0 ? 0 : named.length / pairs.length;
  const hasGiven = named.some(({ at }) => at === own.length - 1);
  const withAccents = named.filter((pair) => pair.sameAccents).length;
  const share = named.length === 0 ? 0 : withAccents / named.length;
  const left = own.length - named.length;
  const isWhole = left === 0 && named.length === pairs.length && named.length > 1;
  const inexact =
    pairs.filter(({ closeness }) => closeness === "beginning" || closeness === "slip").length / 2;
  return (
    2 * ofName +
    (hasGiven ? 1.5 : 0) +
    orderOf(named.map(({ at }) => at ?? 0)) +
    share / 2 +
    (isWhole ? 0.6 : 0) -
    Math.min(left, 20) / 100 +
    named.length / 50 -
    inexact
  );
}

/** 1 for words side by side in the typed order, and for fewer than two words; 0.5 for words in this order. */
function orderOf(places: readonly number[]): number {
  const steps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
  return steps.every((step) => step === 1) ? 1 : steps.every((step) => step > 0) ? 0.5 : 0;
}

/** Without a name, the words must be tags, or two words or more side by side of a place: "Cộng Hoà". */
function isOnePlace(pairs: readonly Pair[], firstTag: number): boolean {
  const places = pairs.flatMap(({ where }) => (where === undefined ? [] : [where]));
  return places.every((place) => place >= firstTag) || (places.length > 1 && orderOf(places) === 1);
}

/**
 * True if a word of a place stands alone: "Hằng" is not the "Hàng" of "Hàng Bạc". Words with digits are numbers of houses.
 * @param typed  words that may stand beside it, although they are those of the name
 */
function isScattered(
  pairs: readonly Pair[],
  typed: readonly Word[],
  { where, firstTag, wholePlaces }: Held,
): boolean {
  const places = pairs.flatMap(({ where: place }) => (place === undefined ? [] : [place]));
  const isTyped = (place: number) =>
    places.includes(place) || typed.some(({ plain }) => plain === where[place]?.plain);
  return places.some((place) => {
    const { plain } = where[place] ?? { plain: "" };
    const isBeside = isTyped(place - 1) || isTyped(place + 1);
    return place < firstTag && !isBeside && !wholePlaces.has(plain) && !/\d/.test(plain);
  });
}

/** True if a tag of one word is a word of names too: "Nguyễn Tú" is not Võ Minh Tú with the tag "Nguyễn". */
function isTagLikeName(
  pairs: readonly Pair[],
  { words, knownNames, isNameless }: Asked,
  { firstTag }: Held,
): boolean {
  const tags = pairs.map(({ where = -1 }) => (where < firstTag ? null : where));
  return tags.some((tag, place) => {
    const word = words[place];
    if (tag === null || word === undefined || isNameless) return false;
    return knownNames.has(word) && !tags.includes(tag - 1) && !tags.includes(tag + 1);
  });
}

/** The words of a street stand side by side. */
function inOnePlace(pairs: readonly Pair[]): number {
  const places = pairs.flatMap(({ where }) => (where === undefined ? [] : [where]));
  return places.length > 1 && orderOf(places) === 1 ? 1 : 0;
}

export function hasParts(
  { phones, emails }: Searchable,
  { numbers, email, emailWithDomain }: SearchQuery,
): boolean {
  const written = phones.map(writtenDigits);
  const hasNumbers = numbers.every((part) => written.some((phone) => hasPart(phone, part)));
  if (!hasNumbers) return false;
  if (emailWithDomain !== null) return emails.some((one) => comparableEmail(one).startsWith(emailWithDomain));
  return email === null || emails.some((one) => partsOfEmail(one).some((part) => part.startsWith(email)));
}

/** A part that begins with 0 is the beginning of a number, or its end: "0867", "bảo chi 0141". */
function hasPart(phone: string, { digits, isEnd }: NumberPart): boolean {
  if (isEnd) return phone.endsWith(digits);
  return digits.startsWith("0") ? phone.startsWith(digits) || phone.endsWith(digits) : phone.includes(digits);
}

/** "Lan 3456" is an end more often than a beginning, and "0867 12" a beginning. */
function atAnEnd({ phones }: Searchable, { numbers }: SearchQuery): number {
  const written = phones.map(writtenDigits);
  const ranks = numbers.map(({ digits }) => {
    const isBeginning = digits.startsWith("0") && digits.length > LONGEST_END;
    const [ends, starts] = isBeginning ? [0.5, 1] : [1, 0.5];
    if (written.some((phone) => phone.endsWith(digits))) return ends;
    return written.some((phone) => phone.startsWith(digits)) ? starts : 0;
  });
  return Math.max(0, ...ranks);
}

/** People name a number by three or four last digits. */
const LONGEST_END = 4;
