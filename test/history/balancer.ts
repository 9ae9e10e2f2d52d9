import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent, type Dispatcher, request } from "undici";

/** A load balancer in front of the bot's processes. Each delivery goes to a random one. */
export interface Balancer {
  /** `http://127.0.0.1:40123` */
  address: string;
  /** This share of the deliveries goes to two processes, 0 to 1. */
  repeats(share: number): void;
  /** The number of deliveries that went to two processes. */
  repeated(): number;
  close(): Promise<void>;
}

/** A frozen process accepts connections, but does not answer. */
const ANSWERS_WITHIN_MS = 4_000;

interface Delivery {
  method: Dispatcher.HttpMethod;
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** @param targets  `["http://127.0.0.1:40001", …]`. A process that refuses the connection is passed over. */
export async function startBalancer(targets: readonly string[], random: () => number): Promise<Balancer> {
  const agent = new Agent({
    headersTimeout: ANSWERS_WITHIN_MS,
    bodyTimeout: ANSWERS_WITHIN_MS,
    pipelining: 0,
  });
  let share = 0;
  let repeated = 0;

  async function forward(delivery: Delivery, order: readonly string[]) {
    for (const target of order) {
      const { path, ...given } = delivery;
      const answer = await request(`${target}${path}`, { ...given, dispatcher: agent }).catch(nullIfRefused);
      if (answer === null) continue;
      return {
        status: answer.statusCode,
        type: answer.headers["content-type"],
        text: await answer.body.text(),
      };
    }
    throw new Error("no process listens");
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const delivery = await read(incoming);
    const order = shuffled(targets, random);
    const isRepeated = delivery.method === "POST" && random() < share;
    if (isRepeated) {
      repeated += 1;
      // The second process's answer goes to nobody.
      forward(delivery, [...order].reverse()).catch(() => undefined);
    }
    const { status, type, text } = await forward(delivery, order);
    response.writeHead(status, type === undefined ? {} : { "content-type": String(type) }).end(text);
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => {
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    repeats(next) {
      share = next;
    },
    repeated: () => repeated,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await agent.destroy();
    },
  };
}

async function read(incoming: IncomingMessage): Promise<Delivery> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const hopByHop = new Set(["host", "connection", "content-length", "transfer-encoding", "keep-alive"]);
  const headers = Object.entries(incoming.headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !hopByHop.has(entry[0]),
  );
  const { method = "GET", url = "/" } = incoming;
  return {
    method: method as Dispatcher.HttpMethod,
    path: url,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

/** A refused connection sent nothing, so another process may get the delivery. */
function nullIfRefused(error: NodeJS.ErrnoException): null {
  if (error.code === "ECONNREFUSED") return null;
  throw error;
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}
