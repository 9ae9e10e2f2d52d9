import { Telegraf } from "telegraf";
import type { Call } from "../../bot/call.ts";
import { AppError } from "../../errors.ts";
import { createRequestGuard, type RequestGuard } from "../../http/request-guard.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Bot, Inbox, Platform } from "../platform.ts";
import { type RateLimiterClock, systemRateLimiterClock } from "../rate-limiter.ts";
import { createAnswerEvent } from "./answering.ts";
import type { ChatMigrationRows } from "./calls.ts";
import { type Calls, createCalls, keepToHost } from "./calls.ts";
import { createEvents, type Events } from "./events.ts";
import { codeOf, describe, meShape, readResult } from "./failure.ts";
import { createFileSource } from "./files.ts";
import { limits } from "./limits.ts";
import { oneLine } from "./markup.ts";
import { createMessages } from "./message-calls.ts";
import { sendTelegramNotice, undelivered } from "./notice.ts";
import { createPolling, type Election, ONLY_PROCESS } from "./polling.ts";
import { wantedUpdates } from "./update.ts";
import { createTelegramRoute, WEBHOOK_PATH } from "./webhook.ts";

/**
 * The narrower scopes are set too, because a list that somebody once gave them would hide the default one. No command is
 * marked `is_ephemeral`: `/ticket` needs the message that it replies to. See src/platforms/telegram/LIMITS.md#ephemeral-messages
 */
const SCOPES = ["default", "all_private_chats", "all_group_chats"] as const;

export interface TelegramOptions {
  /** From @BotFather: `"7000000001:AA…"`. */
  token: string;
  /** `"https://api.telegram.org"`, a local Bot API server, a simulator. */
  apiRoot: string;
  /** Where Telegram shall post: our public base address, and 1-256 of `[A-Za-z0-9_-]`. Without it we poll. */
  webhook?: { url: string; secret: string };
  /** Which of several processes polls. Without it this one does. */
  election?: Election;
  bot: Bot;
  inbox: Inbox;
  log: Logger;
  now?: () => Date;
  /** For people whose client speaks neither Vietnamese nor English. */
  defaultLocale: "vi" | "en";
  /** Remembers groups that became supergroups; without it they are learned anew after each start. */
  chatMigrationRows?: ChatMigrationRows;
  /** A message was sent once more that may have arrived before. */
  onRepeated?: () => void;
  /** The clock of the rate limiter; default: the machine's. */
  rateLimiterClock?: RateLimiterClock;
  /** What all routes of the bot's server share; default: one of its own. */
  guard?: RequestGuard;
}

/** The bot on Telegram, by polling or by webhook. Asks nothing of Telegram before `start()` or `replay()`. */
export function createTelegram(options: TelegramOptions): Platform {
  const { bot, inbox, webhook, log, defaultLocale, chatMigrationRows, onRepeated = () => {} } = options;
  const now = options.now ?? (() => new Date());
  const { rateLimiterClock: clock = systemRateLimiterClock } = options;
  // No answer is given up because it takes long: imports do. Telegraf would stop waiting after 90 s.
  const telegraf = new Telegraf(options.token, {
    telegram: { apiRoot: options.apiRoot },
    handlerTimeout: Number.POSITIVE_INFINITY,
  });
  keepToHost(telegraf.telegram, options.apiRoot);
  const calls = createCalls(telegraf.telegram, { log, clock, chatMigrationRows });
  const notices = createMessages(calls, false);
  const closing = new AbortController();
  let isListening = false;

  const getEvents = once(async (): Promise<Events> => {
    const me = await calls
      .once("getMe", {})
      .then((result) => readResult(meShape, result))
      .catch(refuseToStart);
    telegraf.botInfo = me;
    const answer = createAnswerEvent({ bot, calls, me, log, now, defaultLocale, onRepeated, clock });
    const ignores = async (call: Call) => (await bot.ignores?.(call)) ?? false;
    return createEvents({ telegraf, calls, inbox, ignores, me, answer, log, now });
  });

  const receive = async (payload: unknown) => (await getEvents()).receive(payload);
  const polling = createPolling(calls, receive, options.election ?? ONLY_PROCESS, log);
  let running: Promise<void> | undefined;

  const connect = async (): Promise<void> => {
    if (!webhook) {
      await calls.once("deleteWebhook", { drop_pending_updates: false });
      running = polling.run(closing.signal);
      return;
    }
    isListening = true;
    const url = `${webhook.url.replace(/(?<!\/)\/+$/, "")}${WEBHOOK_PATH}`;
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
      await publishMenu(calls, { menu: (locale) => bot.menu(locale), defaultLocale, log });
    },
    async stop() {
      isListening = false;
      closing.abort();
      await running;
      await getEvents.ifAny()?.then((events) => events.idle());
    },
    async tell(to, card) {
      try {
        await sendTelegramNotice({ messages: notices, onRepeated, log }, to, card);
      } catch (thrown) {
        throw undelivered(thrown);
      }
    },
    replay: async (payload, how) => (await getEvents()).replay(JSON.parse(payload), how),
    files: createFileSource({ calls, token: options.token, apiRoot: options.apiRoot }),
    connected: () => (webhook ? isListening : polling.isUp()),
    standsBy: () => !webhook && polling.standsBy(),
  };
  if (!webhook) return platform;
  const { guard = createRequestGuard({ log, now }) } = options;
  const isUp = () => isListening;
  const listener = createTelegramRoute({ secret: webhook.secret, receive, isUp, guard, log });
  return { ...platform, http: { path: WEBHOOK_PATH, listener } };
}

/** @throws AppError whose message says what to correct, without the token */
function refuseToStart(thrown: unknown): never {
  const code = codeOf(thrown);
  // A token of the wrong form is answered by 404, one of the right form that is not valid by 401.
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

/** Runs `make` at the first call and shares its result; after a failure the next call tries again. */
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

type Locale = "vi" | "en";

/**
 * Tells Telegram our commands, for every scope in Vietnamese, in English, and for all other languages in the default
 * one. The bot starts also when the menu could not be set.
 */
async function publishMenu(
  calls: Calls,
  options: { menu: Bot["menu"]; defaultLocale: Locale; log: Logger },
): Promise<void> {
  const { menu, defaultLocale, log } = options;
  const languages: { locale: Locale; code?: Locale }[] = [
    { locale: defaultLocale },
    { locale: "vi", code: "vi" },
    { locale: "en", code: "en" },
  ];
  const all = SCOPES.flatMap((type) =>
    languages.map(({ locale, code }) => ({
      commands: commandsOf(menu(locale)),
      scope: { type },
      ...(code ? { language_code: code } : {}),
    })),
  );
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
