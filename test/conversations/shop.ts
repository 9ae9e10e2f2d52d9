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

/** The ways a platform can reach the bot; each is held to the same conversations. */
export const TRANSPORTS = [
  "Telegram polling",
  "Telegram webhook",
  "Slack HTTP",
  "Slack Socket Mode",
] as const;

export type Transport = (typeof TRANSPORTS)[number];

/** A person in front of a real client's stand-in. `text` is what they read, with buttons as `[Label]`. */
interface Person {
  /** Asks where nobody else reads; resolves with the first answer that `shows` it. */
  asks(text: string, shows: RegExp): Promise<Seen>;
  /** Asks in the team's chat. */
  asksInTeam(text: string, shows: RegExp): Promise<Seen>;
  /** Drops a file where nobody else reads, with these words. */
  drops(file: { name: string; text: string }, text: string, shows: RegExp): Promise<Seen>;
  clicks(seen: Seen, label: string, shows: RegExp): Promise<Seen>;
  /** Presses so many times at once, as an impatient thumb does; resolves when the bot has dealt with all of them. */
  clicksHastily(seen: Seen, label: string, times: number): Promise<void>;
  /** All that this person sees of the bot in the team's chat now. */
  teamChat(): string;
}

interface Seen {
  text: string;
  message: unknown;
}

export interface Shop {
  /** An agent who may do everything an agent may. */
  lan: Person;
  /** A colleague who is in the team's chat. */
  minh: Person;
  /** The admin of the bot. */
  quan: Person;
  crm: Awaited<ReturnType<typeof startAntcrm>>;
  /** Ends the bot and starts it again on the same database. */
  restarts(): Promise<void>;
  /** Delivers the last event again, as the platform does when it is in doubt. */
  deliversAgain(): Promise<void>;
  /** What the strict simulator found wrong. */
  violations(): readonly string[];
  log: string[];
}

/**
 * The whole bot, started as `npm start` starts it, between an AntCRM and a platform that are real servers. All of them
 * begin on the tests' day.
 */
export async function openShop(
  transport: Transport,
  antcrm: AntcrmOptions = { size: "empty" },
): Promise<Shop> {
  const clock = runningClock();
  const crm = await startAntcrm({ now: () => clock.now().getTime(), ...antcrm });
  onTestFinished(() => crm.stop());
  return transport.startsWith("Slack")
    ? slackShop(crm, clock, transport)
    : telegramShop(crm, clock, transport);
}

/** @returns the lines of its log, and the way to end it and start it again */
async function startWith(crm: Shop["crm"], clock: Clock, environment: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), "shop-"));
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

async function telegramShop(crm: Shop["crm"], clock: Clock, transport: Transport): Promise<Shop> {
  const telegram = await startTelegram({ now: () => clock.now().getTime() });
  onTestFinished(() => telegram.stop());
  const [lan, minh, quan] = ["Lan", "Minh", "Quân"].map((first_name) => telegram.addUser({ first_name }));
  if (!lan || !minh || !quan) throw new Error("three people work here");
  const users = [lan, minh, quan];
  const group = telegram.addGroup({ title: "CSKH", members: [...users], botIsAdmin: true });
  const webhook = transport === "Telegram webhook" ? await freePort() : null;
  const { log, restarts } = await startWith(crm, clock, {
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    BOT_ADMINS: `telegram:${quan.id}`,
    ...(webhook === null
      ? {}
      : {
          PORT: String(webhook),
          TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${webhook}`,
          TELEGRAM_WEBHOOK_SECRET: "a-secret_of-the-shop",
        }),
  });
  const people = users.map((user): Person => {
    const person = telegram.person(user.id);
    const home = telegram.privateChat(user);
    const seen = async (chat: { id: number }, shows: RegExp): Promise<Seen> => {
      const message = await person.nextMessage(chat, ({ text }) => shows.test(text));
      return { text: message.text, message };
    };
    const action = async (one: Seen, label: string) => {
      const message = one.message as Awaited<ReturnType<typeof person.nextMessage>>;
      await person.clicks(message, label);
      return { id: message.chatId };
    };
    return {
      async asks(text, shows) {
        await person.says(home, text);
        return seen(home, shows);
      },
      async drops({ name, text: content }, caption, shows) {
        await person.sendsDocument(home, { name, bytes: Buffer.from(content), caption, type: "text/csv" });
        return seen(home, shows);
      },
      async asksInTeam(text, shows) {
        await person.says(group, `@${telegram.bot.username} ${text}`);
        return seen(group, shows);
      },
      async clicks(one, label, shows) {
        const chat = await action(one, label);
        return seen(chat, shows);
      },
      async clicksHastily(one, label, times) {
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
  });
  return {
    lan: people[0] as Person,
    minh: people[1] as Person,
    quan: people[2] as Person,
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

async function slackShop(crm: Shop["crm"], clock: Clock, transport: Transport): Promise<Shop> {
  const slack = await startSlack({ mode: transport === "Slack HTTP" ? "http" : "socket" });
  onTestFinished(() => slack.stop());
  const [lan, minh, quan] = ["Lan", "Minh", "Quân"].map((name) => slack.addUser({ name, locale: "vi-VN" }));
  if (!lan || !minh || !quan) throw new Error("three people work here");
  const users = [lan, minh, quan];
  const channel = slack.addChannel({ name: "cskh", members: [...users], botIsMember: true });
  const http = transport === "Slack HTTP" ? await freePort() : null;
  const { log, restarts } = await startWith(crm, clock, {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
    BOT_ADMINS: `slack:${quan.id}`,
    ...(http === null
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret, PORT: String(http) }),
  });
  if (http === null) await slack.connected();
  else slack.deliverTo(`http://127.0.0.1:${http}/slack/events`);
  const people = users.map((user): Person => {
    const person = slack.person(user.id);
    const home = slack.dm(user.id);
    type Message = Awaited<ReturnType<typeof person.nextMessage>>;
    const seen = async (where: Parameters<typeof person.nextMessage>[0], shows: RegExp): Promise<Seen> => {
      const message = await person.nextMessage(where, ({ read }) => shows.test(read));
      return { text: message.read, message };
    };
    return {
      async asks(text, shows) {
        await person.directMessage(text);
        return seen(home, shows);
      },
      async drops({ name, text: content }, text, shows) {
        await person.dropsFiles("bot", [{ name, bytes: Buffer.from(content) }], text);
        return seen(home, shows);
      },
      async asksInTeam(text, shows) {
        await person.slashCommand("/crm", text, channel);
        return seen(channel, shows);
      },
      async clicks(one, label, shows) {
        const message = one.message as Message;
        await person.click(message, label);
        return seen(message.channel, shows);
      },
      async clicksHastily(one, label, times) {
        await Promise.allSettled(
          Array.from({ length: times }, () => person.click(one.message as Message, label)),
        );
      },
      teamChat: () =>
        person
          .sees(channel)
          .filter(({ fromApp }) => fromApp)
          // The renderer keeps stars from becoming bold by signs that nobody sees.
          .map(({ read }) => read.replaceAll("\u200b", ""))
          .join("\n"),
    };
  });
  return {
    lan: people[0] as Person,
    minh: people[1] as Person,
    quan: people[2] as Person,
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
