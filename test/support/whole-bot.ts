import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { startBot } from "../../src/app/start.ts";
import { readConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { type AntcrmSandbox, startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { type SlackOptions, startSlack } from "../../src/sandbox/slack/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { switchIndexOff } from "./index-off.ts";

interface World {
  antcrm: Awaited<ReturnType<typeof startAntcrm>>;
  /** The bot's log, one JSON object a line. */
  log: string[];
  /** Returns the bot's writes to AntCRM, in order: `"POST /redeem"`. */
  changes(): string[];
  /** Stops the bot and starts it again on the same database. */
  restart(): Promise<void>;
  /** Stops the bot, as at the end of the test. */
  stop(): Promise<void>;
  /** Returns the bot's requests to AntCRM for somebody, without its reading of all tickets in the background. */
  asked(): AntcrmSandbox["requests"];
}

async function startWith(environment: Record<string, string>): Promise<World> {
  const [antcrm, folder] = await Promise.all([
    startAntcrm({ size: "empty" }),
    mkdtemp(join(tmpdir(), "whole-bot-")),
  ]);
  const log: string[] = [];
  const config = readConfig({
    ANTCRM_BASE_URL: antcrm.url,
    ANTCRM_API_KEY: antcrm.apiKey,
    DATABASE_URL: join(folder, "bot.db"),
    HOST: "127.0.0.1",
    PORT: "0",
    ...environment,
  });
  await switchIndexOff(config.DATABASE_URL);
  const start = () =>
    startBot(config, createLogger({ level: config.LOG_LEVEL, write: (line) => log.push(line) }));
  let bot = await start();
  const restart = async () => {
    await bot.stop();
    bot = await start();
  };
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= bot.stop();
    return stopped;
  };
  onTestFinished(async () => {
    await stop();
    await antcrm.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const changes = () =>
    antcrm.requests.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
  const isOfIndex = ({ path, query }: AntcrmSandbox["requests"][number]) =>
    path === "/tickets" && query.typeTime === "updatedAt";
  const asked = () => antcrm.requests.filter((one) => !isOfIndex(one));
  return { antcrm, log, changes, asked, restart, stop };
}

/** Starts the whole bot as `npm start` does, on its own Slack. Lan works in the workspace, and Quân is an admin. */
export async function botOnSlack(
  environment: Record<string, string> = {},
  options: Omit<SlackOptions, "mode"> = {},
) {
  const slack = await startSlack({ ...options, mode: "socket" });
  const [lan, quan] = ["Lan", "Quân"].map((name) => slack.addUser({ name }));
  if (!lan || !quan) throw new Error("two users were expected");
  onTestFinished(async () => {
    await slack.stop();
    expect(slack.violations).toEqual([]);
  });
  const world = await startWith({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    BOT_ADMINS: `slack:${quan.id}`,
    BOT_DEFAULT_ROLE: "agent",
    ...environment,
  });
  await slack.connected();
  return { ...world, slack, lan: slack.person(lan), quan: slack.person(quan) };
}

/** Does the same on its own Telegram. Quân is an admin, Lan has the default role, and both have started the bot. */
export async function botOnTelegram(environment: Record<string, string> = {}) {
  const telegram = await startTelegram();
  const [lan, quan] = ["Lan", "Quân"].map((first_name) =>
    telegram.addUser({ first_name, language_code: "vi" }),
  );
  if (!lan || !quan) throw new Error("two users were expected");
  onTestFinished(async () => {
    await telegram.stop();
    expect(telegram.violations).toEqual([]);
  });
  const world = await startWith({
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    BOT_ADMINS: `telegram:${quan.id}`,
    ...environment,
  });
  return { ...world, telegram, lan: telegram.person(lan.id), quan: telegram.person(quan.id) };
}
