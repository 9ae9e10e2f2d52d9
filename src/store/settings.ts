import { type Engine, readOne, writeOne } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";

/** What a team has set, by key; what a value means and its default is the business of who reads it. */
export interface SettingsTable {
  get(key: string): Promise<string | null>;
  set(key: string, value: string, at: Date): Promise<void>;
}

export function createSettingsTable(engine: Engine): SettingsTable {
  const db = engine.builder;

  const get = statement((gaps: Gaps<{ key: string }>) =>
    db.selectFrom("settings").select("value").where("key", "=", gaps.key),
  );
  const set = statement((gaps: Gaps<{ key: string; value: string; at: number }>) => {
    const change = { value: gaps.value, changed_at: gaps.at };
    return db
      .insertInto("settings")
      .values({ key: gaps.key, ...change })
      .onConflict((conflict) => conflict.column("key").doUpdateSet(change));
  });

  return {
    async get(key) {
      return (await readOne(engine, get({ key })))?.value ?? null;
    },
    async set(key, value, at) {
      await writeOne(engine, set({ key, value, at: at.getTime() }));
    },
  };
}
