import { copyFile, rm } from "node:fs/promises";
import { expect, it, vi } from "vitest";
import { type Agent, slackAgent, telegramAgent } from "./support/agents.ts";
import { type Customer, giftsOf, newCustomer } from "./support/customers.ts";
import { killer } from "./support/killer.ts";
import { record } from "./support/record.ts";
import { asksToRedeem, operationIn } from "./support/shop-floor.ts";
import { openStage, type Stage, TIMEOUT_MS } from "./support/stage.ts";

/** The bot that starts on the copy dies after this many statements. */
const STRIDE = 7;

/** What the first start logs. */
const NOTICED = /restored copy/;

const PLATFORMS = { Slack: slackAgent, Telegram: telegramAgent } as const;

/** Minh's redemption is confirmed when the bot dies; a copy is made, and the next bot finishes the redemption. */
async function copyOfConfirmed(platform: keyof typeof PLATFORMS) {
  const stage = await openStage({ telegram: "polling" });
  const minh = PLATFORMS[platform](stage, "Minh");
  const customer = newCustomer(stage);
  const first = await stage.start({ killAt: "after confirmed" });
  await minh.clicks(await asksToRedeem(minh, customer), "Đổi quà");
  expect(await first.ended).toBe("SIGKILL");
  const copy = `${stage.file}.copy`;
  await Promise.all([copyFile(stage.file, copy), copyFile(`${stage.file}-wal`, `${copy}-wal`)]);

  const second = await stage.start();
  await operationIn(stage, customer, ["done"]);
  await minh.reads(/Đã đổi quà/);
  await vi.waitFor(async () => expect(await stage.journal.unfinished()).toEqual([]), {
    timeout: TIMEOUT_MS,
  });
  await second.kill();
  expect(giftsOf(stage, customer)).toBe(1);
  return { stage, minh, customer, copy };
}

/** Replaces the database by the copy, as the README says. */
async function restore({ file }: Stage, copy: string): Promise<void> {
  await rm(`${file}-shm`, { force: true });
  await Promise.all([copyFile(copy, file), copyFile(`${copy}-wal`, `${file}-wal`)]);
}

/** Waits for two more heartbeats, so that every background job has run, and for the answer to a look-up. */
async function isQuietFor(stage: Stage, someone: Agent): Promise<void> {
  const leases = new Set<number>();
  await vi.waitFor(
    async () => {
      for (const until of await stage.journal.leases()) leases.add(until);
      expect(leases.size).toBeGreaterThanOrEqual(3);
    },
    { timeout: TIMEOUT_MS, interval: 100 },
  );
  const other = newCustomer(stage);
  await someone.says(other.phone);
  await someone.reads(new RegExp(other.name));
}

async function expectQuiet(stage: Stage, minh: Agent, customer: Customer): Promise<void> {
  const before = minh.chat();
  await isQuietFor(stage, telegramAgent(stage, "Lan"));
  expect(giftsOf(stage, customer)).toBe(1);
  expect(minh.chat()).toEqual(before);
}

it.each(["Slack", "Telegram"] as const)(
  "a restored copy repeats no redemption and sends nothing unasked, and a new request works on %s",
  async (platform) => {
    const { stage, minh, customer, copy } = await copyOfConfirmed(platform);
    await restore(stage, copy);
    const bot = await stage.start();
    await bot.says(NOTICED);
    await expectQuiet(stage, minh, customer);

    await minh.says("thao tác");
    await minh.reads(/bản sao/);
    await minh.clicks(await asksToRedeem(minh, customer), "Đổi quà");
    await minh.reads(/Đã đổi quà/);
    expect(giftsOf(stage, customer)).toBe(2);
    expect([...stage.slack.violations, ...stage.telegram.violations]).toEqual([]);
    record({ case: `13 restored, ${platform}`, events: 4, faults: 1, lost: 0, doubled: 0, repeated: 0 });
  },
);

it("a restored copy stays silent even when its starts are killed at any statement", async () => {
  const { stage, minh, customer, copy } = await copyOfConfirmed("Telegram");
  await restore(stage, copy);
  const said: string[] = [];
  let crashes = 0;
  for (let statement = 1; ; statement += STRIDE) {
    const bot = stage.launch({ preload: [killer(statement)] });
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

  await stage.start();
  await expectQuiet(stage, minh, customer);
  record({ case: "13 restored, killed", events: 1, faults: crashes, lost: 0, doubled: 0, repeated: 0 });
});
