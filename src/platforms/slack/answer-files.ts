import { filesOf, type ReadyCard } from "../../cards/card.ts";
import { type FilePlace, namesOf, sendForSure } from "./attachments.ts";
import { slackMessages } from "./messages.ts";
import { withNote } from "./note.ts";
import { NOT_THERE, SlackRefusal } from "./refusal.ts";
import type { TargetServices } from "./reply-targets.ts";
import type { ReplyTo } from "./reply-to.ts";

/** The files of an answer: they follow its words, wherever they may be shown. */
export interface AnswerFiles {
  /** The card with a line that says where its files are, where that is not below it. */
  announced(card: ReadyCard): ReadyCard;
  /**
   * Sends them. Never rejects: the words are there, and worth reading alone.
   * @param mayBeThere  the answer may have been given before
   * @returns a line to be added to the answer, or null
   */
  send(card: ReadyCard, mayBeThere: boolean): Promise<string | null>;
}

export function createAnswerFiles(
  targetServices: TargetServices,
  to: ReplyTo,
  { onRepeated, note }: { onRepeated(): void; note(error: unknown): void },
): AnswerFiles {
  /** An ephemeral message carries no file [docs], so a private one in a channel goes to the direct message. */
  const goesDirect = (card: ReadyCard) => to.shared && card.audience === "private";

  async function sendInPlace(send: (place: FilePlace) => Promise<void>): Promise<"sent" | "direct"> {
    try {
      await send({ channel: to.channel, thread: to.thread });
      return "sent";
    } catch (error) {
      if (!(error instanceof SlackRefusal) || !NOT_THERE.has(error.code)) throw error;
      note(error);
      await send({ user: to.user });
      return "direct";
    }
  }

  return {
    announced: (card) =>
      goesDirect(card) && filesOf(card).length > 0
        ? withNote(card, slackMessages[card.locale].filesInDirect)
        : card,
    async send(card, mayBeThere) {
      const files = filesOf(card);
      if (files.length === 0) return null;
      const { maybeSent, filesInDirect, filesNotSent } = slackMessages[card.locale];
      const comment = mayBeThere ? maybeSent : undefined;
      const send = (place: FilePlace) =>
        sendForSure(
          targetServices.sendFiles,
          { files, to: place, isAsked: targetServices.isAsked, comment },
          { comment: maybeSent, onRepeated },
        );
      try {
        if (!goesDirect(card)) return (await sendInPlace(send)) === "direct" ? filesInDirect : null;
        await send({ user: to.user });
        return null;
      } catch (error) {
        note(error);
        return filesNotSent(namesOf(files));
      }
    },
  };
}
