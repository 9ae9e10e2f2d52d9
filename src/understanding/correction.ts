import { findPhone } from "./customer.ts";
import { fold, foldWithPositions } from "./fold.ts";
import type { CommandGrammar } from "./grammar.ts";

/** "à nhầm", "ủa lộn", "à không phải": what follows stands for what was said before. "Giao nhầm" is a story. */
const MISTAKEN =
  /(?:(?<![\p{L}\p{N}])(?:a|ah|ua|ay|y|ui|chet|o|sorry|xin loi|quen),? (?:nham|lon|quen|khong(?: phai)?|ko(?: phai)?)|[,;.…(-] ?(?:nham|lon|sorry|xin loi)|(?<![\p{L}\p{N}])(?:nham|lon) roi)(?![\p{L}\p{N}])[\s,:.…-]*(?:(?:nham|lon|roi|so|ma|la|phai|moi dung|cho|thanh|chu)[\s,:-]+)*/u;
/** Without one of these no text is folded once more. */
const MAY_BE_MISTAKEN = /nh[aầ]m|l[oộ]n|qu[eê]n|kh[oô]ng|ko|sorry|xin l/iu;
const STANDS_ALONE = "(?<![\\p{L}\\p{N}@#._-])";
/** What is right follows at once, and stands for the last of its kind before. */
const WRITTEN: readonly string[] = [
  // A code: "daumay01", "MUC12A".
  "[a-z]{2}[a-z._-]*\\d[a-z0-9._-]*",
  // A sum: "500k", "6tr5", "10%".
  "\\d{1,9}(?:[.,]\\d{1,3}){0,5}(?:k|tr\\d?|%)(?![\\p{L}\\p{N}])",
  // A record: "17464", "#3503".
  "#?[1-9]\\d{2,9}(?![\\p{L}\\p{N}])",
];
const KINDS = WRITTEN.map((written) => ({
  right: new RegExp(`^${written}`, "u"),
  wrong: new RegExp(`${STANDS_ALONE}${written}`, "gu"),
}));
const MOST = 3;

/**
 * A text without what its writer took back: `"đổi quà daumay01 cho 0867123456 à nhầm 0900000001"` → `"đổi quà daumay01 cho
 * 0900000001"`. A phone number stands for one, a code for a code; any other text comes back as it is.
 */
export function corrected(text: string): string {
  let now = text;
  for (let round = 0; round < MOST; round++) {
    const next = correctedOnce(now);
    if (next === null) return now;
    now = next;
  }
  return now;
}

function correctedOnce(text: string): string | null {
  if (!MAY_BE_MISTAKEN.test(text)) return null;
  const { text: folded, source, at } = foldWithPositions(text);
  const mistaken = MISTAKEN.exec(folded);
  if (mistaken === null) return null;
  const from = mistaken.index + mistaken[0].length;
  const pair = pairAround(folded.slice(0, mistaken.index), folded.slice(from));
  if (pair === null) return null;
  const { wrong, length } = pair;
  const typed = (start: number, end: number) => source.slice(at[start], at[end]);
  const between = typed(wrong.end, mistaken.index).trimEnd();
  return `${typed(0, wrong.start)}${typed(from, from + length)}${between}${typed(from + length, folded.length)}`;
}

/** The last value that is of the same kind as the one behind the slip, and how long that is. */
function pairAround(
  before: string,
  after: string,
): { wrong: { start: number; end: number }; length: number } | null {
  const phone = findPhone(after);
  if (phone?.start === 0) {
    const wrong = findPhone(before);
    return wrong && { wrong, length: phone.end };
  }
  for (const { right, wrong } of KINDS) {
    const length = right.exec(after)?.[0].length;
    if (length === undefined) continue;
    const last = [...before.matchAll(wrong)].at(-1);
    return last ? { wrong: { start: last.index, end: last.index + last[0].length }, length } : null;
  }
  return null;
}

/** What a keyboard leaves of a Vietnamese word when it writes no accents: "phieeus", "ddooir", "suwar", "taoj". */
const REMAINS = /(?<![\p{L}\p{N}])[a-z]{3,9}(?![\p{L}\p{N}@._-])/giu;
/** So no other language writes; a vowel or a tone alone, as in "see" or "books", says little. */
const SURE = /^dd|(?:([aeo])\1|[aou]w).{0,9}[sfrxj]$/;
/** Beside the commands' names, what people ask them with. */
const BESIDE = ["hom", "nay", "qua", "tuan", "thang", "truoc", "gap", "khach"];

/** The folded words that a text may be made of: those of the names that have accents. */
export function vocabularyOf(commands: readonly CommandGrammar[]): ReadonlySet<string> {
  const names = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
  const accented = names.filter((name) => fold(name) !== name.toLowerCase());
  return new Set([...accented.flatMap((name) => fold(name).split(/[^\p{L}\p{N}]+/u)), ...BESIDE]);
}

/**
 * A text whose words were typed by Telex into a keyboard that knew nothing of it: `"taoj phieeus 0867123456 máy hỏng"` →
 * `"tao phieu 0867123456 máy hỏng"`. Only what becomes a known word is changed; null where that is little, or not what the
 * text begins with.
 */
export function withoutTelex(text: string, vocabulary: ReadonlySet<string>): string | null {
  let evidence = 0;
  let start = text.length;
  const plain = text.replace(REMAINS, (written, at: number) => {
    const word = written.toLowerCase();
    const meant = vocabulary.has(word) ? undefined : spelled(word).find((one) => vocabulary.has(one));
    if (meant === undefined) return written;
    start = Math.min(start, at);
    evidence += SURE.test(word) ? 2 : 1;
    return meant;
  });
  return evidence >= 2 && start === 0 ? plain : null;
}

/** A tone stands at the end of the word, or behind its vowel. */
function spelled(word: string): string[] {
  const base = word
    .replace(/^dd/, "d")
    .replace(/([aeo])\1/, "$1")
    .replace(/([aou])w/g, "$1");
  const tones = [base.replace(/[sfrxj]$/, ""), base.replace(/([aeiouy])[sfrxj]/, "$1")];
  return [base, ...tones].filter((one) => one !== word && one.length > 1);
}
