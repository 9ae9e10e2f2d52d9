import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import { checkAmount, checkText, given } from "./input.ts";
import { readAllPages, readRecords } from "./pages.ts";
import { type Product, productShape } from "./product.ts";

interface NewProduct {
  name: string;
  /** The code in the CRM, `"TIVI01"`. */
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
   * @returns the code as it was sent: the one AntCRM answers may be a number of its own (row 7)
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

const LIST = { path: "/products", shape: productShape };
/** "At most 20 a page" [seed]. */
const PAGE_SIZE = 20;
const MAX_PAGES = 50;

export function createProducts(calls: Calls): ProductsApi {
  return {
    async list({ type, maxPages = MAX_PAGES } = {}) {
      const options = { pageSize: PAGE_SIZE, maxPages, ahead: 4, idOf: identity };
      const { records, complete } = await readAllPages(calls, LIST, { type }, options);
      return { products: records.sort((a, b) => a.name.localeCompare(b.name, "vi")), complete };
    },

    async byCode(text) {
      const code = checkText(text, "product code", 200);
      const products = await readRecords(calls, LIST, { code, page: 1, limit: PAGE_SIZE });
      const wanted = code.toLowerCase();
      return products.find((product) => product.code?.toLowerCase() === wanted) ?? null;
    },

    async create(input) {
      const body = newProductBody(input);
      await calls.write("POST", "/products", body);
      return { code: body.code };
    },

    async update(productIdApiRing, changes) {
      await calls.write("PUT", "/products", productChangesBody(productIdApiRing, changes));
    },

    async remove(productIdApiRing) {
      // Row 37: where a deletion wants its key is not said, so it stands in both places.
      const key = { productIdApiRing: checkOwnCode(productIdApiRing) };
      await calls.write("DELETE", "/products", key, { query: key });
    },
  };
}

function identity({ objectId, productIdApiRing, code, name }: Product): string {
  return objectId ?? JSON.stringify([productIdApiRing, code, name]);
}

/** The body of POST /products: three texts are required [seed 3.3]. */
function newProductBody(input: NewProduct): { code: string } & Record<string, unknown> {
  return {
    ...productBody(input),
    name: checkText(input.name, "name", 500),
    code: checkText(input.code, "product code", 200),
    productIdApiRing: checkOwnCode(input.productIdApiRing),
  };
}

function productChangesBody(productIdApiRing: string, changes: ProductChanges): Record<string, unknown> {
  const body = productBody(changes);
  if (Object.keys(body).length === 0) throw new AppError("invalid", "there is nothing to change");
  return { productIdApiRing: checkOwnCode(productIdApiRing), ...body };
}

/** The price is a text here, as in the vendor's table and sample, and a number everywhere else [seed 3.3]. */
function productBody({ name, code, value, canEdit }: ProductChanges): Record<string, unknown> {
  return given({
    name: name === undefined ? undefined : checkText(name, "name", 500),
    code: code === undefined ? undefined : checkText(code, "product code", 200),
    value: value === undefined ? undefined : String(checkAmount(value, "price")),
    canEdit,
  });
}

function checkOwnCode(text: string): string {
  return checkText(text, "productIdApiRing", 200);
}
