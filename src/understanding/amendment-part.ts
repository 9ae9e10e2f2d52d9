import { editDistance } from "../edit-distance.ts";
import { FREE, type Standing } from "./amendment-instead.ts";
import { clausesOf, isPartMissing, namesNothing } from "./amendment-words.ts";
import { parseDealLines } from "./deal-lines.ts";
import { fold, foldWithPositions, typedText } from "./fold.ts";
import type { ArgumentGrammar, ArgumentKind } from "./grammar.ts";
import { readAmount } from "./numbers.ts";
import { WORD_CHARS } from "./word-chars.ts";

type Values = Record<string, string>;

/** A value with a part of it replaced. */
type Candidate = readonly [argument: string, value: string];

/**
 * Reads the correction of a part of one value: `"gmail.com nhé, thiếu chữ l"`, `"số cuối là 11"`, `"65 chứ không phải
 * 55"`. `unclear` if it fits no value, or several; null for any other text.
 */
export function correctedPart(said: string, standing: Standing): Values | "unclear" | null {
  const pair = numbersIn(fold(said));
  if (pair !== null) {
    const candidates = candidatesFor(pair, standing);
    // "Đuôi 608 chứ không phải 456" may name another customer.
    return candidates.length === 0 && ENDS.has(pair.word) ? null : onlyOf(candidates);
  }
  const parts = clausesOf(said).filter((clause) => !namesNothing(clause) && !isPartMissing(clause));
  const [part, ...others] = parts;
  if (part === undefined || others.length > 0) return null;
  return correctedEmail(part, standing) ?? correctedEnd(part, standing);
}

/** Returns the only candidate as a value; the same value twice is one. */
function onlyOf(candidates: readonly Candidate[]): Values | "unclear" {
  const [first, ...others] = candidates;
  return first === undefined || others.length > 0 ? "unclear" : { [first[0]]: first[1] };
}

const EMAIL =
  /^(?:(?:a|da|em|la|phai la|dung la|dung|mail|email|e-mail|duoi|sua lai|sua thanh|it'?s|should be) )*(?<local>[a-z0-9._+-]{1,64}(?=@))?@?(?<domain>(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,6})(?: (?:nhe|nha|a|em|ma|co|chu|moi dung|instead))*[.! ]*$/u;
/** An address with more wrong letters is another one. */
const MOST_WRONG_LETTERS = 2;

/** Reads "gmail.com nhé" or a whole address: the only e-mail address, which was typed with a slip. */
function correctedEmail(clause: string, standing: Standing): Values | "unclear" | null {
  const { local: ownLocal, domain = "" } = EMAIL.exec(fold(clause))?.groups ?? {};
  if (domain === "") return null;
  const near = heldOf(standing, (value) => /^[^@\s]+@[^@\s]+$/.test(value)).flatMap(({ name, value }) => {
    const right = `${ownLocal ?? value.split("@")[0]}@${domain}`;
    const wrongLetters = editDistance(value, right, MOST_WRONG_LETTERS);
    return wrongLetters > 0 && wrongLetters <= MOST_WRONG_LETTERS ? [[name, right] as const] : [];
  });
  return near.length === 0 ? null : onlyOf(near);
}

const END_OF_PHONE =
  /^(?:(?:a|da|em|phai la|sdt|so dien thoai) )*(?:(?:hai|ba|bon|\d) so cuoi|so cuoi|cuoi so|cuoi|duoi|(?:the )?last (?:\w{3,5} |\d )?(?:digits?|numbers?))(?: (?:so|la|phai la|moi la|is|are|should be))* (?<digits>\d{1,6})(?: (?:nhe|nha|a|em|ma|co|chu|moi dung|instead))*[.! ]*$/u;
/** So many digits behind "đuôi" name a customer, unless a number is being stored. */
const NAMES_CUSTOMER = 3;

/** Reads "số cuối là 11": the right end of the only phone number. */
function correctedEnd(clause: string, standing: Standing): Values | "unclear" | null {
  const digits = END_OF_PHONE.exec(fold(clause))?.groups?.digits;
  if (digits === undefined) return null;
  const phones = heldOf(standing, (value) => /^\+\d+$/.test(value));
  const stored = phones.filter(({ kind }) => kind !== "customer");
  const meant = stored.length > 0 ? stored : digits.length < NAMES_CUSTOMER ? phones : [];
  if (meant.length === 0) return null;
  return onlyOf(meant.map(({ name, value }) => [name, value.slice(0, -digits.length) + digits]));
}

interface Held {
  name: string;
  kind: ArgumentKind;
  value: string;
}

/** Returns the single values of this form; a list of several holds none. */
function heldOf({ command, args }: Standing, isMeant: (value: string) => boolean): Held[] {
  return command.arguments.flatMap(({ name, kind }) => {
    const value = args[name] ?? "";
    return isMeant(value) ? [{ name, kind, value }] : [];
  });
}

/** A right number and a wrong one, each with the word before it: "tầng 6 chứ không phải tầng 5". */
interface NumberPair {
  right: string;
  wrong: string;
  word: string;
}

const LEAD = "(?:(?:a|ua|oi|da|em|nham|sorry|xin loi|phai la|dung la|la|no,?|it'?s|i mean)[ ,:]+){0,5}";
const NUMBER = "\\d[\\d.,]{0,9}(?: ?(?:k|tr|trieu|cu|%)(?!\\p{L}))?";
const WORD = "(?:\\p{L}{1,6} )?";
const DENIES = "(?:khong|ko|k|hong|hok|koong)";
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

function numbersIn(said: string): NumberPair | null {
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

/** Words before the end of a phone number. */
const ENDS: ReadonlySet<string> = new Set(["duoi", "cuoi"]);
/** The kinds of values that a word before a number names. Any other word is a part of a text, "tầng 5". */
const NAMED: ReadonlyMap<string, readonly ReplacedIn["of"][]> = new Map([
  ["gia", ["sum"]],
  ["tong", ["sum"]],
  ["tien", ["sum"]],
  ["ship", ["sum"]],
  ["sl", ["count"]],
  ["luong", ["count"]],
  ["ngay", ["day"]],
  ["thang", ["day"]],
  ["nam", ["day"]],
  ["duoi", ["phone"]],
  ["cuoi", ["phone"]],
  ["so", ["sum", "count", "phone", "text"]],
]);

interface ReplacedIn {
  of: "sum" | "count" | "day" | "phone" | "text";
  candidates(pair: NumberPair, argument: ArgumentGrammar, held: string): string[];
}

const REPLACED_IN: readonly ReplacedIn[] = [
  { of: "sum", candidates: inSum },
  { of: "count", candidates: inCount },
  { of: "day", candidates: inDay },
  { of: "phone", candidates: inPhone },
  { of: "text", candidates: inText },
];

/** Returns each value that holds the wrong number, with the right one instead. */
function candidatesFor(pair: NumberPair, { command, args }: Standing): Candidate[] {
  const kinds = pair.word === "" ? null : (NAMED.get(pair.word) ?? ["text"]);
  const readers = REPLACED_IN.filter(({ of }) => kinds === null || kinds.includes(of));
  return command.arguments.flatMap((argument) => {
    const held = args[argument.name];
    if (held === undefined) return [];
    const values = readers.flatMap(({ candidates }) => candidates(pair, argument, held));
    return [...new Set(values)].map((value) => [argument.name, value] as const);
  });
}

const UNITS = [1, 1_000, 1_000_000];

/** Returns the sum with the right number: of 55.000.000, "55" are millions. */
function rightSum({ right, wrong }: NumberPair, held: number): number | null {
  const [now, before] = [readAmount(right), readAmount(wrong)].map(Number);
  const unit = UNITS.find((one) => held === (before ?? 0) * one);
  return unit === undefined || !now ? null : now * unit;
}

function inSum(pair: NumberPair, { kind }: ArgumentGrammar, held: string): string[] {
  if (kind === "amount") {
    const sum = rightSum(pair, Number(held));
    return sum === null ? [] : [String(sum)];
  }
  if (kind !== "deal-lines" || !held.startsWith("[")) return [];
  const lines = parseDealLines(held);
  return lines.flatMap((line) => {
    const value = line.value === null ? null : rightSum(pair, line.value);
    return value === null
      ? []
      : [JSON.stringify(lines.map((one) => (one === line ? { ...one, value } : one)))];
  });
}

const COUNTS: ReadonlySet<ArgumentKind> = new Set([
  "number",
  "points",
  "duration",
  "at-most",
  "ticket",
  "deal",
]);

function inCount({ right, wrong }: NumberPair, { kind }: ArgumentGrammar, held: string): string[] {
  if (COUNTS.has(kind)) return held === wrong && /^\d+$/.test(right) ? [right] : [];
  if (kind === "customer") {
    const number = /^(?:customer|lead|id):(\d+)$/.exec(held)?.[1];
    return number === wrong ? [`id:${right}`] : [];
  }
  if (kind !== "deal-lines" || !held.startsWith("[")) return [];
  const lines = parseDealLines(held);
  return lines.flatMap((line) =>
    String(line.quantity) === wrong && Number(right) > 0
      ? [JSON.stringify(lines.map((one) => (one === line ? { ...one, quantity: Number(right) } : one)))]
      : [],
  );
}

/** Returns the day with another day of the month, month or year: "tháng 4 chứ không phải tháng 3". */
function inDay({ right, wrong, word }: NumberPair, { kind }: ArgumentGrammar, held: string): string[] {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(held) ?? [];
  if (kind !== "date" || year === "" || !/^\d+$/.test(right)) return [];
  const two = right.padStart(2, "0");
  const isIn = (name: string, part: string) =>
    (word === "" || word === name) && Number(part) === Number(wrong);
  return [
    ...(isIn("ngay", day) ? [`${year}-${month}-${two}`] : []),
    ...(isIn("thang", month) ? [`${year}-${two}-${day}`] : []),
    ...(isIn("nam", year) ? [`${right}-${month}-${day}`] : []),
    ...(isIn("nam", year.slice(2)) ? [`${year.slice(0, 2)}${two}-${month}-${day}`] : []),
  ];
}

const FEWEST_OF_PHONE = 2;

function inPhone({ right, wrong }: NumberPair, _: ArgumentGrammar, held: string): string[] {
  const isEnd = /^\+\d+$/.test(held) && wrong.length >= FEWEST_OF_PHONE && held.endsWith(wrong);
  return isEnd && right.length === wrong.length ? [held.slice(0, -wrong.length) + right] : [];
}

function inText({ right, wrong, word }: NumberPair, { kind }: ArgumentGrammar, held: string): string[] {
  if (!FREE.has(kind)) return [];
  const passage = foldWithPositions(held);
  const before = word === "" || word === "so" ? "" : `${word} `;
  const found = [
    ...passage.text.matchAll(
      new RegExp(
        `(?<![${WORD_CHARS}.,])${before}${wrong.replace(/[.]/g, "\\.")}(?![${WORD_CHARS}]|[.,]\\d)`,
        "gu",
      ),
    ),
  ];
  const [only] = found;
  if (only === undefined || found.length > 1) return [];
  const start = only.index + before.length;
  const end = only.index + only[0].length;
  return [typedText(passage, 0, start) + right + typedText(passage, end, passage.text.length)];
}
