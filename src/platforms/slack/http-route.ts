import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { parse as parseForm } from "node:querystring";
import type { BufferedIncomingMessage } from "@slack/bolt";
import {
  type ForgedKind,
  MAX_POST_BYTES,
  type RequestGuard,
  refuse,
  refuseUnlessPost,
} from "../../http/request-guard.ts";
import type { Logger } from "../../logging/logger.ts";
import { LIMITS } from "./limits.ts";

export interface RouteOptions {
  signingSecret: string;
  /** Bolt's own listener, for requests that are Slack's and readable. */
  deliver: RequestListener;
  /** False before the platform is started and once it is stopped. */
  isOpen: () => boolean;
  now: () => Date;
  guard: RequestGuard;
  log: Logger;
}

const FORM = "application/x-www-form-urlencoded";

/**
 * Takes `POST /slack/events`. 405 for another method. 401 unless Slack signed it within 5 minutes; headers that cannot be
 * Slack's are refused before the body is read. 413 over 1 MB. 408 when the body takes longer than the guard allows. 503
 * while the bot is not up: Slack sends events again. 400 for what cannot be parsed. 200 for JSON that is no object, which
 * would stop Bolt's receiver. Bolt does the rest.
 */
export function createSlackRoute(options: RouteOptions): RequestListener {
  return (request, response) => {
    receive(request, response, options).catch((error: unknown) => {
      options.log.error({ err: error }, "a request from Slack could not be handled");
      if (response.headersSent) response.end();
      else end(response, 500);
    });
  };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  options: RouteOptions,
): Promise<void> {
  const { signingSecret, deliver, isOpen, now, guard, log } = options;
  if (refuseUnlessPost(request, response)) return;
  const signed = signatureOf(request, now().getTime());
  if (typeof signed === "string") {
    guard.forged(signed);
    return refuse(request, response, 401);
  }
  const hash = createHmac("sha256", signingSecret).update(`v0:${signed.timestamp}:`);
  const raw = await guard.readBody(request, {
    maxBytes: MAX_POST_BYTES,
    isVerified: false,
    onPiece: (piece) => hash.update(piece),
  });
  if (typeof raw === "number") return refuse(request, response, raw);
  if (!timingSafeEqual(hash.digest(), signed.digest)) {
    guard.forged("slack_signature");
    return refuse(request, response, 401);
  }
  if (!isOpen()) return end(response, 503);

  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
  const body = parseBody(raw.toString(), type);
  if (body === undefined) return end(response, 400);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    log.warn("Slack posted JSON that is not an object; dropped");
    return end(response, 200);
  }
  // Bolt compares the content type as a whole, and reads a body that was read before from here.
  request.headers["content-type"] = type;
  await deliver(Object.assign(request, { rawBody: raw }) satisfies BufferedIncomingMessage, response);
}

interface Signature {
  timestamp: string;
  digest: Buffer;
}

/** What the headers claim, before any of the body is read; or what is wrong with them. */
function signatureOf({ headers }: IncomingMessage, nowMs: number): Signature | ForgedKind {
  const { "x-slack-signature": signature, "x-slack-request-timestamp": timestamp } = headers;
  if (typeof timestamp !== "string" || typeof signature !== "string") return "slack_unsigned";
  const [, digest] = /^v0=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (digest === undefined || !/^\d{1,12}$/.test(timestamp)) return "slack_unsigned";
  if (Math.abs(nowMs - Number(timestamp) * 1_000) > LIMITS.signatureAgeMs) return "slack_stale";
  return { timestamp, digest: Buffer.from(digest, "hex") };
}

/** @returns undefined for what cannot be parsed */
function parseBody(text: string, type: string): unknown {
  const form = type === FORM ? parseForm(text) : undefined;
  if (form !== undefined && typeof form.payload !== "string") return form;
  try {
    return JSON.parse(typeof form?.payload === "string" ? form.payload : text);
  } catch {
    return undefined;
  }
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
