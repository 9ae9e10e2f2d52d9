import type { User } from "@grammyjs/types";
import { isVisible, type SeenMessage, seenBy, toSeenMessage } from "./view.ts";
import type { World } from "./world.ts";

interface WaitOptions {
  chatId: number;
  predicate: (message: SeenMessage) => boolean;
  timeoutMs: number;
}

/**
 * Waits for the bot's first new or edited message after this person's cursor that they can see, and moves the cursor
 * behind it. It checks at each change; after the time-out it rejects with the visible messages.
 */
export function nextMessage(
  world: World,
  user: User,
  cursors: Map<number, number>,
  options: WaitOptions,
): Promise<SeenMessage> {
  const find = (): SeenMessage | undefined => {
    for (let at = cursors.get(options.chatId) ?? 0; at < world.log.length; at += 1) {
      const change = world.log[at];
      if (!change || change.chatId !== options.chatId || change.kind === "deleted") continue;
      if (change.record.message.from?.id !== world.bot.id || !isVisible(change.record, user.id)) continue;
      const seen = toSeenMessage(world, change.record);
      if (!options.predicate(seen)) continue;
      cursors.set(options.chatId, at + 1);
      return seen;
    }
    return undefined;
  };
  return new Promise((resolve, reject) => {
    const check = () => {
      const seen = find();
      if (seen) end(() => resolve(seen));
    };
    const end = (settle: () => void) => {
      clearTimeout(timer);
      world.events.off("change", check).off("stop", onStop);
      settle();
    };
    const timer = setTimeout(
      () => end(() => reject(new Error(timeoutMessage(world, user, options)))),
      options.timeoutMs,
    );
    const onStop = () => end(() => reject(new Error("the sandbox was stopped")));
    world.events.on("change", check).on("stop", onStop);
    check();
  });
}

function timeoutMessage(world: World, user: User, { chatId, timeoutMs }: WaitOptions): string {
  const texts = seenBy(world, user.id, chatId).map((message) => `  ${message.from}: ${message.text}`);
  return `${user.first_name} waited ${timeoutMs} ms for a message that did not come; the chat shows:\n${texts.join("\n")}`;
}
