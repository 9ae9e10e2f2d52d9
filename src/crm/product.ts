import { objectIdOf, readAmount, readText, readTextOrEmpty, record } from "./shapes.ts";

/** A product or a combo, a bundle of products. AntCRM shows neither the stock nor which of the two a record is. */
export interface Product {
  /** Mongo ObjectId, 24 hex digits. */
  objectId: string | null;
  name: string;
  /** The code in the CRM, `"TIVI01"`. */
  code: string | null;
  /** The caller's own code, the key of an edit and a deletion. A product made in AntCRM's own screens may have none. */
  productIdApiRing: string | null;
  /** The price, VND. */
  value: number | null;
}

/** A record of src/crm/API.md#get-products; without name and code it is unreadable. */
export const productShape = record({
  objectId: [objectIdOf],
  name: [({ name, code }) => readText(name) ?? readTextOrEmpty(code)],
  // A number in some answers, a text in others.
  code: readText,
  productIdApiRing: readText,
  value: readPrice,
}).refine(({ name }) => name !== "");

/** A text, `"150000"`. `"150.000"` is the same price: dong has no hundredths. */
function readPrice(value: unknown): number | null {
  const isGrouped = typeof value === "string" && /^\s*\d{1,3}([.,]\d{3})+\s*$/.test(value);
  return readAmount(isGrouped ? value.replace(/[.,]/g, "") : value);
}
