import { type Block, type Card, card, context, text } from "../cards/card.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";

const notesMessages = defineMessages({
  en: {
    mayBeSent: "This may have been sent before.",
    chatGone: (chat: string) =>
      `The chat ${chat} does not let me write any more: I was removed, or it was archived.`,
    resume: (command: string) => `When I am back in it, type: ${command}`,
  },
  vi: {
    mayBeSent: "Tin này có thể đã gửi trước đó.",
    chatGone: (chat) =>
      `Nhóm chat ${chat} không cho bot gửi tin nữa: bot đã bị xoá khỏi nhóm, hoặc nhóm đã lưu trữ.`,
    resume: (command) => `Khi đã thêm bot lại, gõ: ${command}`,
  },
});

/** The mark on a message that may have been sent before. */
export function mayBeSentNote(locale: Locale): Block {
  return context(notesMessages[locale].mayBeSent);
}

/** Tells an owner that a chat does not let the bot write, and how to go on: `resume` is `["digest resume 2"]`. */
export function chatGoneCard(
  locale: Locale,
  { title, about, chat, resume }: { title: string; about: string; chat: string; resume: readonly string[] },
): Card {
  const t = notesMessages[locale];
  const commands = resume.map((command) => context(t.resume(command)));
  return { ...card(title, text(about), text(t.chatGone(chat)), ...commands), tone: "warning" };
}
