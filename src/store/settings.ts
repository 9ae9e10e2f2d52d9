import type { Logger } from "../logging/logger.ts";
import type { SettingsRepository } from "../settings/settings.ts";
import { type Engine, execute, openOne } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import { rowsOf } from "./rows.ts";
import type { Sealer } from "./sealing.ts";

export function createSettingsTable(engine: Engine, sealer: Sealer, log: Logger): SettingsRepository {
  const rows = rowsOf(engine, "settings", "key");
  const rowMac = createRowMac("settings", sealer, log);

  const get = (key: string) =>
    openOne(engine, rows.find({ key }), (row) => (rowMac.isGenuine(row) ? row.value : null));
  return {
    get,
    current: get,
    set: (key, value, at) =>
      execute(
        engine,
        rows.upsert({ key, value, changed_at: at.getTime(), mac: rowMac.sign({ key, value }) }),
      ),
  };
}
