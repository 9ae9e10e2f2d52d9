import { isRecord } from "./shapes.ts";

/*
 * Records whose fields the vendor does not document are read by lists of keys, seen somewhere or likely: the first key
 * that holds something its reader understands decides [inferred].
 */

/** Keys under which one thing may stand, the likeliest first. */
export type Aliases = readonly string[];

/** `pick({ callStatus: "BUSY" }, ["status_detail", "callStatus"], readLabel)` → `"BUSY"`; null where there is none. */
export function pick<T>(
  record: Record<string, unknown>,
  keys: Aliases,
  read: (value: unknown) => T | null,
): T | null {
  for (const key of keys) {
    const value = record[key];
    const found = value === undefined || value === null ? null : read(value);
    if (found !== null) return found;
  }
  return null;
}

/** For `pick`: an object as it is, anything else not. */
export function readRecord(value: unknown): Record<string, unknown> | null {
  return isRecord(value) ? value : null;
}
