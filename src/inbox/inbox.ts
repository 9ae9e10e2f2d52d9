import { toAppError } from "../errors.ts";
import type { Log } from "../log.ts";

/** What the inbox asks of its keeper. */
interface InboxStore {
  /** Committed when it resolves; false when the id was there already. */
  accept(event: StoredEvent & { owner: string }): Promise<boolean>;
  finish(id: string, outcome: "done" | "failed", at: Date): Promise<void>;
}

export interface StoredEvent {
  /** The platform's own identity: `"telegram:812345678"`, `"slack:T01:Ev0123"`. */
  id: string;
  platform: string;
  payload: string;
  at: Date;
}

/** Events that arrive once and are not lost: stored before they are acknowledged, handled once, finished whatever comes. */
export interface Inbox {
  accept(event: { id: string; payload: string }): Promise<boolean>;
  finish(id: string, work: () => Promise<void>): Promise<void>;
}

export interface InboxOptions {
  store: InboxStore;
  platform: string;
  /** This process's claim on what it takes in. */
  lease: { owner: string; hold(): Promise<void> };
  log: Log;
  now: () => Date;
}

/** One platform's side of the inbox. */
export function createInbox({ store, platform, lease, log, now }: InboxOptions): Inbox {
  return {
    async accept({ id, payload }) {
      await lease.hold();
      return store.accept({ id, platform, payload, at: now(), owner: lease.owner });
    },

    async finish(id, work) {
      let outcome: "done" | "failed" = "done";
      try {
        await work();
      } catch (thrown) {
        outcome = "failed";
        log.error({ event: id, err: toAppError(thrown).message }, "an event was not answered");
      }
      await store.finish(id, outcome, now()).catch((thrown: unknown) => {
        // It was handled: after a restart it is taken up again, which is why every answer must bear a repetition.
        log.error({ event: id, err: toAppError(thrown).message }, "an event could not be marked as finished");
      });
    },
  };
}
