import type { Product, ProductChanges } from "../crm/products.ts";
import { timeOfObjectId } from "../crm/shapes.ts";
import { distanceOf } from "./closeness.ts";
import {
  likenessOf,
  matchOfCode,
  matchOfProduct,
  type ProductMatch,
  type Tolerance,
} from "./product-match.ts";
import {
  codeTerm,
  compactCode,
  indexedProductId,
  isNumber,
  joined,
  keyTerm,
  plainText,
  productEntry,
  productIn,
  productWords,
  searchWordsOfProduct,
  wholeTerm,
  wordTerm,
} from "./product-terms.ts";
import type { SearchIndexRepository, TermGroup } from "./repository.ts";
import { type IndexedRecord, saveRecords } from "./saving.ts";
import { SHORTEST_BEGINNING, type Word, withoutOneLetter } from "./words.ts";

export interface ProductHits {
  /** As they were last read, the best ones first. */
  products: Product[];
  /** True if all words are theirs. False: they only look alike. */
  isCalled: boolean;
  /** True if the text is the code of all of them. */
  isByCode: boolean;
  /** True if there are more than the search returns. */
  hasMore: boolean;
}

/** More are not compared with the text. */
const MOST_CANDIDATES = 500;
/** Products that only share words with the text. */
const MOST_ALIKE = 200;
/** Only so many words are compared. */
const MOST_TYPED = 12;
/** Texts with more words are not searched without one of them. */
const MOST_WITHOUT_ONE = 6;
const AT_A_TIME = 500;

/** Finds products by any words of a name or a code. */
export type ProductIndex = ReturnType<typeof createProductIndex>;

export function createProductIndex(rows: SearchIndexRepository) {
  /** @param walk  the number of the walk over all products that has read them; absent for a single read */
  const save = (products: readonly Product[], walk?: number): Promise<void> =>
    saveRecords(rows, products.flatMap(recordsOf), walk);

  const read = async (groups: readonly TermGroup[], limit = MOST_CANDIDATES): Promise<Product[]> =>
    (await rows.find(groups, limit)).map(({ content }) => productIn(content));

  async function withKey(productIdApiRing: string): Promise<Product[]> {
    const found = await read([{ terms: [keyTerm(productIdApiRing)] }]);
    return found.filter((product) => product.productIdApiRing === productIdApiRing);
  }

  /** Finds the products that have all typed words, or the typed code. */
  async function called(typed: string, words: readonly Word[], tolerance: Tolerance): Promise<Ranked[]> {
    const groups = words.flatMap((word, place) => groupOf(word, place, words, tolerance));
    const found = [
      ...(groups.length === 0 ? [] : await read(groups)),
      ...(await read([wholeGroup(typed, words, tolerance)])),
    ];
    return nearest(
      found.flatMap((product) => {
        const matches = [
          matchOfProduct(product, words, tolerance),
          matchOfCode(product, typed, tolerance),
        ].filter((match) => match !== null);
        return matches.map((match) => ({ product, ...match }));
      }),
    );
  }

  /** Finds products that have all words but one, or else any of them. */
  async function alike(words: readonly Word[]): Promise<Product[]> {
    const group = (word: Word): TermGroup => ({ terms: [wordTerm(word)] });
    const found = new Map<string | null, Product>();
    const add = (products: readonly Product[]) => {
      for (const product of products) found.set(indexedProductId(product), product);
    };
    if (words.length > 2 && words.length <= MOST_WITHOUT_ONE) {
      for (const left of words) add(await read(words.filter((word) => word !== left).map(group), MOST_ALIKE));
    }
    if (found.size === 0) add(await read([{ terms: words.map(wordTerm) }], MOST_ALIKE));
    return [...found.values()]
      .map((product) => ({ product, likeness: likenessOf(product, words) }))
      .filter(({ likeness }) => likeness > 0)
      .sort((a, b) => b.likeness - a.likeness)
      .map(({ product }) => product);
  }

  return {
    /** Returns the products that a typed text means: `"tivi 43 inch"`, `"ti vi 43"`, `"quat-05"`. */
    async search(typed: string): Promise<ProductHits> {
      const words = productWords(typed).slice(0, MOST_TYPED);
      if (words.length === 0) return { products: [], isCalled: true, isByCode: false, hasMore: false };
      for (const tolerance of ["whole", "begun"] as const) {
        const found = await called(typed, words, tolerance);
        if (found.length > 0) return hitsOf(found, typed);
      }
      const slips = await called(typed, words, "slip");
      const products = slips.length > 0 ? slips.map(({ product }) => product) : await alike(words);
      return { products, isCalled: false, isByCode: false, hasMore: false };
    },

    /** Returns all products in the index. */
    async all(): Promise<Product[]> {
      const products: Product[] = [];
      for (let after = ""; ; ) {
        const portion = await rows.portion(after, AT_A_TIME);
        const last = portion.at(-1);
        if (last === undefined) return products;
        products.push(...portion.flatMap(({ content }) => (content === null ? [] : [productIn(content)])));
        after = last.id;
      }
    },

    save,
    /** Changes what was just sent to AntCRM. @param productIdApiRing the caller's own code */
    async change(productIdApiRing: string, changes: ProductChanges): Promise<void> {
      const { name, code, value } = changes;
      const found = await withKey(productIdApiRing);
      const changed = { ...(name && { name }), ...(code && { code }), ...(value !== undefined && { value }) };
      await save(found.map((product) => ({ ...product, ...changed })));
    },
    /** Drops a product that was just deleted. @param productIdApiRing the caller's own code */
    async removeKey(productIdApiRing: string): Promise<void> {
      const found = await withKey(productIdApiRing);
      await rows.remove(found.map(indexedProductId).filter((id) => id !== null));
    },
    /** Drops products that AntCRM no longer has. @param ids `["product:64d9f28b2b3ba308b322c710"]` */
    remove: (ids: readonly string[]) => rows.remove(ids),
    /** Returns the product with this id, `"product:64d9f28b2b3ba308b322c710"`; null if it is not in the index. */
    async byId(id: string): Promise<Product | null> {
      const [entry] = await rows.read([id]);
      return entry === undefined ? null : productIn(entry.content);
    },
    count: () => rows.count(),
  };
}

/** Returns what is stored of a product; nothing if AntCRM sent no ObjectId. */
function recordsOf(product: Product): IndexedRecord[] {
  const id = indexedProductId(product);
  if (id === null) return [];
  // Of products that match equally, the newest comes first.
  const madeAt = timeOfObjectId(product.objectId) ?? new Date(0);
  return [{ entry: productEntry(id, product, madeAt), words: searchWordsOfProduct(product) }];
}

interface Ranked extends ProductMatch {
  product: Product;
}

/** The group of a typed word: the word itself, or joined with the word beside it. */
function groupOf(
  word: Word,
  place: number,
  words: readonly Word[],
  tolerance: Tolerance,
): readonly TermGroup[] {
  const pairs = [joined(words[place - 1], word), joined(word, words[place + 1])];
  const terms = [word, ...pairs.filter((pair) => pair !== null)].map(wordTerm);
  if (tolerance === "whole") return [{ terms }];
  if (tolerance === "slip")
    return isNumber(word)
      ? [{ terms }]
      : [
          {
            terms,
            variants: [word.plain, ...withoutOneLetter(word.plain)].map((left) => `like word:${left}`),
          },
        ];
  // A beginning of one letter is only compared with what the other words find.
  if (word.plain.length < SHORTEST_BEGINNING) return words.length > 1 ? [] : [{ terms }];
  return [{ terms, variants: [`begins word:${word.plain}`] }];
}

/** The group of a whole name or a whole code. */
function wholeGroup(typed: string, words: readonly Word[], tolerance: Tolerance): TermGroup {
  const [code, terms] = [compactCode(typed), [codeTerm(typed), wholeTerm(words)]];
  if (tolerance === "begun") return { terms, variants: [`begins code:${code}`] };
  if (tolerance === "whole") return { terms };
  return { terms, variants: [code, ...withoutOneLetter(code)].map((left) => `like code:${left}`) };
}

/** Returns each product once, the best first, without those whose words are less near than those of the best. */
function nearest(found: readonly Ranked[]): Ranked[] {
  const least = Math.min(...found.map(({ closeness }) => distanceOf(closeness)));
  const best = new Map<string | null, Ranked>();
  for (const one of found) {
    const id = indexedProductId(one.product);
    if (distanceOf(one.closeness) > least) continue;
    if (one.rank > (best.get(id)?.rank ?? Number.NEGATIVE_INFINITY)) best.set(id, one);
  }
  return [...best.values()].sort((a, b) => b.rank - a.rank);
}

/** A product whose whole name or code was typed is meant, and not a longer one. */
function hitsOf(found: readonly Ranked[], typed: string): ProductHits {
  const wanted = plainText(typed);
  const exact = found.filter(({ product: { name, code } }) =>
    [plainText(name), plainText(code ?? "")].includes(wanted),
  );
  const products = (exact.length > 0 ? exact : found).map(({ product }) => product);
  const isByCode = products.every(({ code }) => compactCode(code ?? "") === compactCode(typed));
  // "Dừa" is not "Dưa hấu", "qu" not yet "Quạt", and 9 no name: these are only offered.
  const words = productWords(typed);
  const isCalled = isByCode || (isNear(found, words.length > 1) && words.some((word) => !isNumber(word)));
  return { products, isCalled, isByCode, hasMore: found.length >= MOST_CANDIDATES };
}

function isNear(found: readonly Ranked[], mayBegin: boolean): boolean {
  return found.every(({ closeness }) => closeness === "exact" || (mayBegin && closeness === "beginning"));
}
