import { sql } from "kysely";
import type { ImportRepository, ImportState, RowCounts, StoredImport } from "../features/imports/import.ts";
import type { Logger } from "../logging/logger.ts";
import { type Age, isOld } from "./ages.ts";
import {
  anyOf,
  changesRow,
  type Engine,
  execute,
  type Params,
  type Query,
  statement,
  writeOne,
} from "./engine.ts";
import { createImportBatches } from "./import-batches.ts";
import { createRowMac, type RowMac } from "./row-mac.ts";
import { rowsOf } from "./rows.ts";
import { type TableRow, toDate } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import { takeOver } from "./workers.ts";

/** The number of imports that one call empties. */
const PORTION = 20;

export function createImportsTable(engine: Engine, sealer: Sealer, log: Logger): ImportRepository {
  const rows = rowsOf(engine, "imports", "id");
  const queries = { ...importChanges(engine.builder), ...importLists(engine.builder) };
  const { removeRows, ...batches } = createImportBatches(engine, sealer);
  const places = sealer.column("imports", "place");
  const plans = sealer.column("imports", "plan");
  const rowMac = createRowMac("imports", sealer, log);
  const runningMac = createRowMac("runningImports", sealer, log);

  /** Returns nothing for a row that was changed outside the bot, so that the other imports can still be sent. */
  function opened(row: TableRow<"imports">): StoredImport[] {
    if (!rowMac.isGenuine(row) || (row.state === "running" && !runningMac.isGenuine(row))) return [];
    try {
      const place = row.place ? places.open(row.id, row.place) : "";
      const plan = row.plan ? plans.open(row.id, row.plan) : "";
      return [{ ...plainImport(row), place, plan }];
    } catch (error) {
      log.error({ err: error, import: row.id }, "a stored import cannot be opened and is not sent");
      return [];
    }
  }

  const all = async (query: Query<TableRow<"imports">>) => (await engine.read(query)).flatMap(opened);
  const first = async (query: Query<TableRow<"imports">>) => (await all(query))[0] ?? null;

  return {
    ...batches,
    async begin({ id, reference, kind, person, place, plan, at, owner }) {
      const signed = { id, reference, kind, person, begun_at: at.getTime() };
      const sealed = { place: places.seal(id, place), plan: plans.seal(id, plan) };
      const row = { ...signed, ...sealed, changed_at: at.getTime(), owner, mac: rowMac.sign(signed) };
      await execute(engine, rows.insert({ ...row, state: "reading" }));
    },
    propose: (id, { at, good, bad, fingerprint }) =>
      changesRow(engine, queries.propose({ id, good, bad, fingerprint, changed_at: at })),
    find: (id) => first(rows.find({ id })),
    async confirm(id, { at, person, owner, anyway }) {
      const stateMac = runningMac.sign({ id, state: "running" });
      const confirm = queries.confirm({ id, person, owner, at, anyway: Number(anyway), stateMac });
      return (await engine.write([queries.holdFile({ id }), confirm])).at(-1) === 1;
    },
    move: (...move) => changesRow(engine, queries.move(moveValues(move, runningMac))),
    async finish(id, to, owner, at) {
      const { last: _, ...sums } = await batches.sums(id);
      return changesRow(
        engine,
        queries.finish({ id, owner, state: to, ...sums, changed_at: at, ended_at: at }),
      );
    },
    countAttempt: (id, attempts, attempt_rows) =>
      execute(engine, queries.countAttempt({ id, attempts, attempt_rows }), { mayRunTwice: true }),
    markNotified: (id, at) => changesRow(engine, queries.notified({ id, at })),
    findNotNotified: (owner, age) => all(queries.notNotified({ owner, ...age })),
    underWay: (owner) => all(queries.underWay({ owner })),
    sameFile: (fingerprint, kind) => first(queries.sameFile({ fingerprint, kind })),
    list: (person, limit) =>
      all(person === null ? queries.ofAll({ limit }) : queries.ofPerson({ person, limit })),
    async takeOver(owner) {
      // Imports in progress, or ended without notifying the person.
      const where = sql`(state in ('running', 'stopping') or (state in ('done', 'stopped') and told_at is null))`;
      const mine = await takeOver(engine, "imports", { owner, where, orderBy: ["changed_at"] });
      return mine.flatMap((row) => opened({ ...row, owner }));
    },
    async empty({ asked, notified }) {
      const overdue = await engine.read(queries.overdue({ asked, notified, limit: PORTION }));
      for (const { id } of overdue) {
        await removeRows(id);
        await writeOne(engine, queries.empty({ id }));
      }
      return overdue.length;
    },
  };
}

function plainImport(row: TableRow<"imports">): Omit<StoredImport, "place" | "plan"> {
  const { id, reference, kind, person, state, fingerprint, good, bad, owner, attempts } = row;
  const { made, there, failed, unclear } = row;
  return {
    ...{ id, reference, kind, person, state, fingerprint, good, bad, owner, attempts },
    ...{ made, there, failed, unclear },
    begunAt: new Date(row.begun_at),
    confirmedAt: toDate(row.confirmed_at),
    endedAt: toDate(row.ended_at),
    notifiedAt: toDate(row.told_at),
    restoredAt: toDate(row.restored_at),
    attemptRows: row.attempt_rows,
  };
}

/** Returns the values of the query `move`. A value of null changes nothing, or is no condition. */
function moveValues(
  [id, from, to, { at, person, owner }]: Parameters<ImportRepository["move"]>,
  runningMac: RowMac<"runningImports">,
) {
  const atMs = at.getTime();
  return {
    ...{ id, from, to, at: atMs, person: person ?? null, owner: owner ?? null },
    confirmedAt: to === "running" ? atMs : null,
    stateMac: to === "running" ? runningMac.sign({ id, state: to }) : null,
    endedAt: to === "declined" || to === "expired" ? atMs : null,
  };
}

type CheckedImport = Pick<TableRow<"imports">, "id" | "good" | "bad" | "fingerprint" | "changed_at">;

type ConfirmValues = { [Name in "id" | "person" | "owner"]: string } & {
  at: number;
  anyway: number;
  stateMac: Buffer;
};
type Finished = Pick<TableRow<"imports">, "id" | "owner" | "state" | "changed_at" | "ended_at"> & RowCounts;

function importChanges(db: Engine["builder"]) {
  const change = ({ id }: Params<{ id: string }>) => db.updateTable("imports").where("id", "=", id);

  return {
    propose: statement(({ id, ...found }: Params<CheckedImport>) =>
      change({ id })
        .set({ state: "proposed", ...found })
        .where("state", "=", "reading"),
    ),
    // The condition and the change are one statement: of many callers at once, one changes the row.
    move: statement((params: Params<ReturnType<typeof moveValues>>) =>
      change(params)
        .set({
          state: params.to,
          state_mac: params.stateMac,
          changed_at: params.at,
          confirmed_at: sql`coalesce(${params.confirmedAt}, confirmed_at)`,
          ended_at: sql`coalesce(${params.endedAt}, ended_at)`,
          owner: sql`coalesce(${params.owner}, owner)`,
        })
        .where("state", "in", anyOf<ImportState>("from"))
        .where(sql<boolean>`(cast(${params.person} as text) is null or person = ${params.person})`),
    ),
    /** Another caller that confirms an import of the same file waits for this transaction, and then finds this import. */
    holdFile: statement((params: Params<{ id: string }>) =>
      db
        .updateTable("imports")
        .set({ changed_at: sql`changed_at` })
        .where(
          sql<boolean>`(fingerprint, kind) in (select fingerprint, kind from imports where id = ${params.id})`,
        ),
    ),
    // Confirms only if the same file was not confirmed since this import was proposed, or if the person knows that.
    confirm: statement(({ id, at, person, owner, anyway, stateMac }: Params<ConfirmValues>) =>
      change({ id })
        .set({ state: "running", state_mac: stateMac, changed_at: at, confirmed_at: at, owner })
        .where((is) => is.and({ person, state: "proposed" }))
        .where(
          sql<boolean>`(cast(${anyway} as integer) = 1 or not exists (select 1 from imports other
            where other.fingerprint = imports.fingerprint and other.kind = imports.kind and other.id <> imports.id
              and other.state in ('running', 'stopping', 'done', 'stopped')
              and other.confirmed_at >= imports.changed_at))`,
        ),
    ),
    finish: statement(({ id, owner, ...finished }: Params<Finished>) =>
      change({ id })
        .set({ state_mac: null, told_at: null, ...finished })
        .where("owner", "=", owner)
        .where("state", "in", ["running", "stopping"])
        .where(
          sql<boolean>`(cast(${finished.state} as text) <> 'done' or not exists (select 1 from import_batches
            where import = imports.id and import_batches.state in ('waiting', 'sending', 'unclear')))`,
        ),
    ),
    countAttempt: statement(
      ({ id, ...counts }: Params<Pick<TableRow<"imports">, "id" | "attempts" | "attempt_rows">>) =>
        change({ id }).set(counts),
    ),
    notified: statement((params: Params<{ id: string; at: number }>) =>
      change(params)
        .set({ told_at: params.at })
        .where("told_at", "is", null)
        .where("state", "in", ["done", "stopped"]),
    ),
    empty: statement((params: Params<{ id: string }>) =>
      change(params).set({
        place: null,
        plan: null,
        state: sql`case when state in ('reading', 'proposed') then 'expired' else state end`,
      }),
    ),
  };
}

function importLists(db: Engine["builder"]) {
  const all = () => db.selectFrom("imports").selectAll();
  const newestFirst = () => all().orderBy("begun_at", "desc").orderBy("id", "desc");

  return {
    notNotified: statement((params: Params<{ owner: string } & Age>) =>
      all()
        .where("state", "in", ["done", "stopped"])
        .where("owner", "=", params.owner)
        .where(isOld("ended_at", params))
        .where("told_at", "is", null)
        .orderBy("ended_at"),
    ),
    underWay: statement((params: Params<{ owner: string }>) =>
      all().where("state", "in", ["running", "stopping"]).where("owner", "=", params.owner),
    ),
    sameFile: statement((params: Params<{ fingerprint: string; kind: string }>) =>
      newestFirst()
        .where((is) => is.and(params))
        .where("state", "in", ["running", "stopping", "done", "stopped"])
        .limit(1),
    ),
    ofPerson: statement((params: Params<{ person: string; limit: number }>) =>
      newestFirst()
        .where("person", "=", params.person)
        .where("confirmed_at", "is not", null)
        .limit(params.limit),
    ),
    ofAll: statement((params: Params<{ limit: number }>) =>
      newestFirst().where("confirmed_at", "is not", null).limit(params.limit),
    ),
    /**
     * Finds proposals that nobody answered, files whose reading was interrupted, and imports whose person was notified a
     * while ago.
     */
    overdue: statement((params: Params<{ asked: number; notified: number; limit: number }>) =>
      all()
        .where("place", "is not", null)
        .where(
          sql<boolean>`((state in ('reading', 'proposed', 'declined', 'expired') and changed_at < ${params.asked})
            or (state in ('done', 'stopped') and told_at < ${params.notified}))`,
        )
        .orderBy("changed_at")
        .limit(params.limit),
    ),
  };
}
