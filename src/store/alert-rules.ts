import { type Selectable, sql } from "kysely";
import type { Logger } from "../logging/logger.ts";
import { type Engine, isUniqueViolation, readOne, writeOne } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import type { AlertRuleState, Schema } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import { type Params, statement } from "./statement.ts";

interface NewAlertRule {
  id: string;
  /** Whose it is: `"slack:U0123"`. */
  person: string;
  /** Where it is told. A chat is no secret (the audit names it too), so nothing here is sealed. */
  platform: string;
  chat: string;
  thread: string | null;
  shared: boolean;
  /** Told to its owner alone, wherever it was ordered. */
  isPersonal: boolean;
  locale: string;
  /** Canonical: `"ratings 2"`. */
  watch: string;
  at: Date;
}

interface StoredAlertRule extends Omit<NewAlertRule, "at"> {
  /** What people call it by, from 1; never given to another one. */
  number: number;
  /** `broken`: the row was changed outside the bot. */
  state: AlertRuleState | "broken";
  snoozedUntil: Date | null;
  createdAt: Date;
}

/** What is looked out for, and for whom. */
export interface AlertRulesTable {
  add(rule: NewAlertRule): Promise<StoredAlertRule>;
  /** Also one that was removed. */
  byId(id: string): Promise<StoredAlertRule | null>;
  /** All but those that were removed, in the order of their numbers. */
  list(): Promise<StoredAlertRule[]>;
  /** One conditional update: true only for the one caller who moved it. A broken one is moved from whatever is stored. */
  move(id: string, from: AlertRuleState | "broken", to: AlertRuleState, at: Date): Promise<boolean>;
  snooze(id: string, until: Date | null, at: Date): Promise<void>;
  /** Quiet hours as they were set, `"22:00-07:00"`. @param chat  `"telegram:-100123"`, or a person: `"slack:U0123"` */
  quietHours(chat: string): Promise<string | null>;
  setQuietHours(chat: string, hours: string | null, at: Date): Promise<void>;
}

/** Two who order in the same moment are given the same number; the second takes the next. */
const TRIES = 10;

type Row = Selectable<Schema["alert_rules"]>;

export function createAlertRulesTable(engine: Engine, sealer: Sealer, log: Logger): AlertRulesTable {
  const rowMac = createRowMac("alert_rules", sealer, log);
  const query = queries(engine.builder);

  function opened(stored: Row): StoredAlertRule {
    const { created_at, changed_at: _, snoozed_until, shared, personal, mac: __, ...row } = stored;
    return {
      ...row,
      state: row.state === "removed" || rowMac.isGenuine(stored) ? row.state : "broken",
      shared: shared === 1,
      isPersonal: personal === 1,
      snoozedUntil: snoozed_until === null ? null : new Date(snoozed_until),
      createdAt: new Date(created_at),
    };
  }

  async function insert(row: Omit<Row, "number" | "mac">): Promise<Row> {
    for (let tries = 1; ; tries++) {
      const number = ((await readOne(engine, query.last({})))?.number ?? 0) + 1;
      try {
        const numbered = { ...row, number };
        const signed = { ...numbered, mac: rowMac.sign(numbered) };
        await writeOne(engine, query.add(signed));
        return signed;
      } catch (error) {
        if (!isUniqueViolation(error) || tries === TRIES) throw error;
      }
    }
  }

  return {
    async add({ at, shared, isPersonal, ...plain }) {
      const times = { created_at: at.getTime(), changed_at: at.getTime(), snoozed_until: null };
      const truths = { shared: Number(shared), personal: Number(isPersonal) };
      return opened(await insert({ ...plain, ...times, ...truths, state: "active" }));
    },
    async byId(id) {
      const row = await readOne(engine, query.byId({ id }));
      return row && opened(row);
    },
    list: async () => (await engine.read(query.list({}))).map(opened),
    move: async (id, from, to, at) =>
      (await writeOne(engine, query.move({ id, from, to, at: at.getTime() }))) === 1,
    async snooze(id, until, at) {
      await writeOne(engine, query.snooze({ id, until: until?.getTime() ?? null, at: at.getTime() }));
    },
    quietHours: async (chat) => (await readOne(engine, query.quietHours({ chat })))?.hours ?? null,
    async setQuietHours(chat, hours, at) {
      await writeOne(engine, query.setQuietHours({ chat, hours, at: at.getTime() }));
    },
  };
}

function queries(db: Engine["builder"]) {
  const all = db.selectFrom("alert_rules").selectAll();
  return {
    add: statement((params: Params<Row>) =>
      db.insertInto("alert_rules").values({
        id: params.id,
        number: params.number,
        person: params.person,
        platform: params.platform,
        chat: params.chat,
        thread: params.thread,
        shared: params.shared,
        personal: params.personal,
        locale: params.locale,
        watch: params.watch,
        state: params.state,
        snoozed_until: params.snoozed_until,
        created_at: params.created_at,
        changed_at: params.changed_at,
        mac: params.mac,
      }),
    ),
    last: statement((_: Params<object>) =>
      db.selectFrom("alert_rules").select("number").orderBy("number", "desc").limit(1),
    ),
    byId: statement((params: Params<{ id: string }>) => all.where("id", "=", params.id)),
    list: statement((_: Params<object>) => all.where("state", "<>", "removed").orderBy("number")),
    move: statement(
      (params: Params<{ id: string; from: AlertRuleState | "broken"; to: AlertRuleState; at: number }>) =>
        db
          .updateTable("alert_rules")
          .set({
            state: params.to,
            changed_at: params.at,
            // Without its signature a removed row cannot be made active again outside the bot.
            mac: sql<Buffer | null>`case when ${params.to} = 'removed' then null else mac end`,
          })
          .where("id", "=", params.id)
          .where("state", "<>", params.to)
          .where(sql<boolean>`(state = ${params.from} or ${params.from} = 'broken')`),
    ),
    snooze: statement((params: Params<{ id: string; until: number | null; at: number }>) =>
      db
        .updateTable("alert_rules")
        .set({ snoozed_until: params.until, changed_at: params.at })
        .where("id", "=", params.id),
    ),
    quietHours: statement((params: Params<{ chat: string }>) =>
      db.selectFrom("quiet_chats").select("hours").where("chat", "=", params.chat),
    ),
    setQuietHours: statement((params: Params<{ chat: string; hours: string | null; at: number }>) => {
      const change = { hours: params.hours, changed_at: params.at };
      return db
        .insertInto("quiet_chats")
        .values({ chat: params.chat, ...change })
        .onConflict((conflict) => conflict.column("chat").doUpdateSet(change));
    }),
  };
}
