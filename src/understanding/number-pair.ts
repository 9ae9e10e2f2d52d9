import { NO } from "./words-for-no.ts";

/** A right number and a wrong one, and the word before them: "tầng 6 chứ không phải tầng 5". */
export interface NumberPair {
  right: string;
  wrong: string;
  word: string;
}

const LEAD = "(?:(?:a|ua|oi|da|em|nham|sorry|xin loi|phai la|dung la|la|no,?|it'?s|i mean)[ ,:]+){0,5}";
const NUMBER = "\\d[\\d.,]{0,9}(?: ?(?:k|tr|trieu|cu|%)(?!\\p{L}))?";
const WORD = "(?:\\p{L}{1,6} )?";
const DENIES = `(?:${NO}|koong)`;
const END = "(?: (?:nha|nhe|a|em|ma|co|chu|nua)){0,4}[.! ]{0,4}$";
const RIGHT = `(?<rightWord>${WORD})(?<right>${NUMBER})`;
const WRONG = `(?<wrongWord>${WORD})(?<wrong>${NUMBER})`;
const PAIRS = [
  `^${LEAD}${RIGHT}[ ,]{1,3}(?:(?:chu|cho|ma) )?(?:${DENIES}(?: phai| fai)?|not)(?: la)? ${WRONG}${END}`,
  `^${LEAD}(?:${DENIES} (?:phai|fai)|not)(?: la)? ${WRONG}(?:,? (?:ma|but))(?: la| phai la)? ${RIGHT}${END}`,
  `^${LEAD}${DENIES} (?:phai|fai)(?: la)? ${WRONG}, ?(?:la )?${RIGHT}${END}`,
].map((pattern) => new RegExp(pattern, "u"));
/** A longer number names a record, a phone or a sum, which its own reader finds. */
const MOST_DIGITS = 4;

/**
 * Reads a folded text that says which number is right and which one is wrong: `"65 chu khong phai 55"` → `{ right: "65",
 * wrong: "55", word: "" }`; null for any other text.
 */
export function readNumberPair(said: string): NumberPair | null {
  for (const pattern of PAIRS) {
    const { right = "", wrong = "", rightWord = "", wrongWord = "" } = pattern.exec(said)?.groups ?? {};
    if (right === "" || wrong === "" || right === wrong) continue;
    if (wrongWord !== "" && rightWord !== "" && wrongWord !== rightWord) continue;
    if (Math.max(digitsOf(right), digitsOf(wrong)) > MOST_DIGITS) continue;
    return { right: right.trim(), wrong: wrong.trim(), word: (rightWord || wrongWord).trim() };
  }
  return null;
}

function digitsOf(number: string): number {
  return number.replace(/\D/g, "").length;
}
