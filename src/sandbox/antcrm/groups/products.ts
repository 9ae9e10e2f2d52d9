/** Products and combos: src/crm/API.md#products */
import type { Catalogue, Product } from "../catalogue.ts";
import {
  type Fields,
  queryAndBody,
  readBoolean,
  readNumber,
  readObject,
  readText,
  requireText,
} from "../fields.ts";
import { type ApiCall, type Group, json, Rejection } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { World } from "../world.ts";

export const products: Group = {
  "GET /products": ({ query }, world) => {
    const page = pageOf(matching(query, world.products), world, { query, most: 20 });
    return json(page.map(toWire));
  },

  // A known code is not refused. The real behaviour is not documented: src/crm/API.md#ids
  "POST /products": ({ body }, world) => {
    const fields = readObject(body, "body");
    const name = requireText(fields, "name");
    const code = requireText(fields, "code");
    const productIdApiRing = requireText(fields, "productIdApiRing");
    const product = world.products.add({ ...readDetails(fields), name, code, productIdApiRing });
    return json({ success: 1, code: answeredCode(product, world) });
  },

  "PUT /products": (call, world) => {
    const fields = queryAndBody(call);
    const product = Object.assign(requireProduct(fields, world), readDetails(fields));
    return json({ success: 1, code: answeredCode(product, world) });
  },

  "DELETE /products": (call, world) => {
    world.products.remove(requireProduct(queryAndBody(call), world));
    return json({ success: 1 });
  },
};

/** Returns the products that match. Another `type` than the two finds nothing, which is inferred. */
function matching({ code, type }: ApiCall["query"], { list }: Catalogue): readonly Product[] {
  if (!code && !type) return list;
  return list.filter((product) => (!code || product.code === code) && (!type || product.type === type));
}

/** Returns the fields of both POST and PUT. None of them makes a combo. */
function readDetails(fields: Fields): Partial<Product> {
  const change: Partial<Product> = {};
  for (const name of ["name", "code"] as const) {
    if (readText(fields, name) !== undefined) change[name] = requireText(fields, name);
  }
  const value = readNumber(fields, "value");
  if (value !== undefined) change.value = String(value);
  const canEdit = readBoolean(fields, "canEdit");
  if (canEdit !== undefined) change.canEdit = canEdit;
  return change;
}

function requireProduct(fields: Fields, world: World): Product {
  const product = world.products.byKey(requireText(fields, "productIdApiRing"));
  if (product === undefined) throw new Rejection("Không tìm thấy sản phẩm");
  return product;
}

/**
 * Returns the code in the answer to a write. Digits are a number, any other code is itself or, as in the sample,
 * another number: see src/crm/API.md#get-products
 */
function answeredCode({ code }: Product, { random, products: { list } }: World): string | number {
  if (/^[1-9]\d{0,8}$/.test(code)) return Number(code);
  return random.chance(0.5) ? code : 9000 + list.length;
}

/** Returns the record as an answer shows it, without `type` and `canEdit`. */
function toWire({ _id, name, code, productIdApiRing, value }: Product) {
  return { _id, name, code, productIdApiRing, value };
}
