import type { Calls } from "./calls.ts";
import { limits } from "./limits.ts";
import type { AnswerHandle } from "./read.ts";

/**
 * Shows "typing" when nothing has come after a second, and again and again while it lasts: Telegram takes it down after
 * 5 s. @returns how to stop it
 */
export function startTyping(calls: Calls, { chat, thread }: AnswerHandle): () => void {
  const payload = { chat_id: chat, action: "typing", ...(thread ? { message_thread_id: thread } : {}) };
  // A sign of work that does not get through is nothing that anybody should hear of.
  const type = () => void calls.once("sendChatAction", payload).catch(() => {});
  let timer = setTimeout(() => {
    type();
    timer = setInterval(type, limits.typingMs);
  }, limits.silenceMs);
  return () => clearTimeout(timer);
}
