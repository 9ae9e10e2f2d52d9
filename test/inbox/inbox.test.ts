import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createInbox } from "../../src/inbox/inbox.ts";
import { createLog, silentLog } from "../../src/log.ts";
import { openStore } from "../../src/store/open.ts";

const now = () => new Date("2026-11-25T01:00:00Z");

async function slackInbox() {
  const folder = await mkdtemp(join(tmpdir(), "inbox-"));
  const store = await openStore({ url: join(folder, "bot.db"), log: silentLog(), now });
  const lines: string[] = [];
  const log = createLog({ level: "info", write: (line) => lines.push(line) });
  onTestFinished(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const held: string[] = [];
  const lease = { owner: "this process", hold: async () => void held.push("held") };
  const inboxOf = (platform: string) => createInbox({ store: store.inbox, platform, lease, log, now });
  /** What a process that comes after this one's death would take up. */
  const unfinished = () => store.inbox.takeOver("the next process");
  return { inbox: inboxOf("slack"), telegram: inboxOf("telegram"), store, unfinished, held, lines };
}

it("takes an event once, however often it is delivered", async () => {
  const { inbox } = await slackInbox();
  const event = { id: "slack:T01:Ev01", payload: "{}" };

  const taken = await Promise.all(Array.from({ length: 5 }, () => inbox.accept(event)));
  expect(taken.filter((isNew) => isNew)).toHaveLength(1);
  expect(await inbox.accept(event)).toBe(false);
});

it("holds its lease before it takes an event, so that nobody else takes it up meanwhile", async () => {
  const { inbox, held } = await slackInbox();

  await inbox.accept({ id: "slack:T01:Ev01", payload: "{}" });
  expect(held).toEqual(["held"]);
});

it("keeps an event until it is finished, with the platform it came from", async () => {
  const { inbox, telegram, unfinished } = await slackInbox();
  await inbox.accept({ id: "slack:T01:Ev01", payload: '{"text":"0900"}' });
  await inbox.accept({ id: "slack:T01:Ev02", payload: "{}" });
  await telegram.accept({ id: "telegram:1", payload: "{}" });

  await inbox.finish("slack:T01:Ev02", async () => {});
  expect(await unfinished()).toMatchObject([
    { id: "slack:T01:Ev01", platform: "slack", payload: '{"text":"0900"}' },
    { id: "telegram:1", platform: "telegram" },
  ]);
});

it("finishes an event whose handler threw, says so in the log, and does not throw itself", async () => {
  const { inbox, unfinished, lines } = await slackInbox();
  await inbox.accept({ id: "slack:T01:Ev01", payload: "{}" });

  await inbox.finish("slack:T01:Ev01", async () => {
    throw new Error("cannot send to 0900 000 001");
  });
  expect(await unfinished()).toEqual([]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("slack:T01:Ev01");
  expect(lines[0]).not.toContain("0900");
});

it("hands an event over again when it could not be marked as finished", async () => {
  const { inbox, store, lines } = await slackInbox();
  await inbox.accept({ id: "slack:T01:Ev01", payload: "{}" });
  await inbox.finish("slack:T01:Ev01", () => store.close());

  expect(lines.join()).toContain("could not be marked as finished");
});
