import type { Crm } from "../../crm/crm.ts";
import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Marks, WalkMark } from "./index-marks.ts";
import type { TicketIndexRepository } from "./indexed-ticket.ts";
import { isDue } from "./is-due.ts";

const DAY_MS = 86_400_000;
const WALK_STEP_MS = 30 * DAY_MS;
const WALK_EVERY_MS = DAY_MS;
/** No ticket is expected to be older. So the walk ends even if AntCRM ignores the time filter. */
const EARLIEST = new Date("2000-01-01T00:00:00Z");
/** The most tickets that are read by id after a walk. The others are read after the next one. */
const CHECKED_AFTER_A_WALK = 2_000;
/** So many tickets may fail to be read by id. With one more, AntCRM is probably unavailable. */
const MOST_FAILURES = 4;

interface WalkPorts {
  crm: Crm;
  rows: TicketIndexRepository;
  marks: Marks;
  now(): Date;
  log: Logger;
  /**
   * Stores the tickets that were changed in this window as seen by this walk. @returns how many
   * @param isWhole  true if none may be missed
   */
  store(
    window: { updatedFrom: Date; updatedTo: Date },
    walk: number,
    signal: AbortSignal,
    isWhole: boolean,
  ): Promise<number>;
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
    // What a later walk misses is in the index already, and is read by its id.
    const found = await store({ updatedFrom, updatedTo }, walk.number, signal, !walk.isListed);
    const isLast = from < EARLIEST || (found === 0 && (await hasNoneBefore(from, signal)));
    if (isLast) await checkUnseen(walk, signal);
    await marks.moveWalk({ ...walk, cursor: from, ended: isLast });
    return found === 0 ? stepMs * 2 : WALK_STEP_MS;
  }

  async function hasNoneBefore(updatedTo: Date, signal: AbortSignal): Promise<boolean> {
    const window = { updatedFrom: EARLIEST, updatedTo };
    const { tickets } = await crm.with({ signal }).tickets.list({ ...window, maxPages: 1 });
    return tickets.length === 0;
  }

  /** Reads the tickets that the walk did not see. Each was deleted, or moved to another page during the walk. */
  async function checkUnseen({ number }: WalkMark, signal: AbortSignal): Promise<void> {
    let failures = 0;
    for (const id of await rows.unseen(number, CHECKED_AFTER_A_WALK)) {
      try {
        const ticket = await crm.with({ signal }).tickets.byId(id);
        if (ticket === null) await rows.remove(id);
        else await rows.save([ticket], number);
      } catch (thrown) {
        failures += 1;
        if (failures > MOST_FAILURES || signal.aborted) throw thrown;
        log.warn(
          { ticket: id, err: toAppError(thrown).message },
          "a ticket of the index could not be checked",
        );
      }
    }
  }

  return async function walkToTheEnd(signal: AbortSignal): Promise<void> {
    let stepMs = WALK_STEP_MS;
    for (let walk = await marks.walk(); walk !== null && !signal.aborted; walk = await marks.walk()) {
      const isNextDue = walk.ended && isDue(walk.begunAt, WALK_EVERY_MS, now());
      // The tickets of another version are stored again at once.
      if (isNextDue || !walk.isCurrent) {
        await marks.beginWalk(walk, now());
        stepMs = WALK_STEP_MS;
        continue;
      }
      if (walk.ended) return;
      stepMs = await walkOn(walk, stepMs, signal);
    }
  };
}
