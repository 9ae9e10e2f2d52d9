import { randomBytes } from "node:crypto";
import Database from "better-sqlite3";
import pg from "pg";
import { type PostgresServer, postgresServer } from "./postgres-server.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

export type EngineName = "sqlite" | "postgres";

/** The database of the fixture's bots. */
export interface FixtureDatabase {
  /** The environment variables that configure the bot for it. */
  environment: Readonly<Record<string, string>>;
  /** Reads directly, without the bot and the proxy. */
  read<Row>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** The Postgres server, and the proxy through which the bots connect to it. */
export interface PostgresParts {
  server: PostgresServer;
  proxy: TcpProxy;
}

/** @param file  `"…/faults-x1y2/bot.db"` */
export function sqliteDatabase(file: string): FixtureDatabase {
  return {
    environment: { DATABASE_URL: file },
    async read<Row>(sql: string) {
      const db = new Database(file, { readonly: true });
      try {
        return db.prepare(sql).all() as Row[];
      } finally {
        db.close();
      }
    },
    close: async () => {},
  };
}

export async function postgresDatabase(): Promise<FixtureDatabase & PostgresParts> {
  const server = await postgresServer();
  const [proxy, urlAt] = await Promise.all([
    startTcpProxy(`http://127.0.0.1:${server.port}`),
    server.freshUrl(),
  ]);
  const pool = new pg.Pool({ connectionString: urlAt(server.port), types: { getTypeParser: parserOf } });
  // Ignored: the tests stop the server, and the next read opens a new connection.
  pool.on("error", () => {});
  return {
    server,
    proxy,
    environment: {
      DATABASE_URL: urlAt(proxy.port),
      BOT_SECRET_KEY: randomBytes(32).toString("base64"),
    },
    async read<Row>(sql: string) {
      return (await pool.query<Row & pg.QueryResultRow>(sql)).rows;
    },
    async close() {
      await pool.end();
      await proxy.disconnect();
    },
  };
}

const BIGINT_OID = 20;

/** Parses bigints as numbers: they are times. */
function parserOf(oid: number) {
  return oid === BIGINT_OID ? Number : pg.types.getTypeParser(oid);
}
