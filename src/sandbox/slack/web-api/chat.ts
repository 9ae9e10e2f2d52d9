import * as z from "zod";
import type { Message } from "../messages.ts";
import { messageObject } from "../payloads.ts";
import { Refusal } from "../refusal.ts";
import type { Channel } from "../workspace.ts";
import type { World } from "../world.ts";
import { defineMethod, flag, type Method, text } from "./method.ts";

const content = {
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  attachments: z.unknown().optional(),
};

export const chat: Record<string, Method> = {
  "chat.postMessage": defineMethod(
    { channel: text, ...content, thread_ts: z.string().optional(), reply_broadcast: flag.optional() },
    (world, args) => {
      const channel = channelToPostIn(world, args.channel);
      const threadTs = args.thread_ts ? rootOfThread(world, channel, args.thread_ts) : null;
      const accepted = world.outgoing.accept("chat.postMessage", args);
      const message = world.messages.post({
        channel: channel.id,
        user: world.workspace.bot.id,
        fromApp: true,
        text: accepted.text,
        blocks: accepted.blocks,
        threadTs,
      });
      return { channel: channel.id, ts: message.ts, message: messageObject(message, world.workspace) };
    },
  ),

  "chat.postEphemeral": defineMethod(
    { channel: text, user: text, ...content, thread_ts: z.string().optional() },
    (world, args) => {
      const channel = channelToPostIn(world, args.channel);
      if (!channel.members.has(args.user)) throw new Refusal("user_not_in_channel");
      const accepted = world.outgoing.accept("chat.postEphemeral", args);
      const message = world.messages.post({
        channel: channel.id,
        user: world.workspace.bot.id,
        fromApp: true,
        text: accepted.text,
        blocks: accepted.blocks,
        threadTs: args.thread_ts ?? null,
        ephemeralTo: args.user,
      });
      return { message_ts: message.ts };
    },
  ),

  "chat.update": defineMethod({ channel: text, ts: text, ...content }, (world, args) => {
    const message = ownMessage(world, args, "cant_update_message");
    const accepted = world.outgoing.accept("chat.update", args);
    // Without a `blocks` argument the old blocks stay: src/platforms/slack/LIMITS.md#messages
    const blocks = accepted.hasBlocks ? accepted.blocks : message.blocks;
    world.messages.edit(message, { text: accepted.text, blocks });
    return {
      channel: message.channel,
      ts: message.ts,
      text: message.text,
      message: messageObject(message, world.workspace),
    };
  }),

  "chat.delete": defineMethod({ channel: text, ts: text }, (world, args) => {
    const message = ownMessage(world, args, "cant_delete_message");
    world.messages.delete(message);
    return { channel: message.channel, ts: message.ts };
  }),

  "chat.getPermalink": defineMethod({ channel: text, message_ts: text }, (world, args) => {
    const channel = world.workspace.channelForApp(args.channel);
    const message = world.messages.find(channel.id, args.message_ts);
    if (!message || message.ephemeralTo !== null) throw new Refusal("message_not_found");
    return { channel: channel.id, permalink: permalinkOf(world, message) };
  }),
};

function permalinkOf(world: World, message: Message): string {
  const anchor = `p${message.ts.replace(".", "")}`;
  const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${message.channel}` : "";
  return `https://${world.workspace.team.domain}.slack.com/archives/${message.channel}/${anchor}${thread}`;
}

function channelToPostIn(world: World, id: string): Channel {
  const channel = world.workspace.channelForApp(id);
  if (!channel.members.has(world.workspace.bot.id)) throw new Refusal("not_in_channel");
  return channel;
}

/** Returns the root of a thread. A reply to a reply belongs to the same thread. */
function rootOfThread(world: World, channel: Channel, threadTs: string): string {
  const parent = world.messages.find(channel.id, threadTs);
  // An unknown thread_ts is accepted: Slack shows such a message in a thread without a parent. Not documented.
  return parent?.threadTs ?? threadTs;
}

function ownMessage(world: World, args: { channel: string; ts: string }, refusal: string): Message {
  const channel = world.workspace.channelForApp(args.channel);
  const message = world.messages.find(channel.id, args.ts);
  if (!message) throw new Refusal("message_not_found");
  // Only a response_url changes ephemeral messages: src/platforms/slack/LIMITS.md#ephemeral-messages
  if (message.ephemeralTo !== null) {
    throw new Refusal("message_not_found", { messages: ["an ephemeral message"], isInvalidRequest: true });
  }
  if (!message.fromApp) throw new Refusal(refusal, { isInvalidRequest: true });
  return message;
}
