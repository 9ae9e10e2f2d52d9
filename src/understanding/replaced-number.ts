import { FREE, type Proposal } from "./amendment-instead.ts";
import { parseDealLines } from "./deal-lines.ts";
import { foldWithPositions, typedText } from "./fold.ts";
import type { ArgumentGrammar, ArgumentKind } from "./grammar.ts";
import type { NumberPair } from "./number-pair.ts";
import { readAmount } from "./numbers.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** A value with a part of it replaced. */
export type ChangedValue = readonly [argument: string, value: string];

/** Returns a held value with the right number, once for each place where the wrong one stands. */
type Replace = (pair: NumberPair, argument: ArgumentGrammar, held: string) => string[];
type Place = "sum" | "count" | "day" | "phone" | "text";

const REPLACE: Readonly<Record<Place, Replace>> = {
  sum: inSum,
  count: inCount,
  day: inDay,
  phone: inPhone,
  text: inText,
};
const ANYWHERE: readonly Place[] = ["sum", "count", "day", "phone", "text"];
/** Where the number behind a word stands. Behind any other word it is a part of a text, "tầng 5". */
const PLACES: ReadonlyMap<string, readonly Place[]> = new Map([
  ["", ANYWHERE],
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

/** Returns each value of the question that holds the wrong number, with the right one instead. */
export function withNumberReplaced(pair: NumberPair, { command, args }: Proposal): ChangedValue[] {
  const places = PLACES.get(pair.word) ?? ["text"];
  return command.arguments.flatMap((argument) => {
    const held = args[argument.name];
    if (held === undefined) return [];
    const values = places.flatMap((place) => REPLACE[place](pair, argument, held));
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
