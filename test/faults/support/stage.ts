import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, vi } from "vitest";
import { WEBHOOK_PATH } from "../../../src/platforms/telegram/webhook.ts";
import { type AntcrmSandbox, startAntcrm } from "../../../src/sandbox/antcrm/server.ts";
import { type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";
import { startTelegram, type TelegramSandbox } from "../../../src/sandbox/telegram/server.ts";
import { freePort } from "../../support/free-port.ts";
import { type Bot, type BotOptions, startBot } from "./bot.ts";
import { type EngineName, type PostgresParts, postgresDatabase, sqliteDatabase } from "./database.ts";
import { type Journal, journalIn } from "./journal.ts";

/** AntCRM, Slack and Telegram as servers here, and the bot between them as a process that may die. */
export interface Stage {
  crm: AntcrmSandbox;
  slack: SlackSandbox;
  telegram: TelegramSandbox;
  journal: Journal;
  engine: EngineName;
  /** The bot's database file. @throws Error when the stage is on Postgres */
  readonly file: string;
  /** The bot's Postgres server, and the gate before it. @throws Error when the stage is on SQLite */
  readonly postgres: PostgresParts;
  /** Its own address: `http://127.0.0.1:40123`. */
  address: string;
  /** The bot that was started last. */
  bot(): Bot;
  /** Starts the bot and resolves when it is up; the one before must be dead. */
  start(more?: Start): Promise<Bot>;
  /** The same, without waiting: for a bot that will die before it is up, or must not come up. */
  launch(more?: Start): Bot;
  /** Starts one more bot on the same database and the same platforms; from then on it gets all events. */
  startReplica(more?: Start): Promise<Replica>;
  /** Slack and Telegram deliver each event to one address: from now on to this one. */
  deliverTo(replica: Pick<Replica, "address">): Promise<void>;
  /** Resolves when the bot that gets the events takes them, be it the one that runs or the next. */
  whenUp(): Promise<void>;
  /** The status of `/readyz` at the bot that gets the events. */
  readiness(): Promise<number>;
}

/** One of several bots on one database, at an address of its own. */
interface Replica extends Bot {
  address: string;
}

interface Start extends Partial<Omit<BotOptions, "environment">> {
  environment?: Readonly<Record<string, string>>;
}

export interface StageOptions {
  /** How Telegram's updates come; Slack's come by HTTP. Replicas need webhooks. */
  telegram: "polling" | "webhook";
  /** Where the bot keeps its data; SQLite unless told. */
  store?: EngineName;
  /** Where the bot finds AntCRM, when it is not the sandbox itself. */
  crmUrl?: (sandbox: AntcrmSandbox) => Promise<string>;
  /** Where it finds Slack and Telegram, when that is not the simulator itself: `"http://127.0.0.1:40123"`. */
  slackUrl?: (simulator: SlackSandbox) => Promise<string>;
  telegramUrl?: (simulator: TelegramSandbox) => Promise<string>;
}

/** A long time: who waits so long for a person's answer has found a fault, on however busy a machine. */
export const TIMEOUT_MS = 45_000;

/** Sets the stage; the bot is not started yet. All of it is gone when the test has ended. */
export async function openStage({
  telegram: way,
  store: engine = "sqlite",
  ...urls
}: StageOptions): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "stage-"));
  const [crm, slack, telegram, port] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startSlack({ mode: "http", echo: false }),
    startTelegram(),
    freePort(),
  ]);
  const address = `http://127.0.0.1:${port}`;
  const file = join(folder, "bot.db");
  const postgres = engine === "postgres" ? await postgresDatabase() : null;
  const database = postgres ?? sqliteDatabase(file);
  const environment = {
    ANTCRM_BASE_URL: (await urls.crmUrl?.(crm)) ?? crm.url,
    ANTCRM_API_KEY: crm.apiKey,
    ...database.environment,
    HOST: "127.0.0.1",
    BOT_DEFAULT_ROLE: "slack:agent,telegram:agent",
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: urls.slackUrl ? `${await urls.slackUrl(slack)}/api/` : slack.apiUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: (await urls.telegramUrl?.(telegram)) ?? telegram.url,
  };
  const bots: Bot[] = [];
  let receiver = address;
  slack.deliverTo(slackEventsAt(address));

  onTestFinished(async () => {
    await Promise.all(bots.map((bot) => bot.kill()));
    await Promise.all([crm.stop(), slack.stop(), telegram.stop(), database.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  const readiness = async () => (await fetch(`${receiver}/readyz`)).status;

  function launchAt(at: string, { environment: more, ...options }: Start): Bot {
    const webhook = { TELEGRAM_WEBHOOK_URL: at, TELEGRAM_WEBHOOK_SECRET: WEBHOOK_SECRET };
    const own = { PORT: new URL(at).port, ...(way === "webhook" ? webhook : {}) };
    const bot = startBot({ ...options, environment: { ...environment, ...own, ...more } });
    bots.push(bot);
    return bot;
  }

  const launch = (more: Start = {}) => launchAt(address, more);

  async function deliverTo({ address: at }: Pick<Replica, "address">): Promise<void> {
    receiver = at;
    slack.deliverTo(slackEventsAt(at));
    if (way === "webhook") await setWebhook(telegram, at);
  }

  return {
    crm,
    slack,
    telegram,
    journal: journalIn(database),
    engine,
    get file() {
      if (engine === "postgres") throw new Error("this stage is on Postgres and has no file");
      return file;
    },
    get postgres() {
      if (postgres === null) throw new Error("this stage is on SQLite and has no server");
      return postgres;
    },
    address,
    bot() {
      const current = bots.at(-1);
      if (current === undefined) throw new Error("no bot was started yet");
      return current;
    },
    async start(more) {
      const bot = launch(more);
      await bot.up();
      return bot;
    },
    launch,
    async startReplica(more = {}) {
      const at = `http://127.0.0.1:${await freePort()}`;
      const replica = { ...launchAt(at, more), address: at };
      await replica.up();
      await deliverTo(replica);
      return replica;
    },
    deliverTo,
    async whenUp() {
      await vi.waitFor(async () => expect(await readiness()).toBe(200), {
        timeout: TIMEOUT_MS,
        interval: 50,
      });
    },
    readiness,
  };
}

const WEBHOOK_SECRET = "a-secret_of-the-shop";

function slackEventsAt(address: string): string {
  return `${address}/slack/events`;
}

/** Does what a bot does at its start: the updates that wait go to the new address, too. */
async function setWebhook({ url, token }: TelegramSandbox, address: string): Promise<void> {
  const answer = await fetch(`${url}/bot${token}/setWebhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: `${address}${WEBHOOK_PATH}`, secret_token: WEBHOOK_SECRET }),
  });
  expect(answer.status).toBe(200);
}
