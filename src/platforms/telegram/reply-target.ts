import type { ReadyCard } from "../../cards/card.ts";
import { editMessage } from "../answers/answer.ts";
import { type Mark, type ReplyTarget, withNote } from "../answers/answer-port.ts";
import { describe, failureOf } from "./failure.ts";
import { draftBehind } from "./form-messages.ts";
import { replyBox, textQuestion } from "./group-lines.ts";
import { telegramMessages } from "./messages.ts";
import { mustSendAnew, sendPrivately } from "./private-answer.ts";
import type { MessageRef } from "./read.ts";
import { renderCard } from "./render.ts";
import type { Reach, ReplyContext, ShownMessage } from "./reply-context.ts";

/**
 * The one target of an answer on Telegram: the message in the place where the person asked, or, for a private card in a
 * group, a message that only they see.
 * @param onAnswer  a card is about to be shown that is no sign of work
 */
export function createReplyTarget(reply: ReplyContext, onAnswer: () => void): ReplyTarget {
  return {
    editable: true,
    spare: () => Number.POSITIVE_INFINITY,
    waitMs: () => 0,
    async show(card, mark) {
      if (card.tone !== "waiting") onAnswer();
      // The person cannot be reached, and the group has been told what they can do.
      if (reply.state.isMuted || reply.state.isOutOfReach) return;
      await showCard(reply, card, mark);
    },
  };
}

/** Which people see this card. */
export function reachOf({ asker }: ReplyContext, card: ReadyCard): Reach {
  return asker.handle.shared && card.audience === "private" ? "asker" : "place";
}

async function showCard(reply: ReplyContext, card: ReadyCard, mark: Mark): Promise<void> {
  const { messages, forms, asker, state } = reply;
  const { handle } = asker;
  state.shown ??= await formAbove(reply, card);
  if (!(await replace(reply, card, mark))) await postAnew(reply, mark(card));
  if (state.shown && !handle.shared) forms.shown(handle.chat, card, state.shown.ref);
  const question = textQuestion(card);
  const isForAll = handle.shared && reachOf(reply, card) === "place";
  if (state.shown && question && isForAll)
    await messages.toPlace(handle, replyBox(question, asker, card.locale));
}

/** In a private chat the next card of a form replaces its last one, as long as people can see that one. */
async function formAbove(
  { messages, forms, asker }: ReplyContext,
  card: ReadyCard,
): Promise<ShownMessage | undefined> {
  const { handle } = asker;
  const draft = handle.shared || handle.action ? undefined : draftBehind(card);
  const form = draft === undefined ? undefined : forms.find(handle.chat, draft);
  if (!form) return undefined;
  // The same words again (an answer that is wrong again) would change nothing that people see.
  const isNews = renderCard(form.card).text !== renderCard(card).text;
  if (form.isInSight && isNews) return { ref: form.ref, content: undefined, reach: "place", isPressed: true };
  await messages.disarm(form.ref);
  return undefined;
}

/** Puts the card where an earlier one, or the question that was just answered, is shown. */
async function replace(reply: ReplyContext, card: ReadyCard, mark: Mark): Promise<boolean> {
  const { messages, state } = reply;
  const { shown } = state;
  if (!shown) return false;
  const isSamePlace = shown.reach === reachOf(reply, card) && !mustSendAnew(reply, card);
  if (isSamePlace) {
    // A card in the place of the question that was pressed says nothing twice.
    const content = renderCard(shown.isPressed ? card : mark(card));
    if (await editMessage(shown, content, messages.edit)) return true;
  }
  // A question that is answered elsewhere must lose its buttons, unless somebody else was refused.
  if (card.tone !== "bad") await messages.disarm(shown.ref);
  state.shown = undefined;
  return false;
}

async function postAnew(reply: ReplyContext, card: ReadyCard): Promise<void> {
  const { forms, asker, state } = reply;
  const reach = reachOf(reply, card);
  const ref = reach === "asker" ? await sendPrivately(reply, card) : await post(reply, card);
  state.shown = ref && { ref, content: renderCard(card), reach, isPressed: false };
  if (!asker.handle.shared) forms.passed(asker.handle.chat);
}

async function post(reply: ReplyContext, card: ReadyCard): Promise<MessageRef | undefined> {
  const { messages, asker, state, log } = reply;
  const { handle } = asker;
  try {
    return await messages.toPlace(handle, renderCard(card));
  } catch (thrown) {
    if (failureOf(thrown).kind !== "refused") throw thrown;
    log.warn(`telegram: an answer could not be posted (${describe(thrown)})`);
    state.isMuted = true;
    // The group lets the bot read but not write: the person still gets the answer, with the reason.
    const note = telegramMessages[card.locale].notPosted;
    if (handle.shared) await messages.toPerson(handle, renderCard(withNote(card, note)));
    return undefined;
  }
}
