import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Database from "better-sqlite3";
import { expect, it, onTestFinished, vi } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { liftQuota } from "../support/lift-quota.ts";
import { silentLogger } from "../support/silent-logger.ts";
import { telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { seededRandom } from "./support/random.ts";
import { record } from "./support/record.ts";

const CUTS = 8;
const AGENTS = 4;

/**
 * Freezes the process and copies its files as they are. A power failure leaves the same files if the database syncs
 * each commit. The store's own test checks that it syncs.
 */
it("the files contain every acknowledged event at any moment under load", async () => {
  const random = seededRandom(5);
  const fixture = await createFixture({ telegram: "polling" });
  await liftQuota(fixture.file);
  const bot = await fixture.start();
  // Later writes to the marker file are not synced: a power failure may leave its first state.
  const mark = await readFile(`${fixture.file}.mark`);
  const acknowledged = new Set<string>();
  let isOver = false;
  const conversations = Promise.all(
    Array.from({ length: AGENTS }, async (_, index) => {
      const minh = telegramAgent(fixture, `Minh ${index}`);
      const lan = fixture.slack.person(fixture.slack.addUser({ name: `Lan ${index}`, locale: "vi-VN" }).id);
      while (!isOver) {
        const customer = newCustomer(fixture);
        const [{ acked, eventId = "" }] = await Promise.all([
          lan.directMessage(customer.phone),
          minh.says(customer.phone),
        ]);
        if (acked) acknowledged.add(eventId);
        await minh.reads(new RegExp(customer.name));
      }
    }),
  );

  let events = 0;
  for (let cuts = 0; cuts < CUTS; cuts += 1) {
    const before = acknowledged.size;
    const more = 1 + Math.floor(random() * 15);
    await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThanOrEqual(before + more), {
      timeout: TIMEOUT_MS,
      interval: 1,
    });
    const expected = [...acknowledged, ...confirmedBy(fixture)];
    bot.signal("SIGSTOP");
    const copy = await copyOf(fixture.file, mark);
    bot.signal("SIGCONT");
    const { integrity, ids, unfinished } = contentOf(copy);
    expect(integrity).toBe("ok");
    expect(expected.filter((id) => !ids.some((stored) => stored.endsWith(`:${id}`)))).toEqual([]);
    expect(await unfinishedOf(copy)).toEqual(unfinished);
    events = expected.length;
  }
  isOver = true;
  await conversations;
  record({ case: "5 power failure", events, faults: CUTS, lost: 0, doubled: 0, repeated: 0 });
});

/** Returns the updates that Telegram has dropped, because a poll with a higher offset confirmed them. */
function confirmedBy({ telegram }: Fixture): string[] {
  const offsets = telegram.requests
    .filter(({ method }) => method.toLowerCase() === "getupdates")
    .map(({ params }) => Number(params.offset ?? 0));
  const offset = Math.max(0, ...offsets);
  return telegram.updates
    .map(({ update_id }) => update_id)
    .filter((id) => id < offset)
    .map(String);
}

/** Copies the files without `-shm`, an index in memory that a power failure deletes and SQLite creates again. */
async function copyOf(file: string, mark: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "power-failure-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const copy = join(folder, "bot.db");
  await Promise.all([
    copyFile(file, copy),
    copyFile(`${file}-wal`, `${copy}-wal`),
    writeFile(`${copy}.mark`, mark),
    copyFile(join(dirname(file), "secret.key"), join(folder, "secret.key")),
  ]);
  return copy;
}

function contentOf(file: string): { integrity: unknown; ids: string[]; unfinished: string[] } {
  const db = new Database(file);
  try {
    const integrity = db.pragma("integrity_check", { simple: true });
    const rows = db.prepare("select id, finished_at from inbox").all() as {
      id: string;
      finished_at: number | null;
    }[];
    const unfinished = rows.filter(({ finished_at }) => finished_at === null).map(({ id }) => id);
    return { integrity, ids: rows.map(({ id }) => id), unfinished: unfinished.toSorted() };
  } finally {
    db.close();
  }
}

/** Opens the file as the bot does, and returns the events it takes over. */
async function unfinishedOf(file: string): Promise<string[]> {
  const store = await openStore({ url: file, log: silentLogger() });
  try {
    return (await store.inbox.unfinished()).map(({ id }) => id).toSorted();
  } finally {
    await store.close();
  }
}
