import { z } from "zod";
import type { Fault } from "../errors.ts";

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
  place: string;
  /** `"customer:9457"` */
  customer: string | null;
  args: Readonly<Record<string, string>>;
  state: OperationState;
  at: Date;
  until: Date;
  sentAt: Date | null;
  /** Ids noted before the send: what was in the CRM already. */
  seen: readonly string[];
  outcome: OperationOutcome;
}

export interface OperationOutcome {
  result?: string | null | undefined;
  fault?: Fault | undefined;
  quote?: string | undefined;
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
  seen: string | null;
  outcome: string | null;
}

/** What the journal asks of its keeper. */
export interface OperationStore {
  add(row: NewOperation): Promise<void>;
  find(id: string): Promise<OperationRecord | null>;
  /** One conditional update: true only for the caller who moved the row; false also when `evidence` is another's. */
  move(id: string, from: readonly OperationState[], to: OperationState, change: Change): Promise<boolean>;
}

export type NewOperation = Omit<OperationRecord, "state" | "sentAt" | "seen" | "outcome"> & { state: "proposed" };

export interface Change {
  at: Date;
  by?: string;
  outcome?: string;
  evidence?: string;
  seen?: string;
}

const Args = z.record(z.string(), z.string());
const Seen = z.array(z.string());
const Outcome = z.object({
  result: z.string().nullish(),
  fault: z
    .enum(["invalid", "forbidden", "not-found", "refused", "busy", "unavailable", "unclear", "misconfigured", "expired", "bug"])
    .optional(),
  quote: z.string().optional(),
});

/** The record with its texts opened; personal texts are emptied after their time, so each may be absent. */
export function readOperation(record: OperationRecord): Operation {
  const { input, seen, outcome, ...rest } = record;
  return {
    ...rest,
    args: input === "" ? {} : Args.parse(JSON.parse(input)),
    seen: seen ? Seen.parse(JSON.parse(seen)) : [],
    outcome: outcome ? Outcome.parse(JSON.parse(outcome)) : {},
  };
}
