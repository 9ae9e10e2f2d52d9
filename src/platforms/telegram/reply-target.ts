import type { ActionId, Form, ReadyCard } from "../../cards/card.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import { editMessage } from "../answers/answer.ts";
import { type EditableMessage, type Mark, type ReplyTarget, withNote } from "../answers/answer-port.ts";
import { describe, failureOf } from "./failure.ts";
import type { FileMessage } from "./files.ts";
import { draftBehind, type FormMessages } from "./form-messages.ts";
import { limits } from "./limits.ts";
import { cut, escapeHtml, oneLine, withoutMentions } from "./markup.ts";
import type { Asker, Content, Ephemerals, Messages } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import type { MessageRef } from "./read.ts";
import { type AnswerHandle, GROUP_PAYLOAD } from "./read.ts";
import { type Rendered, renderCard, renderQuestion, renderText } from "./render.ts";

/** Where an answer is shown, and where it can be shown no more; known between two messages of one answer. */
class ReplyState {
  shown: ShownMessage | undefined;
  /** The group lets the bot read but not write. */
  isMuted = false;
  /** Private cards go to the person's own chat. */
  isDirect = false;
  /** A line in the group says so. */
  isHinted = false;
  /** The person can be reached nowhere; the group has a line that says what to do. */
  isOutOfReach = false;
}

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
    if (failureOf(thrown).outcome !== "refused") throw thrown;
    log.warn(`telegram: an answer could not be posted (${describe(thrown)})`);
    state.isMuted = true;
    // The group lets the bot read but not write: the person still gets the answer, with the reason.
    const note = telegramMessages[card.locale].notPosted;
    if (handle.shared) await messages.toPerson(handle, renderCard(withNote(card, note)));
    return undefined;
  }
}

/**
 * Sends a card that was asked for in a group and is for the asker alone: as an ephemeral message where that is possible,
 * elsewhere to the person's own chat, with one line in the group that says so.
 * @returns the message to edit later; undefined when there is none that a private card may be written into
 */
async function sendPrivately(reply: ReplyContext, card: ReadyCard): Promise<MessageRef | undefined> {
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
function mustSendAnew({ state }: ReplyContext, card: ReadyCard): boolean {
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
    if (failureOf(thrown).outcome !== "refused") throw thrown;
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

/** Everybody in the place, or the asker alone. In a private chat both are the same. */
type Reach = "place" | "asker";

/** The message that the next card replaces. */
interface ShownMessage extends EditableMessage<MessageRef, Rendered> {
  reach: Reach;
  /** It is the question whose button was pressed. */
  isPressed: boolean;
}

interface ReplyServices {
  messages: Messages;
  forms: FormMessages;
  ephemerals: Ephemerals;
  bot: { username: string };
  log: Logger;
}

/** One answer on its way. */
export interface ReplyContext extends ReplyServices {
  asker: Asker;
  state: ReplyState;
}

export function createReplyContext(services: ReplyServices, asker: Asker): ReplyContext {
  const { action } = asker.handle;
  const state = new ReplyState();
  if (action?.edits) {
    const reach = "ephemeral" in action.on ? "asker" : "place";
    state.shown = { ref: action.on, content: undefined, reach, isPressed: true };
  }
  return { ...services, asker, state };
}

/** The question of a form that waits for a text, as opposed to a button. */
function textQuestion(card: ReadyCard): Form<ActionId> | undefined {
  const form = card.blocks.find((block) => block.kind === "form")?.form;
  return form && form.choices.length === 0 ? form : undefined;
}

/** "Answered An in private", with the way there. */
function answeredPrivately(name: string, bot: string, locale: Locale): Rendered {
  const t = telegramMessages[locale];
  return withLink(t.answeredPrivately(short(name)), { text: t.openChat, url: `https://t.me/${bot}` });
}

/** To a person who never started the bot, so that it may not write to them. */
function startFirst(name: string, bot: string, locale: Locale): Rendered {
  const t = telegramMessages[locale];
  return withLink(t.startFirst(short(name)), {
    text: t.start,
    url: `https://t.me/${bot}?start=${GROUP_PAYLOAD}`,
  });
}

/**
 * A message that makes the asker's client open the reply box: in groups the bot gets replies only (privacy mode). It is a
 * second message beside the question, because a message has either buttons or a reply box.
 */
function replyBox(
  form: Form<ActionId>,
  asker: { handle: AnswerHandle; name: string },
  locale: Locale,
): Content {
  const { handle, name } = asker;
  const label = oneLine(form.prompt.label, 200);
  // "Selective" means the person who is replied to or mentioned; after a press there is no message of theirs.
  const who = handle.asked ? "" : `<a href="tg://user?id=${handle.user}">${escapeHtml(short(name))}</a> `;
  return {
    ...renderText(`${who}${escapeHtml(telegramMessages[locale].replyHere(label))}`),
    reply_markup: {
      force_reply: true,
      selective: true,
      input_field_placeholder: cut(label, limits.placeholder) || "…",
    },
  };
}

/** Puts a line in a group, over the harmless message that a failed ephemeral message left there, if any. */
async function sayInGroup(
  messages: Messages,
  handle: AnswerHandle,
  line: { content: Content; over: MessageRef | undefined },
): Promise<void> {
  if (line.over && (await messages.edit(line.over, line.content))) return;
  await messages.toPlace(handle, line.content);
}

/** A name that somebody chose for themselves, as a line in a group may say it. */
function short(name: string): string {
  return withoutMentions(oneLine(name, 64));
}

function withLink(text: string, button: { text: string; url: string }): Rendered {
  return { ...renderText(escapeHtml(text)), reply_markup: { inline_keyboard: [[button]] } };
}
