import { App, type ReceiverEvent } from "@slack/bolt";
import { AppError } from "../../errors.ts";
import type { RequestGuard } from "../../http/request-guard.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import type { Bot, Inbox, Platform } from "../platform.ts";
import { type RateLimiterClock, systemRateLimiterClock } from "../rate-limiter.ts";
import { createAnswering } from "./answering.ts";
import { boltLog, type Connection, httpConnection, socketConnection } from "./connection.ts";
import { createFileSource, createSendFiles } from "./files.ts";
import { sendSlackNotice, undelivered } from "./notice.ts";
import type { Own } from "./people.ts";
import { createAddDetails, createPeople } from "./people.ts";
import { createEventReceiver, createLoadingModal, type Work } from "./receiver.ts";
import { createDrawer } from "./reply-targets.ts";
import { createWeb, isPassing, toRefusal, type Web } from "./web.ts";

export interface SlackOptions {
  botToken: string;
  /** Socket Mode, when given. */
  appToken?: string;
  /** HTTP mode, when there is no app token. */
  signingSecret?: string;
  /** `"https://slack.com/api/"`; the bot token goes to this host and no other. */
  apiUrl: string;
  bot: Bot;
  inbox: Inbox;
  log: Logger;
  now?: () => Date;
  /** For people whose language neither they nor Slack tell. */
  defaultLocale: Locale;
  /** A message was sent once more that may have arrived before. */
  onRepeated?: () => void;
  /** The clock of the rate limiter; default: the machine's. */
  rateLimiterClock?: RateLimiterClock;
  /** What all routes of the bot's server share; default: one of its own. */
  guard?: RequestGuard;
}

const PATH = "/slack/events";

/** The bot itself, as `auth.test` tells. */
type Identity = Own & { botId: string; name: string };

/**
 * Slack, over Bolt. Every event is stored before it is acknowledged, handled once, and answered outside Slack's 3 s.
 * @throws AppError `misconfigured` neither an app token nor a signing secret is given
 */
export function createSlack(options: SlackOptions): Platform {
  const { botToken, apiUrl, bot, inbox, log, now = () => new Date(), defaultLocale } = options;
  const { rateLimiterClock: clock = systemRateLimiterClock, onRepeated = () => {} } = options;
  const logger = boltLog(log);
  const connection = connect(options, now);
  const web = createWeb({ botToken, apiUrl, logger, log, clock });
  const people = createPeople(web, now);
  const services = {
    web,
    isAsked: true,
    draw: createDrawer(log),
    sendFiles: createSendFiles(web, apiUrl),
  };
  const addDetails = createAddDetails(web, people);
  const loadingModal = createLoadingModal(web, defaultLocale, log);
  let identity: Identity | undefined;
  const own = () => {
    if (!identity) throw new AppError("unavailable", "Slack: an event came before the platform was started");
    return identity;
  };
  const answering = createAnswering({
    ...options,
    people,
    addDetails,
    services,
    own,
    onRepeated,
    now,
    clock,
  });
  const app = createApp(options, connection.receiver, own);
  const processEvent = app.processEvent.bind(app);
  const receiver = createEventReceiver({
    inbox,
    ignores: answering.ignores,
    checkForm: async (call) => bot.checkForm(await addDetails(call)),
    own,
    handle: (body, work) => processEvent({ body, ack: async () => {}, customProperties: { work } }),
    loadingModal,
    now,
    log,
  });
  app.processEvent = (event: ReceiverEvent) => receiver.take(event);
  app.use(async ({ context, next }) => {
    const work = context.work as Work | undefined;
    if (work) await answering.answer(work);
    await next();
  });
  const find = (person: string) => people.find(person.slice("slack:".length));

  return {
    name: "slack",
    ...(connection.listener && { http: { path: PATH, listener: connection.listener } }),
    async start() {
      identity = await askIdentity(web);
      await connection.open();
    },
    async stop() {
      await receiver.close();
      await connection.close();
    },
    async tell(to, card) {
      try {
        await sendSlackNotice({ ...services, isAsked: false }, { to, card, onRepeated, log });
      } catch (thrown) {
        throw undelivered(thrown);
      }
    },
    replay: receiver.replay,
    files: createFileSource({ web, botToken, apiUrl }),
    emailOf: async (person) => (await find(person))?.email ?? null,
    isGuest: async (person) => (await find(person))?.isGuest ?? false,
    connected: connection.connected,
  };
}

function createApp(
  { botToken, apiUrl, log }: SlackOptions,
  receiver: Connection["receiver"],
  own: () => Identity,
): App {
  return new App({
    receiver,
    logger: boltLog(log),
    clientOptions: { slackApiUrl: apiUrl },
    convoStore: false,
    authorize: async () => ({ botToken, botUserId: own().userId, botId: own().botId }),
  });
}

/** @throws AppError */
async function askIdentity(web: Web): Promise<Identity> {
  try {
    const told = await web.call("start", (client) => client.auth.test());
    const { user_id = "", bot_id = "", user = "", team_id = "", enterprise_id } = told;
    const own = { userId: user_id, teamId: team_id, ...(enterprise_id && { enterpriseId: enterprise_id }) };
    return { ...own, botId: bot_id, name: user };
  } catch (cause) {
    const { code } = toRefusal(cause);
    throw new AppError(
      isPassing(code) ? "unavailable" : "misconfigured",
      `Slack: auth.test says ${code}; check SLACK_BOT_TOKEN and SLACK_API_URL`,
      { cause },
    );
  }
}

function connect({ appToken, signingSecret, apiUrl, guard, log }: SlackOptions, now: () => Date) {
  const logger = boltLog(log);
  if (appToken !== undefined) return socketConnection({ appToken, apiUrl, logger, log });
  if (signingSecret !== undefined)
    return httpConnection({ path: PATH, signingSecret, logger, now, guard, log });
  throw new AppError(
    "misconfigured",
    "Slack: set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)",
  );
}
