import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  headers: IncomingMessage["headers"];
  raw: string;
  /** The `payload` of interactivity, the event's body, or the fields of a command. */
  body: Record<string, unknown>;
}

/** Starts an app without Bolt, for cases that Bolt hides. It records requests and answers as the test wants. */
export async function startStubApp(answer: (received: Received, response: ServerResponse) => void) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString("utf8");
    const entry = { headers: request.headers, raw, body: parse(request.headers["content-type"] ?? "", raw) };
    received.push(entry);
    answer(entry, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`,
    received,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parse(contentType: string, raw: string): Record<string, unknown> {
  if (contentType.startsWith("application/json")) return JSON.parse(raw) as Record<string, unknown>;
  const form = Object.fromEntries(new URLSearchParams(raw));
  return form.payload ? (JSON.parse(form.payload) as Record<string, unknown>) : form;
}
