import type { IncomingMessage, ServerResponse } from "node:http";
import { ApiError } from "./api-error.ts";
import { type FaultRule, type Faults, tooManyRequests } from "./faults.ts";
import { findMethod } from "./methods/all.ts";
import { expireQueries } from "./methods/callbacks.ts";
import { knownParams, type Method } from "./methods/method.ts";
import type { Params } from "./params.ts";
import type { RateLimit } from "./rate-limit.ts";
import { readParams } from "./read-request.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import type { Webhook } from "./webhook.ts";
import type { World } from "./world.ts";

/** The parts that a request passes before a method runs. */
export interface BotApiServer {
  world: World;
  faults: Faults;
  rateLimit: RateLimit | undefined;
  requests: RecordedRequest[];
  webhook: Webhook;
}

/** Answers `/bot<token>/<method>` and `/file/bot<token>/<path>`; everything else is 404, a wrong token 401. */
export async function answerRequest(
  apiServer: BotApiServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const disconnected = new AbortController();
  response.once("close", () => disconnected.abort());
  try {
    const url = new URL(request.url ?? "/", "http://sandbox");
    const path = /^\/(file\/)?bot([^/]+)\/(.+)$/.exec(decodeURIComponent(url.pathname));
    if (!path?.[2] || !path[3]) throw new ApiError(404, "Not Found");
    if (path[2] !== apiServer.world.token) throw new ApiError(401, "Unauthorized");
    if (path[1]) return sendFile(apiServer.world, path[3], response);
    const params = await readParams(request, url.searchParams);
    await answerMethod(apiServer, { name: path[3], params, disconnected: disconnected.signal }, response);
  } catch (error) {
    if (error instanceof ApiError && error.isMistake) apiServer.world.violations.push(error.message);
    sendError(response, error);
  }
}

async function answerMethod(
  apiServer: BotApiServer,
  call: { name: string; params: Params; disconnected: AbortSignal },
  response: ServerResponse,
): Promise<void> {
  const fault = apiServer.faults.take(call.name, Number(call.params.text("chat_id")));
  const isLost = fault?.kind === "cut" || fault?.kind === "hang";
  if (isLost && fault.when !== "after") return loseAnswer(fault, response);
  try {
    const result = await runMethod(
      apiServer,
      call.name,
      call.params,
      call.disconnected,
      isLost ? undefined : fault,
    );
    if (isLost) return loseAnswer(fault, response);
    sendJson(response, 200, { ok: true, result });
  } catch (error) {
    sendError(response, error);
  }
}

/** Runs one method and records the call, whether it came over HTTP or in the answer to a webhook delivery. */
export async function runMethod(
  apiServer: BotApiServer,
  name: string,
  params: Params,
  disconnected: AbortSignal,
  fault?: FaultRule,
): Promise<unknown> {
  const method = findMethod(name);
  const known = new Set(method ? knownParams(method, apiServer.world.botApi) : []);
  // telegraf adds "method" to multipart bodies, because the same body may answer a webhook.
  const ignored = Object.keys(params.values).filter((key) => key !== "method" && !known.has(key));
  const record: RecordedRequest = {
    method: name,
    params: params.values,
    files: [...params.files].map(([field, file]) => ({ field, name: file.name, size: file.bytes.length })),
    ignoredParameters: method ? ignored : [],
    at: apiServer.world.now(),
    status: 0,
  };
  apiServer.requests.push(record);
  try {
    if (fault) throw faultError(fault);
    record.result = await run(apiServer, name, { method, params, disconnected });
    record.status = 200;
    reportLeaks(apiServer.world, record);
    return record.result;
  } catch (error) {
    const { code, message, isMistake } = toApiError(error);
    Object.assign(record, { status: code, description: message });
    if (isMistake) apiServer.world.violations.push(`${name}: ${message}`);
    throw error;
  }
}

function run(
  apiServer: BotApiServer,
  name: string,
  call: { method: Method | undefined; params: Params; disconnected: AbortSignal },
) {
  const { world, webhook, rateLimit } = apiServer;
  const { method, params, disconnected } = call;
  expireQueries(world);
  // A bot may try a newer method to learn the server's version. A method unknown here is a violation, because the real
  // server may know it.
  if (!method) throw new ApiError(404, "Not Found: method not found", { mistake: true });
  if (method.isNewer && world.botApi === "7.1") throw new ApiError(404, "Not Found: method not found");
  rateLimit?.check(name, Number(params.text("chat_id")));
  return method.run({ world, params, webhook, disconnected });
}

/** Reports a message that became public because this server ignored the parameter that names its receiver. */
function reportLeaks(world: World, record: RecordedRequest): void {
  const isLeak = ["ephemeral_message_parameters", "receiver_user_id"].some((name) =>
    record.ignoredParameters.includes(name),
  );
  if (isLeak) world.violations.push(`${record.method}: meant for one person, but shown to the whole chat`);
}

function faultError(fault: FaultRule): ApiError {
  if (fault.kind === "429") return tooManyRequests(fault.retryAfter ?? 1);
  if (fault.kind === "403 blocked") return new ApiError(403, "Forbidden: bot was blocked by the user");
  return new ApiError(500, "Internal Server Error");
}

/** Loses the answer. `cut` ends the connection; `hang` leaves it open until the caller gives up. */
function loseAnswer(fault: FaultRule, response: ServerResponse): void {
  if (fault.kind === "cut") response.socket?.destroy();
}

function toApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(500, `Internal Server Error: ${String(error)}`);
}

function sendError(response: ServerResponse, error: unknown): void {
  const { code, message, parameters } = toApiError(error);
  sendJson(response, code, {
    ok: false,
    error_code: code,
    description: message,
    ...(parameters ? { parameters } : {}),
  });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function sendFile(world: World, path: string, response: ServerResponse): void {
  const file = world.files.get(path);
  if (!file) throw new ApiError(404, "Not Found");
  response.writeHead(200, {
    "content-type": "application/octet-stream",
    "content-length": file.bytes.length,
  });
  response.end(file.bytes);
}
