import { foldWithPositions, typedText } from "./fold.ts";
import { WORD_CHARS } from "./word-chars.ts";

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
const IN_TEXT = new RegExp(`(?<![${WORD_CHARS}])(${NUMBER})(?= (?:${COUNTED})(?!\\p{L}))`, "gu");
/** "ba triệu hai", "một trăm rưỡi": what follows the unit belongs to it. */
const FURTHER = new RegExp(
  `(?<=\\d (?:trieu|tr|cu|nghin|ngan) )(${WORD})(?!\\p{L}| (?:${COUNTED}|tram|muoi))`,
  "gu",
);
const HUNDREDS = new RegExp(`(?<![${WORD_CHARS}])(${WORD}) tram(?= (?:ngan|nghin|k)(?!\\p{L}))`, "gu");
const MAY_COUNT = new RegExp(`(?<![${WORD_CHARS}])(?:${WORD}|muoi)(?![${WORD_CHARS}])`, "u");

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

const IN_NUMBER = `(?:${WORD}|tu|khong|le|linh|${TENS}|tram|nghin|ngan)`;
/** A ticket or an order whose number is said: "phiếu mười bảy nghìn hai trăm lẻ chín", "đơn ba năm không ba". */
const RECORD = new RegExp(
  `(?<![\\p{L}])(?<=(?:phieu|ticket|don|don hang|order)(?: so)? )${IN_NUMBER}(?: ${IN_NUMBER}){2,8}(?![${WORD_CHARS}])`,
  "gu",
);

/** Writes the said number of a record as digits: `"phiếu mười sáu nghìn không trăm lẻ một"` → `"phiếu 16001"`. */
export function withRecordNumbers(text: string): string {
  if (!MAY_BE_RECORD.test(text)) return text;
  const passage = foldWithPositions(text);
  let next = "";
  let end = 0;
  for (const match of passage.text.matchAll(RECORD)) {
    next += `${typedText(passage, end, match.index)}${recordNumber(match[0].split(" "))}`;
    end = match.index + match[0].length;
  }
  return end === 0 ? text : next + typedText(passage, end, passage.text.length);
}

const MAY_BE_RECORD = /(?:phi[eế]u|ticket|[dđ][oơ]n|order)(?: h[aà]ng)?(?: s[oố])? [a-zà-ỹ]/iu;

/** `["mười", "sáu", "nghìn", "lẻ", "một"]` → 16001; words without a unit are digits: `["ba", "năm", "không", "ba"]` → 3503. */
function recordNumber(words: readonly string[]): string {
  const digits = words.map((word) => (word === "khong" ? 0 : word === "tu" ? 4 : DIGIT[word]));
  if (digits.every((digit) => digit !== undefined)) return digits.join("");
  const at = words.findIndex((word) => word === "nghin" || word === "ngan");
  const said = (part: readonly string[]) =>
    numberIn(part.map((word) => (word === "tu" ? "bon" : word)).join(" "));
  return String(said(words.slice(0, Math.max(0, at))) * 1000 + said(words.slice(at + 1)));
}

/** `"hai mươi lăm"` → 25 */
function numberIn(written: string): number {
  let total = 0;
  let digit: number | null = null;
  for (const word of written.split(" ")) {
    if (word === "khong") digit = 0;
    else if (word === "tram") {
      total += (digit ?? 1) * 100;
      digit = null;
    } else if (word === "muoi" || word === "chuc") {
      total += (digit ?? 1) * 10;
      digit = null;
    } else digit = DIGIT[word] ?? digit;
  }
  return total + (digit ?? 0);
}
