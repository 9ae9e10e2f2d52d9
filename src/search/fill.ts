import type { Customer } from "../crm/customer.ts";
import { toAppError } from "../errors.ts";
import { FillState, isFull, newState, versionOf } from "./fill-state.ts";
import { createIndexRounds, type IndexFillPorts, type Step } from "./index-rounds.ts";
import { createPageReading, type PagedList } from "./page-reading.ts";
import { createRebuild } from "./rebuild.ts";
import type { SearchIndex } from "./search-index.ts";
import { indexedId } from "./stored-customer.ts";
import { createWalking, walkToContinue } from "./walk.ts";

/*
 * AntCRM cannot be asked for a name (src/crm/API.md#get-contacts), so the index reads every customer once, page by page.
 * After that it reads what was changed, every minute. A deleted customer is in no list, so every day all pages are walked
 * again, and each customer that was not listed is read by its number before it is dropped. All of this stays within a
 * number of calls a minute, and continues where it was after a restart.
 */

export interface FillPorts extends IndexFillPorts {
  index: SearchIndex;
}

/** Changes are read this often. */
const CHANGES_EVERY_MS = 60_000;
/** The clocks of AntCRM and of this machine may differ by this much. */
const OVERLAP_MS = 5 * 60_000;

/** Fills the index in the background, a little in each round. */
export type IndexFill = ReturnType<typeof createIndexFill>;

export function createIndexFill(ports: FillPorts) {
  const { rows, now } = ports;
  const version = versionOf(rows.keyId);
  const changed = new Set<string>();
  const rounds = createIndexRounds(ports, {
    key: "house:search-index.fill",
    state: FillState,
    begin: () => newState(version, now()),
    // Rows of another version are written anew by a step, without calls to AntCRM.
    isUsable: () => true,
    steps: createFillSteps(ports, changed),
  });

  return {
    /** Runs one round. Does nothing if a round is in progress. */
    sweep: rounds.run,

    /** Reads a customer that the bot has changed with the next round. @param reference `"customer:475"` */
    noteChange: (reference: string) => void changed.add(reference),

    /** Returns how complete the index is. Null if it is off, or has not begun. */
    async progress(): Promise<IndexProgress | null> {
      const state = await rounds.state();
      return state && { isFull: isFull(state, version), readTo: new Date(state.changes.readTo) };
    },
    count: () => rows.count(),
  };
}

export interface IndexProgress {
  /** True if every customer is in the index. */
  isFull: boolean;
  /** The index has all changes up to this time. */
  readTo: Date;
}

/** Creates the steps of a round. @param changed  references of customers that the bot has changed */
function createFillSteps(ports: FillPorts, changed: Set<string>): Step<FillState>[] {
  const { crm, index, rows, allowance, now, log } = ports;
  const readPages = createPageReading(allowance, log);
  const walking = createWalking(ports, "customers");

  /** Returns how the customers of a time window are read and saved; all of them without one. */
  const listing = (
    windows: { updatedFrom?: Date },
    walkNumber: number,
    signal: AbortSignal,
  ): PagedList<Customer> => ({
    async read(page: number) {
      const { customers, isLast } = await crm.with({ signal }).contacts.listPage(windows, page);
      return { records: customers, isLast };
    },
    idOf: indexedId,
    save: (customers) => index.save(customers, walkNumber),
  });

  const readChanges: Step<FillState> = async (state, signal) => {
    const { changes, walk } = state;
    const isDue = now().getTime() - changes.readTo >= CHANGES_EVERY_MS;
    if (changes.begunAt === null && !isDue) return state;
    const begun =
      changes.begunAt === null
        ? {
            ...changes,
            from: changes.readTo - OVERLAP_MS,
            begunAt: now().getTime(),
            page: 1,
            firstOfPage: null,
          }
        : changes;
    const from = new Date(begun.from);
    const { hasEnded, ...place } = await readPages(
      begun,
      {
        ...listing({ updatedFrom: from }, walk.number, signal),
        isEnough: (page) => endsBefore(page, from),
        share: 1,
      },
      signal,
    );
    if (!hasEnded) return { ...state, changes: { ...begun, ...place } };
    return { ...state, changes: { ...begun, readTo: begun.begunAt ?? changes.readTo, begunAt: null } };
  };

  const walk: Step<FillState> = async (state, signal) => {
    const begun = walkToContinue(state.walk, now());
    if (begun === null) return state;
    return { ...state, walk: await walking.readOn(begun, listing({}, begun.number, signal), signal) };
  };

  const dropVanished: Step<FillState> = async (state, signal) => {
    const checked = await walking.checkUnseen(state.walk, readOne, signal);
    return checked === state.walk ? state : { ...state, walk: checked };
  };

  async function readOne(reference: string, walkNumber: number, signal: AbortSignal): Promise<void> {
    const [kind, id = ""] = reference.split(":");
    const { contacts } = crm.with({ signal });
    const found = await (kind === "lead" ? contacts.byLeadId(id) : contacts.byCustomerId(id));
    // A lead that became a customer has another number now.
    if (found === null || indexedId(found) !== reference) await index.remove([reference]);
    if (found !== null) await index.save([found], walkNumber);
  }

  /** Reads customers that the bot has just changed. One that cannot be read comes with the changes of the next minute. */
  const readAgain: Step<FillState> = async (state, signal) => {
    for (const reference of changed) {
      if (signal.aborted || !allowance.take()) return state;
      changed.delete(reference);
      await readOne(reference, 0, signal).catch((thrown: unknown) => {
        log.warn({ err: toAppError(thrown).message }, "a changed customer could not be read for the index");
      });
    }
    return state;
  };

  return [readAgain, createRebuild(rows, index), readChanges, walk, dropVanished];
}

/** True if the page is sorted by the last change, the newest first, and ends before this time. */
function endsBefore(page: readonly Customer[], from: Date): boolean {
  const times = page.map(({ updatedAt }) => updatedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const isSorted = times.every((time, place) => place === 0 || time <= (times[place - 1] ?? 0));
  return isSorted && (times.at(-1) ?? Number.POSITIVE_INFINITY) < from.getTime();
}
