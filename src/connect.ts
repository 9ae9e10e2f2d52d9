import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import type { Bot, Inbox, Platform } from "./platforms/platform.ts";

/**
 * The platforms that are configured. Each is loaded when it is asked for: a team on Telegram does not pay for Slack's
 * client, nor the reverse.
 */
export async function connectPlatforms(
  config: Config,
  bot: Bot,
  inboxOf: (platform: string) => Inbox,
  log: Log,
): Promise<Platform[]> {
  const platforms: Platform[] = [];
  const shared = { bot, now: systemClock.now, defaultLocale: config.BOT_LOCALE };
  if (config.SLACK_BOT_TOKEN) {
    const { createSlack } = await import("./platforms/slack/app.ts");
    platforms.push(
      createSlack({
        ...shared,
        botToken: config.SLACK_BOT_TOKEN,
        ...(config.SLACK_APP_TOKEN ? { appToken: config.SLACK_APP_TOKEN } : {}),
        ...(config.SLACK_SIGNING_SECRET ? { signingSecret: config.SLACK_SIGNING_SECRET } : {}),
        apiUrl: config.SLACK_API_URL,
        inbox: inboxOf("slack"),
        log: log.child({ room: "slack" }),
      }),
    );
  }
  if (config.TELEGRAM_BOT_TOKEN) {
    const { TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret } = config;
    const { createTelegram } = await import("./platforms/telegram/app.ts");
    platforms.push(
      createTelegram({
        ...shared,
        token: config.TELEGRAM_BOT_TOKEN,
        apiRoot: config.TELEGRAM_API_ROOT,
        ...(url && secret ? { webhook: { url, secret } } : {}),
        inbox: inboxOf("telegram"),
        log: log.child({ room: "telegram" }),
      }),
    );
  }
  return platforms;
}
