import { App, type ReceiverEvent } from "@slack/bolt";
import type { Call } from "../../bot/call.ts";
import { AppError } from "../../errors.ts";
import type { RequestGuard } from "../../http/request-guard.ts";
import { type Locale, localeOf } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { givingWay } from "../give-way.ts";
import { fullCard } from "../open-requests.ts";
import type { Bot, Inbox, Platform } from "../platform.ts";
import { type RateLimiterClock, systemRateLimiterClock } from "../rate-limiter.ts";
import { createAnswerTarget } from "./answer-target.ts";
import { createSendFiles } from "./attachments.ts";
import { boltLog } from "./bolt-log.ts";
import { createFileSource, described } from "./file-source.ts";
import { loadingView, noteView } from "./form-view.ts";
import { type Own, settledSide } from "./membership.ts";
import { slackMessages } from "./messages.ts";
import { sendNotice } from "./notice.ts";
import { createDrawer } from "./older-servers.ts";
import { createPeople, type Person } from "./people.ts";
import { present } from "./present.ts";
import type { Incoming } from "./read.ts";
import { createEventReceiver, type Work } from "./receiver.ts";
import { httpConnection, socketConnection } from "./receivers.ts";
import { isPassing, toRefusal } from "./refusal.ts";
import { isSlackAddress } from "./slack-host.ts";
import { undelivered } from "./undelivered.ts";
import { createWeb } from "./web.ts";

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
  /** The time by which messages are paced; the machine's, unless told. */
  rateLimiterClock?: RateLimiterClock;
  /** What all routes of the bot's server share; its own unless told. */
  guard?: RequestGuard;
}

const PATH = "/slack/events";

/**
 * Slack, over Bolt. Every event is stored before it is acknowledged, handled once, and answered outside Slack's 3 s.
 * @throws AppError `misconfigured` neither an app token nor a signing secret is given
 */
export function createSlack(options: SlackOptions): Platform {
  const { bot, inbox, log, now = () => new Date(), defaultLocale, onRepeated = () => {} } = options;
  const { rateLimiterClock: clock = systemRateLimiterClock } = options;
  const logger = boltLog(log);
  const connection = connect(options, now);
  const web = createWeb({
    botToken: options.botToken,
    apiUrl: options.apiUrl,
    logger,
    log,
    clock,
  });
  const people = createPeople(web, now);
  const sendFiles = createSendFiles(web, options.apiUrl);
  const targetServices = { web, isAsked: true, draw: createDrawer(log), sendFiles };
  let me: (Own & { botId: string; name: string }) | undefined;

  const app = new App({
    receiver: connection.receiver,
    logger,
    clientOptions: { slackApiUrl: options.apiUrl },
    convoStore: false,
    authorize: async () => ({
      botToken: options.botToken,
      botUserId: identity().userId,
      botId: identity().botId,
    }),
  });
  const processEvent = app.processEvent.bind(app);

  const receiver = createEventReceiver({
    inbox,
    ignores,
    checkForm: async (call) => bot.checkForm(await introduced(call)),
    own: identity,
    handle: (body, work) => processEvent({ body, ack: async () => {}, customProperties: { work } }),
    openLoading,
    failLoading,
    now,
    log,
  });
  app.processEvent = (event: ReceiverEvent) => receiver.take(event);
  app.use(async ({ context, next }) => {
    const work = context.work as Work | undefined;
    if (work) await answer(work);
    await next();
  });

  function identity() {
    if (!me) throw new AppError("unavailable", "Slack: an event came before the platform was started");
    return me;
  }

  async function answer({ incoming, loading, again, giveWay, isDropped }: Work): Promise<void> {
    const { to } = incoming;
    if (!isOurs(incoming, await people.find(userOf(incoming.call)))) {
      log.info(
        { event: incoming.call.id },
        "nobody of this workspace is known to have sent this; not answered",
      );
      return;
    }
    const call = await introduced(incoming.call);
    // What was stored before its person was refused gets no sign of work.
    if (isDropped ? (await bot.hasRights?.(call)) === false : await isIgnored(call)) return;
    if (to.responseUrl && !isSlackAddress(to.responseUrl.url, options.apiUrl)) {
      log.warn({ event: incoming.call.id }, "a response_url that is not Slack's is not answered to");
      to.responseUrl = undefined;
    }
    if (again) {
      to.trigger = undefined;
      to.viewId = undefined;
      call.showsForms = false;
    } else web.asked(to.channel);
    if (isDropped) {
      // What was pressed stays as it is, to be pressed again.
      to.pressed = undefined;
      to.viewId = undefined;
    }
    const locale = localeOf(call.languageHint, defaultLocale);
    const botName = identity().name;
    const answerTarget = createAnswerTarget({
      targetServices: { ...targetServices, web: web.askedBy(call.person) },
      to,
      loading,
      locale,
      again,
      onRepeated,
      botName,
      now,
      clock,
      log,
    });
    if (isDropped) return answerTarget.finish(fullCard(locale));
    await present(givingWay(bot.answer(call), giveWay), answerTarget, (error) => {
      log.error({ err: error, event: call.id }, "an answer broke off");
      return { title: slackMessages[locale].broken, tone: "bad", audience: "private", blocks: [], locale };
    });
  }

  /** What cannot be told is not answered: it may be another company's. */
  function isOurs({ side }: Incoming, person: Person | null): boolean {
    return settledSide(side, person, identity()) === "ours";
  }

  /** By what Slack has told of the person so far: nothing is waited for before an event is stored. */
  async function ignores(incoming: Incoming): Promise<boolean> {
    const person = people.last(userOf(incoming.call));
    if (person !== null && !isOurs(incoming, person)) return true;
    return isIgnored(person?.isGuest ? { ...incoming.call, isGuest: true } : incoming.call);
  }

  async function isIgnored(call: Call): Promise<boolean> {
    return (await bot.ignores?.(call)) ?? false;
  }

  /** The call with what Slack knows about the people in it. */
  async function introduced(call: Call): Promise<Call> {
    const [person, source, body] = await Promise.all([
      people.find(userOf(call)),
      call.source && sourceOf(call.source),
      bodyOf(call),
    ]);
    return {
      ...call,
      body,
      ...(person && { personName: person.name || call.personName }),
      ...(person?.locale && { languageHint: person.locale }),
      isGuest: person?.isGuest ?? false,
      ...(source && { source }),
    };
  }

  /** In a channel shared with another company a file comes without its name. */
  async function bodyOf({ body }: Call): Promise<Call["body"]> {
    if (body.kind !== "file" || body.file.name !== "") return body;
    return { ...body, file: await described(web, body.file) };
  }

  async function sourceOf(source: NonNullable<Call["source"]>): Promise<NonNullable<Call["source"]>> {
    // The channel it stands in: a forwarded message is another one's.
    const [, channel = "", message_ts = ""] = source.id.split(":");
    const [author, link] = await Promise.all([
      /^[UW][A-Z0-9]+$/.test(source.author) ? people.find(source.author) : null,
      web
        .call(`link:${channel}`, (client) => client.chat.getPermalink({ channel, message_ts }))
        .catch(() => null),
    ]);
    return {
      ...source,
      author: author?.name || source.author,
      ...(link?.permalink && { permalink: link.permalink }),
    };
  }

  /** The shortcut is a command that nearly always ends in a form, and its trigger does not wait for the store. */
  function openLoading({ call, to, side }: Incoming): Promise<string> | undefined {
    // Nothing opens for somebody who may turn out to be another company's.
    if (call.source === undefined || to.trigger === undefined || side === "untold") return undefined;
    const trigger_id = to.trigger.id;
    const opened = web
      .call(trigger_id, (client) => client.views.open({ trigger_id, view: loadingView(to, defaultLocale) }))
      .then(({ view }) => view?.id ?? "");
    // Whoever uses it hears of the failure; when nobody does, it is no unhandled rejection.
    opened.catch(() => {});
    return opened;
  }

  async function failLoading({ to }: Incoming, loading: Promise<string>): Promise<void> {
    const t = slackMessages[defaultLocale];
    try {
      const view_id = await loading;
      const view = noteView(t.loadingTitle, t.notStored, to, defaultLocale);
      await web.call(view_id, (client) => client.views.update({ view_id, view }));
    } catch (error) {
      log.warn({ err: error }, "a loading view could not be taken back");
    }
  }

  return {
    name: "slack",
    ...(connection.listener && { http: { path: PATH, listener: connection.listener } }),
    async start() {
      me = await whoAmI();
      await connection.open();
    },
    async stop() {
      await receiver.close();
      await connection.close();
    },
    async tell(to, card) {
      try {
        await sendNotice({ ...targetServices, isAsked: false }, { to, card, onRepeated, log });
      } catch (thrown) {
        throw undelivered(thrown);
      }
    },
    replay: receiver.replay,
    files: createFileSource({ web, botToken: options.botToken, apiUrl: options.apiUrl }),
    emailOf: async (person) => (await people.find(person.slice("slack:".length)))?.email ?? null,
    isGuest: async (person) => (await people.find(person.slice("slack:".length)))?.isGuest ?? false,
    connected: connection.connected,
  };

  async function whoAmI() {
    try {
      const {
        user_id = "",
        bot_id = "",
        user = "",
        team_id = "",
        enterprise_id,
      } = await web.call("start", (client) => client.auth.test());
      const own = { userId: user_id, teamId: team_id, ...(enterprise_id && { enterpriseId: enterprise_id }) };
      return { ...own, botId: bot_id, name: user };
    } catch (error) {
      const { code } = toRefusal(error);
      throw new AppError(
        isPassing(code) ? "unavailable" : "misconfigured",
        `Slack: auth.test says ${code}; check SLACK_BOT_TOKEN and SLACK_API_URL`,
        {
          cause: error,
        },
      );
    }
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

/** `"slack:U0123"` → `"U0123"` */
function userOf(call: Call): string {
  return call.person.slice("slack:".length);
}
