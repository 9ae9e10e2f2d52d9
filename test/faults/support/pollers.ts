import { randomBytes } from "node:crypto";
import { expect, onTestFinished, vi } from "vitest";
import { type AntcrmSandbox, startAntcrm } from "../../../src/sandbox/antcrm/server.ts";
import { type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";
import { startTelegram, type TelegramSandbox } from "../../../src/sandbox/telegram/server.ts";
import { type Bot, startBot } from "./bot.ts";
import { TIMEOUT_MS } from "./fixture.ts";
import { postgresServer } from "./postgres-server.ts";

/** One process of the bot. */
export interface Replica extends Bot {
  /** `http://127.0.0.1:40123` */
  address: string;
}

/** Several processes of the bot on one Postgres, and Telegram by polling. */
export interface Pollers {
  crm: AntcrmSandbox;
  slack: SlackSandbox;
  telegram: TelegramSandbox;
  replicas: readonly Replica[];
  /** Resolves with the one of these processes that polls, as soon as there is one. */
  leader(among?: readonly Replica[]): Promise<Replica>;
}

/**
 * Starts the servers and the processes. All are stopped when the test ends.
 * @param slackMode  how Slack's events arrive: in Socket Mode each process opens a socket of its own
 */
export async function startPollers(count: number, slackMode: "http" | "socket" = "http"): Promise<Pollers> {
  const [crm, slack, telegram, database] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startSlack({ mode: slackMode, echo: false }),
    startTelegram(),
    postgresServer(),
  ]);
  const url = (await database.freshUrl())(database.port);
  const bots: Bot[] = [];
  onTestFinished(async () => {
    await Promise.all(bots.map((bot) => bot.kill()));
    await Promise.all([crm.stop(), slack.stop(), telegram.stop()]);
  });
  const environment = {
    ANTCRM_BASE_URL: crm.url,
    ANTCRM_API_KEY: crm.apiKey,
    DATABASE_URL: url,
    BOT_SECRET_KEY: randomBytes(32).toString("base64"),
    HOST: "127.0.0.1",
    PORT: "0",
    BOT_DEFAULT_ROLE: "slack:agent,telegram:agent",
    SLACK_BOT_TOKEN: slack.botToken,
    ...(slackMode === "http"
      ? { SLACK_SIGNING_SECRET: slack.signingSecret }
      : { SLACK_APP_TOKEN: slack.appToken }),
    SLACK_API_URL: slack.apiUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
  };
  for (let started = 0; started < count; started += 1) bots.push(startBot({ environment }));
  const replicas = await Promise.all(
    bots.map(async (bot) => {
      const { port } = JSON.parse(await bot.waitForLog(/"the bot is up"/)) as { port: number };
      return { ...bot, address: `http://127.0.0.1:${port}` };
    }),
  );
  return {
    crm,
    slack,
    telegram,
    replicas,
    leader: (among = replicas) =>
      vi.waitFor(
        () => {
          const leaders = among.filter(polls);
          expect(leaders).toHaveLength(1);
          return leaders[0] as Replica;
        },
        { timeout: TIMEOUT_MS, interval: 50 },
      ),
  };
}

/** True if this process polls, according to its log. */
export function polls({ lines }: Bot): boolean {
  return /: this process polls/.test(lines.filter((line) => /process polls/.test(line)).at(-1) ?? "");
}
