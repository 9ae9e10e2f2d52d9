import { z } from "zod";
import { pick } from "./aliases.ts";
import { isRecord, type RecordShape, readText } from "./shapes.ts";

/** Row 27: the same thing under two names. */
const ID_KEYS = ["_id", "id"];

/** A record read from its raw fields; refused as unreadable where it has no id. */
export function freeForm<T>(read: (raw: Record<string, unknown>, id: string) => T): RecordShape<T> {
  return z.custom<Record<string, unknown>>(isRecord).transform((raw, check): T => {
    const id = pick(raw, ID_KEYS, readText);
    if (id !== null) return read(raw, id);
    check.addIssue("a record without an id");
    return z.NEVER;
  });
}
