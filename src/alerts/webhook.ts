import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

interface WebhookOptions {
  /** The end of the path, which nobody guesses: AntCRM signs nothing (antcrm-api.md 7.1 [guide]). */
  secret: string;
  /** Something may have happened. */
  wake(): void;
}

/** Where AntCRM's webhook posts; the secret follows. */
export const ANTCRM_WEBHOOK_PATH = "/antcrm/webhook/";

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * AntCRM says that something has changed. It is believed so far that we go and look; what it says is read to its end and
 * not looked at, for neither its shape nor its sender is certain (7.1 [guide]). Whoever does not know the secret is
 * answered as at any path that is none.
 */
export function createWebhookListener({ secret, wake }: WebhookOptions): RequestListener {
  const isOurs = createSecretCheck(secret);
  return (request, response) => {
    if (!isOurs(secretIn(request))) return answer(response, 404, "not found\n");
    if (request.method !== "POST") return answer(response, 405, "POST only\n");
    let bytes = 0;
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      // What is too long is read to its end, so that the sender gets our answer; nobody waits for one who sends this much.
      if (bytes > 16 * MAX_BODY_BYTES) request.destroy();
    });
    request.on("end", () => {
      if (bytes > MAX_BODY_BYTES) return answer(response, 413, "too large\n");
      wake();
      answer(response, 200, "ok\n");
    });
    // Whoever hangs up in the middle leaves nobody to answer.
    request.on("error", () => {});
  };
}

function secretIn({ url = "" }: IncomingMessage): string {
  return (url.split("?", 1)[0] ?? "").slice(ANTCRM_WEBHOOK_PATH.length);
}

/** Compares in a time that tells nothing: hashes have equal lengths, whatever was sent. */
function createSecretCheck(secret: string): (given: string) => boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  const expected = hash(secret);
  return (given) => timingSafeEqual(hash(given), expected);
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(text);
}
