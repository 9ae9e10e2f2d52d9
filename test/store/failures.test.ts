import Database from "better-sqlite3";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { CommitNotSynced, isBrief, openingError } from "../../src/store/failures.ts";

const passes = (cause: unknown) => openingError(cause, "it passes", "it lasts").fault === "unavailable";

/** Creates a Postgres error as pg throws it. */
function postgresError(code: string): Error {
  return Object.assign(new pg.DatabaseError("refused", 0, "error"), { code });
}

const sqliteError = (code: string) => new Database.SqliteError("refused", code);
const systemError = (code: string, syscall = "open") =>
  Object.assign(new Error(`${code}: refused, ${syscall}`), { code, syscall });

describe("a failure of Postgres", () => {
  // https://www.postgresql.org/docs/current/errcodes-appendix.html
  it.each([
    ["08000", "connection_exception"],
    ["08001", "sqlclient_unable_to_establish_sqlconnection"],
    ["08003", "connection_does_not_exist"],
    ["08004", "sqlserver_rejected_establishment_of_sqlconnection"],
    ["08006", "connection_failure"],
    ["08007", "transaction_resolution_unknown"],
    ["08P01", "protocol_violation"],
    ["25006", "read_only_sql_transaction"],
    ["25P03", "idle_in_transaction_session_timeout"],
    ["25P04", "transaction_timeout"],
    ["XX000", "internal_error"],
    ["0A000", "feature_not_supported"],
    ["26000", "invalid_sql_statement_name"],
    ["42P05", "duplicate_prepared_statement"],
    ["40000", "transaction_rollback"],
    ["40001", "serialization_failure"],
    ["40003", "statement_completion_unknown"],
    ["40P01", "deadlock_detected"],
    ["53000", "insufficient_resources"],
    ["53100", "disk_full"],
    ["53200", "out_of_memory"],
    ["53300", "too_many_connections"],
    ["55006", "object_in_use"],
    ["55P03", "lock_not_available"],
    ["57000", "operator_intervention"],
    ["57014", "query_canceled"],
    ["57P01", "admin_shutdown"],
    ["57P02", "crash_shutdown"],
    ["57P03", "cannot_connect_now"],
    ["57P05", "idle_session_timeout"],
    ["58000", "system_error"],
    ["58030", "io_error"],
  ])("passes by itself: %s %s", (code) => {
    expect(passes(postgresError(code))).toBe(true);
  });

  it.each([
    ["22021", "character_not_in_repertoire"],
    ["23505", "unique_violation"],
    ["25000", "invalid_transaction_state"],
    ["25P02", "in_failed_sql_transaction"],
    ["28000", "invalid_authorization_specification"],
    ["28P01", "invalid_password"],
    ["3D000", "invalid_catalog_name"],
    ["3F000", "invalid_schema_name"],
    ["40002", "transaction_integrity_constraint_violation"],
    ["42501", "insufficient_privilege"],
    ["42601", "syntax_error"],
    ["42703", "undefined_column"],
    ["42P01", "undefined_table"],
    ["53400", "configuration_limit_exceeded"],
    ["54000", "program_limit_exceeded"],
    ["55000", "object_not_in_prerequisite_state"],
    ["57P04", "database_dropped"],
    ["58P01", "undefined_file"],
    ["F0000", "config_file_error"],
    ["P0001", "raise_exception"],
    ["XX001", "data_corrupted"],
  ])("does not pass by itself: %s %s", (code) => {
    expect(passes(postgresError(code))).toBe(false);
  });

  it.each([
    "Connection terminated",
    "Connection terminated unexpectedly",
    "Connection terminated due to connection timeout",
    "timeout expired",
    "timeout exceeded when trying to connect",
    "Query read timeout",
    "Client has encountered a connection error and is not queryable",
    "Client was closed and is not queryable",
  ])("passes by itself, without a code: %s", (message) => {
    expect(passes(new Error(message))).toBe(true);
  });

  it.each(["The server does not support SSL connections", "Cannot use a pool after calling end on the pool"])(
    "does not pass by itself, without a code: %s",
    (message) => {
      expect(passes(new Error(message))).toBe(false);
    },
  );
});

describe("a failure of SQLite", () => {
  // https://www.sqlite.org/rescode.html
  it.each([
    "SQLITE_BUSY",
    "SQLITE_BUSY_RECOVERY",
    "SQLITE_BUSY_SNAPSHOT",
    "SQLITE_BUSY_TIMEOUT",
    "SQLITE_LOCKED",
    "SQLITE_LOCKED_SHAREDCACHE",
    "SQLITE_LOCKED_VTAB",
    "SQLITE_PROTOCOL",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_IOERR_FSYNC",
    "SQLITE_IOERR_SHMSIZE",
    "SQLITE_IOERR_WRITE",
    "SQLITE_NOMEM",
    "SQLITE_INTERRUPT",
  ])("passes by itself: %s", (code) => {
    expect(passes(sqliteError(code))).toBe(true);
  });

  it.each([
    "SQLITE_ERROR",
    "SQLITE_INTERNAL",
    "SQLITE_PERM",
    "SQLITE_ABORT",
    "SQLITE_READONLY",
    "SQLITE_READONLY_DIRECTORY",
    "SQLITE_CORRUPT",
    "SQLITE_CANTOPEN",
    "SQLITE_CANTOPEN_ISDIR",
    "SQLITE_CONSTRAINT_UNIQUE",
    "SQLITE_TOOBIG",
    "SQLITE_MISMATCH",
    "SQLITE_MISUSE",
    "SQLITE_AUTH",
    "SQLITE_NOTADB",
  ])("does not pass by itself: %s", (code) => {
    expect(passes(sqliteError(code))).toBe(false);
  });
});

describe("a failure of the system", () => {
  it.each([
    "ECONNREFUSED",
    "ECONNRESET",
    "ECONNABORTED",
    "EPIPE",
    "ETIMEDOUT",
    "EHOSTUNREACH",
    "EHOSTDOWN",
    "ENETUNREACH",
    "ENETDOWN",
    "ENETRESET",
    "EAI_AGAIN",
    "EAI_FAIL",
    "EAI_MEMORY",
    "ENOTFOUND",
    "EADDRNOTAVAIL",
    "EMFILE",
    "ENFILE",
    "ENOBUFS",
    "ENOMEM",
    "ENOSPC",
    "EDQUOT",
    "EAGAIN",
    "EBUSY",
    "EINTR",
    "EIO",
    "ESTALE",
  ])("passes by itself: %s", (code) => {
    expect(passes(systemError(code))).toBe(true);
  });

  it("passes by itself, but not in a moment, if it was the sync of a commit, whatever its cause", () => {
    for (const code of ["EIO", "EBADF", "ENOENT"]) {
      const failed = new CommitNotSynced(systemError(code));
      expect([passes(failed), isBrief(failed)]).toEqual([true, false]);
    }
  });

  it.each(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EISDIR", "ENOENT", "ENAMETOOLONG", "ELOOP"])(
    "does not pass by itself: %s",
    (code) => {
      expect(passes(systemError(code))).toBe(false);
    },
  );

  it("passes by itself when the socket file of a Postgres server is missing", () => {
    expect(passes(systemError("ENOENT", "connect"))).toBe(true);
  });

  it.each(["CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "ERR_TLS_CERT_ALTNAME_INVALID"])(
    "does not pass by itself: %s",
    (code) => {
      expect(passes(systemError(code, "connect"))).toBe(false);
    },
  );

  it.each([undefined, null, "ECONNREFUSED", { code: "ECONNREFUSED" }])(
    "is an Error, so %j does not count",
    (thrown) => {
      expect(passes(thrown)).toBe(false);
    },
  );
});
