import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { storeContract } from "../contracts/store.ts";

describe("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "store-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  let files = 0;
  storeContract({
    freshUrl: async () => `file:${join(folder, `${files++}.db`)}`,
  });
});
