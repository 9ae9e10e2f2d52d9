import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type TestContext } from "vitest";
import { startBot } from "../../src/app/start.ts";
import { readConfig } from "../../src/config/config.ts";
import { manifest } from "../../src/platforms/slack/manifest.ts";
import { startAntcrm } from "../../src/sandbox/antcrm/server.ts";
import { startSlack } from "../../src/sandbox/slack/server.ts";
import { startTelegram } from "../../src/sandbox/telegram/server.ts";
import { silentLogger } from "./silent-logger.ts";

/** A person in their private chat with the bot. */
interface PrivateChat {
  /** `"slack:U0123"`, `"telegram:4567"` */
  id: string;
  /** Resolves with the first answer that matches. */
  asks(text: string, shows: RegExp): Promise<string>;
}

type TelegramUser = ReturnType<Awaited<ReturnType<typeof startTelegram>>["addUser"]>;

interface OnTelegram extends PrivateChat {
  /** The Telegram user: a change here shows in the next message. */
  user: TelegramUser;
  /** Asks for a role change, and confirms the question. */
  confirms(text: string, shows: RegExp): Promise<string>;
  /** `text` shows names of people who were picked from the client's list. */
  mentions(text: string, people: { text: string; user: TelegramUser }[], shows: RegExp): Promise<string>;
}

interface OnSlack extends PrivateChat {
  /** Sends the text with the slash command. */
  commands(text: string, shows: RegExp): Promise<string>;
}

/** Starts the whole bot as `npm start` does, on both platforms, for people without a role. */
export async function bothPlatformsBot({ onTestFinished }: TestContext) {
  const escapesCommands =
    manifest({ locale: "vi", menu: [] }).features.slash_commands[0]?.should_escape ?? false;
  const [antcrm, slack, telegram, folder] = await Promise.all([
    startAntcrm({ size: "empty" }),
    startSlack({ mode: "socket", escapesCommands }),
    startTelegram(),
    mkdtemp(join(tmpdir(), "both-platforms-")),
  ]);
  const [slackAdmin, telegramAdmin] = [
    slack.addUser({ name: "Quân" }),
    telegram.addUser({ first_name: "Quân" }),
  ];
  const config = readConfig({
    ANTCRM_BASE_URL: antcrm.url,
    ANTCRM_API_KEY: antcrm.apiKey,
    DATABASE_URL: join(folder, "bot.db"),
    HOST: "127.0.0.1",
    PORT: "0",
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    BOT_ADMINS: `slack:${slackAdmin.id},telegram:${telegramAdmin.id}`,
  });
  const bot = await startBot(config, silentLogger());
  onTestFinished(async () => {
    await bot.stop();
    await Promise.all([antcrm.stop(), slack.stop(), telegram.stop()]);
    await rm(folder, { recursive: true, force: true });
    expect([...slack.violations, ...telegram.violations]).toEqual([]);
  });
  await slack.connected();

  function onSlack({ id }: { id: string }): OnSlack {
    const person = slack.person(id);
    const dm = slack.dm(id);
    const reads = async (shows: RegExp) =>
      (await person.nextMessage(dm, ({ read }) => shows.test(read))).read;
    return {
      id: `slack:${id}`,
      async asks(text, shows) {
        await person.directMessage(text);
        return reads(shows);
      },
      async commands(text, shows) {
        await person.slashCommand("/crm", text, dm);
        return reads(shows);
      },
    };
  }

  function onTelegram(user: TelegramUser): OnTelegram {
    const person = telegram.person(user.id);
    const dm = telegram.privateChat(user);
    const reads = async (shows: RegExp) =>
      (await person.nextMessage(dm, ({ text }) => shows.test(text))).text;
    return {
      id: `telegram:${user.id}`,
      user,
      async asks(text, shows) {
        await person.says(dm, text);
        return reads(shows);
      },
      async confirms(text, shows) {
        await person.says(dm, text);
        const question = await person.nextMessage(dm, ({ text: read }) => read.includes("→"));
        await person.clicks(question, "Đổi quyền");
        return reads(shows);
      },
      async mentions(text, people, shows) {
        await person.says(dm, text, { mentions: people });
        return reads(shows);
      },
    };
  }

  return {
    /** Admins of the bot. */
    quanOnSlack: onSlack(slackAdmin),
    quanOnTelegram: onTelegram(telegramAdmin),
    joinsSlack: (name: string) => onSlack(slack.addUser({ name })),
    joinsTelegram: (first_name: string, username?: string) =>
      onTelegram(telegram.addUser({ first_name, ...(username && { username }), language_code: "vi" })),
  };
}
