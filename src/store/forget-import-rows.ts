import { setImmediate as nextTurn } from "node:timers/promises";
import type { BatchState, ImportState } from "../features/imports/import.ts";
import { type Engine, writeOne } from "./engine.ts";
import type { Sealer } from "./sealing.ts";
import { type Params, statement } from "./statement.ts";

/** Batches that are read at a time; each has up to a hundred rows. */
const BATCHES = 20;

interface Batch {
  import: string;
  seq: number;
  state: BatchState;
  rows: Buffer | null;
  whole: ImportState;
}

/**
 * Deletes a customer's rows of imported files. A file that is not confirmed yet is deleted whole, because it would be sent
 * with that row. Rows that are being sent stay until their outcome is known, as operations do.
 */
export function importRowsOfCustomer(engine: Engine, sealer: Sealer, now: () => Date) {
  const { page, expire, drop, replace } = queries(engine);
  const seal = sealer.column("import_batches", "rows");

  /** @returns how many rows were deleted, and whether rows of the customer are being sent */
  async function forgetIn(batch: Batch, mentions: (text: string) => boolean) {
    const { import: id, seq, state, rows: sealed, whole } = batch;
    if (sealed === null) return { removed: 0, isUnderWay: false };
    const key = `${id}/${seq}`;
    const rows = JSON.parse(seal.open(key, sealed)) as unknown[];
    const left = rows.filter((row) => !mentions(JSON.stringify(row)));
    const removed = rows.length - left.length;
    if (removed === 0) return { removed, isUnderWay: false };
    if (whole === "reading" || whole === "proposed") {
      const at = now().getTime();
      const [expired = 0] = await engine.write([expire({ id, at }), drop({ id })]);
      return { removed: expired === 1 ? removed : 0, isUnderWay: false };
    }
    const isUnderWay = whole === "running" || whole === "stopping";
    if (isUnderWay && state !== "done" && state !== "bad") return { removed: 0, isUnderWay };
    const rest = left.length === 0 ? null : seal.seal(key, JSON.stringify(left));
    await writeOne(engine, replace({ id, seq, rows: rest }));
    return { removed, isUnderWay: false };
  }

  return async (mentions: (text: string) => boolean) => {
    const counts = { removed: 0, importsUnderWay: 0 };
    const underWay = new Set<string>();
    let last: { id: string; seq: number } | undefined = { id: "", seq: -1 };
    while (last !== undefined) {
      const batches: Batch[] = await engine.read(page(last));
      for (const batch of batches) {
        const { removed, isUnderWay } = await forgetIn(batch, mentions);
        counts.removed += removed;
        if (isUnderWay) underWay.add(batch.import);
        await nextTurn();
      }
      const end = batches.at(-1);
      last = end && { id: end.import, seq: end.seq };
    }
    return { ...counts, importsUnderWay: underWay.size };
  };
}

function queries({ builder: db }: Engine) {
  return {
    page: statement((params: Params<{ id: string; seq: number }>) =>
      db
        .selectFrom("import_batches")
        .innerJoin("imports", "imports.id", "import_batches.import")
        .select(["import", "seq", "import_batches.state", "rows", "imports.state as whole"])
        .where("rows", "is not", null)
        .where((is) =>
          is.or([
            is("import", ">", params.id),
            is.and([is("import", "=", params.id), is("seq", ">", params.seq)]),
          ]),
        )
        .orderBy("import")
        .orderBy("seq")
        .limit(BATCHES),
    ),
    // Somebody who confirms at this moment comes before it, or finds the proposal expired.
    expire: statement((params: Params<{ id: string; at: number }>) =>
      db
        .updateTable("imports")
        .set({ state: "expired", changed_at: params.at, ended_at: params.at })
        .where("id", "=", params.id)
        .where("state", "in", ["reading", "proposed"]),
    ),
    drop: statement((params: Params<{ id: string }>) =>
      db
        .deleteFrom("import_batches")
        .where("import", "in", (of) =>
          of.selectFrom("imports").select("id").where("id", "=", params.id).where("state", "=", "expired"),
        ),
    ),
    replace: statement((params: Params<{ id: string; seq: number; rows: Buffer | null }>) =>
      db
        .updateTable("import_batches")
        .set({ rows: params.rows })
        .where("import", "=", params.id)
        .where("seq", "=", params.seq),
    ),
  };
}
