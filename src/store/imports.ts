import type { Selectable } from "kysely";
import type { Logger } from "../logging/logger.ts";
import { type Engine, readOne, writeOne } from "./engine.ts";
import { batchQueries, importQueries } from "./import-queries.ts";
import { createRowMac } from "./row-mac.ts";
import type { ImportBatchState, ImportState, Schema } from "./schema.ts";
import type { Sealer } from "./sealing.ts";
import type { Query } from "./statement.ts";
import type { Takeover } from "./take-over.ts";

/** What became of rows, counted. */
interface RowCounts {
  made: number;
  there: number;
  failed: number;
  unclear: number;
}

/** An import as it begins: its file is being read. */
interface BegunImport {
  id: string;
  /** Short, for people, and in what is written to the CRM: `"K7Q2M9XA"`. Unique. */
  reference: string;
  /** `"customers"` */
  kind: string;
  person: string;
  /** JSON; sealed on disk. */
  place: string;
  /** What the columns are, as JSON; sealed on disk. */
  plan: string;
  at: Date;
  owner: string;
}

interface StoredImport extends Omit<BegunImport, "at" | "owner">, RowCounts {
  /** `""` once it is emptied, and `plan` with it. */
  place: string;
  state: ImportState;
  /** Of the file's bytes. */
  fingerprint: string | null;
  good: number;
  bad: number;
  begunAt: Date;
  confirmedAt: Date | null;
  endedAt: Date | null;
  notifiedAt: Date | null;
  /** When a copy in which it was under way was restored. */
  restoredAt: Date | null;
  owner: string | null;
  /** How often its sending was begun since the last progress. */
  attempts: number;
  /** Rows whose outcome was known when the last attempt began. */
  attemptRows: number;
}

interface StoredBatch {
  seq: number;
  size: number;
  sentAt: Date | null;
}

interface NewBatch {
  seq: number;
  size: number;
  /** JSON; sealed on disk. */
  rows: string;
}

/**
 * Imports and their rows. Each move is one conditional update: true only for the one caller who moved. An import whose row
 * was changed outside the bot is not found: nothing of it is sent.
 */
export interface ImportsTable {
  begin(begun: BegunImport): Promise<void>;
  addBatch(id: string, batch: NewBatch & { state: "waiting" | "bad" }): Promise<void>;
  propose(id: string, found: { good: number; bad: number; fingerprint: string; at: Date }): Promise<boolean>;
  find(id: string): Promise<StoredImport | null>;
  /**
   * From `proposed` to `running`, for its person alone. False also where another import of the same file was confirmed
   * since this one was proposed.
   * @param yes  `anyway`: the person knows of the other
   */
  confirm(id: string, yes: { at: Date; person: string; owner: string; anyway: boolean }): Promise<boolean>;
  /** @param change  `person`: only if it is theirs; `owner`: becomes its owner */
  move(
    id: string,
    from: readonly ImportState[],
    to: ImportState,
    change: { at: Date; person?: string; owner?: string },
  ): Promise<boolean>;
  /** Ends it with what its batches have come to. */
  finish(id: string, to: "done" | "stopped", owner: string, at: Date): Promise<boolean>;
  /** Notes how often its sending was begun, and with how many rows settled. Committed when it resolves. */
  countAttempt(id: string, attempts: number, settledRows: number): Promise<void>;
  /** Takes the duty to tell how it ended, once. */
  notified(id: string, at: Date): Promise<boolean>;
  /** This worker's that ended before then, and were told to nobody. */
  notNotified(owner: string, endedBefore: Date): Promise<StoredImport[]>;
  /** This worker's that are running, or being stopped. */
  underWay(owner: string): Promise<StoredImport[]>;
  /** The newest import of the same file that was confirmed. */
  sameFile(fingerprint: string, kind: string): Promise<StoredImport | null>;
  /** Those that were confirmed, the newest first. */
  list(person: string | null, limit: number): Promise<StoredImport[]>;
  /** What dead workers left running, or ended and untold, now this worker's. */
  takeOver(owner: string): Promise<StoredImport[]>;

  /**
   * From `waiting` to `sending`, committed before the request: only while the import runs and the owner's lease does.
   * @param before  a batch that was taken as a whole, settled in the same commit whether this one may be sent or not
   */
  send(
    id: string,
    seq: number,
    owner: string,
    at: Date,
    before?: { seq: number; made: number },
  ): Promise<boolean>;
  /** Ends a batch: only the rows that a report must name are kept; those to be sent apart become batches of their own. */
  settle(
    id: string,
    seq: number,
    outcome: RowCounts & { keep: string | null; children?: readonly NewBatch[] },
  ): Promise<boolean>;
  moveBatch(id: string, seq: number, from: ImportBatchState, to: ImportBatchState): Promise<boolean>;
  /** What was being sent when its process died may have arrived: all of it becomes `unclear`. */
  giveUpSending(id: string): Promise<number>;
  batches(id: string, state: ImportBatchState, after?: number, limit?: number): Promise<StoredBatch[]>;
  rows(id: string, seq: number): Promise<string | null>;
  /** The rows that are still kept, in portions: `bad` ones, those that failed, and those never sent. */
  kept(id: string): AsyncIterable<{ state: ImportBatchState; rows: string }>;
  sums(id: string): Promise<RowCounts & { last: number }>;
  /** Drops rows and place of what was asked or told before then; resolves with how many imports it was. */
  empty(before: { asked: Date; notified: Date }): Promise<number>;
}

const NOTHING: RowCounts = { made: 0, there: 0, failed: 0, unclear: 0 };
const PORTION = 20;
const REMOVED_AT_ONCE = 200;
const ALL = 1_000_000;

type Row = Selectable<Schema["imports"]>;

export function createImportsTable(
  engine: Engine,
  sealer: Sealer,
  takeover: Takeover,
  log: Logger,
): ImportsTable {
  const whole = importQueries(engine);
  const batch = batchQueries(engine);
  const places = sealer.column("imports", "place");
  const plans = sealer.column("imports", "plan");
  const sealed = sealer.column("import_batches", "rows");
  const sealRows = (id: string, seq: number, rows: string) => sealed.seal(`${id}/${seq}`, rows);
  const openRows = (id: string, seq: number, rows: Buffer) => sealed.open(`${id}/${seq}`, rows);

  const rowMac = createRowMac("imports", sealer, log);
  const runningMac = createRowMac("runningImports", sealer, log);

  /** Empty where it was changed outside: that must keep no other from being sent and told. */
  function opened(row: Row): StoredImport[] {
    if (!rowMac.isGenuine(row) || (row.state === "running" && !runningMac.isGenuine(row))) return [];
    try {
      return [openGenuine(row)];
    } catch (error) {
      log.error({ err: error, import: row.id }, "a stored import cannot be opened and is not sent");
      return [];
    }
  }

  async function first(query: Query<Row>): Promise<StoredImport | null> {
    return (await engine.read(query)).flatMap(opened)[0] ?? null;
  }

  function openGenuine(row: Row): StoredImport {
    const {
      id,
      reference,
      kind,
      person,
      state,
      fingerprint,
      good,
      bad,
      made,
      there,
      failed,
      unclear,
      owner,
    } = row;
    return {
      ...{ id, reference, kind, person, state, fingerprint, good, bad, made, there, failed, unclear, owner },
      place: row.place ? places.open(id, row.place) : "",
      plan: row.plan ? plans.open(id, row.plan) : "",
      begunAt: new Date(row.begun_at),
      confirmedAt: date(row.confirmed_at),
      endedAt: date(row.ended_at),
      notifiedAt: date(row.told_at),
      restoredAt: date(row.restored_at),
      attempts: row.attempts,
      attemptRows: row.attempt_rows,
    };
  }

  const end = (id: string, seq: number, counts: RowCounts, keep: string | null) => {
    const rows = keep === null ? null : sealRows(id, seq, keep);
    return batch.settle({ import: id, seq, ...counts, rows, from: ["sending", "unclear"], to: "done" });
  };

  async function sums(id: string) {
    const row = await readOne(engine, batch.sums({ import: id }));
    return row ?? { made: 0, there: 0, failed: 0, unclear: 0, last: 0 };
  }

  async function removeRows(id: string): Promise<void> {
    let gone = REMOVED_AT_ONCE;
    while (gone === REMOVED_AT_ONCE)
      gone = await writeOne(engine, batch.remove({ import: id, limit: REMOVED_AT_ONCE }));
  }

  return {
    async begin({ id, place, plan, at, ...plain }) {
      const secrets = { place: places.seal(id, place), plan: plans.seal(id, plan) };
      const mac = rowMac.sign({ id, ...plain, begun_at: at.getTime() });
      await writeOne(engine, whole.add({ id, ...plain, ...secrets, mac, at: at.getTime() }));
    },
    async addBatch(id, { state, seq, size, rows }) {
      await writeOne(engine, batch.add({ import: id, seq, state, size, rows: sealRows(id, seq, rows) }));
    },
    async propose(id, { at, ...found }) {
      return (await writeOne(engine, whole.propose({ id, ...found, at: at.getTime() }))) === 1;
    },
    find: (id) => first(whole.find({ id })),
    async confirm(id, { at, anyway, ...whose }) {
      const stateMac = runningMac.sign({ id, state: "running" });
      const values = { id, ...whose, at: at.getTime(), anyway: anyway ? 1 : 0, stateMac };
      return (await engine.write([whole.holdFile({ id }), whole.confirm(values)])).at(-1) === 1;
    },
    async move(id, from, to, { at, person, owner }) {
      const atMs = at.getTime();
      const values = {
        ...{ id, from, to, at: atMs, person: person ?? null, owner: owner ?? null },
        confirmedAt: to === "running" ? atMs : null,
        stateMac: to === "running" ? runningMac.sign({ id, state: to }) : null,
        endedAt: to === "declined" || to === "expired" ? atMs : null,
      };
      return (await writeOne(engine, whole.move(values))) === 1;
    },
    async finish(id, to, owner, at) {
      const { made, there, failed, unclear } = await sums(id);
      const values = { id, to, owner, at: at.getTime(), made, there, failed, unclear };
      return (await writeOne(engine, whole.finish(values))) === 1;
    },
    async countAttempt(id, attempts, rows) {
      await writeOne(engine, whole.countAttempt({ id, attempts, rows }), { mayRunTwice: true });
    },
    notified: async (id, at) => (await writeOne(engine, whole.notified({ id, at: at.getTime() }))) === 1,
    async notNotified(owner, endedBefore) {
      return (await engine.read(whole.notNotified({ owner, before: endedBefore.getTime() }))).flatMap(opened);
    },
    underWay: async (owner) => (await engine.read(whole.underWay({ owner }))).flatMap(opened),
    sameFile: (fingerprint, kind) => first(whole.sameFile({ fingerprint, kind })),
    async list(person, limit) {
      const query = person === null ? whole.ofAll({ limit }) : whole.ofPerson({ person, limit });
      return (await engine.read(query)).flatMap(opened);
    },
    async takeOver(owner) {
      const successor = { successor: owner };
      const abandoned = await engine.read(whole.abandoned(successor));
      const mine = await takeover.claim(successor, abandoned, ({ id, owner: former }) =>
        whole.claim({ ...successor, id, former }),
      );
      return mine.flatMap((row) => opened({ ...row, owner }));
    },

    async send(id, seq, owner, at, before) {
      const send = batch.send({ import: id, seq, owner, at: at.getTime() });
      const settled = before && end(id, before.seq, { ...NOTHING, made: before.made }, null);
      return (await engine.write(settled ? [settled, send] : [send])).at(-1) === 1;
    },
    async settle(id, seq, { keep, children = [], ...counts }) {
      const apart = children.map(({ rows, ...child }) =>
        batch.addChild({ import: id, parent: seq, ...child, rows: sealRows(id, child.seq, rows) }),
      );
      return (await engine.write([...apart, end(id, seq, counts, keep)])).at(-1) === 1;
    },
    moveBatch: async (id, seq, from, to) =>
      (await writeOne(engine, batch.move({ import: id, seq, from, to }))) === 1,
    giveUpSending: (id) => writeOne(engine, batch.giveUp({ import: id })),
    async batches(id, state, after = -1, limit = ALL) {
      const rows = await engine.read(batch.inState({ import: id, state, after, limit }));
      return rows.map(({ seq, size, sent_at }) => ({ seq, size, sentAt: date(sent_at) }));
    },
    async rows(id, seq) {
      const row = await readOne(engine, batch.rows({ import: id, seq }));
      return row?.rows ? openRows(id, seq, row.rows) : null;
    },
    async *kept(id) {
      for (let after: number | undefined = -1; after !== undefined; ) {
        const portion: { seq: number; state: ImportBatchState; rows: Buffer | null }[] = await engine.read(
          batch.kept({ import: id, after, limit: PORTION }),
        );
        for (const { seq, state, rows } of portion) if (rows) yield { state, rows: openRows(id, seq, rows) };
        after = portion.at(-1)?.seq;
      }
    },
    sums,
    async empty({ asked, notified }) {
      const values = { askedBefore: asked.getTime(), notifiedBefore: notified.getTime(), limit: PORTION };
      const overdue = await engine.read(whole.overdue(values));
      for (const { id } of overdue) {
        await removeRows(id);
        await writeOne(engine, whole.empty({ id }));
      }
      return overdue.length;
    },
  };
}

function date(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
