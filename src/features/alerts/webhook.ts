import type { IncomingMessage, RequestListener } from "node:http";
import {
  createSecretCheck,
  MAX_POST_BYTES,
  type RequestGuard,
  refuse,
  refuseUnlessPost,
} from "../../http/request-guard.ts";

interface WebhookOptions {
  /** The end of the path, which nobody guesses: AntCRM signs nothing (antcrm-api.md 7.1 [guide]). */
  secret: string;
  /** Something may have happened. */
  wake(): void;
  guard: RequestGuard;
}

/** Where AntCRM's webhook posts; the secret follows. */
export const ANTCRM_WEBHOOK_PATH = "/antcrm/webhook/";

/**
 * AntCRM says that something has changed. It is believed so far that we go and look; what it says is read to its end and
 * not looked at, for neither its shape nor its sender is certain (7.1 [guide]). Whoever does not know the secret is
 * answered as at any path that is none.
 */
export function createAntcrmRoute({ secret, wake, guard }: WebhookOptions): RequestListener {
  const isOurs = createSecretCheck(secret);
  return async (request, response) => {
    if (!isOurs(secretIn(request))) {
      guard.forged("antcrm_secret");
      return refuse(request, response, 404, { text: "not found\n" });
    }
    if (refuseUnlessPost(request, response)) return;
    const body = await guard.readBody(request, { maxBytes: MAX_POST_BYTES, isVerified: true });
    if (typeof body === "number") {
      return refuse(request, response, body, { text: body === 413 ? "too large\n" : "" });
    }
    wake();
    response.writeHead(200, { "content-type": "text/plain" }).end("ok\n");
  };
}

function secretIn({ url = "" }: IncomingMessage): string {
  return (url.split("?", 1)[0] ?? "").slice(ANTCRM_WEBHOOK_PATH.length);
}
