import { type RawBuilder, sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { Row } from "./schema.ts";
import { type Params, statement } from "./statement.ts";

/** `mac`: the MAC of the row if it is new. */
interface NewRow {
  person: string;
  mac: Buffer;
  at: number;
}

/** The columns that the MAC of a row covers. */
export type Rights = Pick<Row<"people">, "role" | "email">;

/** `before`: the MAC of the row as it was read; null: there was no row. */
export interface RightsChange extends Rights {
  person: string;
  mac: Buffer;
  before: Buffer | null;
}

export function peopleQueries({ builder: db }: Pick<Engine, "builder">) {
  const all = () => db.selectFrom("people").selectAll();
  const upsert = (
    { person, mac, at }: Params<NewRow>,
    column: "locale" | "name" | "username",
    value: RawBuilder<string> | RawBuilder<Buffer | null>,
  ) => {
    const change = { [column]: value, changed_at: at };
    return db
      .insertInto("people")
      .values({ person, mac, ...change })
      .onConflict((conflict) => conflict.column("person").doUpdateSet(change));
  };

  return {
    find: statement((params: Params<{ person: string }>) => all().where("person", "=", params.person)),
    all: statement((_: Params<object>) => all().orderBy("person")),
    setLocale: statement((params: Params<NewRow & { locale: string }>) =>
      upsert(params, "locale", params.locale),
    ),
    setName: statement((params: Params<NewRow & { sealed: Buffer | null }>) =>
      upsert(params, "name", params.sealed),
    ),
    setUsername: statement((params: Params<NewRow & { sealed: Buffer | null }>) =>
      upsert(params, "username", params.sealed),
    ),
    setSeen: statement(({ person, mac, at }: Params<NewRow>) =>
      db
        .insertInto("people")
        .values({ person, mac, changed_at: at, first_seen: at, last_seen: at })
        .onConflict((conflict) =>
          conflict.column("person").doUpdateSet({
            first_seen: sql<number>`coalesce(people.first_seen, excluded.first_seen)`,
            last_seen: at,
          }),
        ),
    ),
    // Changes nothing, but a second transaction of this kind waits for the first: two admins may demote each other.
    lockAdmins: statement((_: Params<object>) =>
      db.updateTable("people").set({ role: "admin" }).where("role", "=", "admin"),
    ),
    demoteAdmin: statement((params: Params<RightsChange & { changed_at: number }>) =>
      db
        .updateTable("people")
        .set({ role: params.role, mac: params.mac, changed_at: params.changed_at })
        .where("person", "=", params.person)
        .where("mac", "is not distinct from", params.before)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom("people as other")
              .select("other.person")
              .where("other.role", "=", "admin")
              .where("other.person", "!=", params.person),
          ),
        ),
    ),
    setRights: statement(({ person, before, ...change }: Params<RightsChange & { changed_at: number }>) =>
      db
        .insertInto("people")
        .values({ person, ...change })
        .onConflict((conflict) =>
          conflict.column("person").doUpdateSet(change).where("people.mac", "is not distinct from", before),
        ),
    ),
  };
}
