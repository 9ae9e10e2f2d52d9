import { randomBytes } from "node:crypto";
import Database from "better-sqlite3";
import pg from "pg";
import { type Gate, openGate } from "./gate.ts";
import { type PostgresServer, postgresServer } from "./postgres-server.ts";

export type EngineName = "sqlite" | "postgres";

/** Where the bots of a stage keep their data. */
export interface StageDatabase {
  /** The variables by which a bot finds it. */
  environment: Readonly<Record<string, string>>;
  /** Reads past the bot, and past the gate. */
  read<Row>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** The bots reach the server through the gate alone. */
export interface PostgresParts {
  server: PostgresServer;
  gate: Gate;
}

/** @param file  `"…/stage-x1y2/bot.db"` */
export function sqliteDatabase(file: string): StageDatabase {
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

export async function postgresDatabase(): Promise<StageDatabase & PostgresParts> {
  const server = await postgresServer();
  const [gate, urlAt] = await Promise.all([openGate(`http://127.0.0.1:${server.port}`), server.freshUrl()]);
  const pool = new pg.Pool({ connectionString: urlAt(server.port), types: { getTypeParser: parserOf } });
  // The server stops on purpose; the next read opens a new connection.
  pool.on("error", () => {});
  return {
    server,
    gate,
    environment: {
      DATABASE_URL: urlAt(gate.port),
      BOT_SECRET_KEY: randomBytes(32).toString("base64"),
    },
    async read<Row>(sql: string) {
      return (await pool.query<Row & pg.QueryResultRow>(sql)).rows;
    },
    async close() {
      await pool.end();
      await gate.cut();
    },
  };
}

const BIGINT_OID = 20;

/** Reads times, which are bigints, as numbers. */
function parserOf(oid: number) {
  return oid === BIGINT_OID ? Number : pg.types.getTypeParser(oid);
}
