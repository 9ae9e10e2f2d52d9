import type { Database, Statement } from "better-sqlite3";
import type { Query } from "./engine.ts";
import { checkChanged } from "./engine.ts";

interface CommitUnit {
  queries: readonly Query<unknown>[];
  resolve: (changes: number[]) => void;
  reject: (error: unknown) => void;
}

/** The clock; tests pass their own. */
interface Timing {
  now(): number;
  after(ms: number, run: () => void): void;
}

/** One person's look-up has at most four units waiting at once, so a commit of more units has served several people. */
const UNITS_OF_ONE = 4;
/** After such a commit the next one waits this long, and includes the writes of that time. */
const APART_MS = 8;

const byTheClock: Timing = {
  now: () => performance.now(),
  after: (ms, run) => void setTimeout(run, ms),
};

/**
 * Commits writes in groups: those that arrive in the same turn of the event loop share one transaction. With
 * `synchronous=FULL` each commit waits for the disk, on the main thread. After a commit that has served several people the
 * next one waits 8 ms, so that more writes share one wait for the disk. Without load no write is delayed. A unit that fails
 * gets its own error, and the other units are committed.
 */
export function createGroupCommit(
  db: Database,
  prepare: (sql: string) => Statement,
  timing: Timing = byTheClock,
) {
  const command = (sql: string) => prepare(sql).run();
  let waiting: CommitUnit[] = [];
  let notBeforeMs = Number.NEGATIVE_INFINITY;

  function run(query: Query<unknown>): number {
    return checkChanged(query, prepare(query.sql).run(query.values).changes);
  }

  /** Runs a unit. @returns a function that settles its promise, to be called after the commit */
  function attempt(unit: CommitUnit): () => void {
    command("savepoint unit");
    try {
      const changes = unit.queries.map(run);
      command("release unit");
      return () => unit.resolve(changes);
    } catch (error) {
      // After a full disk or an I/O error SQLite rolls back the whole transaction: then every unit has failed.
      if (!db.inTransaction) throw error;
      command("rollback to unit");
      command("release unit");
      return () => unit.reject(error);
    }
  }

  function flush(): void {
    const units = waiting;
    waiting = [];
    if (units.length === 0) return;
    try {
      // The transaction is immediate, because one that begins to write later can be refused in the middle.
      command("begin immediate");
      const answers = units.map(attempt);
      command("commit");
      if (units.length > UNITS_OF_ONE) notBeforeMs = timing.now() + APART_MS;
      for (const answer of answers) answer();
    } catch (error) {
      if (db.inTransaction) command("rollback");
      for (const unit of units) unit.reject(error);
    }
  }

  function schedule(): void {
    const leftMs = notBeforeMs - timing.now();
    if (leftMs > 0) timing.after(leftMs, flush);
    else setImmediate(flush);
  }

  return {
    /** Runs all queries or none. Resolves when they are committed, with the number of rows that each one changed. */
    write: (queries: readonly Query<unknown>[]) =>
      new Promise<number[]>((resolve, reject) => {
        if (waiting.push({ queries, resolve, reject }) === 1) schedule();
      }),
    /** Commits all waiting writes immediately. */
    flush,
  };
}
