import { isConnecting, isTalk } from "./noise.ts";
import { type Held, wordsHeldBy } from "./pairing.ts";
import { type Searchable, writtenDigits } from "./terms.ts";
import { type Word, wordOf, wordsOf } from "./words.ts";

/*
 * What a text says of a customer who may be meant, beside words that say something else.
 */

/**
 * Returns a text without words of talk that the record does not have: `"hồ sơ chị bình cộng hoà đâu rồi ta"` →
 * `"bình cộng hoà"` for Trần Thị Bình in the Cộng Hoà street.
 */
export function withoutTalk(typed: string, record: Searchable): string {
  const { plain } = wordsHeldBy(record);
  const isTelling = (word: Word) => plain.has(word.plain) || isConnecting(word) || !isTalk(word);
  const told = partsOf(typed)
    .filter((part) => /[\d@]/.test(part) || wordsOf(part).some(isTelling))
    .join(" ");
  const end = PARTICLE_AT_END.exec(told);
  return end === null || plain.has(wordOf(end[1] ?? "").plain) ? told : told.slice(0, end.index);
}

/** These words say nothing at the end of a text, and are names elsewhere: "đâu rồi ta". */
const PARTICLE_AT_END = / (ta|ha|ma|mà|hè|he|hầy|chớ|cà)[\s.!]*$/u;

/** A word of a text, and the part of the text in which it stands. */
interface PlacedWord {
  word: Word;
  part: number;
  hasCapital: boolean;
}

interface WholeName {
  /** The name, and what else the text says of the record: `"minh long quận 7"`. */
  said: string;
  /** The other words of the text: `"quên mật khẩu"`. */
  rest: string;
}

/**
 * Finds the whole name of a record in a text, with the places, tags and digits that the text says of it. Null if the name does
 * not stand there word by word, or stands in a longer name or before a number: "Kiều Oanh 2" is not Kiều Oanh.
 */
export function wholeNameIn(typed: string, record: Searchable): WholeName | null {
  const held = wordsHeldBy(record);
  const parts = partsOf(typed);
  const words = parts.flatMap((part, index) =>
    (part.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).map((written) => ({
      ...{ word: wordOf(written), part: index },
      hasCapital: /^\p{Lu}/u.test(written),
    })),
  );
  const start = nameIn(words, held);
  if (start === null) return null;
  const end = start + held.inName.length;
  if (![words[start - 1], words[end]].every(mayBeBeside)) return null;
  const named = new Set(words.slice(start, end).map(({ part }) => part));
  const isSaid = (part: string, index: number) =>
    named.has(index) || hasDigits(part, record) || isElsewhere(part, held);
  const rest = parts.filter((part, index) => !isSaid(part, index));
  return rest.some((part) => /\d/.test(part))
    ? null
    : { said: parts.filter(isSaid).join(" "), rest: rest.join(" ") };
}

/** True for a word that does not make a name longer. */
function mayBeBeside(beside: PlacedWord | undefined): boolean {
  return beside === undefined || (isTalk(beside.word) && !/\d/.test(beside.word.plain));
}

/** Shorter names are made of words that may stand side by side by chance. */
const SHORTEST_WHOLE_NAME = 3;
/** "Giao Hàng Nhanh" stands in many texts. */
const FEWEST_TELLING = 2;

/** Returns the position of the whole name in a text, with its accents or without any; null if it is not there. */
function nameIn(words: readonly PlacedWord[], { inName, unaccented }: Held): number | null {
  const telling = inName.filter((word) => !isTalk(word));
  if (inName.length < SHORTEST_WHOLE_NAME || telling.length < FEWEST_TELLING) return null;
  const isSame = (typed: PlacedWord | undefined, own: Word) =>
    typed !== undefined && (isSameWord(typed.word, own) || (unaccented && isNameWithAccents(typed, own)));
  const start = words.findIndex((_, from) => inName.every((own, index) => isSame(words[from + index], own)));
  return start < 0 ? null : start;
}

/** A name that was stored without accents is meant with capitals only: "2 ly trà sữa" is not "Ly Tra Sua". */
function isNameWithAccents({ word, hasCapital }: PlacedWord, own: Word): boolean {
  return hasCapital && word.plain === own.plain;
}

function isSameWord(typed: Word, own: Word): boolean {
  return typed.plain === own.plain && (typed.accents === "" || typed.accents === own.accents);
}

function isElsewhere(part: string, { elsewhere }: Held): boolean {
  const words = wordsOf(part);
  const isHeld = (word: Word) => !isTalk(word) && elsewhere.some((own) => isSameWord(word, own));
  return words.length > 0 && words.every(isHeld);
}

/** Fewer digits may be of anything. */
const FEWEST_DIGITS = 3;

function hasDigits(part: string, { phones }: Searchable): boolean {
  const digits = part.replace(/\D/g, "");
  return digits.length >= FEWEST_DIGITS && phones.some((phone) => writtenDigits(phone).includes(digits));
}

/** Returns the words of a text that are none of talk: of "hồ sơ chị bình cộng hoà đâu rồi ta" the name and the street. */
export function tellingWords(text: string): readonly Word[] {
  return wordsOf(text).filter((word) => !isTalk(word));
}

function partsOf(typed: string): string[] {
  return typed.normalize("NFC").trim().split(/\s+/);
}
