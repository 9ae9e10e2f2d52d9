import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { AppError } from "../../src/errors.ts";
import { createJournal } from "../../src/operations/journal.ts";
import { createLease } from "../../src/operations/lease.ts";
import type { OperationRepository } from "../../src/operations/operation.ts";
import { openStore } from "../../src/store/open.ts";
import { silentLogger } from "../support/silent-logger.ts";

/** Wraps a store. `release` repeats the last move from `sending` to `confirmed`, like a late statement. */
function withLateReturn(store: OperationRepository) {
  let late: (() => Promise<boolean>) | undefined;
  const held: OperationRepository = {
    ...store,
    move(...statement) {
      const [, from, to] = statement;
      if (from.includes("sending") && to === "confirmed") late = () => store.move(...statement);
      return store.move(...statement);
    },
  };
  return { held, release: () => late?.() };
}

it("does not send a gift twice because a move back reaches the database late", async () => {
  const folder = await mkdtemp(join(tmpdir(), "late-move-"));
  const store = await openStore({ url: join(folder, "bot.db"), log: silentLogger() });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const lease = createLease(store.workers, "bot", () => performance.now());
  const { held, release } = withLateReturn(store.operations);
  const journal = createJournal({
    store: held,
    lease,
    log: silentLogger(),
    now: () => new Date(),
    wait: async () => {},
    newId: () => "operation",
    newReference: () => "K7Q2M9XA",
  });
  let sends = 0;
  const write = {
    prepare: async () => ({
      seen: [],
      async send() {
        sends += 1;
        if (sends === 1) throw new AppError("busy", "AntCRM asks for a pause (429)");
        await release();
        return null;
      },
    }),
    evidence: async () => [],
  };

  const asked = { kind: "redeem", args: {}, person: "slack:U1", place: "", customer: "customer:1" };
  const { id } = await journal.propose(asked);
  const { operation } = await journal.confirm(id, "slack:U1");
  expect(await journal.send(operation, write)).toMatchObject({ state: "done" });
  const ended = await journal.find(id);
  expect(ended).toMatchObject({ state: "done", tries: 1 });
});
