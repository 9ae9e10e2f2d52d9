import * as z from "zod";
import { askedCode, type Product } from "../crm/products.ts";
import { createIndexRounds, type IndexFillPorts, type Step } from "./index-rounds.ts";
import type { PagedList } from "./page-reading.ts";
import type { ProductIndex } from "./product-index.ts";
import { indexedProductId } from "./product-terms.ts";
import { createWalking, newWalk, Walk, walkToContinue } from "./walk.ts";

/*
 * AntCRM lists no changes of products, so all pages are read once a day. A product that was on none of them is read by its
 * code before it is dropped; one without a code cannot be asked for, and is dropped at once. After a change of
 * `BOT_SECRET_KEY` all are read again: products are few.
 */

export interface ProductFillPorts extends IndexFillPorts {
  index: ProductIndex;
}

/** How far the index was filled. Times are epoch ms. */
const ProductFillState = z.object({
  /** What the terms are made of, and the key of their hashes: `"1.9f3a01bc"`. */
  version: z.string(),
  /** When the last walk began that has read all products; null before the first one, or if it met a product that cannot be stored. */
  readAt: z.number().nullable(),
  walk: Walk,
  /** True if the present walk has met a product that cannot be stored: the index would not be full. */
  hasUnstorable: z.boolean(),
});

type ProductFillState = z.infer<typeof ProductFillState>;

/** Raise it when the terms of a product change, or how they are stored: all products are then read again. */
const LAYOUT = 2;

/** Fills the index of products in the background, a little in each round. */
export type ProductFill = ReturnType<typeof createProductFill>;

export function createProductFill(ports: ProductFillPorts) {
  const { rows, now } = ports;
  const version = `${LAYOUT}.${rows.keyId}`;
  const isUsable = (state: ProductFillState) => state.version === version;
  const rounds = createIndexRounds(ports, {
    key: "house:product-index.fill",
    state: ProductFillState,
    begin: () => ({ version, readAt: null, walk: newWalk(1, now()), hasUnstorable: false }),
    isUsable,
    steps: createProductFillSteps(ports),
  });

  return {
    /** Runs one round. Does nothing if a round is in progress. */
    sweep: rounds.run,

    /** Returns how complete the index is. Null if it is off, or has not begun. */
    async progress(): Promise<ProductProgress | null> {
      const state = await rounds.state();
      if (state === null || !isUsable(state)) return null;
      return { readAt: state.readAt === null ? null : new Date(state.readAt) };
    },
    count: () => rows.count(),
  };
}

export interface ProductProgress {
  /** All products of this time are in the index; null while it is not full. */
  readAt: Date | null;
}

/** Creates the steps of a round. */
function createProductFillSteps(ports: ProductFillPorts): Step<ProductFillState>[] {
  const { crm, index, now } = ports;
  const walking = createWalking(ports, "products");

  const walk: Step<ProductFillState> = async (state, signal) => {
    const begun = walkToContinue(state.walk, now());
    if (begun === null) return state;
    const isNew = begun !== state.walk;
    let hasUnstorable = !isNew && state.hasUnstorable;
    const list: PagedList<Product> = {
      async read(page) {
        const { products, isLast } = await crm.with({ signal }).products.listPage(page);
        return { records: products, isLast };
      },
      idOf: indexedProductId,
      async save(products) {
        hasUnstorable ||= products.some((product) => indexedProductId(product) === null);
        await index.save(products, begun.number);
      },
    };
    const read = await walking.readOn(begun, list, signal);
    const at = { ...state, walk: read, hasUnstorable };
    if (read.phase === "reading") return at;
    return { ...at, readAt: hasUnstorable ? null : read.begunAt };
  };

  const dropVanished: Step<ProductFillState> = async (state, signal) => {
    const checked = await walking.checkUnseen(state.walk, checkOne, signal);
    return checked === state.walk ? state : { ...state, walk: checked };
  };

  async function checkOne(id: string, walkNumber: number, signal: AbortSignal): Promise<void> {
    const stored = await index.byId(id);
    const code = stored && askedCode(stored);
    const found = code === null ? [] : await crm.with({ signal }).products.listByCode(code);
    const still = found.find((product) => indexedProductId(product) === id);
    if (still === undefined) await index.remove([id]);
    else await index.save([still], walkNumber);
  }

  return [walk, dropVanished];
}
