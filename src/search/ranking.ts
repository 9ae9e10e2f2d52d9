import type { Attempt } from "./attempt.ts";
import { CLOSENESS, type Closeness } from "./closeness.ts";
import { type Held, type Pair, pairWords, wordsHeldBy } from "./pairing.ts";
import type { SearchQuery } from "./query.ts";
import type { NumberPart } from "./query-numbers.ts";
import { comparableEmail, partsOfEmail, type Searchable, writtenDigits } from "./terms.ts";
import type { Word } from "./words.ts";

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
  const named = pairs.filter(({ inName }) => inName !== null);
  const hasGiven = named.some(({ inName }) => inName === held.inName.length - 1);
  if (isRefused(asked, held, { pairs, named, hasGiven, hasNumberOrEmail })) return null;
  // "Trần Thị Hoa" is not Trần Thị Bình in the Hoa Lan street.
  const isHalf = !hasGiven && named.length > 0 && named.length < pairs.length;
  const least = isHalf ? CLOSENESS.indexOf("beginning") : 0;
  const closeness =
    CLOSENESS[Math.max(least, ...pairs.map((pair) => CLOSENESS.indexOf(pair.closeness)))] ?? "exact";
  const rank =
    rankOfName(named, held.inName, pairs) +
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
  if (asked.isWholeName && named.length < held.inName.length) return true;
  // Without "Bình", "Trần Thị Bình" is not Trần Thị Bưởi.
  if ((asked.isGiven || isLess) && !hasGiven) return true;
  if (hasNumberOrEmail || pairs.length === 0) return false;
  // A place alone is nobody's name, and a family name with a place is that of many: "Trần" in "Cộng Hoà".
  const isFamilyNameAlone = named.length === 1 && pairs.length > 1 && !hasGiven;
  return named.length === 0 || (isFamilyNameAlone && !asked.mayScatter);
}

/** Words that were left out tell something if they are in the places or tags of the record. */
function ofLeftOut({ words, leftOut }: Asked, { elsewhere }: Held, query: SearchQuery): number {
  if (leftOut === 0) return 0;
  const left = query.words.filter(({ plain }) => words.every((word) => word.plain !== plain));
  const found = left.filter(
    ({ plain }) => plain.length > 1 && elsewhere.some((word) => word.plain === plain),
  );
  return Math.min(found.length, 3) * 0.4;
}

/** A joined word that begins an e-mail address tells more than a name: "nguyenthutuoi". */
const OF_EMAIL = 6;

/**
 * The more words are in the name the better; then the given name, the order, the whole name, the accents, and a shorter name
 * count. "Trần Anh Huân" is rather the one stored as "Tran Anh Huan" than Trần Ngọc Anh Huân.
 */
function rankOfName(named: readonly Pair[], own: readonly Word[], pairs: readonly Pair[]): number {
  const ofName = pairs.length === 0 ? 0 : named.length / pairs.length;
  const hasGiven = named.some(({ inName }) => inName === own.length - 1);
  const withAccents = named.filter((pair) => pair.sameAccents).length;
  const share = named.length === 0 ? 0 : withAccents / named.length;
  const left = own.length - named.length;
  const isWhole = left === 0 && named.length === pairs.length && named.length > 1;
  const inexact =
    pairs.filter(({ closeness }) => closeness === "beginning" || closeness === "slip").length / 2;
  return (
    2 * ofName +
    (hasGiven ? 1.5 : 0) +
    orderOf(named.map(({ inName }) => inName ?? 0)) +
    share / 2 +
    (isWhole ? 0.6 : 0) -
    Math.min(left, 20) / 100 +
    named.length / 50 -
    inexact
  );
}

/** 1 for words side by side in the typed order, and for fewer than two words; 0.5 for words in this order. */
function orderOf(positions: readonly number[]): number {
  const steps = positions.slice(1).map((position, index) => position - (positions[index] ?? 0));
  return steps.every((step) => step === 1) ? 1 : steps.every((step) => step > 0) ? 0.5 : 0;
}

/** Without a name, the words must be tags, or two words or more side by side of a place: "Cộng Hoà". */
function isOnePlace(pairs: readonly Pair[], firstTag: number): boolean {
  const positions = positionsElsewhere(pairs);
  return positions.every((one) => one >= firstTag) || (positions.length > 1 && orderOf(positions) === 1);
}

/**
 * True if a word of a place stands alone: "Hằng" is not the "Hàng" of "Hàng Bạc". Words with digits are numbers of houses.
 * @param typed  words that may stand beside it, although they are those of the name
 */
function isScattered(
  pairs: readonly Pair[],
  typed: readonly Word[],
  { elsewhere, firstTag, wholePlaces }: Held,
): boolean {
  const positions = positionsElsewhere(pairs);
  const isTyped = (position: number) =>
    positions.includes(position) || typed.some(({ plain }) => plain === elsewhere[position]?.plain);
  return positions.some((position) => {
    const { plain } = elsewhere[position] ?? { plain: "" };
    const isBeside = isTyped(position - 1) || isTyped(position + 1);
    return position < firstTag && !isBeside && !wholePlaces.has(plain) && !/\d/.test(plain);
  });
}

/** True if a tag of one word is a word of names too: "Nguyễn Tú" is not Võ Minh Tú with the tag "Nguyễn". */
function isTagLikeName(
  pairs: readonly Pair[],
  { words, knownNames, isNameless }: Asked,
  { firstTag }: Held,
): boolean {
  const tags = pairs.map(({ elsewhere = -1 }) => (elsewhere < firstTag ? null : elsewhere));
  return tags.some((tag, index) => {
    const word = words[index];
    if (tag === null || word === undefined || isNameless) return false;
    return knownNames.has(word) && !tags.includes(tag - 1) && !tags.includes(tag + 1);
  });
}

/** The words of a street stand side by side. */
function inOnePlace(pairs: readonly Pair[]): number {
  const positions = positionsElsewhere(pairs);
  return positions.length > 1 && orderOf(positions) === 1 ? 1 : 0;
}

/** Returns the positions of the words of places and tags in `Held.elsewhere`. */
function positionsElsewhere(pairs: readonly Pair[]): number[] {
  return pairs.flatMap(({ elsewhere }) => (elsewhere === undefined ? [] : [elsewhere]));
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
