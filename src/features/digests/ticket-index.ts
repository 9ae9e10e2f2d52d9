import type { CallBudget } from "../../crm/calls.ts";
import type { Crm } from "../../crm/crm.ts";
import type { Ticket, TicketsApi } from "../../crm/tickets.ts";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { SettingsRepository } from "../../settings/settings.ts";
import { widened } from "./period.ts";

/*
 * AntCRM filters tickets by time alone (src/crm/API.md#get-tickets), and which ones are open is a question about all of
 * them. So they are read once, month by month back to the first one, and from then on what has changed is read every
 * minute. What vanishes from AntCRM shows in no window of time: each day they are all walked again, and those that no
 * longer turn up are asked for one by one before they are dropped.
 */

/** What is kept of a ticket to count it by: no title, no text, of its customer an ObjectId alone. */
export interface IndexedTicket {
  /** The CRM's `TicketId`, `"17464"`. */
  id: string;
  /** The tenant's own word, `"Assigned"`. */
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

/** How far the index has come. */
export interface IndexState {
  /** It holds every ticket. Until then it holds those that were changed since `since`. */
  full: boolean;
  since: Date;
  /** Changes up to then are in it. */
  readTo: Date;
}

export interface TicketIndexRepository {
  /**
   * Adds or replaces tickets, except where the stored one was changed later: two readings may be written in either order.
   * @param walk  the number of the current walk over all tickets, or of the last one
   */
  save(tickets: readonly IndexedTicket[], walk: number): Promise<void>;
  /** In the order of their ids as texts: `portion("17464", 500)` returns the next 500 after it. */
  portion(after: string, limit: number): Promise<IndexedTicket[]>;
  /** Ids that neither this walk nor a later one has seen. */
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

/** Changes are looked for so often. */
const REFRESH_EVERY_MS = 60_000;
/** The CRM's clock and ours may differ by this much. */
const OVERLAP_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
const WALK_STEP_MS = 30 * DAY_MS;
const WALK_EVERY_MS = DAY_MS;
const PORTION = 500;
/** Tickets asked for one by one after a walk; where more have vanished, the list itself is not to be trusted. */
const CHECKED_AFTER_A_WALK = 300;
const READ = "house:ticket-index.read";
const WALK = "house:ticket-index.walk";

/** The tickets of AntCRM, as they were counted last. */
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

  /** Open at its end: whatever time AntCRM's clock shows, what it has changed until now is read. */
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
     * Brings the index up to now. The first call begins to fill it, which `sweep` goes on with.
     * @param since  what was changed since then is in it afterwards, also where it is not full yet
     * @param budget  how many reads may be made for whoever waits; any number unless told
     * @throws AppError as the CRM's list does; `unavailable` where the list could not be read to its end
     */
    async refresh(signal: AbortSignal, since?: Date, budget?: CallBudget): Promise<IndexState> {
      const { readTo, walk } = await readChanges(signal, budget);
      const full = walk.number > 1 || walk.ended;
      if (full || since === undefined || since >= walk.cursor) return { full, since: walk.cursor, readTo };
      await store({ updatedFrom: since }, walk.number, signal, budget);
      return { full, since, readTo };
    },

    /** All tickets, in portions, in no order that means anything. */
    async *portions(): AsyncGenerator<readonly IndexedTicket[]> {
      for (let after: string | undefined = ""; after !== undefined; ) {
        const portion: IndexedTicket[] = await rows.portion(after, PORTION);
        if (portion.length > 0) yield portion;
        after = portion.at(-1)?.id;
      }
    },

    /**
     * One round in the background: reads what has changed and goes on filling, in portions, until all is in. Does nothing
     * where nobody has ever asked for a figure, or a round is under way.
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
  /** Stores the tickets changed in this window as seen by this walk. @returns how many */
  store(window: { updatedFrom: Date; updatedTo: Date }, walk: number, signal: AbortSignal): Promise<number>;
}

/** Returns a function that goes on with the walk over all tickets, and begins the next one when it is due. */
function createWalk({ crm, rows, now, log, marks, store }: WalkPorts) {
  /** The next month of the walk, or of several where there was none; it has ended where nothing lies before. */
  async function walkOn(walk: WalkMark, stepMs: number, signal: AbortSignal): Promise<number> {
    const from = new Date(walk.cursor.getTime() - stepMs);
    // A day wider at either end: what stands in two months is kept once.
    const { from: updatedFrom, to: updatedTo } = widened({ from, to: walk.cursor });
    const found = await store({ updatedFrom, updatedTo }, walk.number, signal);
    const isLast = found === 0 && (await isFirstMonth(from, signal));
    await marks.moveWalk({ ...walk, cursor: from, ended: isLast });
    return found === 0 ? stepMs * 2 : WALK_STEP_MS;
  }

  async function isFirstMonth(before: Date, signal: AbortSignal): Promise<boolean> {
    const { tickets } = await crm.with({ signal }).tickets.list({ updatedTo: before, maxPages: 1 });
    return tickets.length === 0;
  }

  /** What the walk did not meet was deleted, or moved to another page while its own was read. */
  async function dropVanished({ number }: WalkMark, signal: AbortSignal): Promise<void> {
    const unseen = await rows.unseen(number, CHECKED_AFTER_A_WALK + 1);
    if (unseen.length > CHECKED_AFTER_A_WALK) {
      log.warn("more tickets than are ever deleted in a day were not listed: none is dropped");
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

/** A walk over all tickets, backwards from its beginning. */
interface WalkMark {
  /** From 1. */
  number: number;
  begunAt: Date;
  /** Everything changed since then was met. */
  cursor: Date;
  ended: boolean;
}

type Marks = ReturnType<typeof createMarks>;

/**
 * How far the index was read, in two keys: changes are read while a walk is under way, and neither may overwrite the
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
    /** Begins the walk after `last`. */
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
