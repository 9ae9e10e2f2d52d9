import { isDeepStrictEqual } from "node:util";
import type { ReadyCard } from "../../cards/card.ts";
import { type FileMessage, sendFiles } from "./attachments.ts";
import { UnclearCall } from "./calls.ts";
import { describe, failureOf } from "./failure.ts";
import { replyBox, textQuestion } from "./group-lines.ts";
import type { MessageRef } from "./message-ref.ts";
import { createPrivateAnswer, type PrivateParts } from "./private-answer.ts";
import { renderCard, withRemark } from "./render.ts";
import type { Asker } from "./whispers.ts";
import { words } from "./words.ts";

/** Everybody in the place, or the asker alone. In a private chat both are the same. */
type Reach = "place" | "asker";

/** The message that the next card replaces. */
interface Shown {
  reach: Reach;
  ref: MessageRef;
  /** What stands in it; undefined when that is not known. */
  card?: ReadyCard | undefined;
  /** It is the question whose button was pressed. */
  isPressed?: boolean;
}

export interface Reply {
  /** Shows a card in the place of the one before. Failures end in the log; the asker is told where that can be. */
  show(card: ReadyCard): Promise<void>;
  /** After the last card: its files follow, and the receipt of a write also goes to the person's own chat. */
  finish(): Promise<void>;
}

/**
 * The answer to one event: which message it is, and for whose eyes.
 * @param isRepeated  the event is handled a second time, so that what we say may have been said before
 */
export function createReply(parts: PrivateParts, asker: Asker, isRepeated: boolean): Reply {
  const { messages, log } = parts;
  const { handle } = asker;
  const privately = createPrivateAnswer(parts, asker);
  let shown = pressedQuestion(asker);
  let last: ReadyCard | undefined;
  let isLocked = false;
  let mayBeRepeated = isRepeated;
  let isCounted = false;

  const reachOf = (card: ReadyCard): Reach =>
    handle.shared && card.audience === "private" ? "asker" : "place";

  /** A sign of work, or an edit of the question that was pressed, says nothing twice; a new message may. */
  const remarked = (card: ReadyCard): ReadyCard => {
    if (!mayBeRepeated || card.tone === "waiting" || shown?.isPressed) return card;
    if (!isCounted) parts.onRepeated();
    isCounted = true;
    return withRemark(card, words[card.locale].maybeSent);
  };

  const edit = async (standing: Shown, card: ReadyCard): Promise<boolean> => {
    const next = remarked(card);
    const content = renderCard(next);
    if (standing.card && isDeepStrictEqual(renderCard(standing.card), content)) return true;
    // Until Telegram has answered nobody knows what stands there.
    standing.card = undefined;
    if (!(await messages.edit(standing.ref, content))) return false;
    standing.card = next;
    return true;
  };

  /** Puts the card where an earlier one, or the question that was just answered, stands. */
  const replace = async (card: ReadyCard): Promise<boolean> => {
    if (!shown) return false;
    const isSamePlace = shown.reach === reachOf(card) && !privately.mustSend(card);
    if (isSamePlace && (await edit(shown, card))) return true;
    // What is answered elsewhere must not stay pressable; but whoever is refused takes nobody else's buttons away.
    if (card.tone !== "bad") await messages.disarm(shown.ref);
    shown = undefined;
    return false;
  };

  const post = async (card: ReadyCard): Promise<MessageRef | undefined> => {
    if (reachOf(card) === "asker") return privately.send(card);
    try {
      return await messages.toPlace(handle, renderCard(card));
    } catch (thrown) {
      if (failureOf(thrown).kind !== "refused") throw thrown;
      log.warn(`telegram: an answer could not be posted (${describe(thrown)})`);
      isLocked = true;
      // A group that lets us read but not write: the person still gets the answer, with the reason.
      const remark = words[card.locale].notPosted;
      if (handle.shared) await messages.toPerson(handle, renderCard(withRemark(card, remark)));
      return undefined;
    }
  };

  const showOnce = async (card: ReadyCard): Promise<void> => {
    if (await replace(card)) return;
    const posted = remarked(card);
    const ref = await post(posted);
    shown = ref && { reach: reachOf(card), ref, card: posted };
    const question = textQuestion(card);
    const isForAll = handle.shared && reachOf(card) === "place";
    if (ref && question && isForAll) await messages.toPlace(handle, replyBox(question, asker, card.locale));
  };

  const sendFile = (file: FileMessage, card: ReadyCard): Promise<unknown> => {
    if (isLocked) return handle.shared ? messages.toPerson(handle, file) : Promise.resolve();
    return reachOf(card) === "asker" ? privately.sendFile(file, card.locale) : messages.toPlace(handle, file);
  };

  const reply: Reply = {
    async show(card) {
      last = card;
      if (isLocked || privately.isOutOfReach()) return;
      try {
        await showOnce(card).catch(async (thrown: unknown) => {
          if (!(thrown instanceof UnclearCall)) throw thrown;
          // It may have arrived. Once more, and saying so, is better than an answer that nobody gets.
          mayBeRepeated = true;
          isCounted = false;
          await showOnce(card);
        });
      } catch (thrown) {
        log.error(`telegram: an answer did not get through (${describe(thrown)})`);
      }
    },
    async finish() {
      if (!last) return;
      const card = last;
      const missing = await sendFiles(card, (file) => sendFile(file, card), {
        mayBeRepeated,
        onRepeated: parts.onRepeated,
        log,
      });
      if (missing !== null) await reply.show(withRemark(card, missing));
      const isThereAlready = !handle.shared || privately.isDirect() || privately.isOutOfReach() || isLocked;
      if (!card.receipt || isThereAlready) return;
      await messages.toPerson(handle, renderCard(card)).catch((thrown: unknown) => {
        log.info(`telegram: a receipt could not be sent directly (${describe(thrown)})`);
      });
    },
  };
  return reply;
}

/** The question whose button was pressed: its answer takes its place. */
function pressedQuestion({ handle }: Asker): Shown | undefined {
  if (!handle.press?.edits) return undefined;
  const ref = handle.press.on;
  return { ref, reach: "ephemeral" in ref ? "asker" : "place", isPressed: true };
}
