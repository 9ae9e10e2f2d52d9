import { type ActionId, type Form, formOf, type ReadyCard } from "../../cards/card.ts";
import { cutTo } from "../../i18n/graphemes.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Logger } from "../../logging/logger.ts";
import {
  type EditableMessage,
  editMessage,
  type Mark,
  type ReplyTarget,
  withNote,
} from "../answers/answer-port.ts";
import type { OpenQuestionMessages } from "../answers/open-questions.ts";
import { describe, failureOf } from "./failure.ts";
import type { FileMessage } from "./files.ts";
import { limits } from "./limits.ts";
import { escapeHtml, oneLine, withoutMentions } from "./markup.ts";
import type { Asker, Content, Ephemerals, Sendable } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import { GROUP_PAYLOAD, type MessageRef } from "./read.ts";
import { type Rendered, renderCard, renderQuestion, renderText } from "./render.ts";

interface TargetOptions extends Asker {
  forms: FormMessages;
  questions: OpenQuestionMessages<MessageRef>;
  ephemerals: Ephemerals;
  bot: { username: string };
  log: Logger;
  /** Called before each card that is not a sign of work. */
  onAnswer(): void;
}

/** Everybody in the place, or the asker alone. In a private chat both are the same. */
type Reach = "place" | "asker";

/** The message that the next card replaces. */
interface ShownMessage extends EditableMessage<MessageRef, Rendered> {
  reach: Reach;
  /** True for the question whose button was pressed. */
  isPressed: boolean;
}

/**
 * The one target of an answer on Telegram: the message in the place where the person asked. For a private card in a
 * group, it is a message that only they see. The target knows where the answer is shown, and where it no longer can be.
 */
export class TelegramTarget implements ReplyTarget {
  readonly editable = true;
  private readonly options: TargetOptions;
  private shown: ShownMessage | undefined;
  /** The group lets the bot read but not write. */
  private isMuted = false;
  /** Private cards go to the person's own chat. */
  private isDirect = false;
  /** A line in the group says that private cards go to that chat. */
  private isHinted = false;
  /** The person cannot be reached anywhere; the group has a line that says what to do. */
  private isOutOfReach = false;

  constructor(options: TargetOptions) {
    this.options = options;
    const { action } = options.handle;
    if (!action?.edits) return;
    const reach = "ephemeral" in action.on ? "asker" : "place";
    this.shown = { ref: action.on, content: undefined, reach, isPressed: true };
  }

  async show(card: ReadyCard, mark: Mark): Promise<void> {
    const { messages, forms, handle, onAnswer } = this.options;
    if (card.tone !== "waiting") onAnswer();
    // The person cannot be reached, and the group has been told what they can do.
    if (this.isMuted || this.isOutOfReach) return;
    this.shown ??= await this.formAbove(card);
    if (!(await this.replace(card, mark))) await this.postAnew(mark(card));
    if (this.shown && !handle.shared) forms.shown(handle.chat, card, this.shown.ref);
    if (this.shown) this.options.questions.shown(card, this.shown.ref);
    const question = textQuestion(card);
    const isForAll = handle.shared && this.reachOf(card) === "place";
    if (this.shown && question && isForAll)
      await messages.toPlace(handle, replyBox(question, this.options, card.locale));
  }

  /** Shows in its message that the question which this card ends is closed. Never rejects. */
  async closeQuestion(card: ReadyCard): Promise<void> {
    const { messages, questions, log } = this.options;
    const closed = questions.take(card);
    if (closed === null) return;
    await messages.edit(closed.ref, renderCard(closed.card)).catch((thrown: unknown) => {
      log.info(`telegram: a closed question could not be edited (${describe(thrown)})`);
    });
  }

  /** Sends a file after its card, in the same way as the card. */
  async sendFile(file: FileMessage, card: ReadyCard): Promise<void> {
    const { messages, ephemerals, handle } = this.options;
    if (this.isMuted) {
      if (handle.shared) await messages.toPerson(handle, file);
    } else if (this.reachOf(card) === "place") await messages.toPlace(handle, file);
    else if (this.isOutOfReach || (!this.isDirect && (await ephemerals.sendFile(this.options, file)))) return;
    else await this.sendDirect(file, card.locale);
  }

  /** Also sends the outcome of a write to the person's own chat, unless the answer is there. Never rejects. */
  async sendReceipt(card: ReadyCard): Promise<void> {
    const { messages, log, handle } = this.options;
    if (!handle.shared || this.isDirect || this.isOutOfReach || this.isMuted) return;
    await messages.toPerson(handle, renderCard(card)).catch((thrown: unknown) => {
      log.info(`telegram: a receipt could not be sent directly (${describe(thrown)})`);
    });
  }

  /** Returns which people see this card. */
  private reachOf(card: ReadyCard): Reach {
    return this.options.handle.shared && card.audience === "private" ? "asker" : "place";
  }

  /** Returns a form's last card in a private chat, if people can see it. The form's next card replaces it. */
  private async formAbove(card: ReadyCard): Promise<ShownMessage | undefined> {
    const { messages, forms, handle } = this.options;
    const draft = handle.shared || handle.action ? undefined : draftBehind(card);
    const form = draft === undefined ? undefined : forms.find(handle.chat, draft);
    if (!form) return undefined;
    // The same text (after another wrong answer) would change nothing that people see.
    const isNews = renderCard(form.card).text !== renderCard(card).text;
    if (form.isInSight && isNews)
      return { ref: form.ref, content: undefined, reach: "place", isPressed: true };
    await messages.disarm(form.ref);
    return undefined;
  }

  /** Puts the card in place of an earlier one, or of the question that was just answered. */
  private async replace(card: ReadyCard, mark: Mark): Promise<boolean> {
    const { messages } = this.options;
    const { shown } = this;
    if (!shown) return false;
    const mustBeNew = this.isDirect && textQuestion(card) !== undefined;
    if (shown.reach === this.reachOf(card) && !mustBeNew) {
      // A card that replaces the pressed question appears only once, so it is not marked.
      const content = renderCard(shown.isPressed ? card : mark(card));
      if (await editMessage(shown, content, (ref, edited) => messages.edit(ref, edited))) return true;
    }
    // A question that is answered elsewhere must lose its buttons, unless another person was refused.
    if (card.tone !== "bad") await messages.disarm(shown.ref);
    this.shown = undefined;
    return false;
  }

  private async postAnew(card: ReadyCard): Promise<void> {
    const { handle, forms } = this.options;
    const reach = this.reachOf(card);
    const content = renderCard(card);
    const ref = reach === "asker" ? await this.sendPrivately(card, content) : await this.post(card, content);
    this.shown = ref && { ref, content, reach, isPressed: false };
    if (!handle.shared) forms.passed(handle.chat);
  }

  private async post(card: ReadyCard, content: Rendered): Promise<MessageRef | undefined> {
    const { messages, log, handle } = this.options;
    try {
      return await messages.toPlace(handle, content);
    } catch (thrown) {
      if (failureOf(thrown).outcome !== "refused") throw thrown;
      log.warn(`telegram: an answer could not be posted (${describe(thrown)})`);
      this.isMuted = true;
      // The group lets the bot read but not write. The person still gets the answer, with the reason.
      const note = telegramMessages[card.locale].notPosted;
      if (handle.shared) await messages.toPerson(handle, renderCard(withNote(card, note)));
      return undefined;
    }
  }

  /**
   * Sends a card that was asked for in a group and is only for the asker. It is an ephemeral message if that is
   * possible. Otherwise it goes to the person's own chat, and one line in the group says so.
   * @returns the message to edit later; undefined if there is none that may contain a private card
   */
  private async sendPrivately(card: ReadyCard, content: Rendered): Promise<MessageRef | undefined> {
    const { messages, ephemerals } = this.options;
    const asker: Asker = this.options;
    const { locale } = card;
    const question = textQuestion(card);
    const ephemeral = this.isDirect ? {} : await ephemerals.send(asker, content, locale);
    if ("ref" in ephemeral) {
      if (question) await ephemerals.follow(asker, replyBox(question, asker, locale));
      return ephemeral.ref;
    }
    this.isDirect = true;
    if (!question) return this.sendDirect(content, locale, ephemeral.publicRef);
    // The next text must come from this place, so the question is asked here, without any known values.
    await this.sayInGroup(renderQuestion(question, locale), ephemeral.publicRef);
    await messages.toPlace(asker.handle, replyBox(question, asker, locale));
    return undefined;
  }

  private async sendDirect(
    content: Sendable,
    locale: Locale,
    over?: MessageRef,
  ): Promise<MessageRef | undefined> {
    const { messages, bot, log, handle, name } = this.options;
    const [t, url] = [telegramMessages[locale], `https://t.me/${bot.username}`];
    try {
      const ref = await messages.toPerson(handle, content);
      if (this.isHinted) return ref;
      this.isHinted = true;
      await this.sayInGroup(withLink(t.answeredPrivately(short(name)), { text: t.openChat, url }), over);
      return ref;
    } catch (thrown) {
      if (failureOf(thrown).outcome !== "refused") throw thrown;
      log.info(`telegram: a direct message was refused (${describe(thrown)})`);
      this.isOutOfReach = true;
      // The person never started the bot, so the bot may not write to them.
      const start = { text: t.start, url: `${url}?start=${GROUP_PAYLOAD}` };
      await this.sayInGroup(withLink(t.startFirst(short(name)), start), over);
      return undefined;
    }
  }

  /** Puts a line in the group. It replaces the harmless message that a failed ephemeral message left there, if any. */
  private async sayInGroup(line: Content, over: MessageRef | undefined): Promise<void> {
    const { messages, handle } = this.options;
    if (over && (await messages.edit(over, line))) return;
    await messages.toPlace(handle, line);
  }
}

/** Returns the question of a form if it expects a text, not a button. */
function textQuestion(card: ReadyCard): Form<ActionId> | undefined {
  const form = formOf(card);
  return form && form.choices.length === 0 ? form : undefined;
}

/**
 * Returns a message that makes the asker's client open the reply box: in groups the bot gets only replies (privacy
 * mode). It is a second message beside the question, because a message has either buttons or a reply box.
 */
function replyBox(form: Form<ActionId>, { handle, name }: Asker, locale: Locale): Content {
  const label = oneLine(form.prompt.label, 200);
  // "Selective" means the person who is replied to or mentioned. After a press, that person has written no message.
  const who = handle.asked ? "" : `<a href="tg://user?id=${handle.user}">${escapeHtml(short(name))}</a> `;
  return {
    ...renderText(`${who}${escapeHtml(telegramMessages[locale].replyHere(label))}`),
    reply_markup: {
      force_reply: true,
      selective: true,
      input_field_placeholder: cutTo(label, limits.placeholder) || "…",
    },
  };
}

/** Returns a name that somebody chose for themselves, made safe for a line in a group. */
function short(name: string): string {
  return withoutMentions(oneLine(name, 64));
}

function withLink(text: string, button: { text: string; url: string }): Rendered {
  return { ...renderText(escapeHtml(text)), reply_markup: { inline_keyboard: [[button]] } };
}

const IN_SIGHT = 3;
/** How many chats are remembered. The chat that was quiet for longest is forgotten. */
const CHATS = 1_000;

/**
 * Remembers which message shows the form of a private chat. Its next question and its result are edited into the same
 * message. Typed answers push that message up, and an edit makes no sound. With more than three messages below it, the
 * question is sent as a new message.
 *
 * In memory only: after a restart the next question is a new message, and the buttons of the old one still work. Groups
 * are left out, because there every question needs a reply box of its own.
 */
export class FormMessages {
  private readonly forms = new Map<
    number,
    { draft: string; card: ReadyCard; ref: MessageRef; below: number }
  >();

  /** Counts one more message below the form. */
  passed(chat: number): void {
    const form = this.forms.get(chat);
    if (form) form.below += 1;
  }

  /** Returns the message of this draft's form, its card, and whether people can still see it. */
  find(chat: number, draft: string): { ref: MessageRef; card: ReadyCard; isInSight: boolean } | undefined {
    const form = this.forms.get(chat);
    if (form?.draft !== draft) return undefined;
    return { ref: form.ref, card: form.card, isInSight: form.below <= IN_SIGHT };
  }

  /** Notes which card this message shows now: a form, or none. */
  shown(chat: number, card: ReadyCard, ref: MessageRef): void {
    const { forms } = this;
    const before = forms.get(chat);
    const isSame = before !== undefined && sameMessage(before.ref, ref);
    const draft = formOf(card)?.draft;
    if (draft === undefined) {
      if (isSame) forms.delete(chat);
      return;
    }
    forms.delete(chat);
    forms.set(chat, { draft, card, ref, below: isSame ? before.below : 0 });
    const [quietest] = forms.keys();
    if (forms.size > CHATS && quietest !== undefined) forms.delete(quietest);
  }
}

/** Returns the draft whose form a card shows or replaces. */
function draftBehind(card: ReadyCard): string | undefined {
  return formOf(card)?.draft ?? card.follows;
}

function sameMessage(a: MessageRef, b: MessageRef): boolean {
  return "message" in a && "message" in b && a.chat === b.chat && a.message === b.message;
}
