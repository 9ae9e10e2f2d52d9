import type { Form, PressId, ReadyCard } from "../../cards/card.ts";
import type { Log } from "../../log.ts";
import { UnclearCall } from "./calls.ts";
import { describe, failureOf } from "./failure.ts";
import { limits } from "./limits.ts";
import { clean, cut, escapeHtml, oneLine } from "./markup.ts";
import type { MessageRef } from "./message-ref.ts";
import type { Messages } from "./messages.ts";
import { type Rendered, renderCard, renderQuestion, renderText, withRemark } from "./render.ts";
import type { Asker, Whispers } from "./whispers.ts";
import { words } from "./words.ts";

/** Everybody in the place, or the asker alone. In a private chat both are the same. */
type Reach = "place" | "asker";

export interface Reply {
  /** Shows a card in the place of the one before. Failures end in the log; the asker is told where that can be. */
  show(card: ReadyCard): Promise<void>;
  /** After the last card: the receipt of a write also goes to the person's own chat. */
  finish(): Promise<void>;
}

export interface ReplyParts {
  messages: Messages;
  whispers: Whispers;
  bot: { username: string };
  log: Log;
}

/**
 * The answer to one event: which message it is, and for whose eyes.
 * @param isRepeated  the event is handled a second time, so that what we say may have been said before
 */
export function createReply(
  parts: ReplyParts,
  asker: Asker,
  asking: { name: string; isRepeated: boolean },
): Reply {
  const { messages, whispers, log } = parts;
  const { handle } = asker;
  let shown: { reach: Reach; ref: MessageRef } | undefined;
  let last: ReadyCard | undefined;
  let isDirect = false;
  let isHinted = false;
  let isOutOfReach = false;
  let mayBeRepeated = asking.isRepeated;
  let prompted: string | undefined;

  const reachOf = (card: ReadyCard): Reach =>
    handle.shared && card.audience === "private" ? "asker" : "place";

  /** Puts the card where an earlier one, or the question that was just answered, stands. */
  const replace = async (card: ReadyCard): Promise<boolean> => {
    const reach = reachOf(card);
    const before = shown ?? pressedQuestion();
    if (!before) return false;
    if (before.reach === reach && (await messages.edit(before.ref, renderCard(card)))) {
      shown = before;
      return true;
    }
    // Answered elsewhere: the question must not stay pressable.
    if (!shown) await messages.disarm(before.ref);
    return false;
  };

  const pressedQuestion = (): { reach: Reach; ref: MessageRef } | undefined => {
    if (!handle.press?.edits) return undefined;
    const ref = handle.press.on;
    return { ref, reach: "ephemeral" in ref ? "asker" : "place" };
  };

  const post = async (card: ReadyCard): Promise<MessageRef | undefined> => {
    if (reachOf(card) === "asker") return whisperOrDirect(card);
    try {
      return await messages.toPlace(handle, renderCard(card));
    } catch (thrown) {
      if (failureOf(thrown).kind !== "refused") throw thrown;
      log.warn(`telegram: an answer could not be posted (${describe(thrown)})`);
      isOutOfReach = true;
      if (!handle.shared) return undefined;
      // A group that lets us read but not write: the person still gets the answer, with the reason.
      await messages.toPerson(handle, renderCard(withRemark(card, words[card.locale].notPosted)));
      return undefined;
    }
  };

  const whisperOrDirect = async (card: ReadyCard): Promise<MessageRef | undefined> => {
    const whispered = isDirect ? {} : await whispers.send(asker, renderCard(card), card.locale);
    if ("ref" in whispered) return whispered.ref;
    isDirect = true;
    const form = formOf(card);
    // The next text must come from this place: ask here, and say nothing of what is known.
    if (form && form.choices.length === 0) {
      return hint(renderQuestion(form, card.locale), whispered.publicRef);
    }
    return direct(card, whispered.publicRef);
  };

  const direct = async (
    card: ReadyCard,
    standIn: MessageRef | undefined,
  ): Promise<MessageRef | undefined> => {
    const say = words[card.locale];
    const name = escapeHtml(oneLine(asking.name, 64));
    try {
      const ref = await messages.toPerson(handle, renderCard(card));
      await hint(withLink(say.answeredPrivately(name), { label: say.openChat, url: botLink() }), standIn);
      return ref;
    } catch (thrown) {
      if (failureOf(thrown).kind !== "refused") throw thrown;
      log.info(`telegram: a direct message was refused (${describe(thrown)})`);
      isOutOfReach = true;
      await hint(withLink(say.startFirst(name), { label: say.start, url: botLink("?start=group") }), standIn);
      return undefined;
    }
  };

  /** One line in the group, once an answer. It takes the place of the harmless message that a first try left behind. */
  const hint = async (
    content: Rendered,
    standIn: MessageRef | undefined,
  ): Promise<MessageRef | undefined> => {
    if (isHinted) return undefined;
    isHinted = true;
    if (standIn && (await messages.edit(standIn, content))) return standIn;
    return messages.toPlace(handle, content);
  };

  const botLink = (query = "") => `https://t.me/${parts.bot.username}${query}`;

  /** In groups the bot hears replies only (privacy mode), so the client opens the reply box for the one who asked. */
  const prompt = async (card: ReadyCard): Promise<void> => {
    const form = formOf(card);
    if (!handle.shared || !form || form.choices.length > 0 || prompted === form.asking.name) return;
    prompted = form.asking.name;
    const label = oneLine(form.asking.label, 200);
    const who = handle.asked
      ? ""
      : `<a href="tg://user?id=${handle.user}">${escapeHtml(oneLine(asking.name, 64))}</a> `;
    const content = {
      ...renderText(`${who}${escapeHtml(words[card.locale].replyHere(label))}`),
      reply_markup: {
        force_reply: true,
        selective: true,
        input_field_placeholder: cut(label, limits.placeholder) || "…",
      },
    };
    if (reachOf(card) === "asker" && !isDirect) await whispers.follow(asker, content);
    else await messages.toPlace(handle, content);
  };

  const showOnce = async (card: ReadyCard): Promise<void> => {
    const remarked = mayBeRepeated ? withRemark(card, words[card.locale].maybeSent) : card;
    if (!(await replace(remarked))) {
      const ref = await post(remarked);
      shown = ref && { reach: reachOf(card), ref };
    }
    if (!isOutOfReach) await prompt(card);
  };

  return {
    async show(card) {
      last = card;
      if (isOutOfReach) return;
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
      if (!last?.receipt || !handle.shared || isDirect || isOutOfReach) return;
      await messages.toPerson(handle, renderCard(last)).catch((thrown: unknown) => {
        log.info(`telegram: a receipt could not be sent directly (${describe(thrown)})`);
      });
    },
  };
}

function formOf(card: ReadyCard): Form<PressId> | undefined {
  return card.blocks.find((block) => block.kind === "form")?.form;
}

function withLink(html: string, link: { label: string; url: string }): Rendered {
  return {
    ...renderText(clean(html)),
    reply_markup: { inline_keyboard: [[{ text: link.label, url: link.url }]] },
  };
}
