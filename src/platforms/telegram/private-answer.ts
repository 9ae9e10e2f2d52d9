import type { ActionId, Form, ReadyCard } from "../../cards/card.ts";
import type { FileMessage } from "./attachments.ts";
import { describe, failureOf } from "./failure.ts";
import { answeredPrivately, replyBox, sayInGroup, startFirst, textQuestion } from "./group-lines.ts";
import type { Messages } from "./message-calls.ts";
import type { MessageRef } from "./read.ts";
import { renderCard, renderQuestion } from "./render.ts";
import type { ReplyContext } from "./reply-context.ts";

type Locale = ReadyCard["locale"];

/**
 * Sends a card that was asked for in a group and is for the asker alone: as an ephemeral message where that is possible,
 * elsewhere to the person's own chat, with one line in the group that says so.
 * @returns the message to edit later; undefined when there is none that a private card may be written into
 */
export async function sendPrivately(reply: ReplyContext, card: ReadyCard): Promise<MessageRef | undefined> {
  const { ephemerals, asker, state } = reply;
  const question = textQuestion(card);
  const ephemeral = state.isDirect ? {} : await ephemerals.send(asker, renderCard(card), card.locale);
  if ("ref" in ephemeral) {
    if (question) await ephemerals.follow(asker, replyBox(question, asker, card.locale));
    return ephemeral.ref;
  }
  state.isDirect = true;
  if (!question) return sendDirect(reply, renderCard(card), card.locale, ephemeral.publicRef);
  await askInGroup(reply, question, card.locale, ephemeral.publicRef);
  return undefined;
}

/** Sends a file after its private card, in the same way as the card. */
export async function sendFilePrivately(
  reply: ReplyContext,
  file: FileMessage,
  locale: Locale,
): Promise<void> {
  const { ephemerals, asker, state } = reply;
  if (state.isOutOfReach || (!state.isDirect && (await ephemerals.sendFile(asker, file)))) return;
  await sendDirect(reply, file, locale);
}

/** Can this card only be sent anew, even where an earlier one could be edited? */
export function mustSendAnew({ state }: ReplyContext, card: ReadyCard): boolean {
  return state.isDirect && textQuestion(card) !== undefined;
}

async function sendDirect(
  reply: ReplyContext,
  content: Parameters<Messages["toPerson"]>[1],
  locale: Locale,
  over?: MessageRef,
): Promise<MessageRef | undefined> {
  const { messages, bot, log, state } = reply;
  const { handle, name } = reply.asker;
  try {
    const ref = await messages.toPerson(handle, content);
    if (state.isHinted) return ref;
    state.isHinted = true;
    const line = answeredPrivately(name, bot.username, locale);
    await sayInGroup(messages, handle, { content: line, over });
    return ref;
  } catch (thrown) {
    if (failureOf(thrown).kind !== "refused") throw thrown;
    log.info(`telegram: a direct message was refused (${describe(thrown)})`);
    state.isOutOfReach = true;
    await sayInGroup(messages, handle, { content: startFirst(name, bot.username, locale), over });
    return undefined;
  }
}

/** The next text must come from this place, so the question is asked here, without anything that is known already. */
async function askInGroup(
  { messages, asker }: ReplyContext,
  form: Form<ActionId>,
  locale: Locale,
  over: MessageRef | undefined,
): Promise<void> {
  await sayInGroup(messages, asker.handle, { content: renderQuestion(form, locale), over });
  await messages.toPlace(asker.handle, replyBox(form, asker, locale));
}
