import * as z from "zod";
import { PagePlace } from "./page-reading.ts";
import { newWalk, Walk } from "./walk.ts";

/** How far the index was filled. Times are epoch ms. */
export const FillState = z.object({
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
    ...PagePlace.shape,
  }),
});

export type FillState = z.infer<typeof FillState>;

/** Raise it when `termsOf` changes, or how terms are stored: the rows of an older version are then written anew. */
const LAYOUT = 3;

/** Returns the version of rows that are written now. @param keyId `"9f3a01bc"` */
export function versionOf(keyId: string): string {
  return `${LAYOUT}.${keyId}`;
}

/** True if every customer is in the index, and is found with the present version. */
export function isFull({ walk, rebuiltTo, version }: FillState, current: string): boolean {
  return (walk.number > 1 || walk.phase !== "reading") && rebuiltTo === null && version === current;
}

/** Returns the state of an empty index: all customers are read, and then what was changed since now. */
export function newState(version: string, at: Date): FillState {
  const time = at.getTime();
  return {
    version,
    rebuiltTo: null,
    walk: newWalk(1, at),
    changes: { readTo: time, from: time, begunAt: null, page: 1, firstOfPage: null },
  };
}
