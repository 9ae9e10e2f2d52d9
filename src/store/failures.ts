/**
 * What the errors of the two engines mean. Codes of Postgres: https://www.postgresql.org/docs/current/errcodes-appendix.html;
 * of SQLite: https://www.sqlite.org/rescode.html; of the network: Node's system errors.
 */

/** Postgres is starting, stopping, failing over or full of connections, or two transactions got in each other's way. */
const BRIEF_SQLSTATE = /^(08|40001|40P01|53300|55P03|57P0[1235])/;
const BRIEF_NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "ENOTFOUND",
]);
/** What pg says without a code (read in pg 8.23 and pg-pool 3.14). */
const BRIEF_WORDS =
  /^(Connection terminated|Query read timeout|timeout exceeded when trying to connect|timeout expired|Client (was closed|has encountered a connection error) and is not queryable)/;
const BRIEF_SQLITE = /^SQLITE_(BUSY|LOCKED)/;

/** Lasts until a person or a supervisor does something, and then passes: no space, read-only, an ailing disk. */
const LASTING = /^(53|25006|57|58|SQLITE_(FULL|IOERR|READONLY|CANTOPEN|NOMEM|PROTOCOL)|ENOSPC|EDQUOT|EIO)/;

/** Will the same query probably work in a moment? A restart, a failover, a lock held by somebody else. */
export function isBrief(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error && BRIEF_WORDS.test(error.message);
  return BRIEF_SQLSTATE.test(code) || BRIEF_NETWORK.has(code) || BRIEF_SQLITE.test(code);
}

/** Is it the database's trouble, and not a query of ours that it refuses? */
export function isUnavailable(error: unknown): boolean {
  return isBrief(error) || LASTING.test(codeOf(error) ?? "");
}

/** A write was surely not committed: there was no connection, or it broke before the commit was sent. */
export class NotCommitted extends Error {
  readonly code: string | undefined;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.code = codeOf(cause);
  }
}

/**
 * May a write that failed so have been committed all the same? True where the connection broke while its answer was waited
 * for. An error that the server sent in its place says that it was rolled back, unless the server is stopping.
 */
export function mayBeCommitted(error: unknown): boolean {
  if (error instanceof NotCommitted) return false;
  const code = codeOf(error);
  if (code === undefined) return isBrief(error);
  return BRIEF_NETWORK.has(code) || /^(08|57P0[1235])/.test(code);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
