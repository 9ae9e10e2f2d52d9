import type { AddressInfo } from "node:net";
import { createServer, connect as openSocket, type Server, type Socket } from "node:net";
import { Transform } from "node:stream";

/** A TCP proxy in front of a server. A test uses it to break the connection between the bot and the server. */
export interface TcpProxy {
  /** `http://127.0.0.1:40123` */
  url: string;
  port: number;
  /** Refuses new connections. Open connections continue. */
  stopListening(): Promise<void>;
  /** Refuses new connections and closes the open ones. */
  disconnect(): Promise<void>;
  /** Accepts connections again, on the same port. */
  listen(): Promise<void>;
  /** Keeps and accepts connections, but forwards no byte until `resume`. */
  pause(): void;
  /** Delivers the held bytes, then forwards again. */
  resume(): void;
  /** Forwards each packet only after this many milliseconds, in both directions. */
  delay(ms: number): void;
}

/** The two sockets of one proxied connection, and what their bytes pass on the way to the other. */
interface Link {
  socket: Socket;
  upstream: Socket;
  up: Transform;
  down: Transform;
}

/** @param target  `http://127.0.0.1:40001` */
export async function startTcpProxy(target: string): Promise<TcpProxy> {
  const to = new URL(target);
  const connections = new Set<Link>();
  let isPaused = false;
  let delayMs = 0;
  const slow = () =>
    new Transform({
      transform(chunk, _encoding, done) {
        if (delayMs === 0) done(null, chunk);
        else setTimeout(done, delayMs, null, chunk);
      },
    });
  const forward = (socket: Socket) => {
    const upstream = openSocket(Number(to.port), to.hostname);
    const link = { socket, upstream, up: slow(), down: slow() };
    connections.add(link);
    link.up.pipe(upstream);
    link.down.pipe(socket);
    if (!isPaused) connect(link);
    for (const [end, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      end.on("error", () => other.destroy());
      end.once("close", () => {
        if (socket.closed && upstream.closed) connections.delete(link);
      });
    }
  };
  let server = await listen(0, forward);
  const { port } = server.address() as AddressInfo;
  // Not awaited: `close` ends only with the last connection, and open connections may stay.
  const closeServer = () => void server.close();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stopListening: async () => closeServer(),
    async disconnect() {
      closeServer();
      for (const { socket, upstream } of connections) {
        socket.destroy();
        upstream.destroy();
      }
    },
    async listen() {
      server = await listen(port, forward);
    },
    pause() {
      isPaused = true;
      for (const { socket, upstream, up, down } of connections) {
        socket.unpipe(up);
        upstream.unpipe(down);
      }
    },
    resume() {
      isPaused = false;
      for (const link of connections) connect(link);
    },
    delay(ms) {
      delayMs = ms;
    },
  };
}

function connect({ socket, upstream, up, down }: Link): void {
  socket.pipe(up);
  upstream.pipe(down);
}

function listen(port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.once("error", reject).listen(port, "127.0.0.1", () => resolve(server));
  });
}
