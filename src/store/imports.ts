import type { ImportRepository, StoredImport } from "../features/imports/import.ts";
import type { Logger } from "../logging/logger.ts";
import { changesRow, type Engine, execute, writeOne } from "./engine.ts";
import { createImportBatches } from "./import-batches.ts";
import { importChanges, importLists } from "./import-queries.ts";
import { createRowMac } from "./row-mac.ts";
import { type Row, toDate } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import type { Query } from "./statement.ts";
import type { Takeover } from "./take-over.ts";

/** Imports that are emptied in one call. */
const PORTION = 20;

export function createImportsTable(
  engine: Engine,
  sealer: Sealer,
  takeover: Takeover,
  log: Logger,
): ImportRepository {
  const queries = { ...importChanges(engine), ...importLists(engine) };
  const { removeRows, ...batches } = createImportBatches(engine, sealer);
  const places = sealer.column("imports", "place");
  const plans = sealer.column("imports", "plan");
  const rowMac = createRowMac("imports", sealer, log);
  const runningMac = createRowMac("runningImports", sealer, log);

  /** Empty for a row that was changed outside: it must not keep the other imports from being sent. */
  function opened(row: Row<"imports">): StoredImport[] {
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

  const all = async (query: Query<Row<"imports">>) => (await engine.read(query)).flatMap(opened);
  const first = async (query: Query<Row<"imports">>) => (await all(query))[0] ?? null;

  return {
    ...batches,
    async begin({ id, reference, kind, person, place, plan, at, owner }) {
      const signed = { id, reference, kind, person, begun_at: at.getTime() };
      const sealed = { place: places.seal(id, place), plan: plans.seal(id, plan) };
      const row = { ...signed, ...sealed, changed_at: at.getTime(), owner, mac: rowMac.sign(signed) };
      await execute(engine, queries.add({ ...row, state: "reading" }));
    },
    propose: (id, { at, good, bad, fingerprint }) =>
      changesRow(engine, queries.propose({ id, good, bad, fingerprint, changed_at: at.getTime() })),
    find: (id) => first(queries.find({ id })),
    async confirm(id, { at, person, owner, anyway }) {
      const stateMac = runningMac.sign({ id, state: "running" });
      const confirm = queries.confirm({
        id,
        person,
        owner,
        at: at.getTime(),
        anyway: Number(anyway),
        stateMac,
      });
      return (await engine.write([queries.holdFile({ id }), confirm])).at(-1) === 1;
    },
    move(id, from, to, { at, person, owner }) {
      const atMs = at.getTime();
      const values = {
        ...{ id, from, to, at: atMs, person: person ?? null, owner: owner ?? null },
        confirmedAt: to === "running" ? atMs : null,
        stateMac: to === "running" ? runningMac.sign({ id, state: to }) : null,
        endedAt: to === "declined" || to === "expired" ? atMs : null,
      };
      return changesRow(engine, queries.move(values));
    },
    async finish(id, to, owner, at) {
      const { made, there, failed, unclear } = await batches.sums(id);
      const sums = { made, there, failed, unclear };
      const times = { changed_at: at.getTime(), ended_at: at.getTime() };
      return changesRow(engine, queries.finish({ id, owner, state: to, ...sums, ...times }));
    },
    countAttempt: (id, attempts, settledRows) =>
      execute(engine, queries.countAttempt({ id, attempts, attempt_rows: settledRows }), {
        mayRunTwice: true,
      }),
    notified: (id, at) => changesRow(engine, queries.notified({ id, at: at.getTime() })),
    notNotified: (owner, endedBefore) => all(queries.notNotified({ owner, before: endedBefore.getTime() })),
    underWay: (owner) => all(queries.underWay({ owner })),
    sameFile: (fingerprint, kind) => first(queries.sameFile({ fingerprint, kind })),
    list: (person, limit) =>
      all(person === null ? queries.ofAll({ limit }) : queries.ofPerson({ person, limit })),
    async takeOver(owner) {
      const successor = { successor: owner };
      const abandoned = await engine.read(queries.abandoned(successor));
      const mine = await takeover.claim(successor, abandoned, ({ id, owner: former }) =>
        queries.claim({ ...successor, id, former }),
      );
      return mine.flatMap((row) => opened({ ...row, owner }));
    },
    async empty({ asked, notified }) {
      const values = { askedBefore: asked.getTime(), notifiedBefore: notified.getTime(), limit: PORTION };
      const overdue = await engine.read(queries.overdue(values));
      for (const { id } of overdue) {
        await removeRows(id);
        await writeOne(engine, queries.empty({ id }));
      }
      return overdue.length;
    },
  };
}

function plainImport(row: Row<"imports">): Omit<StoredImport, "place" | "plan"> {
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
