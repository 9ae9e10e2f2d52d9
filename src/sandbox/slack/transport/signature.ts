import { createHmac } from "node:crypto";

/**
 * Returns Slack's signature headers: HMAC-SHA256 over `v0:timestamp:raw body`. src/platforms/slack/LIMITS.md#signature
 * @param atMs epoch milliseconds; a receiver refuses requests older than five minutes
 * @returns e.g. {"x-slack-request-timestamp": "1764032400", "x-slack-signature": "v0=a2114d57..."}
 */
export function signatureHeaders(secret: string, rawBody: string, atMs: number): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${rawBody}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${digest}` };
}
