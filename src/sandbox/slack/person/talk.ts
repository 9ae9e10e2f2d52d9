import type { Courier, Delivery } from "../delivery.ts";
import type { Events } from "../events.ts";
import { slashCommand } from "../payloads.ts";
import { Refusal } from "../refusal.ts";
import type { SharedFile } from "../shared-files.ts";
import { encodeTyped } from "../typed-text.ts";
import type { Channel, User } from "../workspace.ts";
import type { World } from "../world.ts";
import { idOf, type PersonEyes, type SeenMessage, seeMessage } from "./eyes.ts";

/** A delivery of something the person wrote, with the message as it stands in the channel. */
interface Spoken extends Delivery {
  message: SeenMessage;
}

export interface Talk {
  /** Types a command, e.g. slashCommand("/crm", "0867 123 456", channel). An answer in the ack appears as a message. */
  slashCommand(command: string, text: string, channel: Channel | string): Promise<Delivery>;
  /** Writes to the bot in a channel: "@antcrm 0867 123 456". */
  mention(channel: Channel | string, text: string, options?: InThread): Promise<Spoken>;
  /** Writes to the bot alone. */
  directMessage(text: string, options?: InThread): Promise<Spoken>;
  /** A message in the chat with the bot that this person has not typed: see `Relay`. */
  relays(text: string, relay: Relay): Promise<Spoken>;
  /** Slackbot reminds a channel, as `/remind #channel @antcrm …` made it do: it posts, and nobody else. */
  reminds(channel: Channel | string, text: string): Promise<Delivery>;
  /** Writes something; the app hears of it only if it would on Slack. Resolves when the app has taken it. */
  post(channel: Channel | string, text: string, options?: InThread): Promise<SeenMessage>;
  /**
   * Drops files into a channel, or with `"bot"` into the chat with the bot, under words or none:
   * `dropsFiles("bot", [{ name: "khach.csv", bytes }])`.
   */
  dropsFiles(
    channel: Channel | string,
    files: readonly DroppedFile[],
    text?: string,
    options?: InThread,
  ): Promise<Spoken>;
}

/** How a message comes to be in this person's chat without their typing it. */
interface Relay {
  /** Forwards this message, with these words or none. */
  forwards?: { channel: string; ts: string };
  /** An app posts it in this person's name. */
  byApp?: { botId: string; appId: string };
}

interface DroppedFile {
  name: string;
  bytes?: Uint8Array;
  /** Kept by another service: Slack has its address alone. */
  externalUrl?: string;
  /** The app is told its id and no more. */
  isReserved?: boolean;
}

interface InThread {
  /** `ts` of the message answered to. */
  thread_ts?: string;
}

export function createTalk(
  world: World,
  user: User,
  courier: Courier,
  events: Events,
  eyes: PersonEyes,
): Talk {
  async function say(
    channelId: string,
    text: string,
    { thread_ts }: InThread,
    files: SharedFile[] = [],
    { forwards, byApp }: Relay = {},
  ): Promise<Spoken> {
    const channel = channelNamed(world, channelId);
    if (!channel.members.has(user.id)) throw new Error(`${user.name} is not in ${channel.name}`);
    eyes.blink();
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
      eyes.blink();
      const delivery = await courier.tell(
        "slash_commands",
        slashCommand(world, user, where, command, text),
        `the command ${command}`,
      );
      if (delivery.acked) answerInAck(delivery.body, where);
      else
        world.messages.post(slackbot(where, `${command} failed with the error "${failureWord(delivery)}"`));
      return delivery;
    },
    mention: (channel, text, options = {}) =>
      say(idOf(channel), `@${world.workspace.bot.name} ${text}`, options),
    directMessage: (text, options = {}) => say(world.workspace.dm(user.id).id, text, options),
    dropsFiles(channel, dropped, text = "", options = {}) {
      const where = channel === "bot" ? world.workspace.dm(user.id).id : idOf(channel);
      const files = dropped.map(({ bytes = Buffer.alloc(0), ...file }) =>
        world.files.add({ ...file, user: user.id, bytes: Buffer.from(bytes) }),
      );
      return say(where, text, options, files);
    },
    relays: (text, relay) => say(world.workspace.dm(user.id).id, text, {}, [], relay),
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
    post: async (channel, text, options = {}) => (await say(idOf(channel), text, options)).message,
  };

  /** Text or a message in the acknowledgement is shown as an answer; a wrong one is a violation. */
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
      world.violate(`the ack of a command: ${error.message}`);
    }
  }

  function slackbot(channel: Channel, text: string) {
    return { channel: channel.id, user: "USLACKBOT", fromApp: false, text, ephemeralTo: user.id };
  }
}

function failureWord(delivery: Delivery): string {
  return delivery.failure === "http_timeout" ? "operation_timeout" : "dispatch_failed";
}

export function channelNamed(world: World, id: string): Channel {
  const channel = world.workspace.channels.get(id);
  if (!channel) throw new Error(`there is no channel ${id}`);
  return channel;
}
