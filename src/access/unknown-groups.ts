import { lruCache } from "../lru-cache.ts";
import { hasAccess, type Role } from "./roles.ts";

const DAY_MS = 24 * 3_600_000;
/** If there are more groups, the oldest are forgotten. They may be answered once more within their day. */
const MOST_REMEMBERED = 10_000;

/** A chat, as a call names it. */
interface Chat {
  platform: string;
  chat: string;
  shared: boolean;
}

export type UnknownGroups = ReturnType<typeof createUnknownGroups>;

/**
 * Keeps the bot quiet in Telegram groups of people whom nobody has given a role. Anybody can add a bot to a group, and
 * the bot would answer everybody there with a refusal. The groups are kept in memory only. After a restart a group is
 * unknown until somebody with a role speaks there again.
 */
export function createUnknownGroups(now: () => Date) {
  const known = lruCache<true>(MOST_REMEMBERED);
  const notifiedAtMs = lruCache<number>(MOST_REMEMBERED);

  return {
    /** Notes that a person wrote in a chat. A group is known as soon as a person with a role has written in it. */
    heard({ platform, chat, shared }: Chat, role: Role): void {
      if (platform !== "telegram" || !shared || !hasAccess(role)) return;
      known.set(chat, true);
    },

    /** True if a person without a role may be answered there. In an unknown group this uses the day's one answer. */
    takeRefusal({ platform, chat, shared }: Chat): boolean {
      if (platform !== "telegram" || !shared || known.has(chat)) return true;
      const nowMs = now().getTime();
      const lastMs = notifiedAtMs.get(chat);
      if (lastMs !== undefined && nowMs - lastMs < DAY_MS) return false;
      notifiedAtMs.set(chat, nowMs);
      return true;
    },
  };
}
