import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener } from "node:http";
import type { Log } from "../../log.ts";
import { limits } from "./limits.ts";

export const WEBHOOK_PATH = "/telegram/webhook";

/**
 * Our own route, because telegraf's answers 200 although a handler threw (platform-rules, measured). 405 for anything
 * but POST, 401 without the secret, 413 over 1 MB, 400 for what is no JSON, 500 when the update could not be stored (so
 * that Telegram sends it again), 503 while we are not up, and 200 as soon as it is stored.
 */
export function createWebhookListener(options: {
  secret: string;
  /** Stores the update; rejects when that failed. */
  receive: (update: unknown) => Promise<void>;
  isUp: () => boolean;
  log: Log;
}): RequestListener {
  const isOurs = createSecretCheck(options.secret);

  const answer = async (request: IncomingMessage): Promise<number> => {
    if (request.method !== "POST") return 405;
    if (!isOurs(request.headers["x-telegram-bot-api-secret-token"])) return 401;
    if (!options.isUp()) return 503;
    const body = await readBody(request);
    if (body === null) return 413;
    const update = parseJson(body);
    if (update === undefined) return 400;
    await options.receive(update);
    return 200;
  };

  return (request, response) => {
    answer(request).then(
      (status) => response.writeHead(status, status === 405 ? { allow: "POST" } : {}).end(),
      (thrown: unknown) => {
        options.log.error(
          { err: thrown },
          "telegram: could not store an update, Telegram will send it again",
        );
        if (!response.headersSent) response.writeHead(500);
        response.end();
      },
    );
  };
}

/** Compares in a time that tells nothing: hashes have equal lengths, whatever was sent. */
function createSecretCheck(secret: string): (given: string | string[] | undefined) => boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  const expected = hash(secret);
  return (given) => typeof given === "string" && timingSafeEqual(hash(given), expected);
}

/** The body, or null when it is too long. What is too long is read to its end, so that the sender gets our answer. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limits.webhookBodyBytes) chunks.push(chunk);
    // Whoever sends this much does not wait for an answer.
    if (size > 16 * limits.webhookBodyBytes) request.destroy();
  }
  return size > limits.webhookBodyBytes ? null : Buffer.concat(chunks).toString("utf8");
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
