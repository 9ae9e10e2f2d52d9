import type { Config } from "../config/config.ts";
import type { RequestGuard } from "../http/request-guard.ts";
import type { PlatformInbox } from "../inbox/inbox.ts";
import type { Logger } from "../logging/logger.ts";
import type { Bot, Platform } from "../platforms/platform.ts";
import type { ChatMigrationRows } from "../platforms/telegram/calls.ts";
import type { Election } from "../platforms/telegram/polling.ts";
import type { SettingsRepository } from "../settings/settings.ts";
import { systemClock } from "./clock.ts";

/** What the platforms are connected to. */
interface Connections {
  bot: Bot;
  inboxOf(platform: string): PlatformInbox;
  settings: SettingsRepository;
  /** Elects the process that polls Telegram. Without it this process polls. */
  telegramElection?: Election;
  /** Called when a message is sent that may have been sent before. */
  onRepeated(platform: Platform["name"]): void;
  guard: RequestGuard;
  log: Logger;
}

/**
 * Connects the configured platforms. Each is loaded only if it is configured: a team on Telegram does not load Slack's
 * client, and the other way round.
 */
export async function connectPlatforms(
  config: Config,
  { bot, inboxOf, settings, telegramElection, onRepeated, guard, log }: Connections,
): Promise<Platform[]> {
  const platforms: Platform[] = [];
  const shared = { bot, now: systemClock.now, defaultLocale: config.BOT_LOCALE, guard };
  if (config.SLACK_BOT_TOKEN) {
    const { createSlack } = await import("../platforms/slack/app.ts");
    platforms.push(
      createSlack({
        ...shared,
        botToken: config.SLACK_BOT_TOKEN,
        ...(config.SLACK_APP_TOKEN ? { appToken: config.SLACK_APP_TOKEN } : {}),
        ...(config.SLACK_SIGNING_SECRET ? { signingSecret: config.SLACK_SIGNING_SECRET } : {}),
        apiUrl: config.SLACK_API_URL,
        inbox: inboxOf("slack"),
        onRepeated: () => onRepeated("slack"),
        log: log.child({ module: "slack" }),
      }),
    );
  }
  if (config.TELEGRAM_BOT_TOKEN) {
    const { TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret } = config;
    const { createTelegram } = await import("../platforms/telegram/app.ts");
    platforms.push(
      createTelegram({
        ...shared,
        token: config.TELEGRAM_BOT_TOKEN,
        apiRoot: config.TELEGRAM_API_ROOT,
        ...(url && secret ? { webhook: { url, secret } } : {}),
        ...(telegramElection ? { election: telegramElection } : {}),
        inbox: inboxOf("telegram"),
        chatMigrationRows: chatMigrationRowsIn(settings),
        onRepeated: () => onRepeated("telegram"),
        log: log.child({ module: "telegram" }),
      }),
    );
  }
  return platforms;
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
