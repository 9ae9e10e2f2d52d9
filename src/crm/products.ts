import type { Calls } from "./calls.ts";
import { notBuilt } from "./not-built.ts";

/** A product or a combo, a bundle of them [seed 3.3]. AntCRM tells no stock, and not which of the two a record is. */
export interface Product {
  /** Mongo ObjectId, 24 hex digits. */
  objectId: string | null;
  name: string;
  /** The code in the CRM, `"TIVI01"`. */
  code: string | null;
  /** The caller's own code: the key of an edit and of a deletion. A product made in the CRM itself may have none. */
  productIdApiRing: string | null;
  /** The price, VND. */
  value: number | null;
}

export interface NewProduct {
  name: string;
  /** The code in the CRM, one word: `"TIVI01"`. */
  code: string;
  /** The caller's own code: send the operation's id. */
  productIdApiRing: string;
  /** The price, VND: `150000`. */
  value?: number;
  /** Whether the price may be changed when ordering. */
  canEdit?: boolean;
}

/** What PUT /products lets one change. Absent: not touched. */
export type ProductChanges = Omit<Partial<NewProduct>, "productIdApiRing">;

interface ProductListOptions {
  /** Absent: both. Cut by the CRM alone, for its records do not say which they are. */
  type?: "product" | "combo";
  /** 50 pages of 20 products unless told otherwise. */
  maxPages?: number;
}

export interface ProductsApi {
  /** In the order of their names. `complete` is false where the cap ended the walk. */
  list(options?: ProductListOptions): Promise<{ products: Product[]; complete: boolean }>;
  /** @param code the code in the CRM, `"TIVI01"`; upper and lower case alike */
  byCode(code: string): Promise<Product | null>;
  /**
   * @returns the code, as AntCRM names it (a number or a text, row 7), else as it was sent
   * @throws AppError `refused`; `unclear` no readable answer came: look by code before a second try
   */
  create(input: NewProduct): Promise<{ code: string }>;
  /**
   * Only the fields given are sent.
   * @param productIdApiRing the caller's own code, no other key is documented [seed 3.3]
   */
  update(productIdApiRing: string, changes: ProductChanges): Promise<void>;
  remove(productIdApiRing: string): Promise<void>;
}

export function createProducts(_calls: Calls): ProductsApi {
  return { list: notBuilt, byCode: notBuilt, create: notBuilt, update: notBuilt, remove: notBuilt };
}
