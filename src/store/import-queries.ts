import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { ImportBatchState, ImportState } from "./schema.ts";
import { anyOf, type Params, statement } from "./statement.ts";
import { isAbandoned, isAlive, type Successor } from "./take-over.ts";

/** Room for every state there is. */
const STATES = 8;
const BATCH_STATES = 5;

/** A batch by its place in its import. */
interface At {
  import: string;
  seq: number;
}

interface Counts {
  made: number;
  there: number;
  failed: number;
  unclear: number;
}

/** The queries of imports as wholes. */
export function importQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  const newestFirst = () =>
    db.selectFrom("imports").selectAll().orderBy("begun_at", "desc").orderBy("id", "desc");

  return {
    add: statement(
      (
        params: Params<{
          id: string;
          reference: string;
          kind: string;
          person: string;
          place: Buffer;
          plan: Buffer;
          at: number;
          owner: string;
          mac: Buffer;
        }>,
      ) =>
        db.insertInto("imports").values({
          id: params.id,
          reference: params.reference,
          kind: params.kind,
          person: params.person,
          place: params.place,
          plan: params.plan,
          state: "reading",
          begun_at: params.at,
          changed_at: params.at,
          owner: params.owner,
          mac: params.mac,
        }),
    ),
    propose: statement(
      (params: Params<{ id: string; good: number; bad: number; fingerprint: string; at: number }>) =>
        db
          .updateTable("imports")
          .set({
            state: "proposed",
            good: params.good,
            bad: params.bad,
            fingerprint: params.fingerprint,
            changed_at: params.at,
          })
          .where("id", "=", params.id)
          .where("state", "=", "reading"),
    ),
    // The condition and the change are one statement: of many who press at once, one changes the row.
    move: statement(
      (
        params: Params<{
          id: string;
          from: readonly ImportState[];
          to: ImportState;
          at: number;
          person: string | null;
          owner: string | null;
          confirmedAt: number | null;
          /** Over the state where it is `running`, else null. */
          stateMac: Buffer | null;
          endedAt: number | null;
        }>,
      ) =>
        db
          .updateTable("imports")
          .set({
            state: params.to,
            state_mac: params.stateMac,
            changed_at: params.at,
            confirmed_at: sql`coalesce(${params.confirmedAt}, confirmed_at)`,
            ended_at: sql`coalesce(${params.endedAt}, ended_at)`,
            owner: sql`coalesce(${params.owner}, owner)`,
          })
          .where("id", "=", params.id)
          .where("state", "in", anyOf<ImportState>("from", STATES))
          .where(sql<boolean>`(cast(${params.person} as text) is null or person = ${params.person})`),
    ),
    /** Whoever confirms another import of the same file at this moment waits, and then finds this one. */
    holdFile: statement((params: Params<{ id: string }>) =>
      db
        .updateTable("imports")
        .set({ changed_at: sql`changed_at` })
        .where(
          sql<boolean>`(fingerprint, kind) in (select fingerprint, kind from imports where id = ${params.id})`,
        ),
    ),
    /** Only while the same file was not confirmed since this one was shown, unless that is known. */
    confirm: statement(
      (
        params: Params<{
          id: string;
          at: number;
          person: string;
          owner: string;
          anyway: number;
          stateMac: Buffer;
        }>,
      ) =>
        db
          .updateTable("imports")
          .set({
            state: "running",
            state_mac: params.stateMac,
            changed_at: params.at,
            confirmed_at: params.at,
            owner: params.owner,
          })
          .where("id", "=", params.id)
          .where("state", "=", "proposed")
          .where("person", "=", params.person)
          .where(
            sql<boolean>`(cast(${params.anyway} as integer) = 1 or not exists (select 1 from imports other
              where other.fingerprint = imports.fingerprint and other.kind = imports.kind and other.id <> imports.id
                and other.state in ('running', 'stopping', 'done', 'stopped')
                and other.confirmed_at >= imports.changed_at))`,
          ),
    ),
    finish: statement((params: Params<Counts & { id: string; to: ImportState; at: number; owner: string }>) =>
      db
        .updateTable("imports")
        .set({
          state: params.to,
          state_mac: null,
          made: params.made,
          there: params.there,
          failed: params.failed,
          unclear: params.unclear,
          changed_at: params.at,
          ended_at: params.at,
          told_at: null,
        })
        .where("id", "=", params.id)
        .where("owner", "=", params.owner)
        .where("state", "in", ["running", "stopping"]),
    ),
    countAttempt: statement((params: Params<{ id: string; attempts: number; rows: number }>) =>
      db
        .updateTable("imports")
        .set({ attempts: params.attempts, attempt_rows: params.rows })
        .where("id", "=", params.id),
    ),
    notified: statement((params: Params<{ id: string; at: number }>) =>
      db
        .updateTable("imports")
        .set({ told_at: params.at })
        .where("id", "=", params.id)
        .where("told_at", "is", null)
        .where("state", "in", ["done", "stopped"]),
    ),
    find: statement((params: Params<{ id: string }>) =>
      db.selectFrom("imports").selectAll().where("id", "=", params.id),
    ),
    notNotified: statement((params: Params<{ owner: string; before: number }>) =>
      db
        .selectFrom("imports")
        .selectAll()
        .where("state", "in", ["done", "stopped"])
        .where("owner", "=", params.owner)
        .where("ended_at", "<", params.before)
        .where("told_at", "is", null)
        .orderBy("ended_at"),
    ),
    underWay: statement((params: Params<{ owner: string }>) =>
      db
        .selectFrom("imports")
        .selectAll()
        .where("state", "in", ["running", "stopping"])
        .where("owner", "=", params.owner),
    ),
    sameFile: statement((params: Params<{ fingerprint: string; kind: string }>) =>
      newestFirst()
        .where("fingerprint", "=", params.fingerprint)
        .where("kind", "=", params.kind)
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

    /** Those that dead workers left under way, or ended and untold. */
    abandoned: statement((params: Params<Successor>) =>
      db
        .selectFrom("imports")
        .selectAll()
        .where(
          sql<boolean>`(state in ('running', 'stopping') or (state in ('done', 'stopped') and told_at is null))`,
        )
        .where(isAbandoned(params, words))
        .orderBy("changed_at"),
    ),
    claim: statement((params: Params<Successor & { id: string; former: string | null }>) =>
      db
        .updateTable("imports")
        .set({ owner: params.successor })
        .where("id", "=", params.id)
        .where("owner", "is not distinct from", params.former)
        .where(isAbandoned(params, words)),
    ),

    /** Questions that nobody answered, files whose reading broke off, and what was told a while ago. */
    overdue: statement((params: Params<{ askedBefore: number; notifiedBefore: number; limit: number }>) =>
      db
        .selectFrom("imports")
        .selectAll()
        .where("place", "is not", null)
        .where(
          sql<boolean>`((state in ('reading', 'proposed', 'declined', 'expired') and changed_at < ${params.askedBefore})
            or (state in ('done', 'stopped') and told_at < ${params.notifiedBefore}))`,
        )
        .orderBy("changed_at")
        .limit(params.limit),
    ),
    empty: statement((params: Params<{ id: string }>) =>
      db
        .updateTable("imports")
        .set({
          place: null,
          plan: null,
          state: sql`case when state in ('reading', 'proposed') then 'expired' else state end`,
        })
        .where("id", "=", params.id),
    ),
  };
}

/** The queries of batches. */
export function batchQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  const at = (params: Params<At>) => sql<boolean>`import = ${params.import} and seq = ${params.seq}`;

  return {
    add: statement((params: Params<At & { state: ImportBatchState; size: number; rows: Buffer }>) =>
      db.insertInto("import_batches").values({
        import: params.import,
        seq: params.seq,
        state: params.state,
        size: params.size,
        rows: params.rows,
      }),
    ),
    // Only while its parent is not settled: whoever comes second adds nothing. Postgres must be told what a selected
    // value is.
    addChild: statement((params: Params<At & { parent: number; size: number; rows: Buffer }>) =>
      db
        .insertInto("import_batches")
        .columns(["import", "seq", "state", "size", "rows"])
        .expression(
          db
            .selectFrom("import_batches")
            .select([
              "import",
              sql<number>`cast(${params.seq} as integer)`.as("seq"),
              sql<ImportBatchState>`'waiting'`.as("state"),
              sql<number>`cast(${params.size} as integer)`.as("size"),
              sql<Buffer>`cast(${params.rows} as ${sql.raw(words.bytes)})`.as("rows"),
            ])
            .where("import", "=", params.import)
            .where("seq", "=", params.parent)
            .where("state", "in", ["sending", "unclear"]),
        ),
    ),
    // The last look before the request: the batch waits, the import goes on, and the sender is alive.
    send: statement((params: Params<At & { owner: string; at: number }>) =>
      db
        .updateTable("import_batches")
        .set({ state: "sending", sent_at: params.at })
        .where(at(params))
        .where("state", "=", "waiting")
        .where(
          sql<boolean>`exists (select 1 from imports where imports.id = import_batches.import
            and imports.state = 'running' and imports.owner = ${params.owner}
            and ${isAlive(params.owner, words)})`,
        ),
    ),
    settle: statement(
      (
        params: Params<
          At & Counts & { from: readonly ImportBatchState[]; to: ImportBatchState; rows: Buffer | null }
        >,
      ) =>
        db
          .updateTable("import_batches")
          .set({
            state: params.to,
            rows: params.rows,
            made: params.made,
            there: params.there,
            failed: params.failed,
            unclear: params.unclear,
          })
          .where(at(params))
          .where("state", "in", anyOf<ImportBatchState>("from", BATCH_STATES)),
    ),
    move: statement((params: Params<At & { from: ImportBatchState; to: ImportBatchState }>) =>
      db
        .updateTable("import_batches")
        .set({ state: params.to })
        .where(at(params))
        .where("state", "=", params.from),
    ),
    giveUp: statement((params: Params<{ import: string }>) =>
      db
        .updateTable("import_batches")
        .set({ state: "unclear" })
        .where("import", "=", params.import)
        .where("state", "=", "sending"),
    ),
    /** Without the rows: of a large file there are a thousand. */
    inState: statement(
      (params: Params<{ import: string; state: ImportBatchState; after: number; limit: number }>) =>
        db
          .selectFrom("import_batches")
          .select(["seq", "size", "sent_at"])
          .where("import", "=", params.import)
          .where("state", "=", params.state)
          .where("seq", ">", params.after)
          .orderBy("seq")
          .limit(params.limit),
    ),
    rows: statement((params: Params<At>) => db.selectFrom("import_batches").select("rows").where(at(params))),
    kept: statement((params: Params<{ import: string; after: number; limit: number }>) =>
      db
        .selectFrom("import_batches")
        .select(["seq", "state", "rows"])
        .where("import", "=", params.import)
        .where("rows", "is not", null)
        .where("seq", ">", params.after)
        .orderBy("seq")
        .limit(params.limit),
    ),
    sums: statement((params: Params<{ import: string }>) =>
      db
        .selectFrom("import_batches")
        .select([
          sql<number>`cast(coalesce(sum(made), 0) as bigint)`.as("made"),
          sql<number>`cast(coalesce(sum(there), 0) as bigint)`.as("there"),
          sql<number>`cast(coalesce(sum(failed), 0) as bigint)`.as("failed"),
          sql<number>`cast(coalesce(sum(unclear), 0) as bigint)`.as("unclear"),
          sql<number>`coalesce(max(seq), 0)`.as("last"),
        ])
        .where("import", "=", params.import),
    ),
    remove: statement((params: Params<{ import: string; limit: number }>) =>
      db
        .deleteFrom("import_batches")
        .where("import", "=", params.import)
        .where(
          "seq",
          "in",
          db
            .selectFrom("import_batches")
            .select("seq")
            .where("import", "=", params.import)
            .limit(params.limit),
        ),
    ),
  };
}
