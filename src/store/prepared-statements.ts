import type pg from "pg";
import type { Logger } from "../logging/logger.ts";
import type { Query } from "./engine.ts";
import { codeOf } from "./failures.ts";

/** The table of a prepared statement has another column by now, so the rows would be of another type. */
const RESULT_TYPE_CHANGED = "0A000";
/** The server does not know the statement, or has another one of this name: another client shares the connection. */
const SHARED_CONNECTION: ReadonlySet<string | undefined> = new Set(["26000", "42P05"]);

/**
 * Gives names to queries with a fixed text. Postgres parses and plans a named query once on each connection:
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 *
 * A migration in another process can make statements invalid. Then all connections are replaced. If a pooler gives one
 * connection to several clients, as PgBouncer before 1.21 does in its transaction mode, no query has a name any more.
 */
export class PreparedStatements {
  readonly #log: Logger;
  readonly #names = new Map<string, string>();
  /** The connections that were opened since the tables have changed. */
  #current = new WeakSet<pg.ClientBase>();
  #isShared = false;

  constructor(pool: pg.Pool, log: Logger) {
    this.#log = log;
    pool.on("connect", (client) => void this.#current.add(client));
  }

  /** False for a connection that must be closed, because its statements were prepared for other tables. */
  isCurrent(client: pg.ClientBase): boolean {
    return this.#current.has(client);
  }

  /** Returns the query for `client.query`. */
  named({ sql: text, values, isFixed }: Query<unknown>): pg.QueryConfig {
    const config = { text, values: [...values] };
    return isFixed === undefined || this.#isShared ? config : { ...config, name: this.#nameOf(text) };
  }

  /** Call it with each error of a query. */
  failed(error: unknown): void {
    const code = codeOf(error);
    if (SHARED_CONNECTION.has(code) && !this.#isShared) {
      this.#isShared = true;
      this.#log.warn(
        "DATABASE_URL: a pooler shares its connections, so queries are not prepared, and take more time",
      );
    } else if (code !== RESULT_TYPE_CHANGED) return;
    this.#current = new WeakSet();
  }

  #nameOf(text: string): string {
    const name = this.#names.get(text) ?? `fixed-${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }
}
