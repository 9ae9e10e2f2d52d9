import type { RunRepository, StoredRun } from "../features/digests/runs.ts";
import { changesRow, type Engine, writeOne } from "./engine.ts";
import { runQueries } from "./run-queries.ts";
import { type Row, toDate } from "./schema.ts";
import type { Takeover } from "./take-over.ts";

export function createRunsTable(engine: Engine, takeover: Takeover): RunRepository {
  const query = runQueries(engine);

  return {
    async plan(subscription, runs, checkedUntil) {
      const rows = runs.map(({ id, kind, period, dueAt, from, to, skipped }) =>
        query.add({
          ...{ id, subscription, kind, period },
          ...{
            due_at: dueAt.getTime(),
            next_at: dueAt.getTime(),
            from_at: from.getTime(),
            to_at: to.getTime(),
          },
          state: skipped === undefined ? "due" : "skipped",
          reason: skipped ?? null,
          ended_at: skipped === undefined ? null : checkedUntil.getTime(),
        }),
      );
      await engine.write([...rows, query.checked({ subscription, until: checkedUntil.getTime() })]);
    },
    claim: (owner) => writeOne(engine, query.claimDue({ owner })),
    async takeOver(owner) {
      const successor = { successor: owner };
      const abandoned = await engine.read(query.abandoned(successor));
      const mine = await takeover.claim(successor, abandoned, ({ id, owner: former }) =>
        query.claim({ ...successor, id, former }),
      );
      return mine.length;
    },
    inHand: async (owner) => (await engine.read(query.inHand({ owner }))).map(opened),
    send: (id, owner, at) => changesRow(engine, query.send({ id, owner, at: at.getTime() })),
    putOff(id, owner, { state, nextAt, reason }) {
      const kept = state === "waiting" ? "claimed" : state;
      return changesRow(engine, query.putOff({ id, owner, state: kept, next_at: nextAt.getTime(), reason }));
    },
    end: (id, owner, { state, at, reason = null }) =>
      changesRow(engine, query.end({ id, owner, state, ended_at: at.getTime(), reason })),
    newest: async (subscription, limit) =>
      (await engine.read(query.newest({ subscription, limit }))).map(opened),
  };
}

function opened({ due_at, from_at, to_at, next_at, sent_at, ended_at, ...row }: Row<"runs">): StoredRun {
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
