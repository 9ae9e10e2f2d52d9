import type { Crm } from "../crm/crm.ts";
import type { Customer } from "../crm/customer.ts";
import { toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import type { SettingsRepository } from "../settings/settings.ts";
import { type FillState, isFull, mark, versionOf } from "./fill-state.ts";
import { createIndexRounds, type IndexRoundsPorts } from "./index-rounds.ts";
import { createPageReading, type PageReading } from "./page-reading.ts";
import { createRebuild } from "./rebuild.ts";
import type { SearchIndexRepository } from "./repository.ts";
import type { SearchIndex } from "./search-index.ts";
import { indexedId } from "./stored-customer.ts";

/*
 * AntCRM cannot be asked for a name (src/crm/API.md#get-contacts), so the index reads every customer once, page by page.
 * After that it reads what was changed, every minute. A deleted customer is in no list, so every day all pages are walked
 * again, and each customer that was not listed is read by its number before it is dropped. All of this stays within a
 * number of calls a minute, and continues where it was after a restart.
 */

export interface FillPorts extends IndexRoundsPorts {
  /** Its calls have background priority. */
  crm: Crm;
  index: SearchIndex;
  rows: SearchIndexRepository;
  marks: SettingsRepository;
  now(): Date;
  log: Logger;
}

/** Changes are read this often. */
const CHANGES_EVERY_MS = 60_000;
/** The clocks of AntCRM and of this machine may differ by this much. */
const OVERLAP_MS = 5 * 60_000;
const WALK_EVERY_MS = 24 * 60 * 60_000;
/** A walk after the first one only finds what was deleted, so it takes a part of the calls. */
const LATER_WALK_SHARE = 0.25;
const CHECKED_AT_A_TIME = 50;

/** Fills the index in the background, a little in each round. */
export type IndexFill = ReturnType<typeof createIndexFill>;

export function createIndexFill(ports: FillPorts) {
  const { rows, marks, now } = ports;
  const changed = new Set<string>();
  const work = createFillWork(ports);

  async function round(signal: AbortSignal): Promise<void> {
    let state = await mark.read(marks);
    if (state === null) {
      // Another process may have emptied the tables, and the words that this one has stored are gone.
      await rows.clear();
      state = newState(versionOf(rows.keyId), now());
      await mark.store(marks, state, now());
    }
    await work.readAgain(changed, signal);
    for (const step of [work.rebuild, work.readChanges, work.walk, work.dropVanished]) {
      if (signal.aborted) return;
      const before: FillState = state;
      state = await step(before, signal);
      if (state !== before) await mark.store(marks, state, now());
    }
  }

  const sweep = createIndexRounds(ports, {
    isBegun: async () => (await mark.read(marks)) !== null,
    async empty() {
      await rows.clear();
      await mark.store(marks, null, now());
    },
    round,
  });

  return {
    /** Runs one round. Does nothing if a round is in progress. */
    sweep,

    /** Reads a customer that the bot has changed with the next round. @param reference `"customer:475"` */
    noteChange: (reference: string) => void changed.add(reference),

    /** Returns how complete the index is. Null if it is off, or has not begun. */
    async progress(): Promise<IndexProgress | null> {
      const state = await mark.read(marks);
      return (
        state && { isFull: isFull(state, versionOf(rows.keyId)), readTo: new Date(state.changes.readTo) }
      );
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

function newState(version: string, at: Date): FillState {
  const time = at.getTime();
  return {
    version,
    rebuiltTo: null,
    walk: { number: 1, begunAt: time, page: 1, firstOfPage: null, phase: "reading" },
    changes: { readTo: time, from: time, begunAt: null, page: 1, firstOfPage: null },
  };
}

type Step = (state: FillState, signal: AbortSignal) => Promise<FillState>;

/** Creates the steps of a round. Each one returns where it has come to. */
function createFillWork({ crm, index, rows, allowance, now, log }: FillPorts) {
  const rebuild = createRebuild(rows, index);
  const readPages = createPageReading(allowance, log);

  /** Returns how the customers of a time window are read and saved; all of them without one. */
  const listing = (
    windows: { updatedFrom?: Date },
    walkNumber: number,
    signal: AbortSignal,
  ): Omit<PageReading<Customer>, "share"> => ({
    async read(page: number) {
      const { customers, isLast } = await crm.with({ signal }).contacts.listPage(windows, page);
      return { records: customers, isLast };
    },
    idOf: indexedId,
    save: (customers) => index.save(customers, walkNumber),
  });

  const readChanges: Step = async (state, signal) => {
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

  const walk: Step = async (state, signal) => {
    let current = state.walk;
    if (current.phase === "done") {
      if (now().getTime() - current.begunAt < WALK_EVERY_MS) return state;
      const number = current.number + 1;
      current = { number, begunAt: now().getTime(), page: 1, firstOfPage: null, phase: "reading" };
    }
    if (current.phase !== "reading") return state;
    const share = current.number === 1 ? 1 : LATER_WALK_SHARE;
    const { hasEnded, ...place } = await readPages(
      current,
      { ...listing({}, current.number, signal), share },
      signal,
    );
    if (hasEnded)
      log.info({ walk: current.number, pages: current.page }, "all customers were read for the index");
    return { ...state, walk: { ...current, ...place, phase: hasEnded ? "checking" : "reading" } };
  };

  /** Reads the customers that a walk did not see. Each was deleted, or moved to another page meanwhile. */
  const dropVanished: Step = async (state, signal) => {
    if (state.walk.phase !== "checking") return state;
    const unseen = await rows.unseen(state.walk.number, CHECKED_AT_A_TIME);
    for (const reference of unseen) {
      if (signal.aborted || !allowance.take()) return state;
      await readOne(reference, state.walk.number, signal);
    }
    if (unseen.length > 0) return state;
    await rows.merge();
    return { ...state, walk: { ...state.walk, phase: "done" } };
  };

  async function readOne(reference: string, walkNumber: number, signal: AbortSignal): Promise<void> {
    const [kind, id = ""] = reference.split(":");
    const { contacts } = crm.with({ signal });
    const found = await (kind === "lead" ? contacts.byLeadId(id) : contacts.byCustomerId(id));
    // A lead that became a customer has another number now.
    if (found === null || indexedId(found) !== reference) await index.remove([reference]);
    if (found !== null) await index.save([found], walkNumber);
  }

  return {
    ...{ rebuild, readChanges, walk, dropVanished },
    /** Reads customers that the bot has just changed. One that cannot be read comes with the changes of the next minute. */
    async readAgain(changed: Set<string>, signal: AbortSignal): Promise<void> {
      for (const reference of changed) {
        if (signal.aborted || !allowance.take()) return;
        changed.delete(reference);
        await readOne(reference, 0, signal).catch((thrown: unknown) => {
          log.warn({ err: toAppError(thrown).message }, "a changed customer could not be read for the index");
        });
      }
    },
  };
}

/** True if the page is sorted by the last change, the newest first, and ends before this time. */
function endsBefore(page: readonly Customer[], from: Date): boolean {
  const times = page.map(({ updatedAt }) => updatedAt?.getTime() ?? Number.POSITIVE_INFINITY);
  const isSorted = times.every((time, place) => place === 0 || time <= (times[place - 1] ?? 0));
  return isSorted && (times.at(-1) ?? Number.POSITIVE_INFINITY) < from.getTime();
}
