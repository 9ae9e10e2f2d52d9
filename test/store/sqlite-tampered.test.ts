import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createLogger } from "../../src/logging/logger.ts";
import { migrate } from "../../src/store/migrate.ts";
import { createOperationsTable } from "../../src/store/operations.ts";
import { createSealer } from "../../src/store/sealing.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { createWorkersTable } from "../../src/store/workers.ts";
import { noon, proposed, RUNNING_MS } from "../contracts/store-samples.ts";

it("takes over and lists the other operations when one was changed on disk, and logs which one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "store-"));
  const engine = openSqlite(join(folder, "bot.db"), false);
  onTestFinished(async () => {
    await engine.close();
    await rm(folder, { recursive: true });
  });
  await migrate(engine, noon);
  const lines: string[] = [];
  const log = createLogger({ level: "error", write: (line) => lines.push(line) });
  const sealer = createSealer([randomBytes(32)]);
  const operations = createOperationsTable(engine, sealer, log);
  // The ids have no digits, because the log masks what looks like a phone number, and a random id may contain such digits.
  const [changed, whole] = [
    { ...proposed(), id: "changed" },
    { ...proposed(), customer: "475" },
  ];
  for (const one of [changed, whole]) {
    await operations.add({ ...one, owner: "dead" });
    await operations.move(one.id, ["proposed"], "confirmed", { at: noon, by: one.person });
  }

  await engine.write([
    { sql: "update operations set input = ? where id = ?", values: [randomBytes(64), changed.id] },
  ]);

  await createWorkersTable(engine).renew("heir", RUNNING_MS);
  const taken = await operations.takeOver("heir", ["confirmed"]);
  expect(taken).toHaveLength(2);
  expect(taken).toContainEqual(
    expect.objectContaining({ id: whole.id, input: whole.input, isBroken: false }),
  );
  expect(taken).toContainEqual(expect.objectContaining({ id: changed.id, input: "", isBroken: true }));
  expect((await operations.list({}, 10)).map(({ id }) => id).toSorted()).toEqual(
    [whole.id, changed.id].toSorted(),
  );
  expect(lines.join("\n")).toContain(`"operation":"${changed.id}"`);
  expect(await operations.find(changed.id)).toMatchObject({ isBroken: true, customer: null });
});
