import { AppError } from "../errors.ts";
import type { Outcome, Write } from "./operation.ts";
import {
  type NotSent,
  type Operation,
  type OperationRepository,
  type OperationState,
  readOperation,
  type Sequences,
  tamperedError,
} from "./operation.ts";
import { createReconciler } from "./reconcile.ts";
import { createSender, type SenderPorts, waitingForStore } from "./sending.ts";

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
  /** As `nextSequences` returned them; the first unless given. */
  sequences?: Sequences | undefined;
}

/** `taken` is false when the row had moved before: `operation.state` says where it is now. */
interface Taken {
  taken: boolean;
  operation: Operation;
}

interface JournalOptions extends SenderPorts {
  newId: () => string;
  /** A short name for an operation, unique enough to be found in a ticket: `"K7Q2M9XA"`. */
  newReference: () => string;
  /** Called for each proposal, and for each operation that this process moved into another state: `"confirmed"`. */
  onMoved?: ((state: OperationState) => void) | undefined;
}

/** States in which another process takes an operation over: under way, or ended and its person not notified. */
const IN_HAND: readonly OperationState[] = ["confirmed", "sending", "done", "failed", "unclear", "expired"];
/** A question on the screen is answered soon or never; an old one must not redeem by accident. */
export const PROPOSAL_LIFE_MS = 30 * 60_000;
const FIRST: Sequences = { sourceSequence: 0, customerSequence: 0 };
/** A person is answered within seconds; after this time the outcome is sent to them. */
const NOT_NOTIFIED_AFTER_MS = 20_000;
/** A confirmed operation that this process is not sending after this time was left behind by an error. */
const STRANDED_AFTER_MS = 30_000;
const LISTED = 20;
/** All of them: what nobody decides stays unclear for good, and must not keep the newer ones from being looked for. */
const UNCLEAR = 1_000;

export type Journal = ReturnType<typeof createJournal>;

/**
 * Writes that happen at most once. AntCRM has no idempotency key, so every write is a row that moves through states, and
 * each move is one conditional update in the database: of five presses that come at once, one moves the row and the
 * others find it moved.
 *
 * `proposed` → `confirmed` → `sending` → `done` | `failed` | `unclear`; beside them `declined` and `expired`.
 * `sending` is committed immediately before the request, so a row in that state may have reached the CRM and is never
 * sent again, whatever happens to the process.
 */
export function createJournal(options: JournalOptions) {
  const { now, newId, newReference, lease } = options;
  const store = options.onMoved ? tellingMoves(options.store, options.onMoved) : options.store;
  const reconciler = createReconciler({ ...options, store });
  const sender = createSender({ ...options, store });
  const reader = createReader(store);
  const take = createTaking({ ...options, store }, reader);

  return {
    ...reader,
    ...createFollowUp({ ...options, store }, { reader, reconciler, sender }),

    /** Stores a question. Asking twice under one id is asking once. */
    async propose({
      id = newId(),
      args,
      source,
      sequences = FIRST,
      ...proposal
    }: Proposal): Promise<Operation> {
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
        owner: lease.owner,
        sequences,
        ...(source === undefined ? {} : { source }),
      });
      try {
        await added;
      } catch (thrown) {
        const before = await reader.find(id);
        if (before === null) throw thrown;
        return before;
      }
      return reader.get(id);
    },

    /**
     * Takes the confirmation: once, and only from the person who was asked. Resolves with `taken: false` and the state
     * `proposed` when a later one of its kind was confirmed for the same message or customer. If the store fails after the
     * row was found, it waits for the store.
     */
    confirm: (id: string, person: string) => take(id, person, "confirmed"),
    decline: (id: string, person: string) => take(id, person, "declined"),
    /**
     * Ends a question that was overtaken, as its person is shown what came before: a second press of it sends nothing.
     * False where a press has taken it meanwhile.
     */
    withdraw: (operation: Operation) =>
      reconciler.end(operation, ["proposed"], { state: "expired", reason: "overtaken" }),

    send: sender.send,
    sendingNow: sender.sendingNow,
    refuse: sender.refuse,

    /** Looks again for what an unclear operation left in the CRM. */
    async check(operation: Operation, write: Write): Promise<Outcome> {
      const current = await reader.get(operation.id);
      if (current.state !== "unclear") return outcomeOf(current);
      return (await reconciler.look(current, write, [0])) ?? { state: "unclear" };
    },

    /** Lets one that was overtaken come after those it now knows of. */
    async takeNextSequences({ id, kind, source, customer }: Operation): Promise<void> {
      await store.takeSequences(id, await store.nextSequences(kind, source, customer));
    },
  };
}

interface JournalParts {
  reader: Reader;
  reconciler: ReturnType<typeof createReconciler>;
  sender: ReturnType<typeof createSender>;
}

/** What is done with operations whose outcome nobody has been told: after a crash, an unclear answer, a lost receipt. */
function createFollowUp(
  { store, now, lease: { owner } }: JournalOptions,
  { reader, reconciler, sender }: JournalParts,
) {
  return {
    /** Makes the operations of dead processes this process's own and returns them: under way, or ended and not notified. */
    takeOver: async () => readAll(await store.takeOver(owner, IN_HAND)),

    /** This process's operations that have been confirmed or sending for over 30 s and that it is not sending now. */
    async stranded() {
      const found = await store.underWayOf(owner, new Date(now().getTime() - STRANDED_AFTER_MS));
      return readAll(found).filter(({ id }) => sender.sendingNow(id) === undefined);
    },

    /** Ends a confirmed operation as `expired` without sending it. */
    async expire(operation: Operation, reason: NotSent): Promise<void> {
      await reconciler.end(operation, ["confirmed"], { state: "expired", reason });
    },

    /** It was being sent when its process died: it may have happened, and is never sent again. */
    async giveUpSending(operation: Operation): Promise<Operation> {
      await store.move(operation.id, ["sending"], "unclear", { at: now(), ifOwner: owner });
      return reader.get(operation.id);
    },

    /** Notes, once, that a person is asked to decide; true for the caller who noted it. */
    async askToDecide(operation: Operation): Promise<boolean> {
      if (operation.outcome.absent) return false;
      const outcome = JSON.stringify({ absent: true });
      return store.move(operation.id, ["unclear"], "unclear", { at: now(), outcome });
    },

    /** Marks the outcome as shown to its person; true for the one caller who marked it. */
    notified: ({ id, state }: Operation) => store.notified(id, now(), state),
    /** This process's operations that ended 20 s ago or earlier, and whose person was not notified. */
    notNotified: async () =>
      readAll(await store.notNotified(owner, new Date(now().getTime() - NOT_NOTIFIED_AFTER_MS))),
    /** What is unclear in this process's hands, oldest first. */
    unclear: async () => readAll(await store.unclear(UNCLEAR)).filter((one) => one.owner === owner),
  };
}

type Reader = ReturnType<typeof createReader>;

/** Reads operations, whoever has them in hand. */
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
    /** The operation, under way or unclear, that the next one of its kind for this customer must show first. */
    async pendingOf(kind: string, customer: string): Promise<Operation | null> {
      // A later operation that is done means that somebody was shown the unclear one and went on.
      const latest = genuine(readOne(await store.latestFor(kind, customer)));
      return latest?.state === "done" ? null : latest;
    },
    /** The latest that a message has led to, or else is being asked about; not what came to nothing. */
    bySource: async (kind: string, source: string) => genuine(readOne(await store.bySource(kind, source))),
    /** Returns the next sequence numbers for this message and this customer. Reserve them before looking for earlier ones. */
    nextSequences: (kind: string, { source, customer }: Pick<Operation, "source" | "customer">) =>
      store.nextSequences(kind, source, customer),
    recent: async (kind: string, customer: string, since: Date) =>
      readAll(await store.recent(kind, customer, since)).filter(({ isBroken }) => !isBroken),
    /** The newest operations, of one person or of all. */
    list: async (person: string | null) =>
      readAll(await store.list(person === null ? {} : { person }, LISTED)),
  };
}

/** Takes the answer to a question. Both answers are taken in the same way, and exclude one another. */
function createTaking({ store, now, wait, lease: { owner } }: JournalOptions, reader: Reader) {
  const waitingStore = waitingForStore(store, wait);

  return async (id: string, person: string, to: "confirmed" | "declined"): Promise<Taken> => {
    const operation = await reader.get(id);
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

/** The store, which calls `onMoved`. */
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
/** An operation whose row was changed outside the bot says nothing about what was asked for before. */
const genuine = (operation: Operation | null) => (operation?.isBroken ? null : operation);

const UNDER_WAY: ReadonlySet<OperationState> = new Set(["confirmed", "sending"]);

/** Is it on its way, so that its outcome is not known yet? */
export function isUnderWay(operation: Operation): boolean {
  return UNDER_WAY.has(operation.state);
}

/** How an operation ended, from its row. */
export function outcomeOf(operation: Operation): Outcome {
  const { result = null, reason = "late", fault = "refused", quote } = operation.outcome;
  if (operation.state === "done") return { state: "done", result };
  if (operation.state === "expired") return { state: "expired", reason };
  if (operation.state !== "failed") return { state: "unclear" };
  return { state: "failed", error: new AppError(fault, `${operation.kind} failed`, { quote }) };
}
