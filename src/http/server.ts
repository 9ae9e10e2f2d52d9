import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { BlockList, isIPv6, type Socket } from "node:net";
import { AppError } from "../errors.ts";
import { createSecretCheck, refuse } from "./request-guard.ts";

/** Addresses of loopback, of private networks, of one link (169.254.0.0/16), and behind a provider's NAT (100.64.0.0/10). */
const PRIVATE_NETWORKS = new BlockList();

for (const [network, bits, family] of [
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["::1", 128, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
] as const) {
  PRIVATE_NETWORKS.addSubnet(network, bits, family);
}

export interface ServerOptions {
  /** The routes of events by path: `/slack/events`, `/telegram/webhook`. */
  events: ReadonlyMap<string, RequestListener>;
  /** Routes by the beginning of a path, `/antcrm/webhook/`. The rest is a secret, which the listener compares. */
  below?: ReadonlyMap<string, RequestListener>;
  /** True if events can be accepted, stored and answered. */
  ready(): Promise<boolean>;
  metrics(): Promise<{ contentType: string; text: string }>;
  /** The bearer token with which other machines may read `/readyz` and `/metrics`. */
  token: string | undefined;
  limits?: Partial<ServerLimits>;
}

export interface ServerLimits extends ConnectionLimits {
  /** From the opening of a connection, or the first byte of a further request, to the end of its headers. */
  headersTimeoutMs: number;
  /** The same, but to the end of the body. A route may allow less time for its body. */
  requestTimeoutMs: number;
  /** How often both time-outs are checked. */
  checkEveryMs: number;
  /** A connection without traffic is closed after this time, e.g. if the client does not read its answer. */
  idleTimeoutMs: number;
  headerBytes: number;
  /** Requests that are in progress when the server closes have this long. */
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

export type HttpServer = ReturnType<typeof createHttpServer>;

/** Creates our only HTTP server. Platforms post their events to it, and operators read the state of the bot there. */
export function createHttpServer({
  events,
  below = new Map(),
  ready,
  metrics,
  token,
  limits: given,
}: ServerOptions) {
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
    /**
     * @returns the port on which the server listens: the given one, or a free one for 0
     * @throws AppError `unavailable` another program has the port; `misconfigured` host or port cannot be used here
     */
    listen: (host: string, port: number): Promise<number> =>
      new Promise((resolve, reject) => {
        // Later errors are of single connections, which the system could not accept.
        server.on("error", (error) => reject(listenError(error, host, port)));
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      }),
    close: (): Promise<void> =>
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

/** What to change, by the code of the system's error. */
function listenError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const code = cause.code ?? "";
  const say = (fault: "unavailable" | "misconfigured", what: string, advice: string) =>
    new AppError(fault, `${what} (${code}); ${advice}`, { cause });
  const address = "set 127.0.0.1, or 0.0.0.0 for all addresses of this machine";
  switch (code) {
    case "EADDRINUSE":
      return say(
        "unavailable",
        `PORT: ${port} is in use`,
        "set another PORT, or stop the program that has it",
      );
    case "EACCES":
      return say("misconfigured", `PORT: this user may not listen on ${port}`, "set one from 1024 on");
    case "EAI_AGAIN":
      // The name server may answer later, e.g. while the machine starts.
      return say("unavailable", `HOST: no name server answers for ${host}`, address);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return say("misconfigured", `HOST: ${host} is no address of this machine`, address);
    default:
      return cause;
  }
}

function answer(response: ServerResponse, status: number, text: string, contentType = "text/plain"): void {
  response.writeHead(status, { "content-type": contentType }).end(text);
}

/** Returns the path as sent, up to the question mark. `new URL` throws for `//`, which anybody may send. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

/** The headers that proxies add to a request that they forward. */
const FORWARDED = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
];

/**
 * True for local requests, or with the token. A forwarded one is not local: a proxy on this machine serves everybody.
 */
function maySee(request: IncomingMessage, isToken: (given: string | undefined) => boolean): boolean {
  const address = request.socket.remoteAddress ?? "";
  const forwarded = FORWARDED.some((header) => request.headers[header] !== undefined);
  const local = /^(::1|127\.|::ffff:127\.)/.test(address) && !forwarded;
  return local || isToken(request.headers.authorization);
}

/**
 * Limits of connections. Loopback and private networks are not limited: a reverse proxy there sends everybody's
 * requests from one address, and `/healthz` is read from there. `X-Forwarded-For` is not used, because anybody can
 * write it. The guard of the routes limits each request that comes through a proxy.
 */
interface ConnectionLimits {
  /** Addresses that are not limited; `PRIVATE_NETWORKS` unless given. */
  unlimited: BlockList;
  /** The most open connections from one address, or one /64 of IPv6. More are closed at once. */
  connectionsPerSource: number;
  /** The most open connections from all public addresses. One more closes the oldest, so that new ones are served. */
  publicConnections: number;
}

function limitConnections(
  server: Server,
  { unlimited, connectionsPerSource, publicConnections }: ConnectionLimits,
): void {
  const bySource = new Map<string, number>();
  // In the order of arrival.
  const open = new Set<Socket>();

  server.on("connection", (socket: Socket) => {
    const source = sourceOf(socket.remoteAddress, unlimited);
    if (source === null) return;
    const before = bySource.get(source) ?? 0;
    if (before >= connectionsPerSource) {
      socket.destroy();
      return;
    }
    const [oldest] = open;
    if (open.size >= publicConnections) oldest?.destroy();
    bySource.set(source, before + 1);
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      const left = (bySource.get(source) ?? 1) - 1;
      if (left > 0) bySource.set(source, left);
      else bySource.delete(source);
    });
  });
}

/** @returns what is counted as one source, or null for an address that is not limited */
function sourceOf(remoteAddress: string | undefined, unlimited: BlockList): string | null {
  const [withoutZone = ""] = (remoteAddress ?? "").split("%", 1);
  const address = withoutZone.replace(/^::ffff:(?=\d+\.)/i, "");
  if (address === "") return null;
  if (!isIPv6(address)) return unlimited.check(address) ? null : address;
  return unlimited.check(address, "ipv6") ? null : firstHalf(address);
}

/** Returns the /64, `"2001:db8::1"` → `"2001:db8:0:0"`, because a provider gives each customer at least a /64. */
function firstHalf(address: string): string {
  const [before = "", after] = address.split("::", 2);
  const head = before === "" ? [] : before.split(":");
  const tail = after ? after.split(":") : [];
  const missing = after === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array<string>(Math.max(0, missing)).fill("0"), ...tail];
  return groups.slice(0, 4).join(":");
}
