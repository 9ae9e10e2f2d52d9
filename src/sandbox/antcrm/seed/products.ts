import { DAY_MS } from "../times.ts";
import type { World } from "../world.ts";
import { type Article, OTHER_ARTICLES } from "./goods.ts";

/** Adds an article to the catalogue. Services and combos have a fixed price. */
export function stock(world: World, { code, ownCode, name, price, type }: Article, createdAt: number): void {
  const canEdit = type === "product" && !code.startsWith("DV");
  world.products.add({
    code,
    productIdApiRing: ownCode,
    name,
    value: String(price),
    type,
    canEdit,
    createdAt,
  });
}

/** Adds the shop's whole range, over about a year. */
export function addProducts(world: World): void {
  const start = world.now();
  for (const [place, article] of OTHER_ARTICLES.entries()) {
    stock(world, article, start - Math.floor(400 * DAY_MS * (1 - place / OTHER_ARTICLES.length)));
  }
}
