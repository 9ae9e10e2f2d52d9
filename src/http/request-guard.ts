import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createLogThrottle } from "../logging/log-throttle.ts";
import type { Logger } from "../logging/logger.ts";

interface ReadOptions {
  maxBytes: number;
  /** True if a secret in the headers or the path has proved who the sender is. */
  isVerified: boolean;
  /** Called with each piece as it arrives, e.g. to hash it. */
  onPiece?(piece: Buffer): void;
}

type RefusedBody = 400 | 408 | 413 | 503;

/** What is wrong with a forged request. The text is the log line, and says what to check if the sender is honest. */
const FORGED = {
  slack_unsigned: "refused a post to /slack/events without Slack's signature",
  slack_stale:
    "refused a post to /slack/events signed more than 5 minutes ago or ahead: where Slack sent it, set this machine's clock",
  slack_signature:
    "refused a post to /slack/events with a wrong signature: where Slack sent it, correct SLACK_SIGNING_SECRET",
  telegram_secret:
    "refused a post to /telegram/webhook without its secret: where Telegram sent it, restart the bot to register anew",
  antcrm_secret:
    "refused a post to /antcrm/webhook with a wrong secret: where AntCRM sent it, correct the address in AntCRM",
} as const;

export type ForgedKind = keyof typeof FORGED;

export interface GuardLimits {
  /** From the end of the headers to the end of the body. */
  bodyTimeoutMs: number;
  /** The most bodies of unverified senders that are read at a time. One more ends the oldest. */
  unverifiedBodies: number;
  /** The most bytes held of such bodies. One more ends the largest, so that large posts cannot block small ones. */
  unverifiedBytes: number;
  /** At most one log line of each kind is written in this time. */
  logPauseMs: number;
}

const DEFAULT_LIMITS: GuardLimits = {
  bodyTimeoutMs: 10_000,
  unverifiedBodies: 256,
  unverifiedBytes: 16 * 1024 * 1024,
  logPauseMs: 60_000,
};

/** The memory for the object of each piece. A body that is sent byte by byte is held as thousands of pieces. */
const PIECE_OVERHEAD_BYTES = 256;

export interface GuardOptions {
  log: Logger;
  now: () => Date;
  /** Called after a forged request was refused. */
  onForged?: () => void;
  limits?: Partial<GuardLimits>;
}

/** A body of an unverified sender that is being read. */
interface Unverified {
  heldBytes: number;
  giveUp(): void;
}

export type RequestGuard = ReturnType<typeof createRequestGuard>;

/**
 * Creates the guard that all routes of one server share. It reads bodies, and counts and logs forged requests. There is
 * one guard because its limits apply to all routes together.
 */
export function createRequestGuard({ log, now, onForged, limits: given }: GuardOptions) {
  const limits = { ...DEFAULT_LIMITS, ...given };
  // In the order of arrival.
  const unverified = new Set<Unverified>();
  let heldBytes = 0;
  const throttle = createLogThrottle(now, limits.logPauseMs);

  function enter(body: Unverified): void {
    const [oldest] = unverified;
    if (unverified.size >= limits.unverifiedBodies) oldest?.giveUp();
    unverified.add(body);
  }

  function hold(body: Unverified, bytes: number): void {
    body.heldBytes += bytes;
    heldBytes += bytes;
    while (heldBytes > limits.unverifiedBytes) largestOf(unverified).giveUp();
  }

  function leave(body: Unverified): void {
    if (unverified.delete(body)) heldBytes -= body.heldBytes;
  }

  return {
    /**
     * Reads a body. A body of an unverified sender counts against the limits for such bodies.
     * @returns the body, or the status of a refusal: 413 too large, 408 too slow, 503 given up for others, 400 hung up
     */
    readBody(request: IncomingMessage, options: ReadOptions): Promise<Buffer | RefusedBody> {
      const { maxBytes, isVerified, onPiece } = options;
      if (Number(request.headers["content-length"]) > maxBytes) return Promise.resolve(413);
      return new Promise((resolve) => {
        const pieces: Buffer[] = [];
        let size = 0;
        const body: Unverified = { heldBytes: 0, giveUp: () => end(503) };
        const timer = setTimeout(() => end(408), limits.bodyTimeoutMs);

        function take(piece: Buffer): void {
          size += piece.length;
          if (size > maxBytes) {
            end(413);
            return;
          }
          pieces.push(piece);
          onPiece?.(piece);
          if (!isVerified) hold(body, piece.length + PIECE_OVERHEAD_BYTES);
        }
        const whole = () => end(Buffer.concat(pieces));
        const broken = () => end(400);

        function end(result: Buffer | RefusedBody): void {
          clearTimeout(timer);
          leave(body);
          request.off("data", take).off("end", whole).off("close", broken);
          resolve(result);
        }

        if (!isVerified) enter(body);
        // The listener for errors stays, because a sender that hangs up later must not end the process.
        request
          .on("error", () => {})
          .on("data", take)
          .on("end", whole)
          .on("close", broken);
      });
    },
    /** Counts a request that pretends to come from a platform or AntCRM. Of each kind it logs one in `logPauseMs`. */
    forged(kind: ForgedKind): void {
      onForged?.();
      const suppressed = throttle.next(kind);
      if (suppressed !== null) log.warn({ forged: kind, suppressed }, FORGED[kind]);
    },
  };
}

/** More than any platform posts. */
export const MAX_POST_BYTES = 1024 * 1024;

/** @returns undefined if the text is no JSON, which a route answers with 400 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Creates a route that accepts only POST. It answers 500 if `handle` fails before it has answered. */
export function postRoute(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  failed: (error: unknown) => void,
): RequestListener {
  return async (request, response) => {
    try {
      if (!refuseUnlessPost(request, response)) await handle(request, response);
    } catch (error) {
      failed(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    }
  };
}

/** Refuses every method except POST. Returns whether it refused. */
export function refuseUnlessPost(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method === "POST") return false;
  refuse(request, response, 405, { text: "POST only\n", headers: { allow: "POST" } });
  return true;
}

function largestOf(bodies: ReadonlySet<Unverified>): Unverified {
  return [...bodies].reduce((largest, body) => (body.heldBytes > largest.heldBytes ? body : largest));
}

/** How long a refused sender may continue, so that it gets the answer instead of a broken connection. */
const LINGER_MS = 1_000;
const LINGER_BYTES = 2 * 1024 * 1024;

/**
 * Answers before the body was read, and closes the connection. The whole answer is sent at once. The rest of the body
 * is dropped for a moment, because a connection that is closed while the sender still sends loses the answer.
 */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  { text = "", headers = {} }: { text?: string; headers?: Record<string, string> } = {},
): void {
  response.writeHead(status, {
    ...(text && { "content-type": "text/plain" }),
    "content-length": String(Buffer.byteLength(text)),
    connection: "close",
    ...headers,
  });
  if (request.complete) {
    response.end(text);
    return;
  }
  response.flushHeaders();
  if (text) response.write(text);
  let bytes = 0;
  const hangUp = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(hangUp, LINGER_MS);
  // The request was answered already, so a broken connection does not matter.
  request
    .on("error", () => {})
    .on("data", (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > LINGER_BYTES) request.destroy();
    })
    .on("end", hangUp)
    .on("close", hangUp);
}

/**
 * Creates a check of a value against a secret. Its time reveals nothing, because it compares hashes of equal length.
 * @returns a check of a header's or a path's value
 */
export function createSecretCheck(secret: string): (given: string | string[] | undefined) => boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  const expected = hash(secret);
  return (given) => typeof given === "string" && timingSafeEqual(hash(given), expected);
}
