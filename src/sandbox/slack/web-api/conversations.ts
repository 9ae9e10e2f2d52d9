import * as z from "zod";
import { messageObject } from "../payloads.ts";
import { Refusal } from "../refusal.ts";
import type { Channel } from "../workspace.ts";
import type { World } from "../world.ts";
import { defineMethod, type Method, number, text } from "./method.ts";

const range = {
  limit: number.optional(),
  cursor: z.string().optional(),
  oldest: z.string().optional(),
  latest: z.string().optional(),
};

export const conversations: Record<string, Method> = {
  "conversations.open": defineMethod(
    { users: z.string().optional(), channel: z.string().optional() },
    (world, args) => {
      const people = (args.users ?? "").split(",").filter((id) => id !== "");
      if (args.channel) return { channel: { id: world.workspace.channelForApp(args.channel).id } };
      const [only, ...more] = people;
      if (only === undefined) throw new Refusal("users_list_not_supplied", { isInvalidRequest: true });
      if (more.length > 0)
        throw new Refusal("not_enough_users", { messages: ["group messages are not simulated"] });
      return { channel: { id: world.workspace.dm(only).id } };
    },
  ),

  "conversations.info": defineMethod({ channel: text }, (world, args) => {
    return { channel: channelObject(world, world.workspace.channelForApp(args.channel)) };
  }),

  "conversations.members": defineMethod({ channel: text, ...range }, (world, args) => {
    const channel = world.workspace.channelForApp(args.channel);
    const page = paged([...channel.members], args);
    return { members: page.items, response_metadata: { next_cursor: page.next } };
  }),

  "conversations.list": defineMethod({ types: z.string().optional(), ...range }, (world, args) => {
    const visible = [...world.workspace.channels.values()].filter(
      (channel) => channel.kind === "channel" || channel.members.has(world.workspace.bot.id),
    );
    const page = paged(visible, args);
    return {
      channels: page.items.map((channel) => channelObject(world, channel)),
      response_metadata: { next_cursor: page.next },
    };
  }),

  "conversations.history": defineMethod({ channel: text, ...range }, (world, args) => {
    return messagePage(
      world,
      joined(world, args.channel),
      args,
      (message) => message.threadTs === null,
      "newest",
    );
  }),

  "conversations.replies": defineMethod({ channel: text, ts: text, ...range }, (world, args) => {
    const channel = joined(world, args.channel);
    const asked = world.messages.find(channel.id, args.ts);
    if (!asked) throw new Refusal("thread_not_found");
    const root = asked.threadTs ?? asked.ts;
    return messagePage(world, channel, args, (it) => it.ts === root || it.threadTs === root, "oldest");
  }),
};

type Range = {
  limit?: number | undefined;
  cursor?: string | undefined;
  oldest?: string | undefined;
  latest?: string | undefined;
};

/** Returns one page of messages. Ephemeral ones are not stored, so no history contains them. */
function messagePage(
  world: World,
  channel: Channel,
  range: Range,
  belongs: (message: { ts: string; threadTs: string | null }) => boolean,
  first: "newest" | "oldest",
): Record<string, unknown> {
  const messages = world.messages
    .inChannel(channel.id)
    .filter((message) => message.ephemeralTo === null && belongs(message))
    .filter(
      ({ ts }) => Number(ts) >= Number(range.oldest ?? 0) && Number(ts) <= Number(range.latest ?? Infinity),
    );
  const page = paged(first === "newest" ? messages.reverse() : messages, range);
  return {
    messages: page.items.map((message) => messageObject(message, world.workspace)),
    has_more: page.next !== "",
    response_metadata: { next_cursor: page.next },
  };
}

/** Returns one page. The cursor is the position in base64, so that it is opaque to the app like Slack's. */
function paged<T>(items: readonly T[], { limit = 100, cursor }: Range): { items: T[]; next: string } {
  const from = cursor ? Number(Buffer.from(cursor, "base64").toString()) : 0;
  if (!Number.isInteger(from)) throw new Refusal("invalid_cursor", { isInvalidRequest: true });
  const to = from + limit;
  return {
    items: items.slice(from, to),
    next: to < items.length ? Buffer.from(String(to)).toString("base64") : "",
  };
}

function joined(world: World, id: string): Channel {
  const channel = world.workspace.channelForApp(id);
  if (!channel.members.has(world.workspace.bot.id)) throw new Refusal("not_in_channel");
  return channel;
}

function channelObject({ workspace }: World, channel: Channel): Record<string, unknown> {
  const kinds = {
    is_channel: channel.kind === "channel",
    is_group: channel.kind === "group",
    is_im: channel.kind === "im",
    is_private: channel.kind !== "channel",
    is_member: channel.members.has(workspace.bot.id),
  };
  if (channel.kind !== "im") return { id: channel.id, name: channel.name, ...kinds };
  const partner = [...channel.members].find((id) => id !== workspace.bot.id);
  return { id: channel.id, user: partner, ...kinds };
}
