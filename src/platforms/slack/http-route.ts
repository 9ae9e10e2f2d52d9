import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { parse as parseForm } from "node:querystring";
import { type BufferedIncomingMessage, verifySlackRequest } from "@slack/bolt";
import type { Log } from "../../log.ts";
import { LIMITS } from "./limits.ts";

export interface RouteOptions {
  signingSecret: string;
  /** Bolt's own listener, for requests that are Slack's and readable. */
  deliver: RequestListener;
  /** False before the platform is started and once it is stopped. */
  isOpen: () => boolean;
  now: () => Date;
  log: Log;
}

const FORM = "application/x-www-form-urlencoded";

/**
 * The door of `POST /slack/events`: 413 over 1 MB, 401 and nothing else unless Slack signed it within 5 minutes, 503
 * while we are not up (Slack sends events again), 400 for what cannot be parsed, 200 for JSON that is no object (it
 * would stop Bolt's receiver). The rest is Bolt's.
 */
export function createRoute(options: RouteOptions): RequestListener {
  return (request, response) => {
    receive(request, response, options).catch((error: unknown) => {
      options.log.error({ err: error }, "a request from Slack could not be handled");
      if (!response.headersSent) end(response, 500);
    });
  };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  options: RouteOptions,
): Promise<void> {
  const { signingSecret, deliver, isOpen, now, log } = options;
  if (request.method !== "POST") return end(response, 405);
  const raw = await readBody(request);
  if (raw === "too large") return end(response, 413, { connection: "close" });
  if (!isSigned(request, raw, signingSecret, now().getTime())) return end(response, 401);
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

/** Reads to the end in any case, so that the answer is not lost in a broken pipe; keeps no more than allowed. */
async function readBody(request: IncomingMessage): Promise<Buffer | "too large"> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMITS.requestBytes * 4) return "too large";
    if (size <= LIMITS.requestBytes) chunks.push(chunk);
  }
  return size > LIMITS.requestBytes ? "too large" : Buffer.concat(chunks);
}

function isSigned(request: IncomingMessage, raw: Buffer, signingSecret: string, nowMs: number): boolean {
  const timestamp = Number(request.headers["x-slack-request-timestamp"]);
  const signature = request.headers["x-slack-signature"];
  if (typeof signature !== "string" || Math.abs(nowMs - timestamp * 1000) > LIMITS.signatureAgeMs)
    return false;
  try {
    const headers = { "x-slack-signature": signature, "x-slack-request-timestamp": timestamp };
    verifySlackRequest({ signingSecret, body: raw.toString(), headers, nowMilliseconds: nowMs });
    return true;
  } catch {
    return false;
  }
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

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end();
}
