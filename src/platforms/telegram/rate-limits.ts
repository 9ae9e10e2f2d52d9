import type { Limit } from "../rate-limiter.ts";
import { limits } from "./limits.ts";

/**
 * What a call counts against; nothing for calls that put no message in front of anybody.
 * @param asker  the person who waits for it, where that is known: one person cannot use up what a group may be sent
 */
export function limitsOf(method: string, chat: number, asker?: number): Limit[] {
  if (!isSend(method) && !/^edit/.test(method)) return [];
  const { rateLimiter } = limits;
  const all: Limit = { key: "all", ...rateLimiter.all, holds: isSend(method) ? "further" : "unasked" };
  const inGroup: Limit[] =
    chat < 0 ? [{ key: `group:${chat}`, ...rateLimiter.group, holds: "everything" }] : [];
  if (chat < 0 && asker !== undefined) {
    inGroup.push({ key: `group:${chat}:${asker}`, ...rateLimiter.personInGroup, holds: "everything" });
  }
  const inChat: Limit[] = isSend(method)
    ? [
        { key: `chat:${chat}`, ...rateLimiter.chat, holds: "unasked" },
        { key: `burst:${chat}`, ...rateLimiter.burst, holds: "further" },
      ]
    : [];
  return [...inGroup, ...inChat, all];
}

/** Carries a file with it. */
export function isUpload(method: string): boolean {
  return method === "sendDocument" || method === "sendPhoto";
}

/** Puts a new message into the chat; made twice, there are two. Everything else can be repeated without harm. */
export function isSend(method: string): boolean {
  return method.startsWith("send") && method !== "sendChatAction";
}
