import { sql } from "kysely";
import type { Engine } from "./engine.ts";
import type { ImportBatchState, ImportState } from "./schema.ts";
import { anyOf, type Gaps, statement } from "./statement.ts";
import { type Heir, isAbandoned, isAlive } from "./take-over.ts";

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
        gaps: Gaps<{
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
          id: gaps.id,
          reference: gaps.reference,
          kind: gaps.kind,
          person: gaps.person,
          place: gaps.place,
          plan: gaps.plan,
          state: "reading",
          begun_at: gaps.at,
          changed_at: gaps.at,
          owner: gaps.owner,
          mac: gaps.mac,
        }),
    ),
    propose: statement(
      (gaps: Gaps<{ id: string; good: number; bad: number; fingerprint: string; at: number }>) =>
        db
          .updateTable("imports")
          .set({
            state: "proposed",
            good: gaps.good,
            bad: gaps.bad,
            fingerprint: gaps.fingerprint,
            changed_at: gaps.at,
          })
          .where("id", "=", gaps.id)
          .where("state", "=", "reading"),
    ),
    // The condition and the change are one statement: of many who press at once, one changes the row.
    move: statement(
      (
        gaps: Gaps<{
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
            state: gaps.to,
            state_mac: gaps.stateMac,
            changed_at: gaps.at,
            confirmed_at: sql`coalesce(${gaps.confirmedAt}, confirmed_at)`,
            ended_at: sql`coalesce(${gaps.endedAt}, ended_at)`,
            owner: sql`coalesce(${gaps.owner}, owner)`,
          })
          .where("id", "=", gaps.id)
          .where("state", "in", anyOf<ImportState>("from", STATES))
          .where(sql<boolean>`(cast(${gaps.person} as text) is null or person = ${gaps.person})`),
    ),
    /** Whoever confirms another import of the same file at this moment waits, and then finds this one. */
    holdFile: statement((gaps: Gaps<{ id: string }>) =>
      db
        .updateTable("imports")
        .set({ changed_at: sql`changed_at` })
        .where(
          sql<boolean>`(fingerprint, kind) in (select fingerprint, kind from imports where id = ${gaps.id})`,
        ),
    ),
    /** Only while the same file was not confirmed since this one was shown, unless that is known. */
    confirm: statement(
      (
        gaps: Gaps<{
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
            state_mac: gaps.stateMac,
            changed_at: gaps.at,
            confirmed_at: gaps.at,
            owner: gaps.owner,
          })
          .where("id", "=", gaps.id)
          .where("state", "=", "proposed")
          .where("person", "=", gaps.person)
          .where(
            sql<boolean>`(cast(${gaps.anyway} as integer) = 1 or not exists (select 1 from imports other
              where other.fingerprint = imports.fingerprint and other.kind = imports.kind and other.id <> imports.id
                and other.state in ('running', 'stopping', 'done', 'stopped')
                and other.confirmed_at >= imports.changed_at))`,
          ),
    ),
    finish: statement((gaps: Gaps<Counts & { id: string; to: ImportState; at: number; owner: string }>) =>
      db
        .updateTable("imports")
        .set({
          state: gaps.to,
          state_mac: null,
          made: gaps.made,
          there: gaps.there,
          failed: gaps.failed,
          unclear: gaps.unclear,
          changed_at: gaps.at,
          ended_at: gaps.at,
          told_at: null,
        })
        .where("id", "=", gaps.id)
        .where("owner", "=", gaps.owner)
        .where("state", "in", ["running", "stopping"]),
    ),
    countAttempt: statement((gaps: Gaps<{ id: string; attempts: number; rows: number }>) =>
      db
        .updateTable("imports")
        .set({ attempts: gaps.attempts, attempt_rows: gaps.rows })
        .where("id", "=", gaps.id),
    ),
    told: statement((gaps: Gaps<{ id: string; at: number }>) =>
      db
        .updateTable("imports")
        .set({ told_at: gaps.at })
        .where("id", "=", gaps.id)
        .where("told_at", "is", null)
        .where("state", "in", ["done", "stopped"]),
    ),
    find: statement((gaps: Gaps<{ id: string }>) =>
      db.selectFrom("imports").selectAll().where("id", "=", gaps.id),
    ),
    untold: statement((gaps: Gaps<{ owner: string; before: number }>) =>
      db
        .selectFrom("imports")
        .selectAll()
        .where("state", "in", ["done", "stopped"])
        .where("owner", "=", gaps.owner)
        .where("ended_at", "<", gaps.before)
        .where("told_at", "is", null)
        .orderBy("ended_at"),
    ),
    underWay: statement((gaps: Gaps<{ owner: string }>) =>
      db
        .selectFrom("imports")
        .selectAll()
        .where("state", "in", ["running", "stopping"])
        .where("owner", "=", gaps.owner),
    ),
    sameFile: statement((gaps: Gaps<{ fingerprint: string; kind: string }>) =>
      newestFirst()
        .where("fingerprint", "=", gaps.fingerprint)
        .where("kind", "=", gaps.kind)
        .where("state", "in", ["running", "stopping", "done", "stopped"])
        .limit(1),
    ),
    ofPerson: statement((gaps: Gaps<{ person: string; limit: number }>) =>
      newestFirst().where("person", "=", gaps.person).where("confirmed_at", "is not", null).limit(gaps.limit),
    ),
    ofAll: statement((gaps: Gaps<{ limit: number }>) =>
      newestFirst().where("confirmed_at", "is not", null).limit(gaps.limit),
    ),

    /** Those that dead workers left under way, or ended and untold. */
    abandoned: statement((gaps: Gaps<Heir>) =>
      db
        .selectFrom("imports")
        .selectAll()
        .where(
          sql<boolean>`(state in ('running', 'stopping') or (state in ('done', 'stopped') and told_at is null))`,
        )
        .where(isAbandoned(gaps, words))
        .orderBy("changed_at"),
    ),
    claim: statement((gaps: Gaps<Heir & { id: string; former: string | null }>) =>
      db
        .updateTable("imports")
        .set({ owner: gaps.heir })
        .where("id", "=", gaps.id)
        .where("owner", "is not distinct from", gaps.former)
        .where(isAbandoned(gaps, words)),
    ),

    /** Questions that nobody answered, files whose reading broke off, and what was told a while ago. */
    overdue: statement((gaps: Gaps<{ askedBefore: number; toldBefore: number; limit: number }>) =>
      db
        .selectFrom("imports")
        .selectAll()
        .where("place", "is not", null)
        .where(
          sql<boolean>`((state in ('reading', 'proposed', 'declined', 'expired') and changed_at < ${gaps.askedBefore})
            or (state in ('done', 'stopped') and told_at < ${gaps.toldBefore}))`,
        )
        .orderBy("changed_at")
        .limit(gaps.limit),
    ),
    empty: statement((gaps: Gaps<{ id: string }>) =>
      db
        .updateTable("imports")
        .set({
          place: null,
          plan: null,
          state: sql`case when state in ('reading', 'proposed') then 'expired' else state end`,
        })
        .where("id", "=", gaps.id),
    ),
  };
}

/** The queries of batches. */
export function batchQueries({ builder: db, words }: Pick<Engine, "builder" | "words">) {
  const at = (gaps: Gaps<At>) => sql<boolean>`import = ${gaps.import} and seq = ${gaps.seq}`;

  return {
    add: statement((gaps: Gaps<At & { state: ImportBatchState; size: number; rows: Buffer }>) =>
      db
        .insertInto("import_batches")
        .values({ import: gaps.import, seq: gaps.seq, state: gaps.state, size: gaps.size, rows: gaps.rows }),
    ),
    // Only while its parent is not settled: whoever comes second adds nothing. Postgres must be told what a selected
    // value is.
    addChild: statement((gaps: Gaps<At & { parent: number; size: number; rows: Buffer }>) =>
      db
        .insertInto("import_batches")
        .columns(["import", "seq", "state", "size", "rows"])
        .expression(
          db
            .selectFrom("import_batches")
            .select([
              "import",
              sql<number>`cast(${gaps.seq} as integer)`.as("seq"),
              sql<ImportBatchState>`'waiting'`.as("state"),
              sql<number>`cast(${gaps.size} as integer)`.as("size"),
              sql<Buffer>`cast(${gaps.rows} as ${sql.raw(words.bytes)})`.as("rows"),
            ])
            .where("import", "=", gaps.import)
            .where("seq", "=", gaps.parent)
            .where("state", "in", ["sending", "unclear"]),
        ),
    ),
    // The last look before the request: the batch waits, the import goes on, and the sender is alive.
    send: statement((gaps: Gaps<At & { owner: string; at: number }>) =>
      db
        .updateTable("import_batches")
        .set({ state: "sending", sent_at: gaps.at })
        .where(at(gaps))
        .where("state", "=", "waiting")
        .where(
          sql<boolean>`exists (select 1 from imports where imports.id = import_batches.import
            and imports.state = 'running' and imports.owner = ${gaps.owner}
            and ${isAlive(gaps.owner, words)})`,
        ),
    ),
    settle: statement(
      (
        gaps: Gaps<
          At & Counts & { from: readonly ImportBatchState[]; to: ImportBatchState; rows: Buffer | null }
        >,
      ) =>
        db
          .updateTable("import_batches")
          .set({
            state: gaps.to,
            rows: gaps.rows,
            made: gaps.made,
            there: gaps.there,
            failed: gaps.failed,
            unclear: gaps.unclear,
          })
          .where(at(gaps))
          .where("state", "in", anyOf<ImportBatchState>("from", BATCH_STATES)),
    ),
    move: statement((gaps: Gaps<At & { from: ImportBatchState; to: ImportBatchState }>) =>
      db.updateTable("import_batches").set({ state: gaps.to }).where(at(gaps)).where("state", "=", gaps.from),
    ),
    giveUp: statement((gaps: Gaps<{ import: string }>) =>
      db
        .updateTable("import_batches")
        .set({ state: "unclear" })
        .where("import", "=", gaps.import)
        .where("state", "=", "sending"),
    ),
    /** Without the rows: of a large file there are a thousand. */
    inState: statement(
      (gaps: Gaps<{ import: string; state: ImportBatchState; after: number; limit: number }>) =>
        db
          .selectFrom("import_batches")
          .select(["seq", "size", "sent_at"])
          .where("import", "=", gaps.import)
          .where("state", "=", gaps.state)
          .where("seq", ">", gaps.after)
          .orderBy("seq")
          .limit(gaps.limit),
    ),
    rows: statement((gaps: Gaps<At>) => db.selectFrom("import_batches").select("rows").where(at(gaps))),
    kept: statement((gaps: Gaps<{ import: string; after: number; limit: number }>) =>
      db
        .selectFrom("import_batches")
        .select(["seq", "state", "rows"])
        .where("import", "=", gaps.import)
        .where("rows", "is not", null)
        .where("seq", ">", gaps.after)
        .orderBy("seq")
        .limit(gaps.limit),
    ),
    sums: statement((gaps: Gaps<{ import: string }>) =>
      db
        .selectFrom("import_batches")
        .select([
          sql<number>`cast(coalesce(sum(made), 0) as bigint)`.as("made"),
          sql<number>`cast(coalesce(sum(there), 0) as bigint)`.as("there"),
          sql<number>`cast(coalesce(sum(failed), 0) as bigint)`.as("failed"),
          sql<number>`cast(coalesce(sum(unclear), 0) as bigint)`.as("unclear"),
          sql<number>`coalesce(max(seq), 0)`.as("last"),
        ])
        .where("import", "=", gaps.import),
    ),
    remove: statement((gaps: Gaps<{ import: string; limit: number }>) =>
      db
        .deleteFrom("import_batches")
        .where("import", "=", gaps.import)
        .where(
          "seq",
          "in",
          db.selectFrom("import_batches").select("seq").where("import", "=", gaps.import).limit(gaps.limit),
        ),
    ),
  };
}
