import { z } from "zod";
import type { Crm } from "../crm/crm.ts";
import { askedCode, type Product } from "../crm/products.ts";
import type { Logger } from "../logging/logger.ts";
import type { SettingsRepository } from "../settings/settings.ts";
import { fillMark, Walk } from "./fill-state.ts";
import { createIndexRounds, type IndexRoundsPorts } from "./index-rounds.ts";
import { createPageReading } from "./page-reading.ts";
import type { ProductIndex } from "./product-index.ts";
import { indexedProductId } from "./product-terms.ts";
import type { SearchIndexRepository } from "./repository.ts";

/*
 * AntCRM lists no changes of products, so all pages are read once a day. A product that was on none of them is read by its
 * code before it is dropped; one without a code cannot be asked for, and is dropped at once. After a change of `BOT_SECRET_KEY` all are read again: products are few.
 */

export interface ProductFillPorts extends IndexRoundsPorts {
  /** Its calls have background priority. */
  crm: Crm;
  index: ProductIndex;
  rows: SearchIndexRepository;
  marks: SettingsRepository;
  now(): Date;
  log: Logger;
}

const WALK_EVERY_MS = 24 * 60 * 60_000;
/** Customers are read at the same time, and a walk after the first one is in no hurry. */
const LATER_WALK_SHARE = 0.25;
const CHECKED_AT_A_TIME = 50;

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

/** Raise it when the terms of a product change: all products are then read again. */
const LAYOUT = 1;

const mark = fillMark("house:product-index.fill", ProductFillState);

/** Fills the index of products in the background, a little in each round. */
export type ProductFill = ReturnType<typeof createProductFill>;

export function createProductFill(ports: ProductFillPorts) {
  const { rows, marks, now } = ports;
  const version = `${LAYOUT}.${rows.keyId}`;
  const steps = createProductFillSteps(ports);

  async function begin(): Promise<ProductFillState> {
    await rows.clear();
    const state = { version, readAt: null, walk: newWalk(1, now()), hasUnstorable: false };
    await mark.store(marks, state, now());
    return state;
  }

  async function round(signal: AbortSignal): Promise<void> {
    const stored = await mark.read(marks);
    let state = stored?.version === version ? stored : await begin();
    for (const step of [steps.walk, steps.dropVanished]) {
      if (signal.aborted) return;
      const before: ProductFillState = state;
      state = await step(before, signal);
      if (state !== before) await mark.store(marks, state, now());
    }
  }

  return {
    /** Runs one round. Does nothing if a round is in progress. */
    sweep: createIndexRounds(ports, {
      isBegun: async () => (await mark.read(marks)) !== null,
      async empty() {
        await rows.clear();
        await mark.store(marks, null, now());
      },
      round,
    }),

    /** Returns how complete the index is. Null if it is off, or has not begun. */
    async progress(): Promise<ProductProgress | null> {
      const state = await mark.read(marks);
      if (state === null || state.version !== version) return null;
      return { readAt: state.readAt === null ? null : new Date(state.readAt) };
    },
    count: () => rows.count(),
  };
}

export interface ProductProgress {
  /** All products of this time are in the index; null while it is not full. */
  readAt: Date | null;
}

function newWalk(number: number, at: Date): ProductFillState["walk"] {
  return { number, begunAt: at.getTime(), page: 1, firstOfPage: null, phase: "reading" };
}

type Step = (state: ProductFillState, signal: AbortSignal) => Promise<ProductFillState>;

/** Creates the steps of a round. Each one returns where it has come to. */
function createProductFillSteps({ crm, index, rows, allowance, now, log }: ProductFillPorts) {
  const readPages = createPageReading(allowance, log);

  const walk: Step = async (state, signal) => {
    const begun = walkToContinue(state, now());
    if (begun === null) return state;
    let { hasUnstorable } = begun;
    const { hasEnded, ...place } = await readPages(
      begun.walk,
      {
        async read(page) {
          const { products, isLast } = await crm.with({ signal }).products.listPage(page);
          return { records: products, isLast };
        },
        idOf: indexedProductId,
        async save(products: readonly Product[]) {
          hasUnstorable ||= products.some((product) => indexedProductId(product) === null);
          await index.save(products, begun.walk.number);
        },
        share: begun.walk.number === 1 ? 1 : LATER_WALK_SHARE,
      },
      signal,
    );
    const at: ProductFillState = { ...begun, hasUnstorable, walk: { ...begun.walk, ...place } };
    if (!hasEnded) return at;
    log.info({ walk: at.walk.number, pages: place.page }, "all products were read for the index");
    const readAt = hasUnstorable ? null : at.walk.begunAt;
    return { ...at, readAt, walk: { ...at.walk, phase: "checking" } };
  };

  /** Reads the products that a walk did not see. Each was deleted, or moved to another page meanwhile. */
  const dropVanished: Step = async (state, signal) => {
    if (state.walk.phase !== "checking") return state;
    const unseen = await rows.unseen(state.walk.number, CHECKED_AT_A_TIME);
    for (const id of unseen) {
      if (signal.aborted || !allowance.take()) return state;
      await checkOne(id, state.walk.number, signal);
    }
    if (unseen.length > 0) return state;
    await rows.merge();
    return { ...state, walk: { ...state.walk, phase: "done" } };
  };

  async function checkOne(id: string, walkNumber: number, signal: AbortSignal): Promise<void> {
    const stored = await index.byId(id);
    const code = stored && askedCode(stored);
    const found = code === null ? [] : await crm.with({ signal }).products.listByCode(code);
    const still = found.find((product) => indexedProductId(product) === id);
    if (still === undefined) await index.remove([id]);
    else await index.save([still], walkNumber);
  }

  return { walk, dropVanished };
}

/** Returns the state with the walk to continue, or a new one if the last one is a day old. Null if there is nothing to read now. */
function walkToContinue(state: ProductFillState, at: Date): ProductFillState | null {
  const { number, begunAt, phase } = state.walk;
  if (phase === "reading") return state;
  if (phase === "checking" || at.getTime() - begunAt < WALK_EVERY_MS) return null;
  return { ...state, walk: newWalk(number + 1, at), hasUnstorable: false };
}
