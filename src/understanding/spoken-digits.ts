import { foldWithPositions, typedText } from "./fold.ts";
import { WORD_CHARS } from "./word-chars.ts";

const DIGITS: Readonly<Record<string, string>> = {
  khong: "0",
  ko: "0",
  zero: "0",
  oh: "0",
  mot: "1",
  mốt: "1",
  one: "1",
  hai: "2",
  two: "2",
  ba: "3",
  three: "3",
  bon: "4",
  tu: "4",
  four: "4",
  nam: "5",
  lam: "5",
  five: "5",
  sau: "6",
  six: "6",
  bay: "7",
  bảy: "7",
  seven: "7",
  tam: "8",
  eight: "8",
  chin: "9",
  nine: "9",
};
const DIGIT = `(?:${Object.keys(DIGITS).join("|")})`;
/** A phone number said aloud has nine words or more. Fewer may be a name or a quantity. */
const SAID = new RegExp(`(?<![${WORD_CHARS}])${DIGIT}(?:[ ,.-]{1,2}${DIGIT}){8,13}(?![${WORD_CHARS}])`, "u");
/** A text without these words has no number of this kind, and is not folded again. */
const MAY_BE_SAID = /(?:kh[oô]ng|zero|oh) [a-z]/iu;

/** Writes a phone number that is said in words as digits: `"số không chín không …"` → `"số 090…"`. */
export function withSpokenPhones(text: string): string {
  if (!MAY_BE_SAID.test(text)) return text;
  let now = text;
  for (let round = 0; round < 3; round++) {
    const passage = foldWithPositions(now);
    const match = SAID.exec(passage.text);
    if (!match) return now;
    const digits = match[0]
      .split(/[ ,.-]+/)
      .map((word) => DIGITS[word] ?? "")
      .join("");
    const phone = digits.startsWith("0") ? digits.slice(0, digits.startsWith("02") ? 11 : 10) : digits;
    const words = match[0].split(/(?<=[ ,.-]+)/);
    const end =
      match.index +
      words
        .slice(0, phone.length)
        .join("")
        .replace(/(?<![ ,.-])[ ,.-]+$/, "").length;
    now = `${typedText(passage, 0, match.index)}${phone}${typedText(passage, end, passage.text.length)}`;
  }
  return now;
}
