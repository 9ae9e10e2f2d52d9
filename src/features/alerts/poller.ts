import type { Crm } from "../../crm/crm.ts";
import type { Ticket } from "../../crm/tickets.ts";
import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Lease } from "../../operations/lease.ts";
import {
  createEventFinder,
  type EventFinderPorts,
  isSame,
  keyOfChange,
  keyOfTicket,
} from "./event-finder.ts";
import { type FoundEvent, foundEvent, type News, ticketNews } from "./messages.ts";
import { type Rule, type Source, sourceOf } from "./rule.ts";
import type { Rules } from "./rules.ts";

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

interface AlertPollerPorts extends EventFinderPorts {
  crm: Crm;
  rules: Pick<Rules, "list">;
  events: FoundEventRepository;
  lease: Pick<Lease, "owner" | "hold">;
  /** All tickets as they were counted last, in portions. */
  countedTickets(): AsyncIterable<readonly Pick<Ticket, "id" | "status" | "priority">[]>;
  now: () => Date;
  log: Logger;
}

/** Reads what is new in AntCRM, and stores the events that rules ask for. */
export type AlertPoller = ReturnType<typeof createAlertPoller>;

/**
 * Each window begins so much before the end of the last one, to read what AntCRM wrote late. Events that were read before
 * have the same keys and are not stored again.
 */
const OVERLAP_MS = 10 * 60_000;
/** AntCRM's clock may be ahead of ours by so much. */
const AHEAD_MS = 5 * 60_000;

export function createAlertPoller(ports: AlertPollerPorts) {
  const { rules, events, lease, now, newId, log } = ports;
  const closing = new AbortController();
  const crm = ports.crm.with({ priority: "background", signal: closing.signal });
  const findEvents = createEventFinder({ ...ports, crm });

  /** After a restore each rule begins anew: the original database may have sent what happened before. */
  async function activeRules(): Promise<Rule[]> {
    const since = await events.notifiedSince();
    const active = (await rules.list()).filter(({ state }) => state === "active");
    return active.map((rule) =>
      since === null || rule.createdAt > since ? rule : { ...rule, createdAt: since },
    );
  }

  async function read(source: Source, some: readonly Rule[]): Promise<void> {
    const at = now();
    if (some.length === 0 || !(await events.claimSource(source, lease.owner))) return;
    const from = windowStart(await events.polledUntil(source), some);
    const window = { from, to: new Date(at.getTime() + AHEAD_MS) };
    const found: FoundEvent[] = [];
    for await (const one of findEvents(source, some, window)) found.push(one);
    const fresh = await events.note(source, found, at, at);
    if (fresh > 0) log.info({ source, events: fresh }, "events for alerts were found");
  }

  function logFailure(source: string, thrown: unknown): void {
    if (closing.signal.aborted) return;
    const { fault, message } = toAppError(thrown);
    log.warn(
      { source, fault, err: message },
      "alerts could not be looked for; the next window includes this one",
    );
  }

  const know = (rule: Rule, key: string, news: News, at: Date) =>
    events.noteKnown(foundEvent(newId(), rule, key, news, at), now());

  return {
    /** Reads all lists once. Never rejects: what could not be read is read with the next window. */
    async look(): Promise<void> {
      try {
        await lease.hold();
        const active = await activeRules();
        const both = (["ratings", "tickets"] as const).map((source) => {
          const some = active.filter(({ watch }) => sourceOf(watch) === source);
          return read(source, some).catch((thrown: unknown) => logFailure(source, thrown));
        });
        await Promise.all(both);
      } catch (thrown) {
        logFailure("all", thrown);
      }
    },
    /** Stores how a ticket stands when somebody begins to follow it. Nobody is notified; later changes are measured by it. */
    async know(rule: Rule, ticket: Ticket): Promise<void> {
      const at = ticket.updatedAt ?? ticket.createdAt ?? now();
      await know(rule, keyOfChange(ticket.id, at), ticketNews(ticket), at);
    },
    /**
     * Stores the counted tickets that are open and have the priority of a new rule already. A change of one of them is no
     * news for the rule.
     */
    async knowOpen(rule: Rule): Promise<void> {
      const { watch, createdAt } = rule;
      if (watch.kind !== "tickets" || watch.priority === undefined) return;
      const closed = await ports.closedStatuses();
      for await (const portion of ports.countedTickets()) {
        const open = portion.filter(
          ({ status, priority }) => isSame(watch.priority, priority) && !closed.has(status),
        );
        await Promise.all(
          open.map(({ id, status, priority }) => {
            const plain = { kind: "ticket", title: "", assignee: null, customer: null } as const;
            return know(rule, keyOfTicket(id), { ...plain, id, status, priority }, createdAt);
          }),
        );
      }
    },
    /** Before the process ends: aborts reading. */
    end: () => closing.abort(),
  };
}

/** The end of the last window, but not before the oldest rule began. */
function windowStart(polledUntil: Date | null, some: readonly Rule[]): Date {
  const wantedSince = Math.min(...some.map(({ createdAt }) => createdAt.getTime()));
  return new Date(Math.max(polledUntil?.getTime() ?? 0, wantedSince) - OVERLAP_MS);
}
