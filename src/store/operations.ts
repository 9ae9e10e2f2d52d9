import type { Logger } from "../logging/logger.ts";
import type {
  NewOperation,
  OperationRecord,
  OperationRepository,
  OperationState,
} from "../operations/operation.ts";
import { changesRow, type Engine, execute, isUniqueViolation, readOne } from "./engine.ts";
import { operationLists } from "./operation-lists.ts";
import { moveQuery, moveValues } from "./operation-moves.ts";
import { operationQueries } from "./operation-queries.ts";
import { macsOfOperations, type OperationRow, recordsFrom, sealsOfOperations } from "./operation-row.ts";
import type { Sealer } from "./sealing.ts";
import type { Query } from "./statement.ts";
import type { Takeover } from "./take-over.ts";

/** How many operations are in one state, and when the oldest of them was last changed. */
interface StateCount {
  state: OperationState;
  operations: number;
  oldestAt: Date;
}

export interface OperationsTable extends OperationRepository {
  /**
   * Counts the operations that have not ended, of all owners; a state without any is left out.
   * @param askedSince  proposals made up to then are over and are not counted
   */
  openByState(askedSince: Date): Promise<StateCount[]>;
}

export function createOperationsTable(
  engine: Engine,
  sealer: Sealer,
  takeover: Takeover,
  log: Logger,
): OperationsTable {
  const queries = { ...operationQueries(engine), ...operationLists(engine.builder), move: moveQuery(engine) };
  const seals = sealsOfOperations(sealer);
  const macs = macsOfOperations(sealer, log);
  const recordOf = recordsFrom(seals, macs, log);
  const all = async (query: Query<OperationRow>) => (await engine.read(query)).map(recordOf);
  const first = async (query: Query<OperationRow>): Promise<OperationRecord | null> => {
    const row = await readOne(engine, query);
    return row && recordOf(row);
  };

  function newRow({ id, reference, kind, person, customer, state, ...rest }: NewOperation) {
    const { sourceSequence = 0, customerSequence = 0 } = rest.sequences ?? {};
    const plain = { id, reference, kind, person, customer, source: rest.source ?? null };
    const times = { proposed_at: rest.at.getTime(), until: rest.until.getTime() };
    return {
      ...plain,
      ...times,
      state,
      changed_at: times.proposed_at,
      place: seals.place.seal(id, rest.place),
      input: seals.input.seal(id, rest.input),
      owner: rest.owner ?? null,
      turn: sourceSequence,
      customer_sequence: customerSequence,
      mac: macs.rows.sign({ ...plain, ...times }),
    };
  }

  return {
    add: (operation) => execute(engine, queries.add(newRow(operation))),
    find: (id) => first(queries.find({ id })),
    async move(id, from, to, change) {
      if (from.length === 0) return false;
      const values = moveValues({ id, from, to, change }, seals, macs.confirmed);
      try {
        return await changesRow(engine, queries.move(values), { mayRunTwice: true });
      } catch (error) {
        // The unique keys of evidence, `operations_sending`, `operations_turn` and `operations_customer_sequence`.
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
      return mine.map((row) => recordOf({ ...row, owner }));
    },
    notified: (id, at, state) =>
      changesRow(engine, queries.notified({ id, at: at.getTime(), state: state ?? null })),
    underWayOf: (owner, changedBefore) => all(queries.underWayOf({ owner, before: changedBefore.getTime() })),
    notNotified: (owner, endedBefore) => all(queries.notNotified({ owner, before: endedBefore.getTime() })),
    unclear: (limit) => all(queries.unclear({ limit })),
    latestFor: (kind, customer) => first(queries.latestFor({ kind, customer })),
    bySource: (kind, source) => first(queries.bySource({ kind, source })),
    async nextSequences(kind, source, customer) {
      const found = await readOne(engine, queries.nextSequences({ kind, source, customer }));
      return { sourceSequence: found?.source_sequence ?? 0, customerSequence: found?.customer_sequence ?? 0 };
    },
    takeSequences: (id, { sourceSequence, customerSequence }) =>
      execute(engine, queries.takeSequences({ id, sourceSequence, customerSequence }), { mayRunTwice: true }),
    recent: (kind, customer, since) => all(queries.recent({ kind, customer, since: since.getTime() })),
    list: ({ person }, limit) =>
      all(person === undefined ? queries.ofAll({ limit }) : queries.ofPerson({ person, limit })),
    ofCustomer: async (customer, states) =>
      states.length === 0 ? [] : all(queries.ofCustomer({ customer, states })),
    async openByState(askedSince) {
      const counts = await engine.read(queries.openByState({ askedSince: askedSince.getTime() }));
      return counts.map(({ oldest_at, ...count }) => ({ ...count, oldestAt: new Date(oldest_at) }));
    },
  };
}
