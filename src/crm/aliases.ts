import { isRecord } from "./shapes.ts";

/*
 * Records without documented fields are read by lists of likely keys. The first key with a readable value decides. See
 * src/crm/API.md#campaigns
 */

/** The keys that may hold one field, the likeliest first. */
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

/** A reader for `pick`: returns an object as it is, and null for anything else. */
export function readRecord(value: unknown): Record<string, unknown> | null {
  return isRecord(value) ? value : null;
}
