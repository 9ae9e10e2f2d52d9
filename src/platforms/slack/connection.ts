import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { parse as parseForm } from "node:querystring";
import { setTimeout as pause } from "node:timers/promises";
import { type BufferedIncomingMessage, HTTPReceiver, type Receiver, SocketModeReceiver } from "@slack/bolt";
import * as z from "zod";
import { AppError } from "../../errors.ts";
import { type ForgedKind, MAX_POST_BYTES, parseJson, postRoute, refuse } from "../../http/request-guard.ts";
import type { Logger } from "../../logging/logger.ts";
import type { PlatformOptions } from "../platform.ts";
import { LIMITS } from "./limits.ts";
import { ReceiverClosed } from "./receiver.ts";
import { boltLog, isPassing } from "./web.ts";

/** How events arrive: at a request URL, or over a socket that the bot opens. */
interface Connection {
  receiver: Receiver;
  http?: { path: string; listener: RequestListener };
  open(): Promise<void>;
  close(): Promise<void>;
  connected(): boolean;
}

export interface ConnectionOptions extends Pick<Required<PlatformOptions>, "now" | "guard" | "log"> {
  /** Socket Mode, when given. */
  appToken?: string;
  /** HTTP mode, when there is no app token. */
  signingSecret?: string;
  /** `"https://slack.com/api/"`; the bot token goes to this host and no other. */
  apiUrl: string;
}

/** @throws AppError `misconfigured` neither an app token nor a signing secret is given */
export function createConnection(options: ConnectionOptions): Connection {
  const { appToken, signingSecret } = options;
  if (appToken !== undefined) return socketConnection(appToken, options);
  if (signingSecret !== undefined) return httpConnection(signingSecret, options);
  throw new AppError(
    "misconfigured",
    "Slack: set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)",
  );
}

export const SLACK_EVENTS_PATH = "/slack/events";

/** Creates the HTTP connection. It has no server of its own: the bot's server passes its requests to `listener`. */
function httpConnection(signingSecret: string, { now, guard, log }: ConnectionOptions): Connection {
  const receiver = new HTTPReceiver({
    // The route before it has already checked the signature.
    signatureVerification: false,
    signingSecret,
    endpoints: SLACK_EVENTS_PATH,
    logger: boltLog(log),
    processEventErrorHandler: async ({ error, response }) => {
      noteRefused(log, error);
      // 503 tells a proxy to ask another process, which can take the event.
      if (!response.headersSent) response.writeHead(error instanceof ReceiverClosed ? 503 : 500).end();
      return true;
    },
  });
  let isOpen = false;
  const deliver = receiver.requestListener;
  const route = { signingSecret, deliver, isOpen: () => isOpen, now, guard, log };
  const listener = postRoute(
    (request, response) => receive(request, response, route),
    (error) => log.error({ err: error }, "a request from Slack could not be handled"),
  );
  return {
    receiver,
    http: { path: SLACK_EVENTS_PATH, listener },
    async open() {
      isOpen = true;
    },
    async close() {
      isOpen = false;
    },
    connected: () => isOpen,
  };
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * Creates the Socket Mode connection, with a reconnect loop of its own. With the client's loop, a refusal becomes an
 * unhandled rejection and ends the process: src/platforms/slack/LIMITS.md#socket-mode
 */
function socketConnection(appToken: string, { apiUrl, log }: ConnectionOptions): Connection {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: boltLog(log),
    autoReconnectEnabled: false,
    installerOptions: {
      clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 2, minTimeout: 300 } },
    },
    processEventErrorHandler: async ({ error }) => {
      noteRefused(log, error);
      return false;
    },
  });
  let connected = false;
  const closing = new AbortController();
  receiver.client.on("connected", () => {
    connected = true;
  });
  receiver.client.on("disconnected", () => {
    const wasConnected = connected;
    connected = false;
    if (wasConnected) void reconnect();
  });

  async function reconnect(): Promise<void> {
    for (
      let waitMs = 0;
      !closing.signal.aborted;
      waitMs = Math.min(LONGEST_RETRY_MS, waitMs * 2 || FIRST_RETRY_MS)
    ) {
      try {
        await pause(waitMs, undefined, { signal: closing.signal });
        await receiver.client.start();
        return;
      } catch (error) {
        if (!closing.signal.aborted) log.warn({ err: error }, "Socket Mode is not connected; trying again");
      }
    }
  }

  return {
    receiver,
    async open() {
      await receiver.client.start().catch((thrown: unknown) => {
        throw refused(thrown);
      });
    },
    async close() {
      closing.abort();
      if (connected) await receiver.client.disconnect();
    },
    connected: () => connected,
  };
}

/** Returns the error of a failed connection. A refused token needs a person; other trouble is tried again. */
function refused(cause: unknown): AppError {
  // `{ ok: false, error: "invalid_auth" }`
  const code = refusalShape.safeParse(cause).data?.data.error;
  return code === undefined || isPassing(code)
    ? new AppError("unavailable", `Slack: Socket Mode cannot be opened now (${code ?? "no answer"})`, {
        cause,
      })
    : new AppError("misconfigured", `Slack: Socket Mode refused SLACK_APP_TOKEN (${code})`, { cause });
}

const refusalShape = z.object({ data: z.object({ error: z.string() }) });

function noteRefused(log: Logger, error: unknown): void {
  if (error instanceof ReceiverClosed) log.info("stopping: Slack sends the event again that came just now");
  else log.error({ err: error }, "an event from Slack was not accepted; Slack sends it again");
}

interface RouteOptions extends Pick<ConnectionOptions, "now" | "guard" | "log"> {
  signingSecret: string;
  /** Bolt's own listener, for readable requests that Slack has signed. */
  deliver: RequestListener;
  /** Returns false before the platform is started and after it is stopped. */
  isOpen(): boolean;
}

/**
 * Accepts `POST /slack/events` and passes it to Bolt. 405 for another method. 401 unless Slack signed the request
 * within 5 minutes; headers that cannot be Slack's are refused before the body is read. 413 over 1 MB. 408 when the
 * body takes longer than the guard allows. 503 while the bot is not up or stops, so that Slack sends events again. 400
 * for a body that cannot be parsed. 200 for JSON that is not an object, which would stop Bolt's receiver.
 */
async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  options: RouteOptions,
): Promise<void> {
  const { signingSecret, deliver, isOpen, now, guard, log } = options;
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
  const answer = (status: number) => void response.writeHead(status).end();
  if (!isOpen()) return answer(503);

  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";
  const body = parseBody(raw.toString(), type);
  if (body === undefined) return answer(400);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    log.warn("Slack posted JSON that is not an object; dropped");
    return answer(200);
  }
  // Bolt compares the whole content type, and takes a body that was already read from `rawBody`.
  request.headers["content-type"] = type;
  await deliver(Object.assign(request, { rawBody: raw }) satisfies BufferedIncomingMessage, response);
}

interface Signature {
  timestamp: string;
  digest: Buffer;
}

/** Returns the signature that the headers claim, before the body is read, or what is wrong with them. */
function signatureOf({ headers }: IncomingMessage, nowMs: number): Signature | ForgedKind {
  const { "x-slack-signature": signature, "x-slack-request-timestamp": timestamp } = headers;
  if (typeof timestamp !== "string" || typeof signature !== "string") return "slack_unsigned";
  const [, digest] = /^v0=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (digest === undefined || !/^\d{1,12}$/.test(timestamp)) return "slack_unsigned";
  if (Math.abs(nowMs - Number(timestamp) * 1_000) > LIMITS.signatureAgeMs) return "slack_stale";
  return { timestamp, digest: Buffer.from(digest, "hex") };
}

const FORM = "application/x-www-form-urlencoded";

/** Parses a body. @returns undefined if it cannot be parsed */
function parseBody(text: string, type: string): unknown {
  const form = type === FORM ? parseForm(text) : undefined;
  if (form !== undefined && typeof form.payload !== "string") return form;
  return parseJson(typeof form?.payload === "string" ? form.payload : text);
}
