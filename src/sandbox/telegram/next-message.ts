import type { User } from "@grammyjs/types";
import { isVisible, type SeenMessage, see, seenBy } from "./view.ts";
import type { World } from "./world.ts";

interface Wish {
  chatId: number;
  predicate: (message: SeenMessage) => boolean;
  timeoutMs: number;
}

/**
 * Waits for the first change of the log, from this person's cursor on, that they can see and that is the bot's; moves
 * the cursor behind it. Wakes on events; the timer is there only so that a test fails with words instead of hanging.
 */
export function nextMessage(
  world: World,
  user: User,
  cursors: Map<number, number>,
  wish: Wish,
): Promise<SeenMessage> {
  const find = (): SeenMessage | undefined => {
    for (let at = cursors.get(wish.chatId) ?? 0; at < world.log.length; at += 1) {
      const change = world.log[at];
      if (!change || change.chatId !== wish.chatId || change.kind === "deleted") continue;
      if (change.record.message.from?.id !== world.bot.id || !isVisible(change.record, user.id)) continue;
      const seen = see(world, change.record);
      if (!wish.predicate(seen)) continue;
      cursors.set(wish.chatId, at + 1);
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
      world.events.off("change", check).off("stop", leave);
      settle();
    };
    const timer = setTimeout(
      () => end(() => reject(new Error(whatIsThere(world, user, wish)))),
      wish.timeoutMs,
    );
    const leave = () => end(() => reject(new Error("the sandbox was stopped")));
    world.events.on("change", check).on("stop", leave);
    check();
  });
}

function whatIsThere(world: World, user: User, { chatId, timeoutMs }: Wish): string {
  const texts = seenBy(world, user.id, chatId).map((message) => `  ${message.from}: ${message.text}`);
  return `${user.first_name} waited ${timeoutMs} ms for a message that did not come; the chat shows:\n${texts.join("\n")}`;
}
