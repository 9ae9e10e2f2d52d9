import type { Selectable } from "kysely";
import { type Engine, writeOne } from "./engine.ts";
import { runQueries } from "./run-queries.ts";
import type { RunState, Schema } from "./schema.ts";
import type { Takeover } from "./take-over.ts";

interface PlannedRun {
  id: string;
  subscription: string;
  /** `"ratings"` */
  kind: string;
  /** The due time by the wall clock, `"2026-11-25 08:30"`: one row for each, with its subscription and kind. */
  period: string;
  dueAt: Date;
  /** What it tells of; the end is not included. */
  from: Date;
  to: Date;
  /** Why it will not be sent: it ends at once. */
  skipped?: string;
}

interface StoredRun extends Omit<PlannedRun, "skipped"> {
  state: RunState;
  reason: string | null;
  owner: string | null;
  nextAt: Date;
  tries: number;
  repeated: number;
  sentAt: Date | null;
  endedAt: Date | null;
}

/** Each time that something was due, and what came of it. */
export interface RunsTable {
  /**
   * Writes down what was due, once: a row that is there already is left as it is. In one transaction with the mark up to
   * where was looked, so that a process that dies in between looks again.
   */
  plan(subscription: string, runs: readonly PlannedRun[], checkedUntil: Date): Promise<void>;
  /** Claims all that is due, but of subscriptions of which another worker has a run in hand. @returns how many it were */
  claim(owner: string): Promise<number>;
  /** What dead workers had in hand becomes this one's. @returns how many it were */
  takeOver(owner: string): Promise<number>;
  /** This worker's that have not ended, the oldest due first. */
  inHand(owner: string): Promise<StoredRun[]>;
  /**
   * To `sending`, committed before the send: only while the owner's lease runs. One that was being sent before is counted
   * as repeated.
   */
  send(id: string, owner: string, at: Date): Promise<boolean>;
  /** Tries again later. @param state  `waiting`: nothing was sent, and it stays claimed; `sending`: it may have been sent */
  putOff(
    id: string,
    owner: string,
    later: { state: "waiting" | "sending"; nextAt: Date; reason: string },
  ): Promise<boolean>;
  end(
    id: string,
    owner: string,
    end: { state: "sent" | "skipped" | "failed"; at: Date; reason?: string },
  ): Promise<boolean>;
  /** The newest of a subscription, the latest due first. */
  newest(subscription: string, limit: number): Promise<StoredRun[]>;
}

type Row = Selectable<Schema["runs"]>;

export function createRunsTable(engine: Engine, takeover: Takeover): RunsTable {
  const query = runQueries(engine);

  return {
    async plan(subscription, runs, checkedUntil) {
      const rows = runs.map(({ dueAt, from, to, skipped, ...run }) =>
        query.add({
          ...run,
          dueAt: dueAt.getTime(),
          from: from.getTime(),
          to: to.getTime(),
          state: skipped === undefined ? "due" : "skipped",
          reason: skipped ?? null,
          endedAt: skipped === undefined ? null : checkedUntil.getTime(),
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
    send: async (id, owner, at) =>
      (await writeOne(engine, query.send({ id, owner, at: at.getTime() }))) === 1,
    async putOff(id, owner, { state, nextAt, reason }) {
      const kept = state === "waiting" ? "claimed" : state;
      const values = { id, owner, state: kept, nextAt: nextAt.getTime(), reason } as const;
      return (await writeOne(engine, query.putOff(values))) === 1;
    },
    async end(id, owner, { state, at, reason }) {
      const values = { id, owner, state, at: at.getTime(), reason: reason ?? null };
      return (await writeOne(engine, query.end(values))) === 1;
    },
    newest: async (subscription, limit) =>
      (await engine.read(query.newest({ subscription, limit }))).map(opened),
  };
}

function opened({ due_at, from_at, to_at, next_at, sent_at, ended_at, ...row }: Row): StoredRun {
  return {
    ...row,
    dueAt: new Date(due_at),
    from: new Date(from_at),
    to: new Date(to_at),
    nextAt: new Date(next_at),
    sentAt: sent_at === null ? null : new Date(sent_at),
    endedAt: ended_at === null ? null : new Date(ended_at),
  };
}
