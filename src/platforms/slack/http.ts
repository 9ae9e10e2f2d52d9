import { gunzipSync } from "node:zlib";
import type { webApi } from "@slack/bolt";
import { Agent, type Dispatcher } from "undici";
import { connectUnlessPaused } from "../../connector.ts";
import { ProcessWasPaused } from "../retries.ts";

/** Far above any answer of the Web API. A broken server must not fill the memory. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const UNPACKED = { maxOutputLength: MAX_ANSWER_BYTES };

export type SlackHttp = ReturnType<typeof createSlackHttp>;

/**
 * Creates the connections to Slack.
 * @param watchLease  `Lease.watch`: nothing is sent over a connection that was opened during a pause of this process
 */
export function createSlackHttp(watchLease: () => () => boolean = () => () => true) {
  const connect = connectUnlessPaused(watchLease, () => new ProcessWasPaused());
  const dispatcher = new Agent({ connect });
  const send = (url: string | URL, options: Omit<Dispatcher.RequestOptions, "origin" | "path">) => {
    const { origin, pathname, search } = new URL(url);
    return dispatcher.request({ ...options, origin, path: `${pathname}${search}` });
  };

  return {
    /** undici's `request` over these connections. It follows no redirect. */
    request: send,
    /**
     * The part of `fetch` that Slack's client uses, for its option `fetch`. The real one takes twice the CPU of a call, and
     * its module 10 MB of memory.
     */
    async fetch(...[url, init = {}]: Parameters<webApi.FetchFunction>): ReturnType<webApi.FetchFunction> {
      const { method = "GET", headers = {}, body = null, signal = null } = init;
      if (typeof body === "object" && body !== null) throw new TypeError("Slack: files are sent as bytes");
      const answer = await send(url, { method: method as "POST", headers, body, signal });
      const { statusCode: status, statusText } = answer;
      const fields = new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
      const received = await readAll(answer.body);
      // Slack does not redirect a call, so another server has answered.
      if (status >= 300 && status < 400) throw new Error(`a redirect (${status})`);
      // The client takes a 429 without seconds for no answer.
      if (status === 429 && !(Number(fields.get("retry-after")) >= 0)) fields.set("retry-after", "1");
      const bytes = fields.get("content-encoding") === "gzip" ? gunzipSync(received, UNPACKED) : received;
      return {
        ok: status >= 200 && status < 300,
        ...{ status, statusText, url: String(url) },
        headers: { get: (name) => fields.get(name.toLowerCase()) ?? null, entries: () => fields },
        arrayBuffer: async () => new Uint8Array(bytes).buffer,
        json: async () => JSON.parse(bytes.toString()),
        text: async () => bytes.toString(),
      };
    },
  };
}

async function readAll(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (size > MAX_ANSWER_BYTES) throw new Error("an answer that is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
