import { LRUCache } from "lru-cache";
import type { SearchWord, TermGroup } from "./repository.ts";
import { CITY_WORDS, placeName, withCities, withCompanies, withDistricts } from "./spellings.ts";
import { beginningsOf, type Word, withoutOneLetter, wordOf, wordsOf } from "./words.ts";

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
  /** The streets, wards, districts and cities of a customer. */
  places: readonly string[];
  tags: readonly string[];
}

/** The kinds of words that records have. A tag is found like a place, and a word of any kind by its `word:` term. */
export type WordKind = "name" | "place" | "tag";

export function termsOf(record: Searchable): string[] {
  const name = nameWords(record.name);
  const given = name.at(-1);
  const accents = isUnaccented(name) ? unaccented : accented;
  const { words, initials } = placeWordsOf(record);
  const named = [...name, ...noteWords(record.name)];
  return [
    ...new Set([
      ...named.flatMap((word) => accents("name", word)),
      ...(given === undefined ? [] : accents("given", given)),
      ...[...named, ...words, ...initials, ...record.tags.flatMap(wordsOf)].map(
        ({ plain }) => `word:${plain}`,
      ),
      ...record.phones.flatMap(numberTerms),
      ...record.emails.flatMap(emailTerms),
    ]),
  ];
}

/** Returns the words of a record that people may type in part, or with a wrong letter. */
export function searchWordsOf(record: Searchable): SearchWord[] {
  const plain = (words: readonly Word[]) => [...new Set(words.map((word) => word.plain))];
  const { words, initials } = placeWordsOf(record);
  const names = plain([...nameWords(record.name), ...noteWords(record.name)]);
  const [places, tags] = [plain(words), plain(record.tags.flatMap(wordsOf))];
  return [
    ...names.map((word) => ({
      term: `name:${word}`,
      variants: [isOf("name", word), ...slipsOf("name", word)],
    })),
    ...[...new Set([...names, ...places, ...tags])].map((word) => ({
      term: `word:${word}`,
      variants: [...beginningsOf(word).map((start) => `begins word:${start}`), ...slipsOf("word", word)],
    })),
    ...[...places, ...plain(initials)].map((word) => knownAs("place", word)),
    ...tags.map((word) => knownAs("tag", word)),
    // First letters are found only as a whole: another letter is another place.
    ...plain(initials).map((word) => ({ term: `word:${word}`, variants: [`like word:${word}`] })),
  ];
}

/** The words by which the places of a record are found. */
interface PlaceWords {
  words: readonly Word[];
  /** The first letters of each place, as people write them: "bt" for "Bình Thạnh", "cmt8" for "301 Cách Mạng Tháng 8". */
  initials: readonly Word[];
  /** Words that may stand alone: names of places that are one word, "danang", "q7", "láng" of "12 Láng", initials, and notes. */
  whole: readonly Word[];
}

/** Takes the places apart. A name may hold a city, "Sài Gòn Food", or have a note: "Chị Hương (Q7)". */
export function placeWordsOf({ name, places }: Searchable): PlaceWords {
  const parts = places.map((place) => PLACES.memo(place));
  const named = withCities(name) === name ? [] : wordsOf(canonical(name));
  const notes = noteWords(name);
  const words = [...parts.flatMap((part) => part.words), ...named, ...notes];
  const initials = parts.flatMap((part) => part.initials);
  const cities = words.filter(({ written }) => CITY_WORDS.has(written));
  return {
    words,
    initials,
    whole: [...parts.flatMap(({ single }) => single), ...cities, ...notes, ...initials],
  };
}

/** The words of one place: a street, a ward, a district or a city. */
interface PlaceParts {
  words: readonly Word[];
  /** Its name, if this is one word: "láng" of "12 Láng". */
  single: readonly Word[];
  /** Its first letters, if people write them: "bt" of "Bình Thạnh". */
  initials: readonly Word[];
}

/** Most customers live in the same districts and cities. To take a place apart takes ten times as long as to look it up. */
const PLACES = new LRUCache<string, PlaceParts>({ max: 5_000, memoMethod: partsOfPlace });

function partsOfPlace(place: string): PlaceParts {
  const written = canonical(place);
  const named = wordsOf(placeName(written));
  const letters = named.map(({ plain }) => (/^\d/.test(plain) ? plain : plain.slice(0, 1))).join("");
  return {
    words: wordsOf(written),
    single: named.length === 1 ? named : [],
    initials: INITIALS.test(letters) ? [wordOf(letters)] : [],
  };
}

/** Initials with a vowel are words as well: "ta" of "Thuận An" is "Tạ". */
const INITIALS = /^[bcdghklmnpqrstvx]{2,6}\d{0,2}$/;

function slipsOf(kind: "name" | "word", word: string): string[] {
  return [word, ...withoutOneLetter(word)].map((left) => `like ${kind}:${left}`);
}

/** Returns the word by which the store tells that any record has it in a name, in a place or as a tag. */
export function knownAs(kind: WordKind, plain: string): SearchWord {
  return { term: `${kind}:${plain}`, variants: [isOf(kind, plain)] };
}

function isOf(kind: WordKind, plain: string): string {
  return `is ${kind}:${plain}`;
}

/** Returns the words of a name: of "Chị Hương (Q7)" and of "Chị Hương - Q7" without the note. */
export function nameWords(name: string): Word[] {
  const words = wordsOf(canonical(name.replace(NOTE, " ")));
  return words.length > 0 ? words : wordsOf(canonical(name));
}

/** Returns the words of the notes in a name: "q7" of "Chị Hương (Q7)". */
function noteWords(name: string): Word[] {
  return [...name.matchAll(NOTE)].flatMap(([note]) => wordsOf(canonical(note)));
}

/** Writes what has several spellings in one way: "Công ty Hải Phú Đà Nẵng" is "cty Hải Phú danang". */
export function canonical(text: string): string {
  return withCompanies(withDistricts(withCities(text)));
}

/** What stands in brackets, or behind a dash. */
const NOTE = /\([^()]*\)|\s[-–]\s.*$/gu;

/** Returns the terms of a word: without its accents, and with them if it has any. */
function accented(kind: "name" | "given", { plain, accents }: Word): string[] {
  return accents === "" ? [`${kind}:${plain}`] : [`${kind}:${plain}`, `${kind}:${plain} ${accents}`];
}

/** True for a name that was stored without any accent: it may be of somebody whose name has some. */
export function isUnaccented(name: readonly Word[]): boolean {
  return name.every(({ accents }) => accents === "");
}

function unaccented(kind: "name" | "given", { plain }: Word): string[] {
  return [`${kind}:${plain}`, `unaccented ${kind}:${plain}`];
}

/** The group of a word as it was typed: with its accents, or in a name that has none. */
export function typedWord(kind: "name" | "given", { plain, accents }: Word): TermGroup {
  return {
    terms:
      accents === "" ? [`${kind}:${plain}`] : [`${kind}:${plain} ${accents}`, `unaccented ${kind}:${plain}`],
  };
}

/** Returns the terms that every record with this term has as well: `["name:binh", "word:binh"]` for `"given:binh ̀"`. */
export function looserTerms(term: string): readonly string[] {
  return LOOSER.memo(term);
}

/** One search asks for the same few terms thousands of times. */
const LOOSER = new LRUCache<string, readonly string[]>({
  max: 500,
  memoMethod: (term) => {
    const [, plain] = /^(?:unaccented )?(?:given|name):(\S+)/.exec(term) ?? [];
    return plain === undefined ? [] : [`name:${plain}`, `word:${plain}`];
  },
});

/** The group of a word of a name, whatever its accents. */
export function plainName({ plain }: Word): TermGroup {
  return { terms: [`name:${plain}`] };
}

/** The group of names that differ from the typed word in one letter. */
export function nameLike({ plain }: Word): TermGroup {
  return { terms: [`name:${plain}`], variants: slipsOf("name", plain) };
}

/** The group of a word of any kind. */
export function anyWord({ plain }: Word): TermGroup {
  return { terms: [`word:${plain}`] };
}

/** The group of words of any kind that begin with the typed one. */
export function beginningWith({ plain }: Word): TermGroup {
  return { terms: [`word:${plain}`], variants: [`begins word:${plain}`] };
}

/** The group of words of any kind that differ from the typed one in one letter. */
export function wordLike({ plain }: Word): TermGroup {
  return { terms: [`word:${plain}`], variants: slipsOf("word", plain) };
}

export const KINDS: readonly WordKind[] = ["name", "place", "tag"];

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

/** Returns the groups that numbers with this part have; what is found is compared with the whole part. */
export function numberGroups({ digits, isEnd }: { digits: string; isEnd: boolean }): TermGroup[] {
  const parts = partsOf(digits).map((part) => ({ terms: [`digits:${part}`] }));
  if (digits.length < DIGITS_OF_AN_END) return [];
  const atEnd = isEnd || digits.length === DIGITS_OF_AN_END;
  return atEnd ? [{ terms: [`end:${digits.slice(-DIGITS_OF_AN_END)}`] }, ...parts] : parts;
}

/** True if a part of a number is long enough to be searched. */
export function isSearchablePart(digits: string): boolean {
  return digits.length >= DIGITS_OF_AN_END;
}

/** The lengths of the beginnings of an e-mail address that are terms. */
const BEGINNINGS = [3, 5, 7, 9, 11, 13];

/** Returns a text of letters and digits alone: `"binhtran92"` for the local part "Binh.Tran92". */
export function localPart(local: string): string {
  return wordsOf(local.slice(0, 64))
    .map(({ plain }) => plain)
    .join("");
}

/** Returns a whole e-mail address as it is compared: `"binh.tran@example.com"`. */
export function comparableEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Returns the parts of an e-mail address whose beginnings are searched: those before "@", and a company's domain. */
export function partsOfEmail(email: string): string[] {
  const [local = "", domain = ""] = comparableEmail(email).split("@");
  return [localPart(local), ...(isProvider(domain) ? [] : [localPart(domain)])];
}

/** Providers whose names are in everybody's e-mail addresses. */
const PROVIDER_NAMES = ["gmail", "yahoo", "hotmail", "outlook", "icloud", "live", "ymail"];

function emailTerms(email: string): string[] {
  const starts = partsOfEmail(email).flatMap((part) =>
    BEGINNINGS.filter((length) => part.length >= length).map((length) => part.slice(0, length)),
  );
  return [wholeEmailTerm(comparableEmail(email)), ...starts.map((start) => `email:${start}`)];
}

/** The prefix is part of stored hashes, so another one needs a higher `LAYOUT` in fill-state.ts. */
function wholeEmailTerm(email: string): string {
  return `address:${email}`;
}

/** Returns the group that e-mail addresses with this beginning have. It has at least three characters. */
export function emailGroup(beginning: string): TermGroup {
  const length = BEGINNINGS.filter((one) => one <= beginning.length).at(-1);
  return { terms: [`email:${beginning.slice(0, length)}`] };
}

/** Returns the groups of an e-mail address, or of its beginning: "info@hav" is found by "info" and "hav". */
export function groupsWithDomain(emailWithDomain: string): TermGroup[] {
  const [, domain = ""] = emailWithDomain.split("@");
  if (domain.includes(".")) return [{ terms: [wholeEmailTerm(emailWithDomain)] }];
  return partsOfEmail(emailWithDomain)
    .filter(({ length }) => length >= SHORTEST_EMAIL_PART)
    .map(emailGroup);
}

/** A shorter part of an e-mail address is not searched. */
const SHORTEST_EMAIL_PART = 3;

/** True for the beginning of a provider's name: "binh@gm". */
function isProvider(domain: string): boolean {
  const [label = ""] = domain.split(".");
  return PROVIDER_NAMES.some((name) => name.startsWith(label));
}
