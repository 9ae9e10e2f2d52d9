import type { IncomingMessage } from "node:http";
import { ApiError, mistake } from "./api-error.ts";
import { limits } from "./limits.ts";
import { Params, type UploadedFile } from "./params.ts";

/** Reads parameters from the query and the body (JSON, urlencoded or multipart). The body takes precedence. */
export async function readParams(request: IncomingMessage, query: URLSearchParams): Promise<Params> {
  const values: Record<string, unknown> = Object.fromEntries(query);
  const body = await readBody(request);
  const type = request.headers["content-type"] ?? "";
  if (body.length === 0) return new Params(values);
  if (type.startsWith("application/json")) return new Params({ ...values, ...parseJson(body) });
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return new Params({ ...values, ...Object.fromEntries(new URLSearchParams(body.toString("utf8"))) });
  }
  if (type.startsWith("multipart/form-data")) return readMultipart(values, type, body);
  // Telegram ignores a body of an unknown type, so the call then has no parameters.
  return new Params(values);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limits.uploadBytes + 1024 * 1024)
      throw new ApiError(413, "Request Entity Too Large", { mistake: true });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Falls through: both kinds of nonsense get the same answer.
  }
  throw mistake("can't parse JSON object");
}

/** Reads the parts without a library: telegraf's parts have no type and unescaped names, which must be accepted. */
function readMultipart(values: Record<string, unknown>, type: string, body: Buffer): Params {
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1];
  if (!boundary) throw mistake("boundary not found in the multipart request");
  const files = new Map<string, UploadedFile>();
  const all = { ...values };
  for (const part of parts(body, `--${boundary}`)) {
    const end = part.indexOf("\r\n\r\n");
    if (end < 0) throw mistake("malformed multipart part");
    const head = part.subarray(0, end).toString("utf8");
    const content = part.subarray(end + 4);
    const name = /name="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) throw mistake("multipart part without a name");
    const filename = /filename="([^"]*)"/i.exec(head)?.[1];
    if (filename === undefined) all[name] = content.toString("utf8");
    else {
      const contentType = /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim();
      files.set(name, { name: filename, type: contentType ?? "application/octet-stream", bytes: content });
    }
  }
  return new Params(all, files);
}

function* parts(body: Buffer, delimiter: string): Generator<Buffer> {
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    start += delimiter.length;
    if (body.subarray(start, start + 2).toString("latin1") === "--") return;
    const next = body.indexOf(`\r\n${delimiter}`, start);
    if (next < 0) throw mistake("multipart body ends too early");
    yield body.subarray(start + 2, next);
    start = next + 2;
  }
}
