import * as z from "zod";
import { toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import type { Allowance } from "./allowance.ts";

/** A place in a list that is read page by page, in rounds that may be hours apart. */
export const PagePlace = z.object({
  /** The next page to read, from 1. */
  page: z.number().int(),
  /** The first record of the page before it: `"customer:475"`. */
  firstOfPage: z.string().nullable(),
});

export type PagePlace = z.infer<typeof PagePlace>;

/** A list of records, and where they are saved. */
export interface PagedList<T> {
  /** @param page  counted from 1 */
  read(page: number): Promise<{ records: readonly T[]; isLast: boolean }>;
  idOf(record: T): string | null;
  save(records: readonly T[]): Promise<void>;
}

interface PageReading<T> extends PagedList<T> {
  /** True if no page behind this one is needed. */
  isEnough?(page: readonly T[]): boolean;
  /** The part of the allowance that may be used: 0 to 1. */
  share: number;
}

/** Creates a function that reads pages from a place on, until the list or the allowance ends. */
export function createPageReading(allowance: Allowance, log: Logger) {
  /** One record that cannot be stored must not keep the others out. */
  async function savePage<T>(records: readonly T[], save: PagedList<T>["save"]): Promise<void> {
    await save(records).catch(async (thrown: unknown) => {
      const error = toAppError(thrown);
      if (error.fault === "storage" || error.fault === "unavailable") throw error;
      for (const record of records) {
        await save([record]).catch((again: unknown) => {
          log.warn({ err: toAppError(again).message }, "a record could not be indexed, and is left out");
        });
      }
    });
  }

  return async <T>(
    from: PagePlace,
    reading: PageReading<T>,
    signal: AbortSignal,
  ): Promise<PagePlace & { hasEnded: boolean }> => {
    let place: PagePlace = { page: from.page, firstOfPage: from.firstOfPage };
    while (!signal.aborted && allowance.take(reading.share)) {
      const page = await pageAt(place.page, from.page, reading);
      if (page === null) break;
      const { records, isLast } = page;
      const [first] = records;
      const firstOfPage = first === undefined ? null : reading.idOf(first);
      // Behind the last page AntCRM may send the last page again.
      const isRepeated = firstOfPage !== null && firstOfPage === place.firstOfPage;
      if (!isRepeated) await savePage(records, reading.save);
      if (isLast || isRepeated || reading.isEnough?.(records)) return { ...place, hasEnded: true };
      place = { page: place.page + 1, firstOfPage };
    }
    return { ...place, hasEnded: false };
  };
}

/** @returns null if the page cannot be read now, and pages before it were: what was read is not lost */
async function pageAt<T>(page: number, first: number, { read }: PagedList<T>) {
  try {
    return await read(page);
  } catch (thrown) {
    if (page === first) throw thrown;
    return null;
  }
}
