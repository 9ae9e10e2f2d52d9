import type { Crm } from "../../crm/crm.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { isRatingFor, keyOfChange, keyOfTicket, type MatchOptions, ticketKey } from "./matching.ts";
import { type News, parseNews, ratingNews, subjectOf, ticketNews } from "./news.ts";
import type { Rule, Source } from "./rule.ts";

/** An event that was found for a rule. */
export interface FoundEvent {
  id: string;
  rule: string;
  /** Unique for a rule: the same event, read twice, is stored once. */
  key: string;
  /** What it is about, whichever rule found it: `"ticket:17464"`. */
  subject: string;
  /** JSON of `News`. */
  news: string;
  /** When it happened. */
  at: Date;
}

export function foundEvent(id: string, rule: Rule, key: string, news: News, at: Date): FoundEvent {
  return { id, rule: rule.id, key, subject: subjectOf(news), news: JSON.stringify(news), at };
}

export interface EventFinderPorts {
  crm: Pick<Crm, "ratings" | "tickets">;
  events: {
    /** Returns what this rule knew last of the subject before then. */
    before(rule: string, subject: string, at: Date): Promise<{ news: string | null } | null>;
  };
  /** The address under which AntCRM knows this person. */
  emailOf(person: string): Promise<string | null>;
  /** The statuses that count as closed, as they are set now. */
  closedStatuses(): Promise<{ has(status: string | null): boolean }>;
  newId: () => string;
}

/** A period of AntCRM's lists; both ends are included. */
interface Window {
  from: Date;
  to: Date;
}

/** Reads a list of AntCRM and yields the events that rules ask for. */
export type FindEvents = (
  source: Source,
  rules: readonly Rule[],
  window: Window,
) => AsyncGenerator<FoundEvent>;

export function createEventFinder({
  crm,
  events,
  emailOf,
  closedStatuses,
  newId,
}: EventFinderPorts): FindEvents {
  async function* ratingsFor(rules: readonly Rule[], window: Window): AsyncGenerator<FoundEvent> {
    for await (const page of crm.ratings.eachPage(window)) {
      for (const rating of page) {
        const news = ratingNews(rating);
        for (const rule of rules.filter((one) => isRatingFor(one, rating))) {
          yield foundEvent(newId(), rule, subjectOf(news), news, rating.at);
        }
      }
    }
  }

  async function* ticketsFor(rules: readonly Rule[], { from, to }: Window): AsyncGenerator<FoundEvent> {
    const optionsOf = await matchOptionsOf(rules);
    for await (const page of crm.tickets.eachPage({ updatedFrom: from, updatedTo: to })) {
      for (const ticket of page) {
        for (const rule of rules) {
          const known = optionsOf(rule);
          const key = ticketKey(rule, ticket, known) ?? (await keyOfLoss(rule, ticket, known));
          const at = ticket.updatedAt ?? ticket.createdAt ?? to;
          if (key !== null) yield foundEvent(newId(), rule, key, ticketNews(ticket), at);
        }
      }
    }
  }

  /** The key of a ticket that was assigned to the rule's owner and is another's now; null for any other ticket. */
  async function keyOfLoss(rule: Rule, ticket: Ticket, { ownerEmail }: MatchOptions): Promise<string | null> {
    const at = ticket.updatedAt;
    if (rule.watch.kind !== "mine" || ownerEmail === null || at === null || at < rule.createdAt) return null;
    const known = (await events.before(rule.id, keyOfTicket(ticket.id), at))?.news ?? null;
    const last = known === null ? null : parseNews(known);
    const wasTheirs = last?.kind === "ticket" && last.assignee?.toLowerCase() === ownerEmail;
    return wasTheirs ? keyOfChange(ticket.id, at) : null;
  }

  async function matchOptionsOf(rules: readonly Rule[]): Promise<(rule: Rule) => MatchOptions> {
    const closed = await closedStatuses();
    const owners = new Set(rules.filter(({ watch }) => watch.kind === "mine").map(({ person }) => person));
    const emails = new Map<string, string | null>();
    for (const owner of owners) emails.set(owner, (await emailOf(owner))?.toLowerCase() ?? null);
    return ({ person }) => ({ ownerEmail: emails.get(person) ?? null, isClosed: closed.has });
  }

  return (source, rules, window) =>
    source === "ratings" ? ratingsFor(rules, window) : ticketsFor(rules, window);
}
