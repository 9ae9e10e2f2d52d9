import { currentDigits, parsePhone } from "../crm/phone.ts";
import { isTalk } from "./noise.ts";
import { isSearchablePart } from "./terms.ts";
import { wordsOf } from "./words.ts";

/** A part of a phone number, as people write numbers here: `"0867"`. */
export interface NumberPart {
  digits: string;
  /** True for its last digits: "đuôi 456". */
  isEnd: boolean;
}

/** Parts of phone numbers, and the text without them. */
interface Taken {
  left: string;
  numbers: readonly NumberPart[];
}

/** Digits, in groups or not: "456", "0867.123". */
const digitRun = (fewest: number, most: number) => String.raw`\d(?:[ .-]?\d){${fewest - 1},${most - 1}}`;
/** Signs for digits that are left out: "xxx" of "xxx3479", "*" of "*654", "…" of "…755", ".." of "0328..2780". */
const LEFT_OUT = String.raw`(?:(?<!\p{L})[*…x]{1,10}|[*…]{1,10}|\.{2,10})`;

/** "đuôi", "4 số cuối", "kết thúc là": words before the last digits of a number. */
const END_WORD = "đuôi|duoi|cuối|cuoi|chót|chot|tận cùng|kết thúc|ending|ends";
const BEFORE_END = `(?:${END_WORD})(?: (?:số|so|là|la|in|with)){0,2} `;
/** "03xx" of "03xx46643", "xxx" of "xxx3479": the first digits may be known as well. */
const START_AND_GAP = String.raw`(?<start>\d{2,4})?${LEFT_OUT}`;
/** The last digits of a number: "đuôi 456", "4 số cuối 7502", "ending with 3775", "03xx46643", "*654". */
const LAST_DIGITS = new RegExp(
  String.raw`(?:${BEFORE_END}|${START_AND_GAP})(?<last>${digitRun(2, 12)})(?![\p{L}\d])`,
  "iu",
);
/** A number without its end, or only its middle: "0867xxx", "xxx867xxx". */
const WITHOUT_END = new RegExp(
  String.raw`(?:(?<!\p{L})${LEFT_OUT})?(${digitRun(3, 12)})${LEFT_OUT}(?!\d)`,
  "giu",
);
/** Two digits or more, in groups or not: "0867 12", "0867.123", "+84 867 123 456". */
const NUMBER = new RegExp(String.raw`(?<![\p{L}\d/])\+?${digitRun(2, 15)}(?![\p{L}\d/])`, "gu");
/** Two digits behind a name: "hoàng hoa 42". */
const TWO_DIGITS = /(?<=\p{L} )\d\d$/u;

/** What is rewritten before numbers are read, in this order. */
const REWRITTEN: readonly [RegExp, string][] = [
  // "3 số cuối 433": how many digits follow.
  [/(?<![\d\p{L}])(?:[2-6]|hai|ba|bốn|bon|mấy|may) (?=(?:số|so) (?:cuối|cuoi|chót|chot))/giu, ""],
  // "Hằng/7387", "(028) 3604 7969": signs that are no part of a number.
  [/(?<=\p{L})\/(?=\d{3})|\((?=\d)/gu, " "],
  [/(?<=\d)\)/gu, ""],
  // "Bắt đầu bằng 0867"
  [
    /(?:có số|có sđt|có đuôi|số điện thoại|bắt đầu bằng|bat dau bang|bắt đầu|khúc giữa|ở giữa) (?=[+\d])/giu,
    " ",
  ],
  [WITHOUT_END, " $1 "],
];

/** Takes the parts of one or two phone numbers out of a text: "lan 0867", "bình đuôi 456", "hoàng hoa 42". */
export function takeNumbers(text: string): Taken {
  const rewritten = REWRITTEN.reduce((left, [pattern, by]) => left.replace(pattern, by), text);
  const ends = takeLastDigits(rewritten);
  const runs = takeRuns(ends.left);
  const numbers = [...ends.numbers, ...runs.numbers];
  if (numbers.length === 0) return takeTwoDigits(runs.left);
  return { left: runs.left, numbers: numbers.slice(0, areAlternatives(numbers) ? 1 : 2) };
}

/** Returns a text without the last digits of a number: "bình đuôi 456" → "bình". */
export function withoutLastDigits(text: string): string {
  return text.replace(LAST_DIGITS, " ");
}

function takeLastDigits(text: string): Taken {
  const found = LAST_DIGITS.exec(text);
  if (found === null) return { left: text, numbers: [] };
  const { start = "", last = "" } = found.groups ?? {};
  return { left: text.replace(found[0], " "), numbers: [...partsIn(start), endIn(last)] };
}

function takeRuns(text: string): Taken {
  const numbers: NumberPart[] = [];
  const left = text.replace(NUMBER, (run) => {
    const parts = partsIn(wholeNumberIn(run));
    numbers.push(...parts);
    return parts.length > 0 ? " " : run;
  });
  return { left, numbers };
}

function takeTwoDigits(text: string): Taken {
  const trimmed = text.trim();
  const found = TWO_DIGITS.exec(trimmed);
  if (found === null) return { left: text, numbers: [] };
  return { left: trimmed.slice(0, found.index), numbers: [endIn(found[0])] };
}

/** Empty for fewer digits than are searched. */
function partsIn(run: string): NumberPart[] {
  const written = writtenPart(run);
  return isSearchablePart(written) ? [{ digits: written, isEnd: false }] : [];
}

function endIn(run: string): NumberPart {
  const written = writtenPart(run);
  // "Mất số cuối 0886 820 38": so many digits with a 0 are a beginning.
  return { digits: written, isEnd: !(written.startsWith("0") && written.length > LONGEST_END_WITH_ZERO) };
}

const LONGEST_END_WITH_ZERO = 5;

/** True for two whole numbers, "0979489114 / 0978545850": a customer has one of them. */
function areAlternatives(numbers: readonly NumberPart[]): boolean {
  const whole = numbers.slice(0, 2).filter(({ digits: { length } }) => length > LONGEST_PART);
  return whole.length === 2;
}

const LONGEST_PART = 9;

/** Returns the group that is a whole number, if the others are none of it: `"942946232"` for "14 942946232". */
function wholeNumberIn(run: string): string {
  const groups = run.split(/\D+/);
  const whole = groups.filter((group) => /^0?[35789]\d{8}$/.test(group));
  return groups.length > 1 && whole.length === 1 ? (whole[0] ?? run) : run;
}

/** Returns the digits of a number or of its beginning as people write them now: "+84 867" and "0867" are the same. */
function writtenPart(run: string): string {
  const typed = run.replace(/\D/g, "");
  // "847946927" is 0847 946 927 without its 0, or the beginning of +84 794 692 7…
  if (/^84[35789]\d{6}$/.test(typed)) return typed.slice(2);
  const lostZero = !run.startsWith("+") && /^[35789]\d{8}$/.test(typed);
  const phone = parsePhone(run) ?? (lostZero ? parsePhone(`0${typed}`) : null);
  if (phone?.startsWith("+84")) return `0${phone.slice(3)}`;
  // "8445" are four last digits more often than the country's number and two more.
  const mayBeEnd = typed.startsWith("84") && typed.length < SHORTEST_WITH_COUNTRY && !run.startsWith("+");
  return mayBeEnd ? typed : currentDigits(typed);
}

const SHORTEST_WITH_COUNTRY = 9;

/** Whether a number may be that of a house: likely in "lan 298 lê đức thọ", possible in "lan 298". */
export type HouseLikelihood = "likely" | "possible" | "no";

/** A number behind a word, and two words behind it: "lan 298 lê đức thọ", "hùng số 12 đường lê lợi". */
const HOUSE_AND_STREET = /\p{L}[\s,]+\d{1,4}(?:\/\d+)* (?:(?:đường|duong) )?(\p{L}+ \p{L}+)/u;
const LONGEST_HOUSE = 3;

/** @param numbers  those of this text */
export function numberIsHouse(text: string, numbers: readonly NumberPart[]): HouseLikelihood {
  const [only, ...more] = numbers;
  if (only?.digits.length === 2 && more.length === 0 && TWO_DIGITS.test(text.trim())) return "likely";
  const mayBe = numbers.every(({ digits, isEnd }) => !isEnd && digits.length <= LONGEST_HOUSE);
  if (numbers.length === 0 || !mayBe) return "no";
  const street = HOUSE_AND_STREET.exec(text);
  const words = street === null ? [] : wordsOf(street[1] ?? "");
  return words.length > 0 && !words.some(isTalk) ? "likely" : "possible";
}
