import type { Locale } from "../../i18n/messages.ts";
import type { Age } from "../../operations/operation.ts";
import type { ImportKind } from "../../understanding/import-request.ts";

/** Rows by their outcome: `{ made: 963, there: 0, failed: 37, unclear: 0 }`. */
export interface RowCounts {
  made: number;
  /** Rows that AntCRM had before this import. */
  there: number;
  failed: number;
  unclear: number;
}

/** `stopping`: a person has stopped it, and the requests that were sent are waited for. */
export type ImportState =
  | "reading"
  | "proposed"
  | "running"
  | "stopping"
  | "done"
  | "stopped"
  | "declined"
  | "expired";

/** `bad`: rows that were found wrong in the file and are never sent. */
export type BatchState = "waiting" | "sending" | "unclear" | "done" | "bad";

/** What a file is imported as. It is stored, so that the file is read only once. */
export interface Plan {
  file: string;
  kind: ImportKind;
  headings: readonly string[];
  /** The language of the reasons in the report, which is the person's. */
  locale: Locale;
  segment?: { id: string; name: string };
}

export interface Import extends RowCounts {
  id: string;
  /** Shown to people: `"K7Q2M9XA"`. */
  reference: string;
  person: string;
  /** Where it was asked, as JSON text. */
  place: string;
  plan: Plan;
  state: ImportState;
  /** Rows to send. */
  good: number;
  /** Rows that were found wrong in the file. */
  bad: number;
  begunAt: Date;
  endedAt: Date | null;
  /**
   * When a restored copy of the database was noticed in which this import was in progress. Its remaining rows may have
   * been sent.
   */
  restoredAt: Date | null;
  /** How often sending began since the last settled row. See `isGivenUp`. */
  attempts: number;
}

/**
 * A stored row. The keys are short, because a file has a hundred thousand rows:
 *
 * - `l`  its line
 * - `c`  its cells, as the file has them
 * - `r`  the row that was read from them, to be sent
 * - `e`  what is wrong with it, for the report
 */
export interface KeptRow {
  l: number;
  c: readonly string[];
  r?: object;
  e?: string;
}

/** An import as it is stored. */
export interface StoredImport extends Omit<Import, "plan"> {
  /** JSON; sealed on disk. It is `""` once it is emptied, together with `place`. */
  plan: string;
  /** `"customers"` */
  kind: string;
  /** A hash of the file's bytes. */
  fingerprint: string | null;
  owner: string | null;
  confirmedAt: Date | null;
  notifiedAt: Date | null;
  /** The number of settled rows when the last attempt began. */
  attemptRows: number;
}

interface NewBatch {
  seq: number;
  size: number;
  /** JSON; sealed on disk. */
  rows: string;
}

/**
 * Batches of an import's rows; each batch is one request. A change returns true only to the one caller who made it.
 * `owner`: nothing changes if another process has taken the import over.
 */
export interface ImportBatchRepository {
  addBatch(id: string, batch: NewBatch & { state: "waiting" | "bad" }): Promise<void>;
  /**
   * Moves a batch from `waiting` to `sending`, committed before the request. It does so only while the import runs and the
   * owner's lease runs.
   * @param before  a batch that AntCRM took completely; it is settled in the same commit, also if this batch may not be
   *   sent
   */
  send(
    id: string,
    seq: number,
    owner: string,
    at: Date,
    before?: { seq: number; made: number },
  ): Promise<boolean>;
  /** Ends a batch. `keep`: the rows that a report names; `children`: rows to send separately, as batches of their own. */
  settle(
    id: string,
    seq: number,
    owner: string,
    outcome: RowCounts & { keep: string | null; children?: readonly NewBatch[] },
  ): Promise<boolean>;
  moveBatch(id: string, seq: number, owner: string, from: BatchState, to: BatchState): Promise<boolean>;
  /** Moves every batch that was being sent when its process died to `unclear`, because it may have arrived. */
  giveUpSending(id: string): Promise<number>;
  batches(id: string, state: BatchState): Promise<{ seq: number; size: number; sentAt: Date | null }[]>;
  rows(id: string, seq: number): Promise<string | null>;
  /** Yields the rows that are still stored: bad ones, failed ones, and those never sent. */
  kept(id: string): AsyncIterable<{ state: BatchState; rows: string }>;
  sums(id: string): Promise<RowCounts & { last: number }>;
}

/**
 * Imports and their rows. A change is one conditional update and returns true only to the one caller who made it. An
 * import whose row was changed outside the bot is not found, so nothing of it is sent.
 */
export interface ImportRepository extends ImportBatchRepository {
  begin(
    begun: Pick<StoredImport, "id" | "reference" | "kind" | "person" | "place" | "plan"> & {
      at: Date;
      owner: string;
    },
  ): Promise<void>;
  propose(id: string, found: { good: number; bad: number; fingerprint: string; at: Date }): Promise<boolean>;
  find(id: string): Promise<StoredImport | null>;
  /**
   * Moves an import from `proposed` to `running`, for its person only. False also if another import of the same file was
   * confirmed since this one was proposed.
   * @param yes  `anyway`: the person knows of the other import
   */
  confirm(id: string, yes: { at: Date; person: string; owner: string; anyway: boolean }): Promise<boolean>;
  /** @param change  `person`: moves only an import of this person; `owner`: the new owner */
  move(
    id: string,
    from: readonly ImportState[],
    to: ImportState,
    change: { at: Date; person?: string; owner?: string },
  ): Promise<boolean>;
  /** Ends the import with the sums of its batches. It is not `done` while a batch is neither done nor bad. */
  finish(id: string, to: "done" | "stopped", owner: string, at: Date): Promise<boolean>;
  /** Stores how often its sending began, and how many rows were settled then. */
  countAttempt(id: string, attempts: number, settledRows: number): Promise<void>;
  /** Marks its person as notified of the end. True only for the first caller. */
  markNotified(id: string, at: Date): Promise<boolean>;
  /** Returns this owner's imports that ended some time ago and whose person was not notified. */
  findNotNotified(owner: string, ended: Age): Promise<StoredImport[]>;
  /** Returns this owner's imports that are running or being stopped. */
  underWay(owner: string): Promise<StoredImport[]>;
  /** Returns the newest confirmed import of the same file. */
  sameFile(fingerprint: string, kind: string): Promise<StoredImport | null>;
  /** Returns confirmed imports, the newest first. */
  list(person: string | null, limit: number): Promise<StoredImport[]>;
  /** Takes over imports that dead processes left running, or ended without notifying the person. */
  takeOver(owner: string): Promise<StoredImport[]>;
  /** Deletes rows and place of imports that were asked or notified before then. @returns how many imports */
  empty(before: { asked: Date; notified: Date }): Promise<number>;
}

/** Returns the stored row as an import; null if its rows and plan are deleted already. */
export function opened(stored: StoredImport): Import | null {
  if (stored.plan === "") return null;
  // The store seals the plan, so it comes back as it was written.
  return { ...stored, plan: JSON.parse(stored.plan) as Plan };
}

export function keptRows(rows: string): KeptRow[] {
  return JSON.parse(rows) as KeptRow[];
}

/** Describes what an ended import has done, for the audit. */
export function importOutcome({ made, there, failed, unclear, bad }: Import): string {
  return `made ${made}, there ${there}, failed ${failed + bad}, unclear ${unclear}`;
}

/** An import that has ended more processes than this, without a settled row in between, is given up. */
const MOST_ATTEMPTS = 2;

export function isGivenUp({ attempts }: Pick<Import, "attempts">): boolean {
  return attempts > MOST_ATTEMPTS;
}

/** The most rows in one request (`src/crm/API.md`). */
export const BATCH_ROWS = 100;
