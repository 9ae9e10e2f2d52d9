import type { AppError } from "../errors.ts";
import type { NotSent, Operation } from "./operation.ts";

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
  /** The record's id in the CRM, unique over all kinds: `"history-point:64db2c11cbad5f4fdd254567"`. */
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
