import type { IncomingHttpHeaders } from "node:http";
import { type Logger as BoltLogger, LogLevel, webApi } from "@slack/bolt";
import type { Logger } from "../../logging/logger.ts";
import { KeyedQueue } from "../keyed-queue.ts";
import { type Limit, RateLimiter, type RateLimiterClock, systemRateLimiterClock } from "../rate-limiter.ts";
import { type CallOutcome, nothingSent, unlessPaused, withRetries } from "../retries.ts";
import { createSendObserver, type EndedSend, logGivenUp, type ObserveSend } from "../sends.ts";
import { createSlackHttp, type SlackHttp } from "./http.ts";
import { LIMITS } from "./limits.ts";

/** The body of a post to a response_url: a message, and whether it replaces the original. */
type ResponseMessage = { replace_original: boolean } & Readonly<Record<string, unknown>>;
type SlackCall<T> = (client: webApi.WebClient) => Promise<T>;

const TIMEOUT_MS = 10_000;

/** Edits are counted. Edits for progress wait, so that the last edit need not wait. */
const UPDATES: Limit = { key: "chat.update", ...LIMITS.rateLimiter.updates, holds: "unasked" };

export function createWeb(options: {
  botToken: string;
  apiUrl: string;
  log: Logger;
  clock?: RateLimiterClock;
  /** Called once for each try of a call, after it has ended. */
  onSend?: (send: EndedSend) => void;
  watchLease?: WebParts["watchLease"];
}): Web {
  const { botToken, apiUrl, log, clock = systemRateLimiterClock } = options;
  const { onSend = () => {}, watchLease = () => () => true } = options;
  const observe = createSendObserver(log, onSend, (thrown) => toRefusal(thrown).outcome);
  const http = createSlackHttp(watchLease);
  const client = new ObservedClient(observe, botToken, clientOptions(apiUrl, log, http));
  const rateLimiter = new RateLimiter(clock);
  const queue = new KeyedQueue<string>();
  const parts = { client, http, observe, queue, rateLimiter, clock, log, watchLease };
  return new Web(parts, { isAsked: true });
}

/** Slack's client, which observes the calls of all methods. */
class ObservedClient extends webApi.WebClient {
  private readonly observe: ObserveSend;

  constructor(observe: ObserveSend, token: string, options: webApi.WebClientOptions) {
    super(token, options);
    this.observe = observe;
  }

  override apiCall(method: string, options?: Record<string, unknown>): Promise<webApi.WebAPICallResult> {
    return this.observe(method, () => super.apiCall(method, options));
  }
}

/** Creates Slack's client for one token. It makes each call once. */
export function createWebClient(token: string, apiUrl: string, log: Logger): webApi.WebClient {
  return new webApi.WebClient(token, clientOptions(apiUrl, log, createSlackHttp()));
}

function clientOptions(apiUrl: string, log: Logger, { fetch }: SlackHttp): webApi.WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    logger: boltLog(log),
    fetch,
    // The client's own retries would post a message again if its answer was lost: src/platforms/slack/LIMITS.md#web-api
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: TIMEOUT_MS,
  };
}

interface WebParts {
  client: webApi.WebClient;
  http: SlackHttp;
  observe: ObserveSend;
  queue: KeyedQueue<string>;
  rateLimiter: RateLimiter;
  clock: RateLimiterClock;
  log: Logger;
  /** Messages are sent and edited only while the lease runs without a break since the call, see `Lease.watch`. */
  watchLease(): () => boolean;
}

/** For whom messages are sent. */
interface Asker {
  /** Whether somebody waits for them. */
  isAsked: boolean;
  /** Who, if known. */
  person?: string | undefined;
  /** Nothing is sent once it is false. Default: the lease is watched from each call on. */
  isUnbroken?: () => boolean;
}

/** One call, with what the rate limiter and the retries need. */
interface WebCall {
  /** The chat that waits when Slack answers 429. */
  chat: string;
  isAsked: boolean;
  person?: string | undefined;
  limits: readonly Limit[];
  /** A second call would create a second message. */
  isNew: boolean;
}

/** Calls the Web API and response_urls within the rate limits. A 429 makes one chat wait, for a limited time. */
export class Web {
  private readonly connection: WebParts;
  private readonly asker: Asker;

  constructor(connection: WebParts, asker: Asker) {
    this.connection = connection;
    this.asker = asker;
  }

  /**
   * Returns the same for the answers of one person. They keep their own order, and take turns with those of others.
   * @param isUnbroken  messages are sent and edited only while it is true
   */
  askedBy(person: string, isUnbroken: () => boolean): Web {
    return new Web(this.connection, { isAsked: true, person, isUnbroken });
  }

  /** Returns the same for messages that nobody waits for. Messages that somebody waits for go first. */
  unasked(isUnbroken = this.connection.watchLease()): Web {
    return new Web(this.connection, { isAsked: false, isUnbroken });
  }

  /**
   * Makes a call that is safe to repeat. Calls of one lane keep their order; a lane is a channel or a person.
   * @throws SlackRefusal
   */
  call<T>(lane: string, send: SlackCall<T>): Promise<T> {
    return this.inLane(lane, { chat: lane, isAsked: true, limits: [], isNew: false }, send);
  }

  /**
   * Posts a new message. It is not sent again if it may have arrived.
   * @throws UnclearPost it may have arrived; SlackRefusal it has not
   */
  post<T>(channel: string, send: SlackCall<T>): Promise<T> {
    const { isAsked, person = "" } = this.asker;
    // Messages that nobody asked for have one queue, and each person has one. So no answer waits for those of others.
    const lane = isAsked ? `${channel}:${person}` : `unasked:${channel}`;
    const limits: Limit[] = [
      { key: `channel:${channel}`, ...LIMITS.rateLimiter.channel, holds: "unasked" },
      { key: `burst:${channel}`, ...LIMITS.rateLimiter.burst, holds: "further" },
    ];
    const call = { isAsked, person: this.asker.person, chat: channel, limits, isNew: true };
    return this.inLane(lane, call, this.fenced(send));
  }

  /** Edits a message in this channel, in order with the posts there. @throws SlackRefusal */
  update<T>(channel: string, send: SlackCall<T>): Promise<T> {
    const { person } = this.asker;
    const call = { chat: channel, isAsked: true, person, limits: [UPDATES], isNew: false };
    return this.inLane(`${channel}:${person ?? ""}`, call, this.fenced(send));
  }

  /** Returns the milliseconds until Slack accepts one more progress edit. The last edit need not wait. */
  updateWaitMs(): number {
    return this.connection.rateLimiter.waitMs(UPDATES);
  }

  /** Posts to a `response_url`, which carries no token. @throws SlackRefusal; UnclearPost only for a new message */
  respond(url: string, message: ResponseMessage): Promise<void> {
    const call = { chat: url, isAsked: true, limits: [], isNew: !message.replace_original };
    const { http, observe } = this.connection;
    const send = () => observe("response_url", () => postTo(http, url, message));
    return this.send(call, this.fenced(send));
  }

  /** Sends a file's bytes, which is safe to repeat. @throws SlackRefusal */
  upload(lane: string, send: () => Promise<void>): Promise<void> {
    return this.call(lane, () => this.connection.observe("upload", send));
  }

  /** For files, whose addresses are not part of the Web API. */
  get http(): SlackHttp {
    return this.connection.http;
  }

  /** Notes a question in this channel: the rate limiter does not delay the first answer to it. */
  asked(channel: string): void {
    this.connection.rateLimiter.asked(channel);
  }

  private fenced<Args extends unknown[], T>(send: (...args: Args) => Promise<T>) {
    return unlessPaused(this.asker.isUnbroken ?? this.connection.watchLease(), send);
  }

  private inLane<T>(lane: string, call: WebCall, send: SlackCall<T>): Promise<T> {
    const { queue, client } = this.connection;
    return queue.run(lane, () => this.send(call, () => send(client)));
  }

  private send<T>(call: WebCall, send: () => Promise<T>): Promise<T> {
    const { rateLimiter, clock, log } = this.connection;
    return withRetries(() => rateLimiter.run(call, send), {
      policy: LIMITS.retries,
      isNew: call.isNew,
      clock,
      read: toRefusal,
      rest: (ms) => rateLimiter.rest(call.chat, ms),
      givenUp(thrown, attempts, mayBeDone) {
        const refusal = toRefusal(thrown);
        refusal.mayBeDone = mayBeDone;
        const { outcome, code } = refusal;
        if (outcome === "unclear" && call.isNew) return new UnclearPost(code, { outcome, cause: refusal });
        logGivenUp(log, thrown, outcome, { code, ...attempts });
        return refusal;
      },
    });
  }
}

/** Posts to a `response_url`: every card of a slash command goes this way. */
async function postTo({ request }: SlackHttp, url: string, message: object): Promise<void> {
  const { statusCode, headers, body } = await request(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  const answer = await body.text();
  checkStatus(statusCode, headers, codeIn(answer));
}

/** Checks a status. @param code  the error in the body of the answer @throws SlackRefusal */
export function checkStatus(statusCode: number, headers: IncomingHttpHeaders, code?: string): void {
  if (statusCode === 429) throw tooFast(Number(headers["retry-after"] ?? 1) || 1);
  const isRefused = statusCode < 200 || statusCode > 299 || code !== undefined;
  if (isRefused) throw new SlackRefusal(code ?? `http_${statusCode}`);
}

/** Returns the error of an answer: `ok`, `{"ok":true}`, `{"ok":false,"error":"used_url"}`, or a bare error code. */
function codeIn(answer: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(answer);
    if (typeof parsed !== "object" || parsed === null || !("ok" in parsed) || parsed.ok === true)
      return undefined;
    return "error" in parsed ? String(parsed.error) : "unknown_error";
  } catch {
    // Not JSON, so a bare word.
    return /^[a-z_]{4,40}$/.test(answer) && answer !== "ok" ? answer : undefined;
  }
}

/** Opens a direct message: `"U0123"` → `"D0456"`. @throws SlackRefusal */
export async function openDirect(web: Web, user: string): Promise<string> {
  const { channel } = await web.call(user, (client) => client.conversations.open({ users: user }));
  return channel?.id ?? user;
}

/**
 * Returns true for an address of Slack: `https://hooks.slack.com/…`, GovSlack's, or the API's own. Customers' data goes
 * to such an address, so its host is checked.
 * @param apiUrl  `"https://slack.com/api/"`, or that of a proxy or simulator
 */
export function isSlackAddress(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, origin } = new URL(url);
  if (origin === new URL(apiUrl).origin) return true;
  return protocol === "https:" && /(^|\.)slack(-gov)?\.com$/.test(hostname);
}

/** Slack refused or was not reached. `code` is Slack's error code: `"not_in_channel"`, `"http_503"`, `"no_answer"`. */
export class SlackRefusal extends Error {
  override readonly name: string = "SlackRefusal";
  readonly code: string;
  readonly outcome: CallOutcome;
  readonly retryAfterMs: number;
  /** True if one of the tries may have been carried out. */
  mayBeDone = false;

  constructor(code: string, options: { outcome?: CallOutcome; retryAfterMs?: number; cause?: unknown } = {}) {
    super(`Slack: ${code}`, { cause: options.cause });
    this.code = code;
    this.outcome = options.outcome ?? (isOutage(code) ? "unclear" : "refused");
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

/** A new message that may have arrived although no answer came. The caller decides whether to send it again. */
export class UnclearPost extends SlackRefusal {
  override readonly name = "UnclearPost";
}

/** Errors of a conversation in which the bot cannot write. */
export const NOT_THERE: ReadonlySet<string> = new Set([
  "not_in_channel",
  "channel_not_found",
  "user_not_in_channel",
  "is_archived",
]);

/** Slack's own failures, after which a call may be partly done: src/platforms/slack/LIMITS.md#web-api */
const OUTAGES: ReadonlySet<string> = new Set([
  "internal_error",
  "fatal_error",
  "request_timeout",
  "service_unavailable",
]);

/** Answers of a workspace while it moves into an organization: https://docs.slack.dev/reference/methods/auth.test */
const MOVING: ReadonlySet<string> = new Set(["org_login_required", "team_added_to_org"]);

const SLACK_CODE = /^[\w:.-]{1,80}$/;

/** Converts what Slack's client or undici threw into one kind of error. */
export function toRefusal(error: unknown): SlackRefusal {
  if (error instanceof SlackRefusal) return error;
  const cause = error;
  if (error instanceof webApi.WebAPIPlatformError) {
    const code = String(error.data.error);
    // The client takes an answer that is no JSON for a code. It is of a proxy, or a part of Slack's.
    return new SlackRefusal(SLACK_CODE.test(code) ? code : "no_answer", { cause });
  }
  if (error instanceof webApi.WebAPIHTTPError) return new SlackRefusal(`http_${error.statusCode}`, { cause });
  if (error instanceof webApi.WebAPIRateLimitedError) return tooFast(error.retryAfter, cause);
  return new SlackRefusal("no_answer", { outcome: nothingSent(error) ? "unsent" : "unclear", cause });
}

function tooFast(retryAfterSeconds: number, cause?: unknown): SlackRefusal {
  return new SlackRefusal("ratelimited", { outcome: "busy", retryAfterMs: retryAfterSeconds * 1_000, cause });
}

function isOutage(code: string): boolean {
  // 408: the server did not get the whole request in time. It may still have acted on it.
  return OUTAGES.has(code) || code === "no_answer" || code === "http_408" || /^http_5\d\d$/.test(code);
}

/** Returns true for trouble of Slack that passes by itself. A person must change a token that Slack refuses. */
export function isPassing(code: string): boolean {
  return code === "ratelimited" || isOutage(code) || MOVING.has(code);
}

/**
 * Returns a logger for Bolt that writes to ours. Debug lines are left out, because they contain whole payloads with
 * customers' names and contacts.
 */
export function boltLog(log: Logger): BoltLogger {
  const line = (parts: unknown[]) => parts.map(asText).join(" ");
  return {
    debug: () => {},
    info: (...parts) => log.debug(line(parts)),
    warn: (...parts) => log.warn(line(parts)),
    error: (...parts) => log.error(line(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

function asText(part: unknown): string {
  if (part instanceof Error) return part.message;
  return typeof part === "string" ? part : JSON.stringify(part);
}
