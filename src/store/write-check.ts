import type { Logger } from "../logging/logger.ts";
import { type Engine, execute } from "./engine.ts";
import { rowsOf } from "./rows.ts";

/**
 * Returns a function that writes one small row to find out whether the store can write. Only a write shows a full disk or
 * a read-only replica.
 */
export function createWriteCheck(engine: Engine, log: Logger, now: () => Date): () => Promise<boolean> {
  const { upsert } = rowsOf(engine, "probe", "id");

  return async () => {
    try {
      await execute(engine, upsert({ id: 1, at: now() }));
      return true;
    } catch (error) {
      log.warn({ err: error }, "the store cannot write");
      return false;
    }
  };
}
