import { setTimeout as pause } from "node:timers/promises";
import { type Logger, webApi } from "@slack/bolt";
import { request } from "undici";
import { Lanes } from "../lanes.ts";

/** Slack said no, or was not there. `code` is Slack's own word for it: `"not_in_channel"`, `"http_503"`, `"no_answer"`. */
export class SlackRefusal extends Error {
  override readonly name = "SlackRefusal";
  readonly code: string;

  constructor(code: string, cause?: unknown) {
    super(`Slack: ${code}`, { cause });
    this.code = code;
  }
}

/** Slack's Web API and response_urls, with patience for 429 that is bounded and holds up nobody else. */
export interface Web {
  client: webApi.WebClient;
  /**
   * One call. Calls of one lane keep their order; a lane is a channel or a person.
   * @throws SlackRefusal
   */
  call<T>(lane: string, send: (client: webApi.WebClient) => Promise<T>): Promise<T>;
  /** Posts to a `response_url`, which carries no token. @throws SlackRefusal */
  respond(url: string, message: object): Promise<void>;
}

export interface WebOptions {
  botToken: string;
  apiUrl: string;
  logger: Logger;
}

const TRIES = 3;
/** A longer wait than this is not worth a person's while: the failure is said instead. */
const LONGEST_WAIT_MS = 60_000;
const TIMEOUT_MS = 10_000;

/** The client's own default would try for 30 minutes and stop every other call meanwhile (platform-rules). */
export function createWeb({ botToken, apiUrl, logger }: WebOptions): Web {
  const lanes = new Lanes<string>();
  const client = new webApi.WebClient(botToken, {
    slackApiUrl: apiUrl,
    logger,
    retryConfig: { retries: 2, minTimeout: 300, factor: 2 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: TIMEOUT_MS,
  });
  return {
    client,
    call: (lane, send) => lanes.run(lane, () => patiently(() => send(client))),
    respond: (url, message) => patiently(() => post(url, message)),
  };
}

async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      const waitMs = retryAfterMs(error);
      if (waitMs === undefined || waitMs > LONGEST_WAIT_MS || tries === TRIES) throw toRefusal(error);
      await pause(waitMs);
    }
  }
}

class TooMany extends Error {
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super("429");
    this.retryAfter = retryAfter;
  }
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
  if (statusCode === 429) throw new TooMany(Number(headers["retry-after"] ?? 1) || 1);
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
    return /^[a-z_]{4,40}$/.test(answer) && answer !== "ok" ? answer : undefined;
  }
}

function retryAfterMs(error: unknown): number | undefined {
  const limited = error instanceof TooMany || error instanceof webApi.WebAPIRateLimitedError;
  return limited ? error.retryAfter * 1000 : undefined;
}

function toRefusal(error: unknown): SlackRefusal {
  if (error instanceof SlackRefusal) return error;
  if (error instanceof webApi.WebAPIPlatformError) return new SlackRefusal(String(error.data.error), error);
  if (error instanceof webApi.WebAPIHTTPError) return new SlackRefusal(`http_${error.statusCode}`, error);
  if (retryAfterMs(error) !== undefined) return new SlackRefusal("ratelimited", error);
  return new SlackRefusal("no_answer", error);
}
