import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, type TestContext } from "vitest";
import { startBot } from "../../src/app/start.ts";
import { readConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startSlack } from "../../src/sandbox/slack/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";

// These tests mostly wait for the next attempt, so they run concurrently.

/** Starts the whole bot with two platforms, one of which may be unreachable. */
async function bothPlatforms({ onTestFinished }: TestContext) {
  const [antcrm, slack, telegram, folder] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startSlack({ mode: "socket" }),
    startTelegram(),
    mkdtemp(join(tmpdir(), "platforms-")),
  ]);
  onTestFinished(async () => {
    await Promise.all([antcrm.stop(), slack.stop(), telegram.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
  const onSlack = slack.addUser({ name: "Lan", locale: "vi-VN" });
  const onTelegram = telegram.addUser({ first_name: "Minh" });
  const log: string[] = [];

  async function start() {
    const config = readConfig({
      ANTCRM_BASE_URL: antcrm.url,
      ANTCRM_API_KEY: antcrm.apiKey,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      DATABASE_URL: join(folder, "bot.db"),
      HOST: "127.0.0.1",
      PORT: "0",
      BOT_DEFAULT_ROLE: "slack:agent,telegram:agent",
    });
    const bot = await startBot(config, createLogger({ level: "info", write: (line) => log.push(line) }));
    onTestFinished(bot.stop);
    return { isReady: async () => (await fetch(`http://127.0.0.1:${bot.port}/readyz`)).status === 200 };
  }

  return {
    ...{ antcrm, slack, telegram, log, start },
    /** Lan asks on Slack, and reads the first answer that matches. */
    async lan(text: string, shows: RegExp) {
      await slack.person(onSlack.id).directMessage(text);
      return slack.person(onSlack.id).nextMessage(slack.dm(onSlack.id), ({ read }) => shows.test(read));
    },
    /** Minh writes on Telegram, whether the bot receives it or not. */
    minhSays: (text: string) => telegram.person(onTelegram.id).says(telegram.privateChat(onTelegram), text),
    minhReads: (shows: RegExp) =>
      telegram
        .person(onTelegram.id)
        .nextMessage(telegram.privateChat(onTelegram), ({ text }) => shows.test(text), { timeoutMs: 20_000 }),
  };
}

it.concurrent("works on Slack while Telegram cannot be reached at the start, and then handles what waited there", async (test) => {
  const { telegram, start, lan, minhSays, minhReads, log } = await bothPlatforms(test);
  telegram.fault({ method: "getMe", kind: "cut" });
  const { isReady } = await start();
  await minhSays("0900 000 001");

  await lan("0900 000 001", /Nguyễn Văn An/);
  await lan("trạng thái", /Telegram\W+chưa kết nối/);
  expect(await isReady()).toBe(false);
  await minhReads(/Nguyễn Văn An/);
  expect(await isReady()).toBe(true);
  expect(log.join("\n")).toContain("not reachable; trying again");
});

it.concurrent("works on Telegram while Slack cannot be reached at the start", async (test) => {
  const { slack, start, lan, minhSays, minhReads } = await bothPlatforms(test);
  slack.fault({ method: "auth.test", kind: "cut", times: 4 });
  const { isReady } = await start();

  await minhSays("trạng thái");
  expect((await minhReads(/Telegram/)).text).toMatch(/Slack\W+chưa kết nối/);
  expect(await isReady()).toBe(false);
  await expect.poll(isReady, { interval: 50 }).toBe(true);
  await lan("0900 000 001", /Nguyễn Văn An/);
});

it.concurrent("does not give up the start when Slack fails between two of its steps", async (test) => {
  const { slack, start, lan, minhSays, minhReads } = await bothPlatforms(test);
  slack.fault({ method: "apps.connections.open", kind: "cut", times: 4 });
  const { isReady } = await start();

  await minhSays("0900 000 001");
  await minhReads(/Nguyễn Văn An/);
  await expect.poll(isReady, { interval: 50 }).toBe(true);
  await lan("0900 000 001", /Nguyễn Văn An/);
});

it.concurrent("works on Slack during an outage of Telegram, and answers there afterwards", async (test) => {
  const { telegram, start, lan, minhSays, minhReads } = await bothPlatforms(test);
  const { isReady } = await start();
  telegram.fault({ method: "getUpdates", kind: "cut", times: 4 });
  // The pending poll still receives this one; the next polls are cut.
  await minhSays("0900 000 001");
  await expect.poll(isReady, { interval: 10 }).toBe(false);
  await minhSays("0867 123 456");

  await lan("0900 000 001", /Nguyễn Văn An/);
  expect(await isReady()).toBe(false);
  await minhReads(/Trần Thị Bình/);
  await expect.poll(isReady, { interval: 50, timeout: 10_000 }).toBe(true);
});
