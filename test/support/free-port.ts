import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A port that was free a moment ago: a server keeps its address over its restarts. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
