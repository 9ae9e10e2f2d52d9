import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import {
  createSecretCheck,
  MAX_POST_BYTES,
  parseJson,
  postRoute,
  type RequestGuard,
  refuse,
} from "../../http/request-guard.ts";
import type { Logger } from "../../logging/logger.ts";

export const WEBHOOK_PATH = "/telegram/webhook";

/** Returns where Telegram posts: `"https://bot.shop.vn/"` → `"https://bot.shop.vn/telegram/webhook"`. */
export function webhookAddress(base: string): string {
  return `${base.replace(/(?<!\/)\/+$/, "")}${WEBHOOK_PATH}`;
}

/**
 * Creates the route for the updates that Telegram posts. Telegraf's own route answers 200 even if a handler threw:
 * src/platforms/telegram/LIMITS.md#updates
 *
 * 405 for anything but POST. 401 without the secret, before the body is read. 413 over 1 MB. 408 for a body that is too
 * slow. 400 for a body that is not JSON. 500 if the update could not be stored, so that Telegram sends it again. 503
 * while the bot is not up. 200 as soon as the update is stored.
 */
export function createTelegramRoute(options: {
  secret: string;
  /** Stores the update; rejects when that failed. */
  receive: (update: unknown) => Promise<void>;
  isUp: () => boolean;
  guard: RequestGuard;
  log: Logger;
}): RequestListener {
  const { guard, log } = options;
  const isOurs = createSecretCheck(options.secret);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOurs(request.headers["x-telegram-bot-api-secret-token"])) {
      guard.forged("telegram_secret");
      return refuse(request, response, 401);
    }
    if (!options.isUp()) return refuse(request, response, 503);
    const body = await guard.readBody(request, { maxBytes: MAX_POST_BYTES, isVerified: true });
    if (typeof body === "number") return refuse(request, response, body);
    const update = parseJson(body.toString("utf8"));
    // The stop may have begun while the body was read.
    if (!options.isUp()) return refuse(request, response, 503);
    if (update !== undefined) await options.receive(update);
    response.writeHead(update === undefined ? 400 : 200).end();
  }

  return postRoute(handle, (err) =>
    log.error({ err }, "telegram: could not store an update, Telegram will send it again"),
  );
}
