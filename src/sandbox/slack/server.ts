import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type AppSender, createAppSender, type Delivery } from "./delivery.ts";
import { createEvents, type Subscription } from "./events.ts";
import { createFaults, type FaultRule } from "./faults.ts";
import { TIME_LIMITS } from "./limits.ts";
import { createPeople } from "./person/people.ts";
import type { Person } from "./person/person.ts";
import { Refusal } from "./refusal.ts";
import { createRouter } from "./router.ts";
import { createHttpTransport } from "./transport/http.ts";
import { signatureHeaders } from "./transport/signature.ts";
import { createSocketTransport, type SocketTransport } from "./transport/socket.ts";
import { createUploads } from "./web-api/files.ts";
import { defineMethod, type Method } from "./web-api/method.ts";
import { createWebApi, type RecordedRequest } from "./web-api/web-api.ts";
import type { Workspace } from "./workspace.ts";
import { createWorld, type World } from "./world.ts";

export interface SlackOptions {
  /** Any free port by default. */
  port?: number;
  host?: string;
  /**
   * Epoch milliseconds, for `ts` and the expiry of trigger_ids and response_urls. Signatures have the machine's time,
   * because the app compares them with it.
   */
  now?: () => number;
  signingSecret?: string;
  botToken?: string;
  appToken?: string;
  /** The scopes that the workspace granted to the bot token; by default those that the app asks for. */
  botScopes?: readonly string[];
  /** How the app is reached: signed requests (default) or Socket Mode. */
  mode?: "http" | "socket";
  /** The app's request URL in HTTP mode, e.g. "http://127.0.0.1:3000/slack/events". */
  eventsUrl?: string;
  /** How long the app has to acknowledge, in milliseconds; Slack gives 3,000. */
  ackMs?: number;
  /** Default: app_mention, message.im and app_home_opened. */
  subscriptions?: readonly Subscription[];
  /** `should_escape` of the app's manifest: mentions and links in commands are escaped as in messages (default). */
  escapesCommands?: boolean;
  /** Whether the app gets events of its own messages, as on Slack (default). */
  echo?: boolean;
  /** Set when the workspace belongs to an organisation on Enterprise Grid. */
  enterprise?: { id: string; name: string };
}

/** A simulator of Slack: workspace, Web API, deliveries to the app, and people. */
export interface SlackSandbox {
  /** Origin, e.g. "http://127.0.0.1:40123". */
  readonly url: string;
  /** For SLACK_API_URL: `${url}/api/`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly workspace: Workspace;
  /** Every Web API and response_url call, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** What the app sent that Slack refuses or that breaks a rule of the platform; empty when there is nothing. */
  readonly violations: readonly string[];
  /** Pings the app may send on purpose, e.g. add("<@U000000001>"). */
  readonly allowedPings: Set<string>;
  addUser: Workspace["addUser"];
  addChannel: Workspace["addChannel"];
  dm: Workspace["dm"];
  /** A person deletes an uploaded file; its message stays. */
  deleteFile(id: string): void;
  /** The person behind this user; always the same one. */
  person(user: string | { id: string }): Person;
  deliverTo(eventsUrl: string): void;
  /** Sends `url_verification` to the request URL, as saving it in Slack's settings does. */
  verifyUrl(): Promise<Delivery>;
  /** Socket Mode: resolves when an app is connected. */
  connected(): Promise<void>;
  /** Socket Mode: asks the app to reconnect ("refresh_requested"), or breaks its connections. */
  disconnect(how?: "refresh_requested" | "warning" | "cut"): void;
  fault(rule: FaultRule): void;
  /** Sends this event, by default the last one, again with its retry number. */
  redeliver(eventId?: string): Promise<Delivery>;
  /** Headers with Slack's signature of this body at this time (epoch ms, default now). */
  sign(rawBody: string, atMs?: number): Record<string, string>;
  /** Resolves when all events sent in the background (the app's own messages) have been delivered. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const DEFAULT_SUBSCRIPTIONS: readonly Subscription[] = ["app_mention", "message.im", "app_home_opened"];

const DEFAULT_SCOPES: readonly string[] = [
  "app_mentions:read",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "im:history",
  "im:write",
  "reactions:write",
  "users:read",
  "users:read.email",
];

/** Starts the simulator. @throws Error when the port is taken */
export async function startSlack(options: SlackOptions = {}): Promise<SlackSandbox> {
  const {
    port = 0,
    host = "127.0.0.1",
    now = Date.now,
    signingSecret = "sandbox-signing-secret",
    botToken = "xoxb-sandbox",
    appToken = "xapp-sandbox",
    mode = "http",
    ackMs = TIME_LIMITS.ackMs,
    escapesCommands = true,
  } = options;
  let eventsUrl = options.eventsUrl;
  const requests: RecordedRequest[] = [];
  const violations: string[] = [];
  const allowedPings = new Set<string>();
  const server = createServer();
  await listen(server, port, host);
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;

  const world = createWorld({
    now,
    origin: () => url,
    violations,
    allowedPings,
    enterprise: options.enterprise ?? null,
    escapesCommands,
  });
  const { workspace } = world;
  const socket = createSocketTransport(server, world, ackMs);
  const http = createHttpTransport({ target: () => eventsUrl, signingSecret, ackMs });
  const appSender = createAppSender(mode === "socket" ? socket : http, world.recordViolation);
  const events = createEvents(world, appSender, {
    subscriptions: new Set(options.subscriptions ?? DEFAULT_SUBSCRIPTIONS),
    echo: options.echo ?? true,
  });
  const uploads = createUploads();
  const faults = createFaults();
  const webApi = createWebApi(
    world,
    { bot: botToken, app: appToken, botScopes: options.botScopes ?? DEFAULT_SCOPES },
    { ...uploads.methods, "apps.connections.open": connectionsOpen(mode, socket) },
  );
  const router = createRouter({
    world,
    webApi,
    uploads,
    faults,
    record: (call) => requests.push(call),
    botToken,
  });
  server.on("request", (request, response) => void router(request, response));
  const people = createPeople(world, appSender, events);

  return {
    url,
    apiUrl: `${url}/api/`,
    botToken,
    appToken,
    signingSecret,
    workspace,
    requests,
    violations,
    allowedPings,
    addUser: people.add,
    addChannel: workspace.addChannel,
    dm: workspace.dm,
    deleteFile(id) {
      const file = world.files.find(id);
      if (!file) throw new Error(`there is no file ${id}`);
      file.mode = "tombstone";
    },
    person: people.person,
    deliverTo(target) {
      eventsUrl = target;
    },
    verifyUrl: () => verifyUrl(appSender, world),
    connected: socket.connected,
    disconnect(how = "refresh_requested") {
      if (how === "cut") socket.cut();
      else socket.requestReconnect(how);
    },
    fault: faults.add,
    redeliver: appSender.redeliver,
    sign: (rawBody, atMs = Date.now()) => signatureHeaders(signingSecret, rawBody, atMs),
    settled: events.settled,
    async stop() {
      people.close("the sandbox was stopped");
      await socket.close();
      await http.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function connectionsOpen(mode: "http" | "socket", socket: SocketTransport): Method {
  return defineMethod(
    {},
    () => {
      if (mode === "socket") return { url: socket.createAddress() };
      const messages = ["Socket Mode is off: this sandbox delivers over HTTP"];
      throw new Refusal("not_allowed", { messages, isInvalidRequest: true });
    },
    "app",
  );
}

async function verifyUrl(appSender: AppSender, world: World): Promise<Delivery> {
  const challenge = world.ids.next("challenge-");
  const payload = { type: "url_verification", challenge, event_id: challenge };
  const delivery = await appSender.event(payload, true);
  const { body } = delivery;
  const echoed = typeof body === "object" && body !== null && "challenge" in body ? body.challenge : body;
  return echoed === challenge ? delivery : { ...delivery, acked: false, failure: "challenge_failed" };
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
