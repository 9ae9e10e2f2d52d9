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

/** Simulators of AntCRM, Slack and Telegram, and bot processes that can be killed. */
export interface Fixture {
  crm: AntcrmSandbox;
  slack: SlackSandbox;
  telegram: TelegramSandbox;
  journal: Journal;
  engine: EngineName;
  /** The bot's database file. @throws Error with Postgres */
  readonly file: string;
  /** The bot's Postgres server, and the proxy in front of it. @throws Error with SQLite */
  readonly postgres: PostgresParts;
  /** The bot's address: `http://127.0.0.1:40123`. */
  address: string;
  /** The environment variables of every bot. */
  environment: Readonly<Record<string, string>>;
  /** The address to which Slack and Telegram deliver now. */
  receiver(): string;
  /** The bot that was started last. */
  bot(): Bot;
  /** Starts the bot and resolves when it is up. The previous one must have ended. */
  start(more?: Start): Promise<Bot>;
  /** Starts the bot without waiting: for a bot that ends before it is up, or must not come up. */
  launch(more?: Start): Bot;
  /** Starts another bot on the same database and platforms. From then on it gets all events. */
  startReplica(more?: Start): Promise<Replica>;
  /** Makes Slack and Telegram deliver all events to this replica. */
  deliverTo(replica: Pick<Replica, "address">): Promise<void>;
  /** Resolves when the bot that gets the events is ready: the running one, or the next. */
  whenUp(): Promise<void>;
  /** The status of `/readyz` of the bot that gets the events. */
  readiness(): Promise<number>;
}

/** One of several bots on one database, with its own address. */
interface Replica extends Bot {
  address: string;
}

interface Start extends Partial<Omit<BotOptions, "environment">> {
  environment?: Readonly<Record<string, string>>;
}

export interface FixtureOptions {
  /** How the bot gets Telegram's updates. Slack's events come by HTTP. Replicas need webhooks. */
  telegram: "polling" | "webhook";
  /** The bot's database; SQLite by default. */
  store?: EngineName;
  /** The address of AntCRM for the bot; the sandbox by default. */
  crmUrl?: (sandbox: AntcrmSandbox) => Promise<string>;
  /** The addresses of Slack and Telegram for the bot, `"http://127.0.0.1:40123"`; the simulators by default. */
  slackUrl?: (simulator: SlackSandbox) => Promise<string>;
  telegramUrl?: (simulator: TelegramSandbox) => Promise<string>;
}

/** A generous time-out: even on a busy machine, a longer wait means a failure. */
export const TIMEOUT_MS = 45_000;

/** Starts the simulators, but no bot. Everything is stopped and removed when the test ends. */
export async function createFixture({
  telegram: transport,
  store: engine = "sqlite",
  ...urls
}: FixtureOptions): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), "faults-"));
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
    const own = { PORT: new URL(at).port, ...(transport === "webhook" ? webhook : {}) };
    const bot = startBot({ ...options, environment: { ...environment, ...own, ...more } });
    bots.push(bot);
    return bot;
  }

  const launch = (more: Start = {}) => launchAt(address, more);

  async function deliverTo({ address: at }: Pick<Replica, "address">): Promise<void> {
    receiver = at;
    slack.deliverTo(slackEventsAt(at));
    if (transport === "webhook") await setWebhook(telegram, at);
  }

  return {
    crm,
    slack,
    telegram,
    journal: journalIn(database),
    engine,
    get file() {
      if (engine === "postgres") throw new Error("Postgres has no database file");
      return file;
    },
    get postgres() {
      if (postgres === null) throw new Error("SQLite has no server");
      return postgres;
    },
    address,
    environment,
    receiver: () => receiver,
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

/** Sets the webhook as a bot does at its start. Pending updates go to the new address, too. */
async function setWebhook({ url, token }: TelegramSandbox, address: string): Promise<void> {
  const answer = await fetch(`${url}/bot${token}/setWebhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: `${address}${WEBHOOK_PATH}`, secret_token: WEBHOOK_SECRET }),
  });
  expect(answer.status).toBe(200);
}
