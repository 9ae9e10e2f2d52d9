import * as z from "zod";
import type { IndexFillPorts } from "./index-rounds.ts";
import { createPageReading, type PagedList, PagePlace } from "./page-reading.ts";

/** One walk over all records of AntCRM, page by page. */
export const Walk = z.object({
  /** Counted from 1. */
  number: z.number().int(),
  /** Epoch ms. */
  begunAt: z.number(),
  /** `checking`: all pages were read, and records that were on none of them are looked for. */
  phase: z.enum(["reading", "checking", "done"]),
  ...PagePlace.shape,
});

export type Walk = z.infer<typeof Walk>;

const WALK_EVERY_MS = 24 * 60 * 60_000;
/** A walk after the first one is in no hurry, because most records are in the index already. */
const LATER_WALK_SHARE = 0.25;
const CHECKED_AT_A_TIME = 50;

/** @param number  counted from 1 */
export function newWalk(number: number, at: Date): Walk {
  return { number, begunAt: at.getTime(), page: 1, firstOfPage: null, phase: "reading" };
}

/** Returns the walk to read on, a new one if the last one is a day old. Null if there is nothing to read now. */
export function walkToContinue(walk: Walk, at: Date): Walk | null {
  if (walk.phase === "reading") return walk;
  if (walk.phase === "checking" || at.getTime() - walk.begunAt < WALK_EVERY_MS) return null;
  return newWalk(walk.number + 1, at);
}

/**
 * Creates the two parts of a walk. Each continues a walk within the allowance, and returns where it has come to.
 * @param records  what is read, for the log: `"customers"`
 */
export function createWalking({ rows, allowance, log }: IndexFillPorts, records: string) {
  const readPages = createPageReading(allowance, log);

  return {
    /** Reads pages. After the last one, the phase is `checking`. */
    async readOn<T>(walk: Walk, list: PagedList<T>, signal: AbortSignal): Promise<Walk> {
      const share = walk.number === 1 ? 1 : LATER_WALK_SHARE;
      const { hasEnded, ...place } = await readPages(walk, { ...list, share }, signal);
      if (!hasEnded) return { ...walk, ...place };
      log.info({ walk: walk.number, pages: place.page }, `all ${records} were read for the index`);
      return { ...walk, ...place, phase: "checking" };
    },

    /**
     * Reads the records that the walk did not see. Each was deleted, or moved to another page meanwhile.
     * @param check  reads one record, then saves or removes it
     */
    async checkUnseen(
      walk: Walk,
      check: (id: string, walkNumber: number, signal: AbortSignal) => Promise<void>,
      signal: AbortSignal,
    ): Promise<Walk> {
      if (walk.phase !== "checking") return walk;
      const unseen = await rows.unseen(walk.number, CHECKED_AT_A_TIME);
      for (const id of unseen) {
        if (signal.aborted || !allowance.take()) return walk;
        await check(id, walk.number, signal);
      }
      if (unseen.length > 0) return walk;
      await rows.merge();
      return { ...walk, phase: "done" };
    },
  };
}
