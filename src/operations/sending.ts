import { AppError, toAppError } from "../errors.ts";
import { untilStored } from "../until-stored.ts";
import type { Lease } from "./lease.ts";
import { type Change, type Operation, type OperationStore, readOperation } from "./operation.ts";
import { persistent } from "./persistent.ts";
import { createReconciler, type Ended, OUT, type ReconcilerPorts } from "./reconcile.ts";
import type { NotSent, Outcome, Prepared, Write } from "./write.ts";

/** Sends confirmed operations, each at most once. */
export interface Sender {
  /**
   * Sends it and tells how it ended, looking for evidence where no clear answer came. It never rejects because the store
   * fails: what is known is written down as soon as the store can be used again, and until then nothing is said.
   */
  send(operation: Operation, write: Write): Promise<Outcome>;
  /** How one ends that this process has in hand at this moment; undefined for any other. */
  underWay(id: string): Promise<Outcome> | undefined;
}

export interface SenderPorts extends ReconcilerPorts {
  store: OperationStore;
  lease: Lease;
}

/** Older than this, a confirmed write would come as a surprise. */
const SEND_WITHIN_MS = 10 * 60_000;
/** How long after an unclear answer the evidence is looked for while the person waits. */
const LOOK_AFTER_MS = [0, 1_000, 3_000];
/** Writes for one customer go one after the other; the next looks this often whether it may. */
const TURN_EVERY_MS = 100;
const TURN_WAIT_MS = 45_000;
/** "Later, please" is obeyed so often, and so long. */
const TRIES = 3;
const RETRY_AFTER_MS = 2_000;
const RETRY_AFTER_MAX_MS = 60_000;

export function createSender(ports: SenderPorts): Sender {
  const { now, wait, lease, log } = ports;
  const { owner } = lease;
  const store = persistent(ports.store, wait);
  const reconciler = createReconciler({ ...ports, store });
  const underWay = new Map<string, Promise<Outcome>>();

  /** What could not even be begun: nothing was sent. */
  async function endUnsent(operation: Operation, outcome: Ended): Promise<Outcome> {
    const isEnded = await reconciler.end(operation, ["confirmed"], outcome);
    return isEnded ? outcome : { state: "elsewhere" };
  }

  const expire = (operation: Operation, reason: NotSent) =>
    endUnsent(operation, { state: "expired", reason });

  /** Waits while another write of the customer is out: what it leaves must be seen before this one is sent. */
  async function waitForTurn({ customer }: Operation): Promise<boolean> {
    for (let waitedMs = 0; waitedMs <= TURN_WAIT_MS; waitedMs += TURN_EVERY_MS) {
      const out = customer === null ? [] : await store.ofCustomer(customer, ["sending"]);
      if (out.length === 0) return true;
      await wait(TURN_EVERY_MS);
    }
    return false;
  }

  /**
   * Moves it to `sending`, in one statement with all that must hold: it is ours, our lease runs, no other write of the
   * customer is out, and nobody has confirmed a later one of its kind for that customer.
   */
  async function takeTurn(operation: Operation, { seen }: Prepared): Promise<Operation | Outcome | "again"> {
    const { id, kind, customer, customerTurn } = operation;
    await untilStored(() => lease.hold(), wait);
    const ours: Change = { at: now(), ifOwner: owner };
    const change = { ...ours, seen: JSON.stringify(seen), ifAlive: true, ifNewest: true };
    const isOut = await store.move(id, ["confirmed"], "sending", change);
    const current = await store.find(id);
    if (isOut && current?.state === "sending" && current.owner === owner) {
      if (lease.isFresh()) return readOperation(current);
      // This process stood still after the move: another one may have taken it over. Nothing was sent yet.
      await store.move(id, ["sending"], "confirmed", ours);
      return "again";
    }
    if (current?.state !== "confirmed" || current.owner !== owner) return { state: "elsewhere" };
    const latest = customer === null ? null : await store.latestFor(kind, customer);
    if (latest !== null && latest.customerTurn > customerTurn) return expire(operation, "newer");
    await wait(TURN_EVERY_MS);
    return "again";
  }

  async function attempt(operation: Operation, write: Write): Promise<Outcome | "again"> {
    const confirmedAtMs = Date.parse(operation.outcome.confirmedAt ?? "");
    if (!(now().getTime() - confirmedAtMs <= SEND_WITHIN_MS)) return expire(operation, "late");
    if (!(await waitForTurn(operation))) {
      const error = new AppError("busy", "another write for this customer takes too long");
      return endUnsent(operation, { state: "failed", error });
    }
    let prepared: Prepared;
    try {
      // Read before the send, not after: a row that is there already cannot be this write's work.
      prepared = await untilStored(() => write.prepare(operation), wait);
    } catch (thrown) {
      return endUnsent(operation, { state: "failed", error: toAppError(thrown) });
    }
    const turn = await takeTurn(operation, prepared);
    if (turn === "again" || !("id" in turn)) return turn;
    return sendNow(turn, prepared, write);
  }

  async function sendNow(operation: Operation, prepared: Prepared, write: Write): Promise<Outcome | "again"> {
    let result: string | null;
    try {
      result = await prepared.send(operation);
    } catch (thrown) {
      return afterFailure(operation, write, toAppError(thrown));
    }
    return reconciler.claim(operation, write, result);
  }

  async function afterFailure(
    operation: Operation,
    write: Write,
    error: AppError,
  ): Promise<Outcome | "again"> {
    // What nobody foresaw may have happened after the bytes left: only the CRM's records can tell.
    if (error.fault === "unclear" || error.fault === "bug" || error.fault === "storage") {
      const found = await reconciler.look(operation, write, LOOK_AFTER_MS);
      if (found !== null) return found;
      await reconciler.end(operation, ["sending"], { state: "unclear" });
      return { state: "unclear" };
    }
    if (error.fault === "busy" && operation.tries + 1 < TRIES) {
      await store.move(operation.id, ["sending"], "confirmed", { at: now(), ifOwner: owner });
      await wait(Math.min(error.retryAfterMs ?? RETRY_AFTER_MS, RETRY_AFTER_MAX_MS));
      return "again";
    }
    await reconciler.end(operation, OUT, { state: "failed", error });
    return { state: "failed", error };
  }

  async function sendUntilItEnds(operation: Operation, write: Write): Promise<Outcome> {
    try {
      for (;;) {
        const outcome = await attempt(operation, write);
        if (outcome !== "again") return outcome;
      }
    } catch (thrown) {
      // A bug of ours: how far it came is not known, and the rounds of the recovery find out.
      log.error({ operation: operation.id, err: toAppError(thrown).message }, "an operation broke off");
      return { state: "unclear" };
    }
  }

  return {
    underWay: (id) => underWay.get(id),
    send(operation, write) {
      const { id } = operation;
      const sent =
        underWay.get(id) ?? sendUntilItEnds(operation, write).finally(() => void underWay.delete(id));
      underWay.set(id, sent);
      return sent;
    },
  };
}
