/**
 * A simulator of AntCRM's API, which has no sandbox of its own. It answers the calls of src/crm/API.md over HTTP, with
 * the vendor's contradictions, on generated data in memory. It shares no code with the bot, so that both do not share a
 * mistake.
 */
import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { CONTROL_PREFIX, control } from "./control.ts";
import type { PhoneMatching } from "./customer-list.ts";
import { FaultPlan, type FaultRule, readFaultHeader } from "./faults.ts";
import { findHandler } from "./groups/groups.ts";
import { type Answer, json, plainText, Rejection } from "./http.ts";
import { type Outcome, perform } from "./outcome.ts";
import { note, type RequestRecord } from "./request-log.ts";
import { type Received, receive } from "./requests.ts";
import { addNamedCustomers } from "./seed/named-customers.ts";
import { populate } from "./seed/populate.ts";
import { World } from "./world.ts";

export interface AntcrmOptions {
  /** 0, the default: any free port. */
  port?: number;
  /** By default `127.0.0.1`. */
  host?: string;
  /** The same seed and start time give the same world. By default 1. */
  seed?: number;
  /** The key that callers must send, by default `sandbox-key`. */
  apiKey?: string;
  /** By default `lenient`; `world.phoneMatching` changes it later. */
  phoneMatching?: PhoneMatching;
  /** The clock, epoch ms; all dates are relative to its first reading. */
  now?: () => number;
  /** The minimum duration of every API call, by default 0. */
  latencyMs?: number;
  /** `full`: hundreds of generated customers; `empty`: only the few named ones of tests and demo. */
  size?: "full" | "empty";
  /** How many ratings a full world has, by default 3,000. */
  ratings?: number;
}

export interface AntcrmSandbox {
  /** `http://127.0.0.1:40123`, without a slash at the end. */
  url: string;
  apiKey: string;
  /** The live records. */
  world: World;
  /** Every API call so far, oldest first. */
  requests: RequestRecord[];
  /** Adds a fault, from the next call on. */
  fault(rule: FaultRule): void;
  clearFaults(): void;
  /** Closes the server and the open connections. */
  stop(): Promise<void>;
}

/** Starts the sandbox and answers once it listens. @throws Error when the port is taken */
export async function startAntcrm(options: AntcrmOptions = {}): Promise<AntcrmSandbox> {
  const { port = 0, host = "127.0.0.1", apiKey = "sandbox-key", now = Date.now, latencyMs = 0 } = options;
  const world = new World({
    seed: options.seed ?? 1,
    now,
    phoneMatching: options.phoneMatching ?? "lenient",
  });
  addNamedCustomers(world);
  if (options.size !== "empty") populate(world, options.ratings ?? 3000);

  const faults = new FaultPlan();
  const requests: RequestRecord[] = [];
  const stopping = new AbortController();
  // Each delayed answer listens to it. Node warns of a leak from the eleventh listener on.
  setMaxListeners(0, stopping.signal);
  const context: ApiContext = { world, apiKey, faults, requests, latencyMs, stopped: stopping.signal };
  const server = createServer((request, response) => {
    // The caller closed the connection, or the sandbox stops: nobody waits for an answer.
    serve(context, request, response).catch(() => response.destroy());
  });
  // nginx's value. After Node's 5 s, callers that reuse an idle connection would sometimes find it closed.
  server.keepAliveTimeout = 75_000;
  await listen(server, port, host);

  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    apiKey,
    world,
    requests,
    fault: (rule) => faults.add(rule),
    clearFaults: () => faults.clear(),
    stop: () => {
      stopping.abort();
      return close(server);
    },
  };
}

interface ApiContext {
  world: World;
  apiKey: string;
  faults: FaultPlan;
  requests: RequestRecord[];
  latencyMs: number;
  stopped: AbortSignal;
}

async function serve(context: ApiContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const dueMs = performance.now() + context.latencyMs;
  const received = await receive(request);
  const { call } = received;
  if (call.path.startsWith(CONTROL_PREFIX))
    return send(response, control(call, context.faults, context.requests));

  const record: RequestRecord = { ...call, at: context.world.now(), status: null };
  note(context.requests, record);
  const ordered = orderedFault(request);
  if (ordered === "unknown") return deliver(UNKNOWN_FAULT, record, response);
  const fault = ordered ?? context.faults.take(call);

  const work = () => answer(received, request.headers.apikey === context.apiKey, context.world);
  const outcome = await perform(fault, work, context.stopped);
  const leftMs = dueMs - performance.now();
  if (leftMs > 0) await wait(leftMs, undefined, { signal: context.stopped });
  deliver(outcome, record, response);
}

const UNKNOWN_FAULT = json({ ok: false, error: "x-sandbox-fault: no such fault" }, 400);

/** Returns the fault that a header of the call sets for this call. */
function orderedFault({ headers }: IncomingMessage): FaultRule | "unknown" | undefined {
  const header = headers["x-sandbox-fault"];
  if (typeof header !== "string") return undefined;
  try {
    return readFaultHeader(header);
  } catch {
    return "unknown";
  }
}

function deliver(outcome: Outcome, record: RequestRecord, response: ServerResponse): void {
  if (outcome === "hang") return;
  if (outcome === "cut") {
    response.destroy();
    return;
  }
  record.status = outcome.status;
  send(response, outcome);
}

/** Answers as the API would. A wrong or missing key gives 401, which is inferred: src/crm/API.md#errors */
function answer({ call, malformed }: Received, keyFits: boolean, world: World): Answer {
  if (!keyFits) return json({ success: 0, message: "Invalid apikey" }, 401);
  if (malformed) return plainText("Unexpected token in JSON", 400);
  const handle = findHandler(call.method, call.path);
  if (handle === undefined) return plainText(`Cannot ${call.method} ${call.path}`, 404);
  return run(() => handle(call, world));
}

function run(work: () => Answer): Answer {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Rejection) return thrown.toAnswer();
    // A bug of the sandbox itself. The text shows that it is not one of the bot.
    return json({ success: 0, message: `sandbox: ${String(thrown)}` }, 500);
  }
}

function send(response: ServerResponse, { status, contentType, text, headers }: Answer): void {
  const body = Buffer.from(text);
  response.writeHead(status, { "content-type": contentType, "content-length": body.length, ...headers });
  response.end(body);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
