import { type RawBuilder, sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { Schema } from "./schema.ts";
import { type Gaps, statement } from "./statement.ts";

export type Row = Schema["people"];
type Change = Partial<Gaps<Pick<Row, "locale" | "name" | "username">>> & Gaps<Pick<Row, "changed_at">>;
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
    find: statement((gaps: Gaps<{ person: string }>) =>
      db.selectFrom("people").select(columns).where("person", "=", gaps.person),
    ),
    all: statement((_: Gaps<object>) => db.selectFrom("people").select(columns).orderBy("person")),
    setLocale: statement((gaps: Gaps<{ person: string; locale: string; mac: Buffer; at: number }>) =>
      upsert(gaps.person, gaps.mac, { locale: gaps.locale, changed_at: gaps.at }),
    ),
    setName: statement((gaps: Gaps<SealedName>) =>
      upsert(gaps.person, gaps.mac, { name: gaps.sealed, changed_at: gaps.at }),
    ),
    setUsername: statement((gaps: Gaps<SealedName>) =>
      upsert(gaps.person, gaps.mac, { username: gaps.sealed, changed_at: gaps.at }),
    ),
    setSeen: statement((gaps: Gaps<{ person: string; mac: Buffer; at: number }>) =>
      db
        .insertInto("people")
        .values({
          person: gaps.person,
          mac: gaps.mac,
          changed_at: gaps.at,
          first_seen: gaps.at,
          last_seen: gaps.at,
        })
        .onConflict((conflict) =>
          conflict.column("person").doUpdateSet({
            first_seen: sql<number>`coalesce(people.first_seen, excluded.first_seen)`,
            last_seen: gaps.at,
          }),
        ),
    ),
    // Changes nothing, and makes a second transaction of this kind wait for the first: two admins may remove each other.
    lockAdmins: statement((_: Gaps<object>) =>
      db.updateTable("people").set({ role: "admin" }).where("role", "=", "admin"),
    ),
    demoteAdmin: statement((gaps: Gaps<RightsToWrite & { at: number }>) =>
      db
        .updateTable("people")
        .set({ role: gaps.role, mac: gaps.mac, changed_at: gaps.at })
        .where("person", "=", gaps.person)
        .where("mac", "is not distinct from", gaps.before)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom("people as other")
              .select("other.person")
              .where("other.role", "=", "admin")
              .where("other.person", "!=", gaps.person),
          ),
        ),
    ),
    setRights: statement((gaps: Gaps<RightsToWrite & { at: number }>) => {
      const change = { role: gaps.role, email: gaps.email, mac: gaps.mac, changed_at: gaps.at };
      return db
        .insertInto("people")
        .values({ person: gaps.person, ...change })
        .onConflict((conflict) =>
          conflict
            .column("person")
            .doUpdateSet(change)
            .where("people.mac", "is not distinct from", gaps.before),
        );
    }),
  };
}
