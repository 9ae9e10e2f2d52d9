import type { Compilable } from "kysely";
import { type Engine, type Params, readOne, statement } from "./engine.ts";
import { toDate } from "./schema.ts";

/** The rows that wait to be done. */
export interface Backlog {
  rows: number;
  /** Null if there are none. */
  oldestAt: Date | null;
}

/** Returns a function that counts the waiting rows of a table. @param build  selects `rows` and `oldest_at` */
export function createBacklog<Values extends object>(
  engine: Engine,
  build: (params: Params<Values>) => Compilable<{ rows: number; oldest_at: number | null }>,
) {
  const query = statement(build);
  return async (values: Parameters<typeof query>[0]): Promise<Backlog> => {
    const found = await readOne(engine, query(values));
    return { rows: found?.rows ?? 0, oldestAt: toDate(found?.oldest_at ?? null) };
  };
}
