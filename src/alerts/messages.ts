import { type News, parseNews } from "./news.ts";
import type { Rule } from "./rule.ts";
import type { Rules } from "./rules.ts";

/** One thing that happened, as it is told. */
export interface AlertEvent {
  id: string;
  /** `"ticket:17464"` */
  subject: string;
  at: Date;
  news: News;
  /** What the rule knew of it before; null where it is told of for the first time. */
  before: News | null;
}

/** What one message tells: one thing, or several together. */
export interface AlertMessage {
  id: string;
  rule: Rule;
  /** In the order in which they happened. */
  events: readonly AlertEvent[];
  /** They waited for the end of quiet hours, or of a snooze. */
  isHeld: boolean;
}

/** An event as it lies in the store. */
interface EventRow {
  id: string;
  rule: string;
  subject: string;
  news: string | null;
  at: Date;
  held: boolean;
}

export interface MessageRows {
  ofMessage(message: string): Promise<EventRow[]>;
  byId(id: string): Promise<EventRow | null>;
  before(rule: string, subject: string, at: Date): Promise<EventRow | null>;
}

/** What was told, for whoever shows it again. */
export interface Messages {
  /** Null where nothing of it is kept any more. */
  find(message: string): Promise<AlertMessage | null>;
  event(id: string): Promise<AlertEvent | null>;
}

export function createMessages(rows: MessageRows, rules: Pick<Rules, "byId">): Messages {
  async function opened({ id, rule, subject, news, at }: EventRow): Promise<AlertEvent | null> {
    // A customer who was forgotten is told of no more.
    if (news === null) return null;
    const before = (await rows.before(rule, subject, at))?.news ?? null;
    return { id, subject, at, news: parseNews(news), before: before === null ? null : parseNews(before) };
  }

  return {
    async find(message) {
      const found = await rows.ofMessage(message);
      const rule = found[0] === undefined ? null : await rules.byId(found[0].rule);
      if (rule === null) return null;
      const events = (await Promise.all(found.map(opened))).filter((one) => one !== null);
      const isHeld = found.some(({ held }) => held);
      return events.length === 0 ? null : { id: message, rule, events, isHeld };
    },
    async event(id) {
      const row = await rows.byId(id);
      return row && opened(row);
    },
  };
}
