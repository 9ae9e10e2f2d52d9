import type { CallBudget } from "../../crm/calls.ts";
import type { Crm } from "../../crm/crm.ts";
import type { Ticket, TicketsApi } from "../../crm/tickets.ts";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { SettingsRepository } from "../../settings/settings.ts";
import { createMarks, type WalkMark } from "./index-marks.ts";
import { createWalk, type ReadTickets } from "./index-walk.ts";
import type { IndexedTicket, TicketIndexRepository } from "./indexed-ticket.ts";

/*
 * AntCRM filters tickets by time only (src/crm/API.md#get-tickets), but a digest needs to know which of all tickets are
 * open, and a list those of one customer. So all tickets are read once, month by month back to the first one. After
 * that, changes are read every minute. A deleted ticket appears in no time window. So every day all tickets are walked
 * again, and each ticket that was not listed is read by its id before it is dropped.
 */

/** How complete the index is. */
export interface IndexState {
  /** True if the index has every ticket. Until then it has the tickets that were changed since `since`. */
  full: boolean;
  since: Date;
  /** The index includes all changes up to this time. */
  readTo: Date;
}

/** How complete the index is for lists. */
export interface ListState {
  /** True if every ticket was stored with what lists need. */
  full: boolean;
  /** The index includes all changes up to this time. */
  readTo: Date;
}

export interface TicketIndexPorts {
  /** Its calls have background priority. */
  crm: Crm;
  rows: TicketIndexRepository;
  marks: SettingsRepository;
  /** Whether this process reads in the background. Of several on one database only one does. */
  leads(): Promise<boolean>;
  /** Called with tickets that were changed just now, whose words forms can offer. Never rejects. */
  learn(tickets: readonly Ticket[]): Promise<void>;
  now(): Date;
  log: Logger;
}

/** Changes are read this often. After a failure the next round waits as long. */
const REFRESH_EVERY_MS = 60_000;
/** The clocks of AntCRM and of this machine may differ by this much. */
const OVERLAP_MS = 5 * 60_000;
const PORTION = 500;

/** The tickets of AntCRM, as they were last read. */
export type TicketIndex = ReturnType<typeof createTicketIndex>;

export function createTicketIndex({ crm, rows, now, log, ...ports }: TicketIndexPorts) {
  const marks = createMarks(ports.marks, rows.version, now);
  let isSweeping = false;
  /** True after a write of this bot: the next round reads it at once. */
  let isOutdated = false;
  let notBefore = 0;

  async function store(
    windows: Parameters<TicketsApi["eachPage"]>[0],
    walk: number,
    signal: AbortSignal,
    {
      budget,
      afterPage,
    }: { budget?: CallBudget | undefined; afterPage?: (page: readonly Ticket[]) => Promise<void> } = {},
  ): Promise<ReadTickets> {
    const pages = crm.with({ signal, ...(budget && { budget }) }).tickets.eachPage(windows, { cut: false });
    const read = new Map<string, Date | null>();
    for await (const page of pages) {
      for (const { id, updatedAt } of page) read.set(id, updatedAt);
      await rows.save(page, walk);
      await afterPage?.(page);
    }
    if (!pages.complete) throw new AppError("unavailable", "AntCRM GET /tickets: the list has no end");
    return read;
  }

  const changedSince = (at: Date) => ({ updatedFrom: new Date(at.getTime() - OVERLAP_MS) });

  /** Reads what has changed. The window has no end, because AntCRM's clock may be ahead. */
  async function readChanges(
    signal: AbortSignal,
    budget?: CallBudget,
  ): Promise<{ readTo: Date; walk: WalkMark }> {
    const begun = now();
    isOutdated = false;
    const walk = (await marks.walk()) ?? (await marks.beginWalk(null, begun));
    const readTo = (await marks.readTo()) ?? begun;
    await store(changedSince(readTo), walk.number, signal, { budget, afterPage: ports.learn });
    await marks.setReadTo(begun);
    return { readTo: begun, walk };
  }

  async function readChangesIfDue(signal: AbortSignal): Promise<void> {
    const readTo = await marks.readTo();
    const isDue = readTo === null || now().getTime() - readTo.getTime() >= REFRESH_EVERY_MS;
    if (isDue || isOutdated) await readChanges(signal);
  }

  const walkToTheEnd = createWalk({
    ...{ crm, rows, now, log, marks },
    // A walk over all tickets may take an hour, and lists show changes within a minute.
    store: (window, walk, signal) =>
      store(window, walk, signal, { afterPage: () => readChangesIfDue(signal) }),
    storeChanges: (since, walk, signal) => store(changedSince(since), walk, signal),
  });

  return {
    /**
     * Updates the index. The first call begins to fill it, and `sweep` continues.
     * @param since  afterwards the index includes what was changed since then, even if it is not full yet
     * @param budget  how many reads may be made for a waiting person; no limit if absent
     * @throws AppError as the CRM's list does; `unavailable` the list could not be read to its end
     */
    async refresh(signal: AbortSignal, since?: Date, budget?: CallBudget): Promise<IndexState> {
      const { readTo, walk } = await readChanges(signal, budget);
      const { isFull: full } = walk;
      if (full || since === undefined || since >= walk.cursor) return { full, since: walk.cursor, readTo };
      await store({ updatedFrom: since }, walk.number, signal, { budget });
      return { full, since, readTo };
    },

    /** Yields all tickets in portions, sorted by their ids as texts. */
    async *portions(): AsyncGenerator<readonly IndexedTicket[]> {
      for (let after: string | undefined = ""; after !== undefined; ) {
        const portion: IndexedTicket[] = await rows.portion(after, PORTION);
        if (portion.length > 0) yield portion;
        after = portion.at(-1)?.id;
      }
    },

    /** Runs one round in the background: begins the index, reads changes, and continues until it is full. */
    async sweep(signal: AbortSignal): Promise<void> {
      if (isSweeping || now().getTime() < notBefore) return;
      isSweeping = true;
      try {
        if (!(await ports.leads())) return;
        await readChangesIfDue(signal);
        await walkToTheEnd(signal);
      } catch (error) {
        notBefore = now().getTime() + REFRESH_EVERY_MS;
        throw error;
      } finally {
        isSweeping = false;
      }
    },

    /** Notes that something was written to AntCRM. The next round reads what has changed. */
    expire(): void {
      isOutdated = true;
    },

    /** Returns how complete the index is for lists; null if it has not begun. Asks nothing of AntCRM. */
    async listState(): Promise<ListState | null> {
      const [walk, readTo] = await Promise.all([marks.walk(), marks.readTo()]);
      return walk && readTo && { full: walk.isListed, readTo };
    },

    /** Drops a ticket that AntCRM no longer has. Never rejects: the next walk drops it as well. */
    drop: (id: string): Promise<void> => rows.remove(id).catch(() => undefined),

    list: rows.list,
    count: rows.count,
    statuses: rows.statuses,
    assignees: rows.assignees,
    groups: rows.groups,
  };
}
