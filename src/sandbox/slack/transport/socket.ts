import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { TIME_LIMITS } from "../limits.ts";
import type { World } from "../world.ts";
import type { Answer, AppRequest, Transport } from "./transport.ts";

/** Socket Mode: the app connects, gets envelopes, and acknowledges each by its `envelope_id`. */
export interface SocketTransport extends Transport {
  /** Creates a one-time address for `apps.connections.open`, e.g. "ws://127.0.0.1:4000/link/?ticket=000000009" */
  createAddress(): string;
  /** Resolves when an app is connected and has got `hello`. */
  connected(): Promise<void>;
  /** Asks every connection to reconnect, as Slack does when it restarts a server. */
  requestReconnect(reason: "warning" | "refresh_requested"): void;
  /** Breaks every connection without a message. */
  cut(): void;
}

interface Waiting {
  socket: WebSocket;
  settle: (answer: Answer) => void;
  startedAt: number;
}

export function createSocketTransport(server: Server, world: World, ackMs: number): SocketTransport {
  const { appId } = world.workspace;
  const sockets = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const live = new Set<WebSocket>();
  const waiting = new Map<string, Waiting>();
  let connectListeners: (() => void)[] = [];
  let turn = 0;

  server.on("upgrade", (request, stream, head) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const ticket = searchParams.get("ticket") ?? "";
    if (pathname !== "/link/" || !tickets.delete(ticket)) {
      stream.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, stream, head, addSocket);
  });

  function addSocket(socket: WebSocket): void {
    if (live.size >= TIME_LIMITS.socketConnections) {
      socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      socket.close();
      return;
    }
    live.add(socket);
    socket.on("message", (data) => receive(String(data)));
    socket.on("close", () => removeSocket(socket));
    socket.on("error", () => removeSocket(socket));
    socket.send(JSON.stringify(hello(live.size, appId)));
    for (const notify of connectListeners) notify();
    connectListeners = [];
  }

  function receive(text: string): void {
    const ack = readAck(text);
    const entry = ack ? waiting.get(ack.envelopeId) : undefined;
    if (!ack || !entry) {
      world.recordViolation(`Socket Mode: an acknowledgement of an unknown envelope: ${text.slice(0, 200)}`);
      return;
    }
    waiting.delete(ack.envelopeId);
    const tookMs = Math.round(performance.now() - entry.startedAt);
    entry.settle({
      acked: true,
      status: null,
      body: ack.payload,
      ackMs: tookMs,
      failure: null,
      noRetry: false,
    });
  }

  /** Unacknowledged envelopes of a lost connection count as failed, so that events are sent again over another one. */
  function removeSocket(socket: WebSocket): void {
    live.delete(socket);
    for (const [id, entry] of waiting) {
      if (entry.socket !== socket) continue;
      waiting.delete(id);
      entry.settle(unacked("connection_failed", performance.now() - entry.startedAt));
    }
  }

  /** Picks a connection for the next envelope. Slack picks any one; here they take turns. */
  function nextSocket(): WebSocket | undefined {
    const open = [...live].filter((socket) => socket.readyState === socket.OPEN);
    turn += 1;
    return open[turn % Math.max(open.length, 1)];
  }

  function send(appRequest: AppRequest): Promise<Answer> {
    const socket = nextSocket();
    if (!socket) return Promise.resolve(unacked("no_connection", 0));
    const envelopeId = world.ids.next("env-");
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.delete(envelopeId);
        resolve(unacked("http_timeout", ackMs));
      }, ackMs);
      waiting.set(envelopeId, {
        socket,
        startedAt: performance.now(),
        settle: (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
      });
      socket.send(JSON.stringify(envelope(envelopeId, appRequest)));
    });
  }

  return {
    send,
    createAddress() {
      const ticket = world.ids.next("env-");
      tickets.add(ticket);
      return `${world.origin().replace(/^http/, "ws")}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    connected() {
      if (live.size > 0) return Promise.resolve();
      return new Promise((resolve) => {
        connectListeners.push(resolve);
      });
    },
    requestReconnect(reason) {
      for (const socket of live) socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: {} }));
    },
    cut() {
      for (const socket of live) socket.terminate();
    },
    async close() {
      for (const socket of live) socket.close(1001);
      sockets.close();
    },
  };
}

function hello(connections: number, appId: string): object {
  return {
    type: "hello",
    num_connections: connections,
    debug_info: { host: "applink-sandbox", approximate_connection_time: 18_060 },
    connection_info: { app_id: appId },
  };
}

function envelope(envelopeId: string, { kind, payload, retry }: AppRequest): object {
  return {
    envelope_id: envelopeId,
    type: kind,
    accepts_response_payload: kind !== "events_api",
    payload,
    ...(kind === "events_api" ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? "" } : {}),
  };
}

/** Reads an acknowledgement. An empty one is `{}` in Socket Mode and an empty body over HTTP; both become "". */
function readAck(text: string): { envelopeId: string; payload: unknown } | undefined {
  try {
    const { envelope_id, payload } = JSON.parse(text) as { envelope_id?: unknown; payload?: unknown };
    if (typeof envelope_id !== "string") return undefined;
    const isEmpty = typeof payload === "object" && payload !== null && Object.keys(payload).length === 0;
    return { envelopeId: envelope_id, payload: payload === undefined || isEmpty ? "" : payload };
  } catch {
    return undefined;
  }
}

function unacked(failure: string, ackMs: number): Answer {
  return { acked: false, status: null, body: "", ackMs: Math.round(ackMs), failure, noRetry: false };
}
