import { foldWithPositions, typedText } from "./fold.ts";

const DIGIT: Readonly<Record<string, number>> = {
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  nam: 5,
  lam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};
const WORD = Object.keys(DIGIT).join("|");
const TENS = "muoi|chuc";
const NUMBER = `(?:(?:(?:${WORD}) tram )?(?:(?:(?:${WORD}) )?(?:${TENS})(?: (?:${WORD}|mot|mốt))?|(?:le |linh )?(?:${WORD}))|(?:${WORD}) tram)`;
/** What a number in words must count. Alone, "ba" is a name, "năm" a year, and "một" anything. */
const COUNTED =
  "ty|trieu|cu|nghin|ngan|k|tr|phan tram|diem|sao|stars?|points?|tieng|gio|phut|ngay|tuan|thang|hours?|minutes?|days?|cai|chiec|bo|hop|thung|chai|goi|cuon|con|cay|tui|bao|lon|ky|kg|lit|met|quyen|cap|doi|bich|binh|may|noi|am|quat|to|ream|tam|vien|bo do|loc|can";
const IN_TEXT = new RegExp(`(?<![\\p{L}\\p{N}])(${NUMBER})(?= (?:${COUNTED})(?!\\p{L}))`, "gu");
/** "ba triệu hai", "một trăm rưỡi": what follows the unit belongs to it. */
const FURTHER = new RegExp(
  `(?<=\\d (?:trieu|tr|cu|nghin|ngan) )(${WORD})(?!\\p{L}| (?:${COUNTED}|tram|muoi))`,
  "gu",
);
const HUNDREDS = new RegExp(`(?<![\\p{L}\\p{N}])(${WORD}) tram(?= (?:ngan|nghin|k)(?!\\p{L}))`, "gu");
const MAY_COUNT = new RegExp(`(?<![\\p{L}\\p{N}])(?:${WORD}|muoi)(?![\\p{L}\\p{N}])`, "u");

/** Writes numbers that count something as digits: `"ba triệu"` → `"3 triệu"`, `"hai cái"` → `"2 cái"`. */
export function withCountedNumbers(text: string): string {
  let now = text;
  for (const pattern of [HUNDREDS, IN_TEXT, FURTHER]) {
    const passage = foldWithPositions(now);
    if (!MAY_COUNT.test(passage.text)) return now;
    let next = "";
    let end = 0;
    for (const match of passage.text.matchAll(pattern)) {
      const written = pattern === HUNDREDS ? `${match[1]} tram` : match[0];
      next += typedText(passage, end, match.index) + numberIn(written);
      end = match.index + match[0].length;
    }
    now = next + typedText(passage, end, passage.text.length);
  }
  return now.replace(/(?<=\d) (?:phần trăm|phan tram)(?!\p{L})/gu, "%");
}

/** `"hai mươi lăm"` → 25 */
function numberIn(written: string): number {
  let total = 0;
  let digit: number | null = null;
  for (const word of written.split(" ")) {
    if (word === "tram") {
      total += (digit ?? 1) * 100;
      digit = null;
    } else if (word === "muoi" || word === "chuc") {
      total += (digit ?? 1) * 10;
      digit = null;
    } else digit = DIGIT[word] ?? digit;
  }
  return total + (digit ?? 0);
}
