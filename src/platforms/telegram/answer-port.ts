import type { ReadyCard } from "../../cards/card.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { AnswerPort, FailedTry, ReplyTarget } from "../answers/answer-port.ts";
import { type FileMessage, sendFiles } from "./attachments.ts";
import { UnclearCall } from "./calls.ts";
import { describe, failureOf } from "./failure.ts";
import { limits } from "./limits.ts";
import { telegramMessages } from "./messages.ts";
import { sendFilePrivately } from "./private-answer.ts";
import { renderCard } from "./render.ts";
import type { ReplyContext } from "./reply-context.ts";
import { createReplyTarget, reachOf } from "./reply-target.ts";

/** What Telegram can do for one answer: its one target, its files and receipt. "typing" is the sign of work. */
export class TelegramAnswerPort implements AnswerPort {
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
  return thrown instanceof UnclearCall || ["unreachable", "unknown"].includes(failureOf(thrown).kind);
}
