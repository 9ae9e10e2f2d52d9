import { oneOf, type Random } from "./random.ts";

const LETTERS = [..."abcdeghiklmnopqrstuvxy"];

/** Changes one letter of a word as a hasty finger does: it leaves one out, swaps two, or hits another key. */
export function slipped(word: string, random: Random): string {
  const letters = [...word];
  if (letters.length < 3 || word.startsWith("<")) return word;
  const at = Math.floor(random() * letters.length);
  const kind = random();
  if (kind < 0.3) letters.splice(at, 1);
  else if (kind < 0.6 && at + 1 < letters.length)
    letters.splice(at, 2, letters[at + 1] ?? "", letters[at] ?? "");
  else letters[at] = oneOf(LETTERS, random);
  return letters.join("");
}
