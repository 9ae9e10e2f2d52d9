import { sql } from "kysely";
import type { RuleState } from "../features/alerts/rule.ts";
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
    quietHours: (chat) => openOne(engine, quietChats.find({ chat }), ({ hours }) => hours),
    setQuietHours: (chat, hours, at) => execute(engine, quietChats.upsert({ chat, hours, changed_at: at })),
  };
}

type StoredState = TableRow<"alert_rules">["state"];

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
  };
}
