import type { ReadyCard } from "../../cards/card.ts";
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

export interface Reply {
  /** Shows a card in the place of the one before. Failures end in the log; the asker is told where that can be. */
  show(card: ReadyCard): Promise<void>;
  /** After the last card: the receipt of a write also goes to the person's own chat. */
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
  let shown: { reach: Reach; ref: MessageRef } | undefined = pressedQuestion(asker);
  let last: ReadyCard | undefined;
  let isLocked = false;
  let mayBeRepeated = isRepeated;

  const reachOf = (card: ReadyCard): Reach =>
    handle.shared && card.audience === "private" ? "asker" : "place";

  /** Puts the card where an earlier one, or the question that was just answered, stands. */
  const replace = async (card: ReadyCard): Promise<boolean> => {
    if (!shown) return false;
    const isSame = shown.reach === reachOf(card) && !privately.mustSend(card);
    if (isSame && (await messages.edit(shown.ref, renderCard(card)))) return true;
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
    const remarked = mayBeRepeated ? withRemark(card, words[card.locale].maybeSent) : card;
    if (await replace(remarked)) return;
    const ref = await post(remarked);
    shown = ref && { reach: reachOf(card), ref };
    const question = textQuestion(card);
    const isForAll = handle.shared && reachOf(card) === "place";
    if (ref && question && isForAll) await messages.toPlace(handle, replyBox(question, asker, card.locale));
  };

  return {
    async show(card) {
      last = card;
      if (isLocked || privately.isOutOfReach()) return;
      try {
        await showOnce(card).catch(async (thrown: unknown) => {
          if (!(thrown instanceof UnclearCall)) throw thrown;
          // It may have arrived. Once more, and saying so, is better than an answer that nobody gets.
          mayBeRepeated = true;
          await showOnce(card);
        });
      } catch (thrown) {
        log.error(`telegram: an answer did not get through (${describe(thrown)})`);
      }
    },
    async finish() {
      const isThereAlready = !handle.shared || privately.isDirect() || privately.isOutOfReach() || isLocked;
      if (!last?.receipt || isThereAlready) return;
      await messages.toPerson(handle, renderCard(last)).catch((thrown: unknown) => {
        log.info(`telegram: a receipt could not be sent directly (${describe(thrown)})`);
      });
    },
  };
}

/** The question whose button was pressed: its answer takes its place. */
function pressedQuestion({ handle }: Asker): { reach: Reach; ref: MessageRef } | undefined {
  if (!handle.press?.edits) return undefined;
  const ref = handle.press.on;
  return { ref, reach: "ephemeral" in ref ? "asker" : "place" };
}
