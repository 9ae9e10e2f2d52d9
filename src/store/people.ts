import { type Engine, readOne, writeOne } from "./engine.ts";
import { type Gaps, statement } from "./statement.ts";

interface StoredPerson {
  /** `"slack:U0123"`, `"telegram:4567"`. */
  person: string;
  /** The language they chose, `"vi"`; null: they have not. */
  locale: string | null;
}

export interface PeopleTable {
  find(person: string): Promise<StoredPerson | null>;
  setLocale(person: string, locale: string, at: Date): Promise<void>;
}

export function createPeopleTable(engine: Engine): PeopleTable {
  const db = engine.builder;

  const find = statement((gaps: Gaps<{ person: string }>) =>
    db.selectFrom("people").select(["person", "locale"]).where("person", "=", gaps.person),
  );
  const setLocale = statement((gaps: Gaps<{ person: string; locale: string; at: number }>) => {
    const change = { locale: gaps.locale, changed_at: gaps.at };
    return db
      .insertInto("people")
      .values({ person: gaps.person, ...change })
      .onConflict((conflict) => conflict.column("person").doUpdateSet(change));
  });

  return {
    find: (person) => readOne(engine, find({ person })),
    async setLocale(person, locale, at) {
      await writeOne(engine, setLocale({ person, locale, at: at.getTime() }));
    },
  };
}
