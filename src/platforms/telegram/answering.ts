import type { ReadyCard } from "../../cards/card.ts";
import { type Locale, localeOf } from "../../i18n/messages.ts";
import { Answer } from "../answers/answer.ts";
import { type AnswerPort, type FailedTry, type ReplyTarget, titleCard } from "../answers/answer-port.ts";
import { fullCard } from "../event-queue.ts";
import type { PlatformOptions } from "../platform.ts";
import { type Calls, UnclearCall } from "./calls.ts";
import { describe, failureOf } from "./failure.ts";
import { type FileMessage, sendFiles } from "./files.ts";
import { createFormMessages } from "./form-messages.ts";
import { limits } from "./limits.ts";
import { createEphemerals, createMessages } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import type { AnswerHandle, Incoming } from "./read.ts";
import { renderCard } from "./render.ts";
import {
  createReplyContext,
  createReplyTarget,
  type ReplyContext,
  reachOf,
  sendFilePrivately,
} from "./reply-target.ts";

/** When the event came, and whether it is handled for the second time. */
export interface AnswerOptions {
  arrivedAt: Date;
  isRepeated: boolean;
  /** Lets this person's next event in this chat pass. */
  giveWay(): void;
  /** The event is not answered, and the person is told that too many of theirs wait. */
  isDropped?: boolean;
}

/** Asks the bot and shows its cards, from the first sign of work to the receipt. Rejects when the answer breaks off. */
export type AnswerEvent = (incoming: Incoming, options: AnswerOptions) => Promise<void>;

export function createAnswerEvent(
  options: Required<PlatformOptions> & { calls: Calls; me: { username: string } },
): AnswerEvent {
  const { bot, calls, me, log, rateLimiterClock: clock } = options;
  const messages = createMessages(calls, true);
  const shared = {
    forms: createFormMessages(),
    ephemerals: createEphemerals(messages, options),
    bot: me,
    log,
  };

  return async ({ call, handle }, { arrivedAt, isRepeated, giveWay, isDropped = false }) => {
    const locale = localeOf(call.languageHint, options.defaultLocale);
    const asker = { handle: isDropped ? notTaken(handle) : handle, arrivedAt, name: call.personName };
    const reply = createReplyContext({ ...shared, messages: messages.askedBy(handle.user) }, asker);
    const stopTyping = startTyping(calls, handle);
    // A person who may not use the bot gets no sign of work.
    if (isDropped) stopTyping();
    const port = new TelegramAnswerPort(reply, { answer: stopTyping, repeated: options.onRepeated });
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
function startTyping(calls: Calls, { chat, thread }: AnswerHandle): () => void {
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
class TelegramAnswerPort implements AnswerPort {
  readonly pauseMs: AnswerPort["pauseMs"];
  readonly onRepeated: () => void;
  private readonly reply: ReplyContext;
  private readonly target: ReplyTarget;

  constructor(reply: ReplyContext, on: { answer(): void; repeated(): void }) {
    const { handle } = reply.asker;
    const pauseMs = handle.shared ? limits.editIntervalMs.group : limits.editIntervalMs.private;
    this.pauseMs = { afterPost: pauseMs, afterEdit: pauseMs };
    this.onRepeated = on.repeated;
    this.reply = reply;
    this.target = createReplyTarget(reply, on.answer);
    // What is typed is below everything that was said.
    if (!handle.action) reply.forms.passed(handle.chat);
  }

  targetsFor(): ReplyTarget[] {
    return [this.target];
  }

  assess(error: unknown, _card: ReadyCard, { isSecondTry }: { isSecondTry: boolean }): FailedTry {
    // An answer that comes twice and says so is better than one that does not arrive.
    const mayHaveArrived = error instanceof UnclearCall;
    const isTriedAgain = mayHaveArrived && !isSecondTry;
    if (!isTriedAgain) this.reply.log.error(`telegram: an answer did not get through (${describe(error)})`);
    return { mayHaveArrived, isTriedAgain, isAway: isAway(error), keepsTarget: true };
  }

  maybeSent(locale: Locale): string {
    return telegramMessages[locale].maybeSent;
  }

  sendFiles(card: ReadyCard, mayBeRepeated: boolean): Promise<string | null> {
    const { onRepeated } = this;
    return sendFiles(card, (file) => this.sendFile(file, card), {
      mayBeRepeated,
      onRepeated,
      log: this.reply.log,
    });
  }

  async sendReceipt(card: ReadyCard): Promise<void> {
    const { messages, asker, state, log } = this.reply;
    if (!asker.handle.shared || state.isDirect || state.isOutOfReach || state.isMuted) return;
    await messages.toPerson(asker.handle, renderCard(card)).catch((thrown: unknown) => {
      log.info(`telegram: a receipt could not be sent directly (${describe(thrown)})`);
    });
  }

  private async sendFile(file: FileMessage, card: ReadyCard): Promise<void> {
    const { messages, asker, state } = this.reply;
    const { handle } = asker;
    if (state.isMuted && !handle.shared) return;
    if (state.isMuted) await messages.toPerson(handle, file);
    else if (reachOf(this.reply, card) === "asker") await sendFilePrivately(this.reply, file, card.locale);
    else await messages.toPlace(handle, file);
  }
}

/** Telegram was not there, or failed by itself: later it may take what it did not take now. */
function isAway(thrown: unknown): boolean {
  return thrown instanceof UnclearCall || ["unsent", "unclear"].includes(failureOf(thrown).outcome);
}
