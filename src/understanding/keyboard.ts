import { isSyllable } from "./syllables.ts";

const VOWEL = "[aeiouy]";
/** A tone's key behind the vowels or at the end: "tifm", "ddieemr". */
const TONE = new RegExp(`^([a-z]{0,8}${VOWEL}[a-z]{0,8}?)[sfrxj]([a-z]{0,3})$`);

/**
 * Reads one word that a Vietnamese keyboard left unconverted, Telex or VNI, as folded letters: `"phieeus"` and `"phie6u1"`
 * are `"phieu"`, `"ddoir"` is `"doi"`. Null where the letters are no such word, or are a syllable as they stand.
 */
export function unconverted(word: string): string | null {
  if (/\d/.test(word)) return fromVni(word);
  if (!/^[a-z]{2,9}$/.test(word) || isSyllable(word)) return null;
  const letters = withoutMarks(word);
  const tone = TONE.exec(letters);
  const toneless = tone ? `${tone[1]}${tone[2]}` : null;
  return [letters, toneless].find((one) => one !== null && one !== word && isSyllable(one)) ?? null;
}

/** Without the keys that shape a letter: dd, aa, ee, oo, and w for ă, ơ, ư. */
function withoutMarks(word: string): string {
  return word
    .replace(/^dd/, "d")
    .replace(/^d(.*)d$/, "d$1")
    .replace(/([aeo])(.{0,3})\1/, "$1$2")
    .replace(/([aou])(.{0,2})w/, "$1$2")
    .replace(/u(o.{0,2})w/, "u$1")
    .replace(/^w/, "u");
}

/** VNI: 1 to 5 are tones, 6 to 8 shape a vowel, 9 makes đ. A code such as "tivi01" is none. */
function fromVni(word: string): string | null {
  if (!/^(?=.*[a-z]\d)[a-z][a-z1-9]{1,8}$/.test(word) || /\d{3}/.test(word)) return null;
  const letters = word.replace(/[1-9]/g, "");
  const digits = word.length - letters.length;
  return digits <= 3 && isSyllable(letters) && letters.length >= digits + 1 ? letters : null;
}
