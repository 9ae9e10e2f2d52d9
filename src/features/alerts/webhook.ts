import type { IncomingMessage, RequestListener } from "node:http";
import {
  createSecretCheck,
  MAX_POST_BYTES,
  type RequestGuard,
  refuse,
  refuseUnlessPost,
} from "../../http/request-guard.ts";

interface WebhookOptions {
  /** The secret end of the path. AntCRM does not sign its requests. See src/crm/API.md#webhook */
  secret: string;
  /** Called when something may have happened. */
  wake(): void;
  guard: RequestGuard;
}

/** The path of AntCRM's webhook, followed by the secret. */
export const ANTCRM_WEBHOOK_PATH = "/antcrm/webhook/";

/**
 * Receives AntCRM's report of a change. The report only starts a read of AntCRM: its content is ignored, because neither
 * its shape nor its sender is certain. A wrong secret is answered like an unknown path. See src/crm/API.md#webhook
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
