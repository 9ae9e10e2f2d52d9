import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, it, onTestFinished } from "vitest";
import { createClient } from "../../src/crm/client.ts";

const TIMEOUT_MS = 500;

/** Answers each call after 100 ms, in a thread of its own, and reports its port and each call. */
const ANTCRM = `
  const { createServer } = require("node:http");
  const { parentPort } = require("node:worker_threads");
  const server = createServer((_, response) => {
    parentPort.postMessage("called");
    setTimeout(() => response.end('{"success":1,"data":[]}'), 100);
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;

it("takes an answer that came while the process was paused for longer than the time-out", async () => {
  const antcrm = new Worker(ANTCRM, { eval: true });
  onTestFinished(async () => void (await antcrm.terminate()));
  const [port] = await once(antcrm, "message");
  const client = createClient({
    baseUrl: `http://127.0.0.1:${port}`,
    apiKey: "key",
    connections: 1,
    timeoutMs: TIMEOUT_MS,
    now: Date.now,
  });
  const answer = client.send({ method: "GET", path: "/contacts" });
  await once(antcrm, "message");
  pauseThread(2 * TIMEOUT_MS);
  await expect(answer).resolves.toEqual({ success: 1, data: [] });
});

/** Stands for SIGSTOP and SIGCONT: no timer and no socket of this thread is served. */
function pauseThread(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
