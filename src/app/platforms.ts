import type { PeopleRepository } from "../access/people.ts";
import { systemClock } from "../bot/context.ts";
import type { Config } from "../config/config.ts";
import type { PlatformInbox } from "../inbox/inbox.ts";
import type { Platform, PlatformOptions } from "../platforms/platform.ts";
import type { EndedSend } from "../platforms/sends.ts";
import type { GuestRows } from "../platforms/slack/people.ts";
import type { ChatMigrationRows } from "../platforms/telegram/calls.ts";
import type { Election } from "../platforms/telegram/polling.ts";
import type { SettingsRepository } from "../settings/settings.ts";

/** What the platforms are connected to. */
interface Connections extends Pick<Required<PlatformOptions>, "bot" | "guard" | "log" | "watchLease"> {
  inboxOf(platform: string): PlatformInbox;
  settings: SettingsRepository;
  people: PeopleRepository;
  /** Elects the process that polls Telegram. Without it this process polls. */
  telegramElection?: Election;
  /** Called when a message is sent that may have been sent before. */
  onRepeated(platform: Platform["name"]): void;
  /** Called for each try of a call to a platform's API. */
  onSend?(platform: Platform["name"], send: EndedSend): void;
}

/**
 * Connects the configured platforms. Each is loaded only if it is configured: a team on Telegram does not load Slack's
 * client, and the other way round.
 */
export async function connectPlatforms(
  config: Config,
  {
    bot,
    inboxOf,
    settings,
    people,
    telegramElection,
    onRepeated,
    onSend,
    watchLease,
    guard,
    log,
  }: Connections,
): Promise<Platform[]> {
  const platforms: Platform[] = [];
  const sharedBy = (platform: Platform["name"]) => ({
    ...{ bot, now: systemClock.now, defaultLocale: config.BOT_LOCALE, watchLease, guard },
    inbox: inboxOf(platform),
    onRepeated: () => onRepeated(platform),
    onSend: (send: EndedSend) => onSend?.(platform, send),
    log: log.child({ module: platform }),
  });
  if (config.SLACK_BOT_TOKEN) {
    const { createSlack } = await import("../platforms/slack/app.ts");
    platforms.push(
      createSlack({
        ...sharedBy("slack"),
        botToken: config.SLACK_BOT_TOKEN,
        ...(config.SLACK_APP_TOKEN ? { appToken: config.SLACK_APP_TOKEN } : {}),
        ...(config.SLACK_SIGNING_SECRET ? { signingSecret: config.SLACK_SIGNING_SECRET } : {}),
        apiUrl: config.SLACK_API_URL,
        guests: guestRowsIn(people, systemClock.now),
      }),
    );
  }
  if (config.TELEGRAM_BOT_TOKEN) {
    const { TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret } = config;
    const { createTelegram } = await import("../platforms/telegram/app.ts");
    platforms.push(
      createTelegram({
        ...sharedBy("telegram"),
        token: config.TELEGRAM_BOT_TOKEN,
        apiRoot: config.TELEGRAM_API_ROOT,
        ...(url && secret ? { webhook: { url, secret } } : {}),
        ...(telegramElection ? { election: telegramElection } : {}),
        chatMigrationRows: chatMigrationRowsIn(settings),
      }),
    );
  }
  return platforms;
}

/** Stores who is a guest of the workspace beside their role. */
export function guestRowsIn(people: Pick<PeopleRepository, "find" | "setGuest">, now: () => Date): GuestRows {
  return {
    find: async (user) => (await people.find(`slack:${user}`))?.isGuest ?? null,
    keep: (user, isGuest) => people.setGuest(`slack:${user}`, isGuest, now()),
  };
}

/**
 * Stores the new id of a group under its former one. Places keep the former id, so this entry is kept as long as they are.
 */
function chatMigrationRowsIn(settings: SettingsRepository): ChatMigrationRows {
  const key = (chat: number) => `telegram.moved.${chat}`;
  return {
    async find(chat) {
      const home = Number(await settings.get(key(chat)));
      return Number.isSafeInteger(home) && home !== 0 ? home : null;
    },
    keep: (from, to) => settings.set(key(from), String(to), systemClock.now()),
  };
}
