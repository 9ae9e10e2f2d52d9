import { type AntcrmSandbox, startAntcrm } from "../antcrm/server.ts";
import type { Person as SlackPerson } from "../slack/person/person.ts";
import { type SlackSandbox, startSlack } from "../slack/server.ts";
import type { Channel } from "../slack/workspace.ts";
import type { Person as TelegramPerson } from "../telegram/person.ts";
import { startTelegram, type TelegramSandbox } from "../telegram/server.ts";

/** A member of the support team, on both platforms. */
export interface Colleague {
  name: string;
  telegram: TelegramPerson;
  slack: SlackPerson;
}

/** Everything the bot connects to, on this machine: the CRM, both platforms, and the team. */
export interface DemoWorld {
  antcrm: AntcrmSandbox;
  telegram: TelegramSandbox;
  slack: SlackSandbox;
  /** An agent, who may open tickets and redeem gifts. */
  lan: Colleague;
  /** A viewer, who may only look up. */
  minh: Colleague;
  /** The team's Telegram group, where the bot is an administrator and may send ephemeral messages. */
  group: { id: number; title: string };
  /** The team's Slack channel. */
  channel: Channel;
  close(): Promise<void>;
}

export async function openWorld(): Promise<DemoWorld> {
  const [antcrm, telegram, slack] = await Promise.all([
    startAntcrm(),
    startTelegram({ username: "antcrm_bot" }),
    startSlack({ mode: "socket" }),
  ]);
  const [lan, minh] = ["Lan", "Minh"].map((name) => join(name, telegram, slack)) as [Colleague, Colleague];
  const title = "Nhóm CSKH";
  const { id } = telegram.addGroup({
    title,
    members: [lan.telegram.user, minh.telegram.user],
    botIsAdmin: true,
  });
  const channel = slack.addChannel({ name: "cskh", members: [lan.slack.user, minh.slack.user] });
  return {
    antcrm,
    telegram,
    slack,
    lan,
    minh,
    group: { id, title },
    channel,
    async close() {
      await Promise.all([antcrm.stop(), telegram.stop(), slack.stop()]);
    },
  };
}

function join(name: string, telegram: TelegramSandbox, slack: SlackSandbox): Colleague {
  const onTelegram = telegram.addUser({
    first_name: name,
    username: `${name.toLowerCase()}_cskh`,
    language_code: "vi",
  });
  const onSlack = slack.addUser({ name, locale: "vi-VN", email: `${name.toLowerCase()}.cskh@example.com` });
  return { name, telegram: telegram.person(onTelegram.id), slack: slack.person(onSlack) };
}

/** Returns the bot's environment variables for this world. */
export function environmentFor(
  { antcrm, telegram, slack, lan }: DemoWorld,
  { databaseFile, port }: { databaseFile: string; port: number },
): Record<string, string> {
  return {
    ANTCRM_BASE_URL: antcrm.url,
    ANTCRM_API_KEY: antcrm.apiKey,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.url,
    DATABASE_URL: databaseFile,
    HOST: "127.0.0.1",
    PORT: String(port),
    BOT_ADMINS: `slack:${lan.slack.user.id},telegram:${lan.telegram.user.id}`,
    BOT_DEFAULT_ROLE: "slack:viewer,telegram:viewer",
    LOG_LEVEL: "warn",
  };
}
