import { ExponentialBackoff, handleWhen, retry } from "cockatiel";
import { AppError, toAppError } from "../errors.ts";
import type { Engine } from "./engine.ts";

/** A brief failure is retried for this long, counted from the first one. A restart of Postgres takes seconds. */
const RETRY_WITHIN_MS = 10_000;
const BACKOFF = { initialDelay: 30, maxDelay: 500 };
/** SQLSTATE lock_not_available: another transaction has held the lock for `lock_timeout`. */
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Wraps an engine so that it retries while the database is unavailable for a moment. If it still fails, it rejects with an
 * AppError `storage`. An error of the query itself, such as a duplicate key, rejects at once and unchanged.
 *
 * A write is retried if it was surely not committed, or if its caller says that it may run twice.
 */
export function withDatabaseRetries(engine: Engine): Engine {
  return {
    ...engine,
    read: (query) => retried(() => engine.read(query), isBrief),
    write: (queries, options = {}) =>
      retried(
        () => engine.write(queries),
        (error) =>
          isBrief(error) &&
          !(options.rejectsWhenLocked && codeOf(error) === LOCK_NOT_AVAILABLE) &&
          (options.mayRunTwice === true || !mayBeCommitted(error)),
      ),
  };
}

async function retried<Result>(
  work: () => Promise<Result>,
  mayRetry: (error: unknown) => boolean,
): Promise<Result> {
  try {
    return await work().catch((first: unknown) => {
      if (!mayRetry(first)) throw first;
      const endsAtMs = performance.now() + RETRY_WITHIN_MS;
      const policy = retry(
        handleWhen((error) => mayRetry(error) && performance.now() < endsAtMs),
        { maxAttempts: Number.POSITIVE_INFINITY, backoff: new ExponentialBackoff(BACKOFF) },
      );
      return policy.execute(work);
    });
  } catch (error) {
    if (!isDatabaseFailure(error)) throw error;
    const { message } = toAppError(error);
    throw new AppError("storage", `the database cannot be used: ${message}`, { cause: error });
  }
}

/**
 * Whether a failure of the database passes by itself: the server restarts, another process holds the file, the disk is
 * full. False for what a person must repair: password, rights, a missing database, a file that is no database.
 *
 * A write that failed in this way may still be committed, see `mayBeCommitted`.
 */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof CommitNotSynced) return true;
  const code = codeOf(error);
  if (code === undefined) return BROKEN_CONNECTION.test(error.message);
  // A Postgres server that is down has no socket file; any other missing file is a wrong path.
  if (code === "ENOENT") return "syscall" in error && error.syscall === "connect";
  return NODE.has(code) || SQLITE.test(code) || isPassingSqlstate(code);
}

/**
 * Creates the error of a database that cannot be opened: `passing` if it passes by itself, `lasting` if a person must
 * repair it.
 */
export function openingError(cause: unknown, passing: string, lasting: string): AppError {
  return isUnavailable(cause)
    ? new AppError("unavailable", passing, { cause })
    : new AppError("misconfigured", lasting, { cause });
}

/**
 * True if the database itself failed; false if it refused the query. A file that became unreadable or read-only while the
 * bot runs is a failure too.
 */
function isDatabaseFailure(error: unknown): boolean {
  return isUnavailable(error) || /^SQLITE_(READONLY|CANTOPEN)/.test(codeOf(error) ?? "");
}

/**
 * Whether the same query probably works in a moment: a restart, a failover, a full pool, a lock of another process. A full
 * disk takes longer, and so does a disk that fails to sync.
 */
export function isBrief(error: unknown): boolean {
  if (error instanceof CommitNotSynced) return false;
  return isUnavailable(error) && !LASTS_A_WHILE.test(codeOf(error) ?? "");
}

/** Whether a write was rejected because another transaction holds a lock, see `rejectsWhenLocked`. */
export function isLocked(error: unknown): boolean {
  return error instanceof AppError && codeOf(error.cause) === LOCK_NOT_AVAILABLE;
}

/** Thrown for a write that was surely not committed: there was no connection, or it broke before the commit was sent. */
export class NotCommitted extends Error {
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super(toAppError(cause).message, { cause });
    this.code = codeOf(cause);
  }
}

/**
 * Thrown for a write that SQLite has committed, while no sync of its commit has succeeded. It is visible to reads, and may
 * not survive a power cut.
 */
export class CommitNotSynced extends Error {
  override readonly name = "CommitNotSynced";

  constructor(cause: unknown) {
    super(`a commit may not survive a power cut: ${toAppError(cause).message}`, { cause });
  }
}

/**
 * Whether a write that failed may still be committed: true if the connection broke before the answer. An error that the
 * server sent means that the write was rolled back, unless the server is stopping.
 */
function mayBeCommitted(error: unknown): boolean {
  if (error instanceof NotCommitted) return false;
  const code = codeOf(error);
  return code === undefined ? isUnavailable(error) : NODE.has(code) || UNKNOWN_END.test(code);
}

/**
 * Returns the code of an error: SQLSTATE, SQLite's extended result code, or Node's: `"57P03"`, `"SQLITE_BUSY_SNAPSHOT"`,
 * `"ECONNREFUSED"`.
 */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/**
 * Errors that last longer than a few seconds: a full disk, no right to write, a query that took too long, a broken disk.
 */
const LASTS_A_WHILE =
  /^(25006|53100|53200|57014|58|XX000|SQLITE_(FULL|IOERR|NOMEM)|E(NOSPC|DQUOT|IO|NOMEM|MFILE|NFILE)$)/;

/**
 * `08`: the connection broke. `40003`: the server does not know the result. `57P01` to `57P05`: it ended the session.
 * `XX000`: its log may contain the commit or not.
 */
const UNKNOWN_END = /^(08|40003|57P0[1-5]|XX000)/;

/**
 * The messages of pg for a connection that broke or took too long. These errors have no code.
 * https://github.com/brianc/node-postgres/blob/master/packages/pg/lib/client.js
 * https://github.com/brianc/node-postgres/blob/master/packages/pg-pool/index.js
 */
const BROKEN_CONNECTION =
  /^(Connection terminated|timeout expired$|timeout exceeded when trying to connect$|Query read timeout$|Client has encountered a connection error|Client was closed)/;

/**
 * Node's codes of failures that pass: https://nodejs.org/api/errors.html#common-system-errors and
 * https://man7.org/linux/man-pages/man3/errno.3.html
 */
const NODE: ReadonlySet<string> = new Set([
  // The server cannot be reached, or the connection broke.
  ..."ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT".split(" "),
  ..."EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN ENETRESET".split(" "),
  // The name server does not answer, or does not know the name (yet).
  ..."EAI_AGAIN EAI_FAIL EAI_MEMORY ENOTFOUND".split(" "),
  // This machine has no free ports, open files, memory or disk.
  ..."EADDRNOTAVAIL EMFILE ENFILE ENOBUFS ENOMEM ENOSPC EDQUOT".split(" "),
  // The disk or the network folder is broken or in use.
  ..."EAGAIN EBUSY EINTR EIO ESTALE".split(" "),
]);

/**
 * Primary result codes of SQLite, with all of their extended codes. https://www.sqlite.org/rescode.html
 *
 * - `BUSY`, `LOCKED`  another process, or another connection, holds the file
 * - `PROTOCOL`        several processes begin with the WAL at the same time
 * - `FULL`            the disk is full
 * - `IOERR`           the disk, its quota or a network folder failed
 * - `NOMEM`           no memory is left
 * - `INTERRUPT`       the statement was interrupted
 */
const SQLITE = /^SQLITE_(BUSY|LOCKED|PROTOCOL|FULL|IOERR|NOMEM|INTERRUPT)(_[A-Z_]+)?$/;

/**
 * Classes of SQLSTATE that pass. https://www.postgresql.org/docs/current/errcodes-appendix.html
 *
 * - `08` connection exception; PgBouncer sends 08P01 when its server is away
 * - `40` transaction rollback: a deadlock, or a conflict with another transaction
 * - `53` insufficient resources: disk, memory, connections
 * - `57` operator intervention: starting up, shutting down, a query cancelled
 */
const CLASSES: ReadonlySet<string> = new Set(["08", "40", "53", "57"]);

/** Codes of these classes that do not pass. */
const LASTING: ReadonlySet<string> = new Set([
  "40002", // transaction_integrity_constraint_violation
  "53400", // configuration_limit_exceeded
  "57P04", // database_dropped
]);

/** Codes of other classes that pass. */
const PASSING: ReadonlySet<string> = new Set([
  "0A000", // feature_not_supported: of our queries only a prepared one whose table has another column by now
  "25006", // read_only_sql_transaction: a standby, or a server in recovery
  "25P03", // idle_in_transaction_session_timeout
  "25P04", // transaction_timeout
  "26000", // invalid_sql_statement_name: a pooler has given the connection to another client
  "42P05", // duplicate_prepared_statement: the same
  "55006", // object_in_use
  LOCK_NOT_AVAILABLE,
  "58000", // system_error
  "58030", // io_error
  "XX000", // internal_error: a disk quota, and what else has no code of its own
]);

function isPassingSqlstate(code: string): boolean {
  if (!/^[0-9A-Z]{5}$/.test(code)) return false;
  return PASSING.has(code) || (CLASSES.has(code.slice(0, 2)) && !LASTING.has(code));
}
