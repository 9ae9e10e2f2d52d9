import type { RequestListener } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { type Logger as BoltLogger, HTTPReceiver, type Receiver, SocketModeReceiver } from "@slack/bolt";
import { AppError } from "../../errors.ts";
import { createRequestGuard, type RequestGuard } from "../../http/request-guard.ts";
import type { Logger } from "../../logging/logger.ts";
import { createSlackRoute } from "./http-route.ts";
import { ReceiverClosed } from "./receiver.ts";
import { isPassing } from "./refusal.ts";

/** How events reach us: a request URL, or a socket that we open. */
export interface Connection {
  receiver: Receiver;
  listener?: RequestListener;
  open(): Promise<void>;
  close(): Promise<void>;
  connected(): boolean;
}

export interface HttpOptions {
  path: string;
  signingSecret: string;
  logger: BoltLogger;
  now: () => Date;
  /** What all routes of one server share; default: one of its own. */
  guard?: RequestGuard | undefined;
  log: Logger;
}

/** HTTP mode: no server of its own; ours hands its requests to `listener`. */
export function httpConnection({ path, signingSecret, logger, now, guard, log }: HttpOptions): Connection {
  const receiver = new HTTPReceiver({
    // The route before it has checked the signature.
    signatureVerification: false,
    signingSecret,
    endpoints: path,
    logger,
    processEventErrorHandler: async ({ error, response }) => {
      noteRefused(log, error);
      if (!response.headersSent) response.writeHead(500).end();
      return true;
    },
  });
  let open = false;
  return {
    receiver,
    listener: createSlackRoute({
      signingSecret,
      deliver: receiver.requestListener,
      isOpen: () => open,
      now,
      guard: guard ?? createRequestGuard({ log, now }),
      log,
    }),
    open: async () => {
      open = true;
    },
    close: async () => {
      open = false;
    },
    connected: () => open,
  };
}

export interface SocketOptions {
  appToken: string;
  apiUrl: string;
  logger: BoltLogger;
  log: Logger;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/**
 * Socket Mode, with a loop of our own that reconnects. With the client's loop a refusal becomes an unhandled rejection and
 * ends the process: src/platforms/slack/LIMITS.md#socket-mode
 */
export function socketConnection({ appToken, apiUrl, logger, log }: SocketOptions): Connection {
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
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
    open: async () => {
      await receiver.client.start().catch((thrown: unknown) => {
        throw refused(thrown);
      });
    },
    close: async () => {
      closing.abort();
      if (connected) await receiver.client.disconnect();
    },
    connected: () => connected,
  };
}

/** A token that Slack refuses takes a person; a Slack that cannot be reached, or has trouble, is tried again. */
function refused(cause: unknown): AppError {
  const word = cause instanceof Error && "data" in cause ? wordIn(cause.data) : null;
  return word === null || isPassing(word)
    ? new AppError("unavailable", `Slack: Socket Mode cannot be opened now (${word ?? "no answer"})`, {
        cause,
      })
    : new AppError("misconfigured", `Slack: Socket Mode refused SLACK_APP_TOKEN (${word})`, { cause });
}

/** `{ ok: false, error: "invalid_auth" }` → `"invalid_auth"` */
function wordIn(data: unknown): string | null {
  if (typeof data !== "object" || data === null || !("error" in data)) return null;
  return typeof data.error === "string" ? data.error : null;
}

function noteRefused(log: Logger, error: unknown): void {
  if (error instanceof ReceiverClosed) log.info("stopping: Slack sends the event again that came just now");
  else log.error({ err: error }, "an event from Slack was not accepted; Slack sends it again");
}
