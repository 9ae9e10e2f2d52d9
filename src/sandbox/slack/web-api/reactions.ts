import type { Message } from "../messages.ts";
import { Refusal } from "../refusal.ts";
import type { World } from "../world.ts";
import { defineMethod, type Method, text } from "./method.ts";

const args = { channel: text, timestamp: text, name: text };

export const reactions: Record<string, Method> = {
  "reactions.add": defineMethod(args, (world, call) => {
    const message = reactable(world, call);
    const me = world.workspace.bot.id;
    if (message.reactions.get(call.name)?.has(me)) throw new Refusal("already_reacted");
    world.messages.react(message, call.name, me, true);
    return {};
  }),

  "reactions.remove": defineMethod(args, (world, call) => {
    const message = reactable(world, call);
    const me = world.workspace.bot.id;
    if (!message.reactions.get(call.name)?.has(me)) throw new Refusal("no_reaction");
    world.messages.react(message, call.name, me, false);
    return {};
  }),
};

function reactable(world: World, call: { channel: string; timestamp: string; name: string }): Message {
  // People type an emoji with colons, which are no part of its name.
  if (!/^[\w+'-]+(?:::[\w-]+)?$/.test(call.name))
    throw new Refusal("invalid_name", { isInvalidRequest: true });
  const channel = world.workspace.channelForApp(call.channel);
  const message = world.messages.find(channel.id, call.timestamp);
  if (!message || message.ephemeralTo !== null) throw new Refusal("message_not_found");
  return message;
}
