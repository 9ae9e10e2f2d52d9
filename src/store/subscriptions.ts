import { sql } from "kysely";
import type {
  SubscriptionRepository,
  SubscriptionRow,
  SubscriptionState,
} from "../features/digests/subscriptions.ts";
import type { Logger } from "../logging/logger.ts";
import { anyOf, changesRow, type Engine, insertNumbered, openOne, type Params, statement } from "./engine.ts";
import { createRowMac } from "./row-mac.ts";
import { rowsOf } from "./rows.ts";
import type { TableRow } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

/** Stores subscriptions. Nothing is sealed: a chat is no secret, because the audit names it too. */
export function createSubscriptionsTable(
  engine: Engine,
  sealer: Sealer,
  log: Logger,
): SubscriptionRepository {
  const rowMac = createRowMac("subscriptions", sealer, log);
  const rows = rowsOf(engine, "subscriptions", "id");
  const queries = subscriptionQueries(engine.builder);

  function opened(row: TableRow<"subscriptions">): SubscriptionRow {
    const { id, number, person, platform, chat, thread, kinds, schedule, locale } = row;
    return {
      ...{ id, number, person, platform, chat, thread, kinds, schedule, locale },
      state: row.state === "removed" || rowMac.isGenuine(row) ? row.state : "broken",
      shared: row.shared === 1,
      skipEmpty: row.skip_empty === 1,
      createdAt: new Date(row.created_at),
      checkedUntil: new Date(row.checked_until),
      changedAt: new Date(row.changed_at),
    };
  }

  return {
    async add({ id, person, platform, chat, thread, shared, kinds, schedule, locale, skipEmpty, at }) {
      const row = {
        ...{ id, person, platform, chat, thread, kinds, schedule, locale, state: "active" as const },
        ...{ shared: Number(shared), skip_empty: Number(skipEmpty) },
        ...{ created_at: at.getTime(), changed_at: at.getTime(), checked_until: at.getTime() },
      };
      const signed = (number: number) => ({ ...row, number, mac: rowMac.sign({ ...row, number }) });
      return opened(await insertNumbered(engine, "subscriptions", signed, rows.insert));
    },
    find: (number) => openOne(engine, queries.find({ number }), opened),
    byId: (id) => openOne(engine, rows.find({ id }), opened),
    list: async () => (await engine.read(queries.list({}))).map(opened),
    move: (id, from, to, { at, checkedUntil = null, unchangedSince = null }) =>
      changesRow(engine, queries.move({ id, from, to, at, until: checkedUntil, since: unchangedSince })),
  };
}

interface MoveValues {
  id: string;
  from: readonly SubscriptionState[];
  to: TableRow<"subscriptions">["state"];
  at: number;
  until: number | null;
  since: number | null;
}

function subscriptionQueries(db: Engine["builder"]) {
  const all = db.selectFrom("subscriptions").selectAll();
  return {
    find: statement((params: Params<{ number: number }>) => all.where("number", "=", params.number)),
    list: statement((_: Params<object>) => all.where("state", "<>", "removed").orderBy("number")),
    // The condition and the change are one statement: of several callers at once, one changes the row.
    move: statement((params: Params<MoveValues>) =>
      db
        .updateTable("subscriptions")
        .set(({ fn }) => ({
          state: params.to,
          changed_at: params.at,
          checked_until: fn.coalesce(params.until, "checked_until"),
          // Without its MAC a removed row cannot be made active again outside the bot.
          mac: sql<Buffer | null>`case when ${params.to} = 'removed' then null else mac end`,
        }))
        .where("id", "=", params.id)
        .where("state", "in", anyOf<TableRow<"subscriptions">["state"]>("from"))
        .where(({ fn, ref, eb }) => eb(ref("changed_at"), "=", fn.coalesce(params.since, "changed_at"))),
    ),
  };
}
