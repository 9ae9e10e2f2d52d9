import { z } from "zod";
import { pick } from "./aliases.ts";
import { isRecord, type RecordShape, readText } from "./shapes.ts";

/** Both are the ObjectId: src/crm/API.md#objectids */
const ID_KEYS = ["_id", "id"];

/** A shape that reads a record from its raw fields. A record without an id is unreadable. */
export function freeForm<T>(read: (raw: Record<string, unknown>, id: string) => T): RecordShape<T> {
  return z.custom<Record<string, unknown>>(isRecord).transform((raw, check): T => {
    const id = pick(raw, ID_KEYS, readText);
    if (id !== null) return read(raw, id);
    check.addIssue("a record without an id");
    return z.NEVER;
  });
}
