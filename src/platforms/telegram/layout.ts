import {
  type ActionId,
  type Block,
  type Button,
  type Column,
  type Form,
  type FormField,
  fieldText,
  type ReadyCard,
  type Row,
} from "../../cards/card.ts";
import { alignedLines, fileText } from "../../cards/plain-text.ts";
import { cutTo } from "../../i18n/graphemes.ts";
import type { Locale } from "../../i18n/messages.ts";
import { limits } from "./limits.ts";
import { clean, isVisible, oneLine } from "./markup.ts";
import { telegramMessages } from "./messages.ts";

/** A run of text in one style; the style is a tag of Telegram's HTML. */
export interface Span {
  text: string;
  tag?: "b" | "i";
}

/** Shown or left out as a whole: a line, a field, a record with its buttons. */
export interface Item {
  spans: readonly Span[];
  /** The cells of a table's row; its spans are the same row with blanks between. */
  cells?: readonly TableCell[];
  buttons?: readonly Button<ActionId>[];
}

export interface TableCell {
  text: string;
  align?: "left" | "right";
  isHeading?: boolean;
}

/** Items that belong together, one per line: `<blockquote>…</blockquote>`, a list, the fields. */
export interface Section {
  /** The tag around all items, if they need one. */
  tag?: "blockquote" | "pre";
  items: readonly Item[];
}

/**
 * Returns a card as sections of plain text, before anything is shortened or escaped. Buttons below the card are
 * returned separately, in groups with rows of their own.
 */
export function layOut(card: ReadyCard): { sections: Section[]; groups: (readonly Button<ActionId>[])[] } {
  const title = { spans: [{ text: `${MARKS[card.tone]}${oneLine(card.title, 300)}`, tag: "b" as const }] };
  const sections = [{ items: [title] }, ...card.blocks.map(section)].map(trimmed);
  return {
    sections: sections.filter((one) => one.items.length > 0),
    groups: card.blocks.flatMap(ownButtons),
  };
}

const MARKS: Readonly<Record<ReadyCard["tone"], string>> = {
  plain: "",
  good: "✅ ",
  warning: "⚠️ ",
  bad: "❌ ",
  waiting: "⏳ ",
};

/** Removes blank lines at both ends, which Telegram would not show. A blank line between paragraphs stays. */
function trimmed(section: Section): Section {
  const isShown = ({ spans, buttons }: Item) => buttons?.length || spans.some((span) => isVisible(span.text));
  const { items } = section;
  return {
    ...section,
    items: items.slice(Math.max(0, items.findIndex(isShown)), items.findLastIndex(isShown) + 1),
  };
}

function section(block: Block<ActionId>): Section {
  switch (block.kind) {
    case "text":
      return { items: lines(block.text) };
    case "context":
      return { items: lines(block.text, "i") };
    case "quote":
      return {
        tag: "blockquote",
        items: [...lines(block.text), ...(block.by ? lines(`— ${block.by}`, "i") : [])],
      };
    case "fields":
      return { items: block.fields.map((field) => labelled(field.label, field.value)) };
    case "list":
      return { items: [...(block.heading ? lines(block.heading, "b") : []), ...listItems(block.rows)] };
    case "table":
      return { tag: "pre", items: tableItems(block.columns, block.rows) };
    case "file":
      return { items: lines(fileText(block.file), "i") };
    case "image":
      // Sent as a separate message, with its text alternative as caption.
      return { items: [] };
    case "buttons":
      return { items: [] };
    case "form":
      return { items: formItems(block.form) };
  }
}

/** Returns the buttons below the card. They stay when the card is shortened. */
function ownButtons(block: Block<ActionId>): (readonly Button<ActionId>[])[] {
  if (block.kind === "buttons") return [block.buttons];
  // `open` is left out: it opens a whole form, but Telegram asks step by step.
  return block.kind === "form" ? [block.form.choices, block.form.steps, [block.form.cancel]] : [];
}

function lines(text: string, tag?: "b" | "i"): Item[] {
  return clean(text)
    .split("\n")
    .map((line) => ({ spans: [tag ? { text: line, tag } : { text: line }] }));
}

function labelled(label: string, value: string): Item {
  return { spans: [{ text: `${oneLine(label, 100)}: `, tag: "b" }, { text: clean(value).trim() }] };
}

/** Returns the rows as items. Records with buttons are numbered, so that the buttons below can name their record. */
function listItems(rows: readonly Row<ActionId>[]): Item[] {
  const isNumbered = rows.some((row) => row.buttons?.length);
  return rows.map((row, index) => {
    const mark = isNumbered ? `${index + 1}. ` : "• ";
    const detail = row.detail ? ` · ${clean(row.detail).trim()}` : "";
    const spans: Span[] = [{ text: mark }, { text: clean(row.title).trim(), tag: "b" }, { text: detail }];
    const buttons = row.buttons?.map((button) => ({ ...button, label: `${index + 1} · ${button.label}` }));
    return buttons ? { spans, buttons } : { spans };
  });
}

function tableItems(columns: readonly Column[], rows: readonly (readonly string[])[]): Item[] {
  const cells = [columns.map((column) => column.heading), ...rows].map((row, line) =>
    columns.map(({ align = "left" }, index) => ({
      text: oneLine(row[index] ?? "", limits.tableCell),
      align,
      isHeading: line === 0,
    })),
  );
  const texts = cells.map((row) => row.map(({ text }) => text));
  // The approximate columns on the screen: combining letters have no width.
  const lines = alignedLines(texts, columns, (cell) => cell.replace(/\p{M}/gu, "").length);
  return cells.map((row, line) => ({ spans: [{ text: lines[line] ?? "" }], cells: row }));
}

/** Returns the form without its title, which the card has already. */
function formItems(form: Form<ActionId>): Item[] {
  const known = form.fields.filter(({ value }) => value);
  return [
    ...known.map((field) => labelled(field.label, fieldText(field) ?? "")),
    ...questionItems(form.prompt),
  ];
}

/** Returns the question alone, with the error of the last answer. */
export function questionItems(asking: FormField): Item[] {
  return [
    ...(asking.error ? lines(`⚠️ ${asking.error}`) : []),
    ...lines(`${asking.label}?`, "b"),
    ...(asking.hint ? lines(asking.hint, "i") : []),
  ];
}

/** An empty line separates sections, and a line break separates items. */
const SECTION_GAP = 2;
const ITEM_GAP = 1;
/** Room for the longest note about what was left out. */
const REMARK = 40;

interface Room {
  characters: number;
  buttons: number;
}

/**
 * Fits the sections into the room. If they are too long, all get the same share, and small ones leave the rest of it to
 * big ones. So a list of 300 rows does not push out the line below it. A note counts what is left out.
 */
export function fitSections(all: readonly Section[], room: Room, locale: Locale): Section[] {
  const sections = fewEnough(all, locale);
  const gaps = SECTION_GAP * Math.max(0, sections.length - 1);
  const share = fairShare(sections.map(sectionLength), room.characters - gaps);
  let buttons = room.buttons;
  return sections.map((section) => {
    const short = shorten(section, { characters: share, buttons }, locale);
    buttons -= short.items.reduce((sum, item) => sum + (item.buttons?.length ?? 0), 0);
    return short;
  });
}

/** With more sections than this, each share would only have room for a note. */
const MOST_SECTIONS = 20;

function fewEnough(sections: readonly Section[], locale: Locale): readonly Section[] {
  if (sections.length <= MOST_SECTIONS) return sections;
  const rest = sections.slice(MOST_SECTIONS - 1).reduce((sum, { items }) => sum + items.length, 0);
  return [
    ...sections.slice(0, MOST_SECTIONS - 1),
    { items: [remarkItem(telegramMessages[locale].moreLines(rest))] },
  ];
}

/** Returns the largest `share` for which the sum of `min(length, share)` stays within `room`. */
function fairShare(lengths: readonly number[], room: number): number {
  let left = room;
  const ascending = [...lengths].sort((a, b) => a - b);
  for (const [index, length] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (length > share) return Math.max(0, share);
    left -= length;
  }
  return Number.MAX_SAFE_INTEGER;
}

function shorten(section: Section, room: Room, locale: Locale): Section {
  const whole = takeWhile(section.items, { ...room, characters: room.characters + ITEM_GAP });
  if (whole.kept.length === section.items.length) return section;
  const { kept, left } = takeWhile(section.items, { ...room, characters: room.characters - 2 * REMARK });
  const tooMuch = section.items[kept.length];
  // A record or a field is left out whole. One that fills the room alone is cut.
  const isBig = tooMuch && (kept.length === 0 || itemLength(tooMuch) > room.characters / 2);
  const parts = isBig ? cutItem(tooMuch, left, locale) : [];
  const rest = section.items.length - kept.length - (isBig ? 1 : 0);
  const remark = rest > 0 ? [remarkItem(telegramMessages[locale].moreLines(rest))] : [];
  return { ...section, items: [...kept, ...parts, ...remark] };
}

/** Returns the first items that fit, and the room that is left. */
function takeWhile(items: readonly Item[], room: Room): { kept: Item[]; left: Room } {
  const kept: Item[] = [];
  const left = { ...room };
  for (const item of items) {
    const length = itemLength(item) + ITEM_GAP;
    const buttons = item.buttons?.length ?? 0;
    if (length > left.characters || buttons > left.buttons) break;
    left.characters -= length;
    left.buttons -= buttons;
    kept.push(item);
  }
  return { kept, left };
}

/** Returns the beginning of an item that is too long alone, and how much of it is missing. */
function cutItem(item: Item, room: Room, locale: Locale): Item[] {
  let left = Math.max(0, room.characters);
  const spans: Span[] = [];
  for (const span of item.spans) {
    const text = cutTo(span.text, left);
    left -= text.length;
    if (text) spans.push({ ...span, text });
    if (text.length < span.text.length) break;
  }
  const missing = itemLength(item) - spans.reduce((sum, span) => sum + span.text.length, 0);
  const own = fitButtons(item.buttons ?? [], room.buttons, locale);
  return [
    { spans, buttons: own.buttons },
    ...(missing > 0 ? [remarkItem(telegramMessages[locale].moreCharacters(missing))] : []),
    ...own.remark,
  ];
}

/** Returns the first buttons that fit, and a note if there are more. */
export function fitButtons(
  buttons: readonly Button<ActionId>[],
  most: number,
  locale: Locale,
): { buttons: readonly Button<ActionId>[]; remark: Item[] } {
  if (buttons.length <= most) return { buttons, remark: [] };
  const remark = remarkItem(telegramMessages[locale].moreButtons(buttons.length - most));
  return { buttons: buttons.slice(0, most), remark: [remark] };
}

function remarkItem(text: string): Item {
  return { spans: [{ text, tag: "i" }] };
}

function sectionLength({ items }: Section): number {
  return items.reduce((sum, item) => sum + itemLength(item), ITEM_GAP * Math.max(0, items.length - 1));
}

function itemLength(item: Item): number {
  return item.spans.reduce((sum, span) => sum + span.text.length, 0);
}
