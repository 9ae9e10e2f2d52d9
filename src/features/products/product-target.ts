import { product } from "../../bot/arguments.ts";
import type { RecordTarget } from "../../bot/record-commands/edit-command.ts";
import type { Product } from "../../crm/products.ts";
import { noProductCard, notOursCard, productKey, productReference } from "./product-card.ts";
import { openProductList } from "./product-list.ts";

/** A product made in AntCRM's own screens has no key for a change: src/crm/API.md#put-products */
export const productTarget: RecordTarget<Product> = {
  argument: "product",
  schema: product(),
  label: { en: "Code", vi: "Mã sản phẩm" },
  async find(typed, ctx) {
    const one = await openProductList(ctx.crm).find(typed);
    if (!("product" in one)) {
      ctx.recordAccess(null, "none");
      return { card: noProductCard(typed, one, ctx) };
    }
    ctx.recordAccess(productKey(one.product), "shown");
    if (one.product.productIdApiRing === null) return { card: notOursCard(one.product, ctx) };
    return { found: one.product };
  },
  async read(reference, { crm }) {
    const one = await openProductList(crm).find(reference);
    return "product" in one && one.product.productIdApiRing !== null ? one.product : null;
  },
  referenceOf: productReference,
  keyOf: productKey,
  titleOf: ({ name }) => name,
  idOf: ({ productIdApiRing }) => productIdApiRing ?? "",
};
