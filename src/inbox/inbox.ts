import { toAppError } from "../errors.ts";
import type { Log } from "../log.ts";

/** What the inbox asks of its keeper. */
export interface InboxStore {
  /** Committed when it resolves; false when the id was there already. */
  accept(event: StoredEvent): Promise<boolean>;
  finish(id: string, outcome: "done" | "failed", at: Date): Promise<void>;
  unfinished(): Promise<StoredEvent[]>;
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
  /** What a process that died left unfinished, oldest first. */
  unfinished(): Promise<StoredEvent[]>;
}

export interface InboxOptions {
  store: InboxStore;
  platform: string;
  log: Log;
  now: () => Date;
}

/** One platform's side of the inbox. */
export function createInbox({ store, platform, log, now }: InboxOptions): Inbox {
  return {
    accept: ({ id, payload }) => store.accept({ id, platform, payload, at: now() }),

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

    async unfinished() {
      return (await store.unfinished()).filter((event) => event.platform === platform);
    },
  };
}
