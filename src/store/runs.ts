import { sql } from "kysely";
import type { Run, RunRepository } from "../features/digests/subscriptions.ts";
import { type Backlog, createBacklog } from "./backlog.ts";
import { changesRow, type Engine, type Params, statement, writeOne } from "./engine.ts";
import { rowsOf } from "./rows.ts";
import { type TableRow, toDate } from "./schema.ts";
import { isAlive, takeOver } from "./workers.ts";

interface RunsTable extends RunRepository {
  /** Returns how many runs are due and not ended, with the time since which the oldest is due. */
  backlog(now: Date): Promise<Backlog>;
}

export function createRunsTable(engine: Engine): RunsTable {
  const { insertNew } = rowsOf(engine, "runs", "subscription", "period", "kind");
  const query = runQueries(engine);
  const dueRows = createBacklog(engine, (params: Params<{ now: number }>) =>
    engine.builder
      .selectFrom("runs")
      .select(({ fn }) => [fn.countAll<number>().as("rows"), fn.min<number | null>("due_at").as("oldest_at")])
      .where("ended_at", "is", null)
      .where("due_at", "<=", params.now),
  );

  return {
    async plan(subscription, runs, checkedUntil) {
      const rows = runs.map(({ id, kind, period, dueAt, from, to, skipped }) =>
        insertNew({
          ...{ id, subscription, kind, period },
          ...{ due_at: dueAt, next_at: dueAt, from_at: from, to_at: to },
          state: skipped === undefined ? "due" : "skipped",
          reason: skipped ?? null,
          ended_at: skipped === undefined ? null : checkedUntil,
        }),
      );
      await engine.write([...rows, query.checked({ subscription, until: checkedUntil })]);
    },
    claim: (owner) => writeOne(engine, query.claimDue({ owner })),
    async takeOver(owner) {
      const where = sql`state in ('claimed', 'sending')`;
      return (await takeOver(engine, "runs", { owner, where, orderBy: ["due_at"] })).length;
    },
    inHand: async (owner) => (await engine.read(query.inHand({ owner }))).map(opened),
    send: ({ id, state }, owner, at) => changesRow(engine, query.send({ id, state, owner, at })),
    putOff(id, owner, { state, nextAt, reason }) {
      const kept = state === "waiting" ? "claimed" : state;
      return changesRow(engine, query.putOff({ id, owner, state: kept, next_at: nextAt, reason }));
    },
    end: (id, owner, { state, at, reason = null }) =>
      changesRow(engine, query.end({ id, owner, state, ended_at: at, reason })),
    backlog: (now) => dueRows({ now }),
    newest: async (subscription, limit) =>
      (await engine.read(query.newest({ subscription, limit }))).map(opened),
  };
}

function opened({ due_at, from_at, to_at, next_at, sent_at, ended_at, ...row }: TableRow<"runs">): Run {
  return {
    ...row,
    dueAt: new Date(due_at),
    from: new Date(from_at),
    to: new Date(to_at),
    nextAt: new Date(next_at),
    sentAt: toDate(sent_at),
    endedAt: toDate(ended_at),
  };
}

type RunRow = TableRow<"runs">;

/** A run that its owner has claimed. */
type Claimed = { id: string; owner: string };

function runQueries({ builder: db, dialect }: Engine) {
  const all = () => db.selectFrom("runs").selectAll();
  const change = ({ id, owner }: Params<Claimed>) =>
    db
      .updateTable("runs")
      .where((is) => is.and({ id, owner }))
      .where("state", "in", ["claimed", "sending"]);

  return {
    checked: statement((params: Params<{ subscription: string; until: number }>) =>
      db
        .updateTable("subscriptions")
        .set({ checked_until: params.until })
        .where("id", "=", params.subscription)
        .where("checked_until", "<", params.until),
    ),
    // One statement claims all due runs, but none of a subscription of which another worker has a claimed run. So two
    // messages of one subscription are never sent at the same time.
    claimDue: statement((params: Params<{ owner: string }>) =>
      db
        .updateTable("runs")
        .set({ state: "claimed", owner: params.owner })
        .where("state", "=", "due")
        .where(
          sql<boolean>`not exists (select 1 from runs as other where other.subscription = runs.subscription
            and other.state in ('claimed', 'sending') and other.owner <> ${params.owner})`,
        ),
    ),
    inHand: statement((params: Params<{ owner: string }>) =>
      all()
        .where("state", "in", ["claimed", "sending"])
        .where("owner", "=", params.owner)
        .orderBy("due_at")
        .orderBy("id"),
    ),
    // The last check before the send: the run still belongs to the owner, nobody has put it off or sent it since it was
    // read, and the lease runs.
    send: statement((params: Params<Claimed & Pick<RunRow, "state"> & { at: number }>) =>
      change(params)
        .set({
          state: "sending",
          sent_at: params.at,
          repeated: sql`repeated + case when state = 'sending' then 1 else 0 end`,
        })
        .where("state", "=", params.state)
        .where("next_at", "<=", params.at)
        .where(isAlive(params.owner, dialect)),
    ),
    putOff: statement(
      ({ id, owner, ...later }: Params<Claimed & Pick<RunRow, "state" | "next_at" | "reason">>) =>
        change({ id, owner }).set({ ...later, tries: sql`tries + 1` }),
    ),
    end: statement(({ id, owner, ...end }: Params<Claimed & Pick<RunRow, "state" | "ended_at" | "reason">>) =>
      change({ id, owner }).set(end),
    ),
    newest: statement((params: Params<{ subscription: string; limit: number }>) =>
      all()
        .where("subscription", "=", params.subscription)
        .orderBy("due_at", "desc")
        .orderBy("kind")
        .limit(params.limit),
    ),
  };
}
