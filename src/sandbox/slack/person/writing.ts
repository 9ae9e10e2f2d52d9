import type { AppSender, Delivery } from "../delivery.ts";
import type { Events } from "../events.ts";
import { slashCommand } from "../payloads.ts";
import { Refusal } from "../refusal.ts";
import type { SharedFile } from "../shared-files.ts";
import { encodeTyped } from "../typed-text.ts";
import type { Channel, User } from "../workspace.ts";
import type { World } from "../world.ts";
import { idOf, type PersonClientView, type SeenMessage, seeMessage } from "./client-view.ts";

/** The delivery of a person's message, with the message in the channel. */
interface Written extends Delivery {
  message: SeenMessage;
}

export interface Writing {
  /** Types a command, e.g. slashCommand("/crm", "0867 123 456", channel). An answer in the ack appears as a message. */
  slashCommand(command: string, text: string, channel: Channel | string): Promise<Delivery>;
  /** Writes to the bot in a channel: "@antcrm 0867 123 456". */
  mention(channel: Channel | string, text: string, options?: InThread): Promise<Written>;
  /** Writes to the bot in a direct message. */
  directMessage(text: string, options?: InThread): Promise<Written>;
  /** Posts a message in the chat with the bot that this person has not typed: see `Relay`. */
  relays(text: string, relay: Relay): Promise<Written>;
  /** Slackbot posts a reminder into a channel, as set by `/remind #channel @antcrm …`. */
  reminds(channel: Channel | string, text: string): Promise<Delivery>;
  /** Writes a message; the app gets it only if it would on Slack. Resolves when the app has acknowledged it. */
  post(channel: Channel | string, text: string, options?: InThread): Promise<SeenMessage>;
  /**
   * Uploads files into a channel, or with `"bot"` into the chat with the bot, with or without a text:
   * `dropsFiles("bot", [{ name: "khach.csv", bytes }])`.
   */
  dropsFiles(
    channel: Channel | string,
    files: readonly DroppedFile[],
    text?: string,
    options?: InThread,
  ): Promise<Written>;
}

/** The origin of a message that this person has not typed. */
interface Relay {
  /** The message that is forwarded, with or without a text. */
  forwards?: { channel: string; ts: string };
  /** The app that posts it in this person's name. */
  byApp?: { botId: string; appId: string };
}

interface DroppedFile {
  name: string;
  bytes?: Uint8Array;
  /** The address of a file that another service stores. */
  externalUrl?: string;
  /** Events contain only its id. */
  isReserved?: boolean;
}

interface InThread {
  /** `ts` of the message that is replied to. */
  thread_ts?: string;
}

export function createWriting(
  world: World,
  user: User,
  appSender: AppSender,
  events: Events,
  clientView: PersonClientView,
): Writing {
  async function write(
    channelId: string,
    text: string,
    { thread_ts }: InThread,
    files: SharedFile[] = [],
    { forwards, byApp }: Relay = {},
  ): Promise<Written> {
    const channel = channelNamed(world, channelId);
    if (!channel.members.has(user.id)) throw new Error(`${user.name} is not in ${channel.name}`);
    clientView.markRead();
    const message = world.messages.post({
      channel: channel.id,
      user: user.id,
      fromApp: false,
      text: encodeTyped(text, world.workspace, { links: true }),
      threadTs: thread_ts ?? null,
      files,
      ...(forwards && { shared: sharedFrom(forwards) }),
      ...(byApp && { byOtherApp: byApp }),
    });
    const delivery = await events.humanMessage(message, channel);
    return { ...delivery, message: seeMessage(message, (id) => id) };
  }

  function sharedFrom({ channel, ts }: { channel: string; ts: string }) {
    const message = world.messages.find(channel, ts);
    if (!message) throw new Error(`there is no message ${ts} in ${channel}`);
    return { message, authorName: world.workspace.user(message.user).name };
  }

  return {
    async slashCommand(command, text, channel) {
      const where = channelNamed(world, idOf(channel));
      clientView.markRead();
      const delivery = await appSender.send(
        "slash_commands",
        slashCommand(world, user, where, command, text),
        `the command ${command}`,
      );
      if (delivery.acked) answerInAck(delivery.body, where);
      else
        world.messages.post(slackbot(where, `${command} failed with the error "${failureName(delivery)}"`));
      return delivery;
    },
    mention: (channel, text, options = {}) =>
      write(idOf(channel), `@${world.workspace.bot.name} ${text}`, options),
    directMessage: (text, options = {}) => write(world.workspace.dm(user.id).id, text, options),
    dropsFiles(channel, dropped, text = "", options = {}) {
      const where = channel === "bot" ? world.workspace.dm(user.id).id : idOf(channel);
      const files = dropped.map(({ bytes = Buffer.alloc(0), ...file }) =>
        world.files.add({ ...file, user: user.id, bytes: Buffer.from(bytes) }),
      );
      return write(where, text, options, files);
    },
    relays: (text, relay) => write(world.workspace.dm(user.id).id, text, {}, [], relay),
    async reminds(channel, text) {
      const where = channelNamed(world, idOf(channel));
      const reminder = encodeTyped(`Reminder: ${text}`, world.workspace, { links: true });
      const message = world.messages.post({
        channel: where.id,
        user: "USLACKBOT",
        fromApp: false,
        text: reminder,
      });
      return events.humanMessage(message, where);
    },
    post: async (channel, text, options = {}) => (await write(idOf(channel), text, options)).message,
  };

  /** Shows a text or a message in the acknowledgement as an answer; an invalid one is a violation. */
  function answerInAck(body: unknown, channel: Channel): void {
    if (body === "" || body === undefined) return;
    const answer = typeof body === "object" ? body : { text: String(body) };
    try {
      world.responseUrls.answer(
        "the ack of a command",
        { channel: channel.id, userId: user.id, source: null },
        answer,
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      world.recordViolation(`the ack of a command: ${error.message}`);
    }
  }

  function slackbot(channel: Channel, text: string) {
    return { channel: channel.id, user: "USLACKBOT", fromApp: false, text, ephemeralTo: user.id };
  }
}

function failureName(delivery: Delivery): string {
  return delivery.failure === "http_timeout" ? "operation_timeout" : "dispatch_failed";
}

export function channelNamed(world: World, id: string): Channel {
  const channel = world.workspace.channels.get(id);
  if (!channel) throw new Error(`there is no channel ${id}`);
  return channel;
}
