import { type Engine, isUniqueViolation, readOne, writeOne } from "./engine.ts";
import { type OperationRow, operationQueries } from "./operation-queries.ts";
import type { OperationState } from "./schema.ts";
import type { Sealer } from "./sealing.ts";

/** Evidences are looked up in portions of this many; a page of the CRM's history has 20. */
const EVIDENCE_PORTION = 20;

const ENDED: readonly OperationState[] = ["done", "failed", "expired", "declined"];

/** A write as it is proposed, before anybody confirmed it. */
export interface ProposedOperation {
  id: string;
  /** Short, stands in what is written to the CRM: `"K7Q2M"`. Unique. */
  reference: string;
  /** `"redeem"`. */
  kind: string;
  /** Who was asked. */
  person: string;
  /** JSON; sealed on disk. */
  place: string;
  /** The customer's id in the CRM. */
  customer: string | null;
  /** JSON; sealed on disk. */
  input: string;
  state: "proposed";
  at: Date;
  until: Date;
}

interface Operation extends Omit<ProposedOperation, "state"> {
  state: OperationState;
  confirmedBy: string | null;
  declinedBy: string | null;
  /** When it was last about to be sent. */
  sentAt: Date | null;
  endedAt: Date | null;
  /** JSON; sealed on disk. */
  outcome: string | null;
  evidence: string | null;
  /** The ids noted before the send; sealed on disk. */
  seen: string | null;
}

interface Move {
  at: Date;
  /** Who decided; kept as `confirmedBy` or `declinedBy` when the move is to `confirmed` or `declined`. */
  by?: string;
  outcome?: string;
  /** What proves it in the CRM, with its kind, for ids of different kinds may be equal: `"point:6924c1…"`. */
  evidence?: string;
  seen?: string;
}

/** The journal of writes. */
export interface OperationsTable {
  /** Rejects when the id or the reference is taken. */
  add(operation: ProposedOperation): Promise<void>;
  find(id: string): Promise<Operation | null>;
  /**
   * Moves it in one atomic update: true only for the one caller who moved it. False: it is not in one of the states
   * `from` (any more), it does not exist, or another operation has claimed this evidence.
   */
  move(id: string, from: readonly OperationState[], to: OperationState, change: Move): Promise<boolean>;
  /** Newest first. */
  ofCustomer(customer: string, states: readonly OperationState[]): Promise<Operation[]>;
  /** Newest first. */
  ofPerson(person: string, limit: number): Promise<Operation[]>;
  /** Those of the given evidences that an operation has claimed. */
  withEvidence(evidence: readonly string[]): Promise<string[]>;
}

export function createOperationsTable(engine: Engine, sealer: Sealer): OperationsTable {
  const queries = operationQueries(engine.builder);
  const seals = sealsOfOperations(sealer);
  const operation = (row: OperationRow) => openOperation(row, seals);

  return {
    async add({ place, input, at, until, ...plain }) {
      const sealed = { place: seals.place.seal(plain.id, place), input: seals.input.seal(plain.id, input) };
      await writeOne(engine, queries.add({ ...plain, ...sealed, at: at.getTime(), until: until.getTime() }));
    },
    async find(id) {
      const row = await readOne(engine, queries.find({ id }));
      return row && operation(row);
    },
    async move(id, from, to, { at, by = null, outcome, evidence = null, seen }) {
      if (from.length === 0) return false;
      const atMs = at.getTime();
      const move = queries.move({
        id,
        from,
        to,
        at: atMs,
        confirmedBy: to === "confirmed" ? by : null,
        declinedBy: to === "declined" ? by : null,
        sentAt: to === "sending" ? atMs : null,
        endedAt: ENDED.includes(to) ? atMs : null,
        outcome: outcome === undefined ? null : seals.outcome.seal(id, outcome),
        evidence,
        seen: seen === undefined ? null : seals.seen.seal(id, seen),
      });
      try {
        return (await writeOne(engine, move)) === 1;
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    async ofCustomer(customer, states) {
      if (states.length === 0) return [];
      return (await engine.read(queries.ofCustomer({ customer, states }))).map(operation);
    },
    async ofPerson(person, limit) {
      return (await engine.read(queries.ofPerson({ person, limit }))).map(operation);
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

function sealsOfOperations(sealer: Sealer) {
  const column = (name: "place" | "input" | "outcome" | "seen") => sealer.column("operations", name);
  return {
    place: column("place"),
    input: column("input"),
    outcome: column("outcome"),
    seen: column("seen"),
  };
}

function openOperation(row: OperationRow, seals: ReturnType<typeof sealsOfOperations>): Operation {
  const { id, reference, kind, person, customer, state, evidence } = row;
  return {
    ...{ id, reference, kind, person, customer, state, evidence },
    place: seals.place.open(id, row.place),
    input: seals.input.open(id, row.input),
    at: new Date(row.proposed_at),
    until: new Date(row.until),
    confirmedBy: row.confirmed_by,
    declinedBy: row.declined_by,
    sentAt: row.sent_at === null ? null : new Date(row.sent_at),
    endedAt: row.ended_at === null ? null : new Date(row.ended_at),
    outcome: row.outcome && seals.outcome.open(id, row.outcome),
    seen: row.seen && seals.seen.open(id, row.seen),
  };
}
