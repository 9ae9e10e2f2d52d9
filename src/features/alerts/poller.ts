import type { Crm } from "../../crm/crm.ts";
import type { Ticket } from "../../crm/ticket.ts";
import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Lease } from "../../operations/lease.ts";
import { isRatingFor, isSame, keyOfChange, keyOfTicket, type MatchOptions, ticketKey } from "./matching.ts";
import { type News, parseNews, ratingNews, subjectOf, ticketNews } from "./news.ts";
import { type Rule, type Source, sourceOf } from "./rule.ts";
import type { Rules } from "./rules.ts";

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

/** The stored events that were found, and up to when each list of AntCRM was read. */
export interface FoundEventRepository {
  /** Returns up to when a list was read: of `"ratings"` or `"tickets"`. */
  polledUntil(source: string): Promise<Date | null>;
  /** Nobody is notified of what happened before then: the database was restored from a copy. Null: it was not. */
  notifiedSince(): Promise<Date | null>;
  /** Makes this worker the one that reads the list. False while another living worker does. */
  claimSource(source: string, owner: string): Promise<boolean>;
  /**
   * Stores what was found; a row that exists already is left as it is. One transaction with the mark up to which the list
   * was read, so that a process that dies in between reads again. @returns how many were new
   */
  note(source: string, found: readonly FoundEvent[], until: Date, now: Date): Promise<number>;
  /** Stores what nobody is notified of: how a ticket stood when somebody began to follow it. */
  noteKnown(found: FoundEvent, now: Date): Promise<void>;
  /** Returns what this rule knew last of the subject before then. */
  before(rule: string, subject: string, at: Date): Promise<{ news: string | null } | null>;
}

export interface AlertPollerPorts {
  crm: Crm;
  rules: Pick<Rules, "list">;
  events: FoundEventRepository;
  lease: Pick<Lease, "owner" | "hold">;
  /** Under which address AntCRM knows this person, in small letters. */
  emailOf(person: string): Promise<string | null>;
  /** The tickets as they were counted last, all that are known, by portions. */
  countedTickets(): AsyncIterable<readonly Pick<Ticket, "id" | "status" | "priority">[]>;
  /** What counts as closed, as it is set now. */
  closedStatuses(): Promise<{ has(status: string | null): boolean }>;
  now: () => Date;
  newId: () => string;
  log: Logger;
}

/** Looks through what is new in AntCRM, and writes down what somebody wants to be told. */
export interface AlertPoller {
  /** Once through all there is to look at. Never rejects: what could not be read is read with the next window. */
  look(): Promise<void>;
  /** Writes down how a ticket stands when somebody begins to follow it: that is no news, but what news is measured by. */
  know(rule: Rule, ticket: Ticket): Promise<void>;
  /**
   * Writes down which open tickets have the priority that a rule looks out for already, as far as they were counted: a
   * change of one of them does not make it news.
   */
  knowOpen(rule: Rule): Promise<void>;
  /** Before the process ends: gives up what is being read. */
  end(): void;
}

/**
 * Each window begins so much before the last one ended: what AntCRM wrote late is seen all the same, and its ids are
 * known, so nothing is told twice.
 */
const OVERLAP_MS = 10 * 60_000;
/** AntCRM's clock may be ahead of ours by this much. */
const AHEAD_MS = 5 * 60_000;

export function createAlertPoller(ports: AlertPollerPorts): AlertPoller {
  const { rules, events, lease, now, newId, log } = ports;
  const closing = new AbortController();
  const crm = ports.crm.with({ priority: "background", signal: closing.signal });

  const found = (rule: Rule, key: string, news: News, at: Date): FoundEvent => ({
    id: newId(),
    rule: rule.id,
    key,
    subject: subjectOf(news),
    news: JSON.stringify(news),
    at,
  });

  async function* ratingsFor(some: readonly Rule[], from: Date, to: Date): AsyncGenerator<FoundEvent> {
    for await (const page of crm.ratings.eachPage({ from, to })) {
      for (const rating of page) {
        const news = ratingNews(rating);
        for (const rule of some) {
          if (isRatingFor(rule, rating)) yield found(rule, subjectOf(news), news, rating.at);
        }
      }
    }
  }

  async function* ticketsFor(some: readonly Rule[], from: Date, to: Date): AsyncGenerator<FoundEvent> {
    const circumstances = await matchOptionsOf(some);
    for await (const page of crm.tickets.eachPage({ updatedFrom: from, updatedTo: to })) {
      for (const ticket of page) {
        for (const rule of some) {
          const known = circumstances(rule);
          const key = ticketKey(rule, ticket, known) ?? (await keyOfLoss(rule, ticket, known));
          const at = ticket.updatedAt ?? ticket.createdAt ?? to;
          if (key !== null) yield found(rule, key, ticketNews(ticket), at);
        }
      }
    }
  }

  /** Whose ticket it was hears once that it is another's now. */
  async function keyOfLoss(rule: Rule, ticket: Ticket, { ownerEmail }: MatchOptions): Promise<string | null> {
    const at = ticket.updatedAt;
    if (rule.watch.kind !== "mine" || ownerEmail === null || at === null || at < rule.createdAt) return null;
    const notified = (await events.before(rule.id, keyOfTicket(ticket.id), at))?.news ?? null;
    const last = notified === null ? null : parseNews(notified);
    const wasTheirs = last?.kind === "ticket" && last.assignee?.toLowerCase() === ownerEmail;
    return wasTheirs ? keyOfChange(ticket.id, at) : null;
  }

  async function matchOptionsOf(some: readonly Rule[]): Promise<(rule: Rule) => MatchOptions> {
    const closed = await ports.closedStatuses();
    const owners = new Set(some.filter(({ watch }) => watch.kind === "mine").map(({ person }) => person));
    const emails = new Map<string, string | null>();
    for (const owner of owners) emails.set(owner, (await ports.emailOf(owner))?.toLowerCase() ?? null);
    return ({ person }) => ({ ownerEmail: emails.get(person) ?? null, isClosed: closed.has });
  }

  /** After a restore each rule begins anew: the original database may have told what happened before. */
  async function activeRules(): Promise<Rule[]> {
    const since = await events.notifiedSince();
    const active = (await rules.list()).filter(({ state }) => state === "active");
    return active.map((rule) =>
      since === null || rule.createdAt > since ? rule : { ...rule, createdAt: since },
    );
  }

  async function lookThrough(source: Source, some: readonly Rule[]): Promise<void> {
    const at = now();
    if (some.length === 0 || !(await events.claimSource(source, lease.owner))) return;
    const from = windowStart(await events.polledUntil(source), some);
    const to = new Date(at.getTime() + AHEAD_MS);
    const all: FoundEvent[] = [];
    const stream = source === "ratings" ? ratingsFor : ticketsFor;
    for await (const one of stream(some, from, to)) all.push(one);
    const fresh = await events.note(source, all, at, at);
    if (fresh > 0) log.info({ source, events: fresh }, "something to be told was found");
  }

  return {
    async look() {
      try {
        await lease.hold();
        const active = await activeRules();
        const both = (["ratings", "tickets"] as const).map((source) => {
          const some = active.filter(({ watch }) => sourceOf(watch) === source);
          return lookThrough(source, some).catch((thrown: unknown) => failed(source, thrown));
        });
        await Promise.all(both);
      } catch (thrown) {
        failed("all", thrown);
      }
    },
    async know(rule, ticket) {
      const at = ticket.updatedAt ?? ticket.createdAt ?? now();
      await events.noteKnown(found(rule, keyOfChange(ticket.id, at), ticketNews(ticket), at), now());
    },
    async knowOpen(rule) {
      const { watch, createdAt: at } = rule;
      if (watch.kind !== "tickets" || watch.priority === undefined) return;
      const closed = await ports.closedStatuses();
      for await (const portion of ports.countedTickets()) {
        const open = portion.filter(
          ({ status, priority }) => isSame(watch.priority, priority) && !closed.has(status),
        );
        await Promise.all(
          open.map(({ id, status, priority }) => {
            const plain = { kind: "ticket", title: "", assignee: null, customer: null } as const;
            return events.noteKnown(
              found(rule, keyOfTicket(id), { ...plain, id, status, priority }, at),
              now(),
            );
          }),
        );
      }
    },
    end: () => closing.abort(),
  };

  function failed(source: string, thrown: unknown): void {
    if (closing.signal.aborted) return;
    const { fault, message } = toAppError(thrown);
    log.warn({ source, fault, err: message }, "alerts could not look; the next window makes it good");
  }
}

/** From where was looked last, but not from before anybody wanted to know. */
function windowStart(polledUntil: Date | null, some: readonly Rule[]): Date {
  const wantedSince = Math.min(...some.map(({ createdAt }) => createdAt.getTime()));
  return new Date(Math.max(polledUntil?.getTime() ?? 0, wantedSince) - OVERLAP_MS);
}
