import { Socket } from "node:net";
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import pg from "pg";
import { AppError } from "../errors.ts";
import { withLogFields } from "../logging/log-fields.ts";
import type { Logger } from "../logging/logger.ts";
import type { Query } from "./engine.ts";
import { checkChanged, type Engine, isUniqueViolation, NothingChanged } from "./engine.ts";
import { codeOf, isBrief, NotCommitted, openingError } from "./failures.ts";
import { Listener, notify } from "./listener.ts";
import { PreparedStatements } from "./prepared-statements.ts";
import type { Schema } from "./schema.ts";

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 5000;
/** The queries read and write few rows by key, so one that takes this long hangs. */
const STATEMENT_TIMEOUT_MS = 10_000;
/** This is longer than the server's own limit, which also ends the query there. It is for a server that does not answer. */
const QUERY_TIMEOUT_MS = 15_000;
/**
 * The locks of a process that freezes in the middle of a transaction end after this time. That is before its lease ends,
 * and before a statement of another process that waits for them is timed out.
 */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 5_000;
/**
 * A close waits this long for what is under way. Supervisors kill after 30 s, which also contain `STOP_WITHIN_MS` and a
 * pause of Kubernetes.
 */
const CLOSE_WITHIN_MS = 3_000;
const BIGINT_OID = 20;
/** now() is not used, because it returns the same time throughout a transaction. */
const NOW_MS = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
/** A number that no other program on this database uses for its advisory lock. */
const MIGRATION_LOCK = 714_062_611;

/**
 * Opens a Postgres server, for several replicas of the bot.
 * @param url  `"postgres://bot:secret@db:5432/bot?sslmode=require"`
 * @throws AppError `unavailable` the server cannot be reached now; `misconfigured` it refuses the connection
 */
export async function openPostgres(url: string, log: Logger): Promise<Engine> {
  const config = {
    connectionString: url,
    application_name: "antcrm-chatops",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser: parserOf },
  };
  const sockets = new Set<Socket>();
  const pool = new pg.Pool({ ...config, max: POOL_SIZE, stream: () => openSocket(sockets) });
  const prepared = new PreparedStatements(pool, log);
  // The pool replaces an idle connection that breaks. Without a listener the error would end the process. It does not
  // belong to the event for which the connection was opened. It contains the whole client, with its cancel key.
  pool.on("error", (error) =>
    withLogFields({}, () =>
      log.warn({ code: codeOf(error), err: error.message }, "a connection to Postgres broke"),
    ),
  );
  // A connection in use that breaks emits `error` too. The query that runs on it rejects with it.
  pool.on("connect", (client) => void client.on("error", () => {}));
  try {
    await pool.query("select 1");
  } catch (cause) {
    await pool.end();
    throw unreachable(cause);
  }
  return engineOver({ pool, sockets }, prepared, new Listener(config, log));
}

/** Opens a socket that is in the set until it is closed. */
function openSocket(sockets: Set<Socket>): Socket {
  const socket = new Socket();
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
  return socket;
}

/** Parses times, which are bigints. pg returns them as text because of 2^53, but times stay below it for 285,000 years. */
const parserOf: typeof pg.types.getTypeParser = (oid: number, format?: "text" | "binary") =>
  oid === BIGINT_OID
    ? Number
    : format === "binary"
      ? pg.types.getTypeParser(oid, format)
      : pg.types.getTypeParser(oid);

function unreachable(cause: unknown): AppError {
  // Node's error for a host with several addresses has a code and no message.
  const reason = cause instanceof Error ? cause.message || codeOf(cause) || cause.name : String(cause);
  return openingError(
    cause,
    `DATABASE_URL: Postgres cannot be reached now (${reason}). Check that it is running, and check host and port.`,
    `DATABASE_URL: Postgres does not let us in (${reason}). Check host, port, user, password and database.`,
  );
}

function engineOver(
  { pool, sockets }: { pool: pg.Pool; sockets: ReadonlySet<Socket> },
  prepared: PreparedStatements,
  wakeUps: Listener,
): Engine {
  // When the pool ends, it drops callers that wait for a connection, so `close` waits for them first.
  const underWay = new Set<Promise<unknown>>();
  async function finished<Result>(work: Promise<Result>): Promise<Result> {
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  }

  return {
    builder: new Kysely<Schema>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (kysely) => new PostgresIntrospector(kysely),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    }),
    dialect: {
      bytes: "bytea",
      serial: "bigserial",
      // The limit comes second, because another migration may take longer.
      lockMigrations: [
        { sql: `select pg_advisory_xact_lock(${MIGRATION_LOCK})`, values: [] },
        { sql: "set local lock_timeout = '1s'", values: [] },
      ],
      lockEndedLeases: [
        { sql: `select 1 from workers where until <= ${NOW_MS} order by worker for update`, values: [] },
      ],
      skipLocked: "for update skip locked",
      columns:
        "select table_name || '.' || column_name as name from information_schema.columns where table_schema = current_schema()",
      nowMs: NOW_MS,
      notify,
      termIndex: "gin",
    },
    read: <Row>(query: Query<Row>) =>
      finished(
        withClient(pool, prepared, async (client) => {
          const { rows } = await client.query<Row & pg.QueryResultRow>(prepared.configOf(query));
          return rows;
        }),
      ),
    async write(queries) {
      const [only, ...more] = queries;
      const isOne = only !== undefined && more.length === 0;
      return finished(
        withClient(pool, prepared, async (client) => {
          const run = async (query: Query<unknown>) =>
            checkChanged(query, (await client.query(prepared.configOf(query))).rowCount ?? 0);
          return isOne ? [await run(only)] : inTransaction(client, queries, run);
        }),
      );
    },
    wakeUps,
    connections: () => ({
      "in-use": pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    async backup() {
      throw new AppError(
        "invalid",
        "This database is on Postgres: make a consistent copy while the bot runs with pg_dump. BOT_SECRET_KEY is kept apart.",
      );
    },
    async close() {
      // A server that stands still ends no query and no connection. It is repeated, because work under way may connect.
      const givingUp = setInterval(() => {
        for (const socket of sockets) socket.destroy();
      }, CLOSE_WITHIN_MS);
      await Promise.allSettled([wakeUps.close(), ...underWay]);
      if (!pool.ending) await pool.end();
      clearInterval(givingUp);
    },
  };
}

/** Runs work on a connection of the pool. After an error the connection is closed, unless only the query was refused. */
async function withClient<Result>(
  pool: pg.Pool,
  prepared: PreparedStatements,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await connect(pool, prepared).catch((cause: unknown) => {
    throw new NotCommitted(cause);
  });
  let isBroken = false;
  try {
    return await work(client);
  } catch (error) {
    isBroken = !isUniqueViolation(error) && !(error instanceof NothingChanged);
    prepared.failed(error, client);
    throw error;
  } finally {
    client.release(isBroken);
  }
}

async function connect(pool: pg.Pool, prepared: PreparedStatements): Promise<pg.PoolClient> {
  for (;;) {
    const client = await pool.connect();
    if (prepared.isUsable(client)) return client;
    client.release(true);
  }
}

async function inTransaction(
  client: pg.PoolClient,
  queries: readonly Query<unknown>[],
  run: (query: Query<unknown>) => Promise<number>,
): Promise<number[]> {
  const changes: number[] = [];
  try {
    await client.query("begin");
    for (const query of queries) changes.push(await run(query));
  } catch (error) {
    // No commit was sent, so the server rolls back when the connection is closed.
    if (isBrief(error)) throw new NotCommitted(error);
    await client.query("rollback");
    throw error;
  }
  await client.query("commit");
  return changes;
}
