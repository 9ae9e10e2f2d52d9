import { type RawBuilder, sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { Schema } from "./schema.ts";
import { type Params, statement } from "./statement.ts";

export type Row = Schema["people"];
type Change = Partial<Params<Pick<Row, "locale" | "name" | "username">>> & Params<Pick<Row, "changed_at">>;
/** `mac` is that of the row if it is new. */
type SealedName = { person: string; sealed: Buffer | null; mac: Buffer; at: number };

/** What the MAC of a row covers. */
export type Rights = Pick<Row, "role" | "email">;
/** `before` is the MAC of the row as it was read: null where there was none. */
export type RightsToWrite = Rights & { person: string; mac: Buffer; before: Buffer | null };

/** The queries over people. */
export function peopleQueries({ builder: db }: Pick<Engine, "builder">) {
  const columns = [
    "person",
    "locale",
    "changed_at",
    "name",
    "email",
    "role",
    "username",
    "first_seen",
    "last_seen",
    "mac",
  ] as const;
  /** @param mac  of the row if it is new */
  const upsert = (person: RawBuilder<string>, mac: RawBuilder<Buffer>, change: Change) =>
    db
      .insertInto("people")
      .values({ person, mac, ...change })
      .onConflict((conflict) => conflict.column("person").doUpdateSet(change));

  return {
    find: statement((params: Params<{ person: string }>) =>
      db.selectFrom("people").select(columns).where("person", "=", params.person),
    ),
    all: statement((_: Params<object>) => db.selectFrom("people").select(columns).orderBy("person")),
    setLocale: statement((params: Params<{ person: string; locale: string; mac: Buffer; at: number }>) =>
      upsert(params.person, params.mac, { locale: params.locale, changed_at: params.at }),
    ),
    setName: statement((params: Params<SealedName>) =>
      upsert(params.person, params.mac, { name: params.sealed, changed_at: params.at }),
    ),
    setUsername: statement((params: Params<SealedName>) =>
      upsert(params.person, params.mac, { username: params.sealed, changed_at: params.at }),
    ),
    setSeen: statement((params: Params<{ person: string; mac: Buffer; at: number }>) =>
      db
        .insertInto("people")
        .values({
          person: params.person,
          mac: params.mac,
          changed_at: params.at,
          first_seen: params.at,
          last_seen: params.at,
        })
        .onConflict((conflict) =>
          conflict.column("person").doUpdateSet({
            first_seen: sql<number>`coalesce(people.first_seen, excluded.first_seen)`,
            last_seen: params.at,
          }),
        ),
    ),
    // Changes nothing, and makes a second transaction of this kind wait for the first: two admins may remove each other.
    lockAdmins: statement((_: Params<object>) =>
      db.updateTable("people").set({ role: "admin" }).where("role", "=", "admin"),
    ),
    demoteAdmin: statement((params: Params<RightsToWrite & { at: number }>) =>
      db
        .updateTable("people")
        .set({ role: params.role, mac: params.mac, changed_at: params.at })
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
    setRights: statement((params: Params<RightsToWrite & { at: number }>) => {
      const change = { role: params.role, email: params.email, mac: params.mac, changed_at: params.at };
      return db
        .insertInto("people")
        .values({ person: params.person, ...change })
        .onConflict((conflict) =>
          conflict
            .column("person")
            .doUpdateSet(change)
            .where("people.mac", "is not distinct from", params.before),
        );
    }),
  };
}
