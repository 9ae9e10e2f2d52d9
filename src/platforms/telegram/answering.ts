import { localeOf } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { Answer } from "../answers/answer.ts";
import { type AnswerPort, titleCard } from "../answers/answer-port.ts";
import { fullCard, type Turn } from "../event-queue.ts";
import type { PlatformOptions } from "../platform.ts";
import { type TelegramCalls, UnclearCall } from "./calls.ts";
import { describe, failureOf } from "./failure.ts";
import { sendFiles } from "./files.ts";
import { limits } from "./limits.ts";
import { createEphemerals, createMessages } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import type { AnswerHandle, Incoming } from "./read.ts";
import { FormMessages, TelegramTarget } from "./reply-target.ts";

/** When the event came, and whether it is handled for the second time. */
export interface TelegramAnswerOptions extends Turn {
  arrivedAt: Date;
  isRepeated: boolean;
}

/** Asks the bot and shows its cards, from the first sign of work to the receipt. Rejects when the answer breaks off. */
export type AnswerEvent = (incoming: Incoming, options: TelegramAnswerOptions) => Promise<void>;

export function createAnswerEvent(
  options: Required<PlatformOptions> & { calls: TelegramCalls; me: { username: string } },
): AnswerEvent {
  const { bot, calls, me, log, rateLimiterClock: clock } = options;
  const server = { knowsRich: true };
  const shared = {
    forms: new FormMessages(),
    ephemerals: createEphemerals(createMessages(calls, { isAsked: true }, server), options),
    bot: me,
    log,
  };

  return async ({ call, handle }, { arrivedAt, isRepeated, giveWay, isDropped = false }) => {
    const locale = localeOf(call.languageHint, options.defaultLocale);
    const asker = { handle: isDropped ? notTaken(handle) : handle, arrivedAt, name: call.personName };
    const stopTyping = startTyping(calls, handle);
    // A person who may not use the bot gets no sign of work.
    if (isDropped) stopTyping();
    const messages = createMessages(calls, { isAsked: true, user: handle.user }, server);
    const target = new TelegramTarget({ ...shared, ...asker, messages, onAnswer: stopTyping });
    // What is typed is below everything that was said.
    if (!handle.action) shared.forms.passed(handle.chat);
    const port = createAnswerPort(target, handle.shared, options);
    const answer = new Answer(port, { isRepeated, clock });
    let broken: { reason: unknown } | undefined;
    // The bot promises never to fail. When it does all the same, silence would be the worst answer.
    const failed = (reason: unknown) => {
      broken = { reason };
      return titleCard(telegramMessages[locale].broken, "bad", locale);
    };
    try {
      if (!isDropped) await answer.show(bot.answer(call), giveWay, failed);
      else if ((await bot.hasRights?.(call)) !== false) await answer.showOnce(fullCard(locale));
    } finally {
      stopTyping();
    }
    if (broken) throw broken.reason;
  };
}

/** What was pressed stays as it is, to be pressed again. */
function notTaken(handle: AnswerHandle): AnswerHandle {
  return handle.action ? { ...handle, action: { ...handle.action, edits: false } } : handle;
}

/**
 * Shows "typing" when nothing has come after a second, and again until it is stopped: Telegram takes it down after 5 s.
 * @returns how to stop it
 */
function startTyping(calls: TelegramCalls, { chat, thread }: AnswerHandle): () => void {
  const payload = { chat_id: chat, action: "typing", ...(thread ? { message_thread_id: thread } : {}) };
  // A sign of work that does not get through is nothing that anybody should hear of.
  const type = () => void calls.once("sendChatAction", payload).catch(() => {});
  let timer = setTimeout(() => {
    type();
    timer = setInterval(type, limits.typingMs);
  }, limits.silenceMs);
  return () => clearTimeout(timer);
}

/** What Telegram can do for one answer: its one target, its files and receipt. "typing" is the sign of work. */
function createAnswerPort(
  target: TelegramTarget,
  isShared: boolean,
  { onRepeated, log }: { onRepeated(): void; log: Logger },
): AnswerPort {
  const pauseMs = isShared ? limits.editIntervalMs.group : limits.editIntervalMs.private;
  return {
    pauseMs: { afterPost: pauseMs, afterEdit: pauseMs },
    onRepeated,
    targetsFor: () => [target],

    assess(error, _card, { isSecondTry }) {
      // An answer that comes twice and says so is better than one that does not arrive.
      const mayHaveArrived = error instanceof UnclearCall;
      const isTriedAgain = mayHaveArrived && !isSecondTry;
      if (!isTriedAgain) log.error(`telegram: an answer did not get through (${describe(error)})`);
      return { mayHaveArrived, isTriedAgain, isAway: isAway(error), keepsTarget: true };
    },

    maybeSent: (locale) => telegramMessages[locale].maybeSent,
    sendFiles: (card, mayBeRepeated) =>
      sendFiles(card, (file) => target.sendFile(file, card), { mayBeRepeated, onRepeated, log }),
    sendReceipt: (card) => target.sendReceipt(card),
  };
}

function isAway(thrown: unknown): boolean {
  return thrown instanceof UnclearCall || ["unsent", "unclear"].includes(failureOf(thrown).outcome);
}
