import type { IncomingMessage } from "node:http";
import type { ApiCall } from "./http.ts";

/** Greater than any documented call: 100 customers in one request stay far below. */
const LONGEST_BODY_BYTES = 5_000_000;

/** A call with its body; `malformed` when the body is no JSON. */
export interface Received {
  call: ApiCall;
  malformed: boolean;
}

/** Reads a request to its end. @throws Error when it is aborted or too long */
export async function receive(request: IncomingMessage): Promise<Received> {
  const target = request.url ?? "/";
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? {} : Object.fromEntries(new URLSearchParams(target.slice(mark + 1)));
  const method = request.method ?? "GET";

  const text = hasBody(request) ? await readText(request) : "";
  // A GET may have an empty body: src/crm/API.md#conventions
  if (text.trim() === "") return { call: { method, path, query, body: undefined }, malformed: false };
  try {
    return { call: { method, path, query, body: JSON.parse(text) }, malformed: false };
  } catch {
    return { call: { method, path, query, body: text }, malformed: true };
  }
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LONGEST_BODY_BYTES) throw new RangeError("the request body is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
