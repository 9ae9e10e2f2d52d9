import { AppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { type Engine, readOne, writeOne } from "./engine.ts";
import { peopleQueries, type Rights, type RightsToWrite, type Row } from "./people-queries.ts";
import { createRowMac } from "./row-mac.ts";
import type { Sealer } from "./sealing.ts";
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
  /** `"lan_cskh"`, as their platform told when they last wrote: somebody else may have it since. Sealed on disk. */
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
  /** Null: they have none. */
  setUsername(person: string, username: string | null, at: Date): Promise<void>;
  /** They wrote to the bot. Above 1,000 strangers the longest unseen are deleted. */
  setSeen(person: string, at: Date): Promise<void>;
  /** `null` takes the address away. */
  setEmail(person: string, email: string | null, at: Date): Promise<void>;
  setRole(person: string, role: string, at: Date): Promise<void>;
  /** Gives an admin another role, only while somebody else is an admin, too. False: nothing was changed. */
  demoteAdmin(person: string, role: string, at: Date): Promise<boolean>;
}

/** What somebody may do whose row was changed outside the bot: nothing, and not what the default role allows. */
const NO_RIGHTS: Rights = { role: "none", email: null };
/** Two admins who change one person in the same moment: the second begins anew. */
const TRIES = 10;

/**
 * People are kept for good, and a former key only for a time: whoever opens the table calls `sealAnew` first, which
 * seals what an older key has sealed with the newest.
 */
export function createPeopleTable(
  engine: Engine,
  sealer: Sealer,
  log: Logger,
): PeopleTable & { sealAnew(): Promise<void> } {
  const names = sealer.column("people", "name");
  const emails = sealer.column("people", "email");
  const usernames = sealer.column("people", "username");
  const rowMac = createRowMac("people", sealer, log);
  const queries = peopleQueries(engine);
  const { surplus } = strangerQueries(engine);
  const rightsOf = (row: Row): Rights => (rowMac.isGenuine(row) ? row : NO_RIGHTS);
  const newcomer = (person: string) => rowMac.sign({ person, role: null, email: null });

  function opened(row: Row): StoredPerson {
    const { person, locale } = row;
    const { role, email } = rightsOf(row);
    return {
      person,
      locale,
      role,
      name: nameIn(names, person, row.name),
      email: email === null ? null : emails.open(person, email),
      username: nameIn(usernames, person, row.username),
      firstSeen: dateOf(row.first_seen),
      lastSeen: dateOf(row.last_seen),
    };
  }

  /** A name that was changed outside is none: it must keep nobody else from being found. */
  function nameIn(seal: typeof names, person: string, sealed: Buffer | null): string | null {
    try {
      return sealed === null ? null : seal.open(person, sealed);
    } catch (error) {
      log.error({ err: error, row: sealer.pseudonym(person) }, "a stored name cannot be opened");
      return null;
    }
  }

  /**
   * Changes what the MAC covers, unless somebody else has changed it since it was read: then once more.
   * @returns false where `write` changed nothing although nobody else did
   */
  async function changeRights(
    person: string,
    change: Partial<Rights>,
    write: (values: RightsToWrite) => Promise<number | undefined>,
  ): Promise<boolean> {
    let before = await readOne(engine, queries.find({ person }));
    for (let tries = 1; tries <= TRIES; tries++) {
      const rights = { ...(before === null ? { role: null, email: null } : rightsOf(before)), ...change };
      const { role, email } = rights;
      const mac = rowMac.sign({ person, role, email });
      if ((await write({ person, role, email, mac, before: before?.mac ?? null })) === 1) return true;
      const after = await readOne(engine, queries.find({ person }));
      if (isSameMac(before, after)) return false;
      before = after;
    }
    throw new AppError("storage", "a person was changed by others each time that it was tried");
  }

  async function setRights(person: string, change: Partial<Rights>, at: Date): Promise<void> {
    await changeRights(person, change, (values) =>
      writeOne(engine, queries.setRights({ ...values, at: at.getTime() })),
    );
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
      await writeOne(engine, queries.setLocale({ person, locale, mac: newcomer(person), at: at.getTime() }));
    },
    async setName(person, name, at) {
      const values = { person, sealed: names.seal(person, name), mac: newcomer(person), at: at.getTime() };
      await writeOne(engine, queries.setName(values));
    },
    async setUsername(person, username, at) {
      const sealed = username === null ? null : usernames.seal(person, username);
      await writeOne(
        engine,
        queries.setUsername({ person, sealed, mac: newcomer(person), at: at.getTime() }),
      );
    },
    async setSeen(person, at) {
      const seen = queries.setSeen({ person, mac: newcomer(person), at: at.getTime() });
      await engine.write([seen, surplus({})]);
    },
    async setEmail(person, email, at) {
      await setRights(person, { email: email === null ? null : emails.seal(person, email) }, at);
    },
    async setRole(person, role, at) {
      await setRights(person, { role }, at);
    },
    async demoteAdmin(person, role, at) {
      return changeRights(person, { role }, async (values) => {
        const change = queries.demoteAdmin({ ...values, at: at.getTime() });
        const [, changed] = await engine.write([queries.lockAdmins({}), change]);
        return changed;
      });
    },
    async sealAnew() {
      for (const row of await engine.read(queries.all({}))) {
        const { person, changed_at: at } = row;
        for (const [seal, held, set] of [
          [names, row.name, queries.setName],
          [usernames, row.username, queries.setUsername],
        ] as const) {
          if (held === null || seal.isCurrent(held)) continue;
          const clear = nameIn(seal, person, held);
          const sealed = clear === null ? null : seal.seal(person, clear);
          await writeOne(engine, set({ person, sealed, mac: newcomer(person), at }));
        }
        if (row.email === null || emails.isCurrent(row.email)) continue;
        const { email } = rightsOf(row);
        // What was changed outside stays as it is: sealed anew it would look genuine.
        if (email === null) continue;
        const sealed = emails.seal(person, emails.open(person, email));
        await setRights(person, { email: sealed }, new Date(at));
      }
    },
  };
}

function isSameMac(one: Row | null, other: Row | null): boolean {
  const [a, b] = [one?.mac ?? null, other?.mac ?? null];
  return a === null || b === null ? a === b : a.equals(b);
}

function dateOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}
