import type { AddressInfo } from "node:net";
import { createServer, connect as dial, type Server, type Socket } from "node:net";

/** A door before a server: shut, it refuses new connections, while those that stand go on. */
export interface Gate {
  /** `http://127.0.0.1:40123` */
  url: string;
  shut(): Promise<void>;
  /** Shut, and nothing goes on: what stood is broken off. */
  cut(): Promise<void>;
  open(): Promise<void>;
}

/** @param target  `http://127.0.0.1:40001` */
export async function openGate(target: string): Promise<Gate> {
  const to = new URL(target);
  const standing = new Set<Socket>();
  const through = (socket: Socket) => {
    const onward = dial(Number(to.port), to.hostname);
    for (const end of [socket, onward]) {
      standing.add(end);
      end.once("close", () => standing.delete(end));
    }
    socket.pipe(onward).pipe(socket);
    socket.on("error", () => onward.destroy());
    onward.on("error", () => socket.destroy());
  };
  let server = await listen(0, through);
  const { port } = server.address() as AddressInfo;
  // Not awaited: a server counts as closed when its last connection is, and these may stay.
  const refuse = () => void server.close();
  return {
    url: `http://127.0.0.1:${port}`,
    shut: async () => refuse(),
    async cut() {
      refuse();
      for (const socket of standing) socket.destroy();
    },
    async open() {
      server = await listen(port, through);
    },
  };
}

function listen(port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.once("error", reject).listen(port, "127.0.0.1", () => resolve(server));
  });
}
