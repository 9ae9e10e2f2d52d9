import { App, type ReceiverEvent } from "@slack/bolt";
import { AppError } from "../../errors.ts";
import { OpenQuestionMessages } from "../answers/open-questions.ts";
import { type Platform, type PlatformOptions, withDefaults } from "../platform.ts";
import { createAnswering } from "./answering.ts";
import { type ConnectionOptions, createConnection } from "./connection.ts";
import { createFileSource, createSendFiles } from "./files.ts";
import { sendSlackNotice } from "./notice.ts";
import { createAddDetails, type GuestRows, type Own, People } from "./people.ts";
import { createEventReceiver, type ReceivedEvent } from "./receiver.ts";
import { createDrawer, type TargetServices } from "./reply-targets.ts";
import { createSuggesting } from "./suggestions.ts";
import { boltLog, createWeb, isPassing, toRefusal, type Web } from "./web.ts";

export interface SlackOptions
  extends PlatformOptions,
    Pick<ConnectionOptions, "appToken" | "signingSecret" | "apiUrl"> {
  botToken: string;
  /** Stores who is a guest; default: this process remembers it. */
  guests?: GuestRows;
}

/** The bot's own identity, from `auth.test`. */
type Identity = Own & { botId: string; name: string };

/**
 * Creates the Slack platform on Bolt. Every event is stored before it is acknowledged, handled once, and answered
 * outside Slack's limit of 3 s.
 * @throws AppError `misconfigured` neither an app token nor a signing secret is given
 */
export function createSlack(given: SlackOptions): Platform {
  const options = withDefaults(given);
  const { botToken, apiUrl, bot, onRepeated, onSend, now, log, rateLimiterClock: clock } = options;
  const connection = createConnection(options);
  const web = createWeb({ botToken, apiUrl, log, clock, onSend, watchLease: options.watchLease });
  const people = new People(web, now, given.guests);
  const draw = createDrawer(log);
  const questions: TargetServices["questions"] = new OpenQuestionMessages();
  const servicesOf = (web: Web): TargetServices => ({
    ...{ web, draw, questions },
    sendFiles: createSendFiles(web, apiUrl, onRepeated),
  });
  const addDetails = createAddDetails(web, people);
  let identity: Identity | undefined;
  const own = () => {
    if (!identity) throw new AppError("unavailable", "Slack: an event came before the platform was started");
    return identity;
  };
  const answering = createAnswering({ ...options, people, addDetails, web, servicesOf, own });
  const app = new App({
    receiver: connection.receiver,
    logger: boltLog(log),
    clientOptions: { slackApiUrl: apiUrl },
    convoStore: false,
    authorize: async () => ({ botToken, botUserId: own().userId, botId: own().botId }),
  });
  const processEvent = app.processEvent.bind(app);
  const receiver = createEventReceiver({
    ...options,
    web,
    ignores: answering.ignores,
    checkForm: async (call) => bot.checkForm(await addDetails(call)),
    own,
    handle: (body, work) => processEvent({ body, ack: async () => {}, customProperties: { work } }),
  });
  const suggesting = createSuggesting({ ...options, people, own });
  app.processEvent = (event: ReceiverEvent) =>
    suggesting.isFor(event) ? suggesting.answer(event) : receiver.take(event);
  app.use(async ({ context, next }) => {
    const work = context.work as ReceivedEvent | undefined;
    if (work) await answering.answer(work);
    await next();
  });
  const idOf = (person: string) => person.slice("slack:".length);

  return {
    name: "slack",
    ...(connection.http && { http: connection.http }),
    async start() {
      identity = await askIdentity(web);
      await connection.open();
    },
    async stop() {
      await receiver.close();
      await connection.close();
    },
    tell: (to, card, isUnbroken) =>
      sendSlackNotice(servicesOf(web.unasked(isUnbroken)), { to, card, onRepeated, log }),
    replay: (payload, how) => receiver.replay(payload, how),
    files: createFileSource({ web, botToken, apiUrl }),
    emailOf: async (person) => (await people.find(idOf(person)))?.email ?? null,
    isGuest: (person) => people.isGuest(idOf(person)),
    connected: connection.connected,
  };
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
