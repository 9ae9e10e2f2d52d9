import type { ReadyCard } from "../cards/card.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";

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

/** Counts the requests of each person that are not answered yet. */
export interface Waiting {
  /**
   * - `taken`     the request may wait; `leave` is called when it is answered
   * - `full`      too many wait already, and the person must be notified
   * - `notified`  too many wait already, and the person was notified since their queue was last empty
   */
  enter(person: string): "taken" | "full" | "notified";
  leave(person: string): void;
}

export function createWaiting(): Waiting {
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
