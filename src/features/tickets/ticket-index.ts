import type { CallBudget } from "../../crm/calls.ts";
import type { Crm } from "../../crm/crm.ts";
import type { Ticket, TicketsApi } from "../../crm/tickets.ts";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { SettingsRepository } from "../../settings/settings.ts";

/*
 * AntCRM filters tickets by time only (src/crm/API.md#get-tickets), but a digest needs to know which of all tickets are
 * open. So all tickets are read once, month by month back to the first one. After that, changes are read every minute. A
 * deleted ticket appears in no time window. So every day all tickets are walked again, and each ticket that was not listed
 * is read by its id before it is dropped.
 */

/** What is stored of a ticket to count it: no title and no text, and only the ObjectId of its customer. */
export interface IndexedTicket {
  /** The CRM's `TicketId`: `"17464"`. */
  id: string;
  /** The tenant's own word: `"Assigned"`. */
  status: string | null;
  /** `"Urgent"`, `"High"`, `"Medium"`, `"Low"`, or the tenant's own word. */
  priority: string | null;
  /** E-mail or name of the agent; sealed on disk. */
  assignee: string | null;
  /** ObjectId of the customer. */
  contact: string | null;
  createdAt: Date | null;
  updatedAt: Date | null;
}

/** How complete the index is. */
export interface IndexState {
  /** True if the index has every ticket. Until then it has the tickets that were changed since `since`. */
  full: boolean;
  since: Date;
  /** The index includes all changes up to this time. */
  readTo: Date;
}

export interface TicketIndexRepository {
  /**
   * Adds or replaces tickets, unless the stored ticket was changed later: two readings may be stored in either order.
   * @param walk  the number of the current walk over all tickets, or of the last one
   */
  save(tickets: readonly IndexedTicket[], walk: number): Promise<void>;
  /** Returns tickets sorted by their ids as texts: `portion("17464", 500)` returns the next 500 after it. */
  portion(after: string, limit: number): Promise<IndexedTicket[]>;
  /** Returns ids that neither this walk nor a later one has seen. */
  unseen(walk: number, limit: number): Promise<string[]>;
  remove(id: string): Promise<void>;
}

export interface TicketIndexPorts {
  /** Its calls have background priority. */
  crm: Crm;
  rows: TicketIndexRepository;
  marks: SettingsRepository;
  now(): Date;
  log: Logger;
}

/** Changes are read this often. */
const REFRESH_EVERY_MS = 60_000;
/** The clocks of AntCRM and of this machine may differ by this much. */
const OVERLAP_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
const WALK_STEP_MS = 30 * DAY_MS;
const WALK_EVERY_MS = DAY_MS;
const PORTION = 500;
/** The most tickets that are read by id after a walk. If more were not listed, the list itself is probably wrong. */
const CHECKED_AFTER_A_WALK = 300;
const READ = "house:ticket-index.read";
const WALK = "house:ticket-index.walk";

/** The tickets of AntCRM, as they were last read. */
export type TicketIndex = ReturnType<typeof createTicketIndex>;

export function createTicketIndex({ crm, rows, now, log, ...ports }: TicketIndexPorts) {
  const marks = createMarks(ports.marks, now);
  let isSweeping = false;

  async function store(
    windows: Parameters<TicketsApi["eachPage"]>[0],
    walk: number,
    signal: AbortSignal,
    budget?: CallBudget,
  ): Promise<number> {
    const pages = crm.with({ signal, ...(budget && { budget }) }).tickets.eachPage(windows, { cut: false });
    let count = 0;
    for await (const page of pages) {
      count += page.length;
      await rows.save(page.map(indexed), walk);
    }
    if (!pages.complete) throw new AppError("unavailable", "AntCRM GET /tickets: the list has no end");
    return count;
  }

  /** Reads what has changed. The window has no end, because AntCRM's clock may be ahead. */
  async function readChanges(
    signal: AbortSignal,
    budget?: CallBudget,
  ): Promise<{ readTo: Date; walk: WalkMark }> {
    const begun = now();
    const walk = (await marks.walk()) ?? (await marks.beginWalk(0, begun));
    const readTo = (await marks.readTo()) ?? begun;
    await store({ updatedFrom: new Date(readTo.getTime() - OVERLAP_MS) }, walk.number, signal, budget);
    await marks.setReadTo(begun);
    return { readTo: begun, walk };
  }

  const walkToTheEnd = createWalk({ crm, rows, now, log, marks, store });

  return {
    /**
     * Updates the index. The first call begins to fill it, and `sweep` continues.
     * @param since  afterwards the index includes what was changed since then, even if it is not full yet
     * @param budget  how many reads may be made for a waiting person; no limit if absent
     * @throws AppError as the CRM's list does; `unavailable` the list could not be read to its end
     */
    async refresh(signal: AbortSignal, since?: Date, budget?: CallBudget): Promise<IndexState> {
      const { readTo, walk } = await readChanges(signal, budget);
      const full = walk.number > 1 || walk.ended;
      if (full || since === undefined || since >= walk.cursor) return { full, since: walk.cursor, readTo };
      await store({ updatedFrom: since }, walk.number, signal, budget);
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

    /**
     * Runs one round in the background: reads changes and continues to fill the index until it is full. Does nothing if
     * nobody has ever asked for a figure, or if a round is in progress.
     */
    async sweep(signal: AbortSignal): Promise<void> {
      const readTo = await marks.readTo();
      if (isSweeping || readTo === null) return;
      isSweeping = true;
      try {
        if (now().getTime() - readTo.getTime() >= REFRESH_EVERY_MS) await readChanges(signal);
        await walkToTheEnd(signal);
      } finally {
        isSweeping = false;
      }
    },
  };
}

interface WalkPorts extends Omit<TicketIndexPorts, "marks"> {
  marks: Marks;
  /** Stores the tickets that were changed in this window as seen by this walk. @returns how many */
  store(window: { updatedFrom: Date; updatedTo: Date }, walk: number, signal: AbortSignal): Promise<number>;
}

/** Returns a function that continues the walk over all tickets, and begins the next walk when it is due. */
function createWalk({ crm, rows, now, log, marks, store }: WalkPorts) {
  /**
   * Reads the next month of the walk, or a longer time after empty months. The walk ends if there are no earlier tickets.
   */
  async function walkOn(walk: WalkMark, stepMs: number, signal: AbortSignal): Promise<number> {
    const from = new Date(walk.cursor.getTime() - stepMs);
    // The window is a day wider at both ends: src/crm/API.md#time-filters. A ticket in two windows is stored once.
    const updatedFrom = new Date(from.getTime() - DAY_MS);
    const updatedTo = new Date(walk.cursor.getTime() + DAY_MS);
    const found = await store({ updatedFrom, updatedTo }, walk.number, signal);
    const isLast = found === 0 && (await isFirstMonth(from, signal));
    await marks.moveWalk({ ...walk, cursor: from, ended: isLast });
    return found === 0 ? stepMs * 2 : WALK_STEP_MS;
  }

  async function isFirstMonth(before: Date, signal: AbortSignal): Promise<boolean> {
    const { tickets } = await crm.with({ signal }).tickets.list({ updatedTo: before, maxPages: 1 });
    return tickets.length === 0;
  }

  /** Reads the tickets that the walk did not see. Each was deleted, or moved to another page during the walk. */
  async function dropVanished({ number }: WalkMark, signal: AbortSignal): Promise<void> {
    const unseen = await rows.unseen(number, CHECKED_AFTER_A_WALK + 1);
    if (unseen.length > CHECKED_AFTER_A_WALK) {
      log.warn("more tickets than expected were not listed; none of them is dropped");
      return;
    }
    for (const id of unseen) {
      const ticket = await crm.with({ signal }).tickets.byId(id);
      if (ticket === null) await rows.remove(id);
      else await rows.save([indexed(ticket)], number);
    }
  }

  return async function walkToTheEnd(signal: AbortSignal): Promise<void> {
    let stepMs = WALK_STEP_MS;
    for (let walk = await marks.walk(); walk !== null && !signal.aborted; walk = await marks.walk()) {
      if (walk.ended) {
        if (now().getTime() - walk.begunAt.getTime() < WALK_EVERY_MS) return;
        await marks.beginWalk(walk.number, now());
        continue;
      }
      stepMs = await walkOn(walk, stepMs, signal);
      const after = await marks.walk();
      if (after?.ended) await dropVanished(after, signal);
    }
  };
}

/** A walk over all tickets, from its beginning back in time. */
interface WalkMark {
  /** Counted from 1. */
  number: number;
  begunAt: Date;
  /** The walk has seen everything that was changed since this time. */
  cursor: Date;
  ended: boolean;
}

type Marks = ReturnType<typeof createMarks>;

/**
 * Stores how far the index was read, in two settings. Changes are read during a walk, and neither may overwrite the
 * other's mark.
 */
function createMarks(rows: SettingsRepository, now: () => Date) {
  async function moveWalk({ number, begunAt, cursor, ended }: WalkMark): Promise<void> {
    const stored = { number, begunAt: begunAt.getTime(), cursor: cursor.getTime(), ended };
    await rows.set(WALK, JSON.stringify(stored), now());
  }

  return {
    moveWalk,
    async readTo(): Promise<Date | null> {
      const stored = await rows.get(READ);
      return stored === null ? null : new Date(JSON.parse(stored));
    },
    setReadTo: (at: Date) => rows.set(READ, JSON.stringify(at.getTime()), now()),
    async walk(): Promise<WalkMark | null> {
      const stored = await rows.get(WALK);
      if (stored === null) return null;
      const walk: Record<"number" | "begunAt" | "cursor", number> & { ended: boolean } = JSON.parse(stored);
      return { ...walk, begunAt: new Date(walk.begunAt), cursor: new Date(walk.cursor) };
    },
    /** Begins the walk after walk number `last`. */
    async beginWalk(last: number, at: Date): Promise<WalkMark> {
      const mark = { number: last + 1, begunAt: at, cursor: at, ended: false };
      await moveWalk(mark);
      return mark;
    },
  };
}

function indexed({ id, status, priority, assignedTo, contact, createdAt, updatedAt }: Ticket): IndexedTicket {
  const plain = { id, status, priority, assignee: assignedTo, contact: contact?.objectId ?? null };
  return { ...plain, createdAt, updatedAt };
}
