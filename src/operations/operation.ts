import * as z from "zod";
import { AppError, FAULTS } from "../errors.ts";

/**
 * Why an operation was not sent:
 *
 * - `late`       it could not be sent for so long that people no longer expect it
 * - `newer`      a later one of its kind for the same customer was confirmed by a person who was shown this one
 * - `forbidden`  the person who confirmed it has lost the role since
 * - `overtaken`  it was not confirmed: its person was shown an earlier write instead
 */
const NOT_SENT = ["late", "newer", "forbidden", "overtaken"] as const;

export type NotSent = (typeof NOT_SENT)[number];

export type OperationState =
  | "proposed"
  | "confirmed"
  | "sending"
  | "done"
  | "failed"
  | "unclear"
  | "expired"
  | "declined";

/** One write, from the question to its outcome. */
export interface Operation extends Omit<OperationRecord, "input" | "seen" | "outcome"> {
  args: Readonly<Record<string, string>>;
  /** The ids that were in the CRM before the send. */
  seen: readonly string[];
  outcome: z.infer<typeof StoredOutcome>;
}

/**
 * An operation as it is stored. The JSON texts are personal: they are emptied when the customer is forgotten, or 30 days
 * after the end.
 */
export interface OperationRecord {
  id: string;
  /** Short and readable, for people and for texts in AntCRM: `"K7Q2M9XA"`. Unique. */
  reference: string;
  /** `"redeem"` */
  kind: string;
  /** The person who was asked. Only this person may answer. */
  person: string;
  /** Where it was asked, JSON; sealed on disk; `""` once it is emptied. */
  place: string;
  /** The record that the write is about, mostly a customer: `"customer:9457"`, `"ticket:17464"`, `"alert:3"`. */
  customer: string | null;
  /** The arguments, JSON; sealed on disk; `""` once it is emptied. */
  input: string;
  state: OperationState;
  at: Date;
  until: Date;
  confirmedBy: string | null;
  declinedBy: string | null;
  /** The time immediately before the last send. */
  sentAt: Date | null;
  endedAt: Date | null;
  /** When the person was notified of its current state. */
  notifiedAt: Date | null;
  /** The process that works on it. */
  owner: string | null;
  /** How often it was sent and AntCRM answered to try again later (429). */
  tries: number;
  /** The message it came from, `"slack:C01:1700000000.000100"`. */
  source: string | null;
  /** Its position among the operations of its kind from the same message, from 0. */
  sourceSequence: number;
  /** The same for its customer. The person who confirmed it was shown all operations before it. */
  customerSequence: number;
  /** The time when a restored copy was noticed. In the copy, this operation was in progress or unclear. */
  restoredAt: Date | null;
  /** True if its row was changed outside the bot: it is not sent, and its personal data is not shown. */
  isBroken: boolean;
  /** The record in AntCRM that proves it, with its kind, because ids of different kinds may be equal: `"point:6924c1…"`. */
  evidence: string | null;
  /** The ids that were in AntCRM before the send, JSON; sealed on disk. */
  seen: string | null;
  /** JSON; sealed on disk. */
  outcome: string | null;
}

/** The journal of writes. */
export interface OperationRepository {
  /** Rejects when the id or the reference is taken. */
  add(row: NewOperation): Promise<void>;
  find(id: string): Promise<OperationRecord | null>;
  /**
   * Moves the row by one conditional update: true only for the one caller who moved it. It is false if:
   *
   * - the row does not exist, is not in a state of `from`, or does not meet a condition of `change`
   * - another operation has the same evidence
   * - (to `sending`) another operation of the same customer is being sent
   * - (from `proposed`) another operation has taken its sequence number for the message or the customer
   *
   * A move from `sending` back to `confirmed` raises `tries`. After a move the person counts as not notified.
   */
  move(id: string, from: readonly OperationState[], to: OperationState, change: MoveChange): Promise<boolean>;
  /**
   * Gives the operations of dead processes in these states to `owner`, and returns them, the oldest change first. Each
   * goes to one caller only. An ended one is taken over only if its person was not notified. The owner's lease must be
   * running.
   */
  takeOver(owner: string, states: readonly OperationState[]): Promise<OperationRecord[]>;
  /**
   * Returns unclear operations of all owners, the oldest change first. Those of a restored copy are left out: only people
   * check them.
   */
  unclear(limit: number): Promise<OperationRecord[]>;
  /** Returns the latest operation of this kind for this customer that is in progress or may have happened. */
  latestFor(kind: string, customer: string): Promise<OperationRecord | null>;
  /**
   * Returns the operation of a message. Of those in progress, done or unclear, it is the one with the highest sequence
   * number. Otherwise it is the newest proposal, which may have expired.
   */
  bySource(kind: string, source: string): Promise<OperationRecord | null>;
  /**
   * Returns the next sequence numbers for this message and this customer, after all of this kind that may have happened.
   */
  nextSequences(kind: string, source: string | null, customer: string | null): Promise<Sequences>;
  /** Gives a proposal new sequence numbers, after its person was shown the operations before it. */
  takeSequences(id: string, sequences: Sequences): Promise<void>;
  /** Returns operations of this kind for this customer that are done or unclear, newest first. */
  recent(kind: string, customer: string, since: Date): Promise<OperationRecord[]>;
  /** Sorted newest first. */
  ofCustomer(customer: string, states: readonly OperationState[]): Promise<OperationRecord[]>;
  /** Returns the questions of one person whose time is not over, newest first. */
  proposedTo(person: string, now: Date): Promise<OperationRecord[]>;
  /** Sorted newest first. */
  list(filter: { person?: string }, limit: number): Promise<OperationRecord[]>;
  /**
   * Marks the person as notified: true only for the first caller.
   * @param state  marks only in this state, so that an outdated message does not count
   */
  markNotified(id: string, at: Date, state?: OperationState): Promise<boolean>;
  /**
   * Returns this owner's operations whose person was not notified, oldest first: done, failed or unclear for a time, or
   * expired after the confirmation.
   */
  findNotNotified(owner: string, changed: Age): Promise<OperationRecord[]>;
  /** Returns this owner's operations in `confirmed` or `sending` that were not changed for a time, oldest first. */
  underWayOf(owner: string, changed: Age): Promise<OperationRecord[]>;
}

/** Last changed before `before`. A change after `now` counts as well: the clock was put back since. */
export interface Age {
  before: Date;
  now: Date;
}

/** The position of an operation, see `OperationRecord`. */
export type Sequences = Pick<OperationRecord, "sourceSequence" | "customerSequence">;

export interface NewOperation
  extends Pick<
    OperationRecord,
    "id" | "reference" | "kind" | "person" | "place" | "customer" | "input" | "at" | "until"
  > {
  state: "proposed";
  /** Without an owner any process may take it over. */
  owner?: string;
  source?: string;
  /** As `nextSequences` returned them before the question was asked; 0 if absent. */
  sequences?: Sequences;
}

export interface MoveChange {
  at: Date;
  /** The person who decided, stored as `confirmedBy` or `declinedBy` when the move is to `confirmed` or `declined`. */
  by?: string;
  outcome?: string;
  evidence?: string;
  seen?: string;
  /** Replaces the arguments, JSON. */
  input?: string;
  /** The process that owns it from now on. */
  owner?: string;
  /** Moves only while this process owns it. */
  ifOwner?: string;
  /** Moves only while the lease of its owner runs. */
  ifAlive?: boolean;
  /** Moves only while no later one of its kind for its customer is in progress or may have happened. */
  ifNewest?: boolean;
  /** Moves only while it has this many tries. A move from `sending` back to `confirmed` may reach the database late. */
  ifTries?: number;
  /** A name of this move, the same for each try, so that it is applied once. Random if absent. */
  move?: string;
}

/** The error of an operation that is not sent because its row was changed outside the bot. */
export function tamperedError({ id }: Pick<Operation, "id">): AppError {
  return new AppError("tampered", `operation ${id} was changed outside the bot`);
}

const Args = z.record(z.string(), z.string());
const Seen = z.array(z.string());
const StoredOutcome = z.object({
  result: z.string().nullish(),
  fault: z.enum(FAULTS).optional(),
  quote: z.string().optional(),
  /** When it was confirmed, ISO 8601. Present until it has ended. */
  confirmedAt: z.string().optional(),
  /**
   * True for an unclear operation of which AntCRM showed no trace for a minute, or never shows one. Its person was asked to
   * decide.
   */
  absent: z.boolean().optional(),
  /** For an expired operation: why it was not sent. */
  reason: z.enum(NOT_SENT).optional(),
});

/** Returns when its person confirmed it; for an operation without that time, when it was asked. */
export function confirmedAtOf({ at, outcome: { confirmedAt } }: Pick<Operation, "at" | "outcome">): Date {
  return confirmedAt === undefined ? at : new Date(confirmedAt);
}

/** Parses the texts of a record. Personal texts are emptied after their time, so each may be absent. */
export function readOperation(record: OperationRecord): Operation {
  const { input, seen, outcome, ...rest } = record;
  return {
    ...rest,
    args: input ? Args.parse(JSON.parse(input)) : {},
    seen: seen ? Seen.parse(JSON.parse(seen)) : [],
    outcome: outcome ? StoredOutcome.parse(JSON.parse(outcome)) : {},
  };
}

/** One write, bound to its input. */
export interface Write {
  /** Reads all that the write needs. If it rejects, nothing was sent. */
  prepare(operation: Operation): Promise<Prepared>;
  /** Returns the evidence of the write: records in the CRM that were not there before. */
  evidence(operation: Operation, seen: ReadonlySet<string>): Promise<readonly Evidence[]>;
}

export interface Prepared {
  /** Ids of records that are in the CRM already and could be taken for evidence of this write. */
  seen: readonly string[];
  /** The arguments that stay stored once it is done; all of them unless given. */
  kept?: Operation["args"];
  /**
   * Sends the request and does nothing before it, because from here on it may have happened. It resolves with the result
   * to store, such as the id of a new record.
   */
  send(operation: Operation): Promise<string | null>;
}

export interface Evidence {
  /**
   * The id of the record in the CRM, unique over all kinds: `"history-point:64db2c11cbad5f4fdd254567"`. It proves one
   * operation only. If a record can get several writes of a kind, it is the operation's own reference: `"note:AB12CD34"`.
   */
  id: string;
  /** False for a record of a failed attempt (history rows of `status` 0). */
  succeeded: boolean;
  result: string | null;
  /** True if the record contains the operation's own reference, so it cannot belong to another operation. */
  certain?: boolean;
}

export type Outcome =
  | { state: "done"; result: string | null }
  | { state: "failed"; error: AppError }
  | { state: "unclear" }
  | { state: "expired"; reason: NotSent }
  /** Another process has taken it over, and reports how it ends. */
  | { state: "elsewhere" };
