import type { Config } from "../config/config.ts";
import { insecureAddresses } from "../config/insecure-addresses.ts";
import type { RunningCrm } from "../crm/crm.ts";
import { AppError, toAppError } from "../errors.ts";
import { ANTCRM_WEBHOOK_PATH, createAntcrmRoute } from "../features/alerts/webhook.ts";
import type { DigestService } from "../features/digests/digest-service.ts";
import type { ImportService } from "../features/imports/import-service.ts";
import { createRequestGuard } from "../http/request-guard.ts";
import { createHttpServer, type HttpServer } from "../http/server.ts";
import { createInbox, type Inbox } from "../inbox/inbox.ts";
import type { Logger } from "../logging/logger.ts";
import { PROPOSAL_LIFE_MS } from "../operations/journal.ts";
import type { Lease } from "../operations/lease.ts";
import type { Bot, Platform } from "../platforms/platform.ts";
import type { Election } from "../platforms/telegram/election.ts";
import { openStore, type Store } from "../store/open.ts";
import { createApp, openCrm } from "./app.ts";
import { type BackgroundJobs, createBackgroundJobs } from "./background-jobs.ts";
import { systemClock } from "./clock.ts";
import { createMetrics, type Metrics, type StoreFigures } from "./metrics.ts";
import { connectPlatforms } from "./platforms.ts";

/** The whole bot, running. */
export interface RunningBot {
  /** Where our HTTP server listens. */
  port: number;
  /** Takes no more, finishes what is in hand (20 s at most), and lets go of everything. */
  stop(): Promise<void>;
}

/** What is in hand at a stop is finished, but not for longer than this. */
const STOP_WITHIN_MS = 20_000;
const RESTART_MS = 5_000;

/**
 * Opens the store, connects the platforms that are configured, and takes up what a former process left unfinished. Where
 * it is to stop before all of that is done, it resolves at once, to be stopped.
 * @param options.stopping aborts when the bot is to stop, however far its start has come
 * @throws AppError `misconfigured` when a person must mend something first, `unavailable` when it may pass by itself; its
 *   message says what to look at
 */
export async function startBot(
  config: Config,
  log: Logger,
  { stopping = new AbortController().signal }: { stopping?: AbortSignal } = {},
): Promise<RunningBot> {
  const apiKey = mustBeConfigured(config);
  warnOfOpenTelegram(config, log);
  for (const variable of insecureAddresses(config)) {
    const use = variable === "DATABASE_URL" ? "sslmode=verify-full" : "https";
    log.warn({ variable }, `names another machine without encryption: use ${use}`);
  }
  // Its figures are read from the store once that is open.
  const metrics = createMetrics(
    () => performance.now(),
    () => readFigures(store),
  );
  const store = await openStore({
    url: config.DATABASE_URL,
    log: log.child({ module: "store" }),
    onBrokenRow: () => metrics.securityEvent("broken_row"),
    ...(config.BOT_SECRET_KEY ? { secretKey: config.BOT_SECRET_KEY } : {}),
  });
  const crm = openCrm(config, apiKey, log, metrics.crmCalled);
  const app = await buildApp(config, { store, crm, metrics }, log);
  try {
    const port = await app.server.listen(config.HOST, config.PORT);
    await Promise.race([comeUp(app, port, stopping, log), aborted(stopping)]);
    return { port, stop: () => shutDown(app, store, crm, log) };
  } catch (error) {
    await shutDown(app, store, crm, log);
    throw error;
  }
}

async function comeUp(app: RunningParts, port: number, stopping: AbortSignal, log: Logger): Promise<void> {
  await Promise.all(app.platforms.map((platform) => startPlatform(platform, app.closing, log)));
  if (stopping.aborted) return;
  await app.backgroundJobs.begin();
  if (stopping.aborted) return;
  log.info({ port, platforms: app.platforms.map(({ name }) => name) }, "the bot is up");
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/**
 * A platform that cannot be reached now is tried again in the background: the other one goes on, and the store keeps what
 * is owed. What only a person can mend ends the start.
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

/** Telegram has no workspace: whoever finds the bot's name can write to it. */
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

function mustBeConfigured(config: Config): string {
  const missing = [
    config.ANTCRM_API_KEY ? null : "ANTCRM_API_KEY is missing: ask AntBuddy for your ApiRing key.",
    config.SLACK_BOT_TOKEN || config.TELEGRAM_BOT_TOKEN
      ? null
      : "No platform is configured: set SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN.",
  ].filter((fault) => fault !== null);
  if (missing.length === 0 && config.ANTCRM_API_KEY) return config.ANTCRM_API_KEY;
  throw new AppError(
    "misconfigured",
    [...missing, "To try the bot without any account: npm run demo"].join("\n"),
  );
}

interface RunningParts {
  platforms: readonly Platform[];
  backgroundJobs: BackgroundJobs;
  imports: ImportService;
  digests: DigestService;
  inbox: Inbox;
  server: HttpServer;
  /** Turns `/readyz` to 503: the first thing at a stop, so that nothing new is sent our way. */
  close(): void;
  closing: AbortSignal;
}

/** What the parts of the bot are built on. */
interface Services {
  store: Store;
  crm: RunningCrm;
  metrics: Metrics;
}

async function buildApp(
  config: Config,
  { store, crm, metrics }: Services,
  log: Logger,
): Promise<RunningParts> {
  const platforms: Platform[] = [];
  const closing = new AbortController();
  const connections = () =>
    platforms.map((platform) => ({
      name: platform.name,
      connected: platform.connected(),
      standsBy: platform.standsBy?.() ?? false,
    }));
  const platformOf = (person: string) => platforms.find(({ name }) => person.startsWith(`${name}:`));
  const app = createApp({
    store,
    crm,
    clock: systemClock,
    log,
    roles: { admins: config.BOT_ADMINS, defaultRoles: config.BOT_DEFAULT_ROLE },
    timeZone: config.BOT_TIMEZONE,
    defaultLocale: config.BOT_LOCALE,
    profileEmail: async (person) => (await platformOf(person)?.emailOf?.(person)) ?? null,
    isGuest: async (person) => (await platformOf(person)?.isGuest?.(person)) ?? false,
    filesOf: (name) => platforms.find((platform) => platform.name === name)?.files,
    health: async () => ({ crm: crm.health(), platforms: connections(), store: await store.ready() }),
    onRepeated: metrics.repeated,
    onMoved: metrics.moved,
    onSecurityEvent: metrics.securityEvent,
  });
  const { lease, recovery, imports, digests, alerts, lookUpNotices, ticketIndex, announceReturn } = app;
  const bot: Bot = { ...app, answer: (call) => metrics.observe(call, app.answer(call)) };
  const hasReplicas = config.DATABASE_URL.startsWith("postgres");
  const inbox = createInbox({
    store: store.inbox,
    lease,
    hasReplicas,
    log: log.child({ module: "inbox" }),
    now: systemClock.now,
    wait: (ms) => systemClock.wait(ms),
  });
  const { settings } = store;
  const onRepeated = metrics.repeated;
  const guard = createRequestGuard({
    log: log.child({ module: "http" }),
    now: systemClock.now,
    onForged: () => metrics.securityEvent("forged_request"),
  });
  const election = hasReplicas
    ? { telegramElection: electionOf("telegram-polling", store.leaders, lease) }
    : {};
  platforms.push(
    ...(await connectPlatforms(config, {
      bot,
      inboxOf: inbox.of,
      settings,
      ...election,
      onRepeated,
      guard,
      log,
    })),
  );
  const events = platforms.flatMap(({ http }) => (http ? [[http.path, http.listener] as const] : []));
  const { ANTCRM_WEBHOOK_SECRET: secret } = config;
  const server = createHttpServer({
    events: new Map(events),
    ...(secret && {
      below: new Map([[ANTCRM_WEBHOOK_PATH, createAntcrmRoute({ secret, wake: alerts.wake, guard })]]),
    }),
    ready: async () =>
      !closing.signal.aborted && connections().every(({ connected }) => connected) && (await store.ready()),
    metrics: async () => ({ contentType: metrics.contentType, text: await metrics.text() }),
    token: config.METRICS_TOKEN,
  });
  const backgroundJobs = createBackgroundJobs({
    sweep: store.sweep,
    inbox,
    lease,
    recovery,
    imports,
    digests,
    alerts,
    lookUpNotices,
    ticketIndex,
    announceReturn,
    platforms,
    log: log.child({ module: "housekeeping" }),
  });
  return {
    platforms,
    backgroundJobs,
    imports,
    digests,
    inbox,
    server,
    close: () => closing.abort(),
    closing: closing.signal,
  };
}

/** Elects a leader among the processes on one database. The file lock of SQLite lets only one process run. */
function electionOf(job: string, leaders: Store["leaders"], lease: Lease): Election {
  return {
    async lead() {
      await lease.hold();
      return leaders.lead(job, lease.owner);
    },
    resign: () => leaders.resign(job, lease.owner),
  };
}

/** What the store holds of unfinished work, for the metrics. */
async function readFigures(store: Store): Promise<StoreFigures> {
  const nowMs = systemClock.now().getTime();
  const [operations, unfinishedEvents] = await Promise.all([
    store.operations.openByState(new Date(nowMs - PROPOSAL_LIFE_MS)),
    store.inbox.owed(),
  ]);
  return {
    unfinishedEvents,
    operations: operations.map(({ oldestAt, ...count }) => ({
      ...count,
      oldestMs: nowMs - oldestAt.getTime(),
    })),
  };
}

async function shutDown(app: RunningParts, store: Store, crm: RunningCrm, log: Logger): Promise<void> {
  app.close();
  // An import is followed by the call that began it: it has to pause before that call can end.
  const ends = [
    app.inbox.letGo(),
    app.imports.pause(),
    app.digests.end(),
    ...app.platforms.map((platform) => platform.stop()),
  ];
  const finished = Promise.allSettled(ends).then(() => app.backgroundJobs.end());
  const giveUp = new AbortController();
  const late = systemClock.wait(STOP_WITHIN_MS, giveUp.signal).then(() => "late" as const);
  const isLate = (await Promise.race([finished, late])) === "late";
  giveUp.abort();
  const connections = Promise.all([app.server.close(), crm.close()]);
  if (isLate) log.warn("some of what was in hand is not finished; it is taken up at the next start");
  // Both wait for calls under way, and those have had their time.
  else await connections;
  await store.close();
}
