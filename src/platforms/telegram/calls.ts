import type { Telegram } from "telegraf";
import type { Logger } from "../../logging/logger.ts";
import { KeyedQueue } from "../keyed-queue.ts";
import { type Limit, RateLimiter, type RateLimiterClock } from "../rate-limiter.ts";
import { unlessPaused, withRetries } from "../retries.ts";
import { createSendObserver, type EndedSend, logGivenUp } from "../sends.ts";
import type { Connections } from "./connections.ts";
import { describe, failureOf } from "./failure.ts";
import { limits } from "./limits.ts";

/** The parameters of a Bot API call, with the newer fields that telegraf's types do not know. */
type CallPayload = Readonly<Record<string, unknown>>;

/** A message that may have been sent although no answer came. The caller decides whether it may be sent twice. */
export class UnclearCall extends Error {
  override readonly name = "UnclearCall";
}

/** The person for whom a call to a chat is made. */
export interface CallFor {
  /** Somebody waits for it, so it goes before messages that nobody asked for. */
  isAsked: boolean;
  /** That person, if known: answers of several people take turns. */
  user?: number | undefined;
  /** Nothing is sent once it is false. Default: the lease is watched from each call on. */
  isUnbroken?: () => boolean;
}

interface ChatCall {
  chat: number;
  method: string;
  payload: CallPayload;
  to: CallFor;
  /** True while the lease runs without a break since the call began. */
  isUnbroken(): boolean;
}

export type TelegramCalls = ReturnType<typeof createCalls>;

export function createCalls(
  telegram: Telegram,
  options: {
    log: Logger;
    clock: RateLimiterClock;
    chatMigrationRows?: ChatMigrationRows | undefined;
    onSend(send: EndedSend): void;
    /** Calls to a chat are made only while the lease runs without a break since then, see `Lease.watch`. */
    watchLease?: (() => () => boolean) | undefined;
    connections: Pick<Connections, "closeIdle">;
  },
) {
  const { log, clock, chatMigrationRows, onSend, connections, watchLease = () => () => true } = options;
  const observe = createSendObserver(log, onSend, (thrown) => failureOf(thrown).outcome);
  const order = new KeyedQueue<string>();
  const rateLimiter = new RateLimiter(clock);
  const chatMigrations = createChatMigrations(chatMigrationRows, log);

  /** Makes one call at once, with a time-out. @throws what telegraf throws */
  function once(method: string, payload: CallPayload, signal?: AbortSignal): Promise<unknown> {
    const limited = signal ?? AbortSignal.timeout(limits.callTimeoutMs);
    // telegraf's types end with Bot API 7.1, but its client does not: JSON calls pass on every method and field.
    const send = (): Promise<unknown> =>
      telegram
        .callApi(method as "sendMessage", payload as never, { signal: limited as never })
        .finally(() => {
          if (limited.aborted) connections.closeIdle();
        });
    // A poll waits for updates, so its duration says nothing. `connected` says whether polls succeed.
    return method === "getUpdates" ? send() : observe(method, send);
  }

  async function send({ chat, method, payload, isUnbroken, to: { isAsked, user } }: ChatCall) {
    // Messages keep the number and the group of their posting. Only new messages go to the supergroup.
    const home = isSend(method) ? await chatMigrations.home(chat) : chat;
    const { reply_parameters, ...rest } = payload;
    const moved = home === chat ? payload : rest;
    const person = user === undefined ? undefined : String(user);
    const turn = { chat: String(home), isAsked, person, limits: limitsOf(method, home, user) };
    const timeout = isUpload(method) ? AbortSignal.timeout(limits.uploadTimeoutMs) : undefined;
    const sendOnce = () => once(method, { ...moved, chat_id: home }, timeout);
    return rateLimiter.run(turn, unlessPaused(isUnbroken, sendOnce));
  }

  /** Sends a message again, to the supergroup, if Telegram says that the group has become one. */
  async function sendHome(call: ChatCall): Promise<unknown> {
    const { chat, method } = call;
    try {
      return await send(call);
    } catch (thrown) {
      const { to: home } = failureOf(thrown);
      if (home === undefined || !isSend(method)) throw thrown;
      await chatMigrations.follow(chat, home);
      return send(call);
    }
  }

  return {
    once,
    /**
     * Makes a call to a chat, after earlier ones for the same person, within Telegram's rate limits. It waits after
     * 429, and goes to the supergroup that the group has become. A call is repeated if that is safe; a new message
     * without an answer is an `UnclearCall`.
     * @throws TelegramError Telegram refused, or was too busy for longer than anybody waits (429)
     */
    toChat(chat: number, method: string, payload: CallPayload, to: CallFor): Promise<unknown> {
      const call = { chat, method, payload, to, isUnbroken: to.isUnbroken ?? watchLease() };
      return order.run(orderOf(chat, to), () =>
        withRetries(() => sendHome(call), {
          policy: limits.retries,
          isNew: isSend(method),
          clock,
          read: failureOf,
          async rest(retryAfterMs) {
            log.info({ retryAfterMs }, "telegram: too fast for one chat, waiting");
            rateLimiter.rest(String(await chatMigrations.home(chat)), retryAfterMs);
          },
          givenUp(thrown, attempts) {
            const { outcome } = failureOf(thrown);
            if (outcome === "unclear" && isSend(method))
              return new UnclearCall(describe(thrown), { cause: thrown });
            logGivenUp(log, thrown, outcome, { method, ...attempts });
            return thrown;
          },
        }),
      );
    },
    /**
     * Stops the spinner of a clicked button. A failed call is repeated: a second one does no harm, and without one the
     * person waits until Telegram gives up.
     */
    async answerClick(query: string): Promise<void> {
      const answerOnce = () =>
        once("answerCallbackQuery", { callback_query_id: query }, AbortSignal.timeout(limits.clickTimeoutMs));
      await withRetries(answerOnce, {
        policy: limits.clickRetries,
        isNew: false,
        clock,
        read: failureOf,
        rest: (retryAfterMs) => new Promise((resolve) => void clock.wake(retryAfterMs, () => resolve())),
        givenUp(thrown) {
          log.debug(`telegram: a button was not acknowledged (${describe(thrown)})`);
          return thrown;
        },
      }).catch(() => {});
    },
    /** Notes a question in this chat: the rate limiter does not delay the first answer to it. */
    asked: (chat: number) => rateLimiter.asked(String(chat)),
    /** Returns the current id of a chat, which changes if the group becomes a supergroup. */
    home: chatMigrations.home,
  };
}

/** Returns a call's queue: one per person, one for unasked messages. So no answer waits for those of others. */
function orderOf(chat: number, { isAsked, user = 0 }: CallFor): string {
  return `${isAsked ? user : "unasked"}:${chat}`;
}

/**
 * Returns the limits that a call counts against; none for calls that show no message to anybody.
 * @param asker  the person who waits for it, if known: one person cannot use up what a group may be sent
 */
function limitsOf(method: string, chat: number, asker?: number): Limit[] {
  if (!isSend(method) && !/^edit/.test(method)) return [];
  const { rateLimiter } = limits;
  const all: Limit = { key: "all", ...rateLimiter.all, holds: isSend(method) ? "further" : "unasked" };
  const inGroup: Limit[] =
    chat < 0 ? [{ key: `group:${chat}`, ...rateLimiter.group, holds: "everything" }] : [];
  if (chat < 0 && asker !== undefined) {
    inGroup.push({ key: `group:${chat}:${asker}`, ...rateLimiter.personInGroup, holds: "everything" });
  }
  const inChat: Limit[] = isSend(method)
    ? [
        { key: `chat:${chat}`, ...rateLimiter.chat, holds: "unasked" },
        { key: `burst:${chat}`, ...rateLimiter.burst, holds: "further" },
      ]
    : [];
  return [...inGroup, ...inChat, all];
}

/** Returns true if the call contains a file. */
function isUpload(method: string): boolean {
  return method === "sendDocument" || method === "sendPhoto";
}

/** Returns true for a call that creates a message, so that two calls create two. All others are safe to repeat. */
function isSend(method: string): boolean {
  return method.startsWith("send") && method !== "sendChatAction";
}

/** Stores which group became which supergroup: places that were stored before still have the old id. */
export interface ChatMigrationRows {
  /** Returns `-1002003004005` for `-4005`; null if the group has not moved, as far as known. */
  find(chat: number): Promise<number | null>;
  keep(from: number, to: number): Promise<void>;
}

/** Supergroup and channel ids are at or below this. Only others can migrate: src/platforms/telegram/LIMITS.md#groups */
const FIRST_SUPERGROUP = -1_000_000_000_000;

function createChatMigrations(rows: ChatMigrationRows | undefined, log: Logger) {
  const homes = new Map<number, number>();

  return {
    /** Returns the current id of this chat. Never rejects. */
    async home(chat: number): Promise<number> {
      if (chat >= 0 || chat <= FIRST_SUPERGROUP) return chat;
      const known = homes.get(chat);
      if (known !== undefined) return known;
      try {
        const home = (await rows?.find(chat)) ?? chat;
        homes.set(chat, home);
        return home;
      } catch (thrown) {
        // Telegram says it again with its next refusal.
        log.warn(`telegram: where a group has moved could not be looked up (${describe(thrown)})`);
        return chat;
      }
    },
    /** Stores that the group has moved, as Telegram said. Never rejects. */
    async follow(from: number, to: number): Promise<void> {
      homes.set(from, to);
      try {
        await rows?.keep(from, to);
      } catch (thrown) {
        log.warn(`telegram: where a group has moved could not be kept (${describe(thrown)})`);
      }
    },
  };
}
