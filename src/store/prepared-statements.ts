import { createHash } from "node:crypto";
import type pg from "pg";
import type { Logger } from "../logging/logger.ts";
import type { Query } from "./engine.ts";
import { codeOf } from "./failures.ts";

/** The table of a prepared statement has another column by now, so the rows would be of another type. */
const RESULT_TYPE_CHANGED = "0A000";
/** The server does not know the statement, or knows it already: a pooler gives one connection to several clients. */
const SHARED_CONNECTION: ReadonlySet<string | undefined> = new Set(["26000", "42P05"]);
/** A migration of a new version causes one or two replacements a minute. A pooler that keeps old plans causes many. */
const MOST_REPLACEMENTS = 5;
const COUNTED_MS = 60_000;

/**
 * Gives names to queries with a fixed text. Postgres parses and plans a named query once on each connection:
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 *
 * A migration in another process can make plans invalid. Then each connection of this process is replaced before its next
 * use. If a pooler does not keep the statements of each client, no query has a name any more.
 */
export class PreparedStatements {
  readonly #log: Logger;
  readonly #names = new Map<string, string>();
  /** The connections that were opened since the last plan was found to be invalid. */
  #usable = new WeakSet<pg.ClientBase>();
  #replacedAtMs: number[] = [];
  #isOn = true;

  constructor(pool: pg.Pool, log: Logger) {
    this.#log = log;
    pool.on("connect", (client) => void this.#usable.add(client));
  }

  /** False for a connection that must be closed instead of used. */
  isUsable(client: pg.ClientBase): boolean {
    return this.#usable.has(client);
  }

  /** Returns the query as `client.query` takes it. */
  configOf({ sql: text, values, isFixed }: Query<unknown>): pg.QueryConfig {
    const config = { text, values: [...values] };
    return isFixed !== undefined && this.#isOn ? { ...config, name: this.#nameOf(text) } : config;
  }

  /** Call it with each error of a query on this connection. */
  failed(error: unknown, client: pg.ClientBase): void {
    const code = codeOf(error);
    const isShared = SHARED_CONNECTION.has(code);
    // On a connection that is replaced anyway, the error says nothing new.
    if (!this.isUsable(client) || (code !== RESULT_TYPE_CHANGED && !isShared)) return;
    this.#usable = new WeakSet();
    const nowMs = performance.now();
    this.#replacedAtMs = [...this.#replacedAtMs.filter((atMs) => nowMs - atMs < COUNTED_MS), nowMs];
    if (!this.#isOn || (!isShared && this.#replacedAtMs.length < MOST_REPLACEMENTS)) return;
    this.#isOn = false;
    this.#log.warn(
      "DATABASE_URL: a pooler does not keep prepared statements, so queries are not prepared, and take more time",
    );
  }

  /** The same for one text in all processes. Otherwise a shared connection could run another query of this name. */
  #nameOf(text: string): string {
    const name = this.#names.get(text) ?? createHash("sha256").update(text).digest("base64url");
    this.#names.set(text, name);
    return name;
  }
}
