import type { webApi } from "@slack/bolt";
import { Agent, request } from "undici";
import { connectUnlessPaused } from "../../connector.ts";
import { ProcessWasPaused } from "../retries.ts";

export type SlackHttp = ReturnType<typeof createSlackHttp>;

/**
 * Creates the connections to Slack.
 * @param watchLease  `Lease.watch`: nothing is sent over a connection that was opened during a pause of this process
 */
export function createSlackHttp(watchLease: () => () => boolean = () => () => true) {
  const dispatcher = new Agent({ connect: connectUnlessPaused(watchLease, () => new ProcessWasPaused()) });
  const send = (url: string | URL, options: Parameters<typeof request>[1]) =>
    request(url, { ...options, dispatcher });

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
      const fields = new Map(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
      return {
        ok: answer.statusCode >= 200 && answer.statusCode < 300,
        status: answer.statusCode,
        statusText: answer.statusText,
        url: String(url),
        headers: { get: (name) => fields.get(name.toLowerCase()) ?? null, entries: () => fields },
        arrayBuffer: () => answer.body.arrayBuffer(),
        json: () => answer.body.json(),
        text: () => answer.body.text(),
      };
    },
  };
}
