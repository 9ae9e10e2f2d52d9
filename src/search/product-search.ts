import type { Crm } from "../crm/crm.ts";
import type { Product, ProductObserver } from "../crm/products.ts";
import { toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import type { ProductFill } from "./product-fill.ts";
import type { ProductHits, ProductIndex } from "./product-index.ts";
import { indexedProductId } from "./product-terms.ts";

/** The search for products, as commands use it. */
export interface ProductSearch {
  /** Returns the products that a text means, `"tivi 43 inch"`. Null while the index is off, or not full. */
  search(typed: string): Promise<(ProductHits & ReadProducts) | null>;
  /** Returns all products. Null while the index is off, or not full. */
  all(): Promise<ReadProducts | null>;
  count(): Promise<number>;
  /** Drops a product that AntCRM no longer has. */
  drop(product: Product): Promise<void>;
}

/** Products as they were last read. */
interface ReadProducts {
  products: Product[];
  /** All products of this time are in the index. */
  readAt: Date;
}

export function createProductSearch(index: ProductIndex, fill: ProductFill): ProductSearch {
  const readAt = async () => (await fill.progress())?.readAt ?? null;
  return {
    async search(typed) {
      const at = await readAt();
      return at && { ...(await index.search(typed)), readAt: at };
    },
    async all() {
      const at = await readAt();
      return at && { products: await index.all(), readAt: at };
    },
    count: index.count,
    async drop(product) {
      const id = indexedProductId(product);
      if (id !== null) await index.remove([id]);
    },
  };
}

/** Keeps the index up to date with every product that is read or changed for other reasons. Never waits, never throws. */
export function createProductObserver(
  index: ProductIndex,
  fill: ProductFill,
  crm: Crm,
  log: Logger,
): ProductObserver {
  const inBackground = (work: () => Promise<unknown>) => {
    const run = async () => ((await fill.progress()) === null ? null : work());
    void run().catch((thrown: unknown) => {
      log.warn({ err: toAppError(thrown).message }, "a product that was read could not be indexed");
    });
  };
  return {
    onRead(products) {
      if (products.length > 0) inBackground(() => index.save(products));
    },
    // Reading it notifies this observer of the whole record.
    onCreated: (code) => inBackground(() => crm.products.listByCode(code)),
    onChanged: (key, changes) => inBackground(() => index.change(key, changes)),
    onDeleted: (key) => inBackground(() => index.removeKey(key)),
  };
}
