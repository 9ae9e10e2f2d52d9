import type { Call } from "../bot/call.ts";
import type { ReadyCard } from "../cards/card.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { PlatformInbox } from "../inbox/inbox.ts";
import { KeyedQueue } from "./keyed-queue.ts";

/** How many requests of one person may wait for an answer. Further ones are dropped. */
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

/** How one event is handled. */
export interface Turn {
  /** Lets the next event of this person in this chat start. */
  giveWay(): void;
  /** The event is not answered. The person is told that too many of their requests wait. */
  isDropped?: boolean;
}

type EventTask = (giveWay: () => void) => Promise<void>;

/** Runs the events of one platform in turn. */
export class EventQueue extends KeyedQueue<string> {
  /** The requests of each person that are not answered yet. */
  private readonly waiting = new Map<string, { requests: number; isNotified: boolean }>();
  private readonly inbox: PlatformInbox;
  private readonly failed: (error: unknown, id: string) => void;

  constructor(inbox: PlatformInbox, failed: (error: unknown, id: string) => void) {
    super();
    this.inbox = inbox;
    this.failed = failed;
  }

  /**
   * Counts a request of the person. Returns:
   * - `taken`     the request may wait; `start` calls `leave` at its end; a caller that skips `start` must call `leave`
   * - `full`      too many wait already, and the person must be notified
   * - `notified`  too many wait already, and the person was notified since their queue was last empty
   */
  enter({ person }: Call): "taken" | "full" | "notified" {
    const queue = this.waiting.get(person) ?? { requests: 0, isNotified: false };
    if (queue.requests >= MOST_WAITING) {
      const wasNotified = queue.isNotified;
      queue.isNotified = true;
      return wasNotified ? "notified" : "full";
    }
    queue.requests += 1;
    this.waiting.set(person, queue);
    return "taken";
  }

  leave({ person }: Call): void {
    const queue = this.waiting.get(person);
    if (queue === undefined) return;
    queue.requests -= 1;
    if (queue.requests <= 0) this.waiting.delete(person);
  }

  /**
   * Stores an event.
   * @returns false if it was stored before
   * @throws if it could not be stored
   */
  store(call: Call, payload: string): Promise<boolean> {
    return this.inbox.accept({ id: call.id, payload, lane: `${call.place.platform}:${laneOf(call)}` });
  }

  /** Answers a stored event when its turn comes, in this and in other processes, and marks it as finished. */
  start(call: Call, work: EventTask): void {
    this.inTurn(call, (giveWayHere) =>
      this.inbox.handle(call.id, (giveWayElsewhere) =>
        work(() => {
          giveWayHere();
          giveWayElsewhere();
        }),
      ),
    )
      .catch((error: unknown) => this.failed(error, call.id))
      .finally(() => this.leave(call));
  }

  /** Runs the work when the turn of its person in this chat comes. */
  inTurn(call: Call, work: EventTask): Promise<void> {
    return this.run(laneOf(call), work);
  }
}

/** Returns the lane of a call: one person's events in one chat keep their order, and no person waits for another. */
function laneOf({ place, person }: Call): string {
  return `${place.chat}:${person}`;
}

/** Returns the card that says that the request was dropped because too many wait. */
export function fullCard(locale: Locale): ReadyCard {
  const { title, dropped } = openRequestsMessages[locale];
  return { title, tone: "warning", audience: "private", blocks: [{ kind: "text", text: dropped }], locale };
}
