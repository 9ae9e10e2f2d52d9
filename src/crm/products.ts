import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import { checkAmount, checkText, given } from "./input.ts";
import { readAllPages, readRecords } from "./pages.ts";
import { type Product, productShape } from "./product.ts";

interface NewProduct {
  name: string;
  /** The code in the CRM, `"TIVI01"`. */
  code: string;
  /** The caller's own code: the operation's id. */
  productIdApiRing: string;
  /** The price, VND: `150000`. */
  value?: number;
  /** Whether the price may be changed when ordering. */
  canEdit?: boolean;
}

/** What PUT /products can change. An absent field is not sent. */
export type ProductChanges = Omit<Partial<NewProduct>, "productIdApiRing">;

interface ProductListOptions {
  /** Absent: both. Only AntCRM can filter it: the records do not show their type. */
  type?: "product" | "combo";
  /** By default 50 pages of 20 products. */
  maxPages?: number;
}

export interface ProductsApi {
  /** Sorted by name. `complete` is false where the page limit ended the reading. */
  list(options?: ProductListOptions): Promise<{ products: Product[]; complete: boolean }>;
  /** @param code the code in the CRM, `"TIVI01"`; case is ignored */
  byCode(code: string): Promise<Product | null>;
  /**
   * @returns the code as it was sent: the answer may show another number, see src/crm/API.md#get-products
   * @throws AppError `refused`; `unclear` without a readable answer: look by code before a second try
   */
  create(input: NewProduct): Promise<{ code: string }>;
  /**
   * Sends only the given fields.
   * @param productIdApiRing the caller's own code, the only key: src/crm/API.md#put-products
   */
  update(productIdApiRing: string, changes: ProductChanges): Promise<void>;
  remove(productIdApiRing: string): Promise<void>;
}

const LIST = { path: "/products", shape: productShape };
/** The maximum: src/crm/API.md#paging */
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
      // The key is sent in both places: src/crm/API.md#deletions
      const key = { productIdApiRing: checkOwnCode(productIdApiRing) };
      await calls.write("DELETE", "/products", key, { query: key });
    },
  };
}

function identity({ objectId, productIdApiRing, code, name }: Product): string {
  return objectId ?? JSON.stringify([productIdApiRing, code, name]);
}

/** The body of src/crm/API.md#post-products */
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

/** The price is sent as a text: src/crm/API.md#get-products */
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
