import { globalAgent, type Agent as HttpAgent } from "node:http";
import { Agent } from "node:https";
import type { Telegram } from "telegraf";
import type { Logger } from "../../logging/logger.ts";
import { KeyedQueue } from "../keyed-queue.ts";
import { type Limit, RateLimiter, type RateLimiterClock, systemRateLimiterClock } from "../rate-limiter.ts";
import { describe, type Failure, failureOf } from "./failure.ts";
import { limits } from "./limits.ts";

/** Nothing was sent to that other host. `code` is what the log tells of it. */
class RedirectedElsewhere extends Error {
  override readonly name = "RedirectedElsewhere";
  readonly code = "EREDIRECT";

  constructor() {
    super("Telegram's server points to another host");
  }
}

/** Ids of supergroups and channels are at or below this one: src/platforms/telegram/LIMITS.md#groups. Only ids above it can migrate. */
const FIRST_SUPERGROUP = -1_000_000_000_000;

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

export interface Calls {
  /** One call, at once, with a time-out. @throws what telegraf throws */
  once(method: string, payload: Payload, signal?: AbortSignal): Promise<unknown>;
  /**
   * A call to a chat, after earlier ones for the same person, within Telegram's rate limits. It waits after 429, and goes to
   * the supergroup that the group has become. A call that does no harm when repeated is repeated; a new message that got no
   * answer is an `UnclearCall`.
   * @throws TelegramError Telegram refused, or was too busy for longer than anybody waits (429)
   */
  toChat(chat: number, method: string, payload: Payload, to: CallFor): Promise<unknown>;
  /** Somebody asked something in this chat: the first answer to it is not held up by the pace. */
  asked(chat: number): void;
  /** The id that a chat has now: another one when the group became a supergroup. */
  home(chat: number): Promise<number>;
}

export interface CallsOptions {
  log: Logger;
  clock?: RateLimiterClock | undefined;
  chatMigrationRows?: ChatMigrationRows | undefined;
}

/** One call with its tries. */
interface Attempt extends CallFor {
  chat: number;
  method: string;
  payload: Payload;
  startedMs: number;
  tries: number;
}

export function createCalls(telegram: Telegram, options: CallsOptions): Calls {
  const { log, clock = systemRateLimiterClock, chatMigrationRows } = options;
  const order = new KeyedQueue<string>();
  const rateLimiter = new RateLimiter(clock);
  const chatMigrations = createChatMigrations(chatMigrationRows, log);

  const once = (method: string, payload: Payload, signal?: AbortSignal): Promise<unknown> => {
    const timeout = AbortSignal.timeout(limits.callTimeoutMs);
    // telegraf's types end with Bot API 7.1, its client does not: JSON calls pass every method and field on.
    return telegram.callApi(method as "sendMessage", payload as never, {
      signal: (signal ?? timeout) as never,
    });
  };

  const send = async ({ chat, method, payload, isAsked, user }: Attempt): Promise<unknown> => {
    // Messages keep the number and the group they were posted under: only what is new goes to the supergroup.
    const home = isSend(method) ? await chatMigrations.home(chat) : chat;
    const { reply_parameters, ...rest } = payload;
    const moved = home === chat ? payload : rest;
    const person = user === undefined ? undefined : String(user);
    const turn = { chat: String(home), isAsked, person, limits: limitsOf(method, home, user) };
    const timeout = isUpload(method) ? AbortSignal.timeout(limits.uploadTimeoutMs) : undefined;
    return rateLimiter.run(turn, () => once(method, { ...moved, chat_id: home }, timeout));
  };

  /** Waits until the call may be made again, or throws what says that it may not. */
  const recover = async (thrown: unknown, attempt: Attempt): Promise<void> => {
    const failure = failureOf(thrown);
    const waitMs = nextTryMs(failure, attempt);
    const waitedMs = clock.nowMs() - attempt.startedMs;
    if (waitMs !== undefined && waitedMs + waitMs <= limits.timeoutMs) {
      if (failure.kind === "migrated") return chatMigrations.follow(attempt.chat, failure.to);
      if (failure.kind !== "flood") return new Promise((resolve) => void clock.wake(waitMs, resolve));
      log.info({ retryAfterMs: waitMs }, "telegram: too fast for one chat, waiting");
      return rateLimiter.rest(String(await chatMigrations.home(attempt.chat)), waitMs);
    }
    if (failure.kind === "unknown" && isSend(attempt.method))
      throw new UnclearCall(describe(thrown), { cause: thrown });
    const reason = REASONS[failure.kind];
    const { method, tries } = attempt;
    if (reason) log.warn({ method, reason, tries, waitedMs }, "telegram: gave up on a call to a chat");
    throw thrown;
  };

  const withRetries = async (attempt: Attempt): Promise<unknown> => {
    for (;;) {
      attempt.tries += 1;
      try {
        return await send(attempt);
      } catch (thrown) {
        await recover(thrown, attempt);
      }
    }
  };

  return {
    once,
    toChat: (chat, method, payload, to) =>
      order.run(orderOf(chat, to), () =>
        withRetries({ chat, method, payload, ...to, startedMs: clock.nowMs(), tries: 0 }),
      ),
    asked: (chat) => rateLimiter.asked(String(chat)),
    home: chatMigrations.home,
  };
}

/** Messages that nobody asked for have a queue of their own, and so has each person: no answer waits behind those of others. */
function orderOf(chat: number, { isAsked, user = 0 }: CallFor): string {
  return `${isAsked ? user : "unasked"}:${chat}`;
}

/** Why a call is given up where another try might have helped. Other refusals have Telegram's own description. */
const REASONS: Partial<Record<Failure["kind"], string>> = {
  flood: "busy",
  unreachable: "unreachable",
  unknown: "no answer",
};

/** Milliseconds to the next try; undefined when there is none. */
function nextTryMs(failure: Failure, { method, tries }: Attempt): number | undefined {
  // A 429 is no failure: only the time limit ends these tries.
  if (failure.kind === "flood") return failure.retryAfterMs;
  if (tries >= limits.tries) return undefined;
  if (failure.kind === "migrated") return isSend(method) ? 0 : undefined;
  const isSafe = failure.kind === "unreachable" || (failure.kind === "unknown" && !isSend(method));
  return isSafe ? 200 * 2 ** tries : undefined;
}

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

interface ChatMigrations {
  /** The id that this chat has now. Never rejects. */
  home(chat: number): Promise<number>;
  /** Telegram said that the group has moved. Never rejects. */
  follow(from: number, to: number): Promise<void>;
}

function createChatMigrations(book: ChatMigrationRows | undefined, log: Logger): ChatMigrations {
  const homes = new Map<number, number>();

  return {
    async home(chat) {
      if (chat >= 0 || chat <= FIRST_SUPERGROUP) return chat;
      const known = homes.get(chat);
      if (known !== undefined) return known;
      try {
        const home = (await book?.find(chat)) ?? chat;
        homes.set(chat, home);
        return home;
      } catch (thrown) {
        // Telegram tells it again with its next refusal.
        log.warn(`telegram: where a group has moved could not be looked up (${describe(thrown)})`);
        return chat;
      }
    },
    async follow(from, to) {
      homes.set(from, to);
      try {
        await book?.keep(from, to);
      } catch (thrown) {
        log.warn(`telegram: where a group has moved could not be kept (${describe(thrown)})`);
      }
    },
  };
}

/** What node-fetch hands to an agent function: the parts of the address it is about to connect to. */
interface Target {
  protocol: string | null;
  host: string | null;
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
  const agentFor = (target: Target): HttpAgent => {
    if (target.protocol === protocol && target.host === host) return own;
    throw new RedirectedElsewhere();
  };
  // Assigned afterwards, because telegraf drops the agent it is given where the root is `http:`.
  telegram.options.agent = agentFor as unknown as HttpAgent;
}
