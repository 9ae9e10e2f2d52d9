import type { PlatformInbox } from "../inbox/inbox.ts";
import { KeyedQueue } from "./keyed-queue.ts";
import { createWaiting } from "./open-requests.ts";

/** An event that the inbox has stored. */
export interface StoredWork {
  id: string;
  person: string;
  /** Events of one lane are answered in their order: `"C0123:slack:U0123"`, a chat and a person. */
  lane: string;
}

type Work = (giveWay: () => void) => Promise<void>;

/** The events of one platform that wait or are being answered. */
export class EventQueue {
  /** The requests of each person that are not answered yet. */
  readonly waiting = createWaiting();
  private readonly queue = new KeyedQueue<string>();
  private readonly inbox: PlatformInbox;
  private readonly failed: (error: unknown, id: string) => void;

  constructor(inbox: PlatformInbox, failed: (error: unknown, id: string) => void) {
    this.inbox = inbox;
    this.failed = failed;
  }

  /** Answers an event when its turn has come, here and in other processes, and marks it as finished. */
  start({ id, person, lane }: StoredWork, work: Work): void {
    this.queue
      .run(lane, (giveWayHere) =>
        this.inbox.finish(id, (giveWayElsewhere) =>
          work(() => {
            giveWayHere();
            giveWayElsewhere();
          }),
        ),
      )
      .catch((error: unknown) => this.failed(error, id))
      .finally(() => this.waiting.leave(person));
  }

  /** Answers an event once more, when its turn has come. */
  again(lane: string, work: Work): Promise<void> {
    return this.queue.run(lane, work);
  }

  /** Lets `idle` wait for this work, which waits for nothing. */
  hold(work: Promise<void>): void {
    this.queue.hold(work);
  }

  /** Resolves when nothing waits and everything has ended. */
  idle(): Promise<void> {
    return this.queue.idle();
  }
}
