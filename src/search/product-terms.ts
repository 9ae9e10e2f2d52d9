import type { Product } from "../crm/products.ts";
import { fold } from "../understanding/fold.ts";
import type { SearchEntry, SearchWord } from "./repository.ts";
import { beginningsOf, type Word, withoutOneLetter, wordOf, wordsOf } from "./words.ts";

/*
 * A product is found by the words of its name and its code. Digits are words of their own, so "43in" and "43 inch" have the
 * same number. Two words side by side are also one joined word, so "tivi" finds "Ti vi", and "12000" finds "12.000".
 */

/** More of a name or a code tells nothing more about which product it is. */
const LONGEST_TEXT = 200;
const LONGEST_CODE = 64;
const BETWEEN_DIGITS_AND_LETTERS = /(?<=\d)(?=\p{L})|(?<=\p{L})(?=\d)/gu;

/** Returns the words of a name, a code or a typed text: `["tivi", "43", "in"]` for "Tivi 43in". */
export function productWords(text: string): Word[] {
  return wordsOf(text.normalize("NFC").slice(0, LONGEST_TEXT).replace(BETWEEN_DIGITS_AND_LETTERS, " "));
}

/** Returns two words side by side as one, `"tivi"` for "ti" and "vi". Null for a number beside letters. */
export function joined(first: Word | undefined, second: Word | undefined): Word | null {
  if (first === undefined || second === undefined || isNumber(first) !== isNumber(second)) return null;
  return wordOf(first.written + second.written);
}

export function isNumber({ plain }: Word): boolean {
  return /^\d+$/.test(plain);
}

/** Returns a whole name or code as it is compared: `"ti vi 43in"` for "Ti  Vi 43in". */
export function plainText(text: string): string {
  return fold(text).trim().replace(/\s+/g, " ");
}

/** Returns a code as it is compared without signs: `"quat05"` for "QUAT-05" and "quat 05". */
export function compactCode(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .slice(0, LONGEST_CODE);
}

/** Returns what identifies a product in the index; null if AntCRM sent no ObjectId. */
export function indexedProductId({ objectId }: Product): string | null {
  return objectId && `product:${objectId}`;
}

/** Returns what is stored of a product. @param touchedAt orders products that match equally */
export function productEntry(id: string, product: Product, touchedAt: Date): SearchEntry {
  const { objectId, name, code, productIdApiRing, value } = product;
  const content: StoredProduct = [objectId, name, code, productIdApiRing, value];
  return { id, content: JSON.stringify(content), terms: termsOfProduct(product), touchedAt };
}

type StoredProduct = [
  objectId: Product["objectId"],
  name: Product["name"],
  code: Product["code"],
  productIdApiRing: Product["productIdApiRing"],
  value: Product["value"],
];

/** Reads what `productEntry` wrote. The store returns it only if it opens with our key. */
export function productIn(stored: string): Product {
  const [objectId, name, code, productIdApiRing, value]: StoredProduct = JSON.parse(stored);
  return { objectId, name, code, productIdApiRing, value };
}

function termsOfProduct({ name, code, productIdApiRing }: Product): string[] {
  const words = productWords(name);
  const pairs = words.map((word, place) => joined(word, words[place + 1])).filter((pair) => pair !== null);
  return [
    ...new Set([
      ...[...words, ...pairs, ...productWords(code ?? "")].map(wordTerm),
      wholeTerm(words),
      ...(code === null ? [] : [codeTerm(code)]),
      ...(productIdApiRing === null ? [] : [keyTerm(productIdApiRing)]),
    ]),
  ];
}

/** Returns the words of a product that people may type in part, or with a wrong letter. */
export function searchWordsOfProduct({ name, code }: Product): SearchWord[] {
  const words = [...productWords(name), ...productWords(code ?? "")];
  const ofCode = code === null ? [] : [searchWord("code", compactCode(code))];
  return [...words.map((word) => searchWord("word", word.plain, isNumber(word))), ...ofCode];
}

/** A number with another digit is another number. */
function searchWord(kind: "word" | "code", text: string, isExact = false): SearchWord {
  const slips = isExact ? [] : [text, ...withoutOneLetter(text)];
  return {
    term: `${kind}:${text}`,
    variants: [
      ...beginningsOf(text).map((start) => `begins ${kind}:${start}`),
      ...slips.map((left) => `like ${kind}:${left}`),
    ],
  };
}

export function wordTerm({ plain }: Word): string {
  return `word:${plain}`;
}

/** The term of a whole name: "Tivi" is found among hundreds of names with this word. */
export function wholeTerm(words: readonly Word[]): string {
  return `whole:${words.map(({ plain }) => plain).join(" ")}`;
}

export function codeTerm(code: string): string {
  return `code:${compactCode(code)}`;
}

/** The term of the caller's own code, by which AntCRM changes and deletes a product. */
export function keyTerm(productIdApiRing: string): string {
  return `key:${productIdApiRing}`;
}
