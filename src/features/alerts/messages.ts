import * as z from "zod";
import type { Party } from "../../crm/customer.ts";
import type { Rating } from "../../crm/ratings.ts";
import type { Ticket } from "../../crm/tickets.ts";
import type { Rule } from "./rule.ts";
import type { Rules } from "./rules.ts";

const textShape = z.string().nullable();

const ratingNewsShape = z.object({
  kind: z.literal("rating"),
  id: z.string(),
  score: z.number().nullable(),
  comment: textShape,
  about: textShape,
  channel: textShape,
  session: textShape,
  /** `reference` is the customer as buttons name it: `"customer:475"`. */
  customer: z.object({ name: textShape, reference: textShape }).nullable(),
});

const ticketNewsShape = z.object({
  kind: z.literal("ticket"),
  id: z.string(),
  title: z.string(),
  status: textShape,
  priority: textShape,
  assignee: textShape,
  customer: textShape,
  /** The customer's ObjectId. Forgetting a customer finds the record by it, because many customers share a name. */
  contact: textShape.optional(),
});

const newsShape = z.discriminatedUnion("kind", [ratingNewsShape, ticketNewsShape]);

/** A rating or a ticket as it was read. It names customers, so it is sealed on disk. */
export type News = z.infer<typeof newsShape>;
export type RatingNews = z.infer<typeof ratingNewsShape>;
export type TicketNews = z.infer<typeof ticketNewsShape>;

/** One event that a rule reports. */
export interface AlertEvent {
  id: string;
  /** `"ticket:17464"` */
  subject: string;
  at: Date;
  news: News;
  /** What the rule knew of the subject before; null the first time. */
  before: News | null;
  /** The rule that reports it. */
  rule: Rule;
}

/** The events of one message. */
export interface AlertMessage {
  id: string;
  /** The rules that found the events. They have the same recipient. */
  rules: readonly [Rule, ...Rule[]];
  /** Sorted by the time at which they happened. */
  events: readonly AlertEvent[];
  /** True if they waited for the end of quiet hours or of a snooze. */
  isHeld: boolean;
  /** True if the message may have been sent before: a process died during the send, or no answer came. */
  mayBeRepeated: boolean;
}

/** `sending` is committed before the send; a `dropped` event is never sent. */
export type EventState = "waiting" | "sending" | "sent" | "dropped";

/** A stored event. */
export interface StoredAlertEvent extends Omit<FoundEvent, "news"> {
  /** Null once the customer was forgotten. */
  news: string | null;
  state: EventState;
  /** True if it waits, or waited, for the end of quiet hours. */
  held: boolean;
  message: string | null;
  /** How often it was sent again. */
  repeated: number;
  foundAt: Date;
  sentAt: Date | null;
}

export interface EventRepository {
  /** Returns the events of a message, in the order in which they happened. */
  ofMessage(message: string): Promise<StoredAlertEvent[]>;
  byId(id: string): Promise<StoredAlertEvent | null>;
  /** Returns what this rule last knew of the subject before `at`. */
  before(rule: string, subject: string, at: Date): Promise<StoredAlertEvent | null>;
}

/** Reads alerts that were sent, or are about to be sent, for display. */
export type AlertMessages = ReturnType<typeof createAlertMessages>;

export function createAlertMessages(rows: EventRepository, rules: Pick<Rules, "byId">) {
  async function opened({
    id,
    rule: ruleId,
    subject,
    news,
    at,
  }: StoredAlertEvent): Promise<AlertEvent | null> {
    const rule = await rules.byId(ruleId);
    // Data of a forgotten customer is not shown.
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
    /** Returns null if nothing of the message is stored any more. */
    async find(message: string): Promise<AlertMessage | null> {
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
    async event(id: string): Promise<AlertEvent | null> {
      const row = await rows.byId(id);
      return row && opened(row);
    },
  };
}

/** An event that was found for a rule. */
export interface FoundEvent {
  id: string;
  rule: string;
  /** Unique within a rule, so an event that is read twice is stored once. */
  key: string;
  /** The subject of the event, the same for every rule: `"ticket:17464"`. */
  subject: string;
  /** JSON of `News`. */
  news: string;
  /** When it happened. */
  at: Date;
}

export function foundEvent(id: string, rule: Rule, key: string, news: News, at: Date): FoundEvent {
  return { id, rule: rule.id, key, subject: subjectOf(news), news: JSON.stringify(news), at };
}

/** Returns the subject, the same for every rule: `"rating:6613a508dc31dd206d0239b5"`, `"ticket:17464"`. */
export function subjectOf({ kind, id }: News): string {
  return `${kind}:${id}`;
}

export function ratingNews(rating: Rating): RatingNews {
  const { id, score, comment, type: about, source: channel, sessionId: session, customer } = rating;
  const whom = customer && { name: customer.name, reference: referenceTo(customer) };
  return { kind: "rating", id, score, comment, about, channel, session, customer: whom };
}

export function ticketNews(ticket: Ticket): TicketNews {
  const { id, title, status, priority, assignedTo: assignee, contact } = ticket;
  const { name: customer = null, objectId = null } = contact ?? {};
  return { kind: "ticket", id, title, status, priority, assignee, customer, contact: objectId };
}

/** @throws ZodError the text was not written from a `News` */
export function parseNews(json: string): News {
  return newsShape.parse(JSON.parse(json));
}

function referenceTo({ customerId, leadId, phones, emails }: Party): string | null {
  if (customerId !== null) return `customer:${customerId}`;
  if (leadId !== null) return `lead:${leadId}`;
  return phones[0] ?? emails[0] ?? null;
}

/** Who has taken on a subject, such as a low rating or a ticket. */
export interface Assignment {
  /** `"rating:6613a508dc31dd206d0239b5"`, `"ticket:17464"`: the same wherever it is shown. */
  subject: string;
  /** `"slack:U0123"` */
  person: string;
  /** The person's name on the platform: `"Lan"`. Sealed on disk. */
  name: string;
  at: Date;
}

/** The assignments. An assignment is the same in every chat and on every card that shows its subject. */
export interface AssignmentRepository {
  /** Assigns the subject to the first person who takes it. Resolves with the current assignment. */
  take(assignment: Assignment): Promise<Assignment>;
  /** Ends the assignment, for its own person only. @returns whether it did */
  release(subject: string, person: string): Promise<boolean>;
  /** Returns the assignments of those subjects that are taken. */
  of(subjects: readonly string[]): Promise<Assignment[]>;
}
