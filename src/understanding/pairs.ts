import { escaped } from "./amendment-keys.ts";
import { fold, type Passage, TAKEN, take, typed } from "./fold.ts";
import {
  type ArgumentGrammar,
  type ArgumentKind,
  CONTACTS,
  type CommandGrammar,
  type ReadingContext,
} from "./grammar.ts";
import { readLine, readList } from "./plain-values.ts";
import { readKeyedValue } from "./value.ts";

/** A key in a passage. */
interface KeyPlace {
  argument: ArgumentGrammar;
  start: number;
  /** Where the value begins. */
  from: number;
}

/**
 * The end of a value. Lists, amounts and dates contain commas too. A pattern matches a run of blanks only from its
 * beginning, because starting at each of 40,000 blanks would take seconds.
 */
const AT_LINE_END = /(?<![\s,;])[\s,;]*(?:$|\n)/;
const ENDS: Partial<Readonly<Record<ArgumentKind, RegExp>>> = {
  lines: /(?<![\s,;])[\s,;]*$/,
  line: AT_LINE_END,
  list: AT_LINE_END,
  phones: AT_LINE_END,
  emails: AT_LINE_END,
  "deal-lines": AT_LINE_END,
  amount: /(?<!\s)\s*(?:$|[;\n]|,(?!\d))/,
  date: /(?<!\s)\s*(?:$|[;\n]|,(?! ?\d{4}))/,
};
const ENDS_AT_COMMA = /(?<!\s)\s*(?:$|[,;\n])/;
const QUOTED_START = /^\s*(?:"[^"\n]*"|“[^”\n]*”|«[^»\n]*»)/;

/**
 * Takes `key: value` and `key=value` out of a passage: `"ưu tiên: cao, khách: 0867 123 456"`. A value of text ends
 * where the next key begins, or with its line. Any other value ends at a comma too. A value that cannot be read stays.
 */
export function takePairs(
  passage: Passage,
  command: CommandGrammar,
  args: Record<string, string>,
  context: ReadingContext,
): void {
  const pairs = findPairs(passage, command);
  for (const [index, pair] of pairs.entries()) {
    const { argument } = pair;
    if (args[argument.name] !== undefined) continue;
    const next = pairs[index + 1]?.start ?? passage.free.length;
    const end = endOfValue(
      passage,
      pair,
      argument.kind === "line" ? beforeText(passage, pair, next, command) : next,
    );
    const value = readKeyedValue(argument, typed(passage, pair.from, end), context);
    if (value === null) continue;
    args[argument.name] = value;
    take(passage, pair.start, end);
  }
}

/** Returns where a line ends before the label of a longer text: "tiêu đề: máy hư, nội dung là khách gọi 2 lần". */
function beforeText({ free }: Passage, { from }: KeyPlace, limit: number, command: CommandGrammar): number {
  const texts = command.arguments.filter(({ kind }) => kind === "lines");
  const keys = texts.flatMap((argument) => argument.keys.map((key) => escaped(fold(key))));
  if (keys.length === 0) return limit;
  const next = new RegExp(`[,;.] ?(?:(?:va|voi|con|and|with) )?(?:${keys.join("|")}) (?:la|is) `, "u");
  const at = free.slice(from, limit).search(next);
  return at < 0 ? limit : from + at;
}

function findPairs({ free }: Passage, command: CommandGrammar): KeyPlace[] {
  if (!/[:=]/.test(free)) return [];
  const pairs = command.arguments.flatMap((argument) =>
    argument.kind === "page" || argument.kind === "carried"
      ? []
      : [argument.name, ...argument.keys].flatMap((key) =>
          signedPlacesOf(fold(key), free).map((place) => ({ argument, ...place })),
        ),
  );
  // Of two keys at one colon, "mã khách:" and "khách:", the longer one counts.
  const byValue = new Map<number, KeyPlace>();
  for (const pair of pairs) {
    const other = byValue.get(pair.from);
    if (!other || pair.start < other.start) byValue.set(pair.from, pair);
  }
  return [...byValue.values()].sort((a, b) => a.start - b.start);
}

/** The places where a key stands as a word of its own before a colon or an equals sign. */
function signedPlacesOf(key: string, free: string): { start: number; from: number }[] {
  const places: { start: number; from: number }[] = [];
  for (let start = free.indexOf(key); key !== "" && start !== -1; start = free.indexOf(key, start + 1)) {
    const sign = /^ ?[:=](?!\/\/)/.exec(free.slice(start + key.length, start + key.length + 4));
    if (sign && !/[\p{L}\p{N}]$/u.test(free.slice(Math.max(0, start - 2), start))) {
      places.push({ start, from: start + key.length + sign[0].length });
    }
  }
  return places;
}

function endOfValue({ free }: Passage, { argument, from }: KeyPlace, limit: number): number {
  const taken = free.indexOf(TAKEN, from);
  const value = free.slice(from, taken < 0 ? limit : Math.min(limit, taken));
  const quoted = QUOTED_START.exec(value);
  if (quoted) return from + quoted[0].length;
  const pattern = ENDS[argument.kind] ?? ENDS_AT_COMMA;
  return (
    from + (pattern.exec(value.replace(/^\s+/, (blank) => " ".repeat(blank.length)))?.index ?? value.length)
  );
}

/** Kinds whose values have a form of their own: after their key they can be nothing else. */
const VALUES: ReadonlySet<ArgumentKind> = new Set([...CONTACTS, "date", "amount", "number", "product"]);
const VALUE_WORDS = 5;
/** A name of a thing ("Gold", "Chăm sóc khách hàng") has few words; more are a sentence. */
const TEXT_WORDS = 4;
/** "12 Cộng Hòa P12 Q Tân Bình" has more. */
const ADDRESS_WORDS = 9;
const SPOKEN_ENDS = new RegExp(`[;\\n${TAKEN}]|,(?!\\d)|[.!?](?= |$)`, "u");
/** Words before the next value: "nhóm Kỹ thuật cho 0867…". */
const TIES = /(?<!\s)(?:\s+(?:cho|for|cua|of|va|and|voi|with)){1,12}\s*$/;

/** Takes values that stand after their key without a sign: `"Tivi 55 inch giá 5.000.000"`. */
export function takeSpokenValues(
  passage: Passage,
  command: CommandGrammar,
  args: Record<string, string>,
  context: ReadingContext,
): void {
  for (const { argument, start, from } of spokenKeys(passage, command)) {
    if (!VALUES.has(argument.kind) || args[argument.name] !== undefined) continue;
    const words = wordsOf(passage, from, passage.free.length).slice(0, VALUE_WORDS);
    for (const { end } of words.reverse()) {
      const value = readKeyedValue(argument, typed(passage, from, end).replace(/[,;]$/, ""), context);
      if (value === null) continue;
      const isLast = !CONTACTS.has(argument.kind) || /[\d@]/.test(lastWord(passage.free.slice(from, end)));
      // Words after a number are not part of it: "số điện thoại 0912… địa chỉ 12 Lê Lợi".
      if (!isLast) continue;
      args[argument.name] = value;
      take(passage, start, end);
      break;
    }
  }
}

/**
 * Does the same for short texts, after everything else was taken: `"máy in hỏng, SLA Gold"`. If the command takes a
 * free text, only words written like a name are taken, and so nothing of `"hỏi về SLA của hợp đồng"`.
 */
export function takeSpokenTexts(
  passage: Passage,
  command: CommandGrammar,
  args: Record<string, string>,
): void {
  const main = command.arguments.find(({ kind, keyed }) => kind === "line" && !keyed);
  const tells = command.arguments.some(({ kind, keyed }) => (kind === "line" || kind === "lines") && !keyed);
  const keys = spokenKeys(passage, command);
  for (const [index, { argument, start, from }] of keys.entries()) {
    const { name, kind, maxItems } = argument;
    const isText = (kind === "line" && argument !== main) || kind === "list";
    if (!isText || args[name] !== undefined) continue;
    const end = endOfText(passage, from, keys[index + 1]?.start ?? passage.free.length);
    const written = typed(passage, from, end).trim();
    const most = /^\d/.test(written) ? ADDRESS_WORDS : TEXT_WORDS;
    if (written === "" || written.split(/\s+/).length > most || RECORD.test(fold(written))) continue;
    if (
      tells &&
      !(isCalled(written, passage.free.slice(0, start)) && hasWords(passage.free.slice(0, start)))
    ) {
      continue;
    }
    const value = kind === "list" ? readList(written, maxItems) : readLine(written);
    if (value === null) continue;
    args[name] = value;
    take(passage, start, end);
  }
}

/** "Sửa trạng thái phiếu": whose field it is, and no value. */
const RECORD =
  /^(?:(?:cua|cho|of|for) )?(?:phieu|don(?: hang)?|khach(?: hang)?|kh|san pham|sp|ticket|order|deal|customer|product)s?(?: (?:nay|do|kia|giup|gium|em|nha|nhe))*$/u;

/** True for a name. After a pause it begins with a capital; in a sentence each word does: "hỏi SLA Gold là gì". */
function isCalled(written: string, before: string): boolean {
  const words = written.split(/\s+/);
  const isNamed = (word: string) => /^[\p{Lu}\p{N}]/u.test(word);
  const standalone = before.trimEnd();
  const isAfterPause = /[,;.]$/.test(standalone) || before.includes("\n", standalone.length);
  return isAfterPause ? isNamed(words[0] ?? "") : words.every(isNamed);
}

/** Returns the text after the last blank. */
function lastWord(text: string): string {
  return text.split(/\s/).at(-1) ?? "";
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function endOfText({ free }: Passage, from: number, limit: number): number {
  const value = free.slice(from, limit);
  const stop = SPOKEN_ENDS.exec(value)?.index ?? value.length;
  return from + value.slice(0, stop).replace(TIES, "").trimEnd().length;
}

/** Returns the keys that stand as separate words before a blank, in their order; of two at one place, the longer. */
function spokenKeys(passage: Passage, command: CommandGrammar): KeyPlace[] {
  const found = keysOf(command).flatMap(({ argument, ...key }) =>
    placesOf(key, passage).map((place) => ({ argument, ...place })),
  );
  if (found.length < 2) return found;
  const inOrder = found.sort((a, b) => a.start - b.start || b.from - a.from);
  let end = 0;
  return inOrder.filter(({ start, from }) => {
    const isFree = start >= end;
    if (isFree) end = from;
    return isFree;
  });
}

interface Key {
  /** `"Độ ưu tiên"` → `"độ ưu tiên"` */
  lower: string;
  /** `"do uu tien"` */
  folded: string;
}

/** The folded keys are kept, because folding them for every text would cost more than reading the text. */
const KEYS = new WeakMap<CommandGrammar, readonly (Key & { argument: ArgumentGrammar })[]>();

function keysOf(command: CommandGrammar) {
  const known = KEYS.get(command);
  if (known) return known;
  const keys = command.arguments
    .filter(({ kind }) => VALUES.has(kind) || kind === "line" || kind === "list")
    .flatMap((argument) =>
      [...new Set([argument.name, ...argument.keys].map((key) => key.normalize("NFC").toLowerCase()))].map(
        (lower) => ({ argument, lower, folded: fold(lower) }),
      ),
    );
  KEYS.set(command, keys);
  return keys;
}

const PLACES_MAX = 20;

function placesOf({ lower, folded }: Key, passage: Passage): { start: number; from: number }[] {
  const { free } = passage;
  const places: { start: number; from: number }[] = [];
  for (let start = free.indexOf(folded); start !== -1; start = free.indexOf(folded, start + 1)) {
    const end = start + folded.length;
    const stands = free[end] === " " && !/[\p{L}\p{N}_-]/u.test(free[start - 1] ?? " ");
    if (stands && isWritten(lower, typed(passage, start, end).toLowerCase(), folded)) {
      places.push({ start, from: end + (/^ (?:la |is )?/.exec(free.slice(end, end + 5))?.[0].length ?? 1) });
    }
    if (places.length === PLACES_MAX) break;
  }
  return places;
}

/** True if the key was typed. A word typed with accents must be the same: "gia đình" is not "giá". */
function isWritten(key: string, written: string, folded: string): boolean {
  return written === folded || written === key;
}

function wordsOf({ free }: Passage, from: number, limit: number): { end: number }[] {
  const value = free.slice(from, Math.min(limit, from + 200));
  const stop = SPOKEN_ENDS.exec(value)?.index ?? value.length;
  return [...value.slice(0, stop).matchAll(/\S+/g)].map((word) => ({
    end: from + word.index + word[0].length,
  }));
}
