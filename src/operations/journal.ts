import { AppError } from "../errors.ts";
import { addLogFields } from "../logging/log-fields.ts";
import {
  type NewOperation,
  type NotSent,
  type Operation,
  type OperationRepository,
  type OperationState,
  type Outcome,
  readOperation,
  type Sequences,
  tamperedError,
  type Write,
} from "./operation.ts";
import { createReconciler } from "./reconcile.ts";
import { createOperationSender, type SenderPorts, waitingForStore } from "./sending.ts";

interface NewProposal extends Pick<NewOperation, "kind" | "person" | "place" | "customer"> {
  /** Set if the same question may be asked twice; otherwise a new id is created. */
  id?: string | undefined;
  args: Readonly<Record<string, string>>;
  /** The message it came from. */
  source?: string | undefined;
  /** As `nextSequences` returned them; the first numbers if absent. */
  sequences?: Sequences | undefined;
}

/**
 * `taken` is false if the row had moved before, or if a newer operation was confirmed meanwhile. `operation.state` is its
 * current state.
 */
interface Taken {
  taken: boolean;
  operation: Operation;
}

interface JournalOptions extends SenderPorts {
  newId: () => string;
  /** Creates a short name for an operation, unique enough to be found in a ticket: `"K7Q2M9XA"`. */
  newReference: () => string;
  /** Called for each proposal, and for each operation that this process moved into another state: `"confirmed"`. */
  onMoved?: ((state: OperationState) => void) | undefined;
}

/** The states in which another process takes an operation over: in progress, or ended with its person not notified. */
const TAKEN_OVER_STATES: readonly OperationState[] = [
  "confirmed",
  "sending",
  "done",
  "failed",
  "unclear",
  "expired",
];
/** A question expires after this time: people answer soon. A press on an old one must not redeem a gift by accident. */
export const PROPOSAL_LIFE_MS = 30 * 60_000;
const FIRST: Sequences = { sourceSequence: 0, customerSequence: 0 };
/** A person is answered within seconds. After this time the outcome is sent to them. */
const NOT_NOTIFIED_AFTER_MS = 20_000;
/** A confirmed operation that this process is not sending after this time was interrupted by an error. */
const STRANDED_AFTER_MS = 30_000;
const LISTED = 20;
/** More than will ever be unclear at a time. With a small limit, old ones that nobody decides would hide newer ones. */
const UNCLEAR = 1_000;

export type Journal = ReturnType<typeof createJournal>;

/**
 * Performs writes at most once. AntCRM has no idempotency key, so every write is a row that moves through states. Each
 * move is one conditional update in the database: if five presses come at once, one moves the row, and the others find it
 * moved.
 *
 * The states are `proposed` → `confirmed` → `sending` → `done` | `failed` | `unclear`, and also `declined` and `expired`.
 * `sending` is committed immediately before the request. A row in that state may have reached the CRM, so it is never sent
 * again, whatever happens to the process.
 */
export function createJournal(options: JournalOptions) {
  const { now, newId, newReference, lease } = options;
  const store = options.onMoved ? tellingMoves(options.store, options.onMoved) : options.store;
  const reconciler = createReconciler({ ...options, store });
  const sender = createOperationSender({ ...options, store });
  const reader = createReader(store);
  const take = createTaking({ ...options, store }, reader);

  return {
    ...reader,
    ...createFollowUp({ ...options, store }, { reader, reconciler, sender }),

    /** Stores a question. A second call with the same id returns the first operation. */
    async propose({
      id = newId(),
      args,
      source,
      sequences = FIRST,
      ...proposal
    }: NewProposal): Promise<Operation> {
      await lease.renewIfDue();
      const at = now();
      const reference = newReference();
      addLogFields({ reference });
      const added = store.add({
        ...proposal,
        ...{ id, reference },
        input: JSON.stringify(args),
        state: "proposed",
        at,
        until: new Date(at.getTime() + PROPOSAL_LIFE_MS),
        owner: lease.owner,
        sequences,
        ...(source === undefined ? {} : { source }),
      });
      try {
        await added;
      } catch (thrown) {
        const before = await reader.find(id);
        if (before === null) throw thrown;
        addLogFields({ reference: before.reference });
        return before;
      }
      return reader.get(id);
    },

    /**
     * Takes the confirmation once, and only from the person who was asked. Resolves with `taken: false` and the state
     * `proposed` if another operation of its kind for the same message or customer was confirmed since the question. If
     * the store fails after the row was found, it waits for the store.
     */
    confirm: (id: string, person: string) => take(id, person, "confirmed"),
    decline: (id: string, person: string) => take(id, person, "declined"),
    /**
     * Ends a question after an earlier write was shown to its person, so that a second press sends nothing. False if a
     * press has answered the question first.
     */
    withdraw: (operation: Operation) =>
      reconciler.end(operation, ["proposed"], { state: "expired", reason: "overtaken" }),

    send: sender.send,
    currentSend: sender.currentSend,
    refuse: sender.refuse,

    /** Looks again in the CRM for the evidence of an unclear operation. */
    async check(operation: Operation, write: Write): Promise<Outcome> {
      addLogFields({ reference: operation.reference });
      const current = await reader.get(operation.id);
      if (current.state !== "unclear") return outcomeOf(current);
      return (await reconciler.look(current, write, [0])) ?? { state: "unclear" };
    },

    /** Gives a proposal new sequence numbers, after those of the operations that came before it. */
    async takeNextSequences({ id, kind, source, customer }: Operation): Promise<void> {
      await store.takeSequences(id, await store.nextSequences(kind, source, customer));
    },
  };
}

interface JournalParts {
  reader: OperationReader;
  reconciler: ReturnType<typeof createReconciler>;
  sender: ReturnType<typeof createOperationSender>;
}

/** Handles operations whose person was not notified: after a crash, an unclear answer, or a lost receipt. */
function createFollowUp({ store, now, lease }: JournalOptions, { reader, reconciler, sender }: JournalParts) {
  const { owner } = lease;
  const isOwn = (operation: Operation) => operation.owner === owner;
  const ageOf = (ms: number) => ({ before: new Date(now().getTime() - ms), now: now() });
  return {
    /**
     * Takes over the operations of dead processes and returns them: in progress, or ended with their person not notified.
     */
    takeOver: async () =>
      lease.mayTakeOver() ? readAll(await store.takeOver(owner, TAKEN_OVER_STATES)) : [],

    /** Returns operations of this process that were confirmed or sending over 30 s ago, and that it is not sending now. */
    async stranded() {
      const found = await store.underWayOf(owner, ageOf(STRANDED_AFTER_MS));
      return readAll(found).filter(({ id }) => sender.currentSend(id) === undefined);
    },

    /** Ends a confirmed operation as `expired` without sending it. */
    async expire(operation: Operation, reason: NotSent): Promise<void> {
      await reconciler.end(operation, ["confirmed"], { state: "expired", reason });
    },

    /**
     * Moves an operation whose process died during the send to `unclear`. It may have happened, and is never sent again.
     */
    async giveUpSending(operation: Operation): Promise<Operation> {
      await store.move(operation.id, ["sending"], "unclear", { at: now(), ifOwner: owner });
      return reader.get(operation.id);
    },

    /** Stores, once, that AntCRM shows no trace of it and its person is asked to decide. True for the caller who stored it. */
    async markAbsent(operation: Operation): Promise<boolean> {
      if (operation.outcome.absent) return false;
      const outcome = JSON.stringify({ absent: true });
      return store.move(operation.id, ["unclear"], "unclear", { at: now(), outcome });
    },

    /** Marks the outcome as shown to its person. True for the one caller who marked it. */
    markNotified: ({ id, state }: Operation) => store.markNotified(id, now(), state),
    /** Returns operations of this process that ended at least 20 s ago, and whose person was not notified. */
    findNotNotified: async () => readAll(await store.findNotNotified(owner, ageOf(NOT_NOTIFIED_AFTER_MS))),
    /** Returns the unclear operations of this process, oldest first. */
    unclear: async () => readAll(await store.unclear(UNCLEAR)).filter(isOwn),
    isOwn,
  };
}

type OperationReader = ReturnType<typeof createReader>;

/** Reads operations of any owner. */
function createReader(store: OperationRepository) {
  const find = async (id: string): Promise<Operation | null> => readOne(await store.find(id));

  return {
    find,
    /** @throws AppError `expired` */
    async get(id: string): Promise<Operation> {
      const operation = await find(id);
      if (operation === null) throw new AppError("expired", `operation ${id} is not in the journal`);
      return operation;
    },
    /**
     * Returns the operation, in progress or unclear, that must be shown before the next one of its kind for this customer.
     */
    async pendingOf(kind: string, customer: string): Promise<Operation | null> {
      // If a later operation is done, somebody was shown the unclear one and continued.
      const latest = genuine(readOne(await store.latestFor(kind, customer)));
      return latest?.state === "done" ? null : latest;
    },
    /** Returns the latest operation of a message that may have happened, or else its latest proposal. */
    bySource: async (kind: string, source: string) => genuine(readOne(await store.bySource(kind, source))),
    /** Returns the next sequence numbers for this message and this customer. Read them before looking for earlier ones. */
    nextSequences: (kind: string, { source, customer }: Pick<Operation, "source" | "customer">) =>
      store.nextSequences(kind, source, customer),
    recent: async (kind: string, customer: string, since: Date) =>
      readAll(await store.recent(kind, customer, since)).filter(({ isBroken }) => !isBroken),
    /** Returns the questions of one person that can still be answered, newest first. */
    proposedTo: async (person: string, now: Date) =>
      readAll(await store.proposedTo(person, now)).filter(({ isBroken }) => !isBroken),
    /** Returns the newest operations of one person; of all people for null. */
    list: async (person: string | null) =>
      readAll(await store.list(person === null ? {} : { person }, LISTED)),
  };
}

/** Takes the answer to a question. Both answers are taken in the same way, and exclude one another. */
function createTaking({ store, now, wait, lease: { owner } }: JournalOptions, reader: OperationReader) {
  const waitingStore = waitingForStore(store, wait);

  return async (id: string, person: string, to: "confirmed" | "declined"): Promise<Taken> => {
    const operation = await reader.get(id);
    addLogFields({ reference: operation.reference });
    if (operation.isBroken) throw tamperedError(operation);
    if (operation.person !== person) throw new AppError("not-yours", `operation ${id} asked somebody else`);
    const at = now();
    if (operation.state === "proposed" && operation.until <= at) {
      await store.move(id, ["proposed"], "expired", { at });
      throw new AppError("expired", `operation ${id} was proposed too long ago`);
    }
    const isConfirmed = to === "confirmed";
    const outcome = JSON.stringify(isConfirmed ? { confirmedAt: at.toISOString() } : {});
    const change = { at, by: person, owner, outcome, ifNewest: isConfirmed };
    const taken = await waitingStore.move(id, ["proposed"], to, change);
    return { taken, operation: readOne(await waitingStore.find(id)) ?? operation };
  };
}

/** Wraps the store so that it calls `onMoved`. */
function tellingMoves(
  store: OperationRepository,
  onMoved: (state: OperationState) => void,
): OperationRepository {
  return {
    ...store,
    async add(operation) {
      await store.add(operation);
      onMoved(operation.state);
    },
    async move(id, from, to, change) {
      const isMoved = await store.move(id, from, to, change);
      if (isMoved && !from.includes(to)) onMoved(to);
      return isMoved;
    },
  };
}

const readAll = (records: Awaited<ReturnType<OperationRepository["list"]>>) => records.map(readOperation);
const readOne = (record: Awaited<ReturnType<OperationRepository["find"]>>) => record && readOperation(record);
/** Returns null for an operation whose row was changed outside the bot: it proves nothing about earlier requests. */
const genuine = (operation: Operation | null) => (operation?.isBroken ? null : operation);

const UNDER_WAY: ReadonlySet<OperationState> = new Set(["confirmed", "sending"]);

/** Whether the operation is in progress, so that its outcome is not known yet. */
export function isUnderWay(operation: Operation): boolean {
  return UNDER_WAY.has(operation.state);
}

/** Returns the outcome that the row holds. For an operation that has not ended it is `unclear`. */
export function outcomeOf(operation: Operation): Outcome {
  const { result = null, reason = "late", fault = "refused", quote } = operation.outcome;
  if (operation.state === "done") return { state: "done", result };
  if (operation.state === "expired") return { state: "expired", reason };
  if (operation.state !== "failed") return { state: "unclear" };
  return { state: "failed", error: new AppError(fault, `${operation.kind} failed`, { quote }) };
}
