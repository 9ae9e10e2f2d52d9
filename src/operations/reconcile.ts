import { AppError, toAppError } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import {
  type Evidence,
  type Operation,
  type OperationRepository,
  type OperationState,
  type Outcome,
  readOperation,
  type Write,
} from "./operation.ts";

export interface ReconcilerPorts {
  store: Pick<OperationRepository, "move" | "ofCustomer">;
  log: Logger;
  now: () => Date;
  wait: (ms: number) => Promise<void>;
}

/** An outcome that can be stored. */
export type Ended = Exclude<Outcome, { state: "elsewhere" }>;

/** The states of an operation that may have reached AntCRM and has no final outcome. */
export const AWAITING_OUTCOME: readonly OperationState[] = ["sending", "unclear"];
/** The states of operations that may have left a record. */
const SENT: readonly OperationState[] = ["sending", "done", "unclear"];
/** The pauses before each look, because AntCRM may show a new record a moment late. */
const CLAIM_AFTER_MS = [0, 500];

export type Reconciler = ReturnType<typeof createReconciler>;

/** Finds out from AntCRM's records what a write has done, because AntCRM has no idempotency key. */
export function createReconciler({ store, log, now, wait }: ReconcilerPorts) {
  /** Moves the operation to its outcome. False if it has left these states, or if another operation has the evidence. */
  function end(
    operation: Operation,
    from: readonly OperationState[],
    outcome: Ended,
    { evidence, kept }: { evidence?: string; kept?: Operation["args"] | undefined } = {},
  ) {
    return store.move(operation.id, from, outcome.state, {
      at: now(),
      outcome: JSON.stringify(outcomeFields(outcome)),
      ...(evidence === undefined ? {} : { evidence }),
      ...(kept === undefined ? {} : { input: JSON.stringify(kept) }),
    });
  }

  /** Returns the records that may belong to this operation: new since its send, and not of a younger operation. */
  async function candidates(operation: Operation, write: Write): Promise<readonly Evidence[]> {
    const found = await write.evidence(operation, new Set(operation.seen));
    const uncertain = found.some(({ certain }) => !certain);
    const { kind, customer, customerSequence } = operation;
    if (!uncertain || customer === null) return found;
    const others = (await store.ofCustomer(customer, SENT)).map(readOperation);
    // Operations of one kind are sent in the order of their sequence numbers. Their times may come from clocks that
    // disagree.
    const younger = others.filter((one) => one.kind === kind && one.customerSequence > customerSequence);
    const seenByAll = younger.map(({ seen }) => new Set(seen));
    // A record that a younger operation saw before its own send cannot be that operation's work. A record that it did
    // not see may be its work, so that record is left out.
    return found.filter(({ id, certain }) => certain || seenByAll.every((seen) => seen.has(id)));
  }

  /** Ends the operation with the first record that no other operation has claimed. The claim is unique in the database. */
  async function lookOnce(operation: Operation, write: Write): Promise<Outcome | null> {
    for (const evidence of await candidates(operation, write)) {
      const outcome: Ended = evidence.succeeded
        ? { state: "done", result: evidence.result }
        : recordedFailure(operation);
      if (await end(operation, AWAITING_OUTCOME, outcome, { evidence: evidence.id })) return outcome;
    }
    return null;
  }

  return {
    end,

    /**
     * Looks for evidence in the CRM after each of these pauses, and ends the operation accordingly. Null without evidence.
     */
    async look(operation: Operation, write: Write, pausesMs: readonly number[]): Promise<Outcome | null> {
      for (const pauseMs of pausesMs) {
        if (pauseMs > 0) await wait(pauseMs);
        try {
          const outcome = await lookOnce(operation, write);
          if (outcome !== null) return outcome;
        } catch (error) {
          const { message } = toAppError(error);
          log.warn({ operation: operation.id, err: message }, "evidence could not be read");
        }
      }
      return null;
    },

    /**
     * Claims the record of a successful write, so that no other operation can take it for its own.
     * @param kept  the arguments that stay stored; all of them if undefined
     */
    async claim(
      operation: Operation,
      write: Write,
      result: string | null,
      kept?: Operation["args"],
    ): Promise<Outcome> {
      const done: Ended = { state: "done", result };
      for (const pauseMs of CLAIM_AFTER_MS) {
        if (pauseMs > 0) await wait(pauseMs);
        // Evidence that cannot be read is not claimed. AntCRM's answer of success counts without it.
        const found = await candidates(operation, write).catch(() => []);
        const good = found.filter(({ succeeded }) => succeeded);
        for (const { id: evidence } of good)
          if (await end(operation, AWAITING_OUTCOME, done, { evidence, kept })) return done;
        // No record of a success could be claimed. AntCRM may answer success and record a failure. Then the record decides:
        // src/crm/API.md#get-history-point
        for (const { id: evidence } of found.filter(({ succeeded }) => !succeeded)) {
          const refused = recordedFailure(operation);
          if (await end(operation, AWAITING_OUTCOME, refused, { evidence })) return refused;
        }
      }
      await end(operation, AWAITING_OUTCOME, done, { kept });
      return done;
    },
  };
}

function recordedFailure({ kind }: Operation): Extract<Outcome, { state: "failed" }> {
  return { state: "failed", error: new AppError("refused", `${kind}: the CRM recorded a failure`) };
}

function outcomeFields(outcome: Ended): object {
  switch (outcome.state) {
    case "done":
      return { result: outcome.result };
    case "failed":
      return { fault: outcome.error.fault, quote: outcome.error.quote };
    case "unclear":
      return {};
    case "expired":
      return { reason: outcome.reason };
  }
}
