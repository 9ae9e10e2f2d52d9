import type { IncomingMessage } from "node:http";

/** Returns the arguments of a Web API call, from a form, JSON or multipart body. Buffers stay buffers. */
export async function readArguments(request: IncomingMessage): Promise<Record<string, unknown>> {
  const contentType = request.headers["content-type"] ?? "";
  const query = new URL(request.url ?? "/", "http://localhost").searchParams;
  const body = await readBytes(request);
  return { ...Object.fromEntries(query), ...(await parseBody(contentType, body)) };
}

/** @throws SyntaxError for invalid JSON */
async function parseBody(contentType: string, body: Buffer): Promise<Record<string, unknown>> {
  if (body.length === 0) return {};
  if (contentType.startsWith("application/json")) {
    return JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  }
  if (contentType.startsWith("multipart/form-data")) {
    const form = await new Response(new Uint8Array(body), {
      headers: { "content-type": contentType },
    }).formData();
    const fields = [...form.entries()].map(async ([key, value]) => {
      return [key, typeof value === "string" ? value : Buffer.from(await value.arrayBuffer())] as const;
    });
    return Object.fromEntries(await Promise.all(fields));
  }
  return Object.fromEntries(new URLSearchParams(body.toString("utf8")));
}

/** Returns the bytes of an upload: the whole body, or the one file of a multipart form (the official client's way). */
export async function readUpload(request: IncomingMessage): Promise<Buffer> {
  const contentType = request.headers["content-type"] ?? "";
  const body = await readBytes(request);
  if (!contentType.startsWith("multipart/form-data")) return body;
  const fields = await parseBody(contentType, body);
  return Object.values(fields).find((value) => Buffer.isBuffer(value)) ?? Buffer.alloc(0);
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
