import { copyFile, rm } from "node:fs/promises";
import { expect, it, vi } from "vitest";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, giftsOf, newCustomer } from "./support/customers.ts";
import { createFixture, type Fixture, TIMEOUT_MS } from "./support/fixture.ts";
import { killAtStatement } from "./support/kill-at-statement.ts";
import { record } from "./support/record.ts";
import { asksToRedeem, operationIn } from "./support/redemption-steps.ts";

/** The bot that starts on the copy is killed after multiples of this many statements. */
const STRIDE = 7;

/** The log line of the first start. */
const NOTICED = /restored copy/;

const PLATFORMS = { Slack: slackAgent, Telegram: telegramAgent } as const;

/** Kills the bot after Minh's confirmation and copies the database. The next bot finishes the redemption. */
async function copyOfConfirmed(platform: keyof typeof PLATFORMS) {
  const fixture = await createFixture({ telegram: "polling" });
  const minh = PLATFORMS[platform](fixture, "Minh");
  const customer = newCustomer(fixture);
  const first = await fixture.start({ killAt: "after confirmed" });
  await minh.clicks(await asksToRedeem(minh, customer), "Đổi quà");
  expect(await first.ended).toBe("SIGKILL");
  const copy = `${fixture.file}.copy`;
  await Promise.all([copyFile(fixture.file, copy), copyFile(`${fixture.file}-wal`, `${copy}-wal`)]);

  const second = await fixture.start();
  await operationIn(fixture, customer, ["done"]);
  await minh.reads(/Đã đổi quà/);
  await vi.waitFor(async () => expect(await fixture.journal.unfinished()).toEqual([]), {
    timeout: TIMEOUT_MS,
  });
  await second.kill();
  expect(giftsOf(fixture, customer)).toBe(1);
  return { fixture, minh, customer, copy };
}

/** Replaces the database with the copy, as the README describes. */
async function restore({ file }: Fixture, copy: string): Promise<void> {
  await rm(`${file}-shm`, { force: true });
  await Promise.all([copyFile(copy, file), copyFile(`${copy}-wal`, `${file}-wal`)]);
}

/** Waits for two more heartbeats, so that every background job has run, and for the answer to a look-up. */
async function isQuietFor(fixture: Fixture, someone: Agent): Promise<void> {
  const leases = new Set<number>();
  await vi.waitFor(
    async () => {
      for (const until of await fixture.journal.leases()) leases.add(until);
      expect(leases.size).toBeGreaterThanOrEqual(3);
    },
    { timeout: TIMEOUT_MS, interval: 100 },
  );
  const other = newCustomer(fixture);
  await someone.says(other.phone);
  await someone.reads(new RegExp(other.name));
}

async function expectQuiet(fixture: Fixture, minh: Agent, customer: Customer): Promise<void> {
  const before = minh.chat();
  await isQuietFor(fixture, telegramAgent(fixture, "Lan"));
  expect(giftsOf(fixture, customer)).toBe(1);
  expect(minh.chat()).toEqual(before);
}

it.each(["Slack", "Telegram"] as const)(
  "a restored copy repeats no redemption and sends nothing unasked, and a new request works on %s",
  async (platform) => {
    const { fixture, minh, customer, copy } = await copyOfConfirmed(platform);
    await restore(fixture, copy);
    const bot = await fixture.start();
    await bot.waitForLog(NOTICED);
    await expectQuiet(fixture, minh, customer);

    await minh.says("thao tác");
    await minh.reads(/bản sao/);
    await minh.clicks(await asksToRedeem(minh, customer), "Đổi quà");
    await minh.reads(/Đã đổi quà/);
    expect(giftsOf(fixture, customer)).toBe(2);
    expect([...fixture.slack.violations, ...fixture.telegram.violations]).toEqual([]);
    record({ case: `13 restored, ${platform}`, events: 4, faults: 1, lost: 0, doubled: 0, repeated: 0 });
  },
);

it("a restored copy stays silent even when its starts are killed at any statement", async () => {
  const { fixture, minh, customer, copy } = await copyOfConfirmed("Telegram");
  await restore(fixture, copy);
  const said: string[] = [];
  let crashes = 0;
  for (let statement = 1; ; statement += STRIDE) {
    const bot = fixture.launch({ preload: [killAtStatement("sqlite", statement)] });
    const isUp = await Promise.race([bot.up().then(() => true), bot.ended.then(() => false)]).catch(
      () => false,
    );
    said.push(...bot.lines);
    await bot.kill();
    if (isUp) break;
    crashes += 1;
  }
  expect(crashes).toBeGreaterThanOrEqual(5);
  expect(said.some((line) => NOTICED.test(line))).toBe(true);

  await fixture.start();
  await expectQuiet(fixture, minh, customer);
  record({ case: "13 restored, killed", events: 1, faults: crashes, lost: 0, doubled: 0, repeated: 0 });
});
