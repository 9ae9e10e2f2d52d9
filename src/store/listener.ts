import { once } from "node:events";
import { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { withLogFields } from "../logging/log-fields.ts";
import type { Logger } from "../logging/logger.ts";
import type { WakeUp, WakeUps } from "../wake-ups.ts";

/** Postgres sends a notification to all sessions of a database, so each schema has a channel of its own. */
const CHANNEL = "'antcrm_chatops_' || md5(current_schema())";
const CONNECT_AGAIN_MS = 1_000;
/** A query at this interval finds a dead connection, and keeps a living one from being closed because it is idle. */
const CHECK_EVERY_MS = 60_000;
/** A connection that is ended waits this long until the server closes it too. */
const END_WITHIN_MS = 1_000;

/**
 * Returns the SQL that wakes the listeners of a topic when its transaction is committed.
 * @param topic  an SQL expression: `'lease'` in quotes, or a column
 */
export function notify(topic: string): string {
  return `pg_notify(${CHANNEL}, ${topic})`;
}

/**
 * Listens on a connection of its own, because the connections of the pool change. It connects when something is first
 * expected, and again each time the connection breaks. https://www.postgresql.org/docs/current/sql-notify.html
 */
export class Listener implements WakeUps {
  readonly #config: pg.ClientConfig;
  readonly #log: Logger;
  readonly #closing = new AbortController();
  readonly #expected = new Map<string, Set<AbortController>>();
  #listening: Promise<void> | undefined;
  #isReported = false;

  constructor(config: pg.ClientConfig, log: Logger) {
    this.#config = config;
    this.#log = log;
  }

  expect(topic: string): WakeUp {
    this.#listening ??= this.#listen();
    const wakeUp = new AbortController();
    const ofTopic = this.#expected.get(topic) ?? new Set();
    this.#expected.set(topic, ofTopic.add(wakeUp));
    return {
      woken: wakeUp.signal,
      end: () => {
        ofTopic.delete(wakeUp);
        if (ofTopic.size === 0 && this.#expected.get(topic) === ofTopic) this.#expected.delete(topic);
      },
    };
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
    const socket = new Socket();
    const client = new pg.Client({ ...this.#config, stream: () => socket });
    const ended = once(client, "end");
    // It rejects with the error of a broken connection. Before the connection is open, `connect` rejects too.
    ended.catch(() => {});
    // A connection that breaks can emit `error` a second time, and an error without a listener ends the process.
    client.on("error", () => {});
    client.on("notification", ({ payload = "" }) => this.#wake(payload));
    // It also ends a query that runs. A server that stands still does not close the connection, so the socket is destroyed.
    const end = () => {
      void client.end().catch(() => {});
      setTimeout(() => socket.destroy(), END_WITHIN_MS).unref();
    };
    this.#closing.signal.addEventListener("abort", end, { once: true });
    let check: NodeJS.Timeout | undefined;
    try {
      await client.connect();
      const { rows } = await client.query<{ channel: string }>(`select ${CHANNEL} as channel`);
      for (const { channel } of rows) await client.query(`listen ${client.escapeIdentifier(channel)}`);
      this.#isReported = false;
      this.#makeUp();
      check = setInterval(() => void client.query("select 1").catch(end), CHECK_EVERY_MS);
      await ended;
    } finally {
      clearInterval(check);
      this.#closing.signal.removeEventListener("abort", end);
      end();
    }
  }

  /**
   * Makes up for wake-ups that were missed without a connection. Work is taken over at the next heartbeat instead, because
   * after an outage of the database each process needs a moment to renew its lease.
   */
  #makeUp(): void {
    for (const topic of [...this.#expected.keys()]) if (topic !== "lease") this.#wake(topic);
  }

  /** Logs the first failure of an outage. */
  #reportOnce(error: unknown): void {
    if (this.#closing.signal.aborted || this.#isReported) return;
    this.#isReported = true;
    this.#log.warn({ err: error }, "the connection for wake-ups broke; connecting again");
  }

  #wake(topic: string): void {
    const expected = this.#expected.get(topic) ?? [];
    this.#expected.delete(topic);
    for (const wakeUp of expected) wakeUp.abort();
  }
}
