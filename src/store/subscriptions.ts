import { type Selectable, sql } from "kysely";
import type { Logger } from "../logging/logger.ts";
import { type Engine, isUniqueViolation, readOne, writeOne } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import type { Schema, SubscriptionState } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import { anyOf, type Params, statement } from "./statement.ts";

interface NewSubscription {
  id: string;
  /** Its owner, who is told when it cannot be sent: `"slack:U0123"`. */
  person: string;
  /** Where it goes. A chat is no secret (the audit names it too), so nothing here is sealed. */
  platform: string;
  chat: string;
  thread: string | null;
  shared: boolean;
  /** `"ratings campaigns"` */
  kinds: string;
  /** Canonical: `"daily 08:30"`. */
  schedule: string;
  locale: string;
  skipEmpty: boolean;
  at: Date;
}

interface StoredSubscription extends Omit<NewSubscription, "at"> {
  /** What people call it by, from 1; never given to another one. */
  number: number;
  /** `broken`: the row was changed outside the bot. */
  state: SubscriptionState | "broken";
  createdAt: Date;
  /** What was due up to then has its rows in `runs`. */
  checkedUntil: Date;
}

/** What is sent to which chat, and when. */
export interface SubscriptionsTable {
  add(subscription: NewSubscription): Promise<StoredSubscription>;
  find(number: number): Promise<StoredSubscription | null>;
  byId(id: string): Promise<StoredSubscription | null>;
  /** All but those that were removed, in the order of their numbers. */
  list(): Promise<StoredSubscription[]>;
  /**
   * One conditional update: true only for the one caller who moved it.
   * @param change  `checkedUntil`: what was due before then is owed no more
   */
  move(
    id: string,
    from: readonly SubscriptionState[],
    to: SubscriptionState,
    change: { at: Date; checkedUntil?: Date },
  ): Promise<boolean>;
}

/** Room for every state there is. */
const STATES = 4;
/** Two who subscribe in the same moment are given the same number; the second takes the next. */
const TRIES = 10;

type Row = Selectable<Schema["subscriptions"]>;

export function createSubscriptionsTable(engine: Engine, sealer: Sealer, log: Logger): SubscriptionsTable {
  const rowMac = createRowMac("subscriptions", sealer, log);
  const { add, last, find, byId, list, move } = queries(engine.builder);

  function opened(stored: Row): StoredSubscription {
    const { skip_empty, created_at, changed_at: _, checked_until, shared, mac: __, ...row } = stored;
    return {
      ...row,
      state: row.state === "removed" || rowMac.isGenuine(stored) ? row.state : "broken",
      shared: shared === 1,
      skipEmpty: skip_empty === 1,
      createdAt: new Date(created_at),
      checkedUntil: new Date(checked_until),
    };
  }

  async function insert(row: Omit<Row, "number" | "mac">): Promise<Row> {
    for (let tries = 1; ; tries++) {
      const number = ((await readOne(engine, last({})))?.number ?? 0) + 1;
      try {
        const numbered = { ...row, number };
        const signed = { ...numbered, mac: rowMac.sign(numbered) };
        await writeOne(engine, add(signed));
        return signed;
      } catch (error) {
        if (!isUniqueViolation(error) || tries === TRIES) throw error;
      }
    }
  }

  return {
    async add({ at, shared, skipEmpty, ...plain }) {
      const times = { created_at: at.getTime(), changed_at: at.getTime(), checked_until: at.getTime() };
      const truths = { shared: Number(shared), skip_empty: Number(skipEmpty) };
      return opened(await insert({ ...plain, ...truths, ...times, state: "active" }));
    },
    async find(number) {
      const row = await readOne(engine, find({ number }));
      return row && opened(row);
    },
    async byId(id) {
      const row = await readOne(engine, byId({ id }));
      return row && opened(row);
    },
    list: async () => (await engine.read(list({}))).map(opened),
    async move(id, from, to, { at, checkedUntil }) {
      const until = checkedUntil?.getTime() ?? null;
      return (await writeOne(engine, move({ id, from, to, at: at.getTime(), until }))) === 1;
    },
  };
}

function queries(db: Engine["builder"]) {
  const all = db.selectFrom("subscriptions").selectAll();
  return {
    add: statement((params: Params<Row>) =>
      db.insertInto("subscriptions").values({
        id: params.id,
        number: params.number,
        person: params.person,
        platform: params.platform,
        chat: params.chat,
        thread: params.thread,
        shared: params.shared,
        kinds: params.kinds,
        schedule: params.schedule,
        locale: params.locale,
        skip_empty: params.skip_empty,
        state: params.state,
        created_at: params.created_at,
        changed_at: params.changed_at,
        checked_until: params.checked_until,
        mac: params.mac,
      }),
    ),
    last: statement((_: Params<object>) =>
      db.selectFrom("subscriptions").select("number").orderBy("number", "desc").limit(1),
    ),
    find: statement((params: Params<{ number: number }>) => all.where("number", "=", params.number)),
    byId: statement((params: Params<{ id: string }>) => all.where("id", "=", params.id)),
    list: statement((_: Params<object>) => all.where("state", "<>", "removed").orderBy("number")),
    // The condition and the change are one statement: of several who press at once, one changes the row.
    move: statement(
      (
        params: Params<{
          id: string;
          from: readonly SubscriptionState[];
          to: SubscriptionState;
          at: number;
          until: number | null;
        }>,
      ) =>
        db
          .updateTable("subscriptions")
          .set(({ fn }) => ({
            state: params.to,
            changed_at: params.at,
            checked_until: fn.coalesce(params.until, "checked_until"),
            // Without its signature a removed row cannot be made active again outside the bot.
            mac: sql<Buffer | null>`case when ${params.to} = 'removed' then null else mac end`,
          }))
          .where("id", "=", params.id)
          .where("state", "in", anyOf<SubscriptionState>("from", STATES)),
    ),
  };
}
