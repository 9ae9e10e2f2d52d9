import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { createCore, openCrm } from "./core.ts";
import type { RunningCrm } from "./crm/crm.ts";
import { AppError } from "./errors.ts";
import { createInbox } from "./inbox/inbox.ts";
import type { Log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import type { Bot, Platform } from "./platforms/platform.ts";
import { createSlack } from "./platforms/slack/app.ts";
import { createTelegram } from "./platforms/telegram/app.ts";
import { createHouseServer } from "./server.ts";
import { openStore, type Store } from "./store/open.ts";

/** The whole bot, running. */
export interface RunningBot {
  /** Where our HTTP server listens. */
  port: number;
  stop(): Promise<void>;
}

/**
 * Opens the store, connects the platforms that are configured, and takes up what a former process left unfinished.
 * @throws AppError `misconfigured` when something must be mended first; its message says what
 */
export async function startBot(config: Config, log: Log): Promise<RunningBot> {
  if (!config.ANTCRM_API_KEY) {
    throw new AppError(
      "misconfigured",
      "ANTCRM_API_KEY is missing: ask AntBuddy for your ApiRing key. To try the bot without one: npm run demo",
    );
  }
  if (!config.SLACK_BOT_TOKEN && !config.TELEGRAM_BOT_TOKEN) {
    throw new AppError(
      "misconfigured",
      "No platform is configured: set SLACK_BOT_TOKEN or TELEGRAM_BOT_TOKEN. To try the bot without an account: npm run demo",
    );
  }
  const store = await openStore({
    url: config.DATABASE_URL,
    log: log.child({ room: "store" }),
    ...(config.BOT_SECRET_KEY ? { secretKey: config.BOT_SECRET_KEY } : {}),
  });
  const crm = openCrm(config, config.ANTCRM_API_KEY, log);
  const house = buildHouse(config, store, crm, log);
  try {
    const port = await house.server.listen(config.HOST, config.PORT);
    await Promise.all(house.platforms.map((platform) => platform.start()));
    await takeUp(house, log);
    log.info({ port, platforms: house.platforms.map(({ name }) => name) }, "the bot is up");
    return { port, stop: () => shutDown(house, store, crm) };
  } catch (error) {
    await shutDown(house, store, crm);
    throw error;
  }
}

interface House {
  platforms: readonly Platform[];
  inboxes: ReadonlyMap<string, ReturnType<typeof createInbox>>;
  server: ReturnType<typeof createHouseServer>;
}

function buildHouse(config: Config, store: Store, crm: RunningCrm, log: Log): House {
  const metrics = createMetrics(() => performance.now());
  const platforms: Platform[] = [];
  const connections = () =>
    platforms.map((platform) => ({ name: platform.name, connected: platform.connected() }));
  const dispatch = createCore({
    store,
    crm,
    clock: systemClock,
    log,
    roles: { admins: config.BOT_ADMINS, defaultRole: config.BOT_DEFAULT_ROLE },
    timeZone: config.BOT_TIMEZONE,
    defaultLocale: config.BOT_LOCALE,
    health: async () => ({ crm: crm.health(), platforms: connections(), store: await store.ready() }),
  });
  const bot: Bot = { ...dispatch, answer: (call) => metrics.observe(call, dispatch.answer(call)) };
  const inboxOf = (platform: string) =>
    createInbox({ store: store.inbox, platform, log: log.child({ room: "inbox" }), now: systemClock.now });
  const inboxes = new Map(["slack", "telegram"].map((platform) => [platform, inboxOf(platform)]));
  platforms.push(...connect(config, bot, inboxOf, log));
  const events = platforms.flatMap(({ http }) => (http ? [[http.path, http.listener] as const] : []));
  const server = createHouseServer({
    events: new Map(events),
    ready: async () => connections().every(({ connected }) => connected) && (await store.ready()),
    metrics: async () => ({ contentType: metrics.contentType, text: await metrics.text() }),
    token: config.METRICS_TOKEN,
  });
  return { platforms, inboxes, server };
}

function connect(
  config: Config,
  bot: Bot,
  inboxOf: (platform: string) => ReturnType<typeof createInbox>,
  log: Log,
): Platform[] {
  const platforms: Platform[] = [];
  const shared = { bot, now: systemClock.now, defaultLocale: config.BOT_LOCALE };
  if (config.SLACK_BOT_TOKEN) {
    platforms.push(
      createSlack({
        ...shared,
        botToken: config.SLACK_BOT_TOKEN,
        ...(config.SLACK_APP_TOKEN ? { appToken: config.SLACK_APP_TOKEN } : {}),
        ...(config.SLACK_SIGNING_SECRET ? { signingSecret: config.SLACK_SIGNING_SECRET } : {}),
        apiUrl: config.SLACK_API_URL,
        inbox: inboxOf("slack"),
        log: log.child({ room: "slack" }),
      }),
    );
  }
  if (config.TELEGRAM_BOT_TOKEN) {
    const { TELEGRAM_WEBHOOK_URL: url, TELEGRAM_WEBHOOK_SECRET: secret } = config;
    platforms.push(
      createTelegram({
        ...shared,
        token: config.TELEGRAM_BOT_TOKEN,
        apiRoot: config.TELEGRAM_API_ROOT,
        ...(url && secret ? { webhook: { url, secret } } : {}),
        inbox: inboxOf("telegram"),
        log: log.child({ room: "telegram" }),
      }),
    );
  }
  return platforms;
}

/** What was stored but not finished when the former process ended is handled now, oldest first, chat by chat. */
async function takeUp({ platforms, inboxes }: House, log: Log): Promise<void> {
  for (const platform of platforms) {
    const inbox = inboxes.get(platform.name);
    const left = (await inbox?.unfinished()) ?? [];
    if (left.length > 0)
      log.info({ platform: platform.name, events: left.length }, "taking up unfinished events");
    for (const event of left) await inbox?.finish(event.id, () => platform.replay(event.payload));
  }
}

async function shutDown({ platforms, server }: House, store: Store, crm: RunningCrm): Promise<void> {
  await Promise.allSettled(platforms.map((platform) => platform.stop()));
  await server.close();
  await crm.close();
  await store.close();
}
