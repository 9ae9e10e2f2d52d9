import { type RawBuilder, sql } from "kysely";
import type { PeopleRepository, Person } from "../access/people.ts";
import { AppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { type Engine, execute, openOne, type Params, readOne, statement, writeOne } from "./engine.ts";
import { createRowMac, type RowMac } from "./row-mac.ts";
import { type TableRow, toDate } from "./schema.ts";
import type { Resealing, Sealer } from "./sealing.ts";

/** So many strangers stay, because anybody can create accounts and write to the bot. */
const MOST_KEPT = 1_000;

/** A process deletes surplus strangers each time that so many people have written to it. */
const TRIM_EVERY = 100;

/** The number of rows that one transaction changes. */
export const SWEEP_BATCH = 500;

/** True of people who have no role or address from an admin, and have chosen no language. */
export const isStranger = sql<boolean>`(role is null and email is null and locale is null)`;

export const lastSeen = sql<number>`coalesce(last_seen, changed_at)`;

/** The rights of a person whose row was changed outside the bot: less than the default role. */
const NO_RIGHTS: Rights = { role: "none", email: null };
/** How often a change of rights is tried while other processes change the same person. */
const TRIES = 10;

export function createPeopleTable(engine: Engine, sealer: Sealer, log: Logger): PeopleRepository & Resealing {
  const seals = sealsOf(sealer, log);
  const rowMac = createRowMac("people", sealer, log);
  const queries = peopleQueries(engine);
  const surplus = surplusStrangers(engine);
  const { rightsOf, change } = createRights(engine, queries, rowMac);
  let writers = 0;

  /**
   * Deletes surplus strangers now and then. Not in the transaction that stores a person: two such transactions could wait
   * for each other's rows.
   */
  async function trim(): Promise<void> {
    writers += 1;
    if (writers % TRIM_EVERY === 0) await execute(engine, surplus({}));
  }
  /** Creates a new row. The MAC is stored only if the row did not exist. */
  const newRow = (person: string, at: Date) => ({
    person,
    mac: rowMac.sign({ person, role: null, email: null }),
    at,
  });

  const setRights = async (person: string, rights: Partial<Rights>, at: Date) => {
    await change(person, rights, (values) =>
      writeOne(engine, queries.setRights({ ...values, changed_at: at })),
    );
  };

  const setSealed = (column: "name" | "username", person: string, clear: string | null, at: Date) => {
    const sealed = clear === null ? null : seals[column].seal(person, clear);
    return execute(engine, queries[column]({ ...newRow(person, at), sealed }));
  };

  function personOf(row: TableRow<"people">): Person {
    const { person, locale } = row;
    const { role, email } = rightsOf(row);
    return {
      ...{ person, locale, role },
      name: seals.openName("name", person, row.name),
      email: email && seals.email.open(person, email),
      username: seals.openName("username", person, row.username),
      firstSeen: toDate(row.first_seen),
      lastSeen: toDate(row.last_seen),
      isGuest: row.is_guest === null ? null : row.is_guest === 1,
    };
  }

  return {
    find: (person) => openOne(engine, queries.find({ person }), personOf),
    all: async () => (await engine.read(queries.all({}))).map(personOf),
    setLocale: (person, locale, at) => execute(engine, queries.setLocale({ ...newRow(person, at), locale })),
    setName: (person, name, at) => setSealed("name", person, name, at),
    setUsername: (person, username, at) => setSealed("username", person, username, at),
    async setSeen(person, at) {
      await execute(engine, queries.setSeen(newRow(person, at)));
      await trim();
    },
    setGuest: (person, isGuest, at) =>
      execute(engine, queries.setGuest({ ...newRow(person, at), is_guest: Number(isGuest) })),
    setEmail: (person, email, at) =>
      setRights(person, { email: email === null ? null : seals.email.seal(person, email) }, at),
    setRole: (person, role, at) => setRights(person, { role }, at),
    demoteAdmin: (person, role, at) =>
      change(person, { role }, async (values) => {
        const demote = queries.demoteAdmin({ ...values, changed_at: at });
        const [, changed] = await engine.write([queries.lockAdmins({}), demote]);
        return changed;
      }),

    async reseal() {
      for (const row of await engine.read(queries.all({}))) {
        const { person } = row;
        const at = new Date(row.changed_at);
        for (const column of ["name", "username"] as const) {
          const sealed = row[column];
          if (sealed === null || seals[column].isCurrent(sealed)) continue;
          await setSealed(column, person, seals.openName(column, person, sealed), at);
        }
        if (row.email === null || seals.email.isCurrent(row.email)) continue;
        const { email } = rightsOf(row);
        // A row that was changed outside stays as it is, because a new signature would make it genuine.
        if (email === null) continue;
        await setRights(person, { email: seals.email.seal(person, seals.email.open(person, email)) }, at);
      }
    },
  };
}

function sealsOf(sealer: Sealer, log: Logger) {
  const names = { name: sealer.column("people", "name"), username: sealer.column("people", "username") };
  return {
    ...names,
    email: sealer.column("people", "email"),
    /** Opens a name. A name that was changed outside counts as none, so that everybody else can still be found. */
    openName(column: "name" | "username", person: string, sealed: Buffer | null): string | null {
      try {
        return sealed && names[column].open(person, sealed);
      } catch (error) {
        log.error({ err: error, row: sealer.pseudonym(person) }, "a stored name cannot be opened");
        return null;
      }
    },
  };
}

/** Changes role and e-mail address, the columns that the MAC covers. */
function createRights(engine: Engine, queries: ReturnType<typeof peopleQueries>, rowMac: RowMac<"people">) {
  const rightsOf = (row: TableRow<"people">): Rights => (rowMac.isGenuine(row) ? row : NO_RIGHTS);
  return {
    rightsOf,
    /**
     * Changes rights if nobody else has changed them since they were read; otherwise it reads them and tries again.
     * @returns false if `write` changed nothing although nobody else has changed the rights
     */
    async change(
      person: string,
      rights: Partial<Rights>,
      write: (values: RightsChange) => Promise<number | undefined>,
    ): Promise<boolean> {
      let before = await readOne(engine, queries.find({ person }));
      for (let tries = 1; tries <= TRIES; tries++) {
        const known = before === null ? { role: null, email: null } : rightsOf(before);
        const { role, email } = { ...known, ...rights };
        const mac = rowMac.sign({ person, role, email });
        if ((await write({ person, role, email, mac, before: before?.mac ?? null })) === 1) return true;
        const after = await readOne(engine, queries.find({ person }));
        if (isSameMac(before, after)) return false;
        before = after;
      }
      throw new AppError("storage", "a person was changed by others each time that it was tried");
    },
  };
}

function isSameMac(one: TableRow<"people"> | null, other: TableRow<"people"> | null): boolean {
  const [a, b] = [one?.mac ?? null, other?.mac ?? null];
  return a === null || b === null ? a === b : a.equals(b);
}

/** `mac` is the MAC of the row if it is new. */
interface NewPersonRow {
  person: string;
  mac: Buffer;
  at: number;
}

/** The columns that the MAC of a row covers. */
type Rights = Pick<TableRow<"people">, "role" | "email">;

/** `before` is the MAC of the row as it was read; null if there was no row. */
interface RightsChange extends Rights {
  person: string;
  mac: Buffer;
  before: Buffer | null;
}

function peopleQueries({ builder: db }: Engine) {
  const all = () => db.selectFrom("people").selectAll();
  const upsert = (
    { person, mac, at }: Params<NewPersonRow>,
    column: "locale" | "name" | "username" | "is_guest",
    value: RawBuilder<string | null> | RawBuilder<Buffer | null> | RawBuilder<number>,
  ) => {
    const change = { [column]: value, changed_at: at };
    return db
      .insertInto("people")
      .values({ person, mac, ...change })
      .onConflict((conflict) => conflict.column("person").doUpdateSet(change));
  };

  const setSealed = (column: "name" | "username") =>
    statement((params: Params<NewPersonRow & { sealed: Buffer | null }>) =>
      upsert(params, column, params.sealed),
    );

  return {
    find: statement((params: Params<{ person: string }>) => all().where("person", "=", params.person)),
    all: statement((_: Params<object>) => all().orderBy("person")),
    setLocale: statement((params: Params<NewPersonRow & { locale: string | null }>) =>
      upsert(params, "locale", params.locale),
    ),
    setGuest: statement((params: Params<NewPersonRow & { is_guest: number }>) =>
      upsert(params, "is_guest", params.is_guest),
    ),
    name: setSealed("name"),
    username: setSealed("username"),
    setSeen: statement(({ person, mac, at }: Params<NewPersonRow>) =>
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
    // This changes nothing, but a second such transaction waits for the first. Two admins may demote each other.
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

/** Deletes up to `SWEEP_BATCH` of the strangers above `MOST_KEPT`, those who wrote last stay. */
export function surplusStrangers({ builder: db, dialect }: Engine) {
  return statement((_: Params<object>) => {
    const surplus = db
      .selectFrom("people")
      .select("person")
      .where(isStranger)
      .orderBy(lastSeen, "desc")
      .orderBy("person")
      .limit(SWEEP_BATCH)
      .offset(MOST_KEPT);
    // The rows that `offset` skips must not be locked, so the lock is outside.
    const free = db.selectFrom("people").select("person").where("person", "in", surplus).where(isStranger);
    return db.deleteFrom("people").where("person", "in", free.modifyEnd(sql.raw(dialect.skipLocked)));
  });
}
