import type { Logger } from "../logging/logger.ts";
import { type Engine, execute, type Params, statement } from "./engine.ts";
import type { TableRow } from "./schema.ts";

/**
 * Returns a function that writes one small row to find out whether the store can write. Only a write shows a full disk or
 * a read-only replica.
 */
export function createWriteCheck(engine: Engine, log: Logger, now: () => Date): () => Promise<boolean> {
  const write = statement((params: Params<TableRow<"probe">>) =>
    engine.builder
      .insertInto("probe")
      .values(params)
      .onConflict((conflict) => conflict.column("id").doUpdateSet({ at: params.at })),
  );

  return async () => {
    try {
      await execute(engine, write({ id: 1, at: now() }));
      return true;
    } catch (error) {
      log.warn({ err: error }, "the store cannot write");
      return false;
    }
  };
}
