import { type Logger as BoltLogger, webApi } from "@slack/bolt";
import { request } from "undici";
import type { Logger } from "../../logging/logger.ts";
import { KeyedQueue } from "../keyed-queue.ts";
import { type Limit, RateLimiter, type RateLimiterClock, systemRateLimiterClock } from "../rate-limiter.ts";
import { LIMITS } from "./limits.ts";

/** Slack refused, or was not there. `code` is Slack's error code: `"not_in_channel"`, `"http_503"`, `"no_answer"`. */
export class SlackRefusal extends Error {
  override readonly name: string = "SlackRefusal";
  readonly code: string;
  readonly outcome: Outcome;
  readonly retryAfterMs: number;

  constructor(code: string, options: { outcome?: Outcome; retryAfterMs?: number; cause?: unknown } = {}) {
    super(`Slack: ${code}`, { cause: options.cause });
    this.code = code;
    this.outcome = options.outcome ?? outcomeOf(code);
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** Errors of a conversation that the bot cannot write in. */
export const NOT_THERE: ReadonlySet<string> = new Set([
  "not_in_channel",
  "channel_not_found",
  "user_not_in_channel",
  "is_archived",
]);

/** A new message that may have arrived although no answer came. The caller decides whether to send it again. */
export class UnclearPost extends SlackRefusal {
  override readonly name = "UnclearPost";
}

/** Slack's own failures, after which part of the call may have been carried out: src/platforms/slack/LIMITS.md#web-api */
const OUTAGES: ReadonlySet<string> = new Set([
  "internal_error",
  "fatal_error",
  "request_timeout",
  "service_unavailable",
]);

/** A workspace answers so while it moves into an organization: https://docs.slack.dev/reference/methods/auth.test */
const MOVING: ReadonlySet<string> = new Set(["org_login_required", "team_added_to_org"]);

const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** What a response_url takes: a message, and what to do with it. */
type ResponseMessage = { replace_original: boolean } & Readonly<Record<string, unknown>>;
type Send<T> = (client: webApi.WebClient) => Promise<T>;

/** Slack's Web API and response_urls, within Slack's rate limits. A 429 is waited for, not for ever, and delays no other chat. */
export interface Web {
  /**
   * A call that can be made twice without harm. Calls of one lane keep their order; a lane is a channel or a person.
   * @throws SlackRefusal
   */
  call<T>(lane: string, send: Send<T>): Promise<T>;
  /**
   * A new message: not sent again once it may have arrived.
   * @param isAsked  somebody waits for it: it goes before messages that nobody asked for
   * @throws UnclearPost it may be there; SlackRefusal it is not
   */
  post<T>(channel: string, send: Send<T>, isAsked: boolean): Promise<T>;
  /** An edit of a message in this channel, in order with the posts there. @throws SlackRefusal */
  update<T>(channel: string, send: Send<T>): Promise<T>;
  /** Milliseconds until one more edit of progress fits into what Slack takes; the last edit need not wait. */
  updateWaitMs(): number;
  /** Posts to a `response_url`, which carries no token. @throws SlackRefusal as `post`, unless it replaces a message */
  respond(url: string, message: ResponseMessage): Promise<void>;
  /** Somebody asked something in this channel: the first answer to it is not held up by the pace. */
  asked(channel: string): void;
  /** The same for the answers of one person: they keep an order of their own, and take turns with those of others. */
  askedBy(person: string): Web;
}

export interface WebOptions {
  botToken: string;
  apiUrl: string;
  logger: BoltLogger;
  log: Logger;
  clock?: RateLimiterClock | undefined;
}

/** How often a call that fails is made; a 429 is no failure. */
const TRIES = 3;
const FIRST_RETRY_MS = 300;
/** So long a message waits, for 429 and for the network; nobody reads a later one. */
const RETRY_WITHIN_MS = 180_000;
const TIMEOUT_MS = 10_000;

/** One call with what its tries need. */
interface WebCall {
  /** Who waits when Slack says 429. */
  chat: string;
  isAsked: boolean;
  person?: string | undefined;
  limits: readonly Limit[];
  /** Made twice, there may be two. */
  isNew: boolean;
}

export function createWeb({
  botToken,
  apiUrl,
  logger,
  log,
  clock = systemRateLimiterClock,
}: WebOptions): Web {
  const queue = new KeyedQueue<string>();
  const rateLimiter = new RateLimiter(clock);
  const client = new webApi.WebClient(botToken, {
    slackApiUrl: apiUrl,
    logger,
    // Its own retries would post a message again whose answer was cut off: src/platforms/slack/LIMITS.md#web-api
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: TIMEOUT_MS,
  });

  async function withRetries<T>(call: WebCall, send: () => Promise<T>): Promise<T> {
    const { chat } = call;
    const startedMs = clock.nowMs();
    for (let tries = 1; ; tries += 1) {
      try {
        return await rateLimiter.run(call, send);
      } catch (error) {
        const refusal = toRefusal(error);
        const waitMs = nextTryMs(refusal, call, tries);
        const waitedMs = clock.nowMs() - startedMs;
        if (waitMs === undefined || waitedMs + waitMs > RETRY_WITHIN_MS) {
          const { outcome, code } = refusal;
          if (outcome === "unclear" && call.isNew) throw new UnclearPost(code, { outcome, cause: refusal });
          if (outcome !== "refused")
            log.warn({ code, reason: outcome, tries, waitedMs }, "gave up on a call");
          throw refusal;
        }
        if (refusal.outcome === "busy") rateLimiter.rest(chat, waitMs);
        else await new Promise<void>((resolve) => void clock.wake(waitMs, resolve));
      }
    }
  }

  const webOf = (person?: string): Web => ({
    call: (lane, send) =>
      queue.run(lane, () =>
        withRetries({ chat: lane, isAsked: true, limits: [], isNew: false }, () => send(client)),
      ),
    post: (channel, send, isAsked) =>
      queue.run(laneOf(channel, isAsked, person), () =>
        withRetries({ chat: channel, isAsked, person, limits: postLimits(channel), isNew: true }, () =>
          send(client),
        ),
      ),
    update: (channel, send) =>
      queue.run(laneOf(channel, true, person), () =>
        withRetries({ chat: channel, isAsked: true, person, limits: [UPDATES], isNew: false }, () =>
          send(client),
        ),
      ),
    updateWaitMs: () => rateLimiter.waitMs(UPDATES),
    respond: (url, message) =>
      withRetries({ chat: url, isAsked: true, limits: [], isNew: !message.replace_original }, () =>
        post(url, message),
      ),
    asked: (channel) => rateLimiter.asked(channel),
    askedBy: webOf,
  });
  return webOf();
}

/** Edits are counted; it is progress that makes way, so that the last edit need not. */
const UPDATES: Limit = { key: "chat.update", ...LIMITS.rateLimiter.updates, holds: "unasked" };

function postLimits(channel: string): Limit[] {
  return [
    { key: `channel:${channel}`, ...LIMITS.rateLimiter.channel, holds: "unasked" },
    { key: `burst:${channel}`, ...LIMITS.rateLimiter.burst, holds: "further" },
  ];
}

/** Messages that nobody asked for have a queue of their own, and so has each person: no answer waits behind those of others. */
function laneOf(channel: string, isAsked: boolean, person = ""): string {
  return isAsked ? `${channel}:${person}` : `unasked:${channel}`;
}

/** Milliseconds to the next try; undefined when there is none. */
function nextTryMs(
  { outcome, retryAfterMs }: SlackRefusal,
  { isNew }: WebCall,
  tries: number,
): number | undefined {
  if (outcome === "busy") return retryAfterMs;
  const isSafe = outcome === "unsent" || (outcome === "unclear" && !isNew);
  return isSafe && tries < TRIES ? FIRST_RETRY_MS * 2 ** (tries - 1) : undefined;
}

/** Over undici's `request`: every card of a slash command goes this way, and the global fetch costs thrice the CPU. */
async function post(url: string, message: object): Promise<void> {
  const { statusCode, headers, body } = await request(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  const answer = await body.text();
  if (statusCode === 429) throw tooFast(Number(headers["retry-after"] ?? 1) || 1);
  const said = codeIn(answer);
  if (statusCode >= 200 && statusCode < 300 && said === undefined) return;
  throw new SlackRefusal(said ?? `http_${statusCode}`);
}

/** A response_url answers `ok`, `{"ok":true}`, `{"ok":false,"error":"used_url"}`, or the bare error. */
function codeIn(answer: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(answer);
    if (typeof parsed !== "object" || parsed === null || !("ok" in parsed) || parsed.ok === true)
      return undefined;
    return "error" in parsed ? String(parsed.error) : "unknown_error";
  } catch {
    // No JSON: the bare word.
    return /^[a-z_]{4,40}$/.test(answer) && answer !== "ok" ? answer : undefined;
  }
}

/** `"U0123"` → `"D0456"`. @throws SlackRefusal */
export async function openDirect(web: Web, user: string): Promise<string> {
  const { channel } = await web.call(user, (client) => client.conversations.open({ users: user }));
  return channel?.id ?? user;
}

/**
 * Is this an address of Slack's: `https://hooks.slack.com/…`, GovSlack's, or the API's own? Customers' data goes to such
 * an address, so its host is checked.
 * @param apiUrl  `"https://slack.com/api/"`, a proxy's, a simulator's
 */
export function isSlackAddress(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (origin === new URL(apiUrl).origin) return true;
  return protocol === "https:" && /(^|\.)slack(-gov)?\.com$/.test(hostname);
}

/**
 * - `refused`  Slack said no, and asking again changes nothing
 * - `busy`     too fast (429): `retryAfterMs` says when it goes on
 * - `unsent`   no connection came about: nothing was done
 * - `unclear`  the connection broke, timed out, or Slack failed: it may have been done
 */
type Outcome = "refused" | "busy" | "unsent" | "unclear";

/** What Slack's client, or undici, threw, as one kind of error. */
export function toRefusal(error: unknown): SlackRefusal {
  if (error instanceof SlackRefusal) return error;
  const cause = error;
  if (error instanceof webApi.WebAPIPlatformError)
    return new SlackRefusal(String(error.data.error), { cause });
  if (error instanceof webApi.WebAPIHTTPError) return new SlackRefusal(`http_${error.statusCode}`, { cause });
  if (error instanceof webApi.WebAPIRateLimitedError) return tooFast(error.retryAfter, cause);
  return new SlackRefusal("no_answer", { outcome: neverConnected(error) ? "unsent" : "unclear", cause });
}

export function tooFast(retryAfterSeconds: number, cause?: unknown): SlackRefusal {
  return new SlackRefusal("ratelimited", { outcome: "busy", retryAfterMs: retryAfterSeconds * 1_000, cause });
}

function outcomeOf(code: string): Outcome {
  return isOutage(code) ? "unclear" : "refused";
}

function isOutage(code: string): boolean {
  return OUTAGES.has(code) || /^http_5\d\d$/.test(code);
}

/** True for trouble of Slack's that passes by itself; a token that Slack refuses must be changed by a person. */
export function isPassing(code: string): boolean {
  return code === "no_answer" || code === "ratelimited" || isOutage(code) || MOVING.has(code);
}

/** The code is at the end of a chain: Slack's error, fetch's `TypeError`, and the network's own. */
function neverConnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && NEVER_CONNECTED.has(String(error.code))) return true;
  return neverConnected(error.cause ?? ("original" in error ? error.original : undefined));
}
