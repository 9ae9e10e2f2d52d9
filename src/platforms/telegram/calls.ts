import { globalAgent, type Agent as HttpAgent } from "node:http";
import { Agent } from "node:https";
import type { Telegram } from "telegraf";
import type { Logger } from "../../logging/logger.ts";
import { KeyedQueue } from "../keyed-queue.ts";
import { type Limit, RateLimiter, type RateLimiterClock } from "../rate-limiter.ts";
import { withRetries } from "../retries.ts";
import { describe, type Failure, failureOf } from "./failure.ts";
import { limits } from "./limits.ts";

/** A call of the Bot API by its name, with the newer fields that telegraf's types do not know. */
type Payload = Readonly<Record<string, unknown>>;

/** A message that may have been sent although no answer came; the caller decides whether it may be sent twice. */
export class UnclearCall extends Error {
  override readonly name = "UnclearCall";
}

/** For whom a call to a chat is made. */
export interface CallFor {
  /** Somebody waits for it: it goes before messages that nobody asked for. */
  isAsked: boolean;
  /** Who that is, where it is known: answers of several people take turns. */
  user?: number | undefined;
}

export type TelegramCalls = ReturnType<typeof createCalls>;

export function createCalls(
  telegram: Telegram,
  options: {
    log: Logger;
    clock: RateLimiterClock;
    chatMigrationRows?: ChatMigrationRows | undefined;
  },
) {
  const { log, clock, chatMigrationRows } = options;
  const order = new KeyedQueue<string>();
  const rateLimiter = new RateLimiter(clock);
  const chatMigrations = createChatMigrations(chatMigrationRows, log);

  /** One call, at once, with a time-out. @throws what telegraf throws */
  function once(method: string, payload: Payload, signal?: AbortSignal): Promise<unknown> {
    const timeout = AbortSignal.timeout(limits.callTimeoutMs);
    // telegraf's types end with Bot API 7.1, its client does not: JSON calls pass every method and field on.
    return telegram.callApi(method as "sendMessage", payload as never, {
      signal: (signal ?? timeout) as never,
    });
  }

  async function send(chat: number, method: string, payload: Payload, { isAsked, user }: CallFor) {
    // Messages keep the number and the group they were posted under: only what is new goes to the supergroup.
    const home = isSend(method) ? await chatMigrations.home(chat) : chat;
    const { reply_parameters, ...rest } = payload;
    const moved = home === chat ? payload : rest;
    const person = user === undefined ? undefined : String(user);
    const turn = { chat: String(home), isAsked, person, limits: limitsOf(method, home, user) };
    const timeout = isUpload(method) ? AbortSignal.timeout(limits.uploadTimeoutMs) : undefined;
    return rateLimiter.run(turn, () => once(method, { ...moved, chat_id: home }, timeout));
  }

  /** Sends once more, to the supergroup, when Telegram says that the group has become one. */
  async function sendHome(chat: number, method: string, payload: Payload, to: CallFor): Promise<unknown> {
    try {
      return await send(chat, method, payload, to);
    } catch (thrown) {
      const { to: home } = failureOf(thrown);
      if (home === undefined || !isSend(method)) throw thrown;
      await chatMigrations.follow(chat, home);
      return send(chat, method, payload, to);
    }
  }

  return {
    once,
    /**
     * A call to a chat, after earlier ones for the same person, within Telegram's rate limits. It waits after 429, and goes
     * to the supergroup that the group has become. A call that does no harm when repeated is repeated; a new message that
     * got no answer is an `UnclearCall`.
     * @throws TelegramError Telegram refused, or was too busy for longer than anybody waits (429)
     */
    toChat: (chat: number, method: string, payload: Payload, to: CallFor): Promise<unknown> =>
      order.run(orderOf(chat, to), () =>
        withRetries(() => sendHome(chat, method, payload, to), {
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
            const reason = REASONS[outcome];
            if (reason) log.warn({ method, reason, ...attempts }, "telegram: gave up on a call to a chat");
            return thrown;
          },
        }),
      ),
    /** Somebody asked something in this chat: the first answer to it is not held up by the pace. */
    asked: (chat: number) => rateLimiter.asked(String(chat)),
    /** The id that a chat has now: another one when the group became a supergroup. */
    home: chatMigrations.home,
  };
}

/** Messages that nobody asked for have a queue of their own, and so has each person: no answer waits behind those of others. */
function orderOf(chat: number, { isAsked, user = 0 }: CallFor): string {
  return `${isAsked ? user : "unasked"}:${chat}`;
}

/** Why a call is given up where another try might have helped. Other refusals have Telegram's own description. */
const REASONS: Partial<Record<Failure["outcome"], string>> = {
  busy: "busy",
  unsent: "unreachable",
  unclear: "no answer",
};

/**
 * What a call counts against; nothing for calls that put no message in front of anybody.
 * @param asker  the person who waits for it, where that is known: one person cannot use up what a group may be sent
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

/** Carries a file with it. */
function isUpload(method: string): boolean {
  return method === "sendDocument" || method === "sendPhoto";
}

/** Puts a new message into the chat; made twice, there are two. Everything else can be repeated without harm. */
function isSend(method: string): boolean {
  return method.startsWith("send") && method !== "sendChatAction";
}

/** Stores which group became which supergroup: places that were stored before still name the old one. */
export interface ChatMigrationRows {
  /** `-1002003004005` for `-4005`; null when it has not moved, as far as anybody knows. */
  find(chat: number): Promise<number | null>;
  keep(from: number, to: number): Promise<void>;
}

/** Ids of supergroups and channels are at or below this one: src/platforms/telegram/LIMITS.md#groups. Only ids above it can migrate. */
const FIRST_SUPERGROUP = -1_000_000_000_000;

function createChatMigrations(rows: ChatMigrationRows | undefined, log: Logger) {
  const homes = new Map<number, number>();

  return {
    /** The id that this chat has now. Never rejects. */
    async home(chat: number): Promise<number> {
      if (chat >= 0 || chat <= FIRST_SUPERGROUP) return chat;
      const known = homes.get(chat);
      if (known !== undefined) return known;
      try {
        const home = (await rows?.find(chat)) ?? chat;
        homes.set(chat, home);
        return home;
      } catch (thrown) {
        // Telegram tells it again with its next refusal.
        log.warn(`telegram: where a group has moved could not be looked up (${describe(thrown)})`);
        return chat;
      }
    },
    /** Telegram said that the group has moved. Never rejects. */
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

/**
 * Telegraf follows redirects, up to 20, to any host (node-fetch 2.7, measured), and a 307 takes the message along. The
 * agent is asked before each connection, redirects included, so here is where another host than the API's is refused.
 */
export function keepToHost(telegram: Telegram, apiRoot: string): void {
  const { protocol, host } = new URL(apiRoot);
  // As telegraf would make it: keep-alive, or every call pays for a TLS handshake.
  const own: HttpAgent =
    protocol === "https:" ? new Agent({ keepAlive: true, keepAliveMsecs: 10_000 }) : globalAgent;
  // node-fetch gives the agent function the parts of the address that it is about to connect to.
  const agentFor = (target: { protocol: string | null; host: string | null }): HttpAgent => {
    if (target.protocol === protocol && target.host === host) return own;
    // The log tells an error without an answer by its code.
    throw Object.assign(new Error("Telegram's server points to another host"), { code: "EREDIRECT" });
  };
  // Assigned afterwards, because telegraf drops the agent it is given where the root is `http:`.
  telegram.options.agent = agentFor as unknown as HttpAgent;
}
