import { readAmount, readObjectId, readText, record } from "./shapes.ts";

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

/** A product as GET /products answers [seed 3.3]. Unreadable: it has neither name nor code. */
export const productShape = record({
  _id: readObjectId,
  id: readObjectId,
  name: readText,
  // Row 7: a number in one answer, a text elsewhere.
  code: readText,
  productIdApiRing: readText,
  value: readPrice,
})
  .refine(({ name, code }) => name !== null || code !== null)
  .transform(
    ({ _id, id, name, code, productIdApiRing, value }): Product => ({
      objectId: _id ?? id,
      name: name ?? code ?? "",
      code,
      productIdApiRing,
      value,
    }),
  );

/** A text, `"150000"` [seed 3.3]; in groups of three, `"150.000"`, it is the same price: dong has no hundredths [inferred]. */
function readPrice(value: unknown): number | null {
  const isGrouped = typeof value === "string" && /^\s*\d{1,3}([.,]\d{3})+\s*$/.test(value);
  return readAmount(isGrouped ? value.replace(/[.,]/g, "") : value);
}
