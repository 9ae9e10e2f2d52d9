import { randomUUID } from "node:crypto";
import { AppError, toAppError } from "../errors.ts";
import { addLogFields } from "../logging/log-fields.ts";
import { untilStored } from "../until-stored.ts";
import type { Lease } from "./lease.ts";
import {
  type MoveChange,
  type NotSent,
  type Operation,
  type OperationRepository,
  type Outcome,
  type Prepared,
  readOperation,
  tamperedError,
  type Write,
} from "./operation.ts";
import {
  AWAITING_OUTCOME,
  createReconciler,
  type Ended,
  type Reconciler,
  type ReconcilerPorts,
} from "./reconcile.ts";

export interface SenderPorts extends ReconcilerPorts {
  store: OperationRepository;
  lease: Lease;
}

/** A confirmed operation that is older than this is not sent any more. */
const SEND_WITHIN_MS = 10 * 60_000;
/** The pauses between looks for evidence after an unclear answer, while the person waits. */
const LOOK_AFTER_MS = [0, 1_000, 3_000];
/** Writes for one customer are sent one after the other. The next one checks this often whether it may be sent. */
const TURN_EVERY_MS = 100;
const TURN_WAIT_MS = 45_000;
/** How many times a request is sent at most while AntCRM answers `busy`, and the pauses in between. */
const SENDS_WHILE_BUSY = 3;
const RETRY_AFTER_MS = 2_000;
const RETRY_AFTER_MAX_MS = 60_000;

/** Sends confirmed operations, each at most once. */
export function createOperationSender(ports: SenderPorts) {
  const { now, wait, log } = ports;
  const store = waitingForStore(ports.store, wait);
  const reconciler = createReconciler({ ...ports, store });
  const endings = createEndings(reconciler);
  const transmit = createTransmission({ ...ports, store, reconciler, endings });
  const underWay = new Map<string, Promise<Outcome>>();

  /** Waits until no other write for this customer is being sent. False after `TURN_WAIT_MS`. */
  async function waitForOtherWrites({ customer }: Operation): Promise<boolean> {
    for (let waitedMs = 0; waitedMs <= TURN_WAIT_MS; waitedMs += TURN_EVERY_MS) {
      const beingSent = customer === null ? [] : await store.ofCustomer(customer, ["sending"]);
      if (beingSent.length === 0) return true;
      await wait(TURN_EVERY_MS);
    }
    return false;
  }

  async function attempt(operation: Operation, write: Write): Promise<Outcome | "again"> {
    if (operation.isBroken) return endings.refuse(operation);
    const confirmedAtMs = Date.parse(operation.outcome.confirmedAt ?? "");
    const isInTime = now().getTime() - confirmedAtMs <= SEND_WITHIN_MS;
    // This also ends an operation whose time cannot be read, which is NaN.
    if (!isInTime) return endings.expire(operation, "late");
    if (!(await waitForOtherWrites(operation))) {
      return endings.fail(operation, new AppError("busy", "another write for this customer takes too long"));
    }
    let prepared: Prepared;
    try {
      // `prepare` reads before the send, because a record that exists already cannot be this write's work.
      prepared = await untilStored(() => write.prepare(operation), wait);
    } catch (thrown) {
      return endings.fail(operation, toAppError(thrown));
    }
    return transmit(operation, prepared, write);
  }

  async function sendUntilItEnds(operation: Operation, write: Write): Promise<Outcome> {
    try {
      for (;;) {
        const outcome = await attempt(operation, write);
        if (outcome !== "again") return outcome;
      }
    } catch (thrown) {
      // This is a bug of ours. It is not known how far the write came, and the recovery finds out.
      log.error(
        { operation: operation.id, err: toAppError(thrown).message },
        "an operation was interrupted by an error",
      );
      return { state: "unclear" };
    }
  }

  return {
    /** Ends a confirmed operation whose row was changed outside the bot, without sending it. */
    refuse: endings.refuse,
    /** Returns the outcome of an operation that this process is sending now; undefined for any other. */
    currentSend: (id: string) => underWay.get(id),
    /**
     * Sends the operation and resolves with its outcome. Without a clear answer it looks for evidence. Never rejects. If
     * the store cannot be used, it waits; after an unexpected error it resolves with `unclear`.
     */
    send(operation: Operation, write: Write): Promise<Outcome> {
      const { id, reference } = operation;
      addLogFields({ reference });
      const sent =
        underWay.get(id) ?? sendUntilItEnds(operation, write).finally(() => void underWay.delete(id));
      underWay.set(id, sent);
      return sent;
    },
  };
}

/** Ends confirmed operations of which nothing was sent. */
function createEndings(reconciler: Reconciler) {
  async function end(operation: Operation, outcome: Ended): Promise<Outcome> {
    const isEnded = await reconciler.end(operation, ["confirmed"], outcome);
    return isEnded ? outcome : { state: "elsewhere" };
  }
  return {
    refuse: (operation: Operation) => end(operation, tampered(operation)),
    expire: (operation: Operation, reason: NotSent) => end(operation, { state: "expired", reason }),
    fail: (operation: Operation, error: AppError) => end(operation, { state: "failed", error }),
  };
}

function tampered(operation: Operation): Ended {
  return { state: "failed", error: tamperedError(operation) };
}

interface TransmissionPorts extends Omit<SenderPorts, "store"> {
  store: ReturnType<typeof waitingForStore>;
  reconciler: Reconciler;
  endings: ReturnType<typeof createEndings>;
}

/** Moves a prepared operation to `sending`, sends its request, and reads the answer. */
function createTransmission({ store, reconciler, endings, lease, now, wait }: TransmissionPorts) {
  const { owner } = lease;

  async function send(operation: Operation, prepared: Prepared, write: Write): Promise<Outcome | "again"> {
    let result: string | null;
    try {
      result = await prepared.send(operation);
    } catch (thrown) {
      return afterFailure(operation, write, toAppError(thrown));
    }
    return reconciler.claim(operation, write, result, prepared.kept);
  }

  async function afterFailure(
    operation: Operation,
    write: Write,
    error: AppError,
  ): Promise<Outcome | "again"> {
    // The request may have reached AntCRM, so only AntCRM's records show the outcome.
    if (error.fault === "unclear" || error.fault === "bug" || error.fault === "storage") {
      const found = await reconciler.look(operation, write, LOOK_AFTER_MS);
      if (found !== null) return found;
      await reconciler.end(operation, ["sending"], { state: "unclear" });
      return { state: "unclear" };
    }
    if (error.fault === "busy" && operation.tries + 1 < SENDS_WHILE_BUSY) {
      const { id, tries: ifTries } = operation;
      await store.move(id, ["sending"], "confirmed", { at: now(), ifOwner: owner, ifTries });
      await wait(Math.min(error.retryAfterMs ?? RETRY_AFTER_MS, RETRY_AFTER_MAX_MS));
      return "again";
    }
    await reconciler.end(operation, AWAITING_OUTCOME, { state: "failed", error });
    return { state: "failed", error };
  }

  /**
   * Moves the operation to `sending` in one statement, and sends it. The statement checks the owner, its lease, other
   * writes of the customer, and later operations of this kind.
   */
  return async (operation: Operation, prepared: Prepared, write: Write): Promise<Outcome | "again"> => {
    const { id, kind, customer, customerSequence } = operation;
    await untilStored(() => lease.renewIfDue(), wait);
    const isUnbroken = lease.watch();
    const ours: MoveChange = { at: now(), ifOwner: owner };
    const change = { ...ours, seen: JSON.stringify(prepared.seen), ifAlive: true, ifNewest: true };
    const isMoved = await store.move(id, ["confirmed"], "sending", change);
    const current = await store.find(id);
    if (isMoved && current?.state === "sending" && current.owner === owner) {
      if (current.isBroken) {
        await reconciler.end(operation, ["sending"], tampered(operation));
        return tampered(operation);
      }
      if (isUnbroken()) return send(readOperation(current), prepared, write);
      // This process was paused after the move, so another one may have taken the operation over. Nothing was sent yet.
      await store.move(id, ["sending"], "confirmed", { ...ours, ifTries: current.tries });
      return "again";
    }
    if (current?.state !== "confirmed" || current.owner !== owner) return { state: "elsewhere" };
    const latest = customer === null ? null : await store.latestFor(kind, customer);
    if (latest !== null && latest.customerSequence > customerSequence)
      return endings.expire(operation, "newer");
    await wait(TURN_EVERY_MS);
    return "again";
  };
}

type WaitingStore = Pick<OperationRepository, "find" | "latestFor" | "move" | "ofCustomer">;

/**
 * Wraps the store for a confirmed operation: each call waits until the store can be used. A move that is tried again keeps
 * its name, so it is applied once.
 */
export function waitingForStore(
  store: OperationRepository,
  wait: (ms: number) => Promise<void>,
): WaitingStore {
  return {
    find: (id) => untilStored(() => store.find(id), wait),
    latestFor: (kind, customer) => untilStored(() => store.latestFor(kind, customer), wait),
    ofCustomer: (customer, states) => untilStored(() => store.ofCustomer(customer, states), wait),
    move(id, from, to, change) {
      const move = randomUUID();
      return untilStored(() => store.move(id, from, to, { ...change, move }), wait);
    },
  };
}
