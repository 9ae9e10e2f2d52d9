import { AppError, toAppError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Lease } from "./lease.ts";
import { type Operation, type OperationState, type OperationStore, readOperation } from "./operation.ts";
import { createReconciler } from "./reconcile.ts";
import type { Outcome, Prepared, Write } from "./write.ts";

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
  /** Asking twice under one id is asking once. */
  propose(proposal: Proposal): Promise<Operation>;
  /**
   * Takes the confirmation: once, and only from the person who was asked. One that stays `proposed` was overtaken: its
   * message has led to another of its kind since it was asked.
   */
  confirm(id: string, person: string): Promise<Taken>;
  decline(id: string, person: string): Promise<Taken>;
  /** Sends a confirmed operation and tells how it ended, looking for evidence where no clear answer came. */
  send(operation: Operation, write: Write): Promise<Outcome>;
  /** Looks again for what an unclear operation left in the CRM. */
  check(operation: Operation, write: Write): Promise<Outcome>;
  find(id: string): Promise<Operation | null>;
  /** What dead processes left under way, or ended and untold, now this process's. */
  takeOver(): Promise<Operation[]>;
  /** A confirmed operation that waited too long to be sent by surprise. */
  expire(operation: Operation): Promise<Operation>;
  /** It was being sent when its process died: it may have happened, and is never sent again. */
  giveUpSending(operation: Operation): Promise<Operation>;
  /** Notes, once, that a person is asked to decide; true for the caller who noted it. */
  askToDecide(operation: Operation): Promise<boolean>;
  /** What is unclear in this process's hands, oldest first. */
  unclear(): Promise<Operation[]>;
  /** Takes the duty to tell the person how it stands, once. */
  told(operation: Operation): Promise<boolean>;
  /** What ended a while ago in this process's hands, and was told to nobody. */
  untold(): Promise<Operation[]>;
  /** The unclear operation that the next one of its kind for this customer must show first. */
  unclearOf(kind: string, customer: string): Promise<Operation | null>;
  /** The latest that a message has led to, or else is being asked about; not what came to nothing. */
  bySource(kind: string, source: string): Promise<Operation | null>;
  /** Which turn with its message the next one has: to be noted before looking at what speaks against it. */
  nextTurn(kind: string, source: string | null): Promise<number>;
  /** Lets one that was overtaken come after those it now knows of. */
  takeNextTurn(operation: Operation): Promise<void>;
  recent(kind: string, customer: string, since: Date): Promise<Operation[]>;
  /** The newest operations, of one person or of all. */
  list(person: string | null): Promise<Operation[]>;
}

interface Proposal {
  /** Given where the question itself may come twice; drawn otherwise. */
  id?: string | undefined;
  /** The command that writes: `"redeem"`. */
  kind: string;
  args: Readonly<Record<string, string>>;
  person: string;
  /** Where it is asked, as JSON text: an outcome after a restart finds its way back. */
  place: string;
  /** `"customer:9457"` */
  customer: string | null;
  /** The message it came from. */
  source?: string | undefined;
  /** As `nextTurn` told it. */
  turn?: number | undefined;
}

/** `taken` is false when the row had moved before: `operation.state` says where it is now. */
interface Taken {
  taken: boolean;
  operation: Operation;
}

export interface JournalOptions {
  store: OperationStore;
  log: Log;
  now: () => Date;
  wait: (ms: number) => Promise<void>;
  newId: () => string;
  /** A short name for an operation, unique enough to be found in a ticket: `"K7Q2M9XA"`. */
  newReference: () => string;
  lease: Lease;
}

/** States in which a dead process's work goes on in another's hands: under way, or ended and told to nobody. */
const IN_HAND: readonly OperationState[] = ["confirmed", "sending", "done", "failed", "unclear", "expired"];
/** A question on the screen is answered soon or never; an old one must not redeem by accident. */
const PROPOSAL_LIFE_MS = 30 * 60_000;
/** How long after an unclear answer the evidence is looked for while the person waits. */
const LOOK_AFTER_MS = [0, 1_000, 3_000];
/** Writes for one customer go one after the other; the next looks this often whether it may. */
const TURN_EVERY_MS = 100;
const TURN_WAIT_MS = 45_000;
/** "Later, please" is obeyed so often, and so long. */
const TRIES = 3;
const RETRY_AFTER_MS = 2_000;
const RETRY_AFTER_MAX_MS = 60_000;
/** Whoever asked is answered within seconds; what was told to nobody by then is owed. */
const UNTOLD_AFTER_MS = 20_000;
const LISTED = 20;
/** All of them: what nobody decides stays unclear for good, and must not keep the newer ones from being looked for. */
const UNCLEAR = 1_000;

export function createJournal(options: JournalOptions): Journal {
  const { store, now, wait, newId, newReference, lease } = options;
  const { owner } = lease;
  const reconciler = createReconciler(options);

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
    if (operation.person !== person) throw new AppError("not-yours", `operation ${id} asked somebody else`);
    if (operation.state === "proposed" && operation.until <= now()) {
      await store.move(id, ["proposed"], "expired", { at: now() });
      throw new AppError("expired", `operation ${id} was proposed too long ago`);
    }
    const outcome = JSON.stringify(to === "confirmed" ? { confirmedAt: now().toISOString() } : {});
    const taken = await store.move(id, ["proposed"], to, { at: now(), by: person, owner, outcome });
    return { taken, operation: await mustFind(id) };
  }

  /** What could not even be begun: nothing was sent. */
  async function failBefore(operation: Operation, error: AppError): Promise<Outcome> {
    const outcome: Outcome = { state: "failed", error };
    await reconciler.end(operation, "confirmed", outcome);
    return outcome;
  }

  /** Waits while another write of the customer is out: what it leaves must be seen before this one is sent. */
  async function waitForTurn(operation: Operation): Promise<boolean> {
    for (let waitedMs = 0; waitedMs <= TURN_WAIT_MS; waitedMs += TURN_EVERY_MS) {
      const out = operation.customer === null ? [] : await store.ofCustomer(operation.customer, ["sending"]);
      if (out.length === 0) return true;
      await wait(TURN_EVERY_MS);
    }
    return false;
  }

  /** Moves to `sending` if the lease holds and no other write of the customer is out; null when one was faster. */
  async function takeTurn(operation: Operation, seen: string): Promise<Operation | null> {
    await lease.hold();
    const change = { at: now(), seen, ifOwner: owner, ifAlive: true };
    if (await store.move(operation.id, ["confirmed"], "sending", change)) return mustFind(operation.id);
    const current = await mustFind(operation.id);
    if (current.state === "confirmed" && current.owner === owner) return null;
    throw new AppError("expired", `operation ${operation.id} is in other hands`);
  }

  async function sendOnce(operation: Operation, write: Write): Promise<Outcome | "again"> {
    let prepared: Prepared;
    let sending: Operation | null;
    try {
      if (!(await waitForTurn(operation))) {
        throw new AppError("busy", "another write for this customer takes too long");
      }
      // Read before the send, not after: a row that is there already cannot be this write's work.
      prepared = await write.prepare(operation);
      sending = await takeTurn(operation, JSON.stringify(prepared.seen));
    } catch (thrown) {
      return failBefore(operation, toAppError(thrown));
    }
    if (sending === null) {
      await wait(TURN_EVERY_MS);
      return "again";
    }
    let result: string | null;
    try {
      result = await prepared.send(sending);
    } catch (thrown) {
      return afterFailure(sending, write, toAppError(thrown));
    }
    return reconciler.claim(sending, write, result);
  }

  async function afterFailure(sending: Operation, write: Write, error: AppError): Promise<Outcome | "again"> {
    // What nobody foresaw may have happened after the bytes left: only the CRM's records can tell.
    if (error.fault === "unclear" || error.fault === "bug") {
      const found = await reconciler.look(sending, "sending", write, LOOK_AFTER_MS);
      if (found !== null) return found;
      await reconciler.end(sending, "sending", { state: "unclear" });
      return { state: "unclear" };
    }
    if (error.fault === "busy" && sending.tries + 1 < TRIES) {
      await store.move(sending.id, ["sending"], "confirmed", { at: now(), ifOwner: owner });
      await wait(Math.min(error.retryAfterMs ?? RETRY_AFTER_MS, RETRY_AFTER_MAX_MS));
      return "again";
    }
    await reconciler.end(sending, "sending", { state: "failed", error });
    return { state: "failed", error };
  }

  const readAll = (records: Awaited<ReturnType<OperationStore["list"]>>) => records.map(readOperation);
  const readOne = (record: Awaited<ReturnType<OperationStore["find"]>>) => record && readOperation(record);

  return {
    find,

    async propose({ id = newId(), args, source, turn = 0, ...proposal }) {
      await lease.hold();
      const at = now();
      const added = store.add({
        ...proposal,
        id,
        reference: newReference(),
        input: JSON.stringify(args),
        state: "proposed",
        at,
        until: new Date(at.getTime() + PROPOSAL_LIFE_MS),
        owner,
        turn,
        ...(source === undefined ? {} : { source }),
      });
      try {
        await added;
      } catch (thrown) {
        const before = await find(id);
        if (before === null) throw thrown;
        return before;
      }
      return mustFind(id);
    },

    confirm: (id, person) => take(id, person, "confirmed"),
    decline: (id, person) => take(id, person, "declined"),

    async send(operation, write) {
      for (;;) {
        const outcome = await sendOnce(operation, write);
        if (outcome !== "again") return outcome;
      }
    },

    async check(operation, write) {
      const current = await mustFind(operation.id);
      if (current.state !== "unclear") return outcomeOf(current);
      return (await reconciler.look(current, "unclear", write, [0])) ?? { state: "unclear" };
    },

    takeOver: async () => readAll(await store.takeOver(owner, IN_HAND)),

    async expire(operation) {
      await store.move(operation.id, ["confirmed"], "expired", { at: now(), ifOwner: owner });
      return mustFind(operation.id);
    },

    async giveUpSending(operation) {
      await store.move(operation.id, ["sending"], "unclear", { at: now(), ifOwner: owner });
      return mustFind(operation.id);
    },

    async askToDecide(operation) {
      if (operation.outcome.absent) return false;
      const outcome = JSON.stringify({ absent: true });
      return store.move(operation.id, ["unclear"], "unclear", { at: now(), outcome });
    },

    told: ({ id, state }) => store.told(id, now(), state),
    untold: async () => readAll(await store.untold(owner, new Date(now().getTime() - UNTOLD_AFTER_MS))),
    unclear: async () => readAll(await store.unclear(UNCLEAR)).filter((one) => one.owner === owner),
    unclearOf: async (kind, customer) => readOne(await store.unclearOf(kind, customer)),
    bySource: async (kind, source) => readOne(await store.bySource(kind, source)),
    nextTurn: async (kind, source) => (source === null ? 0 : store.nextTurn(kind, source)),
    async takeNextTurn({ id, kind, source }) {
      if (source !== null) await store.takeTurn(id, await store.nextTurn(kind, source));
    },
    recent: async (kind, customer, since) => readAll(await store.recent(kind, customer, since)),
    list: async (person) => readAll(await store.list(person === null ? {} : { person }, LISTED)),
  };
}

const UNDER_WAY: ReadonlySet<OperationState> = new Set(["confirmed", "sending"]);

/** Is it on its way, so that its outcome is not known yet? */
export function isUnderWay(operation: Operation): boolean {
  return UNDER_WAY.has(operation.state);
}

/** How an operation ended, from its row. */
export function outcomeOf(operation: Operation): Outcome {
  if (operation.state === "done") return { state: "done", result: operation.outcome.result ?? null };
  if (operation.state !== "failed") return { state: "unclear" };
  const { fault = "refused", quote } = operation.outcome;
  return { state: "failed", error: new AppError(fault, `${operation.kind} failed`, { quote }) };
}
