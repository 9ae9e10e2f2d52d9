import { WORD_CHARS } from "./word-chars.ts";

const COMBINING_MARKS = /\p{M}/gu;

/** A text without its accents and capitals, with the positions of the text it came from. */
export interface Folded {
  /** The text in composed Unicode (NFC): `"Đổi quà"`. */
  source: string;
  /** `"doi qua"` */
  text: string;
  /** For each position in `text`, and for its end, the position in `source`. */
  at: readonly number[];
}

/**
 * Removes accents and capitals: `fold("Nguyễn VĂN  Đức")` is `"nguyen van  duc"`. Blanks stay as they are; composed and
 * decomposed Unicode give the same.
 */
export function fold(text: string): string {
  let folded = "";
  for (const letter of text.normalize("NFC")) folded += foldLetter(letter);
  return folded;
}

/** Does the same with the position of each letter, so that names and titles keep their accents. */
export function foldWithPositions(text: string): Folded {
  const source = text.normalize("NFC");
  const at: number[] = [];
  let folded = "";
  let position = 0;
  for (const letter of source) {
    const plain = foldLetter(letter);
    for (let unit = 0; unit < plain.length; unit++) at.push(position);
    folded += plain;
    position += letter.length;
  }
  at.push(source.length);
  return { source, text: folded, at };
}

/** đ is a letter of its own in Unicode, not a d with a mark, and two others look like it: ð (U+00F0) and ɖ (U+0256). */
const D_WITH_STROKE = /[đðɖ]/;

/** Folded Latin letters (Latin-1 to Extended-B, and Vietnamese in Extended Additional), computed once. */
const LATIN = new Map<string, string>();
for (const [first, last] of [
  [0xc0, 0x24f],
  [0x1e00, 0x1eff],
] as const) {
  for (let code = first; code <= last; code++) {
    const letter = String.fromCharCode(code);
    LATIN.set(letter, stripAccents(letter));
  }
}

function foldLetter(letter: string): string {
  if (letter <= "\u007f") return letter >= "A" && letter <= "Z" ? letter.toLowerCase() : letter;
  return LATIN.get(letter) ?? stripAccents(letter);
}

function stripAccents(letter: string): string {
  return letter
    .normalize("NFD")
    .replace(COMBINING_MARKS, "")
    .toLowerCase()
    .replace(COMBINING_MARKS, "")
    .replace(D_WITH_STROKE, "d");
}

/** Replaces what was taken out. Unicode has no such character, and `cleanText` removes it from texts. */
export const TAKEN = "\uffff";

/** A text that is being read. What has been understood is taken out; the next reader reads what is left. */
export interface Passage {
  readonly folded: Folded;
  /** The folded text, with `TAKEN` where something was taken out; same length, same positions. */
  free: string;
  /** True for the request of an order, whose numbers are quantities of products. */
  readonly isOrder?: boolean;
}

/** Something recognised in a passage: its place in the folded text, and its canonical value. */
export interface Finding {
  start: number;
  end: number;
  value: string;
  /** The second place of a value that stands in two places. */
  apart?: { start: number; end: number };
}

/** Ð (U+00D0) and Ɖ (U+0189) look like Đ, and some keyboards type them. */
const LOOKS_LIKE_D = /[\u00d0\u0189\u00f0\u0256]/g;
/** A word right before a phone number, "sđt0867123456", also between two, or right behind one, "0867123456ạ". */
const GLUED_BEFORE =
  /(?<=(?<![\p{L}\p{N}])|(?:\+84|0)[1-9]\d{8})((?:sđt|sdt|đt|dt|đ|d|tel|số|so|zalo|khách|khach|kh|chị|c|anh|a|cho)[.:]?)(?=(?:\+84|0)[1-9]\d{8}(?!\d))/giu;
const GLUED_BEHIND =
  /(?<=(?<![\p{L}\p{N}+])(?:\+84|0)[1-9]\d{8})(?=(?:ạ|a|nha|nhé|nhe|nè|ne|đi|di|với|voi|còn|con|đổi|doi|có|co|là|la|cho)(?![\p{L}\p{N}]))/giu;
/** A mobile number with other signs between its groups: "0867·123·456". */
const SIGNS_IN_PHONE =
  /(?<![\p{L}\p{N}+.,/·•|_-])0(\d{2,3})([·•,/|_])(\d{3})\2(\d{3,4})(?![\p{L}\p{N}_]|[.,/·•|-]\d)/gu;
/** A mobile number with the letter O for its zero: "O867 123 456". */
const O_FOR_ZERO =
  /(?<![\p{L}\p{N}+.,/_-])[oO](?=[35789]\d{2}([ .-]?)\d{3}\1\d{3}(?![\p{L}\p{N}_]|[.,/-]\d))/gu;
const FULL_WIDTH_DIGIT = /[\uff10-\uff19]/g;
const LINKED = /<(?:tel|mailto):([^|<>]{1,200})(?:\|[^<>]{0,200})?>/gi;
/** Invisible characters. The joiner U+200D and the variation selectors stay, because they make emoji. */
const INVISIBLE = /(?![\u200d\ufe00-\ufe0f])\p{Default_Ignorable_Code_Point}/gu;
/** Control characters but the line break, and the code points that mark what was taken out. */
const CONTROL = /[^\P{Cc}\n]|[\ufffe\uffff]/gu;
/** A run of more than 64 signs without a letter or a digit. */
const LONG_RUN = /([^\p{L}\p{N}]{63})([^\p{L}\p{N}]{2,})/gu;

/** Returns the last sign that stays of a long run: a line break or a blank, if one would be cut off, keeps words apart. */
function lastOfRun(cut: string): string {
  return (/\n/.exec(cut) ?? /\s/.exec(cut) ?? /./su.exec(cut))?.[0] ?? "";
}

/** Returns a text in composed Unicode, without invisible and control characters. Line breaks stay, each as `\n`. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(CONTROL, " ")
    .replace(INVISIBLE, "")
    .normalize("NFC");
}

/**
 * Returns a text in composed Unicode, without invisible characters and doubled spaces; line breaks stay, and a phone
 * number stands apart from the word it is typed to: `"sđt0867123456"` → `"sđt 0867123456"`. Slack sends numbers and
 * addresses as `<tel:0867123456|0867 123 456>`, of which the part before `|` stays. A long run of signs is cut to
 * 64, because a pattern may search from each sign. Slack allows 40,000 commas, which would block the bot for 30 s.
 */
export function cleanText(text: string): string {
  const clean = visibleText(text)
    .replace(LINKED, "$1")
    .replace(FULL_WIDTH_DIGIT, (digit) => digit.normalize("NFKC"))
    .replace(LOOKS_LIKE_D, (letter) => (letter === letter.toLowerCase() ? "đ" : "Đ"))
    .replace(/[^\S\n]+/g, " ")
    .replace(LONG_RUN, (_, kept: string, cut: string) => kept + lastOfRun(cut))
    .replace(/ ?\n ?/g, "\n")
    .trim();
  return withPlainPhones(clean);
}

/** Returns a text whose phone numbers the other patterns find. */
function withPlainPhones(text: string): string {
  if (!/\d{3}/.test(text)) return text;
  const clean = text.replace(SIGNS_IN_PHONE, "0$1 $3 $4").replace(O_FOR_ZERO, "0");
  return /\d{9}/.test(clean) ? clean.replace(GLUED_BEFORE, "$1 ").replace(GLUED_BEHIND, " ") : clean;
}

export function openPassage(text: string): Passage {
  const folded = foldWithPositions(cleanText(text));
  return { folded, free: folded.text };
}

export function take(passage: Passage, start: number, end: number): void {
  passage.free = passage.free.slice(0, start) + TAKEN.repeat(end - start) + passage.free.slice(end);
}

/** Returns the text as typed, with accents and capitals, between two positions of the folded text. */
export function typedText({ source, at }: Folded, start: number, end: number): string {
  return source.slice(at[start] ?? source.length, at[end] ?? source.length);
}

/** Returns the text as typed that a named group matched; "" without it. The pattern matches folded text and has the flag `d`. */
export function typedGroup({ indices }: RegExpExecArray, folded: Folded, group: string): string {
  const [start = 0, end = 0] = indices?.groups?.[group] ?? [];
  return typedText(folded, start, end);
}

export function typed({ folded }: Passage, start: number, end: number): string {
  return typedText(folded, start, end);
}

/** Returns what is left of a passage, as it was typed, with a blank for each part that was taken out. */
export function rest(passage: Passage): string {
  let left = "";
  let start = 0;
  while (start < passage.free.length) {
    if (passage.free[start] === TAKEN) {
      left += " ";
      while (passage.free[start] === TAKEN) start++;
      continue;
    }
    const next = passage.free.indexOf(TAKEN, start);
    const end = next === -1 ? passage.free.length : next;
    left += typed(passage, start, end);
    start = end;
  }
  return left;
}

/**
 * Returns the list of findings that contains the one with this value; an empty one if none does.
 * @param isBetween true for the words between two that are listed, " và ", and the second one
 */
export function listWith<Found extends Finding>(
  value: string,
  found: readonly Found[],
  free: string,
  isBetween: (words: string, next: Found) => boolean,
): Found[] {
  const lists: Found[][] = [];
  for (const one of found) {
    const list = lists.at(-1);
    const words = free.slice(list?.at(-1)?.end ?? 0, one.start);
    if (list !== undefined && isBetween(words, one)) list.push(one);
    else lists.push([one]);
  }
  return lists.find((list) => list.some((one) => one.value === value)) ?? [];
}

/** The rest of an e-mail address whose first part is a word: ".cskh@" of "minh.cskh@example.com". */
const REST_OF_ADDRESS = "[._%+-][a-z0-9._%+-]{0,63}@";

/** Creates a pattern of folded words that stand as words of their own. "minh" is none in `minh.cskh@example.com`. */
export function wholeWords(pattern: string): RegExp {
  return new RegExp(`(?<![${WORD_CHARS}])(?:${pattern})(?![${WORD_CHARS}]|${REST_OF_ADDRESS})`, "u");
}

/** Creates the finding of a pattern's whole match. */
export function foundAt<Value extends string>({ index, 0: found }: RegExpExecArray, value: Value) {
  return { start: index, end: index + found.length, value };
}
