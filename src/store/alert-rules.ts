import { sql } from "kysely";
import { AppError } from "../errors.ts";
import type { RuleStanding, RuleState } from "../features/alerts/rule.ts";
import type { RuleRepository, RuleRow } from "../features/alerts/rules.ts";
import type { Logger } from "../logging/logger.ts";
import {
  changesRow,
  type Engine,
  execute,
  insertNumbered,
  openOne,
  type Params,
  statement,
} from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import { rowsOf } from "./rows.ts";
import { type TableRow, toDate } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

/** Stores alert rules. Nothing is sealed: a chat is no secret, because the audit names it too. */
export function createAlertRulesTable(engine: Engine, sealer: Sealer, log: Logger): RuleRepository {
  const rowMac = createRowMac("alert_rules", sealer, log);
  const rows = rowsOf(engine, "alert_rules", "id");
  const quietChats = rowsOf(engine, "quiet_chats", "chat");
  const queries = ruleQueries(engine.builder);

  function opened(row: TableRow<"alert_rules">): RuleRow {
    const { id, number, person, platform, chat, thread, watch, locale } = row;
    return {
      ...{ id, number, person, platform, chat, thread, watch, locale },
      state: row.state === "removed" || rowMac.isGenuine(row) ? row.state : "broken",
      shared: row.shared === 1,
      isPersonal: row.personal === 1,
      snoozedUntil: toDate(row.snoozed_until),
      createdAt: new Date(row.created_at),
      changedAt: new Date(row.changed_at),
    };
  }

  return {
    async add({ id, person, platform, chat, thread, shared, isPersonal, watch, locale, at }) {
      const row = {
        ...{ id, person, platform, chat, thread, watch, locale, state: "active" as const },
        ...{ shared: Number(shared), personal: Number(isPersonal) },
        ...{ created_at: at.getTime(), changed_at: at.getTime(), snoozed_until: null },
      };
      const signed = (number: number) => ({ ...row, number, mac: rowMac.sign({ ...row, number }) });
      return opened(await insertNumbered(engine, "alert_rules", signed, rows.insert));
    },
    byId: (id) => openOne(engine, rows.find({ id }), opened),
    list: async () => (await engine.read(queries.list({}))).map(opened),
    move: (id, from, to, at) => changesRow(engine, queries.move({ id, from, to, at })),
    snooze: (id, until, at) => execute(engine, queries.snooze({ id, until, at })),
    restore: (id, from, to, at) =>
      changesRow(
        engine,
        queries.restore({
          ...{ id, state: storedState(to.state), until: to.snoozedUntil, at },
          ...{ fromState: storedState(from.state), fromUntil: from.snoozedUntil, fromChange: from.changedAt },
        }),
      ),
    quietHours: (chat) => openOne(engine, quietChats.find({ chat }), ({ hours }) => hours),
    setQuietHours: (chat, hours, at) => execute(engine, quietChats.upsert({ chat, hours, changed_at: at })),
    restoreQuietHours: (chat, from, hours, at) =>
      changesRow(
        engine,
        queries.restoreQuietHours({ chat, hours, at, fromHours: from.hours, fromChange: from.changedAt }),
      ),
  };
}

type StoredState = TableRow<"alert_rules">["state"];

/** `broken` is what the bot sees in a row that was changed outside, and is never stored. */
function storedState(state: RuleStanding["state"]): StoredState {
  if (state === "broken") throw new AppError("bug", "no alert can be put back to broken");
  return state;
}

interface RestoreValues {
  id: string;
  state: StoredState;
  until: number | null;
  at: number;
  fromState: StoredState;
  fromUntil: number | null;
  fromChange: number;
}

interface RestoreQuietValues {
  chat: string;
  hours: string | null;
  at: number;
  fromHours: string | null;
  fromChange: number;
}

function ruleQueries(db: Engine["builder"]) {
  const all = db.selectFrom("alert_rules").selectAll();
  return {
    list: statement((_: Params<object>) => all.where("state", "<>", "removed").orderBy("number")),
    move: statement((params: Params<{ id: string; from: RuleState; to: StoredState; at: number }>) =>
      db
        .updateTable("alert_rules")
        .set({
          state: params.to,
          changed_at: params.at,
          // Without its MAC a removed row cannot be made active again outside the bot.
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
    restore: statement((params: Params<RestoreValues>) =>
      db
        .updateTable("alert_rules")
        .set({
          state: params.state,
          snoozed_until: params.until,
          changed_at: params.at,
          mac: sql<Buffer | null>`case when ${params.state} = 'removed' then null else mac end`,
        })
        .where("id", "=", params.id)
        .where("state", "=", params.fromState)
        .where("state", "<>", "removed")
        .where("snoozed_until", "is not distinct from", params.fromUntil)
        .where("changed_at", "=", params.fromChange),
    ),
    restoreQuietHours: statement((params: Params<RestoreQuietValues>) =>
      db
        .updateTable("quiet_chats")
        .set({ hours: params.hours, changed_at: params.at })
        .where("chat", "=", params.chat)
        .where("hours", "is not distinct from", params.fromHours)
        .where("changed_at", "=", params.fromChange),
    ),
  };
}
