import type { Logger } from "../logging/logger.ts";
import { type Engine, execute } from "./engine.ts";
import type { Row } from "./schema.ts";
import { type Params, statement } from "./statement.ts";

/** Writes one small row to find out whether the store can write: only a write shows a full disk or a read-only replica. */
export function createWriteCheck(engine: Engine, log: Logger, now: () => Date): () => Promise<boolean> {
  const write = statement((params: Params<Row<"probe">>) =>
    engine.builder
      .insertInto("probe")
      .values(params)
      .onConflict((conflict) => conflict.column("id").doUpdateSet({ at: params.at })),
  );

  return async () => {
    try {
      await execute(engine, write({ id: 1, at: now().getTime() }));
      return true;
    } catch (error) {
      log.warn({ err: error }, "the store cannot write");
      return false;
    }
  };
}
