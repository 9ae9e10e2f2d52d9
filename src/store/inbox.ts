import type { Logger } from "../logging/logger.ts";
import { type Engine, readOne, writeOne } from "./engine.ts";
import { inboxQueries } from "./inbox-queries.ts";
import type { Sealer } from "./sealing.ts";
import type { Takeover } from "./take-over.ts";

/** An event as the platform sent it: `{ id: "slack:T01:Ev0123", platform: "slack", payload: "{…}", at }`. */
interface InboxEvent {
  id: string;
  platform: string;
  /** Sealed on disk. */
  payload: string;
  at: Date;
}

interface UnfinishedEvent extends InboxEvent {
  /** How often its handling was begun, the one that was broken off included. */
  attempts: number;
}

/** Events that arrive once, and are not lost. */
export interface InboxTable {
  /**
   * Committed when it resolves; false: this id was here before, and nothing was changed.
   * @param event  `owner`: the worker that handles it; without one anybody may take it over at once. `lane`: events of
   *   one lane are answered in the order they were stored in
   */
  accept(event: InboxEvent & { owner?: string; lane?: string }): Promise<boolean>;
  /** Empties the payload at once; the id stays, to recognise a second delivery. A second finish changes nothing. */
  finish(id: string, outcome: "done" | "failed", at: Date): Promise<void>;
  /** All that is not finished, whoever owns it, oldest first. */
  unfinished(): Promise<UnfinishedEvent[]>;
  /**
   * Makes the unfinished events of dead workers this one's own and returns them, oldest first. An event goes to one
   * worker alone, as long as that worker beats: beat before you take over.
   * @param mayClaim  asked when they are read, which waits for a database that is away
   */
  takeOver(owner: string, mayClaim?: () => boolean): Promise<UnfinishedEvent[]>;
  /** This worker's that are not finished, oldest first. */
  unfinishedOf(owner: string): Promise<UnfinishedEvent[]>;
  /** Notes how often its handling was begun. Committed when it resolves. */
  countAttempt(id: string, attempts: number): Promise<void>;
  /**
   * Is an earlier unfinished event of its lane another worker's that lives? Not where that one waits for an event that
   * this worker has yet to answer: of two workers one goes on.
   */
  isBehind(id: string): Promise<boolean>;
  /** Is it unfinished, and still this worker's? */
  isHeldBy(id: string, owner: string): Promise<boolean>;
  /** Later events of its lane need not wait for it any more. */
  giveWay(id: string): Promise<void>;
  /** How many events are not finished. */
  owed(): Promise<number>;
}

interface UnfinishedRow {
  id: string;
  platform: string;
  payload: Buffer | null;
  at: number;
  attempts: number;
}

export function createInboxTable(
  engine: Engine,
  sealer: Sealer,
  takeover: Takeover,
  log: Logger,
): InboxTable {
  const payloads = sealer.column("inbox", "payload");
  const queries = inboxQueries(engine);

  function open({ id, platform, payload, at, attempts }: UnfinishedRow): UnfinishedEvent[] {
    if (payload === null) return [];
    try {
      return [{ id, platform, payload: payloads.open(id, payload), at: new Date(at), attempts }];
    } catch (error) {
      // One event that cannot be read must not keep the others from being taken up again.
      log.error({ err: error, event: id }, "a stored event cannot be opened and is left where it is");
      return [];
    }
  }

  return {
    async accept({ id, platform, payload, at, owner, lane }) {
      const row = {
        id,
        platform,
        payload: payloads.seal(id, payload),
        at: at.getTime(),
        owner: owner ?? null,
        lane: lane ?? null,
      };
      return (await writeOne(engine, queries.insert(row))) === 1;
    },
    async finish(id, outcome, at) {
      await writeOne(engine, queries.finish({ id, outcome, at: at.getTime() }), { mayRunTwice: true });
    },
    async unfinished() {
      return (await engine.read(queries.unfinished({}))).flatMap(open);
    },
    async takeOver(owner, mayClaim = () => true) {
      const successor = { successor: owner };
      const abandoned = await engine.read(queries.abandoned(successor));
      if (!mayClaim()) return [];
      const mine = await takeover.claim(successor, abandoned, ({ id, owner: former }) =>
        queries.claim({ ...successor, id, former }),
      );
      return mine.flatMap(open);
    },
    unfinishedOf: async (owner) => (await engine.read(queries.unfinishedOf({ owner }))).flatMap(open),
    async countAttempt(id, attempts) {
      await writeOne(engine, queries.countAttempt({ id, attempts }), { mayRunTwice: true });
    },
    isBehind: async (id) => (await readOne(engine, queries.behind({ id }))) !== null,
    isHeldBy: async (id, owner) => (await readOne(engine, queries.heldBy({ id, owner }))) !== null,
    async giveWay(id) {
      await writeOne(engine, queries.giveWay({ id }), { mayRunTwice: true });
    },
    async owed() {
      return (await readOne(engine, queries.owed({})))?.events ?? 0;
    },
  };
}
