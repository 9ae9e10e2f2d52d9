import type { IncomingMessage, ServerResponse } from "node:http";
import type { FaultRule, Faults } from "./faults.ts";
import { readArguments, readUpload } from "./web-api/body.ts";
import { isVisibleToApp, type Uploads } from "./web-api/files.ts";
import { type RecordedRequest, refusalBody, toRefusal, type WebApi } from "./web-api/web-api.ts";
import type { World } from "./world.ts";

interface Reply {
  status: number;
  body: Record<string, unknown> | string | Buffer;
  type?: string;
  headers?: Record<string, string>;
}

/** Answers all HTTP requests: /api/<method>, response_urls, uploads and downloads. Injects the faults. */
export function createRouter(parts: {
  world: World;
  webApi: WebApi;
  uploads: Uploads;
  faults: Faults;
  record: (request: RecordedRequest) => void;
  botToken: string;
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { world, webApi, uploads, faults, record, botToken } = parts;

  async function answer(name: string, path: string, request: IncomingMessage): Promise<Reply> {
    if (path.startsWith("/api/")) {
      const call = await webApi.call(name, request);
      record(call.record);
      return { status: 200, body: call.answer, headers: call.headers };
    }
    if (name === "upload") return upload(path, request);
    if (name === "download") return download(path, request);
    if (name === "response_url") return respond(path, request);
    return { status: 404, body: "not found" };
  }

  async function respond(path: string, request: IncomingMessage): Promise<Reply> {
    const entry: RecordedRequest = {
      method: "response_url",
      args: {},
      at: world.now(),
      ok: false,
      error: null,
    };
    record(entry);
    try {
      entry.args = await readArguments(request);
      world.responseUrls.respond(path, entry.args);
      entry.ok = true;
      return { status: 200, body: "ok" };
    } catch (error) {
      const refusal = toRefusal(error);
      entry.error = refusal.error;
      world.recordViolation(`response_url: ${refusal.message}`);
      // An expired address gives 404 with the reason, an invalid message 400. Neither is documented.
      const isDead = ["expired_url", "used_url"].includes(refusal.error);
      return { status: isDead ? 404 : 400, body: refusalBody(refusal) };
    }
  }

  async function upload(path: string, request: IncomingMessage): Promise<Reply> {
    const bytes = await readUpload(request);
    try {
      uploads.receive(path, bytes);
      return { status: 200, body: `OK - ${bytes.length}` };
    } catch (error) {
      return { status: 400, body: toRefusal(error).error };
    }
  }

  /** A caller that may not read a file gets Slack's login page, with status 200 (bolt-js issue 2585). */
  function download(path: string, request: IncomingMessage): Reply {
    const file = world.files.find(/^\/files-pri\/[^/-]+-([^/]+)\//.exec(path)?.[1] ?? "");
    if (request.headers.authorization !== `Bearer ${botToken}` || !file || !isVisibleToApp(world, file)) {
      return { status: 200, body: LOGIN_PAGE, type: "text/html; charset=utf-8" };
    }
    if (file.mode === "tombstone") return { status: 404, body: "not found" };
    return { status: 200, body: file.bytes, type: file.mimetype };
  }

  /** Injects the fault. With `after` the call takes effect and only its answer is lost; otherwise it has no effect. */
  async function injectFault(
    fault: FaultRule,
    name: string,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    if ("after" in fault && fault.after) await answer(name, path, request);
    else
      record({
        method: name,
        args: await readArguments(request),
        at: world.now(),
        ok: false,
        error: `fault: ${fault.kind}`,
      });
    switch (fault.kind) {
      case "rate_limited":
        response.setHeader("retry-after", String(fault.retryAfterS));
        return write(response, { status: 429, body: { ok: false, error: "ratelimited" } });
      case "status":
        return write(response, { status: fault.status, body: "sandbox fault" });
      case "error":
        return write(response, { status: 200, body: { ok: false, error: fault.error } });
      case "cut":
        request.socket.destroy();
        return;
      case "hang":
        // The socket stays open until the caller gives up or stop() closes it.
        return;
    }
  }

  return async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const name = nameOf(path);
    const fault = faults.take(name);
    try {
      if (fault) await injectFault(fault, name, path, request, response);
      else write(response, await answer(name, path, request));
    } catch (error) {
      // A caller that closed its connection during the request gets no answer. Anything else is a bug of the simulator.
      if (request.destroyed && !request.complete) return;
      world.recordViolation(`the simulator failed at ${name}: ${String(error)}`);
      write(response, { status: 500, body: "fatal_error" });
    }
  };
}

function nameOf(path: string): string {
  if (path.startsWith("/api/")) return path.slice("/api/".length);
  if (path.startsWith("/upload/v1/")) return "upload";
  if (path.startsWith("/files-pri/")) return "download";
  return /^\/(?:commands|actions)\//.test(path) ? "response_url" : path;
}

const LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body></body></html>";

function write(response: ServerResponse, { status, body, type, headers }: Reply): void {
  const isRaw = typeof body === "string" || Buffer.isBuffer(body);
  const defaultType = isRaw ? "text/plain" : "application/json; charset=utf-8";
  response.writeHead(status, { "content-type": type ?? defaultType, ...headers });
  response.end(isRaw ? body : JSON.stringify(body));
}
