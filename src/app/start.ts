import { type Clock, systemClock } from "../bot/context.ts";
import { type Config, insecureAddresses, missingForStart } from "../config/config.ts";
import { configMessages } from "../config/messages.ts";
import type { RunningCrm } from "../crm/crm.ts";
import { AppError, toAppError } from "../errors.ts";
import { ANTCRM_WEBHOOK_PATH, createAntcrmRoute } from "../features/alerts/webhook.ts";
import { createRequestGuard, type RequestGuard } from "../http/request-guard.ts";
import { createHttpServer, type HttpServer } from "../http/server.ts";
import { Inbox } from "../inbox/inbox.ts";
import type { Logger } from "../logging/logger.ts";
import type { Lease } from "../operations/lease.ts";
import type { Platform } from "../platforms/platform.ts";
import type { Election } from "../platforms/telegram/polling.ts";
import { openStore, type Store } from "../store/open.ts";
import { createApp, openCrm } from "./app.ts";
import { createBackgroundJobs } from "./background-jobs.ts";
import { readProcessFigures, readStoreFigures, withElectionsReported } from "./figures.ts";
import { leads } from "./foundation.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { connectPlatforms } from "./platforms.ts";

/** The running bot. */
export interface RunningBot {
  /** The port of our HTTP server. */
  port: number;
  /** Accepts no new events, finishes the calls in progress within 20 s, and closes all connections. */
  stop(): Promise<void>;
}

/** A stop waits this long for the calls in progress. */
export const STOP_WITHIN_MS = 20_000;
const RESTART_MS = 5_000;

/**
 * Opens the store, connects the configured platforms, and takes over what a former process left unfinished. It resolves
 * early if `stopping` aborts during the start, so that the bot can be stopped.
 * @param options.clock  the machine's clock unless given
 * @param options.stopping  aborts when the bot has to stop, at any moment of its start
 * @throws AppError `misconfigured` a person must repair something first; `unavailable` it may pass by itself; the
 *   message says what to check
 */
export async function startBot(
  config: Config,
  log: Logger,
  {
    clock = systemClock,
    stopping = new AbortController().signal,
  }: { clock?: Clock; stopping?: AbortSignal } = {},
): Promise<RunningBot> {
  const apiKey = mustBeConfigured(config);
  warnOfOpenTelegram(config, log);
  for (const variable of insecureAddresses(config)) {
    const use = variable === "DATABASE_URL" ? "sslmode=verify-full" : "https";
    log.warn({ variable }, `names another machine without encryption: use ${use}`);
  }
  // The figures are read later, when the store is open and the parts are built.
  const metrics = createMetrics({
    now: () => performance.now(),
    isReady: () => parts.ready(),
    readStore: () => readStoreFigures(store, clock.now()),
    readProcess: () => readProcessFigures(store, parts.app.lease),
  });
  const opened = await openStore({
    url: config.DATABASE_URL,
    log: log.child({ module: "store" }),
    now: clock.now,
    wait: (ms) => clock.wait(ms),
    onBrokenRow: () => metrics.securityEvent("broken_row"),
    onCall: metrics.storeCalled,
    ...(config.BOT_SECRET_KEY ? { secretKey: config.BOT_SECRET_KEY } : {}),
  });
  warnOfNobody(config, log);
  const store = withElectionsReported(opened, metrics.leads);
  const crm = openCrm(config, apiKey, log, metrics.crmCalled);
  const services = { config, store, crm, metrics, clock, log };
  const parts = await buildParts(services);
  try {
    const port = await parts.server.listen(config.HOST, config.PORT);
    await Promise.race([comeUp(parts, port, stopping, log), aborted(stopping)]);
    return { port, stop: () => shutDown(parts, services) };
  } catch (error) {
    await shutDown(parts, services);
    throw error;
  }
}

async function comeUp(
  { platforms, backgroundJobs, closing }: RunningParts,
  port: number,
  stopping: AbortSignal,
  log: Logger,
): Promise<void> {
  await Promise.all(platforms.map((platform) => startPlatform(platform, closing, log)));
  if (stopping.aborted) return;
  await backgroundJobs.begin();
  if (stopping.aborted) return;
  log.info({ port, platforms: platforms.map(({ name }) => name) }, "the bot is up");
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/**
 * Starts the platform. An unavailable platform is tried again in the background, while the other one works.
 * @throws AppError a person must repair something first
 */
async function startPlatform(platform: Platform, closing: AbortSignal, log: Logger): Promise<void> {
  try {
    await platform.start();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.fault !== "unavailable" || closing.aborted) throw error;
    log.warn({ platform: platform.name, err: error.message }, "not reachable; trying again");
    void systemClock
      .wait(RESTART_MS, closing)
      .then(() => {
        if (!closing.aborted) return startPlatform(platform, closing, log);
      })
      .catch((again: unknown) => {
        log.error({ platform: platform.name, err: toAppError(again).message }, "cannot be started");
      });
  }
}

/** Warns of a default role on Telegram. It has no workspace, so anybody who finds the bot's name can write to it. */
function warnOfOpenTelegram(
  { TELEGRAM_BOT_TOKEN, BOT_DEFAULT_ROLE: { telegram: role } }: Config,
  log: Logger,
): void {
  if (!TELEGRAM_BOT_TOKEN || role === undefined || role === "none") return;
  log.warn(
    { variable: "BOT_DEFAULT_ROLE", platform: "telegram", role },
    "any Telegram account in the world that writes to the bot has this role; name people with `role` instead",
  );
}

function warnOfNobody({ BOT_ADMINS, BOT_DEFAULT_ROLE }: Config, log: Logger): void {
  if (BOT_ADMINS.length > 0 || Object.keys(BOT_DEFAULT_ROLE).length > 0) return;
  log.warn(
    { variable: "BOT_ADMINS" },
    "is empty, and nobody has a role by default: unless roles were given before, nobody may use the bot",
  );
}

function mustBeConfigured(config: Config): string {
  const missing = missingForStart(config);
  if (missing.length === 0 && config.ANTCRM_API_KEY) return config.ANTCRM_API_KEY;
  throw new AppError("misconfigured", [...missing, configMessages.en.tryDemo].join("\n"));
}

type RunningParts = Awaited<ReturnType<typeof buildParts>>;

/** The services that the parts of the bot are built on. */
interface Services {
  config: Config;
  store: Store;
  crm: RunningCrm;
  metrics: Metrics;
  clock: Clock;
  log: Logger;
}

async function buildParts(services: Services) {
  const { config, store, metrics, clock, log } = services;
  const platforms: Platform[] = [];
  const closing = new AbortController();
  const app = buildApp(services, platforms);
  const { lease } = app;
  const hasReplicas = config.DATABASE_URL.startsWith("postgres");
  const inbox = new Inbox({
    store: store.inbox,
    lease,
    hasReplicas,
    wakeUps: store.wakeUps,
    log: log.child({ module: "inbox" }),
    now: clock.now,
    wait: (ms, signal) => clock.wait(ms, signal),
    onFinished: metrics.eventFinished,
  });
  const guard = createRequestGuard({
    log: log.child({ module: "http" }),
    now: clock.now,
    onForged: () => metrics.securityEvent("forged_request"),
  });
  const connected = await connectPlatforms(config, {
    bot: { ...app, answer: (call) => metrics.observe(call, app.answer(call)) },
    inboxOf: (platform) => inbox.of(platform),
    settings: store.settings,
    people: store.people,
    ...(hasReplicas && { telegramElection: electionOf("telegram-polling", store, lease) }),
    onRepeated: metrics.repeated,
    onSend: metrics.sent,
    // Without the database the lease is not renewed. Answers that are harmless twice are sent then all the same:
    // `PlatformInbox.isHeld`
    watchLease: () => (lease.isValid() ? lease.watch() : () => true),
    guard,
    log,
  });
  platforms.push(...connected);
  const backgroundJobs = createBackgroundJobs({
    ...app,
    deleteExpired: () => store.deleteExpired(clock.now()),
    wakeUps: store.wakeUps,
    inbox,
    platforms,
    log: log.child({ module: "background-jobs" }),
  });
  const ready = async () =>
    !closing.signal.aborted && platforms.every((one) => one.connected()) && (await store.ready());
  const server = buildServer(services, { platforms, ready, guard, wake: app.alerts.wake });
  return {
    ...{ app, platforms, backgroundJobs, inbox, server, ready },
    /** Sets `/readyz` to 503. This is the first step of a stop: the load balancer then sends no new requests. */
    close: () => closing.abort(),
    closing: closing.signal,
  };
}

/** @param platforms  filled after they are connected, because they need the app */
function buildApp({ config, metrics, ...services }: Services, platforms: readonly Platform[]) {
  const { crm, store } = services;
  const platformOf = (person: string) => platforms.find(({ name }) => person.startsWith(`${name}:`));
  const connections = () =>
    platforms.map((platform) => ({
      name: platform.name,
      connected: platform.connected(),
      standsBy: platform.standsBy?.() ?? false,
    }));
  return createApp({
    ...services,
    roles: { admins: config.BOT_ADMINS, defaultRoles: config.BOT_DEFAULT_ROLE },
    timeZone: config.BOT_TIMEZONE,
    defaultLocale: config.BOT_LOCALE,
    profileEmail: async (person) => (await platformOf(person)?.emailOf?.(person)) ?? null,
    isGuest: async (person) => platformOf(person)?.isGuest?.(person) ?? false,
    filesOf: (name) => platforms.find((platform) => platform.name === name)?.files,
    health: async () => ({ crm: crm.health(), platforms: connections(), store: await store.ready() }),
    onRepeated: metrics.repeated,
    onMoved: metrics.moved,
    onSecurityEvent: metrics.securityEvent,
    onCommand: metrics.commandEnded,
    onDelivered: metrics.delivered,
  });
}

interface Served {
  platforms: readonly Platform[];
  ready(): Promise<boolean>;
  guard: RequestGuard;
  /** Called when AntCRM's webhook reports a change. */
  wake(): void;
}

function buildServer({ config, metrics }: Services, { platforms, ready, guard, wake }: Served): HttpServer {
  const events = platforms.flatMap(({ http }) => (http ? [[http.path, http.listener] as const] : []));
  const { ANTCRM_WEBHOOK_SECRET: secret } = config;
  return createHttpServer({
    events: new Map(events),
    ...(secret && { below: new Map([[ANTCRM_WEBHOOK_PATH, createAntcrmRoute({ secret, wake, guard })]]) }),
    ready,
    metrics: async () => ({ contentType: metrics.contentType, text: await metrics.text() }),
    token: config.METRICS_TOKEN,
  });
}

/**
 * Elects a leader among the processes on one Postgres database. SQLite needs none: its file lock lets only one process
 * run.
 */
function electionOf(job: string, store: Store, lease: Lease): Election {
  return {
    lead: () => leads(job, store, lease),
    expectResignation: () => store.wakeUps.expect("leader"),
    resign: () => store.leaders.resign(job, lease.owner),
  };
}

async function shutDown(parts: RunningParts, { store, crm, log }: Services): Promise<void> {
  parts.close();
  // The call that began an import follows it, so the import has to pause before that call can end.
  const ends = [
    parts.inbox.beginShutdown(),
    parts.app.imports.pause(),
    parts.app.digests.end(),
    ...parts.platforms.map((platform) => platform.stop()),
  ];
  const finished = Promise.allSettled(ends).then(() => parts.backgroundJobs.end());
  const giveUp = new AbortController();
  const late = systemClock.wait(STOP_WITHIN_MS, giveUp.signal).then(() => "late" as const);
  const isLate = (await Promise.race([finished, late])) === "late";
  giveUp.abort();
  const connections = Promise.all([parts.server.close(), crm.close()]);
  if (isLate) log.warn("some work is not finished; the next start continues it");
  // Closing both waits for calls in progress. If the stop is late, they have had their time.
  else await connections;
  await store.close();
}
