import type { Crm } from "../../crm/crm.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Marks, WalkMark } from "./index-marks.ts";
import type { TicketIndexRepository } from "./indexed-ticket.ts";

const DAY_MS = 86_400_000;
const WALK_STEP_MS = 30 * DAY_MS;
const SHORTEST_STEP_MS = DAY_MS;
/** A window is read at most this often while tickets leave it. Then the walk goes on, and the next one finds the rest. */
const MOST_READINGS = 20;
const WALK_EVERY_MS = DAY_MS;
/** The most tickets that are read by id after a walk. If more were not listed, the list itself is probably wrong. */
const CHECKED_AFTER_A_WALK = 300;

/** The tickets that were read, by id, with the time of their last change. */
export type ReadTickets = ReadonlyMap<string, Date | null>;

interface WalkPorts {
  crm: Crm;
  rows: TicketIndexRepository;
  marks: Marks;
  now(): Date;
  log: Logger;
  /** Stores the tickets that were changed in this window as seen by this walk. */
  store(
    window: { updatedFrom: Date; updatedTo: Date },
    walk: number,
    signal: AbortSignal,
  ): Promise<ReadTickets>;
  /** The same for the tickets that were changed since this time, by this machine's clock, or a little earlier. */
  storeChanges(since: Date, walk: number, signal: AbortSignal): Promise<ReadTickets>;
}

/** Returns a function that continues the walk over all tickets, and begins the next walk when it is due. */
export function createWalk({ crm, rows, now, log, marks, store, storeChanges }: WalkPorts) {
  /**
   * Reads the next month of the walk, or a longer time after empty months. The walk ends if there are no earlier tickets.
   * @returns how much time to read next
   */
  async function walkOn(walk: WalkMark, stepMs: number, signal: AbortSignal): Promise<number> {
    const { from, isEmpty } = await readWindow(walk, stepMs, signal);
    const isLast = isEmpty && (await isFirstMonth(from, signal));
    await marks.moveWalk({ ...walk, cursor: from, ended: isLast });
    const readMs = walk.cursor.getTime() - from.getTime();
    return isEmpty ? readMs * 2 : Math.min(readMs * 2, WALK_STEP_MS);
  }

  /**
   * Reads the window before the walk's cursor. If a ticket left a page that was read, the tickets behind it moved
   * forward, and one of them may have been on no page. Then half of the window is read again. A later walk needs no second
   * reading, because `dropVanished` reads the tickets that it did not see.
   */
  async function readWindow(
    walk: WalkMark,
    stepMs: number,
    signal: AbortSignal,
  ): Promise<{ from: Date; isEmpty: boolean }> {
    for (let readings = 1; ; readings += 1) {
      const from = new Date(walk.cursor.getTime() - stepMs);
      // The window is a day wider at both ends: src/crm/API.md#time-filters. A ticket in two windows is stored once.
      const updatedFrom = new Date(from.getTime() - DAY_MS);
      const updatedTo = new Date(walk.cursor.getTime() + DAY_MS);
      const begun = now();
      const read = await store({ updatedFrom, updatedTo }, walk.number, signal);
      const changed = walk.isFull ? null : await storeChanges(begun, walk.number, signal);
      if (changed === null || readings === MOST_READINGS || !isAnyNewer(changed, read)) {
        return { from, isEmpty: read.size === 0 };
      }
      stepMs = Math.max(stepMs / 2, SHORTEST_STEP_MS);
    }
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
      else await rows.save([ticket], number);
    }
  }

  return async function walkToTheEnd(signal: AbortSignal): Promise<void> {
    let stepMs = WALK_STEP_MS;
    for (let walk = await marks.walk(); walk !== null && !signal.aborted; walk = await marks.walk()) {
      const isDue = walk.ended && now().getTime() - walk.begunAt.getTime() >= WALK_EVERY_MS;
      // The tickets of another version are stored again at once.
      if (isDue || !walk.isCurrent) {
        await marks.beginWalk(walk, now());
        stepMs = WALK_STEP_MS;
        continue;
      }
      if (walk.ended) return;
      stepMs = await walkOn(walk, stepMs, signal);
      const after = await marks.walk();
      if (after?.ended) await dropVanished(after, signal);
    }
  };
}

function isAnyNewer(changed: ReadTickets, read: ReadTickets): boolean {
  return [...changed].some(([id, at]) => (at?.getTime() ?? 0) > (read.get(id)?.getTime() ?? Infinity));
}
