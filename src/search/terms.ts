import type { SearchWord, TermGroup } from "./repository.ts";
import { beginningsOf, type Word, withoutOneLetter, wordsOf } from "./words.ts";

/*
 * A record is found by its terms: short texts with a prefix that says what they are, `"name:binh"`. The store keeps only
 * keyed hashes of them, so a term cannot be read there, and a part of a word is no term by itself. What people type
 * instead of a word, its beginning or the word with a wrong letter, is kept once for all records with that word
 * (`SearchWord`).
 */

/** The texts by which a customer is found. */
export interface Searchable {
  name: string;
  /** E.164 where understood, `"+84867123456"`, else as stored. */
  phones: readonly string[];
  emails: readonly string[];
  /** Street, ward, district and city of each address. */
  places: readonly string[];
  tags: readonly string[];
}

/** The kinds of words that records have. */
export type WordKind = "name" | "place" | "tag" | "email";

export function termsOf(record: Searchable): string[] {
  const name = nameWords(record.name);
  const given = name.at(-1);
  const accents = isBare(name) ? bare : accented;
  return [
    ...new Set([
      ...name.flatMap((word) => accents("name", word)),
      ...(given === undefined ? [] : accents("given", given)),
      ...record.places.flatMap((place) => wordsOf(place)).map(({ plain }) => `place:${plain}`),
      ...record.tags.flatMap((tag) => wordsOf(tag)).map(({ plain }) => `tag:${plain}`),
      ...record.phones.flatMap(numberTerms),
      ...record.emails.flatMap(emailTerms),
    ]),
  ];
}

/** Returns the words of a record that people may type in part, or with a wrong letter. */
export function searchWordsOf({ name, places, tags }: Searchable): SearchWord[] {
  const plain = (texts: readonly string[]) => new Set(texts.flatMap(wordsOf).map((word) => word.plain));
  return [
    ...[...plain([name])].map((word) => searchWord("name", word)),
    ...[...plain(places)].map((word) => searchWord("place", word)),
    ...[...plain(tags)].map((word) => searchWord("tag", word)),
  ];
}

function searchWord(kind: WordKind, word: string): SearchWord {
  const slips = kind === "tag" ? [] : [word, ...withoutOneLetter(word)];
  return {
    term: `${kind}:${word}`,
    variants: [
      ...beginningsOf(word).map((start) => `begins ${kind}:${start}`),
      ...slips.map((left) => `like ${kind}:${left}`),
    ],
  };
}

/** Returns the words of a name: of "Chị Hương (Q7)" without what stands in brackets. */
export function nameWords(name: string): Word[] {
  const words = wordsOf(name.replace(/\([^()]*\)/g, " "));
  return words.length > 0 ? words : wordsOf(name);
}

/** A word that was typed with accents is found with these only. */
function accented(kind: "name" | "given", { plain, accents }: Word): string[] {
  return accents === "" ? [`${kind}:${plain}`] : [`${kind}:${plain}`, `${kind}:${plain} ${accents}`];
}

/** True for a name that was stored without any accent: it may be of somebody whose name has some. */
export function isBare(name: readonly Word[]): boolean {
  return name.every(({ accents }) => accents === "");
}

function bare(kind: "name" | "given", { plain }: Word): string[] {
  return [`${kind}:${plain}`, `bare ${kind}:${plain}`];
}

/** The group of a word as it was typed: with its accents, or in a name that has none. */
export function typedWord(kind: "name" | "given", { plain, accents }: Word): TermGroup {
  return {
    terms: accents === "" ? [`${kind}:${plain}`] : [`${kind}:${plain} ${accents}`, `bare ${kind}:${plain}`],
  };
}

export function plainWord(kind: WordKind, { plain }: Word): TermGroup {
  return { terms: [`${kind}:${plain}`] };
}

/** The group of words that begin with the typed one. */
export function beginningWith(kind: WordKind, { plain }: Word): TermGroup {
  return { terms: [`${kind}:${plain}`], variants: [`begins ${kind}:${plain}`] };
}

/** The group of words that differ from the typed one in one letter. */
export function wordLike(kind: WordKind, { plain }: Word): TermGroup {
  const left = [plain, ...withoutOneLetter(plain)];
  return { terms: [`${kind}:${plain}`], variants: left.map((word) => `like ${kind}:${word}`) };
}

/** Parts of a number with fewer digits are no terms. */
const DIGITS_OF_A_PART = 4;
const DIGITS_OF_AN_END = 3;

/** Returns the digits of a phone as people write it: `"0867123456"` for `"+84867123456"`. */
export function writtenDigits(phone: string): string {
  return phone.startsWith("+84") ? `0${phone.slice(3)}` : phone.replace(/\D/g, "");
}

function numberTerms(phone: string): string[] {
  const digits = writtenDigits(phone);
  return [`end:${digits.slice(-DIGITS_OF_AN_END)}`, ...partsOf(digits).map((part) => `digits:${part}`)];
}

function partsOf(digits: string): string[] {
  const count = Math.max(0, digits.length - DIGITS_OF_A_PART + 1);
  return Array.from({ length: count }, (_, place) => digits.slice(place, place + DIGITS_OF_A_PART));
}

/** Returns the groups that numbers with these digits have; what is found is compared with the whole part. */
export function numberGroups(digits: string, isEnd: boolean): TermGroup[] {
  const parts = partsOf(digits).map((part) => ({ terms: [`digits:${part}`] }));
  return isEnd ? [{ terms: [`end:${digits.slice(-DIGITS_OF_AN_END)}`] }, ...parts] : parts;
}

/** True if a part of a number is long enough to be searched. */
export function isSearchablePart(digits: string, isEnd: boolean): boolean {
  return digits.length >= (isEnd ? DIGITS_OF_AN_END : DIGITS_OF_A_PART);
}

/** The lengths of the beginnings of an address that are terms. */
const BEGINNINGS = [3, 5, 8, 12];

/** Returns the part of an address before "@", without signs: `"binhtran92"` for "Binh.Tran92@gmail.com". */
export function localPart(email: string): string {
  return fold64(email.split("@")[0] ?? "");
}

function fold64(text: string): string {
  return wordsOf(text.slice(0, 64))
    .map(({ plain }) => plain)
    .join("");
}

function emailTerms(email: string): string[] {
  const local = localPart(email);
  const starts = BEGINNINGS.filter((length) => local.length >= length);
  return starts.map((length) => `email:${local.slice(0, length)}`);
}

/** Returns the group that addresses with this beginning have; null if it is too short. */
export function emailGroup(beginning: string): TermGroup | null {
  const length = BEGINNINGS.filter((one) => one <= beginning.length).at(-1);
  return length === undefined ? null : { terms: [`email:${beginning.slice(0, length)}`] };
}
