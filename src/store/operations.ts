import { sql } from "kysely";
import type { Logger } from "../logging/logger.ts";
import type { NewOperation, OperationRepository, OperationState } from "../operations/operation.ts";
import { type Age, isOld } from "./ages.ts";
import {
  anyOf,
  changesRow,
  type Engine,
  execute,
  isUniqueViolation,
  openOne,
  type Params,
  type Query,
  readOne,
  statement,
} from "./engine.ts";
import { moveQuery, moveValues } from "./operation-moves.ts";
import {
  isLeftToPeople,
  isNews,
  isOwed,
  MAY_HAVE_HAPPENED,
  macsOfOperations,
  type OperationRow,
  recordsFrom,
  sealsOfOperations,
} from "./operation-row.ts";
import { rowsOf } from "./rows.ts";
import type { Sealer } from "./sealing.ts";
import { takeOver } from "./workers.ts";

/** The most questions that are read for one person. More of them in half an hour are not looked through. */
const QUESTIONS = 50;

interface OperationsTable extends OperationRepository {
  /**
   * Counts the operations of all owners that have not ended. A state without any is left out. `oldestAt`: when the oldest
   * operation of the state was last changed.
   * @param askedSince  proposals made up to this time are over and are not counted
   */
  openByState(askedSince: Date): Promise<{ state: OperationState; operations: number; oldestAt: Date }[]>;
}

export function createOperationsTable(engine: Engine, sealer: Sealer, log: Logger): OperationsTable {
  const { builder } = engine;
  const rows = rowsOf(engine, "operations", "id");
  const queries = { ...operationQueries(builder), ...operationLists(builder), move: moveQuery(engine) };
  const seals = sealsOfOperations(sealer);
  const macs = macsOfOperations(sealer, log);
  const recordOf = recordsFrom(seals, macs, log);
  const all = async (query: Query<OperationRow>) => (await engine.read(query)).map(recordOf);
  const first = (query: Query<OperationRow>) => openOne(engine, query, recordOf);

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
    add: (operation) => execute(engine, rows.insert(newRow(operation))),
    find: (id) => first(rows.find({ id })),
    async move(id, from, to, change) {
      if (from.length === 0) return false;
      const values = moveValues({ id, from, to, change }, seals, macs.confirmed);
      try {
        return await changesRow(engine, queries.move(values), { mayRunTwice: true });
      } catch (error) {
        // The violated key is that of the evidence, `operations_sending`, `operations_turn` or `operations_customer_sequence`.
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    async takeOver(owner, states) {
      if (states.length === 0) return [];
      const mine = await takeOver(engine, "operations", {
        owner,
        where: sql`state in (${sql.join(states)}) and ${isOwed}`,
        orderBy: ["changed_at", "id"],
        unchanged: ["state", "changed_at"],
      });
      return mine.map((row) => recordOf({ ...row, owner }));
    },
    markNotified: (id, at, state) => changesRow(engine, queries.notified({ id, at, state: state ?? null })),
    underWayOf: (owner, age) => all(queries.underWayOf({ owner, ...age })),
    findNotNotified: (owner, age) => all(queries.notNotified({ owner, ...age })),
    unclear: (limit) => all(queries.unclear({ limit })),
    latestFor: (kind, customer) => first(queries.latestFor({ kind, customer })),
    bySource: (kind, source) => first(queries.bySource({ kind, source })),
    async nextSequences(kind, source, customer) {
      const found = await readOne(engine, queries.nextSequences({ kind, source, customer }));
      return { sourceSequence: found?.source_sequence ?? 0, customerSequence: found?.customer_sequence ?? 0 };
    },
    takeSequences: (id, { sourceSequence: turn, customerSequence: customer_sequence }) =>
      execute(engine, queries.takeSequences({ id, turn, customer_sequence }), { mayRunTwice: true }),
    recent: (kind, customer, since) => all(queries.recent({ kind, customer, since })),
    proposedTo: (person, now) => all(queries.proposedTo({ person, now })),
    list: ({ person }, limit) =>
      all(person === undefined ? queries.ofAll({ limit }) : queries.ofPerson({ person, limit })),
    ofCustomer: async (customer, states) =>
      states.length === 0 ? [] : all(queries.ofCustomer({ customer, states })),
    async openByState(askedSince) {
      const counts = await engine.read(queries.openByState({ askedSince }));
      return counts.map(({ oldest_at, ...count }) => ({ ...count, oldestAt: new Date(oldest_at) }));
    },
  };
}

/** Creates the queries of single operations, except `moveQuery`. */
function operationQueries(db: Engine["builder"]) {
  return {
    takeSequences: statement(
      ({ id, ...sequences }: Params<Pick<OperationRow, "id" | "turn" | "customer_sequence">>) =>
        db
          .updateTable("operations")
          .set(sequences)
          .where((is) => is.and({ id, state: "proposed" })),
    ),
    notified: statement((params: Params<{ id: string; at: number; state: OperationState | null }>) =>
      db
        .updateTable("operations")
        .set({ told_at: params.at })
        .where("id", "=", params.id)
        .where("told_at", "is", null)
        .where(sql<boolean>`(cast(${params.state} as text) is null or state = ${params.state})`),
    ),
  };
}

/** Creates the queries for several operations, or for the newest of several. */
function operationLists(db: Engine["builder"]) {
  const rows = () => db.selectFrom("operations").selectAll();
  const newestFirst = () => rows().orderBy("proposed_at", "desc").orderBy("id", "desc");
  const oldestFirst = () => rows().orderBy("changed_at").orderBy("id");
  const counts = () =>
    db
      .selectFrom("operations")
      .select(({ fn, ref }) => [
        "state",
        fn.countAll<number>().as("operations"),
        fn.min<number>(ref("changed_at")).as("oldest_at"),
      ])
      .groupBy("state");

  return {
    ofCustomer: statement((params: Params<{ customer: string; states: readonly OperationState[] }>) =>
      newestFirst()
        .where("customer", "=", params.customer)
        .where("state", "in", anyOf<OperationState>("states")),
    ),
    ofPerson: statement((params: Params<{ person: string; limit: number }>) =>
      newestFirst().where("person", "=", params.person).limit(params.limit),
    ),
    // This runs for every text. The state is no parameter, because SQLite would plan the query again each time: there are
    // indexes of certain states. The order is that of an index, so nothing is sorted.
    proposedTo: statement((params: Params<{ person: string; now: number }>) =>
      rows()
        .orderBy("proposed_at", "desc")
        .where("person", "=", params.person)
        .where("state", "=", sql.lit("proposed"))
        .where("until", ">", params.now)
        .limit(QUESTIONS),
    ),
    ofAll: statement((params: Params<{ limit: number }>) => newestFirst().limit(params.limit)),
    // Both halves of the union read only the index of state and changed_at.
    openByState: statement((params: Params<{ askedSince: number }>) =>
      counts()
        .where("state", "in", ["confirmed", "sending", "unclear"])
        .unionAll(counts().where("state", "=", "proposed").where("changed_at", ">", params.askedSince)),
    ),
    notNotified: statement((params: Params<{ owner: string } & Age>) =>
      oldestFirst().where("owner", "=", params.owner).where(isOld("changed_at", params)).where(isNews),
    ),
    underWayOf: statement((params: Params<{ owner: string } & Age>) =>
      oldestFirst()
        .where("state", "in", ["confirmed", "sending"])
        .where("owner", "=", params.owner)
        .where(isOld("changed_at", params)),
    ),
    unclear: statement((params: Params<{ limit: number }>) =>
      oldestFirst()
        .where("state", "=", "unclear")
        .where(sql<boolean>`not ${isLeftToPeople}`)
        .limit(params.limit),
    ),
    latestFor: statement((params: Params<{ kind: string; customer: string }>) =>
      rows()
        .where((is) => is.and(params))
        .where("state", "in", MAY_HAVE_HAPPENED)
        .orderBy("customer_sequence", "desc")
        .limit(1),
    ),
    // Finds the latest operation that may have happened, and a proposal only if there is none.
    bySource: statement((params: Params<{ kind: string; source: string }>) =>
      rows()
        .where((is) => is.and(params))
        .where("state", "not in", ["declined", "expired", "failed"])
        .orderBy(sql`case when state = 'proposed' then 1 else 0 end`)
        .orderBy("turn", "desc")
        .orderBy("proposed_at", "desc")
        .orderBy("id", "desc")
        .limit(1),
    ),
    nextSequences: statement(
      (params: Params<{ kind: string; source: string | null; customer: string | null }>) => {
        const mayHaveHappened = () =>
          db.selectFrom("operations").where("kind", "=", params.kind).where("state", "in", MAY_HAVE_HAPPENED);
        return db.selectNoFrom([
          mayHaveHappened()
            .where("source", "=", params.source)
            .select(sql<number>`coalesce(max(turn), -1) + 1`.as("next"))
            .as("source_sequence"),
          mayHaveHappened()
            .where("customer", "=", params.customer)
            .select(sql<number>`coalesce(max(customer_sequence), -1) + 1`.as("next"))
            .as("customer_sequence"),
        ]);
      },
    ),
    recent: statement((params: Params<{ kind: string; customer: string; since: number }>) =>
      newestFirst()
        .where("kind", "=", params.kind)
        .where("customer", "=", params.customer)
        .where("state", "in", ["done", "unclear"])
        .where("proposed_at", ">=", params.since),
    ),
  };
}
