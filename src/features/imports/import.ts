import type { Locale } from "../../i18n/messages.ts";
import type { ImportKind } from "../../understanding/import-request.ts";

/** Rows by their outcome: `{ made: 963, there: 0, failed: 37, unclear: 0 }`. */
export interface RowCounts {
  made: number;
  /** Found in AntCRM, and older than this import. */
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
  /** The language of the reasons in the report: the asker's. */
  locale: Locale;
  segment?: { id: string; name: string };
}

export interface Import extends RowCounts {
  id: string;
  /** For people: `"K7Q2M9XA"`. */
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
  /** When a database was restored in which this import was under way. Its remaining rows may have been sent. */
  restoredAt: Date | null;
  /** How often sending was begun since the last settled row. See `isGivenUp`. */
  attempts: number;
}

/**
 * A stored row: `l` its line, `c` its cells as the file has them, `r` what was read of it, to be sent, and `e` what is
 * wrong with it, for the report. The keys are short, because a file has a hundred thousand rows.
 */
export interface KeptRow {
  l: number;
  c: readonly string[];
  r?: object;
  e?: string;
}

/** An import as it is stored. */
export interface StoredImport extends Omit<Import, "plan"> {
  /** JSON; sealed on disk; `""` once it is emptied, and `place` with it. */
  plan: string;
  /** `"customers"` */
  kind: string;
  /** Of the file's bytes. */
  fingerprint: string | null;
  owner: string | null;
  confirmedAt: Date | null;
  notifiedAt: Date | null;
  /** Rows whose outcome was known when the last attempt began. */
  attemptRows: number;
}

interface NewBatch {
  seq: number;
  size: number;
  /** JSON; sealed on disk. */
  rows: string;
}

/** Batches of an import's rows; each batch is one request. A change returns true only to the one caller who made it. */
export interface ImportBatchRepository {
  addBatch(id: string, batch: NewBatch & { state: "waiting" | "bad" }): Promise<void>;
  /**
   * Moves a batch from `waiting` to `sending`, committed before the request: only while the import runs and the owner's
   * lease does.
   * @param before  a batch that AntCRM took as a whole: it is settled in the same commit, whatever this call returns
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
    outcome: RowCounts & { keep: string | null; children?: readonly NewBatch[] },
  ): Promise<boolean>;
  moveBatch(id: string, seq: number, from: BatchState, to: BatchState): Promise<boolean>;
  /** Moves every batch that was being sent when its process died to `unclear`: it may have arrived. */
  giveUpSending(id: string): Promise<number>;
  batches(id: string, state: BatchState): Promise<{ seq: number; size: number; sentAt: Date | null }[]>;
  rows(id: string, seq: number): Promise<string | null>;
  /** The rows that are still stored: bad ones, those that failed, and those never sent. */
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
   * Moves an import from `proposed` to `running`, for its person alone. False also if another import of the same file was
   * confirmed since this one was proposed.
   * @param yes  `anyway`: the person knows of the other import
   */
  confirm(id: string, yes: { at: Date; person: string; owner: string; anyway: boolean }): Promise<boolean>;
  /** @param change  `person`: only if it is theirs; `owner`: becomes its owner */
  move(
    id: string,
    from: readonly ImportState[],
    to: ImportState,
    change: { at: Date; person?: string; owner?: string },
  ): Promise<boolean>;
  /** Ends it with the sums of its batches. */
  finish(id: string, to: "done" | "stopped", owner: string, at: Date): Promise<boolean>;
  /** Stores how often its sending was begun, and with how many rows settled. */
  countAttempt(id: string, attempts: number, settledRows: number): Promise<void>;
  /** Marks its person as notified of the end, once. */
  notified(id: string, at: Date): Promise<boolean>;
  /** This owner's that ended before then and whose person was not notified. */
  notNotified(owner: string, endedBefore: Date): Promise<StoredImport[]>;
  /** This owner's that are running or being stopped. */
  underWay(owner: string): Promise<StoredImport[]>;
  /** The newest import of the same file that was confirmed. */
  sameFile(fingerprint: string, kind: string): Promise<StoredImport | null>;
  /** Those that were confirmed, the newest first. */
  list(person: string | null, limit: number): Promise<StoredImport[]>;
  /** Makes what dead processes left running, or ended without notifying the person, this owner's. */
  takeOver(owner: string): Promise<StoredImport[]>;
  /** Deletes rows and place of what was asked or notified before then. @returns how many imports it was */
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

/** What an ended import has done, for the audit log. */
export function outcomeOf({ made, there, failed, unclear, bad }: Import): string {
  return `made ${made}, there ${there}, failed ${failed + bad}, unclear ${unclear}`;
}

/** An import that has ended more processes than this, without settling a row in between, is given up. */
const MOST_ATTEMPTS = 2;

export function isGivenUp({ attempts }: Pick<Import, "attempts">): boolean {
  return attempts > MOST_ATTEMPTS;
}

/** The most rows in one request (`src/crm/API.md`). */
export const BATCH_ROWS = 100;
