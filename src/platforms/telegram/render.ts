import type { InlineKeyboardMarkup, LinkPreviewOptions } from "@grammyjs/types";
import type { ActionId, Form, ReadyCard } from "../../cards/card.ts";
import type { Locale } from "../../i18n/messages.ts";
import { fitButtons, fitSections } from "./fit.ts";
import { richHtml, toHtml } from "./html.ts";
import { keyboard, type Pressed } from "./keyboard.ts";
import { layOut, questionItems, type Section } from "./layout.ts";
import { limits } from "./limits.ts";
import { withoutMentions } from "./markup.ts";

/**
 * What is sent or edited, wherever it goes. Without `protect_content`: it would keep an agent from copying the phone
 * number, which is what the card was asked for.
 */
export interface Rendered {
  text: string;
  /** The same as a rich message (Bot API 10.1), where a table is one; only for cards that hold a table. */
  rich?: string;
  parse_mode: "HTML";
  link_preview_options: LinkPreviewOptions;
  reply_markup?: InlineKeyboardMarkup;
}

/** One card as one message within Telegram's limits: `{ text: "<b>Khách hàng</b>\n\n…", reply_markup: … }`. */
export function renderCard(card: ReadyCard): Rendered {
  const { sections, groups } = layOut(card);
  const own = fitButtons(groups.flat(), limits.buttons, card.locale);
  const room = { characters: limits.text, buttons: limits.buttons - own.buttons.length };
  const all = own.remark.length > 0 ? [...sections, { items: own.remark }] : sections;
  const fitted = fitSections(card.audience === "shared" ? all.map(quiet) : all, room, card.locale);
  const ofRecords = fitted.flatMap(({ items }) => items.flatMap((item) => item.buttons ?? []));
  const inGroups = groups.map((group) => group.filter((button) => own.buttons.includes(button)));
  const markup = keyboard([ofRecords, ...inGroups], pressedOn(card));
  const rich = richHtml(fitted);
  return {
    ...renderText(toHtml(fitted)),
    ...(rich === null ? {} : { rich }),
    ...(markup ? { reply_markup: markup } : {}),
  };
}

/** The question of a form without anything that is known already: other people may read it. */
export function renderQuestion(form: Form<ActionId>, locale: Locale): Rendered {
  const question = quiet({ items: questionItems(form.prompt) });
  const fitted = fitSections([question], { characters: limits.text, buttons: 0 }, locale);
  const markup = keyboard([[form.cancel]], "edit");
  return { ...renderText(toHtml(fitted)), ...(markup ? { reply_markup: markup } : {}) };
}

/** Finished HTML with what every message of ours has in common. */
export function renderText(html: string): Rendered {
  // Telegram refuses an empty text.
  return { text: html || "—", parse_mode: "HTML", link_preview_options: { is_disabled: true } };
}

/** A question goes away when it is answered; anything else stays, and its answer is a new message. */
function pressedOn(card: ReadyCard): Pressed {
  return card.tone === "warning" || card.blocks.some((block) => block.kind === "form") ? "edit" : "send";
}

/** The section with no name as a mention. */
function quiet(section: Section): Section {
  const items = section.items.map((item) => ({
    ...item,
    spans: item.spans.map((span) => ({ ...span, text: withoutMentions(span.text) })),
    ...(item.cells && {
      cells: item.cells.map((cell) => ({ ...cell, text: withoutMentions(cell.text) })),
    }),
  }));
  return { ...section, items };
}
