import { isConnecting, isTalk } from "./noise.ts";
import { wordsHeldBy } from "./pairing.ts";
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
  const calm = partsOf(typed, (part) => /[\d@]/.test(part) || wordsOf(part).some(isTelling));
  const end = PARTICLE_AT_END.exec(calm);
  return end === null || plain.has(wordOf(end[1] ?? "").plain) ? calm : calm.slice(0, end.index);
}

/** These words say nothing at the end of a text, and are names elsewhere: "đâu rồi ta". */
const PARTICLE_AT_END = / (ta|ha|ma|mà|hè|he|hầy|chớ|cà)[\s.!]*$/u;

/** Returns what a text says of a record: `"tieu xuan minh long quen mat khau app"` → `"tieu xuan minh long"` for Tiêu Xuân Minh Long. */
export function saidOf(typed: string, record: Searchable): string {
  const { plain } = wordsHeldBy(record);
  const has = (part: string) => {
    const digits = part.replace(/\D/g, "");
    if (digits.length >= FEWEST_DIGITS)
      return record.phones.some((one) => writtenDigits(one).includes(digits));
    const words = wordsOf(part);
    return words.length > 0 && words.every((word) => plain.has(word.plain) || isConnecting(word));
  };
  return partsOf(typed, has);
}

/** Fewer digits may be of anything. */
const FEWEST_DIGITS = 3;
/** Shorter names are made of words that may stand side by side by chance. */
const SHORTEST_WHOLE_NAME = 3;

/** True if the whole name of a record stands in a text, word by word, with its accents or without any. */
export function saysWholeName(typed: string, record: Searchable): boolean {
  const { inName } = wordsHeldBy(record);
  const isSame = (word: Word | undefined, own: Word) =>
    word?.plain === own.plain && (word.accents === "" || word.accents === own.accents);
  const words = wordsOf(typed);
  const isHere = (_: Word, start: number) => inName.every((own, index) => isSame(words[start + index], own));
  return inName.length >= SHORTEST_WHOLE_NAME && words.some(isHere);
}

/** Returns the words of a text that are none of talk: of "hồ sơ chị bình cộng hoà đâu rồi ta" the name and the street. */
export function tellingWords(text: string): readonly Word[] {
  return wordsOf(text).filter((word) => !isTalk(word));
}

function partsOf(typed: string, isKept: (part: string) => boolean): string {
  return typed.trim().split(/\s+/).filter(isKept).join(" ");
}
