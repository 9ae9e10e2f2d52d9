import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ConnectionLimits, limitConnections, PRIVATE_NETWORKS } from "./connection-limits.ts";
import { createSecretCheck, refuse } from "./request-guard.ts";

/** Our one HTTP server: where platforms post their events, and where an operator looks. */
export interface HttpServer {
  /** The port that is listened on; the one asked for, or a free one for 0. */
  listen(host: string, port: number): Promise<number>;
  close(): Promise<void>;
}

export interface ServerOptions {
  /** Events by path: `/slack/events`, `/telegram/webhook`. */
  events: ReadonlyMap<string, RequestListener>;
  /** By the beginning of a path whose end is a secret, which its listener compares: `/antcrm/webhook/`. */
  below?: ReadonlyMap<string, RequestListener>;
  /** True when events can be taken, stored and answered. */
  ready(): Promise<boolean>;
  metrics(): Promise<{ contentType: string; text: string }>;
  /** Opens `/readyz` and `/metrics` to others than this machine, as bearer token. */
  token: string | undefined;
  limits?: Partial<ServerLimits>;
}

export interface ServerLimits extends ConnectionLimits {
  /** From the opening of a connection, or the first byte of a further request, to the end of its headers. */
  headersTimeoutMs: number;
  /** The same to the end of the body. A route may allow its body less. */
  requestTimeoutMs: number;
  /** How often both are looked at. */
  checkEveryMs: number;
  /** A connection on which nothing moves, e.g. because the client does not read its answer. */
  idleTimeoutMs: number;
  headerBytes: number;
  /** What is under way when the server closes has this long. */
  closeWithinMs: number;
}

const DEFAULT_LIMITS: ServerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 20_000,
  checkEveryMs: 1_000,
  idleTimeoutMs: 60_000,
  headerBytes: 16 * 1024,
  closeWithinMs: 5_000,
  unlimited: PRIVATE_NETWORKS,
  connectionsPerSource: 64,
  publicConnections: 512,
};

export function createHttpServer({
  events,
  below = new Map(),
  ready,
  metrics,
  token,
  limits: given,
}: ServerOptions): HttpServer {
  const limits = { ...DEFAULT_LIMITS, ...given };
  const isToken = token === undefined ? () => false : createSecretCheck(`Bearer ${token}`);
  const options = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    maxHeaderSize: limits.headerBytes,
  };
  const server = createServer(options, (request, response) => {
    const path = pathOf(request);
    const listener = events.get(path) ?? below.get(path.slice(0, path.lastIndexOf("/") + 1));
    if (listener) return listener(request, response);
    inspect(path, request, response).catch(() => answer(response, 500, "error\n"));
  });
  server.timeout = limits.idleTimeoutMs;
  limitConnections(server, limits);

  async function inspect(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (path === "/healthz") return answer(response, 200, "ok\n");
    if (path !== "/readyz" && path !== "/metrics")
      return refuse(request, response, 404, { text: "not found\n" });
    if (!maySee(request, isToken)) {
      return refuse(request, response, 401, { text: "loopback only, or a bearer token (METRICS_TOKEN)\n" });
    }
    if (path === "/readyz") {
      const fine = await ready();
      return answer(response, fine ? 200 : 503, fine ? "ready\n" : "not ready\n");
    }
    const { contentType, text } = await metrics();
    return answer(response, 200, text, contentType);
  }

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      }),
    close: () =>
      new Promise((resolve) => {
        const giveUp = setTimeout(() => server.closeAllConnections(), limits.closeWithinMs);
        server.close(() => {
          clearTimeout(giveUp);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number, text: string, contentType = "text/plain"): void {
  response.writeHead(status, { "content-type": contentType }).end(text);
}

/** Up to the question mark, and as it was sent: `new URL` throws on what anybody may send, such as `//`. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

/** What proxies add to a request that they hand on. */
const FORWARDED = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

/** A proxy on this machine forwards for the whole world: a forwarded request is not a local one. */
function maySee(request: IncomingMessage, isToken: (given: string | undefined) => boolean): boolean {
  const address = request.socket.remoteAddress ?? "";
  const forwarded = FORWARDED.some((header) => request.headers[header] !== undefined);
  const local = /^(::1|127\.|::ffff:127\.)/.test(address) && !forwarded;
  return local || isToken(request.headers.authorization);
}
