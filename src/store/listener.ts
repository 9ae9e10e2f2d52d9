import { once, setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { withLogFields } from "../logging/log-fields.ts";
import type { Logger } from "../logging/logger.ts";
import { WAKE_UPS, type WakeUp, type WakeUps } from "../wake-ups.ts";

/** Postgres sends a notification to all sessions of a database, so each schema has a channel of its own. */
const CHANNEL = "'antcrm_chatops_' || md5(current_schema())";
const CONNECT_AGAIN_MS = 1_000;
/** The server is asked for a sign of life after this time, because a listener never sends anything. */
const KEEP_ALIVE_AFTER_MS = 10_000;

/** Returns `pg_notify(…, 'lane')`, which wakes the listeners when its transaction is committed. */
export function notify(kind: WakeUp): string {
  return `pg_notify(${CHANNEL}, '${kind}')`;
}

/**
 * Listens on a connection of its own, because the connections of the pool change. It connects at the first `next`, and
 * again each time the connection breaks. Wake-ups that were missed meanwhile are made up for by one of each kind.
 * https://www.postgresql.org/docs/current/sql-notify.html
 */
export class Listener implements WakeUps {
  readonly #config: pg.ClientConfig;
  readonly #log: Logger;
  readonly #closing = new AbortController();
  readonly #next = new Map<string, AbortController>();
  #isReported = false;
  #listening: Promise<void> | undefined;

  constructor(config: pg.ClientConfig, log: Logger) {
    this.#config = { ...config, keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS };
    this.#log = log;
  }

  next(kind: WakeUp): AbortSignal {
    this.#listening ??= this.#listen();
    const next = this.#next.get(kind) ?? newController();
    this.#next.set(kind, next);
    return next.signal;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#listening;
  }

  async #listen(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      // The connection does not belong to the event for which it is opened.
      await withLogFields({}, () => this.#listenOnce().catch((error: unknown) => this.#reportOnce(error)));
      // An abort ends the pause early and is not a failure.
      await delay(CONNECT_AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  }

  /** Listens until the connection ends. @throws Error the connection broke, or could not be opened */
  async #listenOnce(): Promise<void> {
    const client = new pg.Client(this.#config);
    // It rejects with the error of a broken connection. Before the connection is open, `connect` rejects too.
    const ended = once(client, "end", { signal: this.#closing.signal });
    ended.catch(() => {});
    // A connection that breaks can emit `error` a second time, and an error without a listener ends the process.
    client.on("error", () => {});
    client.on("notification", ({ payload }) => this.#wake(payload ?? ""));
    try {
      await client.connect();
      const { rows } = await client.query<{ channel: string }>(`select ${CHANNEL} as channel`);
      for (const { channel } of rows) await client.query(`listen ${client.escapeIdentifier(channel)}`);
      this.#isReported = false;
      for (const kind of WAKE_UPS) this.#wake(kind);
      await ended;
    } finally {
      // The end is not awaited, because a server that stands still does not answer.
      client.end().catch(() => {});
    }
  }

  /** Logs the first failure of an outage. */
  #reportOnce(error: unknown): void {
    if (this.#closing.signal.aborted || this.#isReported) return;
    this.#isReported = true;
    this.#log.warn({ err: error }, "the connection for wake-ups broke; connecting again");
  }

  #wake(kind: string): void {
    const next = this.#next.get(kind);
    this.#next.delete(kind);
    next?.abort();
  }
}

function newController(): AbortController {
  const controller = new AbortController();
  // Many events wait for one wake-up. Node warns of a leak from the eleventh listener on.
  setMaxListeners(0, controller.signal);
  return controller;
}
