import { fold } from "./fold.ts";
import type { CommandGrammar } from "./grammar.ts";

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
