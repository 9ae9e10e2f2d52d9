import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

interface OddCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: string;
}

export interface OddAnswer {
  status?: number;
  /** A text is sent as it is, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface OddServer {
  url: string;
  calls: OddCall[];
  stop(): Promise<void>;
}

/** Returns an answer, or uses the response itself: to hang, to cut, to send a wrong length. */
type Handler = (call: OddCall, response: ServerResponse) => OddAnswer | Promise<OddAnswer> | undefined;

/** Starts a server that answers what a test wants, for cases that the sandbox does not have. */
export async function startOddServer(handle: Handler): Promise<OddServer> {
  const calls: OddCall[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://odd");
    let body = "";
    for await (const chunk of request) body += chunk;
    const { method = "", headers } = request;
    const call = { method, path: url.pathname, query: url.searchParams, headers, body };
    calls.push(call);
    const answer = await handle(call, response);
    if (answer) send(response, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status = 200, body, headers }: OddAnswer): void {
  const isText = typeof body === "string";
  response.writeHead(status, { "content-type": isText ? "text/plain" : "application/json", ...headers });
  response.end(isText ? body : body === undefined ? "" : JSON.stringify(body));
}
