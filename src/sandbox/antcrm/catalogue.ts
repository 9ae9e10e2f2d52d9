import type { PartOptions } from "./lazy-part.ts";
import { createObjectIds, type MakeObjectId } from "./object-ids.ts";
import { insertByTime } from "./time-order.ts";

export interface Product {
  _id: string;
  name: string;
  /** The code in the CRM: `"TIVI01"`. */
  code: string;
  /** The caller's code, the key of PUT and DELETE. */
  productIdApiRing: string;
  /** The price in VND as a text, `"150000"`: src/crm/API.md#get-products */
  value: string;
  /** Used by the filter only; no answer shows it. */
  type: "product" | "combo";
  /** Whether the price may be changed in an order; no answer shows it. */
  canEdit: boolean;
  createdAt: number;
}

/** What the shop sells, from old to new. */
export class Catalogue {
  readonly list: Product[] = [];
  private readonly now: () => number;
  private readonly objectId: MakeObjectId;

  constructor({ now, random }: PartOptions) {
    this.now = now;
    this.objectId = createObjectIds(random);
  }

  /** `add({ name: "Bếp từ đôi", code: "BEPTU", value: "3250000" })`; by default the caller's code is the CRM's. */
  add(given: Partial<Product> & { name: string; code: string }): Product {
    const createdAt = given.createdAt ?? this.now();
    const plain = {
      _id: this.objectId(createdAt),
      productIdApiRing: given.code,
      value: "0",
      type: "product",
      canEdit: true,
      createdAt,
    };
    const product: Product = Object.assign(plain, given);
    insertByTime(this.list, product);
    return product;
  }

  /** Returns the product with this code of the caller; of several the oldest. */
  byKey(productIdApiRing: string): Product | undefined {
    return this.list.find((product) => product.productIdApiRing === productIdApiRing);
  }

  remove(product: Product): void {
    const place = this.list.indexOf(product);
    if (place >= 0) this.list.splice(place, 1);
  }

  /** Returns the price of a deal's line, by either code or by its name; undefined for an unknown product. */
  priceOf(line: { productIdApiRing?: string; code?: string; name?: string }): number | undefined {
    const found = this.list.find(
      ({ productIdApiRing, code, name }) =>
        productIdApiRing === line.productIdApiRing || code === line.code || name === line.name,
    );
    return found && Number(found.value);
  }
}
