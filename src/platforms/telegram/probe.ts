import { Telegram } from "telegraf";
import * as z from "zod";
import type { Logger } from "../../logging/logger.ts";
import { systemRateLimiterClock } from "../rate-limiter.ts";
import { createCalls } from "./calls.ts";
import { setConnections } from "./connections.ts";
import { codeOf, describe, meShape, readResult } from "./failure.ts";

/** @see https://core.telegram.org/bots/api#webhookinfo */
const webhookShape = z.object({
  url: z.string(),
  pending_update_count: z.number().int().default(0),
  /** Seconds since 1970. */
  last_error_date: z.number().int().optional(),
  last_error_message: z.string().optional(),
});

export interface TelegramProbe {
  me: z.infer<typeof meShape>;
  webhook: z.infer<typeof webhookShape>;
  /** The number of commands in the menu of private chats. */
  menu: number;
}

/** A failed call: Telegram's code if it answered, and one line without the token. */
export interface TelegramTrouble {
  code: number | undefined;
  trouble: string;
}

/** Asks Telegram about the bot, its webhook and its menu. Takes no updates. */
export async function probeTelegram(
  token: string,
  apiRoot: string,
  log: Logger,
): Promise<TelegramProbe | TelegramTrouble> {
  const telegram = new Telegram(token, { apiRoot });
  const connections = setConnections(telegram, apiRoot);
  const calls = createCalls(telegram, { log, clock: systemRateLimiterClock, connections, onSend() {} });
  try {
    const me = readResult(meShape, await calls.once("getMe", {}));
    const webhook = readResult(webhookShape, await calls.once("getWebhookInfo", {}));
    const scope = { type: "all_private_chats" };
    const menu = readResult(z.array(z.unknown()), await calls.once("getMyCommands", { scope }));
    return { me, webhook, menu: menu.length };
  } catch (thrown) {
    return { code: codeOf(thrown), trouble: describe(thrown) };
  }
}
