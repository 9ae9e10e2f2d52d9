import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * HTTP is minimal on both sides, because the load driver shares the machine with the measured program. The strict
 * simulators of the sandbox check every request, and would be measured too.
 *
 * A server of Node closes a connection that was idle for 5 to 6 s. A request sent at that moment is reset, so the agent
 * closes the connection before.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 256, timeout: 4_000 });

/**
 * Posts to a program; resolves with the body of its answer.
 * @throws Error on a refused connection, a status over 299, or no answer within `timeoutMs`
 */
export function post(
  url: string,
  headers: Record<string, string>,
  body: string,
  timeoutMs?: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      { method: "POST", agent, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
      (response) => {
        readText(response, (text) => {
          const { statusCode = 0 } = response;
          if (statusCode < 300) resolve(text);
          else reject(new Error(`POST ${url} was answered ${statusCode}`));
        });
      },
    );
    // Not the time-out of the socket, which the agent sets for idle connections.
    const tooLong = () => void call.destroy(new Error(`POST ${url} took too long`));
    const timer = timeoutMs === undefined ? undefined : setTimeout(tooLong, timeoutMs);
    call.on("close", () => clearTimeout(timer));
    call.on("error", reject);
    call.end(body);
  });
}

export interface Listening {
  /** `"http://127.0.0.1:40123"` */
  url: string;
  close(): void;
}

/** Starts a server that passes on path and body, and answers with what `answer` returns, as JSON. */
export async function listen(answer: (path: string, body: string) => unknown): Promise<Listening> {
  const server = createServer((incoming, response) => {
    readText(incoming, (body) => send(response, JSON.stringify(answer(incoming.url ?? "", body))));
  });
  // Programs keep their connections; a connection closed by the server would count as the program's error.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Closes the kept connections to the programs. */
export function closeConnections(): void {
  agent.destroy();
}

/** Returns a port that is free now, for a program that needs a fixed port. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function readText(message: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  message.on("data", (chunk: Buffer) => chunks.push(chunk));
  message.on("end", () => done(Buffer.concat(chunks).toString()));
}

function send(response: ServerResponse, text: string): void {
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
