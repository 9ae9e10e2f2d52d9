import { setTimeout as delay } from "node:timers/promises";
import type { Telegram } from "telegraf";
import type { Log } from "../../log.ts";
import { Lanes } from "../lanes.ts";
import { describe, failureOf } from "./failure.ts";
import { limits } from "./limits.ts";

/** A call of the Bot API by its name, with the newer fields that telegraf's types do not know. */
type Payload = Readonly<Record<string, unknown>>;

/** A call that may have been done although no answer came; the caller decides whether it may be done twice. */
export class UnclearCall extends Error {
  override readonly name = "UnclearCall";
}

export interface Calls {
  /** One call, at once, as telegraf makes it, but with a time-out. @throws whatever telegraf throws */
  once<T>(method: string, payload: Payload, signal?: AbortSignal): Promise<T>;
  /**
   * A call to a chat: in order with all others to that chat, patient with 429, following a group that became a
   * supergroup. What can be repeated without harm (`repeatable`, edits) is; the rest throws `UnclearCall` when no
   * answer came. @throws TelegramError when Telegram refused
   */
  toChat<T>(chat: number, method: string, payload: Payload, options?: { repeatable: boolean }): Promise<T>;
}

export function createCalls(telegram: Telegram, log: Log): Calls {
  const chats = new Lanes<number>();
  const moved = new Map<number, number>();

  const once = async <T>(method: string, payload: Payload, signal?: AbortSignal): Promise<T> => {
    const timeout = AbortSignal.timeout(limits.callTimeoutMs);
    // telegraf's types end with Bot API 7.1, its client does not: JSON calls pass every method and field on.
    return (await telegram.callApi(method as "sendMessage", payload as never, {
      signal: (signal ?? timeout) as never,
    })) as T;
  };

  /** Waits until the call may be made again, or throws what says that it may not. */
  const recover = async (thrown: unknown, where: { chat: number; attempt: number; repeatable: boolean }) => {
    const failure = failureOf(thrown);
    const isLast = where.attempt >= limits.tries;
    if (failure.kind === "flood" && !isLast && failure.retryAfterMs <= limits.longestWaitMs) {
      log.info({ retryAfterMs: failure.retryAfterMs }, "telegram: too fast for one chat, waiting");
      return delay(failure.retryAfterMs);
    }
    if (failure.kind === "migrated" && !isLast) {
      moved.set(where.chat, failure.to);
      return;
    }
    const isSafe = failure.kind === "unreachable" || (failure.kind === "unknown" && where.repeatable);
    if (isSafe && !isLast) return delay(200 * 2 ** where.attempt);
    if (failure.kind === "unknown") throw new UnclearCall(describe(thrown), { cause: thrown });
    throw thrown;
  };

  const patiently = async <T>(
    chat: number,
    method: string,
    call: { payload: Payload; repeatable: boolean },
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once<T>(method, { ...call.payload, chat_id: moved.get(chat) ?? chat });
      } catch (thrown) {
        await recover(thrown, { chat, attempt, repeatable: call.repeatable });
      }
    }
  };

  return {
    once,
    toChat: (chat, method, payload, { repeatable } = { repeatable: false }) =>
      chats.run(chat, () => patiently(chat, method, { payload, repeatable })),
  };
}
