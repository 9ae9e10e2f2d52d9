import type { Product } from "../crm/products.ts";
import { editDistance } from "../edit-distance.ts";
import { CLOSENESS, type Closeness } from "./closeness.ts";
import { compactCode, isNumber, joined, productWords } from "./product-terms.ts";
import { type Word, withoutOneLetter } from "./words.ts";

/** How a product matches a typed text. */
export interface ProductMatch {
  closeness: Closeness;
  /** The higher the better. */
  rank: number;
}

/** How near the words must be: the whole words, their beginnings, or with a wrong letter. */
export type Tolerance = "whole" | "begun" | "slip";

/** Compares a product with a typed text, in any order of the words. Null if one of the words is not in it. */
export function matchOfProduct(
  product: Product,
  typed: readonly Word[],
  tolerance: Tolerance,
): ProductMatch | null {
  const own = unitsOf(product);
  const nearTo = (word: Word | null, next: number): Pair | null =>
    word === null ? null : bestPair(own, word, tolerance, next);
  const paths: (Pair[] | null)[] = [[]];
  for (let end = 1; end <= typed.length; end += 1) {
    const [one, two] = [typed[end - 1] ?? null, joined(typed[end - 2], typed[end - 1])];
    paths.push(better(longer(paths[end - 1], one, nearTo), longer(paths[end - 2], two, nearTo)));
  }
  const pairs = paths[typed.length] ?? null;
  if (pairs === null || pairs.length === 0) return null;
  return { closeness: CLOSENESS[worst(pairs)] ?? "exact", rank: rankOf(pairs, productWords(product.name)) };
}

/** Compares a typed text with the code: with a wrong letter in it, or its beginning. */
export function matchOfCode({ code }: Product, typed: string, tolerance: Tolerance): ProductMatch | null {
  const [own, wanted] = [compactCode(code ?? ""), compactCode(typed)];
  if (own === "" || wanted === "") return null;
  if (own === wanted) return { closeness: "exact", rank: 3 };
  if (tolerance === "begun" && own.startsWith(wanted)) return { closeness: "beginning", rank: 1 };
  const isSlip = tolerance === "slip" && editDistance(wanted, own, 1) <= 1;
  return isSlip ? { closeness: "slip", rank: 2 } : null;
}

/** True if the product has all typed words, or their beginnings, or the typed code. */
export function isProductCalled(product: Product, typed: string): boolean {
  const words = productWords(typed);
  return (["whole", "begun"] as const).some(
    (tolerance) =>
      matchOfProduct(product, words, tolerance) !== null || matchOfCode(product, typed, tolerance) !== null,
  );
}

/** Returns the share of the typed words that a product has: 0 to 1. */
export function likenessOf(product: Product, typed: readonly Word[]): number {
  const shared = typed.filter((word) => matchOfProduct(product, [word], "whole") !== null).length;
  return shared / Math.max(1, typed.length);
}

/** A word of a product, or two side by side as one. */
interface Unit {
  word: Word;
  /** Its place in the name; null for a word of the code. */
  at: number | null;
  /** How many words it consists of. */
  size: number;
}

interface Pair extends Unit {
  /** Its place in `CLOSENESS`. */
  distance: number;
  hasAccents: boolean;
}

function unitsOf({ name, code }: Product): Unit[] {
  const words = productWords(name);
  const pairs = words.flatMap((word, at) => {
    const pair = joined(word, words[at + 1]);
    return pair === null ? [] : [{ word: pair, at, size: 2 }];
  });
  return [
    ...words.map((word, at) => ({ word, at, size: 1 })),
    ...pairs,
    ...productWords(code ?? "").map((word) => ({ word, at: null, size: 1 })),
  ];
}

/** Returns the nearest word of the product; of equal ones the one at the place that is expected. */
function bestPair(own: readonly Unit[], word: Word, tolerance: Tolerance, next: number): Pair | null {
  let best: Pair | null = null;
  for (const unit of own) {
    const distance = distanceBetween(word, unit.word, tolerance);
    if (distance === null) continue;
    const isBetter =
      best === null || distance < best.distance || (distance === best.distance && unit.at === next);
    if (isBetter) best = { ...unit, distance, hasAccents: word.accents === unit.word.accents };
  }
  return best;
}

function distanceBetween(typed: Word, own: Word, tolerance: Tolerance): number | null {
  if (typed.plain === own.plain) {
    const isSame = typed.accents === "" || own.accents === "" || typed.accents === own.accents;
    return CLOSENESS.indexOf(isSame ? "exact" : "accents");
  }
  if (tolerance === "whole") return null;
  if (tolerance === "begun") return own.plain.startsWith(typed.plain) ? CLOSENESS.indexOf("beginning") : null;
  return isSlip(typed, own) ? CLOSENESS.indexOf("slip") : null;
}

/** A number with another digit is another number, and a short word with another letter another word. */
function isSlip(typed: Word, own: Word): boolean {
  const mayDiffer = !isNumber(typed) && !isNumber(own) && withoutOneLetter(typed.plain).length > 0;
  return mayDiffer && editDistance(typed.plain, own.plain, 1) <= 1;
}

type NearTo = (word: Word | null, next: number) => Pair | null;

function longer(path: Pair[] | null | undefined, word: Word | null, nearTo: NearTo): Pair[] | null {
  if (!path) return null;
  const last = path.at(-1);
  const next = last === undefined || last.at === null ? 0 : last.at + last.size;
  const pair = nearTo(word, next);
  return pair === null ? null : [...path, pair];
}

function better(one: Pair[] | null, other: Pair[] | null): Pair[] | null {
  if (one === null || other === null) return one ?? other;
  return worst(other) < worst(one) ? other : one;
}

function worst(pairs: readonly Pair[]): number {
  return Math.max(0, ...pairs.map(({ distance }) => distance));
}

/** The more of the name was typed the better; then the order of the words and their accents count. */
function rankOf(pairs: readonly Pair[], own: readonly Word[]): number {
  const covered = new Set(
    pairs.flatMap(({ at, size }) =>
      at === null ? [] : Array.from({ length: size }, (_, more) => at + more),
    ),
  );
  const withAccents = pairs.filter(({ hasAccents }) => hasAccents).length / pairs.length;
  return covered.size / Math.max(1, own.length) + orderOf(pairs) / 2 + withAccents / 2;
}

/** 1 for words side by side in the typed order, 0.5 for words in this order. */
function orderOf(pairs: readonly Pair[]): number {
  const steps = pairs.slice(1).map(({ at }, index) => {
    const before = pairs[index];
    return at === null || before === undefined || before.at === null ? 0 : at - before.at - before.size + 1;
  });
  if (steps.every((step) => step === 1)) return 1;
  return steps.every((step) => step > 0) ? 0.5 : 0;
}
