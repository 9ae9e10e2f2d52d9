import { isDeepStrictEqual } from "node:util";
import type { ReadyCard } from "../../cards/card.ts";
import type { RateLimiterClock } from "../rate-limiter.ts";
import { type Delivery, untilDelivered } from "../retry-policy.ts";
import { type FileMessage, sendFiles } from "./attachments.ts";
import { UnclearCall } from "./calls.ts";
import type { Asker } from "./ephemerals.ts";
import { describe, failureOf } from "./failure.ts";
import { draftBehind } from "./form-messages.ts";
import { replyBox, textQuestion } from "./group-lines.ts";
import type { MessageRef } from "./message-ref.ts";
import { telegramMessages } from "./messages.ts";
import { createPrivateAnswer, type PrivateParts } from "./private-answer.ts";
import { renderCard, withRemark } from "./render.ts";

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
  /**
   * After the last card: it is shown when Telegram is back, if that was away; its files follow, and the receipt of a
   * write also goes to the person's own chat.
   */
  finish(): Promise<void>;
}

/**
 * The answer to one event: which message it is, and for whose eyes.
 * @param isRepeated  the event is handled a second time, so that what we say may have been said before
 * @param clock  the time by which an answer waits for Telegram to be back
 */
export function createReply(
  parts: PrivateParts,
  asker: Asker,
  isRepeated: boolean,
  clock: RateLimiterClock,
): Reply {
  const { messages, log } = parts;
  const { handle } = asker;
  const privately = createPrivateAnswer(parts, asker);
  let shown = pressedQuestion(asker);
  // What is typed stands below everything that was said.
  if (!handle.action) parts.forms.passed(handle.chat);
  let last: ReadyCard | undefined;
  let delivery: Delivery = "delivered";
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
    return withRemark(card, telegramMessages[card.locale].maybeSent);
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
      const remark = telegramMessages[card.locale].notPosted;
      if (handle.shared) await messages.toPerson(handle, renderCard(withRemark(card, remark)));
      return undefined;
    }
  };

  /** In a private chat a form's next card takes the place of its last one, as long as that can be seen. */
  const formAbove = async (card: ReadyCard): Promise<Shown | undefined> => {
    const draft = handle.shared || handle.action ? undefined : draftBehind(card);
    const form = draft === undefined ? undefined : parts.forms.find(handle.chat, draft);
    if (!form) return undefined;
    // The same words once more (an answer that is wrong again) would change nothing to be seen.
    const isNews = renderCard(form.card).text !== renderCard(card).text;
    if (form.isInSight && isNews) return { ref: form.ref, reach: "place", isPressed: true };
    await messages.disarm(form.ref);
    return undefined;
  };

  const postAnew = async (card: ReadyCard): Promise<void> => {
    const posted = remarked(card);
    const ref = await post(posted);
    shown = ref && { reach: reachOf(card), ref, card: posted };
    if (!handle.shared) parts.forms.passed(handle.chat);
  };

  const showOnce = async (card: ReadyCard): Promise<void> => {
    shown ??= await formAbove(card);
    if (!(await replace(card))) await postAnew(card);
    if (shown && !handle.shared) parts.forms.shown(handle.chat, card, shown.ref);
    const question = textQuestion(card);
    const isForAll = handle.shared && reachOf(card) === "place";
    if (shown && question && isForAll) await messages.toPlace(handle, replyBox(question, asker, card.locale));
  };

  const sendFile = (file: FileMessage, card: ReadyCard): Promise<unknown> => {
    if (isLocked) return handle.shared ? messages.toPerson(handle, file) : Promise.resolve();
    return reachOf(card) === "asker" ? privately.sendFile(file, card.locale) : messages.toPlace(handle, file);
  };

  /** It may have arrived: saying it again, and saying so, is better than an answer that nobody gets. */
  const mayHaveArrived = (thrown: unknown): boolean => {
    if (!(thrown instanceof UnclearCall)) return false;
    mayBeRepeated = true;
    isCounted = false;
    return true;
  };

  const deliver = async (card: ReadyCard): Promise<Delivery> => {
    if (isLocked || privately.isOutOfReach()) return "impossible";
    try {
      await showOnce(card).catch((thrown: unknown) => {
        if (!mayHaveArrived(thrown)) throw thrown;
        return showOnce(card);
      });
      return "delivered";
    } catch (thrown) {
      mayHaveArrived(thrown);
      log.error(`telegram: an answer did not get through (${describe(thrown)})`);
      return isAway(thrown) ? "away" : "impossible";
    }
  };

  const reply: Reply = {
    async show(card) {
      last = card;
      delivery = await deliver(card);
    },
    async finish() {
      if (!last) return;
      const card = last;
      if (delivery === "away") await untilDelivered(() => deliver(card), clock);
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

/** Telegram was not there, or failed by itself: later it may take what it did not take now. */
function isAway(thrown: unknown): boolean {
  return thrown instanceof UnclearCall || ["unreachable", "unknown"].includes(failureOf(thrown).kind);
}

/** The question whose button was pressed: its answer takes its place. */
function pressedQuestion({ handle }: Asker): Shown | undefined {
  if (!handle.action?.edits) return undefined;
  const ref = handle.action.on;
  return { ref, reach: "ephemeral" in ref ? "asker" : "place", isPressed: true };
}
