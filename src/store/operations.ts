import { randomUUID } from "node:crypto";
import type { Logger } from "../logging/logger.ts";
import { type Engine, isUniqueViolation, readOne, writeOne } from "./engine.ts";
import { operationLists } from "./operation-lists.ts";
import { operationQueries } from "./operation-queries.ts";
import {
  macsOfOperations,
  type Operation,
  type OperationRow,
  openBroken,
  openOperation,
  type ProposedOperation,
  sealsOfOperations,
} from "./operation-row.ts";
import { ENDED } from "./operation-states.ts";
import type { OperationState } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import type { Query } from "./statement.ts";
import type { Takeover } from "./take-over.ts";

/** Evidences are looked up in portions of this many; a page of the CRM's history has 20. */
const EVIDENCE_PORTION = 20;

/** Its position among the operations of its kind, from 0: from the same message, and for the same customer. */
export interface Sequences {
  sourceSequence: number;
  customerSequence: number;
}

const FIRST: Sequences = { sourceSequence: 0, customerSequence: 0 };

interface Move {
  at: Date;
  /** Who decided; kept as `confirmedBy` or `declinedBy` when the move is to `confirmed` or `declined`. */
  by?: string;
  outcome?: string;
  /** What proves it in the CRM, with its kind, for ids of different kinds may be equal: `"point:6924c1…"`. */
  evidence?: string;
  seen?: string;
  /** Gives the row to this worker. */
  owner?: string;
  /** Only if the row is this worker's. */
  ifOwner?: string;
  /** Only while the lease of the row's owner runs: the sender's last look before the request. */
  ifAlive?: boolean;
  /** Only while no later one of its kind for its customer is on its way or perhaps done. */
  ifNewest?: boolean;
  /**
   * Only while it has this many tries: a move from `sending` back to `confirmed` may reach the database late, when the
   * operation is being sent once more.
   */
  ifTries?: number;
  /** A name of this move: tried twice under one name, it is one move. Drawn at random unless given. */
  move?: string;
}

/** How many operations are in one state, and when the oldest of them was last changed. */
interface StateCount {
  state: OperationState;
  operations: number;
  oldestAt: Date;
}

/** The journal of writes. */
export interface OperationsTable {
  /**
   * Rejects when the id or the reference is taken.
   * @param operation  `source`: the message it came from, `"slack:C01:1764046800.000100"`; `sequences`: as `nextSequences` told
   *   them before the question was put, 0 when none are given
   */
  add(
    operation: ProposedOperation & { owner?: string; source?: string; sequences?: Sequences },
  ): Promise<void>;
  find(id: string): Promise<Operation | null>;
  /**
   * Moves it in one atomic update: true only for the one caller who moved it. False: it is not in one of the states
   * `from` (any more), it does not exist, it is another worker's, the lease is over, another operation has claimed this
   * evidence, (to `sending`) another write for the same customer is being sent, or (from `proposed`) another of its kind
   * has taken its sequence number for the message or the customer. From `sending` back to `confirmed`
   * counts one more of its `tries`. After a move the person has yet to be told.
   */
  move(id: string, from: readonly OperationState[], to: OperationState, change: Move): Promise<boolean>;
  /**
   * Makes the operations of dead workers in these states this one's own and returns them, in the order in which they
   * came to their state. An operation goes to one worker alone, as long as that worker beats: beat before you take over.
   * What has ended is taken only while its person has not been told.
   */
  takeOver(owner: string, states: readonly OperationState[]): Promise<Operation[]>;
  /**
   * Takes the duty to tell the person, once: true only for the first caller.
   * @param state  only if it is still in this state; what is told must not be outdated when it is marked as told
   */
  notified(id: string, at: Date, state?: OperationState): Promise<boolean>;
  /**
   * This worker's that are done, failed or unclear, or expired after they were confirmed, since before this time, and of
   * which the person was not told. Oldest first.
   */
  notNotified(owner: string, endedBefore: Date): Promise<Operation[]>;
  /** This worker's that are confirmed or being sent since before this time. Oldest first. */
  underWayOf(owner: string, changedBefore: Date): Promise<Operation[]>;
  /** Whoever owns them, oldest first; without those of a restored copy, which only a person checks. */
  unclear(limit: number): Promise<Operation[]>;
  /** The latest of this kind for this customer that is on its way or perhaps done. */
  latestFor(kind: string, customer: string): Promise<Operation | null>;
  /**
   * What a message has led to: the one with the highest sequence number among those that are under way, done or unclear; else the
   * newest proposal, which may have run out (`until`).
   */
  bySource(kind: string, source: string): Promise<Operation | null>;
  /** The sequences after all of this kind, under way or perhaps done, from this message and for this customer. */
  nextSequences(kind: string, source: string | null, customer: string | null): Promise<Sequences>;
  /** Gives a proposal these sequences, when its person knows of those before. */
  takeSequences(id: string, sequences: Sequences): Promise<void>;
  /** Done or unclear, proposed since then; newest first. */
  recent(kind: string, customer: string, since: Date): Promise<Operation[]>;
  /** Newest first. */
  list(filter: { person?: string }, limit: number): Promise<Operation[]>;
  /** Newest first. */
  ofCustomer(customer: string, states: readonly OperationState[]): Promise<Operation[]>;
  /**
   * Those that have not ended, whoever owns them; a state without any is left out.
   * @param askedSince  proposals made up to then have run out and are not counted
   */
  openByState(askedSince: Date): Promise<StateCount[]>;
  /** Those of the given evidences that an operation has claimed. */
  withEvidence(evidence: readonly string[]): Promise<string[]>;
}

export function createOperationsTable(
  engine: Engine,
  sealer: Sealer,
  takeover: Takeover,
  log: Logger,
): OperationsTable {
  const queries = { ...operationQueries(engine), ...operationLists(engine.builder) };
  const seals = sealsOfOperations(sealer);
  const macs = macsOfOperations(sealer, log);
  const all = async (query: Query<OperationRow>) => (await engine.read(query)).map(operation);
  const first = async (query: Query<OperationRow>) => {
    const [row] = await engine.read(query);
    return row === undefined ? null : operation(row);
  };

  /** One that was changed outside must not keep the others from being sent, looked for and told. */
  function operation(row: OperationRow): Operation {
    if (!macs.isGenuine(row)) return openBroken(row, seals);
    try {
      return openOperation(row, seals);
    } catch (error) {
      log.error({ err: error, operation: row.id }, "a stored operation cannot be opened and is not sent");
      return openBroken(row, seals);
    }
  }

  return {
    async add({ place, input, at, until, owner, source = null, sequences = FIRST, ...plain }) {
      const sealed = { place: seals.place.seal(plain.id, place), input: seals.input.seal(plain.id, input) };
      const times = { at: at.getTime(), until: until.getTime() };
      const mac = macs.rows.sign({ ...plain, source, proposed_at: times.at, until: times.until });
      await writeOne(
        engine,
        queries.add({
          ...plain,
          ...sealed,
          ...times,
          owner: owner ?? null,
          source,
          mac,
          ...sequences,
        }),
      );
    },
    find: (id) => first(queries.find({ id })),
    async move(id, from, to, change) {
      if (from.length === 0) return false;
      const move = change.move ?? randomUUID();
      const values = {
        id,
        from,
        to,
        move,
        stateMac: to === "confirmed" ? macs.confirmed.sign({ id, state: to, move }) : null,
        ...moveValues(id, to, change, seals),
      };
      try {
        return (await writeOne(engine, queries.move(values), { mayRunTwice: true })) === 1;
      } catch (error) {
        // Another operation has this evidence, is being sent for this customer (`operations_sending`), or has taken its
        // sequence number for the message (`operations_turn`) or the customer (`operations_customer_sequence`).
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    async takeOver(owner, states) {
      if (states.length === 0) return [];
      const successor = { successor: owner };
      const abandoned = await engine.read(queries.abandoned({ ...successor, states }));
      const mine = await takeover.claim(successor, abandoned, ({ id, state, changed_at, owner: former }) =>
        queries.claim({ ...successor, id, state, changedAt: changed_at, former }),
      );
      return mine.map((row) => operation({ ...row, owner }));
    },
    async notified(id, at, state) {
      return (await writeOne(engine, queries.notified({ id, at: at.getTime(), state: state ?? null }))) === 1;
    },
    underWayOf: (owner, changedBefore) => all(queries.underWayOf({ owner, before: changedBefore.getTime() })),
    notNotified: (owner, endedBefore) => all(queries.notNotified({ owner, before: endedBefore.getTime() })),
    unclear: (limit) => all(queries.unclear({ limit })),
    latestFor: (kind, customer) => first(queries.latestFor({ kind, customer })),
    bySource: (kind, source) => first(queries.bySource({ kind, source })),
    async nextSequences(kind, source, customer) {
      const found = await readOne(engine, queries.nextSequences({ kind, source, customer }));
      return { sourceSequence: found?.source_sequence ?? 0, customerSequence: found?.customer_sequence ?? 0 };
    },
    async takeSequences(id, sequences) {
      await writeOne(engine, queries.takeSequences({ id, ...sequences }), { mayRunTwice: true });
    },
    recent: (kind, customer, since) => all(queries.recent({ kind, customer, since: since.getTime() })),
    list: ({ person }, limit) =>
      all(person === undefined ? queries.ofAll({ limit }) : queries.ofPerson({ person, limit })),
    ofCustomer: async (customer, states) =>
      states.length === 0 ? [] : all(queries.ofCustomer({ customer, states })),
    async openByState(askedSince) {
      const counts = await engine.read(queries.openByState({ askedSince: askedSince.getTime() }));
      return counts.map(({ oldest_at, ...count }) => ({ ...count, oldestAt: new Date(oldest_at) }));
    },
    async withEvidence(evidence) {
      const portions = Array.from({ length: Math.ceil(evidence.length / EVIDENCE_PORTION) }, (_, index) =>
        evidence.slice(index * EVIDENCE_PORTION, (index + 1) * EVIDENCE_PORTION),
      );
      const found = await Promise.all(
        portions.map((portion) => engine.read(queries.claimed({ evidence: portion }))),
      );
      return found.flat().flatMap((row) => row.evidence ?? []);
    },
  };
}

function moveValues(
  id: string,
  to: OperationState,
  change: Move,
  seals: ReturnType<typeof sealsOfOperations>,
) {
  const at = change.at.getTime();
  const by = change.by ?? null;
  return {
    at,
    confirmedBy: to === "confirmed" ? by : null,
    declinedBy: to === "declined" ? by : null,
    sentAt: to === "sending" ? at : null,
    endedAt: ENDED.includes(to) ? at : null,
    outcome: change.outcome === undefined ? null : seals.outcome.seal(id, change.outcome),
    evidence: change.evidence ?? null,
    seen: change.seen === undefined ? null : seals.seen.seal(id, change.seen),
    owner: change.owner ?? null,
    ifOwner: change.ifOwner ?? null,
    ifAlive: change.ifAlive ? 1 : 0,
    ifNewest: change.ifNewest ? 1 : 0,
    ifTries: change.ifTries ?? null,
    retry: to === "confirmed" ? 1 : 0,
  } as const;
}
