import { createHmac } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A raw request over its own connection, as no HTTP client would send it. */
export interface RawRequest {
  socket: Socket;
  /** The bytes received so far. */
  received(): string;
  /** Resolves with the status of the next answer, or null when the connection ends without one. */
  status(): Promise<number | null>;
  /** Resolves when either side has closed the connection. */
  closed: Promise<void>;
}

/** @param localAddress  the source address: on Linux `"127.0.0.2"` is another source than `"127.0.0.1"` */
export function sends(port: number, bytes: string | Buffer, localAddress = "127.0.0.1"): RawRequest {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  let received = "";
  socket.on("data", (piece) => {
    received += piece.toString("latin1");
  });
  // These tests expect a server that closes during a write.
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.write(bytes);
  const found = () => /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1];
  return {
    socket,
    received: () => received,
    closed,
    async status() {
      while (found() === undefined && !socket.destroyed) {
        await Promise.race([once(socket, "data").catch(() => null), closed]);
      }
      const status = found();
      return status === undefined ? null : Number(status);
    },
  };
}

/** Returns the beginning of a post: its headers without a body. */
export function head(path: string, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries({ host: "bot", "content-type": "application/json", ...headers });
  return `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

/** Returns headers that look like Slack's. The time is valid, and the signature is not. */
export function falselySigned(atMs: number): Record<string, string> {
  return {
    "x-slack-request-timestamp": String(Math.floor(atMs / 1_000)),
    "x-slack-signature": `v0=${"0".repeat(64)}`,
  };
}

export function signed(body: string, secret: string, atMs: number): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${digest}` };
}
