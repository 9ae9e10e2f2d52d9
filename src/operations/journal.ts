import { AppError, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import { type Operation, type OperationState, type OperationStore, readOperation } from "./operation.ts";

/**
 * Writes that happen at most once. AntCRM has no idempotency key, so every write is a row that moves through states, and
 * each move is one conditional update in the database: of five presses that come at once, one moves the row and the
 * others find it moved.
 *
 * `proposed` → `confirmed` → `sending` → `done` | `failed` | `unclear`; beside them `declined` and `expired`.
 * `sending` is committed immediately before the request, so a row in that state may have reached the CRM and is never
 * sent again, whatever happens to the process.
 */
export interface Journal {
  propose(proposal: Proposal): Promise<Operation>;
  /** Takes the confirmation: once, and only from the person who was asked. */
  confirm(id: string, person: string): Promise<Taken>;
  decline(id: string, person: string): Promise<Taken>;
  /** Sends a confirmed operation and tells how it ended, looking for evidence where no clear answer came. */
  send(operation: Operation, write: Write): Promise<Outcome>;
  /** Looks again for what an unclear operation left in the CRM. */
  check(id: string, write: Write): Promise<Outcome>;
  find(id: string): Promise<Operation | null>;
}

export interface Proposal {
  /** The command that writes: `"redeem"`. */
  kind: string;
  args: Readonly<Record<string, string>>;
  person: string;
  place: string;
  /** `"customer:9457"` */
  customer: string | null;
}

/** `taken` is false when the row had moved before: `operation.state` says where it is now. */
export interface Taken {
  taken: boolean;
  operation: Operation;
}

export type Outcome =
  | { state: "done"; result: string | null }
  | { state: "failed"; error: AppError }
  | { state: "unclear" };

/** One write, bound to its input. */
export interface Write {
  /** Ids of what is in the CRM already and could be taken for this write's work; noted before the request. */
  seen(): Promise<readonly string[]>;
  /** The request itself; what it resolves with (a new record's id) is kept as the result. */
  send(operation: Operation): Promise<string | null>;
  /** What the write left behind, if it did: records that were not there before. */
  evidence(operation: Operation, seen: ReadonlySet<string>): Promise<readonly Evidence[]>;
}

export interface Evidence {
  /** The record's id in the CRM, unique over all kinds: `"history-point:64db2c11cbad5f4fdd254567"`. */
  id: string;
  /** False for a record that says the attempt failed (history rows of `status` 0). */
  succeeded: boolean;
  result: string | null;
}

export interface JournalOptions {
  store: OperationStore;
  log: Log;
  now: () => Date;
  wait: (ms: number) => Promise<void>;
  newId: () => string;
  /** A short name for an operation, unique enough to be found in a ticket: `"K7Q2M9XA"`. */
  newReference: () => string;
}

/** A question on the screen is answered soon or never; an old one must not redeem by accident. */
const PROPOSAL_LIFE_MS = 30 * 60_000;
/** How long after an unclear answer the evidence is looked for while the person waits. */
const LOOK_AFTER_MS = [0, 1_000, 3_000];

export function createJournal({ store, log, now, wait, newId, newReference }: JournalOptions): Journal {
  async function find(id: string): Promise<Operation | null> {
    const record = await store.find(id);
    return record === null ? null : readOperation(record);
  }

  async function mustFind(id: string): Promise<Operation> {
    const operation = await find(id);
    if (operation === null) throw new AppError("expired", `operation ${id} is not in the journal`);
    return operation;
  }

  /** Both answers to a question are taken in the same way, and exclude one another. */
  async function take(id: string, person: string, to: "confirmed" | "declined"): Promise<Taken> {
    const operation = await mustFind(id);
    if (operation.person !== person) throw new AppError("forbidden", `operation ${id} asked somebody else`);
    if (operation.state === "proposed" && operation.until <= now()) {
      await store.move(id, ["proposed"], "expired", { at: now() });
      throw new AppError("expired", `operation ${id} was proposed too long ago`);
    }
    const taken = await store.move(id, ["proposed"], to, { at: now(), by: person });
    return { taken, operation: await mustFind(id) };
  }

  async function end(operation: Operation, from: OperationState, outcome: Outcome, evidence?: string): Promise<boolean> {
    const told =
      outcome.state === "done"
        ? { result: outcome.result }
        : outcome.state === "failed"
          ? { fault: outcome.error.fault, quote: outcome.error.quote }
          : {};
    return store.move(operation.id, [from], outcome.state, {
      at: now(),
      outcome: JSON.stringify(told),
      ...(evidence === undefined ? {} : { evidence }),
    });
  }

  /** The first record that no other operation has claimed ends the operation; the claim is unique in the database. */
  async function lookOnce(operation: Operation, from: OperationState, write: Write): Promise<Outcome | null> {
    const found = await write.evidence(operation, new Set(operation.seen));
    for (const evidence of found) {
      const outcome: Outcome = evidence.succeeded
        ? { state: "done", result: evidence.result }
        : { state: "failed", error: new AppError("refused", `${operation.kind}: the CRM recorded a failure`) };
      if (await end(operation, from, outcome, evidence.id)) return outcome;
    }
    return null;
  }

  async function look(operation: Operation, from: OperationState, write: Write, pausesMs: readonly number[]): Promise<Outcome> {
    for (const pauseMs of pausesMs) {
      if (pauseMs > 0) await wait(pauseMs);
      try {
        const outcome = await lookOnce(operation, from, write);
        if (outcome !== null) return outcome;
      } catch (error) {
        log.warn({ operation: operation.id, err: toAppError(error).message }, "evidence could not be read");
      }
    }
    if (from !== "unclear") await end(operation, from, { state: "unclear" });
    return { state: "unclear" };
  }

  async function afterSuccess(operation: Operation, write: Write, result: string | null): Promise<Outcome> {
    // The answer of a redemption carries no id: its row in the history is claimed now, so that an older unclear
    // redemption of the same gift can never take it for its own.
    const found = await write.evidence(operation, new Set(operation.seen)).catch(() => []);
    const failed = found.length > 0 && found.every((evidence) => !evidence.succeeded);
    if (failed) return (await lookOnce(operation, "sending", write)) ?? { state: "unclear" };
    for (const evidence of found.filter((one) => one.succeeded)) {
      if (await end(operation, "sending", { state: "done", result }, evidence.id)) return { state: "done", result };
    }
    await end(operation, "sending", { state: "done", result });
    return { state: "done", result };
  }

  return {
    find,

    async propose({ args, ...proposal }) {
      const id = newId();
      const at = now();
      await store.add({
        ...proposal,
        id,
        reference: newReference(),
        input: JSON.stringify(args),
        state: "proposed",
        at,
        until: new Date(at.getTime() + PROPOSAL_LIFE_MS),
      });
      return mustFind(id);
    },

    confirm: (id, person) => take(id, person, "confirmed"),
    decline: (id, person) => take(id, person, "declined"),

    async send(operation, write) {
      // Read before the send, not after: a row that is there already cannot be this write's work.
      const seen = await write.seen();
      const mine = await store.move(operation.id, ["confirmed"], "sending", { at: now(), seen: JSON.stringify(seen) });
      if (!mine) throw new AppError("expired", `operation ${operation.id} is sent by somebody else`);
      const sending = await mustFind(operation.id);
      let result: string | null;
      try {
        result = await write.send(sending);
      } catch (thrown) {
        const error = toAppError(thrown);
        // What nobody foresaw may have happened after the bytes left: only the CRM's records can tell.
        if (error.fault === "unclear" || error.fault === "bug") return look(sending, "sending", write, LOOK_AFTER_MS);
        await end(sending, "sending", { state: "failed", error });
        return { state: "failed", error };
      }
      return afterSuccess(sending, write, result);
    },

    async check(id, write) {
      const operation = await mustFind(id);
      if (operation.state === "unclear") return look(operation, "unclear", write, [0]);
      return outcomeOf(operation);
    },
  };
}

/** How an operation ended, from its row. */
export function outcomeOf(operation: Operation): Outcome {
  if (operation.state === "done") return { state: "done", result: operation.outcome.result ?? null };
  if (operation.state !== "failed") return { state: "unclear" };
  const { fault = "refused", quote } = operation.outcome;
  return { state: "failed", error: new AppError(fault, `${operation.kind} failed`, { quote }) };
}
