import { z } from "zod";
import { AppError, FAULTS } from "../errors.ts";

/**
 * Why a confirmed operation was not sent:
 *
 * - `late`       it could not be sent for so long that it would come as a surprise
 * - `newer`      somebody who was shown it has confirmed a later one of its kind for the same customer
 * - `forbidden`  whoever confirmed it has lost the role since
 * - `overtaken`  it was not confirmed: its person was shown another one first, and went on from there or not
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
  /** Ids noted before the send: what was in the CRM already. */
  seen: readonly string[];
  outcome: z.infer<typeof StoredOutcome>;
}

/** An operation as it is stored. The JSON texts are personal: they are emptied when forgotten, or 30 days after the end. */
export interface OperationRecord {
  id: string;
  /** Short and readable, for people and for texts in AntCRM: `"K7Q2M9XA"`. Unique. */
  reference: string;
  /** `"redeem"` */
  kind: string;
  /** Who was asked; only this person may answer. */
  person: string;
  /** Where it was asked, JSON; sealed on disk; `""` once it is emptied. */
  place: string;
  /** `"customer:9457"` */
  customer: string | null;
  /** The arguments, JSON; sealed on disk; `""` once it is emptied. */
  input: string;
  state: OperationState;
  at: Date;
  until: Date;
  confirmedBy: string | null;
  declinedBy: string | null;
  /** When it was last about to be sent. */
  sentAt: Date | null;
  endedAt: Date | null;
  /** When the person was notified of the state it is in. */
  notifiedAt: Date | null;
  /** The process that works on it. */
  owner: string | null;
  /** How often it was sent and AntCRM asked to try again later (429). */
  tries: number;
  /** The message it came from, `"slack:C01:1700000000.000100"`. */
  source: string | null;
  /** Its position among the operations of its kind from the same message, from 0. */
  sourceSequence: number;
  /** The same for its customer: whoever confirmed it knew of all operations before it. */
  customerSequence: number;
  /** When a copy of the database was restored in which it was under way or unclear. */
  restoredAt: Date | null;
  /** Its row was changed outside the bot: it is not sent, and nothing personal of it is shown. */
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
   * One conditional update: true only for the one caller who moved the row. False:
   *
   * - the row does not exist, is not in a state of `from`, or does not meet a condition of `change`
   * - another operation has the same evidence
   * - (to `sending`) another operation of the same customer is being sent
   * - (from `proposed`) another operation has taken its sequence number for the message or the customer
   *
   * A move from `sending` back to `confirmed` raises `tries`. After a move the person is yet to be notified.
   */
  move(id: string, from: readonly OperationState[], to: OperationState, change: Change): Promise<boolean>;
  /**
   * Makes the operations of dead processes in these states this owner's and returns them, the oldest change first. Each
   * goes to one caller only. One that has ended is taken over only if its person was not notified. The owner's lease must
   * be running.
   */
  takeOver(owner: string, states: readonly OperationState[]): Promise<OperationRecord[]>;
  /** Of all owners, the oldest change first; without those of a restored copy, which only people check. */
  unclear(limit: number): Promise<OperationRecord[]>;
  /** The latest of this kind for this customer that is under way or perhaps done. */
  latestFor(kind: string, customer: string): Promise<OperationRecord | null>;
  /**
   * The operation of a message: of those under way, done or unclear the one with the highest sequence number; otherwise
   * the newest proposal, whose time may be over.
   */
  bySource(kind: string, source: string): Promise<OperationRecord | null>;
  /** The sequence numbers after all of this kind, under way or perhaps done, for this message and this customer. */
  nextSequences(kind: string, source: string | null, customer: string | null): Promise<Sequences>;
  /** Gives a proposal new sequence numbers, once its person knows of the operations before it. */
  takeSequences(id: string, sequences: Sequences): Promise<void>;
  /** Operations of this kind for this customer that are done or unclear, newest first. */
  recent(kind: string, customer: string, since: Date): Promise<OperationRecord[]>;
  /** Newest first. */
  ofCustomer(customer: string, states: readonly OperationState[]): Promise<OperationRecord[]>;
  /** Newest first. */
  list(filter: { person?: string }, limit: number): Promise<OperationRecord[]>;
  /**
   * Marks the person as notified: true only for the first caller.
   * @param state  only while it is in this state, so that an outdated message is not counted
   */
  notified(id: string, at: Date, state?: OperationState): Promise<boolean>;
  /**
   * This owner's whose person was not notified, oldest first: done, failed or unclear since before then, or expired after
   * they were confirmed.
   */
  notNotified(owner: string, endedBefore: Date): Promise<OperationRecord[]>;
  /** This owner's that are confirmed or being sent since before then, oldest first. */
  underWayOf(owner: string, changedBefore: Date): Promise<OperationRecord[]>;
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
  /** As `nextSequences` returned them before the question was asked; 0 unless given. */
  sequences?: Sequences;
}

export interface Change {
  at: Date;
  /** Who decided: stored as `confirmedBy` or `declinedBy` when the move is to `confirmed` or `declined`. */
  by?: string;
  outcome?: string;
  evidence?: string;
  seen?: string;
  /** The process that owns it from now on. */
  owner?: string;
  /** Only while this process owns it. */
  ifOwner?: string;
  /** Only while the lease of its owner runs. */
  ifAlive?: boolean;
  /** Only while no later one of its kind for its customer is under way or perhaps done. */
  ifNewest?: boolean;
  /** Only while it has this many tries: a move from `sending` back to `confirmed` may reach the database late. */
  ifTries?: number;
  /** A name of this move, the same each time it is tried: a move tried twice is applied once. Random unless given. */
  move?: string;
}

/** Why an operation is not sent whose row was changed outside the bot. */
export function tamperedError({ id }: Pick<Operation, "id">): AppError {
  return new AppError("tampered", `operation ${id} was changed outside the bot`);
}

const Args = z.record(z.string(), z.string());
const Seen = z.array(z.string());
const StoredOutcome = z.object({
  result: z.string().nullish(),
  fault: z.enum(FAULTS).optional(),
  quote: z.string().optional(),
  /** Until it has ended: when it was confirmed, ISO 8601. */
  confirmedAt: z.string().optional(),
  /** Unclear, and a minute later there was still no trace of it: a person was asked to decide. */
  absent: z.boolean().optional(),
  /** Expired: why it was not sent. */
  reason: z.enum(NOT_SENT).optional(),
});

/** The record with its texts opened; personal texts are emptied after their time, so each may be absent. */
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
  /** All that has to be read first; rejects when it cannot be, and then nothing was sent. */
  prepare(operation: Operation): Promise<Prepared>;
  /** What the write left behind, if it did: records that were not there before. */
  evidence(operation: Operation, seen: ReadonlySet<string>): Promise<readonly Evidence[]>;
}

export interface Prepared {
  /** Ids of what is in the CRM already and could be taken for this write's work. */
  seen: readonly string[];
  /**
   * The request itself and nothing before it: from here on nobody can say that it did not happen. What it resolves with
   * (a new record's id) is kept as the result.
   */
  send(operation: Operation): Promise<string | null>;
}

export interface Evidence {
  /**
   * The record's id in the CRM, unique over all kinds: `"history-point:64db2c11cbad5f4fdd254567"`. It proves one operation
   * only. Where a record can get several writes of a kind, the operation's own reference: `"note:AB12CD34"`.
   */
  id: string;
  /** False for a record that says the attempt failed (history rows of `status` 0). */
  succeeded: boolean;
  result: string | null;
  /** It carries the operation's own reference, and so can be nobody else's. */
  certain?: boolean;
}

export type Outcome =
  | { state: "done"; result: string | null }
  | { state: "failed"; error: AppError }
  | { state: "unclear" }
  | { state: "expired"; reason: NotSent }
  /** Another process has taken it over, and tells how it ends. */
  | { state: "elsewhere" };
