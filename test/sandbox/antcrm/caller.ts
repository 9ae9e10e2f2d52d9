import { onTestFinished } from "vitest";
import { type AntcrmOptions, type AntcrmSandbox, startAntcrm } from "../../../src/sandbox/antcrm/server.ts";

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // The shape of the answers is what the tests check.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  body: any;
}

export interface Caller {
  crm: AntcrmSandbox;
  get(path: string, query?: Record<string, string>, headers?: Record<string, string>): Promise<Reply>;
  send(
    method: "POST" | "PUT" | "DELETE",
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply>;
}

/** Starts a sandbox for one test, and returns a caller with the right key over real HTTP. */
export async function callSandbox(options: AntcrmOptions = {}): Promise<Caller> {
  const crm = await startAntcrm({ size: "empty", ...options });
  onTestFinished(() => crm.stop());

  async function call(path: string, init: RequestInit): Promise<Reply> {
    const headers = { apikey: crm.apiKey, "content-type": "application/json", ...init.headers };
    const response = await fetch(crm.url + path, { ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parse(text) };
  }

  return {
    crm,
    get: (path, query = {}, headers = {}) => call(`${path}?${new URLSearchParams(query)}`, { headers }),
    send: (method, path, body, headers = {}) =>
      call(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
