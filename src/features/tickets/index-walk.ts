import type { Crm } from "../../crm/crm.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Marks, WalkMark } from "./index-marks.ts";
import type { TicketIndexRepository } from "./indexed-ticket.ts";

const DAY_MS = 86_400_000;
const WALK_STEP_MS = 30 * DAY_MS;
const WALK_EVERY_MS = DAY_MS;
/** The most tickets that are read by id after a walk. If more were not listed, the list itself is probably wrong. */
const CHECKED_AFTER_A_WALK = 300;

interface WalkPorts {
  crm: Crm;
  rows: TicketIndexRepository;
  marks: Marks;
  now(): Date;
  log: Logger;
  /** Stores the tickets that were changed in this window as seen by this walk. @returns how many */
  store(window: { updatedFrom: Date; updatedTo: Date }, walk: number, signal: AbortSignal): Promise<number>;
}

/** Returns a function that continues the walk over all tickets, and begins the next walk when it is due. */
export function createWalk({ crm, rows, now, log, marks, store }: WalkPorts) {
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
