import type { CallBudget } from "../../crm/calls.ts";
import type { Crm } from "../../crm/crm.ts";
import { TICKETS_A_PAGE, type Ticket, type TicketsApi } from "../../crm/tickets.ts";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { SettingsRepository } from "../../settings/settings.ts";
import { createMarks, type WalkMark } from "./index-marks.ts";
import { createWalk } from "./index-walk.ts";
import type { IndexedTicket, TicketIndexRepository } from "./indexed-ticket.ts";
import { isDue } from "./is-due.ts";

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
/** A window is read at most this often while each reading finds further tickets. The next walk finds the rest. */
const MOST_READINGS = 10;
const PORTION = 500;

type TimeWindow = Parameters<TicketsApi["eachPage"]>[0];

interface StoreOptions {
  budget?: CallBudget | undefined;
  afterPage?: (page: readonly Ticket[]) => Promise<void>;
}

/** The tickets of AntCRM, as they were last read. */
export type TicketIndex = ReturnType<typeof createTicketIndex>;

export function createTicketIndex({ crm, rows, now, log, ...ports }: TicketIndexPorts) {
  const marks = createMarks(ports.marks, rows.version, now);
  let isSweeping = false;
  /** True after a write of this bot: the next round reads it at once. */
  let isOutdated = false;
  let failedAt: Date | null = null;

  /** Stores the tickets of a window. @returns their ids */
  async function storeOnce(
    window: TimeWindow,
    walk: number,
    signal: AbortSignal,
    { budget, afterPage }: StoreOptions,
  ): Promise<string[]> {
    const pages = crm.with({ signal, ...(budget && { budget }) }).tickets.eachPage(window, { cut: false });
    const ids: string[] = [];
    for await (const page of pages) {
      for (const { id } of page) ids.push(id);
      await rows.save(page, walk);
      await afterPage?.(page);
    }
    if (!pages.complete) throw new AppError("unavailable", "AntCRM GET /tickets: the list has no end");
    return ids;
  }

  /**
   * Stores the tickets of a window. If a ticket leaves a page that was read, the tickets behind it move forward, and one
   * of them is on no page. So a window of several pages is read until a reading finds no further ticket.
   * @returns how many tickets
   */
  async function store(
    window: TimeWindow,
    walk: number,
    signal: AbortSignal,
    { isWhole = true, ...options }: StoreOptions & { isWhole?: boolean } = {},
  ): Promise<number> {
    const found = new Set<string>();
    for (let readings = 0; readings < MOST_READINGS; readings += 1) {
      const known = found.size;
      for (const id of await storeOnce(window, walk, signal, options)) found.add(id);
      if (!isWhole || found.size === known || found.size < TICKETS_A_PAGE) return found.size;
    }
    log.warn(
      { readings: MOST_READINGS },
      "tickets move between their pages too fast, and some may be missing",
    );
    return found.size;
  }

  /** Reads what has changed. The window has no end, because AntCRM's clock may be ahead. */
  async function readChanges(
    signal: AbortSignal,
    budget?: CallBudget,
  ): Promise<{ readTo: Date; walk: WalkMark }> {
    const begun = now();
    isOutdated = false;
    const walk = (await marks.walk()) ?? (await marks.beginWalk(null, begun));
    const readTo = (await marks.readTo()) ?? begun;
    const updatedFrom = new Date(Math.min(readTo.getTime(), begun.getTime()) - OVERLAP_MS);
    // A waiting person has a limited number of reads.
    const isWhole = budget === undefined;
    await store({ updatedFrom }, walk.number, signal, { budget, isWhole, afterPage: ports.learn });
    await marks.setReadTo(begun);
    return { readTo: begun, walk };
  }

  async function readChangesIfDue(signal: AbortSignal): Promise<void> {
    const readTo = await marks.readTo();
    if (isOutdated || readTo === null || isDue(readTo, REFRESH_EVERY_MS, now())) await readChanges(signal);
  }

  const walkToTheEnd = createWalk({
    ...{ crm, rows, now, log, marks },
    // A walk over all tickets may take an hour, and lists show changes within a minute.
    store: (window, walk, signal, isWhole) =>
      store(window, walk, signal, { isWhole, afterPage: () => readChangesIfDue(signal) }),
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
      await store({ updatedFrom: since }, walk.number, signal, { budget, isWhole: budget === undefined });
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
      if (isSweeping || (failedAt !== null && !isDue(failedAt, REFRESH_EVERY_MS, now()))) return;
      isSweeping = true;
      try {
        if (!(await ports.leads())) return;
        await readChangesIfDue(signal);
        await walkToTheEnd(signal);
        failedAt = null;
      } catch (error) {
        failedAt = now();
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
