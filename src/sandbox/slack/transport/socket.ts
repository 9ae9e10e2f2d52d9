import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { TIME_LIMITS } from "../limits.ts";
import type { World } from "../world.ts";
import type { Answer, Parcel, Transport } from "./transport.ts";

/** Socket Mode: the app connects to us, envelopes go out, acknowledgements come back by `envelope_id`. */
export interface SocketTransport extends Transport {
  /** A one-time address for `apps.connections.open`, e.g. "ws://127.0.0.1:4000/link/?ticket=000000009" */
  invite(): string;
  /** Resolves once an app is connected and greeted. */
  connected(): Promise<void>;
  /** Tells every connection to go away and come back, as Slack does when it recycles a server. */
  recycle(reason: "warning" | "refresh_requested"): void;
  /** Drops every connection without a word. */
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
  let arrivals: (() => void)[] = [];
  let turn = 0;

  server.on("upgrade", (request, stream, head) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const ticket = searchParams.get("ticket") ?? "";
    if (pathname !== "/link/" || !tickets.delete(ticket)) {
      stream.end("HTTP/1.1 401 Unauthorized\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, stream, head, welcome);
  });

  function welcome(socket: WebSocket): void {
    if (live.size >= TIME_LIMITS.socketConnections) {
      socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      socket.close();
      return;
    }
    live.add(socket);
    socket.on("message", (data) => receive(String(data)));
    socket.on("close", () => leave(socket));
    socket.on("error", () => leave(socket));
    socket.send(JSON.stringify(hello(live.size, appId)));
    for (const arrive of arrivals) arrive();
    arrivals = [];
  }

  function receive(text: string): void {
    const ack = readAck(text);
    const entry = ack ? waiting.get(ack.envelopeId) : undefined;
    if (!ack || !entry) {
      world.violate(`Socket Mode: an acknowledgement of nothing: ${text.slice(0, 200)}`);
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

  /** What the lost connection had not acknowledged counts as failed, so that events are sent again elsewhere. */
  function leave(socket: WebSocket): void {
    live.delete(socket);
    for (const [id, entry] of waiting) {
      if (entry.socket !== socket) continue;
      waiting.delete(id);
      entry.settle(unacked("connection_failed", performance.now() - entry.startedAt));
    }
  }

  /** Slack picks any connection of the app; here they take turns. */
  function pick(): WebSocket | undefined {
    const open = [...live].filter((socket) => socket.readyState === socket.OPEN);
    turn += 1;
    return open[turn % Math.max(open.length, 1)];
  }

  function send(parcel: Parcel): Promise<Answer> {
    const socket = pick();
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
      socket.send(JSON.stringify(envelope(envelopeId, parcel)));
    });
  }

  return {
    send,
    invite() {
      const ticket = world.ids.next("env-");
      tickets.add(ticket);
      return `${world.origin().replace(/^http/, "ws")}/link/?ticket=${ticket}&app_id=${appId}`;
    },
    connected() {
      if (live.size > 0) return Promise.resolve();
      return new Promise((resolve) => {
        arrivals.push(resolve);
      });
    },
    recycle(reason) {
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

function envelope(envelopeId: string, { kind, payload, retry }: Parcel): object {
  return {
    envelope_id: envelopeId,
    type: kind,
    accepts_response_payload: kind !== "events_api",
    payload,
    ...(kind === "events_api" ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? "" } : {}),
  };
}

/** An acknowledgement without content is `{}` on this road and an empty body on the other; both are told as "". */
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
