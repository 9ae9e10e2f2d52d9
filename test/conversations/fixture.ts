import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startBot } from "../../src/app/start.ts";
import type { Clock } from "../../src/bot/context.ts";
import { readConfig } from "../../src/config/config.ts";
import { createLogger } from "../../src/logging/logger.ts";
import { type AntcrmOptions, startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startSlack } from "../../src/sandbox/slack/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { runningClock } from "../support/clock.ts";
import { freePort } from "../support/free-port.ts";

/** The transports between a platform and the bot. The same conversations run over each. */
export const TRANSPORTS = [
  "Telegram polling",
  "Telegram webhook",
  "Slack HTTP",
  "Slack Socket Mode",
] as const;

export type Transport = (typeof TRANSPORTS)[number];

/** A person with a simulated client. */
interface Person {
  /** Asks in the private chat; resolves with the first answer that matches `shows`. */
  asks(text: string, shows: RegExp): Promise<ShownMessage>;
  /** Asks in the team's chat. */
  asksInTeam(text: string, shows: RegExp): Promise<ShownMessage>;
  /** Resolves with the next new or edited message in the private chat that matches. */
  reads(shows: RegExp): Promise<ShownMessage>;
  /** Uploads a file with this text in the private chat. */
  drops(file: { name: string; text: string }, text: string, shows: RegExp): Promise<ShownMessage>;
  clicks(shown: ShownMessage, label: string, shows: RegExp): Promise<ShownMessage>;
  /** Clicks several times at once; resolves when the bot has handled all clicks. */
  clicksRepeatedly(shown: ShownMessage, label: string, times: number): Promise<void>;
  /** All messages of the bot that this person sees in the team's chat. */
  teamChat(): string;
}

interface ShownMessage {
  text: string;
  message: unknown;
}

export interface Fixture {
  /** An agent. */
  lan: Person;
  /** A colleague in the team's chat. */
  minh: Person;
  /** The admin of the bot. */
  quan: Person;
  crm: Awaited<ReturnType<typeof startAntcrm>>;
  /** Ends the bot and starts it again on the same database. */
  restarts(): Promise<void>;
  /** Sets the bot's clock forward. */
  passes(ms: number): void;
  /** Delivers the last event again, as the platform does after a missing acknowledgement. */
  deliversAgain(): Promise<void>;
  /** The violations that the strict simulator has found. */
  violations(): readonly string[];
  log: string[];
}

/**
 * Starts the whole bot as `npm start` does, and simulators of AntCRM and one platform as servers. All of them start on
 * the tests' day.
 */
export async function createFixture(
  transport: Transport,
  antcrm: AntcrmOptions = { size: "empty" },
): Promise<Fixture> {
  const clock = runningClock();
  const crm = await startAntcrm({ now: () => clock.now().getTime(), ...antcrm });
  onTestFinished(() => crm.stop());
  const fixture = await (transport.startsWith("Slack")
    ? createSlackFixture(crm, clock, transport)
    : createTelegramFixture(crm, clock, transport));
  return { ...fixture, passes: clock.passes };
}

/** Adds one user each for Lan, Minh and Quân. */
function threeOf<User>(add: (name: string) => User) {
  return { lan: add("Lan"), minh: add("Minh"), quan: add("Quân") };
}

/** Starts the bot. @returns its log, and a function that restarts it */
async function startBotWith(crm: Fixture["crm"], clock: Clock, environment: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), "conversation-"));
  const lines: string[] = [];
  const config = readConfig({
    ANTCRM_BASE_URL: crm.url,
    ANTCRM_API_KEY: crm.apiKey,
    DATABASE_URL: join(folder, "bot.db"),
    HOST: "127.0.0.1",
    PORT: "0",
    BOT_DEFAULT_ROLE: "slack:agent,telegram:agent",
    ...environment,
  });
  const log = createLogger({ level: "info", write: (line) => lines.push(line) });
  const start = () => startBot(config, log, { clock });
  let bot = await start();
  onTestFinished(async () => {
    await bot.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const restarts = async () => {
    await bot.stop();
    bot = await start();
  };
  return { log: lines, restarts };
}

async function createTelegramFixture(
  crm: Fixture["crm"],
  clock: Clock,
  transport: Transport,
): Promise<Omit<Fixture, "passes">> {
  const telegram = await startTelegram({ now: () => clock.now().getTime() });
  onTestFinished(() => telegram.stop());
  const users = threeOf((first_name) => telegram.addUser({ first_name }));
  const group = telegram.addGroup({ title: "CSKH", members: Object.values(users), botIsAdmin: true });
  const webhook = transport === "Telegram webhook" ? await freePort() : null;
  const { log, restarts } = await startBotWith(crm, clock, {
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    BOT_ADMINS: `telegram:${users.quan.id}`,
    ...(webhook === null
      ? {}
      : {
          PORT: String(webhook),
          TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${webhook}`,
          TELEGRAM_WEBHOOK_SECRET: "a-secret_of-the-shop",
        }),
  });
  const personOf = (user: typeof users.lan): Person => {
    const person = telegram.person(user.id);
    const dm = telegram.privateChat(user);
    const shown = async (chat: { id: number }, shows: RegExp): Promise<ShownMessage> => {
      const message = await person.nextMessage(chat, ({ text }) => shows.test(text));
      return { text: message.text, message };
    };
    const action = async (one: ShownMessage, label: string) => {
      const message = one.message as Awaited<ReturnType<typeof person.nextMessage>>;
      await person.clicks(message, label);
      return { id: message.chatId };
    };
    return {
      async asks(text, shows) {
        await person.says(dm, text);
        return shown(dm, shows);
      },
      reads: (shows) => shown(dm, shows),
      async drops({ name, text: content }, caption, shows) {
        await person.sendsDocument(dm, { name, bytes: Buffer.from(content), caption, type: "text/csv" });
        return shown(dm, shows);
      },
      async asksInTeam(text, shows) {
        await person.says(group, `@${telegram.bot.username} ${text}`);
        return shown(group, shows);
      },
      async clicks(one, label, shows) {
        const chat = await action(one, label);
        return shown(chat, shows);
      },
      async clicksRepeatedly(one, label, times) {
        await Promise.allSettled(Array.from({ length: times }, () => action(one, label)));
        await telegram.delivered();
      },
      teamChat: () =>
        person
          .sees(group)
          .filter(({ isFromBot }) => isFromBot)
          .map(({ text }) => text)
          .join("\n"),
    };
  };
  return {
    lan: personOf(users.lan),
    minh: personOf(users.minh),
    quan: personOf(users.quan),
    crm,
    log,
    restarts,
    violations: () => telegram.violations,
    async deliversAgain() {
      const last = telegram.updates.at(-1)?.update_id;
      if (webhook !== null) await telegram.redeliver(last);
    },
  };
}

async function createSlackFixture(
  crm: Fixture["crm"],
  clock: Clock,
  transport: Transport,
): Promise<Omit<Fixture, "passes">> {
  const slack = await startSlack({ mode: transport === "Slack HTTP" ? "http" : "socket" });
  onTestFinished(() => slack.stop());
  const users = threeOf((name) => slack.addUser({ name, locale: "vi-VN" }));
  const channel = slack.addChannel({ name: "cskh", members: Object.values(users), botIsMember: true });
  const http = transport === "Slack HTTP" ? await freePort() : null;
  const { log, restarts } = await startBotWith(crm, clock, {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
    BOT_ADMINS: `slack:${users.quan.id}`,
    ...(http === null
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(http) }),
  });
  if (http === null) await slack.connected();
  else slack.deliverTo(`http://127.0.0.1:${http}/slack/events`);
  const personOf = (user: typeof users.lan): Person => {
    const person = slack.person(user.id);
    const dm = slack.dm(user.id);
    type Message = Awaited<ReturnType<typeof person.nextMessage>>;
    const shown = async (
      where: Parameters<typeof person.nextMessage>[0],
      shows: RegExp,
    ): Promise<ShownMessage> => {
      const message = await person.nextMessage(where, ({ read }) => shows.test(read));
      return { text: message.read, message };
    };
    return {
      async asks(text, shows) {
        await person.directMessage(text);
        return shown(dm, shows);
      },
      reads: (shows) => shown(dm, shows),
      async drops({ name, text: content }, text, shows) {
        await person.dropsFiles("bot", [{ name, bytes: Buffer.from(content) }], text);
        return shown(dm, shows);
      },
      async asksInTeam(text, shows) {
        await person.slashCommand("/crm", text, channel);
        return shown(channel, shows);
      },
      async clicks(one, label, shows) {
        const message = one.message as Message;
        await person.click(message, label);
        return shown(message.channel, shows);
      },
      async clicksRepeatedly(one, label, times) {
        await Promise.allSettled(
          Array.from({ length: times }, () => person.click(one.message as Message, label)),
        );
      },
      teamChat: () =>
        person
          .sees(channel)
          .filter(({ fromApp }) => fromApp)
          // The renderer inserts invisible characters, so that asterisks do not become bold.
          .map(({ read }) => read.replaceAll("\u200b", ""))
          .join("\n"),
    };
  };
  return {
    lan: personOf(users.lan),
    minh: personOf(users.minh),
    quan: personOf(users.quan),
    crm,
    log,
    async restarts() {
      await restarts();
      if (http === null) await slack.connected();
    },
    violations: () => slack.violations,
    async deliversAgain() {
      await slack.redeliver();
    },
  };
}
