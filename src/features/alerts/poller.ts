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

/** The stored events, and the time up to which each list of AntCRM was read. */
export interface FoundEventRepository {
  /** Returns the time up to which a list was read: `"ratings"` or `"tickets"`. */
  polledUntil(source: string): Promise<Date | null>;
  /** Returns when a restored copy of the database was noticed; null if none was. Nobody is notified of earlier events. */
  notifiedSince(): Promise<Date | null>;
  /** Makes this worker the one that reads the list. False while another living worker reads it. */
  claimSource(source: string, owner: string): Promise<boolean>;
  /**
   * Stores new events; an event that is already stored stays as it is. The time `until` is stored in the same transaction,
   * so if the process dies, the same events are read again. @returns how many were new
   */
  note(source: string, found: readonly FoundEvent[], until: Date, now: Date): Promise<number>;
  /** Stores an event of which nobody is notified: how a ticket stood when somebody began to follow it. */
  noteKnown(found: FoundEvent, now: Date): Promise<void>;
  /** Returns what this rule last knew of the subject before `at`. */
  before(rule: string, subject: string, at: Date): Promise<{ news: string | null } | null>;
}

interface AlertPollerPorts extends EventFinderPorts {
  crm: Crm;
  rules: Pick<Rules, "list">;
  events: FoundEventRepository;
  lease: Pick<Lease, "owner" | "renewIfDue">;
  /** Yields all tickets of the ticket index, in portions. */
  countedTickets(): AsyncIterable<readonly Pick<Ticket, "id" | "status" | "priority">[]>;
  now: () => Date;
  log: Logger;
}

/** Reads new records of AntCRM and stores the events that rules ask for. */
export type AlertPoller = ReturnType<typeof createAlertPoller>;

/**
 * Each window begins this long before the end of the last one, to read records that AntCRM stored late. Events that were
 * read before have the same keys and are not stored again.
 */
const OVERLAP_MS = 10 * 60_000;
/** AntCRM's clock may be ahead of ours by this much. */
const AHEAD_MS = 5 * 60_000;

export function createAlertPoller(ports: AlertPollerPorts) {
  const { rules, events, lease, now, newId, log } = ports;
  const closing = new AbortController();
  const crm = ports.crm.with({ priority: "background", signal: closing.signal });
  const findEvents = createEventFinder({ ...ports, crm });

  /**
   * Returns the active rules. After a restore each rule begins anew, because the original database may have sent earlier
   * events.
   */
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
      "AntCRM could not be polled for alerts; the next window includes this one",
    );
  }

  const know = (rule: Rule, key: string, news: News, at: Date) =>
    events.noteKnown(foundEvent(newId(), rule, key, news, at), now());

  return {
    /** Reads all lists once. Never rejects: a list that could not be read is read with the next window. */
    async look(): Promise<void> {
      try {
        await lease.renewIfDue();
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
    /**
     * Stores how a ticket stands when somebody begins to follow it. Nobody is notified; later changes are compared with
     * it.
     */
    async know(rule: Rule, ticket: Ticket): Promise<void> {
      const at = ticket.updatedAt ?? ticket.createdAt ?? now();
      await know(rule, keyOfChange(ticket.id, at), ticketNews(ticket), at);
    },
    /**
     * Stores the open tickets of the index that have the priority of a new rule already. The rule does not report them
     * when they change.
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
    /** Aborts reading, before the process ends. */
    end: () => closing.abort(),
  };
}

/** Returns the later of two times, minus the overlap: the end of the last window, and the beginning of the oldest rule. */
function windowStart(polledUntil: Date | null, some: readonly Rule[]): Date {
  const wantedSince = Math.min(...some.map(({ createdAt }) => createdAt.getTime()));
  return new Date(Math.max(polledUntil?.getTime() ?? 0, wantedSince) - OVERLAP_MS);
}
