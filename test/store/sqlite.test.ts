import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { openSqlite } from "../../src/store/sqlite.ts";
import { storeContract } from "../contracts/store.ts";

describe("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "store-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  let files = 0;
  storeContract({
    freshUrl: async () => `file:${join(folder, `${files++}.db`)}`,
    engine: async (url) => openSqlite(url.slice("file:".length), false),
    interruptEvery: 1,
  });
});
