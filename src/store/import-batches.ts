import { sql } from "kysely";
import type { BatchState, ImportBatchRepository, RowCounts } from "../features/imports/import.ts";
import {
  changesRow,
  type Engine,
  execute,
  openOne,
  type Params,
  readOne,
  statement,
  writeOne,
} from "./engine.ts";
import { rowsOf } from "./rows.ts";
import { type TableRow, toDate } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import { isAlive } from "./workers.ts";

const NO_ROWS: RowCounts = { made: 0, there: 0, failed: 0, unclear: 0 };
/** The number of batches that one query reads. */
const PORTION = 20;
const REMOVED_AT_ONCE = 200;

type BatchKey = Pick<TableRow<"import_batches">, "import" | "seq">;
type OwnedBatch = BatchKey & { owner: string };

/** Stores the batches of imports. `removeRows` deletes all batches of one import. */
export function createImportBatches(
  engine: Engine,
  sealer: Sealer,
): ImportBatchRepository & { removeRows(id: string): Promise<void> } {
  const { insert, find } = rowsOf(engine, "import_batches", "import", "seq");
  const queries = { ...batchChanges(engine), ...batchLists(engine) };
  const seal = sealer.column("import_batches", "rows");
  const sealRows = (id: string, seq: number, rows: string) => seal.seal(`${id}/${seq}`, rows);
  const openRows = (id: string, seq: number, rows: Buffer) => seal.open(`${id}/${seq}`, rows);

  function end(id: string, seq: number, owner: string, outcome: RowCounts, keep: string | null) {
    const { made, there, failed, unclear } = outcome;
    const rows = keep === null ? null : sealRows(id, seq, keep);
    return queries.settle({ import: id, seq, owner, made, there, failed, unclear, rows });
  }

  return {
    addBatch: (id, { state, seq, size, rows }) =>
      execute(engine, insert({ import: id, seq, state, size, rows: sealRows(id, seq, rows) })),
    async send(id, seq, owner, at, before) {
      const send = queries.send({ import: id, seq, owner, at });
      const settled = before && end(id, before.seq, owner, { ...NO_ROWS, made: before.made }, null);
      return (await engine.write(settled ? [settled, send] : [send])).at(-1) === 1;
    },
    async settle(id, seq, owner, { keep, children = [], ...counts }) {
      const added = children.map(({ seq: child, size, rows }) =>
        queries.addChild({
          import: id,
          parent: seq,
          seq: child,
          owner,
          size,
          rows: sealRows(id, child, rows),
        }),
      );
      return (await engine.write([...added, end(id, seq, owner, counts, keep)])).at(-1) === 1;
    },
    moveBatch: (id, seq, owner, from, to) =>
      changesRow(engine, queries.move({ import: id, seq, owner, from, to })),
    giveUpSending: (id) => writeOne(engine, queries.giveUp({ import: id })),
    async batches(id, state) {
      const rows = await engine.read(queries.inState({ import: id, state }));
      return rows.map(({ seq, size, sent_at }) => ({ seq, size, sentAt: toDate(sent_at) }));
    },
    rows: (id, seq) =>
      openOne(engine, find({ import: id, seq }), ({ rows }) => rows && openRows(id, seq, rows)),
    async *kept(id) {
      for (let after: number | undefined = -1; after !== undefined; ) {
        const portion: { seq: number; state: BatchState; rows: Buffer | null }[] = await engine.read(
          queries.kept({ import: id, after }),
        );
        for (const { seq, state, rows } of portion) if (rows) yield { state, rows: openRows(id, seq, rows) };
        after = portion.at(-1)?.seq;
      }
    },
    sums: async (id) => (await readOne(engine, queries.sums({ import: id }))) ?? { ...NO_ROWS, last: 0 },
    async removeRows(id) {
      let removed = REMOVED_AT_ONCE;
      while (removed === REMOVED_AT_ONCE) removed = await writeOne(engine, queries.remove({ import: id }));
    },
  };
}

function batchChanges({ builder: db, dialect }: Engine) {
  const change = (key: Params<BatchKey>) =>
    db.updateTable("import_batches").where("import", "=", key.import).where("seq", "=", key.seq);
  /** False for a process whose import was taken over while it was paused. */
  const isOwnedBy = (owner: Params<{ owner: string }>["owner"]) =>
    sql<boolean>`exists (select 1 from imports where imports.id = import_batches.import and imports.owner = ${owner})`;

  return {
    // A batch is added only while its parent is not settled, so a second caller adds nothing. Postgres needs the type of a
    // selected value.
    addChild: statement((params: Params<OwnedBatch & { parent: number; size: number; rows: Buffer }>) =>
      db
        .insertInto("import_batches")
        .columns(["import", "seq", "state", "size", "rows"])
        .expression(
          db
            .selectFrom("import_batches")
            .select([
              "import",
              sql<number>`cast(${params.seq} as integer)`.as("seq"),
              sql<BatchState>`'waiting'`.as("state"),
              sql<number>`cast(${params.size} as integer)`.as("size"),
              sql<Buffer>`cast(${params.rows} as ${sql.raw(dialect.bytes)})`.as("rows"),
            ])
            .where("import", "=", params.import)
            .where("seq", "=", params.parent)
            .where("state", "in", ["sending", "unclear"])
            .where(isOwnedBy(params.owner)),
        ),
    ),
    // The last check before the request: the batch waits, the import runs, and the lease of the sender runs.
    send: statement((params: Params<OwnedBatch & { at: number }>) =>
      change(params)
        .set({ state: "sending", sent_at: params.at })
        .where("state", "=", "waiting")
        .where(isOwnedBy(params.owner))
        .where(
          sql<boolean>`exists (select 1 from imports where imports.id = import_batches.import
            and imports.state = 'running' and ${isAlive(params.owner, dialect)})`,
        ),
    ),
    settle: statement((params: Params<OwnedBatch & RowCounts & { rows: Buffer | null }>) => {
      const { import: _, seq: __, owner, ...outcome } = params;
      return change(params)
        .set({ state: "done", ...outcome })
        .where("state", "in", ["sending", "unclear"])
        .where(isOwnedBy(owner));
    }),
    move: statement((params: Params<OwnedBatch & { from: BatchState; to: BatchState }>) =>
      change(params)
        .set({ state: params.to })
        .where("state", "=", params.from)
        .where(isOwnedBy(params.owner)),
    ),
    giveUp: statement((params: Params<{ import: string }>) =>
      db
        .updateTable("import_batches")
        .set({ state: "unclear" })
        .where("import", "=", params.import)
        .where("state", "=", "sending"),
    ),
    remove: statement((params: Params<{ import: string }>) => {
      const some = db
        .selectFrom("import_batches")
        .select("seq")
        .where("import", "=", params.import)
        .limit(REMOVED_AT_ONCE);
      return db.deleteFrom("import_batches").where("import", "=", params.import).where("seq", "in", some);
    }),
  };
}

function batchLists({ builder: db }: Engine) {
  const sum = (column: keyof RowCounts) =>
    sql<number>`cast(coalesce(sum(${sql.ref(column)}), 0) as bigint)`.as(column);

  return {
    /** Reads batches without their rows, because a large file has a thousand batches. */
    inState: statement((params: Params<{ import: string; state: BatchState }>) =>
      db
        .selectFrom("import_batches")
        .select(["seq", "size", "sent_at"])
        .where((is) => is.and(params))
        .orderBy("seq"),
    ),
    kept: statement((params: Params<{ import: string; after: number }>) =>
      db
        .selectFrom("import_batches")
        .select(["seq", "state", "rows"])
        .where("import", "=", params.import)
        .where("rows", "is not", null)
        .where("seq", ">", params.after)
        .orderBy("seq")
        .limit(PORTION),
    ),
    sums: statement((params: Params<{ import: string }>) =>
      db
        .selectFrom("import_batches")
        .select([
          sum("made"),
          sum("there"),
          sum("failed"),
          sum("unclear"),
          sql<number>`coalesce(max(seq), 0)`.as("last"),
        ])
        .where("import", "=", params.import),
    ),
  };
}
