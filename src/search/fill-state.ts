import { z } from "zod";
import type { SettingsRepository } from "../settings/settings.ts";

const Place = {
  /** The next page to read, from 1. */
  page: z.number().int(),
  /** The first record of the page before it: `"customer:475"`. */
  firstOfPage: z.string().nullable(),
};

/** One walk over all records. */
export const Walk = z.object({
  /** Counted from 1. */
  number: z.number().int(),
  begunAt: z.number(),
  /** `checking`: all pages were read, and records that were on none of them are looked for. */
  phase: z.enum(["reading", "checking", "done"]),
  ...Place,
});

/** How far the index was filled. Times are epoch ms. */
const FillState = z.object({
  /** What the terms are made of, and the key of their hashes: `"1.9f3a01bc"`. */
  version: z.string(),
  /** After a change of the version, the last row that was written anew; null if none has to be. */
  rebuiltTo: z.string().nullable(),
  walk: Walk,
  changes: z.object({
    /** The index has all changes up to this time. */
    readTo: z.number(),
    /** Changes since then are being read, begun at `begunAt`; null between two readings. */
    from: z.number(),
    begunAt: z.number().nullable(),
    ...Place,
  }),
});

export type FillState = z.infer<typeof FillState>;

/** Raise it when `termsOf` changes: the rows of an older version are then written anew. */
const LAYOUT = 2;

/** Returns the version of rows that are written now. @param keyId `"9f3a01bc"` */
export function versionOf(keyId: string): string {
  return `${LAYOUT}.${keyId}`;
}

/** True if every customer is in the index, and is found with the present version. */
export function isFull({ walk, rebuiltTo, version }: FillState, current: string): boolean {
  return (walk.number > 1 || walk.phase !== "reading") && rebuiltTo === null && version === current;
}

/** Creates a mark: how far an index was filled, in a row with this key. It is null before the index begins. */
export function fillMark<State>(key: string, schema: z.ZodType<State>) {
  return {
    async read(marks: SettingsRepository): Promise<State | null> {
      const stored = await marks.get(key);
      return stored === null ? null : schema.nullable().parse(JSON.parse(stored));
    },
    store: (marks: SettingsRepository, state: State | null, at: Date): Promise<void> =>
      marks.set(key, JSON.stringify(state), at),
  };
}

export const mark = fillMark("house:search-index.fill", FillState);
