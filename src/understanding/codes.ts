import { cleanText, type Finding, fold, type Passage, TAKEN, typed } from "./fold.ts";

const GIFT_CODE = /^[A-Z0-9][A-Z0-9._/-]{0,39}$/;
const GIFT_LABEL = /^(?:(?:gift code|gift|code|ma qua|ma|qua(?: tang)?)[ :=]+)+/;
const PRODUCT_CODE = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._/+-]{0,99}$/u;
const PRODUCT_LABEL = /^(?:(?:ma san pham|san pham|ma sp|sp|combo|product code|product|code|ma)[ :=]+)+/;
const LABELLED =
  /(?<![a-z0-9])(?:gift code|code|ma qua(?: tang)?|ma(?: so)?|qua)(?: ?[:=] ?| )([a-z0-9][a-z0-9._-]{1,39})(?![\p{L}\p{N}])/u;
const TOKEN = /(?<![\p{L}\p{N}+@#._/-])[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?(?![\p{L}\p{N}@_/])/gu;

/**
 * Reads a gift or accumulation code from one field or answer, in capitals: `"daumay01"`, `"mã DAUMAY01"` →
 * `"DAUMAY01"`. Null if the text cannot be a code. The alphabet of codes is not documented; letters, digits and `. _ /
 * -` cover every sample (`"DAUMAY01"`, `"TIVInpmx8b98pfg"`). See src/crm/API.md#get-history-point
 */
export function readCode(text: string): string | null {
  const code = withoutLabel(text, GIFT_LABEL).toUpperCase();
  return GIFT_CODE.test(code) ? code : null;
}

function withoutLabel(text: string, label: RegExp): string {
  const given = cleanText(text)
    .replace(/^["“«#]+/, "")
    .replace(/(?<!["”».,!])["”».,!]+$/, "");
  return given.slice(label.exec(fold(given))?.[0].length ?? 0);
}

/**
 * Finds the likeliest code in a longer text, in capitals.
 * @param isSure true: finds only a word of letters with digits, in capitals, or called a code
 */
export function findCode(passage: Passage, { isSure = false } = {}): Finding | null {
  const best = findCodeWord(passage, isSure);
  return best ? { start: best.start, end: best.end, value: best.written.toUpperCase() } : null;
}

/**
 * Reads a product's code from one field or answer, as it was typed: `"mã TIVI01"` → `"TIVI01"`, `"tivi01"` →
 * `"tivi01"`. The command decides how to compare it. Null if it has blanks, which no sample has (`"TIVI01"`, `"3609"`,
 * `"SKU-1"`). See src/crm/API.md#get-products
 */
export function readProduct(text: string): string | null {
  const code = withoutLabel(text, PRODUCT_LABEL);
  return PRODUCT_CODE.test(code) ? code : null;
}

/** A sum or a size is no product's code: "12tr", "1tr190", "450k", "8kg". */
const MEASURE = /^\d+(?:[.,]\d+)?(?:k|tr\d*|d|kg|g|l|ml|cm|m|mm|w|inch|h\d*)$/;
/** A number with these words beside it is a sum. */
const SUM_BESIDE = /^ ?(?:k|nghin|ngan|trieu|tr|dong|vnd|cu|canh)(?!\p{L})/u;

/** Finds the likeliest code in a longer text, as it was typed. */
export function findProduct(passage: Passage): Finding | null {
  const free = passage.free.replace(TOKEN, (word, at: number) =>
    MEASURE.test(word) || (/^\d+$/.test(word) && SUM_BESIDE.test(passage.free.slice(at + word.length)))
      ? TAKEN.repeat(word.length)
      : word,
  );
  const word = findCodeWord({ ...passage, free });
  return word && { start: word.start, end: word.end, value: word.written };
}

/** A word of a text that may be a code, with its place in the folded text. */
interface CodeWord {
  start: number;
  end: number;
  /** `"tivi01"` */
  word: string;
  /** As typed: `"TIVI01"`. */
  written: string;
}

/** Finds the likeliest code: of letters with digits, in capitals, called a code, alone before "cho", or of digits. */
function findCodeWord(passage: Passage, isSure = false): CodeWord | null {
  const words = [...passage.free.matchAll(TOKEN)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length, word: match[0] }))
    .map((place) => ({ ...place, written: typed(passage, place.start, place.end) }))
    // A word with accents is Vietnamese, not a code.
    .filter(({ word, written }) => written.toLowerCase() === word);
  const sure =
    words.find(({ word }) => /\d/.test(word) && /[a-z]/.test(word)) ??
    words.find(({ written }) => /^[A-Z][A-Z._-]{2,}$/.test(written)) ??
    labelled(passage);
  if (sure !== null || isSure) return sure;
  return (
    words.find(({ word, start, end }) => !CONNECTING.has(word) && standsForCode(passage.free, start, end)) ??
    words.find(({ word }) => /^\d{3,}$/.test(word)) ??
    null
  );
}

/** True for one plain word between the command and the customer: `"đổi quà gaubong cho …"`. */
function standsForCode(free: string, start: number, end: number): boolean {
  const alone = /^[\s\uffff]*$/.test(free.slice(0, start));
  return alone && /^\s*(?:$|\uffff|(?:cho|for) )/.test(free.slice(end));
}

function labelled(passage: Passage): CodeWord | null {
  const match = LABELLED.exec(passage.free);
  const word = match?.[1];
  if (!match || !word || CONNECTING.has(word)) return null;
  const end = match.index + match[0].length;
  const written = typed(passage, end - word.length, end);
  return written.toLowerCase() === word ? { start: match.index, end, word, written } : null;
}

/** Words that may follow "quà" or "code" and are no code. */
const CONNECTING: ReadonlySet<string> = new Set([
  "cho",
  "for",
  "cua",
  "of",
  "to",
  "tang",
  "nay",
  "gi",
  "is",
  "la",
]);
