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
 * Commits writes in groups: those that arrive in the same turn of the event loop share one transaction. A write resolves
 * when its commit is on the disk, so it survives a power cut. After a commit that has served several people the next one
 * waits 8 ms, because a page that several writes change is written once for each commit. Without load no write is delayed.
 * A unit that fails gets its own error, and the other units are committed.
 * @param onDisk  resolves when everything that was committed before the call is on the disk
 */
export function createGroupCommit(
  db: Database,
  prepare: (sql: string) => Statement,
  onDisk: () => Promise<void>,
  timing: Timing = byTheClock,
) {
  const commit = createCommit(db, prepare);
  let waiting: CommitUnit[] = [];
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  /** Resolves when every commit that has begun is on the disk or has failed. */
  let begun: Promise<void> = Promise.resolve();
  let isClosed = false;

  async function store(units: readonly CommitUnit[]): Promise<void> {
    try {
      const answer = commit(units);
      if (units.length > UNITS_OF_ONE) notBeforeMs = timing.now() + APART_MS;
      await onDisk();
      answer();
    } catch (error) {
      for (const { reject } of units) reject(error);
    }
  }

  /** Commits all waiting writes at once. Resolves when they and all earlier ones are on the disk or have failed. */
  async function flush(): Promise<void> {
    const units = waiting;
    waiting = [];
    if (units.length > 0) begun = Promise.all([begun, store(units)]).then(() => {});
    await begun;
  }

  function schedule(): void {
    const leftMs = notBeforeMs - timing.now();
    if (leftMs > 0) timing.after(leftMs, flush);
    else setImmediate(flush);
  }

  return {
    /**
     * Runs all queries or none. Resolves when they are on the disk, with the number of rows that each one changed. After
     * `close` it rejects and runs nothing.
     */
    write: (queries: readonly Query<unknown>[]) =>
      new Promise<number[]>((resolve, reject) => {
        if (isClosed) reject(new Error("the database is closed"));
        else if (waiting.push({ queries, resolve, reject }) === 1) schedule();
      }),
    flush,
    /** Refuses further writes. Resolves when all earlier ones are on the disk or have failed, and no sync runs. */
    close(): Promise<void> {
      isClosed = true;
      return flush();
    },
  };
}

/**
 * Returns a function that commits units in one transaction. It returns a function that settles their promises, to be called
 * when the commit is on the disk. It throws if no unit was committed.
 */
function createCommit(
  db: Database,
  prepare: (sql: string) => Statement,
): (units: readonly CommitUnit[]) => () => void {
  const command = (sql: string) => prepare(sql).run();

  function run(query: Query<unknown>): number {
    return checkChanged(query, prepare(query.sql).run(query.values).changes);
  }

  /** Runs a unit. @returns a function that settles its promise, to be called when the commit is on the disk */
  function attempt({ queries, resolve, reject }: CommitUnit): () => void {
    // A single query that fails has changed nothing.
    const hasSavepoint = queries.length > 1;
    if (hasSavepoint) command("savepoint unit");
    try {
      const changes = queries.map(run);
      if (hasSavepoint) command("release unit");
      return () => resolve(changes);
    } catch (error) {
      // After a full disk or an I/O error SQLite rolls back the whole transaction: then every unit has failed.
      if (!db.inTransaction) throw error;
      if (hasSavepoint) {
        command("rollback to unit");
        command("release unit");
      }
      return () => reject(error);
    }
  }

  return (units) => {
    try {
      // The transaction is immediate, because one that begins to write later can be refused in the middle.
      command("begin immediate");
      const answers = units.map(attempt);
      command("commit");
      return () => {
        for (const answer of answers) answer();
      };
    } catch (error) {
      if (db.inTransaction) command("rollback");
      throw error;
    }
  };
}
