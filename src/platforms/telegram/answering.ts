import { localeOf } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { Answer } from "../answers/answer.ts";
import { createAnswerFence } from "../answers/answer-fence.ts";
import { type AnswerPort, titleCard } from "../answers/answer-port.ts";
import { OpenQuestionMessages } from "../answers/open-questions.ts";
import { fullCard, type Turn } from "../event-queue.ts";
import type { PlatformOptions } from "../platform.ts";
import { type TelegramCalls, UnclearCall } from "./calls.ts";
import { describe, failureOf } from "./failure.ts";
import { sendFiles } from "./files.ts";
import { limits } from "./limits.ts";
import { createEphemerals, createMessages } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import type { AnswerHandle, Incoming, MessageRef } from "./read.ts";
import { FormMessages, TelegramTarget } from "./reply-target.ts";

/** When the event arrived, and whether it is handled again. */
export interface TelegramAnswerOptions extends Turn {
  arrivedAt: Date;
  isReplay: boolean;
}

/** Asks the bot and shows its cards, from the first sign of work to the receipt. Rejects if the answer breaks off. */
export type AnswerEvent = (incoming: Incoming, options: TelegramAnswerOptions) => Promise<void>;

export function createAnswerEvent(
  options: Required<PlatformOptions> & { calls: TelegramCalls; me: { username: string } },
): AnswerEvent {
  const { bot, calls, me, log, rateLimiterClock: clock } = options;
  const server = { knowsRich: true };
  const shared = {
    forms: new FormMessages(),
    questions: new OpenQuestionMessages<MessageRef>(),
    ephemerals: createEphemerals(options),
    bot: me,
    log,
  };

  return async ({ call, handle }, { arrivedAt, isReplay, giveWay, isDropped = false }) => {
    const locale = localeOf(call.languageHint, options.defaultLocale);
    const asker = { handle: isDropped ? notTaken(handle) : handle, arrivedAt, name: call.personName };
    const stopTyping = startTyping(calls, handle);
    // A person without rights gets no sign of work, and the rights are not checked yet.
    if (isDropped) stopTyping();
    const { isHeld, isUnbroken } = createAnswerFence(
      (isHarmlessTwice) => options.inbox.isHeld(call.id, isHarmlessTwice),
      options.watchLease,
    );
    const messages = createMessages(calls, { isAsked: true, user: handle.user, isUnbroken }, server);
    const target = new TelegramTarget({ ...shared, ...asker, messages, onAnswer: stopTyping });
    // A typed message appears below all earlier ones.
    if (!handle.action) shared.forms.passed(handle.chat);
    const port = createAnswerPort(target, handle.shared, options);
    const answer = new Answer(port, { isReplay, clock, isHeld });
    let broken: { reason: unknown } | undefined;
    // The bot promises never to fail. If it fails nevertheless, no answer at all would be worst.
    const failed = (reason: unknown) => {
      broken = { reason };
      return titleCard(telegramMessages[locale].broken, "bad", locale);
    };
    try {
      if (!isDropped) await answer.show(bot.answer({ ...call, isReplay, isHeld }), giveWay, failed);
      else if ((await bot.hasRights?.(call)) !== false) await answer.showOnce(fullCard(locale));
    } finally {
      stopTyping();
    }
    if (broken) throw broken.reason;
  };
}

/** The pressed message stays unchanged, so that it can be pressed again. */
function notTaken(handle: AnswerHandle): AnswerHandle {
  return handle.action ? { ...handle, action: { ...handle.action, edits: false } } : handle;
}

/**
 * Shows "typing" after one second without an answer, and repeats it until stopped: Telegram removes it after 5 s.
 * @returns a function that stops it
 */
function startTyping(calls: TelegramCalls, { chat, thread }: AnswerHandle): () => void {
  const payload = { chat_id: chat, action: "typing", ...(thread ? { message_thread_id: thread } : {}) };
  // A sign of work that does not arrive is not reported.
  const type = () => void calls.once("sendChatAction", payload).catch(() => {});
  let timer = setTimeout(() => {
    type();
    timer = setInterval(type, limits.typingMs);
  }, limits.silenceMs);
  return () => clearTimeout(timer);
}

/** Returns what Telegram can do for one answer: its one target, its files and receipt. "typing" is the sign of work. */
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
      // An answer that comes twice and says so is better than none.
      const mayHaveArrived = error instanceof UnclearCall;
      const isTriedAgain = mayHaveArrived && !isSecondTry;
      if (!isTriedAgain) log.error(`telegram: an answer did not get through (${describe(error)})`);
      return { mayHaveArrived, isTriedAgain, isAway: isAway(error), keepsTarget: true };
    },

    maybeSent: (locale) => telegramMessages[locale].maybeSent,
    sendFiles: (card, mayBeRepeated) =>
      sendFiles(card, (file) => target.sendFile(file, card), { mayBeRepeated, onRepeated, log }),
    sendReceipt: (card) => target.sendReceipt(card),
    closeQuestion: (card) => target.closeQuestion(card),
  };
}

function isAway(thrown: unknown): boolean {
  return thrown instanceof UnclearCall || ["unsent", "unclear"].includes(failureOf(thrown).outcome);
}
