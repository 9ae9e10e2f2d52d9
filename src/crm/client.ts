import { createFetch } from "ofetch";
import { createConnections, type Dispatcher } from "./connections.ts";
import { CallFailure } from "./failure.ts";
import { htmlToPlain } from "./html.ts";
import { isRecord } from "./shapes.ts";

interface ClientOptions {
  baseUrl: string;
  apiKey: string;
  /** Connections kept open at a time. */
  connections: number;
  timeoutMs: number;
  now: () => number;
}

export interface CallRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** `"/contacts"` */
  path: string;
  query?: QueryParams;
  /** JSON. */
  body?: string;
  /** Any JSON without a refusal or a text counts as success: src/crm/API.md#post-segmentsset-contact */
  anyJson?: boolean;
}

export type QueryParams = Readonly<Record<string, string | number | undefined>>;

export type Client = ReturnType<typeof createClient>;

/**
 * Creates the HTTP client of AntCRM. It turns address, key, time-out, status and body into an answer or a CallFailure.
 *
 * ofetch runs over undici's `request`. Over undici's `fetch` a call takes three times the CPU, and a look-up makes up to
 * four calls.
 */
export function createClient(options: ClientOptions) {
  const base = new URL(options.baseUrl);
  const connections = createConnections(base.origin, options.connections);
  const http = createFetch({
    fetch: fetchOverDispatcher(base.pathname.replace(/(?<!\/)\/+$/, ""), options.apiKey),
    // Node takes 40 ms to load its own. ofetch calls `get`, `set` and `has`.
    Headers: Map as unknown as typeof Headers,
    defaults: { ignoreResponseError: true, retry: false },
  });

  return {
    /**
     * Makes one try of one call. Returns the answer's JSON, `"Ok"`, or undefined for an empty answer.
     * @param limits.signal  ends a read
     * @param limits.mayBegin  asked before a write is sent
     * @throws CallFailure and nothing else
     */
    async send(
      { method, path, query, body, anyJson }: CallRequest,
      { signal, mayBegin = () => true }: { signal?: AbortSignal | undefined; mayBegin?: () => boolean } = {},
    ): Promise<unknown> {
      const limit = limitTime(options.timeoutMs, signal);
      const ask = (dispatcher: Dispatcher) =>
        http.raw<string, "text">(withQuery(path, query), {
          ...{ method, dispatcher, signal: limit.signal },
          ...(body !== undefined && { body }),
        });
      try {
        const isRead = method === "GET";
        const answer = await (isRead ? ask(connections.reads) : connections.write(mayBegin, ask));
        const kind = method === "GET" ? "read" : anyJson ? "write of any answer" : "write";
        const pauseMs = retryAfterMs(answer.headers.get("retry-after"), options.now());
        if (answer._data === undefined) throw new Error("ofetch has dropped the body of an answer");
        return readAnswer(kind, answer.status, answer._data, pauseMs);
      } catch (error) {
        throw transportFailure(error, limit.endedBy());
      } finally {
        limit.clear();
      }
    },
    close: () => connections.close(),
  };
}

/**
 * Creates a `fetch` for paths of one server, over the `dispatcher` of each call. It sets all headers itself, because every
 * call has the same headers.
 */
function fetchOverDispatcher(prefix: string, apiKey: string): typeof fetch {
  // The vendor lists the content type for calls without a body too: src/crm/API.md#conventions
  const headers = { apikey: apiKey, accept: "application/json", "content-type": "application/json" };
  return async (path, options = {}) => {
    const { method = "GET", body, signal, dispatcher } = options as RequestInit & { dispatcher: Dispatcher };
    const answer = await dispatcher.request({
      path: `${prefix}${String(path)}`,
      method: method as "GET" | "POST" | "PUT" | "DELETE",
      headers,
      body: typeof body === "string" ? body : null,
      signal: signal ?? null,
    });
    const text = await answer.body.text();
    const retryAfter = answer.headers["retry-after"];
    // `_data` is where ofetch puts the body it has read. Node's own Response takes 40 ms to load, and with a body 80 us a call.
    return {
      status: answer.statusCode,
      headers: new Map(typeof retryAfter === "string" ? [["retry-after", retryAfter]] : []),
      _data: text,
    } as unknown as Response;
  };
}

/** `"/contacts?phone=0900000001"` */
function withQuery(path: string, query: QueryParams = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return path;
  return `${path}?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&")}`;
}

/**
 * Creates one signal for the time-out and the caller's own signal. `AbortSignal.any` keeps 80 bytes a call on a
 * long-lived signal such as the poller's, until the process ends: https://github.com/nodejs/node/issues/54614
 */
function limitTime(timeoutMs: number, caller?: AbortSignal) {
  const controller = new AbortController();
  let endedBy: "timeout" | "aborted" | undefined;
  const end = (by: "timeout" | "aborted") => {
    endedBy ??= by;
    controller.abort();
  };
  const giveUp = () => end("aborted");

  let late: NodeJS.Immediate | undefined;
  // In a process that was paused (a suspended machine, SIGSTOP) timers run before sockets are read. An answer that came
  // during the pause is read first.
  const timer = setTimeout(() => {
    late = setImmediate(end, "timeout");
  }, timeoutMs);
  if (caller?.aborted) giveUp();
  else caller?.addEventListener("abort", giveUp, { once: true });

  return {
    signal: controller.signal,
    endedBy: () => endedBy,
    clear() {
      clearTimeout(timer);
      clearImmediate(late);
      caller?.removeEventListener("abort", giveUp);
    },
  };
}

type CallKind = "read" | "write" | "write of any answer";

function readAnswer(kind: CallKind, status: number, text: string, retryAfterMs: number | undefined): unknown {
  const answer = parse(text);
  if (status >= 200 && status < 300) return accepted(kind, status, answer);
  if (status === 401 || status === 403) throw new CallFailure("key", { status });
  if (status === 429) throw new CallFailure("slow-down", { status, retryAfterMs });
  // 408: the server did not get the whole request in time. It may still have acted on it.
  if (status >= 400 && status < 500 && status !== 408) {
    throw new CallFailure("refused", { status, quote: quoteOf(answer === UNREADABLE ? text : answer) });
  }
  // 503 may mean too many calls, as in the vendor's call center API, and may have Retry-After: src/crm/API.md#errors
  throw new CallFailure("status", { status, retryAfterMs });
}

/**
 * Returns the answer if it is a success. A write succeeded only if `success` says so; HTTP 200 is not enough. A list
 * may lack `success`: src/crm/API.md#success
 */
function accepted(kind: CallKind, status: number, answer: unknown): unknown {
  if (answer === UNREADABLE) throw new CallFailure("unreadable", { status });
  const success = successOf(answer);
  if (success === "no") throw new CallFailure("refused", { status, quote: quoteOf(answer) });
  if (success === "yes") return answer;

  if (kind === "read") {
    // A text or a number is not a list.
    if (typeof answer === "object" || answer === undefined) return answer;
    throw new CallFailure("unreadable", { status });
  }
  // Without `success`, a named error is a refusal. Any other text may mean success, "Đổi quà thành công": the outcome
  // is unclear.
  const quote = errorTextIn(answer);
  if (kind === "write of any answer" && hasNoText(answer)) return answer;
  throw new CallFailure(quote === undefined ? "unreadable" : "refused", { status, quote });
}

const UNREADABLE = Symbol("unreadable");

function parse(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return /^\s*ok\s*$/i.test(text) ? "Ok" : UNREADABLE;
  }
}

/**
 * Reads `success`: 1, true and "1" are yes; 0, false, "0" and null are no. A missing or unknown value is `unsaid`,
 * because after a "no" somebody would try again. See src/crm/API.md#success
 */
function successOf(answer: unknown): "yes" | "no" | "unsaid" {
  // Some calls answer `Ok`, as JSON or as plain text: src/crm/API.md#post-segmentsset-contact
  if (typeof answer === "string") return answer.trim().toLowerCase() === "ok" ? "yes" : "unsaid";
  if (!isRecord(answer) || !("success" in answer)) return "unsaid";
  const said = String(answer.success).trim().toLowerCase();
  if (/^(1|true|ok)$/.test(said)) return "yes";
  return /^(0|false|null|)$/.test(said) ? "no" : "unsaid";
}

/** Returns AntCRM's text in an answer that names an error and has no `success`: `{"error": {"message": "…"}}`. */
function errorTextIn(answer: unknown): string | undefined {
  if (!isRecord(answer) || "success" in answer) return undefined;
  return quoteOf([answer.error, answer.errors]);
}

/** True if JSON has no text for people: `{"segmentId": "…"}`, `[]`. `{"message": "…"}` may mean success or failure. */
function hasNoText(answer: unknown): boolean {
  if (Array.isArray(answer)) return true;
  return isRecord(answer) && !("success" in answer) && TEXT_KEYS.every((key) => !isText(answer[key]));
}

function isText(value: unknown): boolean {
  return typeof value === "string" && /\p{L}/u.test(value);
}

/** The keys under which servers put a text. Error bodies are not documented: src/crm/API.md#errors */
const TEXT_KEYS = ["message", "msg", "error", "errors", "detail", "description", "reason", "data"];
const MAX_QUOTE = 200;

/**
 * Returns AntCRM's text in a refusal, as plain text of at most 200 characters: `{"success": 0, "message": "Không đủ
 * điểm"}` → `"Không đủ điểm"`. Undefined if there is no text for people.
 */
function quoteOf(answer: unknown): string | undefined {
  const text = textIn(answer, 0);
  if (text === undefined || /^\s*<(!doctype|html)/i.test(text)) return undefined;
  // The lines after the first are a stack or a list of causes.
  const line = firstLine(htmlToPlain(text.slice(0, 5_000)));
  if (!/\p{L}/u.test(line)) return undefined;
  const characters = [...line];
  return characters.length > MAX_QUOTE ? `${characters.slice(0, MAX_QUOTE - 1).join("")}…` : line;
}

function textIn(answer: unknown, depth: number): string | undefined {
  if (typeof answer === "string") return answer.trim() || undefined;
  if (depth > 3 || typeof answer !== "object" || answer === null) return undefined;
  if (Array.isArray(answer)) return joined(answer, depth);
  const record = answer as Record<string, unknown>;
  for (const key of TEXT_KEYS) {
    const text = textIn(record[key], depth + 1);
    if (text !== undefined) return text;
  }
  // `{"phones": ["Invalid number"]}`: errors by field, as in the vendor's voice API. See src/crm/API.md#errors
  return depth > 0 || !("success" in record) ? joined(Object.values(record), depth) : undefined;
}

function joined(items: readonly unknown[], depth: number): string | undefined {
  const texts = items.map((item) => textIn(item, depth + 1)).filter((text) => text !== undefined);
  return texts.length > 0 ? texts.join("; ") : undefined;
}

function firstLine(text: string): string {
  const line = text.split(/[\r\n]/).find((part) => part.trim() !== "") ?? "";
  return line
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** `"3"` → 3000; an HTTP date → the time until then. */
function retryAfterMs(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** Errors of name, route, port or certificate: no byte of the request was sent. */
const NOT_SENT =
  /^(CONNECT_TIMEOUT|ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|UND_ERR_DESTROYED|UND_ERR_CLOSED|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

function transportFailure(error: unknown, endedBy: "timeout" | "aborted" | undefined): CallFailure {
  // ofetch wraps what `fetch` threw.
  const cause = error instanceof Error && error.name === "FetchError" ? (error.cause ?? error) : error;
  if (cause instanceof CallFailure) return cause;
  if (endedBy) return new CallFailure(endedBy, { cause });
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  const kind = code !== undefined && NOT_SENT.test(code) ? "not-sent" : "cut";
  return new CallFailure(kind, { cause, note: code });
}
