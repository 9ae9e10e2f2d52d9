import type { FoundEvent } from "./event-finder.ts";
import { type News, parseNews } from "./news.ts";
import type { Rule } from "./rule.ts";
import type { Rules } from "./rules.ts";

/** One thing that happened. */
export interface AlertEvent {
  id: string;
  /** `"ticket:17464"` */
  subject: string;
  at: Date;
  news: News;
  /** What the rule knew of it before; null at the first time. */
  before: News | null;
  /** The rule that asks for it. */
  rule: Rule;
}

/** The events of one message: one thing, or several together. */
export interface AlertMessage {
  id: string;
  /** The rules that found the events; they have the same recipient. */
  rules: readonly [Rule, ...Rule[]];
  /** In the order in which they happened. */
  events: readonly AlertEvent[];
  /** They waited for the end of quiet hours, or of a snooze. */
  isHeld: boolean;
  /** It may have been sent before: a process died in between, or no answer came. */
  mayBeRepeated: boolean;
}

/** `sending` is committed before the send; a `dropped` event is not sent. */
export type EventState = "waiting" | "sending" | "sent" | "dropped";

/** A stored event. */
export interface StoredEvent extends Omit<FoundEvent, "news"> {
  /** Null once the customer was forgotten. */
  news: string | null;
  state: EventState;
  /** It waits or waited for the end of quiet hours. */
  held: boolean;
  message: string | null;
  /** How often it was sent again. */
  repeated: number;
  foundAt: Date;
  sentAt: Date | null;
}

export interface EventRepository {
  /** Returns the events of a message, in the order in which they happened. */
  ofMessage(message: string): Promise<StoredEvent[]>;
  byId(id: string): Promise<StoredEvent | null>;
  /** Returns what this rule knew last of the subject before then. */
  before(rule: string, subject: string, at: Date): Promise<StoredEvent | null>;
}

/** Alerts that were sent or are to be sent, as they are shown. */
export interface Messages {
  /** Returns null where nothing of it is kept any more. */
  find(message: string): Promise<AlertMessage | null>;
  event(id: string): Promise<AlertEvent | null>;
}

export function createMessages(rows: EventRepository, rules: Pick<Rules, "byId">): Messages {
  async function opened({ id, rule: ruleId, subject, news, at }: StoredEvent): Promise<AlertEvent | null> {
    const rule = await rules.byId(ruleId);
    // Nothing is shown of a customer who was forgotten.
    if (news === null || rule === null) return null;
    const before = (await rows.before(ruleId, subject, at))?.news ?? null;
    return {
      id,
      subject,
      at,
      news: parseNews(news),
      before: before === null ? null : parseNews(before),
      rule,
    };
  }

  return {
    async find(message) {
      const found = await rows.ofMessage(message);
      const events = (await Promise.all(found.map(opened))).filter((one) => one !== null);
      const byNumber = new Map(events.map(({ rule }) => [rule.number, rule]));
      const [first, ...others] = [...byNumber.values()].sort((a, b) => a.number - b.number);
      if (first === undefined) return null;
      return {
        id: message,
        rules: [first, ...others],
        events,
        isHeld: found.some(({ held }) => held),
        mayBeRepeated: found.some(({ repeated }) => repeated > 0),
      };
    },
    async event(id) {
      const row = await rows.byId(id);
      return row && opened(row);
    },
  };
}
