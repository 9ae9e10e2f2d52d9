import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { type AntcrmSandbox, startAntcrm } from "../../../src/sandbox/antcrm/server.ts";
import { type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";
import { startTelegram, type TelegramSandbox } from "../../../src/sandbox/telegram/server.ts";
import { type Bot, type BotOptions, startBot } from "./bot.ts";
import { type Journal, journalIn } from "./journal.ts";

/** AntCRM, Slack and Telegram as servers here, and the bot between them as a process that may die. */
export interface Stage {
  crm: AntcrmSandbox;
  slack: SlackSandbox;
  telegram: TelegramSandbox;
  journal: Journal;
  /** The bot's database. */
  file: string;
  /** Its own address: `http://127.0.0.1:40123`. */
  address: string;
  /** The bot that was started last. */
  bot(): Bot;
  /** Starts the bot and resolves when it is up; the one before must be dead. */
  start(more?: Start): Promise<Bot>;
  /** The same, without waiting: for a bot that will die before it is up, or must not come up. */
  launch(more?: Start): Bot;
  /** Resolves when a bot takes events, be it the one that runs or the next. */
  whenUp(): Promise<void>;
  /** The status of `/readyz`. */
  readiness(): Promise<number>;
}

interface Start extends Partial<Omit<BotOptions, "environment">> {
  environment?: Readonly<Record<string, string>>;
}

export interface StageOptions {
  /** How Telegram's updates come; Slack's come by HTTP. */
  telegram: "polling" | "webhook";
  /** Where the bot finds AntCRM, when it is not the sandbox itself. */
  crmUrl?: (sandbox: AntcrmSandbox) => Promise<string>;
  /** Where it finds Slack and Telegram, when that is not the simulator itself: `"http://127.0.0.1:40123"`. */
  slackUrl?: (simulator: SlackSandbox) => Promise<string>;
  telegramUrl?: (simulator: TelegramSandbox) => Promise<string>;
}

/** A long time: who waits so long for a person's answer has found a fault, on however busy a machine. */
export const PATIENCE_MS = 45_000;

/** Sets the stage; the bot is not started yet. All of it is gone when the test has ended. */
export async function openStage({ telegram: way, ...urls }: StageOptions): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "stage-"));
  const [crm, slack, telegram, port] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startSlack({ mode: "http", echo: false }),
    startTelegram(),
    freePort(),
  ]);
  const address = `http://127.0.0.1:${port}`;
  slack.deliverTo(`${address}/slack/events`);
  const file = join(folder, "bot.db");
  const environment = {
    ANTCRM_BASE_URL: (await urls.crmUrl?.(crm)) ?? crm.url,
    ANTCRM_API_KEY: crm.apiKey,
    DATABASE_URL: file,
    HOST: "127.0.0.1",
    PORT: String(port),
    BOT_DEFAULT_ROLE: "agent",
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: urls.slackUrl ? `${await urls.slackUrl(slack)}/api/` : slack.apiUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: (await urls.telegramUrl?.(telegram)) ?? telegram.url,
    ...(way === "webhook" ? { TELEGRAM_WEBHOOK_URL: address, TELEGRAM_WEBHOOK_SECRET: "a-secret" } : {}),
  };
  let current: Bot | undefined;

  onTestFinished(async () => {
    await current?.kill();
    await Promise.all([crm.stop(), slack.stop(), telegram.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  const readiness = async () => (await fetch(`${address}/readyz`)).status;

  function launch({ environment: more, ...options }: Start = {}): Bot {
    const bot = startBot({ ...options, environment: { ...environment, ...more } });
    current = bot;
    return bot;
  }

  return {
    crm,
    slack,
    telegram,
    journal: journalIn(file),
    file,
    address,
    bot() {
      if (current === undefined) throw new Error("no bot was started yet");
      return current;
    },
    async start(more) {
      const bot = launch(more);
      await bot.up();
      return bot;
    },
    launch,
    async whenUp() {
      await vi.waitFor(async () => expect(await readiness()).toBe(200), {
        timeout: PATIENCE_MS,
        interval: 50,
      });
    },
    readiness,
  };
}

/** A port that was free a moment ago: the bot keeps its address over its deaths. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
