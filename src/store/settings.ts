import type { Logger } from "../logging/logger.ts";
import type { SettingsRepository } from "../settings/settings.ts";
import { type Engine, execute, type Params, readOne, statement } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import type { TableRow } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

export function createSettingsTable(engine: Engine, sealer: Sealer, log: Logger): SettingsRepository {
  const db = engine.builder;
  const rowMac = createRowMac("settings", sealer, log);

  const get = statement((params: Params<{ key: string }>) =>
    db.selectFrom("settings").selectAll().where("key", "=", params.key),
  );
  const set = statement(({ key, ...change }: Params<TableRow<"settings">>) =>
    db
      .insertInto("settings")
      .values({ key, ...change })
      .onConflict((conflict) => conflict.column("key").doUpdateSet(change)),
  );

  return {
    async get(key) {
      const row = await readOne(engine, get({ key }));
      return row !== null && rowMac.isGenuine(row) ? row.value : null;
    },
    set: (key, value, at) =>
      execute(engine, set({ key, value, changed_at: at.getTime(), mac: rowMac.sign({ key, value }) })),
  };
}
