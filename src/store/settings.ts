import type { Logger } from "../logging/logger.ts";
import { type Engine, readOne, writeOne } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import type { Sealer } from "./sealing.ts";
import { type Params, statement } from "./statement.ts";

/** What a team has set, by key; what a value means and its default is the business of who reads it. */
export interface SettingsTable {
  /** Null also where it was changed outside: the default counts then. */
  get(key: string): Promise<string | null>;
  set(key: string, value: string, at: Date): Promise<void>;
}

export function createSettingsTable(engine: Engine, sealer: Sealer, log: Logger): SettingsTable {
  const db = engine.builder;
  const rowMac = createRowMac("settings", sealer, log);

  const get = statement((params: Params<{ key: string }>) =>
    db.selectFrom("settings").select(["key", "value", "mac"]).where("key", "=", params.key),
  );
  const set = statement((params: Params<{ key: string; value: string; mac: Buffer; at: number }>) => {
    const change = { value: params.value, mac: params.mac, changed_at: params.at };
    return db
      .insertInto("settings")
      .values({ key: params.key, ...change })
      .onConflict((conflict) => conflict.column("key").doUpdateSet(change));
  });

  return {
    async get(key) {
      const row = await readOne(engine, get({ key }));
      return row !== null && rowMac.isGenuine(row) ? row.value : null;
    },
    async set(key, value, at) {
      await writeOne(engine, set({ key, value, mac: rowMac.sign({ key, value }), at: at.getTime() }));
    },
  };
}
