import { type RawBuilder, sql } from "kysely";
import { type Engine, readOne, writeOne } from "./engine.ts";
import type { Schema } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import { type Gaps, statement } from "./statement.ts";
import { strangerQueries } from "./strangers.ts";

interface StoredPerson {
  /** `"slack:U0123"`, `"telegram:4567"`. */
  person: string;
  /** The language they chose, `"vi"`; null: they have not. */
  locale: string | null;
  /** What their platform calls them, `"Lan"`; null: somebody was told of who never spoke to the bot. Sealed on disk. */
  name: string | null;
  /** Their address among the CRM's staff, `"lan@shop.vn"`. Sealed on disk. */
  email: string | null;
  /** The role that an admin gave them, `"agent"`. */
  role: string | null;
  /** `"lan_cskh"`, where their platform vouches for it. Sealed on disk. */
  username: string | null;
  /** When they wrote to the bot for the first time; null: never. */
  firstSeen: Date | null;
  /** When they wrote last, exact to a day. */
  lastSeen: Date | null;
}

export interface PeopleTable {
  find(person: string): Promise<StoredPerson | null>;
  /** Everybody the bot has met or was told of, in the order of their identities. */
  all(): Promise<StoredPerson[]>;
  setLocale(person: string, locale: string, at: Date): Promise<void>;
  setName(person: string, name: string, at: Date): Promise<void>;
  /** Null: they have none. Whoever else of their platform was known by it (capitals aside) loses it. */
  setUsername(person: string, username: string | null, at: Date): Promise<void>;
  /** They wrote to the bot. Above 1,000 strangers the longest unseen are deleted. */
  setSeen(person: string, at: Date): Promise<void>;
  /** `null` takes the address away. */
  setEmail(person: string, email: string | null, at: Date): Promise<void>;
  setRole(person: string, role: string, at: Date): Promise<void>;
  /** Gives an admin another role, only while somebody else is an admin, too. False: nothing was changed. */
  takeAdmin(person: string, role: string, at: Date): Promise<boolean>;
}

type Row = Schema["people"];
type Change = Partial<Gaps<Omit<Row, "person" | "changed_at">>> & Gaps<Pick<Row, "changed_at">>;

/**
 * People are kept for good, and a former key only for a time: whoever opens the table calls `sealAnew` first, which
 * seals what an older key has sealed with the newest.
 */
export function createPeopleTable(
  engine: Engine,
  sealer: Sealer,
): PeopleTable & { sealAnew(): Promise<void> } {
  const names = sealer.column("people", "name");
  const emails = sealer.column("people", "email");
  const usernames = sealer.column("people", "username");
  const queries = peopleQueries(engine);
  const { surplus } = strangerQueries(engine);

  const opened = (row: Row): StoredPerson => ({
    person: row.person,
    locale: row.locale,
    name: row.name && names.open(row.person, row.name),
    email: row.email && emails.open(row.person, row.email),
    role: row.role,
    username: row.username && usernames.open(row.person, row.username),
    firstSeen: dateOf(row.first_seen),
    lastSeen: dateOf(row.last_seen),
  });

  /** Everybody else of this person's platform who is known by this username. */
  async function othersNamed(username: string, of: string): Promise<string[]> {
    const platform = of.slice(0, of.indexOf(":") + 1);
    return (await engine.read(queries.all({})))
      .map(opened)
      .filter(({ person, username: held }) => {
        const isSame = held?.toLowerCase() === username.toLowerCase();
        return isSame && person !== of && person.startsWith(platform);
      })
      .map(({ person }) => person);
  }

  return {
    async find(person) {
      const row = await readOne(engine, queries.find({ person }));
      return row && opened(row);
    },
    async all() {
      return (await engine.read(queries.all({}))).map(opened);
    },
    async setLocale(person, locale, at) {
      await writeOne(engine, queries.setLocale({ person, locale, at: at.getTime() }));
    },
    async setName(person, name, at) {
      await writeOne(engine, queries.setName({ person, name: names.seal(person, name), at: at.getTime() }));
    },
    async setUsername(person, username, at) {
      const others = username === null ? [] : await othersNamed(username, person);
      const change = (whose: string, held: string | null) =>
        queries.setUsername({
          person: whose,
          username: held === null ? null : usernames.seal(whose, held),
          at: at.getTime(),
        });
      await engine.write([change(person, username), ...others.map((other) => change(other, null))]);
    },
    async setSeen(person, at) {
      await engine.write([queries.setSeen({ person, at: at.getTime() }), surplus({})]);
    },
    async setEmail(person, email, at) {
      const sealed = email === null ? null : emails.seal(person, email);
      await writeOne(engine, queries.setEmail({ person, email: sealed, at: at.getTime() }));
    },
    async setRole(person, role, at) {
      await writeOne(engine, queries.setRole({ person, role, at: at.getTime() }));
    },
    async takeAdmin(person, role, at) {
      const change = queries.takeAdmin({ person, role, at: at.getTime() });
      const [, changed] = await engine.write([queries.lockAdmins({}), change]);
      return changed === 1;
    },
    async sealAnew() {
      for (const row of await engine.read(queries.all({}))) {
        const { person, name, email, username, changed_at: at } = row;
        const isOld = [name, email, username].some((sealed) => sealed !== null && !names.isCurrent(sealed));
        if (!isOld) continue;
        await engine.write([
          queries.setName({ person, name: name && names.seal(person, names.open(person, name)), at }),
          queries.setEmail({ person, email: email && emails.seal(person, emails.open(person, email)), at }),
          queries.setUsername({
            person,
            username: username && usernames.seal(person, usernames.open(person, username)),
            at,
          }),
        ]);
      }
    },
  };
}

function dateOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

function peopleQueries({ builder: db }: Engine) {
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
  ] as const;
  const upsert = (person: RawBuilder<string>, change: Change) =>
    db
      .insertInto("people")
      .values({ person, ...change })
      .onConflict((conflict) => conflict.column("person").doUpdateSet(change));

  return {
    find: statement((gaps: Gaps<{ person: string }>) =>
      db.selectFrom("people").select(columns).where("person", "=", gaps.person),
    ),
    all: statement((_: Gaps<object>) => db.selectFrom("people").select(columns).orderBy("person")),
    setLocale: statement((gaps: Gaps<{ person: string; locale: string; at: number }>) =>
      upsert(gaps.person, { locale: gaps.locale, changed_at: gaps.at }),
    ),
    setName: statement((gaps: Gaps<{ person: string; name: Buffer | null; at: number }>) =>
      upsert(gaps.person, { name: gaps.name, changed_at: gaps.at }),
    ),
    setUsername: statement((gaps: Gaps<{ person: string; username: Buffer | null; at: number }>) =>
      upsert(gaps.person, { username: gaps.username, changed_at: gaps.at }),
    ),
    setSeen: statement((gaps: Gaps<{ person: string; at: number }>) =>
      db
        .insertInto("people")
        .values({ person: gaps.person, changed_at: gaps.at, first_seen: gaps.at, last_seen: gaps.at })
        .onConflict((conflict) =>
          conflict.column("person").doUpdateSet({
            first_seen: sql<number>`coalesce(people.first_seen, excluded.first_seen)`,
            last_seen: gaps.at,
          }),
        ),
    ),
    setEmail: statement((gaps: Gaps<{ person: string; email: Buffer | null; at: number }>) =>
      upsert(gaps.person, { email: gaps.email, changed_at: gaps.at }),
    ),
    // Changes nothing, and makes a second transaction of this kind wait for the first: two admins may remove each other.
    lockAdmins: statement((_: Gaps<object>) =>
      db.updateTable("people").set({ role: "admin" }).where("role", "=", "admin"),
    ),
    takeAdmin: statement((gaps: Gaps<{ person: string; role: string; at: number }>) =>
      db
        .updateTable("people")
        .set({ role: gaps.role, changed_at: gaps.at })
        .where("person", "=", gaps.person)
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom("people as other")
              .select("other.person")
              .where("other.role", "=", "admin")
              .where("other.person", "!=", gaps.person),
          ),
        ),
    ),
    setRole: statement((gaps: Gaps<{ person: string; role: string; at: number }>) =>
      upsert(gaps.person, { role: gaps.role, changed_at: gaps.at }),
    ),
  };
}
