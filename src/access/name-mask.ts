/** A text prepared for the search for names. `text[i]` comes from the original character that begins at `starts[i]`. */
interface Searchable {
  text: string;
  starts: readonly number[];
}

/** A name that occurs in a text: the original characters from `start` up to `end`. */
interface Mention {
  name: string;
  start: number;
  end: number;
}

/**
 * Finds customers' names in texts and shortens them. The names are prepared once, because a list may have thousands.
 *
 * Capitals and blanks make no difference, but a name must not be part of a longer word. A name of several words is also
 * found without its accents, as people in a hurry type it. A name of one word needs its accents: "An" does not match
 * "ấn". The time grows with the text and the number of names. One pattern for each name took minutes for a thousand.
 * @param names  texts and names are in NFC, without invisible marks
 */
export function createNameMask(names: readonly string[]) {
  const longestFirst = [...new Set(names)]
    .filter((name) => name.trim().length > 1)
    .sort((a, b) => b.length - a.length);
  const sought = longestFirst
    .map((name) => {
      const isOneWord = !/\s/.test(name.trim());
      const key = (isOneWord ? lowerCase : withoutAccents)(name.trim()).text;
      return { name, isOneWord, key, words: wordsIn(key) };
    })
    .filter(({ key }) => key.trim() !== "");

  function mentionsIn(text: string): Mention[] {
    const [plain, accented] = [withoutAccents(text), lowerCase(text)];
    const [plainWords, accentedWords] = [new Set(wordsIn(plain.text)), new Set(wordsIn(accented.text))];
    const mentions: Mention[] = [];
    // 1 for each character of a longer name that was found before.
    const taken = new Uint8Array(text.length);
    for (const { name, isOneWord, key, words } of sought) {
      const known = isOneWord ? accentedWords : plainWords;
      if (!words.every((word) => known.has(word))) continue;
      const searchable = isOneWord ? accented : plain;
      for (let at = searchable.text.indexOf(key); at >= 0; at = searchable.text.indexOf(key, at + 1)) {
        const start = searchable.starts[at] ?? 0;
        const end = searchable.starts[at + key.length] ?? text.length;
        if (taken[start] || taken[end - 1] || !isWhole(text, start, end)) continue;
        mentions.push({ name, start, end });
        taken.fill(1, start, end);
      }
    }
    return mentions;
  }

  return {
    /** `"anh Nguyễn Văn An hỏi"` → `"anh An N. hỏi"` */
    mask(text: string): string {
      if (sought.length === 0) return text;
      let masked = text;
      const lastFirst = mentionsIn(text).sort((a, b) => b.start - a.start);
      for (const { name, start, end } of lastFirst) {
        masked = masked.slice(0, start) + shortName(name) + masked.slice(end);
      }
      return masked;
    },
    /** Returns the names that occur in one of these texts. */
    occurring: (texts: readonly string[]): string[] => [
      ...new Set(texts.flatMap((text) => mentionsIn(text).map(({ name }) => name))),
    ],
  };
}

const wordsIn = (text: string): string[] => text.match(/[\p{L}\p{M}]+/gu) ?? [];

/** True if this is not a part of a longer word. */
function isWhole(text: string, start: number, end: number): boolean {
  return (
    !/[\p{L}\p{M}]$/u.test(text.slice(Math.max(0, start - 2), start)) &&
    !/^[\p{L}\p{M}]/u.test(text.slice(end, end + 2))
  );
}

const withoutAccents = (text: string) => searchableBy(text, plainLetter);
const lowerCase = (text: string) => searchableBy(text, (char) => char.toLowerCase());

/** Folds each character, and replaces several blanks in a row with one. */
function searchableBy(original: string, fold: (char: string) => string): Searchable {
  let text = "";
  const starts: number[] = [];
  let at = 0;
  for (const char of original) {
    const isBlank = /\s/.test(char);
    const folded = isBlank ? (text.endsWith(" ") ? "" : " ") : fold(char);
    text += folded;
    for (let unit = 0; unit < folded.length; unit += 1) starts.push(at);
    at += char.length;
  }
  return { text, starts };
}

const plainLetters = new Map<string, string>();
/** People use only a few thousand of Unicode's characters. */
const MOST_REMEMBERED = 10_000;

/** `"Ễ"` → `"e"`, `"Đ"` → `"d"`, an accent alone → `""`. Results are cached, because Unicode's tables are slow. This module may not import `fold`. */
function plainLetter(char: string): string {
  const known = plainLetters.get(char);
  if (known !== undefined) return known;
  const plain = char.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
  if (plainLetters.size >= MOST_REMEMBERED) plainLetters.clear();
  plainLetters.set(char, plain);
  return plain;
}

/** The given name stands last in Vietnamese: `"Nguyễn Văn An"` → `"An N."`. */
function shortName(name: string): string {
  const words = name.trim().split(/\s+/);
  const given = words.at(-1) ?? "";
  const initial = words.length > 1 ? Array.from(words[0] ?? "")[0] : undefined;
  return initial === undefined ? `${Array.from(given)[0] ?? ""}.` : `${given} ${initial}.`;
}
