import { cleanText, type Finding, fold, foundAt } from "./fold.ts";
import type { ChoiceGrammar } from "./grammar.ts";

const QUOTED = /^(?:"([^"]*)"|“([^”]*)”|«([^»]*)»|'([^']*)'|‘([^’]*)’)$/;
const NUMBER = /(?<![\p{L}\p{N}.,+/-])(-?\d{1,15}(?:[.,]\d{1,6})?)(?![\p{L}\p{N}]|[.,/-]\d)/u;

/** Reads one line of text from a field or answer, `" Máy in\nhỏng "` → `"Máy in hỏng"`; null if nothing was said. */
export function readLine(text: string): string | null {
  const line = unquoted(cleanText(text)).replace(/\s+/g, " ").trim();
  return /[\p{L}\p{N}\p{S}]/u.test(line) ? line : null;
}

/** Reads several lines of text and keeps them, with at most one empty line in a row, without quotation marks around all. */
export function readLines(text: string): string | null {
  const lines = unquoted(cleanText(text).trim())
    .trim()
    .replace(/\n{3,}/g, "\n\n");
  return lines === "" ? null : lines;
}

/** Separates the values of a list. */
export const LIST_SEPARATOR = /[,;\n]/;
const LIST_MOST = 50;
const LIST_ITEM_CHARS = 200;

/** Reads short texts, joined by line breaks: `"VIP, Đại lý; vip"` → `"VIP\nĐại lý"`; null for none or too many. */
export function readList(text: string, maxItems = LIST_MOST): string | null {
  const items = distinct(
    cleanText(text)
      .split(LIST_SEPARATOR)
      .flatMap((item) => readLine(item) ?? []),
  );
  const isGood = items.length > 0 && items.length <= maxItems;
  return isGood && items.every((item) => item.length <= LIST_ITEM_CHARS) ? items.join("\n") : null;
}

/** Returns each item once; accents and case are ignored. */
export function distinct(items: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const item of items) if (!seen.has(fold(item))) seen.set(fold(item), item);
  return [...seen.values()];
}

/** Reads the number of a list's page, as its buttons carry it: `"2"`. */
export function readPage(text: string): string | null {
  return /^[1-9]\d{0,5}$/.test(text) ? text : null;
}

/** Returns the value whose label (or value) this is: `"Tiếng Việt"`, `"tieng viet"`, `"vi"` → `"vi"`. */
export function readChoice(text: string, choices: readonly ChoiceGrammar[]): string | null {
  const given = fold(cleanText(text)).replace(/(?<![.!])[.!]+$/, "");
  return spellingsOf(choices).find(({ word }) => word === given)?.value ?? null;
}

/** Reads all choices, one a line: `"đánh giá và chiến dịch"` → `"ratings\ncampaigns"`; null if the text holds more. */
export function readChoices(text: string, choices: readonly ChoiceGrammar[]): string | null {
  const found: string[] = [];
  let free = fold(cleanText(text));
  for (let next = findChoice(free, choices); next !== null; next = findChoice(free, choices)) {
    found.push(next.value);
    free = `${free.slice(0, next.start)},${free.slice(next.end)}`;
  }
  const isAll = /^(?:[\s,;+&.]|va(?= )|and(?= ))*$/.test(free);
  return found.length > 0 && isAll ? [...new Set(found)].join("\n") : null;
}

/** Reads one number: `"1,5"` → `"1.5"`. `"1 200"` is not one number. */
export function readNumber(text: string): string | null {
  const given = cleanText(text);
  const found = findNumber(given);
  return found && found.end - found.start === given.length ? found.value : null;
}

/** "Chưa đóng" is not "đóng", and "haven't been closed" not "closed". */
const DENIED =
  /(?<![\p{L}\p{N}])(?:chua|(?:is|are|has|have|was|were)?n['’ ]?t|not|never)(?: (?:yet|been|be|still|fully)){0,2} $/u;
/** A denial is not longer. */
const DENIAL_CHARS = 30;

/** Finds the choice named first in a longer text; of two labels at one place, the longer. */
export function findChoice(free: string, choices: readonly ChoiceGrammar[]): Finding | null {
  let first: Finding | null = null;
  for (const { word, value } of spellingsOf(choices)) {
    const start = wordAt(free, word);
    const end = start + word.length;
    if (start === -1 || (first && (start > first.start || (start === first.start && end <= first.end))))
      continue;
    if (!DENIED.test(free.slice(Math.max(0, start - DENIAL_CHARS), start))) first = { start, end, value };
  }
  return first;
}

interface ChoiceSpelling {
  /** `"tieng viet"` */
  word: string;
  value: string;
}

/** Folded labels, kept because folding them for each text would cost more than reading the text. */
const SPELLINGS = new WeakMap<readonly ChoiceGrammar[], readonly ChoiceSpelling[]>();

function spellingsOf(choices: readonly ChoiceGrammar[]): readonly ChoiceSpelling[] {
  const known = SPELLINGS.get(choices);
  if (known) return known;
  const spellings = choices.flatMap(({ value, labels }) =>
    [value, ...labels].map((label) => ({ word: fold(label), value })),
  );
  SPELLINGS.set(choices, spellings);
  return spellings;
}

export function findNumber(free: string): Finding | null {
  const match = NUMBER.exec(free);
  return match?.[1] ? foundAt(match, match[1].replace(",", ".")) : null;
}

/** Returns the place where a phrase stands as separate words; -1 if there is none. */
function wordAt(text: string, word: string): number {
  if (word === "") return -1;
  for (let start = text.indexOf(word); start !== -1; start = text.indexOf(word, start + 1)) {
    const before = text[start - 1] ?? " ";
    const after = text[start + word.length] ?? " ";
    if (!/[\p{L}\p{N}]/u.test(before) && !/[\p{L}\p{N}]/u.test(after)) return start;
  }
  return -1;
}

/** Removes quotation marks: `“máy in”` → `máy in`. */
export function unquoted(text: string): string {
  const match = QUOTED.exec(text);
  return match ? (match.slice(1).find((words) => words !== undefined) ?? "") : text;
}
