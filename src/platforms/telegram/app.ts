import { Telegraf } from "telegraf";
import { AppError } from "../../errors.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { type Bot, type Platform, type PlatformOptions, withDefaults } from "../platform.ts";
import { createAnswerEvent } from "./answering.ts";
import { type ChatMigrationRows, createCalls, type TelegramCalls } from "./calls.ts";
import { setConnections } from "./connections.ts";
import { createEvents, type Events } from "./events.ts";
import { codeOf, describe, meShape, readResult } from "./failure.ts";
import { createFileSource } from "./files.ts";
import { limits } from "./limits.ts";
import { oneLine } from "./markup.ts";
import { createMessages } from "./message-calls.ts";
import { sendTelegramNotice } from "./notice.ts";
import { createPolling, type Election, ONLY_PROCESS } from "./polling.ts";
import { wantedUpdates } from "./update.ts";
import { createTelegramRoute, WEBHOOK_PATH, webhookAddress } from "./webhook.ts";

export interface TelegramOptions extends PlatformOptions {
  /** From @BotFather: `"7000000001:AA…"`. */
  token: string;
  /** `"https://api.telegram.org"`, a local Bot API server, a simulator. */
  apiRoot: string;
  /** Where Telegram posts: our public base address, and 1-256 of `[A-Za-z0-9_-]`. Without it the bot polls. */
  webhook?: { url: string; secret: string };
  /** Decides which of several processes polls. Without it this process does. */
  election?: Election;
  /** Stores groups that became supergroups. Without it they are learned again after each start. */
  chatMigrationRows?: ChatMigrationRows;
}

/** Creates the bot on Telegram, by polling or by webhook. Makes no call before `start()` or `replay()`. */
export function createTelegram(given: TelegramOptions): Platform {
  const options = withDefaults(given);
  const { bot, webhook, token, apiRoot, chatMigrationRows, log, guard } = options;
  const { onRepeated, onSend, watchLease } = options;
  // Imports take long, and no answer is given up for that. Telegraf would stop waiting after 90 s.
  const telegraf = new Telegraf(token, {
    telegram: { apiRoot },
    handlerTimeout: Number.POSITIVE_INFINITY,
  });
  const connections = setConnections(telegraf.telegram, apiRoot, { watchLease });
  const clock = options.rateLimiterClock;
  const calls = createCalls(telegraf.telegram, {
    ...{ log, clock, connections, onSend },
    chatMigrationRows,
    watchLease,
  });
  const messagesWhile = (isUnbroken = watchLease()) => createMessages(calls, { isAsked: false, isUnbroken });
  const closing = new AbortController();
  let isListening = false;

  const getEvents = once(async (): Promise<Events> => {
    const me = await calls
      .once("getMe", {})
      .then((result) => readResult(meShape, result))
      .catch(refuseToStart);
    telegraf.botInfo = me;
    const answer = createAnswerEvent({ ...options, calls, me });
    return createEvents({ ...options, telegraf, calls, me, answer });
  });

  const receive = async (payload: unknown) => (await getEvents()).receive(payload);
  const polling = createPolling(calls, receive, { election: options.election ?? ONLY_PROCESS, clock, log });
  let running: Promise<void> | undefined;
  let cancelMenu = () => {};

  const connect = async (): Promise<void> => {
    if (!webhook) {
      await calls.once("deleteWebhook", { drop_pending_updates: false });
      running = polling.run(closing.signal);
      return;
    }
    isListening = true;
    const url = webhookAddress(webhook.url);
    await calls.once("setWebhook", { url, secret_token: webhook.secret, allowed_updates: wantedUpdates });
  };

  const platform: Platform = {
    name: "telegram",
    async start() {
      await getEvents();
      await connect().catch(refuseToStart);
      log.info(
        `telegram: taking updates as @${telegraf.botInfo?.username} by ${webhook ? "webhook" : "polling"}`,
      );
      cancelMenu = clock.wake(MENU_AFTER_MS, () => void publishMenu(calls, bot, options.defaultLocale, log));
    },
    async stop() {
      cancelMenu();
      isListening = false;
      closing.abort();
      await running;
      await getEvents.ifAny()?.then((events) => events.idle());
    },
    tell: (to, card, isUnbroken) =>
      sendTelegramNotice({ messages: messagesWhile(isUnbroken), onRepeated, log }, to, card),
    replay: async (payload, how) => (await getEvents()).replay(JSON.parse(payload), how),
    files: createFileSource({ calls, token, apiRoot }),
    connected: () => (webhook ? isListening : polling.isUp()),
    standsBy: () => !webhook && polling.standsBy(),
  };
  if (!webhook) return platform;
  const isUp = () => isListening;
  const listener = createTelegramRoute({ secret: webhook.secret, receive, isUp, guard, log });
  return { ...platform, http: { path: WEBHOOK_PATH, listener } };
}

/** @throws AppError whose message says what to correct, without the token */
function refuseToStart(thrown: unknown): never {
  const code = codeOf(thrown);
  // Telegram answers 404 to a token of the wrong form, and 401 to an invalid token of the right form.
  if (code === 401 || code === 404) {
    throw new AppError(
      "misconfigured",
      "Telegram does not accept TELEGRAM_BOT_TOKEN: get the current one from @BotFather (/mybots, API Token)",
    );
  }
  const why = describe(thrown);
  throw new AppError(
    "unavailable",
    `Telegram cannot be reached, look at TELEGRAM_API_ROOT and the network (${why})`,
  );
}

/** Returns a function that runs `make` once and shares its result. After a failure the next call tries again. */
function once<T>(make: () => Promise<T>): { (): Promise<T>; ifAny(): Promise<T> | undefined } {
  let made: Promise<T> | undefined;
  const get = () => {
    made ??= make().catch((thrown: unknown) => {
      made = undefined;
      throw thrown;
    });
    return made;
  };
  return Object.assign(get, { ifAny: () => made });
}

/** The menu is sent so long after the start, so that its nine calls do not delay the answers to waiting messages. */
const MENU_AFTER_MS = 300;

/**
 * The narrower scopes are set too, because a list that somebody gave them before would hide the default one. No command
 * is marked `is_ephemeral`: `/ticket` needs the message that it replies to. See
 * src/platforms/telegram/LIMITS.md#ephemeral-messages
 */
const SCOPES = ["default", "all_private_chats", "all_group_chats"] as const;

/**
 * Sends our commands to Telegram for every scope: in Vietnamese, in English, and in the default locale for all other
 * languages. Never rejects: the bot works without a menu.
 */
async function publishMenu(
  calls: TelegramCalls,
  bot: Bot,
  defaultLocale: Locale,
  log: Logger,
): Promise<void> {
  const languages: { locale: Locale; code?: Locale }[] = [
    { locale: defaultLocale },
    { locale: "vi", code: "vi" },
    { locale: "en", code: "en" },
  ];
  const menus = languages.map(({ locale, code }) => ({
    commands: commandsOf(bot.menu(locale)),
    ...(code ? { language_code: code } : {}),
  }));
  const all = SCOPES.flatMap((type) => menus.map((menu) => ({ ...menu, scope: { type } })));
  const results = await Promise.allSettled(all.map((payload) => calls.once("setMyCommands", payload)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) log.warn(`telegram: the command menu could not be set (${describe(failed.reason)})`);
}

function commandsOf(menu: ReturnType<Bot["menu"]>) {
  return menu
    .filter(({ name }) => limits.commandName.test(name))
    .slice(0, limits.commandsPerScope)
    .map(({ name, summary }) => ({
      command: name,
      description: oneLine(summary, limits.commandDescription) || name,
    }));
}
