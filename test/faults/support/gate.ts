import type { AddressInfo } from "node:net";
import { createServer, connect as dial, type Server, type Socket } from "node:net";

/** A door before a server: shut, it refuses new connections, while those that stand go on. */
export interface Gate {
  /** `http://127.0.0.1:40123` */
  url: string;
  port: number;
  shut(): Promise<void>;
  /** Shut, and nothing goes on: what stood is broken off. */
  cut(): Promise<void>;
  open(): Promise<void>;
  /** Connections stay and are accepted, but no byte passes until `thaw`. */
  freeze(): void;
  /** Delivers what was held back, then passes bytes again. */
  thaw(): void;
}

/** The two ends of one connection. */
interface Link {
  socket: Socket;
  onward: Socket;
}

/** @param target  `http://127.0.0.1:40001` */
export async function openGate(target: string): Promise<Gate> {
  const to = new URL(target);
  const standing = new Set<Link>();
  let isFrozen = false;
  const through = (socket: Socket) => {
    const onward = dial(Number(to.port), to.hostname);
    const link = { socket, onward };
    standing.add(link);
    if (!isFrozen) join(link);
    for (const [end, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      end.on("error", () => other.destroy());
      end.once("close", () => {
        if (socket.closed && onward.closed) standing.delete(link);
      });
    }
  };
  let server = await listen(0, through);
  const { port } = server.address() as AddressInfo;
  // Not awaited: a server counts as closed when its last connection is, and these may stay.
  const refuse = () => void server.close();
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    shut: async () => refuse(),
    async cut() {
      refuse();
      for (const { socket, onward } of standing) {
        socket.destroy();
        onward.destroy();
      }
    },
    async open() {
      server = await listen(port, through);
    },
    freeze() {
      isFrozen = true;
      for (const { socket, onward } of standing) {
        socket.unpipe(onward);
        onward.unpipe(socket);
      }
    },
    thaw() {
      isFrozen = false;
      for (const link of standing) join(link);
    },
  };
}

function join({ socket, onward }: Link): void {
  socket.pipe(onward).pipe(socket);
}

function listen(port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.once("error", reject).listen(port, "127.0.0.1", () => resolve(server));
  });
}
