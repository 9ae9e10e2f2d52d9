import type { InboxRepository, StoredEvent } from "../inbox/inbox.ts";
import type { Logger } from "../logging/logger.ts";
import { changesRow, type Engine, execute, readOne } from "./engine.ts";
import { inboxQueries } from "./inbox-queries.ts";
import type { Row } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import type { Query } from "./statement.ts";
import type { Takeover } from "./take-over.ts";

export interface InboxTable extends InboxRepository {
  /** The unfinished events of all owners, oldest first. */
  unfinished(): Promise<StoredEvent[]>;
  /** How many events are not finished. */
  owed(): Promise<number>;
}

export function createInboxTable(
  engine: Engine,
  sealer: Sealer,
  takeover: Takeover,
  log: Logger,
): InboxTable {
  const payloads = sealer.column("inbox", "payload");
  const queries = inboxQueries(engine);

  function eventsOf({ id, platform, payload, at, attempts }: Row<"inbox">): StoredEvent[] {
    if (payload === null) return [];
    try {
      return [{ id, platform, payload: payloads.open(id, payload), at: new Date(at), attempts }];
    } catch (error) {
      // An event that cannot be opened must not keep the others from being handled.
      log.error({ err: error, event: id }, "a stored event cannot be opened and is left where it is");
      return [];
    }
  }
  const all = async (query: Query<Row<"inbox">>) => (await engine.read(query)).flatMap(eventsOf);

  return {
    accept({ id, platform, payload, at, owner = null, lane = null }) {
      const sealed = payloads.seal(id, payload);
      return changesRow(
        engine,
        queries.insert({ id, platform, payload: sealed, at: at.getTime(), owner, lane }),
      );
    },
    finish: (id, outcome, at) =>
      execute(engine, queries.finish({ id, outcome, at: at.getTime() }), { mayRunTwice: true }),
    unfinished: () => all(queries.unfinished({})),
    async takeOver(owner, mayClaim = () => true) {
      const successor = { successor: owner };
      const abandoned = await engine.read(queries.abandoned(successor));
      if (!mayClaim()) return [];
      const mine = await takeover.claim(successor, abandoned, ({ id, owner: former }) =>
        queries.claim({ ...successor, id, former }),
      );
      return mine.flatMap(eventsOf);
    },
    unfinishedOf: (owner) => all(queries.unfinishedOf({ owner })),
    countAttempt: (id, attempts) =>
      execute(engine, queries.countAttempt({ id, attempts }), { mayRunTwice: true }),
    isBehind: async (id) => (await readOne(engine, queries.behind({ id }))) !== null,
    isHeldBy: async (id, owner) => (await readOne(engine, queries.heldBy({ id, owner }))) !== null,
    giveWay: (id) => execute(engine, queries.giveWay({ id }), { mayRunTwice: true }),
    owed: async () => (await readOne(engine, queries.owed({})))?.events ?? 0,
  };
}
