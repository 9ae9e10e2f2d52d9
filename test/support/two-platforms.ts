import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext } from "vitest";
import type { DefaultRoles } from "../../src/access/roles.ts";
import { createApp } from "../../src/app/app.ts";
import { guestRowsIn } from "../../src/app/platforms.ts";
import type { Notify } from "../../src/bot/call.ts";
import { createCrm } from "../../src/crm/crm.ts";
import { AppError } from "../../src/errors.ts";
import type { Platform } from "../../src/platforms/platform.ts";
import type { RateLimiterClock } from "../../src/platforms/rate-limiter.ts";
import { createSlack } from "../../src/platforms/slack/app.ts";
import { createTelegram } from "../../src/platforms/telegram/app.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startSlack } from "../../src/sandbox/slack/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { openStore } from "../../src/store/open.ts";
import { testClock } from "./clock.ts";
import { writeEmptyDatabase } from "./empty-database.ts";
import { metricsOfIdleBot } from "./metrics.ts";
import { silentLogger } from "./silent-logger.ts";

/** A message as a person sees it. */
interface Shown {
  text: string;
  /** Visible to this person alone, in a group chat. */
  isPrivate: boolean;
  action(label: string): Promise<unknown>;
}

/** A person in a group chat and in their private chat with the bot. */
interface Member {
  /** Writes to the bot in the group: in its thread or topic, when the test has opened one. */
  says(text: string): Promise<unknown>;
  saysAlone(text: string): Promise<unknown>;
  /** Resolves with the next matching message in the group, or in the private chat. */
  reads(shows: RegExp): Promise<Shown>;
  readsAlone(shows: RegExp): Promise<Shown>;
  /** Returns all messages of the group that this person sees, with their thread or topic. */
  group(): { text: string; thread: string | null }[];
}

/** A group chat of one platform, with the bot in it. */
export interface Group {
  /** The bot's admin. */
  quan: Member;
  /** An agent. */
  lan: Member;
  /** Opens a new thread or topic, in which everything is written from now on. Resolves with its id. */
  opensThread(): Promise<string>;
  throwsBotOut(): void;
  letsBotIn(): void;
  /** Lets this many messages arrive in this chat without an answer to the bot. On Slack, in any chat. */
  losesAnswers(times: number): void;
}

/** The minimum interval of one second between messages is a tenth of a second here, for the bot and the platforms. */
const TIMES_AS_FAST = 10;
const startedMs = Date.now();
const fastNow = () => startedMs + (Date.now() - startedMs) * TIMES_AS_FAST;
const fastRateLimiter: RateLimiterClock = {
  nowMs: fastNow,
  wake(afterMs, run) {
    const timer = setTimeout(run, afterMs / TIMES_AS_FAST);
    return () => clearTimeout(timer);
  },
};

/**
 * Starts the bot on both platforms, with simulators of both and of the CRM. The test runs the background jobs.
 * @param defaultRoles  roles of people without a stored one
 */
export async function twoPlatforms(
  { onTestFinished }: Pick<TestContext, "onTestFinished">,
  { defaultRoles = { slack: "agent", telegram: "agent" } }: { defaultRoles?: DefaultRoles } = {},
) {
  const clock = testClock();
  const [antcrm, slack, telegram, folder] = await Promise.all([
    startAntcrm({ size: "empty", now: () => clock.now().getTime() }),
    startSlack({ mode: "socket", now: fastNow }),
    startTelegram({ now: fastNow }),
    mkdtemp(join(tmpdir(), "two-platforms-")),
  ]);
  const onSlack = [slack.addUser({ name: "Quân" }), slack.addUser({ name: "Lan" })] as const;
  const onTelegram = [
    telegram.addUser({ first_name: "Quân", language_code: "vi" }),
    telegram.addUser({ first_name: "Lan", language_code: "vi" }),
  ] as const;
  const file = join(folder, "bot.db");
  await writeEmptyDatabase(file);
  const store = await openStore({ url: file, log: silentLogger(), now: clock.now });
  const crm = createCrm({
    baseUrl: antcrm.url,
    apiKey: antcrm.apiKey,
    log: silentLogger(),
    now: () => clock.now().getTime(),
    wait: async () => {},
  });
  const metrics = metricsOfIdleBot(() => clock.now().getTime());
  const platforms: Platform[] = [];
  const bot = createApp({
    store,
    crm,
    clock,
    log: silentLogger(),
    roles: {
      admins: [`slack:${onSlack[0].id}`, `telegram:${onTelegram[0].id}`],
      defaultRoles,
    },
    timeZone: "Asia/Ho_Chi_Minh",
    defaultLocale: "vi",
    health: async () => ({ crm: crm.health(), platforms: [], store: true }),
    onRepeated: metrics.repeated,
    onDelivered: metrics.delivered,
    isGuest: async (person) =>
      platforms.find(({ name }) => person.startsWith(`${name}:`))?.isGuest?.(person) ?? false,
  });
  const stored: string[] = [];
  const shared = {
    bot,
    inbox: {
      accept: async ({ id }: { id: string }) => stored.push(id) > 0,
      handle: (_id: string, work: (giveWay: () => void) => Promise<void>) => work(() => {}),
      isHeld: async () => true,
    },
    defaultLocale: "vi" as const,
    rateLimiterClock: fastRateLimiter,
    log: silentLogger(),
  };
  platforms.push(
    createSlack({
      ...shared,
      now: () => new Date(clock.now().getTime() + Date.now() - startedMs),
      botToken: slack.botToken,
      appToken: slack.appToken,
      apiUrl: slack.apiUrl,
      guests: guestRowsIn(store.people, clock.now),
      onRepeated: () => metrics.repeated("slack"),
    }),
    createTelegram({
      ...shared,
      token: telegram.token,
      apiRoot: telegram.url,
      onRepeated: () => metrics.repeated("telegram"),
    }),
  );
  onTestFinished(async () => {
    await Promise.all(platforms.map((platform) => platform.stop()));
    await Promise.all([antcrm.stop(), slack.stop(), telegram.stop(), crm.close()]);
    await store.close();
    await rm(folder, { recursive: true, force: true });
    expect([...slack.violations, ...telegram.violations]).toEqual([]);
  });
  await Promise.all(platforms.map((platform) => platform.start()));
  await slack.connected();

  const tell: Notify = async (to, shown) => {
    const platform = platforms.find(({ name }) => name === to.place.platform);
    if (platform === undefined) throw new AppError("unavailable", `${to.place.platform} is not connected`);
    await platform.tell(to, shown);
  };

  function slackGroup(): Group {
    const channel = slack.addChannel({ name: "cskh", members: onSlack, botIsMember: true });
    let thread: string | undefined;
    const member = (id: string): Member => {
      const person = slack.person(id);
      const reads = async (where: Parameters<typeof person.sees>[0], shows: RegExp): Promise<Shown> => {
        const seen = await person.nextMessage(where, ({ read }) => shows.test(read));
        return {
          text: seen.read,
          isPrivate: seen.ephemeral,
          action: (label) => person.click(seen, label),
        };
      };
      return {
        says: (text) => person.mention(channel, text, thread === undefined ? {} : { thread_ts: thread }),
        saysAlone: (text) => person.directMessage(text),
        reads: (shows) => reads(channel, shows),
        readsAlone: (shows) => reads(slack.dm(id), shows),
        group: () =>
          person
            .sees(channel)
            .filter(({ fromApp }) => fromApp)
            .map(({ read, threadTs }) => ({ text: read, thread: threadTs })),
      };
    };
    return {
      quan: member(onSlack[0].id),
      lan: member(onSlack[1].id),
      async opensThread() {
        const { ts } = await slack.person(onSlack[0].id).post(channel, "Về báo cáo");
        thread = ts;
        return ts;
      },
      throwsBotOut: () => void channel.members.delete(slack.workspace.bot.id),
      letsBotIn: () => void channel.members.add(slack.workspace.bot.id),
      losesAnswers: (times) => slack.fault({ method: "chat.postMessage", kind: "cut", after: true, times }),
    };
  }

  function telegramGroup(): Group {
    const chat = telegram.addGroup({ title: "CSKH", members: onTelegram, topics: true, botIsAdmin: true });
    let topic: number | undefined;
    const member = (id: number): Member => {
      const person = telegram.person(id);
      const own = telegram.privateChat(person.user);
      const reads = async (where: { id: number }, shows: RegExp): Promise<Shown> => {
        const seen = await person.nextMessage(where, ({ text }) => shows.test(text));
        return {
          text: seen.text,
          isPrivate: seen.isPrivate,
          action: (label) => person.clicks(seen, label),
        };
      };
      return {
        says: (text) =>
          person.says(chat, `@antcrm_sandbox_bot ${text}`, topic === undefined ? {} : { topic }),
        saysAlone: (text) => person.says(own, text),
        reads: (shows) => reads(chat, shows),
        readsAlone: (shows) => reads(own, shows),
        group: () =>
          person
            .sees(chat)
            .filter(({ isFromBot, isPrivate }) => isFromBot && !isPrivate)
            .map(({ text, topic: where }) => ({ text, thread: where === undefined ? null : String(where) })),
      };
    };
    return {
      quan: member(onTelegram[0].id),
      lan: member(onTelegram[1].id),
      async opensThread() {
        topic = telegram.addTopic(chat);
        return String(topic);
      },
      throwsBotOut: () => telegram.setBot(chat, "kicked"),
      letsBotIn: () => telegram.setBot(chat, "administrator"),
      // The answers to /start, in the private chats, may still be on their way.
      losesAnswers: (times) =>
        telegram.fault({ method: "sendMessage", chat: chat.id, kind: "cut", when: "after", times }),
    };
  }

  for (const { id } of onTelegram) await telegram.person(id).startsBot();

  return {
    antcrm,
    clock,
    slack,
    telegram,
    metrics,
    store,
    /** The ids of the stored events. */
    stored,
    /** The people of the groups: `{ slack: [Quân, Lan], telegram: [Quân, Lan] }`. */
    people: { slack: onSlack, telegram: onTelegram },
    groupOn: (platform: "Slack" | "Telegram") => (platform === "Slack" ? slackGroup() : telegramGroup()),
    checksAlerts: () => bot.alerts.round(tell),
    sendsDigests: () => bot.digests.sweep(tell),
  };
}
