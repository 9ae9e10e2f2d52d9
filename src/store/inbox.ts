import type { Log } from "../log.ts";
import { type Engine, writeOne } from "./engine.ts";
import type { Sealer } from "./sealing.ts";
import { type Gaps, statement } from "./statement.ts";

/** An event as the platform sent it: `{ id: "slack:T01:Ev0123", platform: "slack", payload: "{…}", at }`. */
interface InboxEvent {
  id: string;
  platform: string;
  /** Sealed on disk. */
  payload: string;
  at: Date;
}

/** Events that arrive once, and are not lost. */
export interface InboxTable {
  /** Committed when it resolves; false: this id was here before, and nothing was changed. */
  accept(event: InboxEvent): Promise<boolean>;
  /** Empties the payload at once; the id stays, to recognise a second delivery. A second finish changes nothing. */
  finish(id: string, outcome: "done" | "failed", at: Date): Promise<void>;
  /** What a former process left behind, oldest first. */
  unfinished(): Promise<InboxEvent[]>;
}

export function createInboxTable(engine: Engine, sealer: Sealer, log: Log): InboxTable {
  const db = engine.builder;
  const payloads = sealer.column("inbox", "payload");

  const insert = statement((gaps: Gaps<{ id: string; platform: string; payload: Buffer; at: number }>) =>
    db
      .insertInto("inbox")
      .values({ id: gaps.id, platform: gaps.platform, payload: gaps.payload, at: gaps.at })
      .onConflict((conflict) => conflict.column("id").doNothing()),
  );
  const finish = statement((gaps: Gaps<{ id: string; outcome: "done" | "failed"; at: number }>) =>
    db
      .updateTable("inbox")
      .set({ payload: null, outcome: gaps.outcome, finished_at: gaps.at })
      .where("id", "=", gaps.id)
      .where("finished_at", "is", null),
  );
  const unfinished = statement((_: Gaps<object>) =>
    db
      .selectFrom("inbox")
      .select(["id", "platform", "payload", "at"])
      .where("finished_at", "is", null)
      .orderBy("at")
      .orderBy("id"),
  );

  return {
    async accept({ id, platform, payload, at }) {
      const row = { id, platform, payload: payloads.seal(id, payload), at: at.getTime() };
      return (await writeOne(engine, insert(row))) === 1;
    },
    async finish(id, outcome, at) {
      await writeOne(engine, finish({ id, outcome, at: at.getTime() }));
    },
    async unfinished() {
      const rows = await engine.read(unfinished({}));
      return rows.flatMap(({ id, platform, payload, at }) => {
        if (payload === null) return [];
        try {
          return [{ id, platform, payload: payloads.open(id, payload), at: new Date(at) }];
        } catch (error) {
          // One event that cannot be read must not keep the others from being taken up again.
          log.error({ err: error, event: id }, "a stored event cannot be opened and is left where it is");
          return [];
        }
      });
    },
  };
}
