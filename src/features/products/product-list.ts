import type { Context } from "../../bot/context.ts";
import type { Crm } from "../../crm/crm.ts";
import { askedCode, type Product } from "../../crm/products.ts";
import { editDistance } from "../../edit-distance.ts";
import { isProductCalled } from "../../search/product-match.ts";
import type { ProductSearch } from "../../search/product-search.ts";
import { plainText } from "../../search/product-terms.ts";
import { fold } from "../../understanding/fold.ts";

/** The result of a search by a typed code or name: one product, as AntCRM has it now, or similar ones. */
type FoundProduct = { product: Product } | OtherProducts;

export interface OtherProducts extends Coverage {
  near: Product[];
  /** True if all of them have the typed words in their names: "tivi". */
  isCalled: boolean;
}

/** What was searched. */
interface Coverage {
  /** If only the first products of AntCRM's list were searched, how many; null if all products were. */
  firstSearched: number | null;
  /** False if there are more products: not read from AntCRM's list, or not compared of those in the index. */
  complete: boolean;
  /** When the products were read into the index; null if AntCRM was asked. */
  readAt: Date | null;
  /** Names of products that were in the index, and that AntCRM no longer has. */
  gone: readonly string[];
}

/** The shop's products during one command. AntCRM's list is read at most once, and only if nothing else finds a product. */
export interface ProductList {
  /** @param text a code or a name, `"TIVI43"`, `"tivi samsung"` */
  find(text: string): Promise<FoundProduct>;
  /** Finds products whose code or name contains all words, ignoring accents and capitals. An empty text finds all. */
  search(words: string): Promise<{ products: Product[] } & Coverage>;
}

/** What is needed to find products. Without `productSearch`, AntCRM's list is read. */
type ProductListContext = Pick<Context, "crm"> & Partial<Pick<Context, "productSearch">>;

/** One call reads fewer products, with their prices of now. */
const FEWEST_FROM_INDEX = 20;

export function openProductList(
  { crm, productSearch }: ProductListContext,
  { type }: { type?: "product" | "combo" } = {},
): ProductList {
  const listed = createListedProducts(crm, type);
  // AntCRM shows no product's type, so only its own filter knows it.
  if (productSearch === undefined || type !== undefined) return listed;
  const indexed = createIndexedProducts(crm, productSearch, listed);
  return {
    find: async (text) => (await indexed.find(text)) ?? listed.find(text),
    search: async (words) => (await indexed.search(words)) ?? listed.search(words),
  };
}

type ListedProducts = ReturnType<typeof createListedProducts>;

/** Searches the list of AntCRM, 1,000 products of it. */
function createListedProducts({ products }: Pick<Crm, "products">, type?: "product" | "combo") {
  let list: ReturnType<Crm["products"]["list"]> | undefined;
  const all = () => {
    list ??= products.list(type === undefined ? {} : { type });
    return list;
  };
  const coverage = async () => {
    const { products: read, complete } = await all();
    return { firstSearched: complete ? null : read.length, complete, readAt: null, gone: [] };
  };

  /** Finds a product by code. AntCRM's filter may be case-sensitive, so a code is tried in capitals too. */
  async function byCode(text: string): Promise<Product | null> {
    if (/\s/.test(text)) return null;
    const found = await products.byCode(text);
    const capitals = text.toUpperCase();
    return found ?? (capitals === text ? null : products.byCode(capitals));
  }

  return {
    all,
    byCode,

    async find(text: string): Promise<FoundProduct> {
      const coded = await byCode(text);
      if (coded !== null) return { product: coded };
      const { products: read } = await all();
      const same = read.filter((product) => isNamed(product, text));
      const answers = same.length > 0 ? same : read.filter(holdsAll(text));
      const [only, ...others] = answers;
      if (only !== undefined && others.length === 0) return { product: only };
      const isCalled = answers.length > 0;
      return { near: isCalled ? answers : nearest(read, text), isCalled, ...(await coverage()) };
    },

    async search(words: string) {
      const { products: read } = await all();
      return { products: words === "" ? read : read.filter(holdsAll(words)), ...(await coverage()) };
    },
  };
}

/** AntCRM is asked at most so often for one text: whether it is a new code, and for the found product as it is now. */
const MOST_READS = 2;

/** Searches the index. Both functions return null while it is off or not full. */
function createIndexedProducts({ products }: Crm, index: ProductSearch, listed: ListedProducts) {
  /** Reads a found product again. Without a code it is only in AntCRM's list. */
  async function readNow(product: Product): Promise<Product | null> {
    const isSame = ({ objectId }: Product) => objectId === product.objectId;
    const code = askedCode(product);
    if (code !== null) return (await products.listByCode(code)).find(isSame) ?? null;
    const { products: read, complete } = await listed.all();
    return read.find(isSame) ?? (complete ? null : product);
  }

  async function find(text: string): Promise<FoundProduct | null> {
    const gone: string[] = [];
    let reads = 0;
    for (;;) {
      const found = await index.search(text);
      if (found === null) return null;
      const [only, ...others] = found.products;
      const isOne = only !== undefined && others.length === 0 && found.isCalled;
      // A product that was made since then is in no index. Its code may look like a name: "TIVI55".
      const mayBeNewCode = isOne ? !found.isByCode && /\d/.test(text) : !found.isCalled;
      if (reads === 0 && mayBeNewCode && !/\s/.test(text)) {
        const coded = await (isOne ? products.byCode(text.toUpperCase()) : listed.byCode(text));
        if (coded !== null) return { product: coded };
        reads += 1;
      }
      const coverage = indexCoverage(found, gone);
      if (!isOne || reads >= MOST_READS)
        return { near: found.products, isCalled: found.isCalled, ...coverage };
      const now = await readNow(only);
      reads += 1;
      // It may have another name now: then it is only offered.
      if (now !== null && isProductCalled(now, text)) return { product: now };
      if (now !== null) return { near: [now], isCalled: false, ...coverage };
      gone.push(only.name);
      await index.drop(only);
    }
  }

  return {
    find,
    async search(words: string) {
      if (words === "") {
        const all = (await index.count()) < FEWEST_FROM_INDEX ? null : await index.all();
        return all && { products: byName(all.products), ...indexCoverage({ ...all, hasMore: false }) };
      }
      const found = await index.search(words);
      if (found === null) return null;
      const called = found.isCalled ? found.products : [];
      return { products: byName(called), ...indexCoverage(found) };
    },
  };
}

/** Returns what a search of the index covers. @param gone  names of products that AntCRM no longer has */
function indexCoverage(
  { readAt, hasMore }: { readAt: Date; hasMore: boolean },
  gone: readonly string[] = [],
): Coverage {
  return { firstSearched: null, complete: !hasMore, readAt, gone };
}

function byName(products: readonly Product[]): Product[] {
  const { compare } = new Intl.Collator("vi");
  return [...products].sort((a, b) => compare(a.name, b.name));
}

/** True if the text is the product's name or code, ignoring capitals. */
function isNamed({ name, code }: Product, text: string): boolean {
  const wanted = plainText(text);
  return plainText(name) === wanted || plainText(code ?? "") === wanted;
}

/** A code is still found with one typing error in this many letters. */
const LETTERS_A_SLIP = 4;

/** Returns a function that matches products in which each searched word begins some word. */
function holdsAll(text: string): (product: Product) => boolean {
  const wanted = wordsOf(text);
  return ({ name, code }) => {
    const own = wordsOf(`${name} ${code ?? ""}`);
    return wanted.length > 0 && wanted.every((word) => own.some((one) => one.startsWith(word)));
  };
}

/** Returns products that share words with the text, or whose code differs by a typing error. */
function nearest(products: readonly Product[], text: string): Product[] {
  const wanted = wordsOf(text);
  const code = plainText(text);
  const slips = Math.floor(code.length / LETTERS_A_SLIP);
  return products
    .map((product) => {
      const own = wordsOf(product.name);
      const shared = wanted.filter((word) => own.includes(word)).length / Math.max(wanted.length, 1);
      const isSlip = product.code !== null && editDistance(code, plainText(product.code), slips) <= slips;
      return { product, likeness: shared + (isSlip ? 1 : 0) };
    })
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness)
    .map(({ product }) => product);
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
