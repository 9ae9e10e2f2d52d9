import type { Locale } from "../../i18n/messages.ts";
import type { ImportKind } from "../../understanding/import-request.ts";

/** What became of rows, counted: `{ made: 963, there: 0, failed: 37, unclear: 0 }`. */
export interface RowCounts {
  made: number;
  /** Found in AntCRM, and older than this import. */
  there: number;
  failed: number;
  unclear: number;
}

export type ImportState =
  | "reading"
  | "proposed"
  | "running"
  | "stopping"
  | "done"
  | "stopped"
  | "declined"
  | "expired";

type BatchState = "waiting" | "sending" | "unclear" | "done" | "bad";

/** What a file is imported as; kept with it, so that the file need not be read twice. */
export interface Plan {
  file: string;
  kind: ImportKind;
  headings: readonly string[];
  /** The asker's: in it the reasons in the report are written. */
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
  /** When the database was restored from a copy in which it was under way: the rest of its rows may have been sent. */
  restoredAt: Date | null;
  /** How often its sending was begun since the last progress: one more than it may be where it was given up. */
  attempts: number;
}

/**
 * A row as it is kept: its line, its cells as the file has them, what was read of it, to be sent, and what is wrong with
 * it, for the report. The names are short: a file has a hundred thousand.
 */
export interface KeptRow {
  l: number;
  c: readonly string[];
  r?: object;
  e?: string;
}

interface StoredImport extends Omit<Import, "plan"> {
  plan: string;
  kind: string;
  fingerprint: string | null;
  owner: string | null;
  confirmedAt: Date | null;
  attemptRows: number;
}

interface NewBatch {
  seq: number;
  size: number;
  rows: string;
}

/** What imports ask of their store. */
export interface ImportStore {
  begin(begun: {
    id: string;
    reference: string;
    kind: string;
    person: string;
    place: string;
    plan: string;
    at: Date;
    owner: string;
  }): Promise<void>;
  addBatch(id: string, batch: NewBatch & { state: "waiting" | "bad" }): Promise<void>;
  propose(id: string, found: { good: number; bad: number; fingerprint: string; at: Date }): Promise<boolean>;
  find(id: string): Promise<StoredImport | null>;
  confirm(id: string, yes: { at: Date; person: string; owner: string; anyway: boolean }): Promise<boolean>;
  move(
    id: string,
    from: readonly ImportState[],
    to: ImportState,
    change: { at: Date; person?: string; owner?: string },
  ): Promise<boolean>;
  finish(id: string, to: "done" | "stopped", owner: string, at: Date): Promise<boolean>;
  countAttempt(id: string, attempts: number, settledRows: number): Promise<void>;
  notified(id: string, at: Date): Promise<boolean>;
  notNotified(owner: string, endedBefore: Date): Promise<StoredImport[]>;
  underWay(owner: string): Promise<StoredImport[]>;
  sameFile(fingerprint: string, kind: string): Promise<StoredImport | null>;
  list(person: string | null, limit: number): Promise<StoredImport[]>;
  takeOver(owner: string): Promise<StoredImport[]>;
  send(
    id: string,
    seq: number,
    owner: string,
    at: Date,
    before?: { seq: number; made: number },
  ): Promise<boolean>;
  settle(
    id: string,
    seq: number,
    outcome: RowCounts & { keep: string | null; children?: readonly NewBatch[] },
  ): Promise<boolean>;
  moveBatch(id: string, seq: number, from: BatchState, to: BatchState): Promise<boolean>;
  giveUpSending(id: string): Promise<number>;
  batches(id: string, state: BatchState): Promise<{ seq: number; size: number; sentAt: Date | null }[]>;
  rows(id: string, seq: number): Promise<string | null>;
  kept(id: string): AsyncIterable<{ state: BatchState; rows: string }>;
  sums(id: string): Promise<RowCounts & { last: number }>;
  empty(before: { asked: Date; notified: Date }): Promise<number>;
}

/** The stored row as an import; null where its rows and plan are emptied already. */
export function opened(stored: StoredImport): Import | null {
  if (stored.plan === "") return null;
  // What this program sealed itself comes back as it was.
  return { ...stored, plan: JSON.parse(stored.plan) as Plan };
}

export function keptRows(rows: string): KeptRow[] {
  return JSON.parse(rows) as KeptRow[];
}

/** At most so many rows are one request [seed 3.1, 3.2, 3.7]. */
export const BATCH_ROWS = 100;
