import { timingSafeEqual } from "node:crypto";
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
 * not looked at, for neither its shape nor its sender is certain (7.1 [guide]).
 */
export function createWebhookListener({ secret, wake }: WebhookOptions): RequestListener {
  return (request, response) => {
    if (!isSame(secretIn(request), secret)) return answer(response, 404, "not found\n");
    if (request.method !== "POST") return answer(response, 405, "POST only\n");
    let bytes = 0;
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes <= MAX_BODY_BYTES) return;
      answer(response, 413, "too large\n");
      request.destroy();
    });
    request.on("end", () => {
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

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function answer(response: ServerResponse, status: number, text: string): void {
  if (!response.headersSent) response.writeHead(status, { "content-type": "text/plain" }).end(text);
}
