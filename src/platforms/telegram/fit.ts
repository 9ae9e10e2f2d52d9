import type { ActionId, Button } from "../../cards/card.ts";
import type { Locale } from "../../i18n/messages.ts";
import type { Item, Section, Span } from "./layout.ts";
import { cut } from "./markup.ts";
import { telegramMessages } from "./messages.ts";

/** An empty line separates sections, a line break items. */
const SECTION_GAP = 2;
const ITEM_GAP = 1;
/** Room for the longest remark about what was left out. */
const REMARK = 40;

interface Room {
  characters: number;
  buttons: number;
}

/**
 * Fits the sections into the room. When they are too long, all sections get the same share, and small ones leave the rest of
 * theirs to big ones: a list of 300 rows does not push out the line below it. A remark counts what is left out.
 */
export function fitSections(all: readonly Section[], room: Room, locale: Locale): Section[] {
  const sections = fewEnough(all, locale);
  const params = SECTION_GAP * Math.max(0, sections.length - 1);
  const share = fairShare(sections.map(sectionLength), room.characters - params);
  let buttons = room.buttons;
  return sections.map((section) => {
    const short = shorten(section, { characters: share, buttons }, locale);
    buttons -= short.items.reduce((sum, item) => sum + (item.buttons?.length ?? 0), 0);
    return short;
  });
}

/** With more sections than this, their shares would be too small for anything but remarks. */
const MOST_SECTIONS = 20;

function fewEnough(sections: readonly Section[], locale: Locale): readonly Section[] {
  if (sections.length <= MOST_SECTIONS) return sections;
  const rest = sections.slice(MOST_SECTIONS - 1).reduce((sum, { items }) => sum + items.length, 0);
  return [
    ...sections.slice(0, MOST_SECTIONS - 1),
    { items: [remarkItem(telegramMessages[locale].moreLines(rest))] },
  ];
}

/** The largest `share` with which the sum of `min(length, share)` stays within `room`. */
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
  // A record or a field is left out whole; one that fills the room by itself is cut.
  const isBig = tooMuch && (kept.length === 0 || itemLength(tooMuch) > room.characters / 2);
  const parts = isBig ? cutItem(tooMuch, left, locale) : [];
  const rest = section.items.length - kept.length - (isBig ? 1 : 0);
  const remark = rest > 0 ? [remarkItem(telegramMessages[locale].moreLines(rest))] : [];
  return { ...section, items: [...kept, ...parts, ...remark] };
}

/** The first items that find room, and the room that is left. */
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

/** The beginning of an item that is too long by itself, and how much of it is missing. */
function cutItem(item: Item, room: Room, locale: Locale): Item[] {
  let left = Math.max(0, room.characters);
  const spans: Span[] = [];
  for (const span of item.spans) {
    const text = cut(span.text, left);
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

/** The first buttons that fit, and a remark when there are more. */
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
