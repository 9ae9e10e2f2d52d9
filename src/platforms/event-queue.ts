import type { ReadyCard } from "../cards/card.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { PlatformInbox } from "../inbox/inbox.ts";
import { KeyedQueue } from "./keyed-queue.ts";

/** So many requests of one person may wait for an answer; further ones are dropped. */
const MOST_WAITING = 20;

const openRequestsMessages = defineMessages({
  en: {
    title: `You have ${MOST_WAITING} requests waiting`,
    dropped: "What you sent just now was not taken. Please send it again when these are answered.",
  },
  vi: {
    title: `Bạn đang có ${MOST_WAITING} yêu cầu chờ`,
    dropped: "Bot chưa nhận yêu cầu vừa gửi. Bạn chờ trả lời xong rồi gửi lại nhé.",
  },
});

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

/** Counts the requests of each person that are not answered yet. */
interface Waiting {
  /**
   * - `taken`     the request may wait; `leave` is called when it is answered
   * - `full`      too many wait already, and the person must be notified
   * - `notified`  too many wait already, and the person was notified since their queue was last empty
   */
  enter(person: string): "taken" | "full" | "notified";
  leave(person: string): void;
}

function createWaiting(): Waiting {
  const queues = new Map<string, { requests: number; isNotified: boolean }>();
  return {
    enter(person) {
      const queue = queues.get(person) ?? { requests: 0, isNotified: false };
      if (queue.requests >= MOST_WAITING) {
        const wasNotified = queue.isNotified;
        queue.isNotified = true;
        return wasNotified ? "notified" : "full";
      }
      queue.requests += 1;
      queues.set(person, queue);
      return "taken";
    },
    leave(person) {
      const queue = queues.get(person);
      if (queue === undefined) return;
      queue.requests -= 1;
      if (queue.requests <= 0) queues.delete(person);
    },
  };
}

/** Says that the request was dropped because too many wait. */
export function fullCard(locale: Locale): ReadyCard {
  const { title, dropped } = openRequestsMessages[locale];
  return { title, tone: "warning", audience: "private", blocks: [{ kind: "text", text: dropped }], locale };
}
