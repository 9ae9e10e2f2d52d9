import { expect, it } from "vitest";
import { withinLimit } from "../../src/bot/files.ts";
import { createTableReader } from "../../src/features/imports/reading/table.ts";

const STALLED_MS = 50;

/** Yields the first bytes and then stalls, like a platform's file server that hangs. */
async function* stalling(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("Tên,SĐT\n");
  await new Promise(() => {});
}

async function* whole(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("Tên,SĐT\nHà,0867000001\n");
}

const files = withinLimit({ open: async ({ id }) => (id === "whole" ? whole() : stalling()) }, STALLED_MS);
const open = (id: string) => files.open({ id, name: `${id}.csv`, sizeBytes: null, mime: "text/csv" });

it("two stalled downloads of one person do not delay another person's file", async () => {
  const readTable = createTableReader();
  const stalled = ["stalled-1", "stalled-2"].map(async (id) => {
    for await (const _ of readTable(stalling(), "terminal:lan"));
    return id;
  });
  const rows: unknown[] = [];
  for await (const row of readTable(whole(), "terminal:ha")) rows.push(row);
  expect(rows).toHaveLength(2);
  expect(await Promise.race([...stalled, "both are stalled"])).toBe("both are stalled");
});

it("a stalled download is given up, and the next file of that person is read", async () => {
  const readTable = createTableReader();
  const stalled = readTable(await open("stalled"), "terminal:lan").next();
  await expect(stalled).rejects.toMatchObject({ trouble: "not-loaded" });
  await expect(readTable(await open("whole"), "terminal:lan").next()).resolves.toMatchObject({ done: false });
});
