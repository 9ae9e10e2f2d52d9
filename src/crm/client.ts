import { createFetch } from "ofetch";
import { type Dispatcher, Pool } from "undici";
import { complaintIn, isWordless, quoteOf, successOf } from "./answers.ts";
import { CallFailure } from "./failure.ts";

export interface ClientOptions {
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
  query?: Query;
  /** JSON. */
  body?: string;
  /** Row 8: any JSON that neither says no nor anything else is a yes to this write. */
  anyJson?: boolean;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Client {
  /**
   * One try of one call: the answer's JSON, or `"Ok"` (row 8), or undefined where the answer is empty.
   * @throws CallFailure and nothing else
   */
  send(request: CallRequest, signal?: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * AntCRM over HTTP, and the only file that knows of it: address, key, time-out, status, body → answer or CallFailure.
 *
 * ofetch runs over undici's `request` instead of the global fetch, which costs three times the CPU a call.
 */
export function createClient(options: ClientOptions): Client {
  const base = new URL(options.baseUrl);
  const poolOptions: Pool.Options = {
    connections: options.connections,
    maxResponseSize: MAX_ANSWER_BYTES,
    // Ours is the one time-out, over the whole call.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const reads = new Pool(base.origin, { ...poolOptions, pipelining: 1 });
  // A write takes a fresh connection. On a kept one, which the other side may be closing just now, a cut could not be
  // told from a write that was done, and each would be `unclear`.
  // undici dials again for a call that ran out of time, and would keep that connection for 4 s (measured, 7.30).
  const writes = new Pool(base.origin, { ...poolOptions, pipelining: 0, keepAliveTimeout: 1 });

  const http = createFetch({
    fetch: fetchOver(reads, writes, base.pathname.replace(/(?<!\/)\/+$/, "")),
    defaults: {
      // Row 37: the vendor lists the content type for calls without a body too [seed].
      headers: { apikey: options.apiKey, accept: "application/json", "content-type": "application/json" },
      responseType: "text",
      ignoreResponseError: true,
      retry: false,
    },
  });

  return {
    async send(request, signal) {
      const limit = limitTime(options.timeoutMs, signal);
      try {
        const { method, path, query, body, anyJson } = request;
        const answer = await http.raw<string, "text">(withQuery(path, query), {
          method,
          signal: limit.signal,
          ...(body !== undefined && { body }),
        });
        const kind = method === "GET" ? "read" : anyJson ? "write of any answer" : "write";
        return readAnswer(kind, answer.status, answer._data ?? "", {
          retryAfterMs: retryAfterMs(answer.headers.get("retry-after"), options.now()),
        });
      } catch (error) {
        throw error instanceof CallFailure ? error : transportFailure(error, limit.endedBy());
      } finally {
        limit.clear();
      }
    },
    async close() {
      await Promise.all([reads.close(), writes.close()]);
    },
  };
}

/** Far above any page of 100 records; a server gone mad must not fill the memory. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/** The part of `fetch` that ofetch uses, over two pools. */
function fetchOver(reads: Dispatcher, writes: Dispatcher, prefix: string): typeof fetch {
  const send = async (path: string, init: RequestInit) => {
    const { statusCode, headers, body } = await (init.method === "GET" ? reads : writes).request({
      path: prefix + path,
      method: init.method as Dispatcher.HttpMethod,
      headers: init.headers as Headers,
      body: (init.body as string | undefined) ?? null,
      signal: init.signal ?? null,
    });
    return {
      status: statusCode,
      headers: { get: (name: string) => headers[name] ?? null },
      body,
      text: () => body.text(),
    };
  };
  // A whole Response would cost more than the rest of the call; these four members are all that is read of it.
  return send as unknown as typeof fetch;
}

/** `"/contacts?phone=0900000001"`; ofetch would take the address apart for it and put it together again. */
function withQuery(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return path;
  return `${path}?${given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&")}`;
}

interface TimeLimit {
  signal: AbortSignal;
  endedBy(): "timeout" | "aborted" | undefined;
  clear(): void;
}

/** One signal for the time-out and the caller's own; `AbortSignal.any` and `.timeout` cost more and last longer. */
function limitTime(timeoutMs: number, caller?: AbortSignal): TimeLimit {
  const controller = new AbortController();
  let endedBy: "timeout" | "aborted" | undefined;
  const end = (by: "timeout" | "aborted") => {
    endedBy ??= by;
    controller.abort();
  };
  const giveUp = () => end("aborted");

  const timer = setTimeout(end, timeoutMs, "timeout");
  if (caller?.aborted) giveUp();
  else caller?.addEventListener("abort", giveUp, { once: true });

  return {
    signal: controller.signal,
    endedBy: () => endedBy,
    clear() {
      clearTimeout(timer);
      caller?.removeEventListener("abort", giveUp);
    },
  };
}

type CallKind = "read" | "write" | "write of any answer";

function readAnswer(
  kind: CallKind,
  status: number,
  text: string,
  { retryAfterMs }: { retryAfterMs: number | undefined },
): unknown {
  const answer = parse(text);
  if (status >= 200 && status < 300) return accepted(kind, status, answer);
  if (status === 401 || status === 403) throw new CallFailure("key", { status });
  if (status === 429) throw new CallFailure("slow-down", { status, retryAfterMs });
  // 408: the server did not get the whole request in time; whether it acted on it is not said.
  if (status >= 400 && status < 500 && status !== 408) {
    throw new CallFailure("refused", { status, quote: quoteOf(answer === UNREADABLE ? text : answer) });
  }
  // 503 may mean too many calls, as in the vendor's sister API, and comes with Retry-After at best (7.3).
  throw new CallFailure("status", { status, retryAfterMs });
}

/** Row 1: HTTP 200 alone is no success of a write; `success` says it. A list need not say anything. */
function accepted(kind: CallKind, status: number, answer: unknown): unknown {
  if (answer === UNREADABLE) throw new CallFailure("unreadable", { status });
  const success = successOf(answer);
  if (success === "no") throw new CallFailure("refused", { status, quote: quoteOf(answer) });
  if (success === "yes") return answer;

  if (kind === "read") {
    // A text or a number is no list, whatever it means.
    if (typeof answer === "object" || answer === undefined) return answer;
    throw new CallFailure("unreadable", { status });
  }
  // No `success`, but an error by name: a no. Words alone may as well be "Đổi quà thành công", and a record is no words:
  // nobody can tell what became of the write.
  const quote = complaintIn(answer);
  if (kind === "write of any answer" && isWordless(answer)) return answer;
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

/** `"3"` → 3000; an HTTP date → the time until then. */
function retryAfterMs(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** Before these, no byte of the request was sent: name, route, port, certificate. */
const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|UND_ERR_DESTROYED|UND_ERR_CLOSED|ERR_TLS_CERT_ALTNAME_INVALID|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

function transportFailure(error: unknown, endedBy: "timeout" | "aborted" | undefined): CallFailure {
  // ofetch wraps what its fetch threw, but not what reading the body threw.
  const cause = error instanceof Error && error.name === "FetchError" ? (error.cause ?? error) : error;
  if (endedBy) return new CallFailure(endedBy, { cause });
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  return new CallFailure(code !== undefined && NOT_SENT.test(code) ? "not-sent" : "cut", {
    cause,
    note: code,
  });
}
