import type { InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions } from "@grammyjs/types";
import { type ActionId, type Button, type Form, isQuestion, type ReadyCard } from "../../cards/card.ts";
import type { Locale } from "../../i18n/messages.ts";
import {
  fitButtons,
  fitSections,
  type Item,
  layOut,
  questionItems,
  type Section,
  type Span,
  type TableCell,
} from "./layout.ts";
import { limits } from "./limits.ts";
import { escapeHtml, isVisible, oneLine, withoutMentions } from "./markup.ts";

/**
 * What is sent or edited, in any chat. It has no `protect_content`, which would keep an agent from copying the phone
 * number that they asked for.
 */
export interface Rendered {
  text: string;
  /** The same as a rich message (Bot API 10.1), which shows real tables; only for cards with a table. */
  rich?: string;
  parse_mode: "HTML";
  link_preview_options: LinkPreviewOptions;
  reply_markup?: InlineKeyboardMarkup;
}

/** Returns a card as one message within Telegram's limits: `{ text: "<b>Khách hàng</b>\n\n…", reply_markup: … }`. */
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

/** Returns the question of a form without any known values, because other people may read it. */
export function renderQuestion(form: Form<ActionId>, locale: Locale): Rendered {
  const question = quiet({ items: questionItems(form.prompt) });
  const fitted = fitSections([question], { characters: limits.text, buttons: 0 }, locale);
  const markup = keyboard([[form.cancel]], "edit");
  return { ...renderText(toHtml(fitted)), ...(markup ? { reply_markup: markup } : {}) };
}

/** Returns finished HTML with the fields that all our messages share. */
export function renderText(html: string): Rendered {
  // Telegram refuses an empty text.
  return { text: html || "—", parse_mode: "HTML", link_preview_options: { is_disabled: true } };
}

/** Returns what a press does. An answered question is replaced; other cards stay, and a new message is sent. */
function pressedOn(card: ReadyCard): Pressed {
  return isQuestion(card) ? "edit" : "send";
}

/** Returns the section with names that mention nobody. */
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

/** Returns the sections in Telegram's HTML style: an empty line between them, a table as aligned fixed-width text. */
function toHtml(sections: readonly Section[]): string {
  return sections
    .map(({ tag, items }) => {
      const body = items.map(itemHtml).join("\n");
      return tag ? `<${tag}>${body}</${tag}>` : body;
    })
    .join("\n\n");
}

/**
 * Returns the same for a rich message: `"<p><b>Đánh giá</b></p><table bordered striped compact><tr><th>Kênh</th>…"`.
 * Null if there is no table, or if the table is too big for a rich message.
 * @see src/platforms/telegram/LIMITS.md#rich-messages
 */
function richHtml(sections: readonly Section[]): string | null {
  const rows = sections.flatMap(({ items }) => items.flatMap(({ cells }) => (cells ? [cells] : [])));
  const isTooBig =
    rows.length + 2 * sections.length > limits.rich.blocks ||
    rows.some(({ length }) => length > limits.rich.columns);
  const isSeen = rows.flat().some(({ text }) => isVisible(text));
  return isSeen && !isTooBig ? sections.map(richSection).join("") : null;
}

function richSection({ tag, items }: Section): string {
  const rows = items.flatMap(({ cells }) => (cells ? [cells] : []));
  const others = items.filter(({ cells }) => !cells);
  const table =
    rows.length === 0 ? "" : `<table bordered striped compact>${rows.map(rowHtml).join("")}</table>`;
  if (others.length === 0) return table;
  const name = tag === "blockquote" ? tag : "p";
  return `${table}<${name}>${others.map(itemHtml).join("\n").replaceAll("\n", "<br>")}</${name}>`;
}

function rowHtml(cells: readonly TableCell[]): string {
  return `<tr>${cells.map(cellHtml).join("")}</tr>`;
}

function cellHtml({ text, align, isHeading }: TableCell): string {
  const name = isHeading ? "th" : "td";
  const side = align === "right" ? ' align="right"' : "";
  return `<${name}${side}>${escapeHtml(text)}</${name}>`;
}

function itemHtml({ spans }: Item): string {
  return spans.map(spanHtml).join("");
}

function spanHtml({ text, tag }: Span): string {
  const inner = escapeHtml(text);
  return tag && inner ? `<${tag}>${inner}</${tag}>` : inner;
}

/**
 * What a press does to the message with the button. `edit` replaces it by the answer, because an answered question must
 * not stay pressable. `send` leaves it and sends a new message.
 */
type Pressed = "edit" | "send";

const PREFIXES: Readonly<Record<Pressed, string>> = { edit: "e:", send: "c:" };

/** Reads `callback_data`. Data that the bot did not write is returned unchanged, as an id that no action has. */
export function readCallbackData(data: string): { action: ActionId; pressed: Pressed } {
  const pressed = data.startsWith(PREFIXES.edit) ? "edit" : "send";
  return { action: data.replace(/^[ce]:/, ""), pressed };
}

/** Returns the buttons in rows that a phone shows without cutting labels; undefined if there are none. */
function keyboard(
  groups: readonly (readonly Button<ActionId>[])[],
  pressed: Pressed,
): InlineKeyboardMarkup | undefined {
  const rows = groups.flatMap((group) => inRows(group.map((button) => draw(button, pressed))));
  return rows.length > 0 ? { inline_keyboard: rows } : undefined;
}

function draw(button: Button<ActionId>, pressed: Pressed): InlineKeyboardButton {
  const label = oneLine(button.label, limits.buttonLabel);
  return {
    text: isVisible(label) ? label : "•",
    // `"e:k3Jx…"`, at most 34 of Telegram's 64 bytes.
    callback_data: `${PREFIXES[button.inPlace ? "edit" : pressed]}${button.action}`,
    // Bot API 10; an older server draws the button without its colour.
    ...(button.style ? { style: button.style } : {}),
  };
}

function inRows(buttons: readonly InlineKeyboardButton[]): InlineKeyboardButton[][] {
  const rows: InlineKeyboardButton[][] = [];
  let taken = Number.POSITIVE_INFINITY;
  for (const button of buttons) {
    const row = rows.at(-1);
    taken += button.text.length;
    if (row && taken <= limits.rowLabels && row.length < limits.buttonsPerRow) {
      row.push(button);
    } else {
      rows.push([button]);
      taken = button.text.length;
    }
  }
  return rows;
}
