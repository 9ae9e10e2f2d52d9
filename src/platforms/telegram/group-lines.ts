import type { ActionId, Form, ReadyCard } from "../../cards/card.ts";
import { limits } from "./limits.ts";
import { cut, escapeHtml, oneLine, withoutMentions } from "./markup.ts";
import type { Content, Messages } from "./message-calls.ts";
import { telegramMessages } from "./messages.ts";
import { type AnswerHandle, GROUP_PAYLOAD, type MessageRef } from "./read.ts";
import { type Rendered, renderText } from "./render.ts";

type Locale = ReadyCard["locale"];

/** The question of a form that waits for a text, as opposed to a button. */
export function textQuestion(card: ReadyCard): Form<ActionId> | undefined {
  const form = card.blocks.find((block) => block.kind === "form")?.form;
  return form && form.choices.length === 0 ? form : undefined;
}

/** "Answered An in private", with the way there. */
export function answeredPrivately(name: string, bot: string, locale: Locale): Rendered {
  const t = telegramMessages[locale];
  return withLink(t.answeredPrivately(short(name)), { text: t.openChat, url: `https://t.me/${bot}` });
}

/** To a person who never started the bot, so that it may not write to them. */
export function startFirst(name: string, bot: string, locale: Locale): Rendered {
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
export function replyBox(
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
export async function sayInGroup(
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
