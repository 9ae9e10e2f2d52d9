import type { Crm } from "../../crm/crm.ts";
import type { Product } from "../../crm/products.ts";
import { fold } from "../../understanding/fold.ts";
import { editDistance } from "../../understanding/nearest.ts";

/** The result of a search by a typed code or name: one product, or similar ones. */
type Found = { product: Product } | { near: Product[]; looked: number; complete: boolean };

/** The shop's products during one command. The list is read at most once, and only where the code finds nothing. */
export interface ProductList {
  /** @param text a code or a name, `"TIVI43"`, `"tivi samsung"` */
  find(text: string): Promise<Found>;
  /** Finds products whose code or name holds all these words, ignoring accents and capitals. No words find all products. */
  search(words: string): Promise<{ products: Product[]; looked: number; complete: boolean }>;
}

/** One typing error in four letters still finds the code. */
const LETTERS_A_SLIP = 4;

export function openProductList(
  { products }: Pick<Crm, "products">,
  { type }: { type?: "product" | "combo" } = {},
): ProductList {
  let list: ReturnType<Crm["products"]["list"]> | undefined;
  const all = () => {
    list ??= products.list(type === undefined ? {} : { type });
    return list;
  };

  /** AntCRM's filter may be case-sensitive. People type codes in small letters that are written in capitals. */
  async function byCode(text: string): Promise<Product | null> {
    if (/\s/.test(text)) return null;
    const found = await products.byCode(text);
    const capitals = text.toUpperCase();
    return found ?? (capitals === text ? null : products.byCode(capitals));
  }

  return {
    async find(text) {
      const coded = await byCode(text);
      if (coded !== null) return { product: coded };
      const productList = await all();
      const same = productList.products.filter((product) => isCalled(product, text));
      const answers = same.length > 0 ? same : productList.products.filter(holdsAll(text));
      const [only, ...others] = answers;
      if (only !== undefined && others.length === 0) return { product: only };
      const near = answers.length > 0 ? answers : nearest(productList.products, text);
      return { near, looked: productList.products.length, complete: productList.complete };
    },

    async search(words) {
      const productList = await all();
      const found = words === "" ? productList.products : productList.products.filter(holdsAll(words));
      return { products: found, looked: productList.products.length, complete: productList.complete };
    },
  };
}

/** Compares the name and the code, ignoring capitals. */
function isCalled({ name, code }: Product, text: string): boolean {
  const wanted = plain(text);
  return plain(name) === wanted || plain(code ?? "") === wanted;
}

/** Matches products in which each searched word begins some word. */
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
  const code = plain(text);
  const slips = Math.floor(code.length / LETTERS_A_SLIP);
  return products
    .map((product) => {
      const own = wordsOf(product.name);
      const shared = wanted.filter((word) => own.includes(word)).length / Math.max(wanted.length, 1);
      const isSlip = product.code !== null && editDistance(code, plain(product.code), slips) <= slips;
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

function plain(text: string): string {
  return fold(text).trim().replace(/\s+/g, " ");
}
