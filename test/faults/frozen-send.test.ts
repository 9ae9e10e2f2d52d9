import pg from "pg";
import { expect, it, onTestFinished, vi } from "vitest";
import { switchIndexOff } from "../support/index-off.ts";
import { telegramAgent } from "./support/agents.ts";
import { newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { messagesTo, resumeFirst, startForSupervisor } from "./support/frozen.ts";
import { readsAbout } from "./support/redemption-steps.ts";

const HOUR_MS = 3_600_000;

/** Opens a connection to the database of the bots. */
function connectTo({ environment }: Fixture): pg.Pool {
  const database = new pg.Pool({ connectionString: environment.DATABASE_URL, max: 1 });
  database.on("error", () => {});
  onTestFinished(() => void database.end());
  return database;
}

it("a process that was frozen while it sent an alert does not send it again when it wakes", async () => {
  const { fixture, first, supervisor, wakeAlerts, freezeFirst } = await startForSupervisor();
  await supervisor.says("alert ratings <= 2 here");
  await supervisor.reads(/Đã đặt cảnh báo số 1/);
  const chat = Number(supervisor.chatId);
  const isSending = new Promise<void>((onTaken) =>
    fixture.telegram.fault({ method: "sendMessage", chat, kind: "hang", when: "before", onTaken }),
  );
  fixture.crm.world.addRating({ rating_score: 1, comment: "Chờ lâu" });
  await wakeAlerts();
  await isSending;

  const second = await freezeFirst();
  await second.waitForLog(/an alert was sent/);
  const ended = first.waitForLog(/sending an alert failed|an alert was sent/);
  await resumeFirst({ fixture, first });
  await ended;
  expect(messagesTo(supervisor).filter((sent) => sent.includes("Đánh giá 1★"))).toHaveLength(1);
});

it("a process that was frozen after it had marked a digest, and before its request, does not send it when it wakes", async () => {
  const { fixture, first, supervisor, freezeFirst } = await startForSupervisor();
  await supervisor.says("digest add ratings daily 08:30 here");
  await supervisor.reads(/Đã đặt báo cáo số 1/);
  // The list of what waits does not change within a transaction.
  const [database, observer] = [connectTo(fixture), connectTo(fixture)];
  fixture.crm.fault({ kind: "delay", ms: 3_000, path: "/rating", times: 1 });
  await supervisor.says("digest now 1");
  // Its row is locked while it is composed, so the statement that marks it waits in Postgres until the lock is released.
  const locks = "select id from runs where state = 'claimed' for update";
  await database.query("begin");
  await vi.waitFor(async () => expect((await database.query(locks)).rowCount).toBe(1), {
    timeout: TIMEOUT_MS,
    interval: 20,
  });
  const waits =
    "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like 'update \"runs\"%'";
  await vi.waitFor(async () => expect((await observer.query(waits)).rowCount).toBe(1), {
    timeout: TIMEOUT_MS,
    interval: 20,
  });
  const second = freezeFirst();
  await database.query("commit");

  await (await second).waitForLog(/a digest was sent/);
  const before = messagesTo(supervisor);
  // It finds that it was paused, or that its statement took too long and its lease has ended.
  await resumeFirst({ fixture, first });
  expect(messagesTo(supervisor)).toEqual(before);
  expect(supervisor.chat().filter((text) => /Đánh giá · \d/.test(text))).toHaveLength(1);
  expect(first.lines.filter((line) => line.includes("a digest was sent"))).toEqual([]);
});

it("the work of a killed process is taken over in time although the database's clock was set back", async () => {
  const fixture = await createFixture({ telegram: "webhook", store: "postgres" });
  const { DATABASE_URL = "", BOT_SECRET_KEY } = fixture.environment;
  await switchIndexOff(DATABASE_URL, BOT_SECRET_KEY);
  const survivor = await fixture.startReplica();
  const victim = await fixture.startReplica();
  const database = connectTo(fixture);
  const lan = telegramAgent(fixture, "Lan");
  const customer = newCustomer(fixture);
  fixture.crm.fault({ kind: "delay", ms: 60_000, path: "/contacts", phone: customer.phone, times: 1 });
  await lan.says(customer.phone);
  await vi.waitFor(() => expect(readsAbout(fixture, customer, "/contacts")).toBeGreaterThan(0), {
    timeout: TIMEOUT_MS,
    interval: 5,
  });
  await victim.kill();
  // As if the clock had been an hour ahead when the process renewed its lease for the last time.
  const changed = await database.query(
    "update workers set until = until + $1 where worker = (select owner from inbox where finished_at is null)",
    [HOUR_MS],
  );
  expect(changed.rowCount).toBe(1);
  const killedAtMs = performance.now();
  await fixture.deliverTo(survivor);
  await lan.reads(new RegExp(customer.name), 60_000);
  expect(performance.now() - killedAtMs).toBeLessThan(25_000);
});
