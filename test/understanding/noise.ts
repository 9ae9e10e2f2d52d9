import { oneOf, type Random, randomOf } from "./training/random.ts";
import { slipped } from "./training/slips.ts";

/** What a keyboard or a hurry does to a text. */
export const NOISES = ["without accents", "one letter wrong", "Telex left over"] as const;

export type Noise = (typeof NOISES)[number];

/** Returns a text as it would look with this noise; the same text and seed give the same result. */
export function noisyText(text: string, noise: Noise, seed: number): string {
  const random = randomOf(seed);
  switch (noise) {
    case "without accents":
      return withoutAccents(text);
    case "one letter wrong":
      return withOneWord(text, /\p{L}{3,}/gu, (word) => slipped(word, random), random);
    case "Telex left over":
      return withOneWord(text, /[\p{L}\p{M}]+/gu, telexOf, random);
  }
}

function withoutAccents(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D");
}

/** Changes one word of a text, taken by chance from those that the pattern finds and the change affects. */
function withOneWord(text: string, words: RegExp, change: (word: string) => string, random: Random): string {
  const composed = text.normalize("NFC");
  const all = [...composed.matchAll(words)].filter(([word]) => change(word) !== word);
  if (all.length === 0) return composed;
  const { 0: word, index } = oneOf(all, random);
  return composed.slice(0, index) + change(word) + composed.slice(index + word.length);
}

const TONES: Readonly<Record<string, string>> = {
  "\u0301": "s",
  "\u0300": "f",
  "\u0309": "r",
  "\u0303": "x",
  "\u0323": "j",
};
const SHAPES: Readonly<Record<string, string>> = { "\u0302": "", "\u0306": "w", "\u031b": "w" };

/** Returns the keys that type a word with the input method Telex: `"phiếu"` → `"phieeus"`, `"đổi"` → `"ddooir"`. */
function telexOf(word: string): string {
  let keys = "";
  let tone = "";
  for (const letter of word.normalize("NFD").replace(/đ/g, "dd").replace(/Đ/g, "DD")) {
    if (TONES[letter] !== undefined) tone = TONES[letter];
    else if (letter === "\u0302") keys += keys.at(-1) ?? "";
    else keys += SHAPES[letter] ?? letter;
  }
  return keys + tone;
}
