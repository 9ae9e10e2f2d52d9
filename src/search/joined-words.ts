import type { Word } from "./words.ts";
import { wordOf } from "./words.ts";

const SHORTEST = 4;
const LONGEST = 24;
const VOWEL = /[aeiou]/;
/** A syllable of Vietnamese has two to seven letters. */
const SYLLABLE = { shortest: 2, longest: 7 };

/** Returns the parts of a word that may be words by themselves, to be looked up: "phuong", "tram" of "phuongtram". */
export function partsOfJoined({ plain }: Word): string[] {
  if (plain.length < SHORTEST || plain.length > LONGEST || /\d/.test(plain)) return [];
  const parts = new Set<string>();
  for (let start = 0; start < plain.length; start += 1) {
    for (let size = SYLLABLE.shortest; size <= SYLLABLE.longest && start + size <= plain.length; size += 1) {
      if (size < plain.length) parts.add(plain.slice(start, start + size));
    }
  }
  return [...parts];
}

/** Takes a word apart into known ones, as few as possible: "phuongtram" into "phuong" and "tram". Null if it cannot. */
export function takenApart({ plain }: Word, isKnown: (part: string) => boolean): Word[] | null {
  const best: (string[] | null)[] = [[]];
  for (let end = 1; end <= plain.length; end += 1) {
    let shortest: string[] | null = null;
    for (let size = SYLLABLE.shortest; size <= SYLLABLE.longest && size <= end; size += 1) {
      const before = best[end - size];
      const part = plain.slice(end - size, end);
      if (
        before &&
        VOWEL.test(part) &&
        isKnown(part) &&
        (shortest === null || before.length + 1 < shortest.length)
      ) {
        shortest = [...before, part];
      }
    }
    best.push(shortest);
  }
  const parts = best[plain.length] ?? null;
  return parts === null || parts.length < 2 ? null : parts.map(wordOf);
}
