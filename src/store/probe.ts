import type { Logger } from "../logging/logger.ts";
import { type Engine, writeOne } from "./engine.ts";
import { type Params, statement } from "./statement.ts";

/** Writes one small row, and tells whether that worked: a full disk or a read-only replica shows in nothing less. */
export function createProbe(engine: Engine, log: Logger, now: () => Date): () => Promise<boolean> {
  const write = statement((params: Params<{ at: number }>) =>
    engine.builder
      .insertInto("probe")
      .values({ id: 1, at: params.at })
      .onConflict((conflict) => conflict.column("id").doUpdateSet({ at: params.at })),
  );

  return async () => {
    try {
      await writeOne(engine, write({ at: now().getTime() }));
      return true;
    } catch (error) {
      log.warn({ err: error }, "the store cannot write");
      return false;
    }
  };
}
