import { accentsOf } from "../crm/shapes.ts";
import { fold } from "../understanding/fold.ts";

/** A word as it is compared. */
export interface Word {
  /** As it was typed, in small letters. */
  written: string;
  /** Without accents and capitals, and with i for y: `"thui"` for "Thuỷ", "Thúy" and "thui". */
  plain: string;
  /** Its accents, wherever they stand: the same for "Hoà" and "Hòa"; empty for "Hoa". */
  accents: string;
}

/** More words, and longer ones, are left out: a name of ten thousand letters must not slow the search for others. */
const MOST_WORDS = 40;
const LONGEST_WORD = 24;

/** Returns the words of a text: letters and digits, everything else is between words. */
export function wordsOf(text: string): Word[] {
  const words =
    text
      .slice(0, MOST_WORDS * LONGEST_WORD)
      .normalize("NFC")
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.slice(0, MOST_WORDS).map(wordOf).filter(isReadable);
}

/** @param word one word, `"Thuỷ"` */
export function wordOf(word: string): Word {
  const short = word.slice(0, LONGEST_WORD);
  return { written: short.toLowerCase(), plain: plainOf(short), accents: accentsOf(short) };
}

function isReadable({ plain }: Word): boolean {
  return plain !== "";
}

/** "Lý" and "Lí", "Mỹ" and "Mĩ" are the same names, so y and i are one letter here. */
function plainOf(word: string): string {
  return fold(word).replaceAll("y", "i");
}

/** Returns what is left of a word without one of its letters, `["ab", "ac", "bc"]` for "abc"; empty for short words. */
export function withoutOneLetter(word: string): string[] {
  if (word.length < SHORTEST_WITH_SLIP) return [];
  return [...new Set(Array.from(word, (_, place) => word.slice(0, place) + word.slice(place + 1)))];
}

/** In a shorter word another letter is another name: "An" and "Ân", "Vi" and "Vy". */
const SHORTEST_WITH_SLIP = 3;
/** More letters of a beginning tell nothing more about names. */
const LONGEST_BEGINNING = 12;
/** A beginning of one letter has too many words to look them up. */
export const SHORTEST_BEGINNING = 2;

/** Returns the beginnings of a word from two letters on: `["bi", "bin"]` for "binh". */
export function beginningsOf(word: string): string[] {
  const last = Math.min(word.length - 1, LONGEST_BEGINNING);
  const count = Math.max(0, last - SHORTEST_BEGINNING + 1);
  return Array.from({ length: count }, (_, index) => word.slice(0, index + SHORTEST_BEGINNING));
}
