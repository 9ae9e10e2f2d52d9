import type { Crm } from "../../crm/crm.ts";
import type { Rating } from "../../crm/ratings.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { type FoundEvent, foundEvent, parseNews, ratingNews, subjectOf, ticketNews } from "./messages.ts";
import type { Rule, Source } from "./rule.ts";

export interface EventFinderPorts {
  crm: Pick<Crm, "ratings" | "tickets">;
  events: {
    /** Returns what this rule last knew of the subject before `at`. */
    before(rule: string, subject: string, at: Date): Promise<{ news: string | null } | null>;
  };
  /** Returns the person's e-mail address in AntCRM. */
  emailOf(person: string): Promise<string | null>;
  /** Returns the statuses that count as closed in the current settings. */
  closedStatuses(): Promise<{ has(status: string | null): boolean }>;
  newId: () => string;
}

/** A period of AntCRM's lists; both ends are included. */
interface ListPeriod {
  from: Date;
  to: Date;
}

/** Creates the function that reads a list of AntCRM and yields the events that rules ask for. */
export function createEventFinder({ crm, events, emailOf, closedStatuses, newId }: EventFinderPorts) {
  async function* ratingsFor(rules: readonly Rule[], window: ListPeriod): AsyncGenerator<FoundEvent> {
    for await (const page of crm.ratings.eachPage(window)) {
      for (const rating of page) {
        const news = ratingNews(rating);
        for (const rule of rules.filter((one) => isRatingFor(one, rating))) {
          yield foundEvent(newId(), rule, subjectOf(news), news, rating.at);
        }
      }
    }
  }

  async function* ticketsFor(rules: readonly Rule[], { from, to }: ListPeriod): AsyncGenerator<FoundEvent> {
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

  /**
   * Returns the key of a ticket that was assigned to the rule's owner and is now assigned to another person. Null for
   * any other ticket.
   */
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
    return ({ person }) => ({
      ownerEmail: emails.get(person) ?? null,
      isClosed: (status) => closed.has(status),
    });
  }

  return (source: Source, rules: readonly Rule[], window: ListPeriod) =>
    source === "ratings" ? ratingsFor(rules, window) : ticketsFor(rules, window);
}

/** The facts, besides the record, that decide whether a rule matches. */
interface MatchOptions {
  /** The owner's e-mail address in AntCRM, in lower case; null if none is linked. */
  ownerEmail: string | null;
  isClosed(status: string | null): boolean;
}

/** True if the rule reports this rating. */
function isRatingFor({ watch, createdAt }: Rule, { score, at, type, source }: Rating): boolean {
  if (watch.kind !== "ratings" || score === null || score > watch.most || at < createdAt) return false;
  return isSame(watch.type, type) && isSame(watch.channel, source);
}

/**
 * Returns the key under which the rule reports this ticket, each key once; null if it does not. A new or urgent ticket is
 * reported once. A followed or own ticket is reported after each change.
 */
function ticketKey(rule: Rule, ticket: Ticket, options: MatchOptions): string | null {
  const { watch, createdAt: since } = rule;
  const changedAt = ticket.updatedAt ?? ticket.createdAt;
  if (changedAt === null || changedAt < since) return null;
  const once = keyOfTicket(ticket.id);
  const eachTime = keyOfChange(ticket.id, changedAt);
  switch (watch.kind) {
    case "ratings":
      return null;
    case "ticket":
      return watch.ticket === ticket.id ? eachTime : null;
    case "mine":
      return isOwners(ticket, options) ? eachTime : null;
    case "tickets": {
      const isNew = (ticket.createdAt ?? changedAt) >= since;
      if (watch.priority === undefined) return isNew ? once : null;
      // An older ticket that is closed now is not reported, whatever its priority was.
      const isNews = isNew || !options.isClosed(ticket.status);
      return isNews && isSame(watch.priority, ticket.priority) ? once : null;
    }
  }
}

/** Returns the key of a ticket that is reported once: `"ticket:17464"`. */
export function keyOfTicket(ticket: string): string {
  return `ticket:${ticket}`;
}

/** Returns the key of one change of a ticket, with its time: `"ticket:17464@1712563464292"`. */
export function keyOfChange(ticket: string, at: Date): string {
  return `ticket:${ticket}@${at.getTime()}`;
}

function isOwners({ assignedTo }: Ticket, { ownerEmail }: MatchOptions): boolean {
  return ownerEmail !== null && assignedTo?.toLowerCase() === ownerEmail;
}

/** Compares without regard to case. Without a wanted value every value matches. */
export function isSame(wanted: string | undefined, held: string | null): boolean {
  return wanted === undefined || wanted.toLowerCase() === held?.toLowerCase();
}
