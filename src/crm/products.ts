import type { Calls } from "./calls.ts";
import { type AllSent, checkAmount, checkText, given, optional, someChange } from "./input.ts";
import { readAllPages, readFirstPage, readNumberedPage } from "./pages.ts";
import { decodeAmount, decodeLine, decodeText, objectIdOf, type RecordOf, record } from "./shapes.ts";

/** A product or a combo, a bundle of products. AntCRM shows neither the stock nor which of the two a record is. */
export type Product = RecordOf<typeof productShape>;

/** A record of src/crm/API.md#get-products; without name and code it is unreadable. */
const productShape = record(
  {
    /** Mongo ObjectId, 24 hex digits. */
    objectId: [objectIdOf],
    name: [({ name, code }) => decodeLine(name) ?? decodeLine(code)],
    /** The code in the CRM, `"TIVI01"`: a number in some answers, a text in others. */
    code: decodeText,
    /** The caller's own code, the key of an edit and a deletion. A product made in AntCRM's own screens may have none. */
    productIdApiRing: decodeText,
    /** The price, VND. */
    value: decodePrice,
  },
  "name",
);

/** Reads a price from a text, `"150000"`. `"150.000"` is the same price, because dong has no hundredths. */
function decodePrice(value: unknown): number | null {
  const isGrouped = typeof value === "string" && /^\s*\d{1,3}([.,]\d{3})+\s*$/.test(value);
  return decodeAmount(isGrouped ? value.replace(/[.,]/g, "") : value);
}

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

/** A longer code is not asked for. */
const LONGEST_CODE = 200;

/** Returns the code by which AntCRM can be asked for a product; null if it has none. */
export function askedCode({ code }: Product): string | null {
  return code !== null && code.length <= LONGEST_CODE ? code : null;
}

const LIST = { path: "/products", shape: productShape, pageSize: 20, idOf: identity };

/** Is notified of every product that is read, created, changed or deleted, in any context. */
export interface ProductObserver {
  onRead(products: readonly Product[]): void;
  /** @param code `"TIVI01"`; AntCRM does not send the record that it has made */
  onCreated(code: string): void;
  onChanged(productIdApiRing: string, changes: ProductChanges): void;
  onDeleted(productIdApiRing: string): void;
}

export function createProductsApi(calls: Calls, observer: ProductObserver) {
  /** @param text the code in the CRM, `"TIVI01"`; case is ignored */
  async function listByCode(text: string): Promise<Product[]> {
    const code = checkText(text, "product code", LONGEST_CODE);
    const products = await readFirstPage(calls, LIST, { code });
    observer.onRead(products);
    const wanted = code.toLowerCase();
    return products.filter((product) => product.code?.toLowerCase() === wanted);
  }

  return {
    /**
     * Returns the products, sorted by name. `complete` is false if the page limit ended the reading, by default 50
     * pages of 20 products.
     * @param options.type both if absent. Only AntCRM can filter by it, because the records do not show their type
     */
    async list({ type, maxPages = 50 }: { type?: "product" | "combo"; maxPages?: number } = {}) {
      const { records, complete } = await readAllPages(calls, LIST, { type }, { maxPages });
      observer.onRead(records);
      return { products: records.sort((a, b) => a.name.localeCompare(b.name, "vi")), complete };
    },

    /**
     * Returns one page of all products, in AntCRM's order.
     * @param number  the page, from 1
     */
    async listPage(number: number): Promise<{ products: Product[]; isLast: boolean }> {
      const { records, isLast } = await readNumberedPage(calls, LIST, {}, number);
      return { products: records, isLast };
    },

    /** Returns the products with this code; AntCRM may let several have the same. */
    listByCode,

    /** @param text the code in the CRM, `"TIVI01"`; case is ignored */
    byCode: async (text: string): Promise<Product | null> => (await listByCode(text))[0] ?? null,

    /**
     * @returns the code as it was sent: the answer may show another number, see src/crm/API.md#get-products
     * @throws AppError `refused`; `unclear` without a readable answer: look by code before a second try
     */
    async create(input: NewProduct): Promise<{ code: string }> {
      const code = checkText(input.code, "product code", LONGEST_CODE);
      const body = productBody(input);
      await calls.write("POST", "/products", { ...body, ...keyOf(input.productIdApiRing) });
      observer.onCreated(code);
      return { code };
    },

    /**
     * Sends only the given fields.
     * @param productIdApiRing the caller's own code, the only key: src/crm/API.md#put-products
     */
    async update(productIdApiRing: string, changes: ProductChanges): Promise<void> {
      const body = someChange(productBody(changes));
      await calls.write("PUT", "/products", { ...keyOf(productIdApiRing), ...body });
      observer.onChanged(productIdApiRing, changes);
    },

    async remove(productIdApiRing: string): Promise<void> {
      await calls.remove("/products", keyOf(productIdApiRing));
      observer.onDeleted(productIdApiRing);
    },
  };
}

function identity({ objectId, productIdApiRing, code, name }: Product): string {
  return objectId ?? JSON.stringify([productIdApiRing, code, name]);
}

function keyOf(productIdApiRing: string) {
  return { productIdApiRing: checkText(productIdApiRing, "productIdApiRing", 200) };
}

/** The price is sent as a text: src/crm/API.md#get-products */
function productBody({ name, code, value, canEdit, ...notSent }: ProductChanges): Record<string, unknown> {
  notSent satisfies AllSent;
  return given({
    name: optional(name, (text) => checkText(text, "name", 500)),
    code: optional(code, (text) => checkText(text, "product code", 200)),
    value: optional(value, (price) => String(checkAmount(price, "price"))),
    canEdit,
  });
}
