import { z } from "zod";
import { AppError, type Fault } from "../errors.ts";

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
  | "awaiting-approval"
  | "confirmed"
  | "sending"
  | "done"
  | "failed"
  | "unclear"
  | "expired"
  | "declined";

/** One write, from the question to its outcome. */
export interface Operation {
  id: string;
  /** Short and readable, fit for a ticket's last line: `"K7Q2M9XA"`. */
  reference: string;
  kind: string;
  /** Who was asked, and alone may answer. */
  person: string;
  /** Where it was asked, as JSON text; "" when it was emptied. */
  place: string;
  /** `"customer:9457"` */
  customer: string | null;
  args: Readonly<Record<string, string>>;
  state: OperationState;
  at: Date;
  until: Date;
  sentAt: Date | null;
  /** The process that has it in hand. */
  owner: string | null;
  /** How often it was sent and answered by "later, please" (429). */
  tries: number;
  /** The message it came from, `"slack:C01:1700000000.000100"`. */
  source: string | null;
  /** Its position among the operations of its kind from the same message, from 0. */
  sourceSequence: number;
  /** The same for its customer: whoever confirmed it knew of all those before. */
  customerSequence: number;
  /** When the database was restored from a copy in which this was under way or unclear. */
  restoredAt: Date | null;
  /** Its row was changed outside the bot: it is not sent, and what was asked for is not told. */
  isBroken: boolean;
  /** Ids noted before the send: what was in the CRM already. */
  seen: readonly string[];
  outcome: OperationOutcome;
}

interface OperationOutcome {
  result?: string | null | undefined;
  fault?: Fault | undefined;
  quote?: string | undefined;
  /** Until it has ended: when it was confirmed, ISO 8601. */
  confirmedAt?: string | undefined;
  /** Unclear, and a minute later there was still no trace of it: a person was asked to decide. */
  absent?: boolean | undefined;
  /** Expired: why it was not sent. */
  reason?: NotSent | undefined;
}

/** An operation as its keeper hands it out: what is personal is JSON text, sealed where it lies. */
export interface OperationRecord {
  id: string;
  reference: string;
  kind: string;
  person: string;
  place: string;
  customer: string | null;
  input: string;
  state: OperationState;
  at: Date;
  until: Date;
  sentAt: Date | null;
  owner: string | null;
  tries: number;
  source: string | null;
  sourceSequence: number;
  customerSequence: number;
  restoredAt: Date | null;
  isBroken: boolean;
  seen: string | null;
  outcome: string | null;
}

/** What the journal asks of its keeper. */
export interface OperationStore {
  add(row: NewOperation): Promise<void>;
  find(id: string): Promise<OperationRecord | null>;
  /**
   * One conditional update: true only for the caller who moved the row; false also when `evidence` is another's, for a
   * move to `sending` while another operation of the same customer is there, and for a proposal whose
   * sequence number for its message or its customer another one has taken.
   */
  move(id: string, from: readonly OperationState[], to: OperationState, change: Change): Promise<boolean>;
  /** Rows in these states whose owner is dead become this owner's; each goes to one caller only. */
  takeOver(owner: string, states: readonly OperationState[]): Promise<OperationRecord[]>;
  unclear(limit: number): Promise<OperationRecord[]>;
  /** The latest of this kind for this customer that is on its way or perhaps done. */
  latestFor(kind: string, customer: string): Promise<OperationRecord | null>;
  bySource(kind: string, source: string): Promise<OperationRecord | null>;
  /** The sequences after all of this kind, under way or perhaps done, from this message and for this customer. */
  nextSequences(kind: string, source: string | null, customer: string | null): Promise<Sequences>;
  takeSequences(id: string, sequences: Sequences): Promise<void>;
  /** Operations of this kind for this customer that are done or unclear, newest first. */
  recent(kind: string, customer: string, since: Date): Promise<OperationRecord[]>;
  ofCustomer(customer: string, states: readonly OperationState[]): Promise<OperationRecord[]>;
  list(filter: { person?: string }, limit: number): Promise<OperationRecord[]>;
  /** Takes the duty to tell the person, once; only while it is still in this state. */
  notified(id: string, at: Date, state: OperationState): Promise<boolean>;
  /** This owner's that have ended or are unclear since before then, and whose person was not told. */
  notNotified(owner: string, endedBefore: Date): Promise<OperationRecord[]>;
  /** This owner's that are confirmed or being sent since before then. */
  underWayOf(owner: string, changedBefore: Date): Promise<OperationRecord[]>;
}

/** Its position among the operations of its kind, from 0: from the same message, and for the same customer. */
export interface Sequences {
  sourceSequence: number;
  customerSequence: number;
}

interface NewOperation {
  id: string;
  reference: string;
  kind: string;
  person: string;
  place: string;
  customer: string | null;
  input: string;
  state: "proposed";
  at: Date;
  until: Date;
  owner: string;
  /** The message it came from, `"slack:C01:1700000000.000100"`. */
  source?: string;
  sequences: Sequences;
}

export interface Change {
  at: Date;
  by?: string;
  outcome?: string;
  evidence?: string;
  seen?: string;
  /** Who has it in hand from now on. */
  owner?: string;
  /** Only while it is in this process's hands … */
  ifOwner?: string;
  /** … and that process's lease runs. */
  ifAlive?: boolean;
  /** Only while no later one of its kind for its customer is on its way or perhaps done. */
  ifNewest?: boolean;
  /** Only while it has this many tries. */
  ifTries?: number;
  /** A name of this move, the same each time it is tried. */
  move?: string;
}

/** Why an operation is not sent whose row was changed outside the bot. */
export function tamperedError({ id }: Pick<Operation, "id">): AppError {
  return new AppError("tampered", `operation ${id} was changed outside the bot`);
}

const Args = z.record(z.string(), z.string());
const Seen = z.array(z.string());
const Outcome = z.object({
  result: z.string().nullish(),
  fault: z
    .enum([
      "invalid",
      "forbidden",
      "not-yours",
      "not-found",
      "changed",
      "refused",
      "busy",
      "unavailable",
      "unclear",
      "storage",
      "misconfigured",
      "tampered",
      "expired",
      "bug",
    ])
    .optional(),
  quote: z.string().optional(),
  confirmedAt: z.string().optional(),
  absent: z.boolean().optional(),
  reason: z.enum(NOT_SENT).optional(),
});

/** The record with its texts opened; personal texts are emptied after their time, so each may be absent. */
export function readOperation(record: OperationRecord): Operation {
  const { input, seen, outcome, ...rest } = record;
  return {
    ...rest,
    args: input ? Args.parse(JSON.parse(input)) : {},
    seen: seen ? Seen.parse(JSON.parse(seen)) : [],
    outcome: outcome ? Outcome.parse(JSON.parse(outcome)) : {},
  };
}
