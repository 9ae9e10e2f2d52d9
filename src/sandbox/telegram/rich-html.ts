import type { RichBlock } from "@grammyjs/types";
import { mistake } from "./api-error.ts";
import { decodeEntity } from "./html.ts";
import { limits } from "./limits.ts";
import type { RichButton, RichContent } from "./rich-content.ts";

const words = (list: string) => new Set(list.split(" "));

/** The tags of "Rich HTML style", by their effect on the layout. */
const INLINE = words(
  "a b strong i em u ins s strike del code mark sub sup tg-spoiler tg-reference tg-emoji tg-time tg-math cite " +
    "tg-button td th",
);
const BLOCK = words(
  "h1 h2 h3 h4 h5 h6 p pre footer ul ol li blockquote aside figure figcaption tg-collage tg-slideshow table caption " +
    "tr details summary tg-math-block tg-button-row video audio tg-document",
);
const EMPTY = words("br hr img input tg-map");
/**
 * The tags that count towards the limit of 500: "including nested blocks, list items, table rows, quotation blocks, and
 * details blocks".
 */
const COUNTED = words(
  "h1 h2 h3 h4 h5 h6 p pre footer hr li blockquote aside figure table tr details tg-button-row",
);

/** A tag with its attributes, a run of text, or a `<` that starts no tag. */
const TOKEN =
  /<(?<end>\/)?(?<name>[A-Za-z][\w-]*)(?<attributes>(?:\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[\w.-]+))?)*)\s*(?<closed>\/)?>|[^<]+|</g;

interface Open {
  name: string;
  attributes: string;
  /** The position in the text where its content begins. */
  start: number;
  cells: number;
}

interface Reading {
  text: string;
  blocks: number;
  open: Open[];
  buttons: RichButton[][];
}

export function readRichHtml(source: string, { isMarkdown }: { isMarkdown: boolean }): RichContent {
  const reading: Reading = { text: "", blocks: 0, open: [], buttons: [] };
  for (const { 0: token, groups = {} } of source.matchAll(TOKEN)) {
    const name = groups.name?.toLowerCase();
    if (name === undefined) addText(reading, token, isMarkdown);
    else if (!INLINE.has(name) && !BLOCK.has(name) && !EMPTY.has(name))
      addUnknown(reading, token, name, isMarkdown);
    else if (groups.end) closeTag(reading, name);
    else openTag(reading, name, groups.attributes ?? "", groups.closed !== undefined);
  }
  const last = reading.open.at(-1);
  if (last) throw unparsable(`Can't find end tag corresponding to start tag "${last.name}"`);
  const text = reading.text.replace(/\t?\n\s*/g, "\n").trim();
  return { text, buttons: reading.buttons, blocks: [{ type: "paragraph", text } as RichBlock] };
}

function addText(reading: Reading, token: string, isMarkdown: boolean): void {
  if (token === "<" && !isMarkdown) throw unparsable("a bare < must be written as &lt;");
  reading.text += decode(token);
}

function addUnknown(reading: Reading, token: string, name: string, isMarkdown: boolean): void {
  if (!isMarkdown) throw unparsable(`Unsupported start tag "${name}"`);
  reading.text += token;
}

function openTag(reading: Reading, name: string, attributes: string, isClosed: boolean): void {
  if (COUNTED.has(name)) reading.blocks += 1;
  if (reading.blocks > limits.rich.blocks) throw mistake("RICH_MESSAGE_TOO_MANY_BLOCKS");
  if (name === "td" || name === "th") countCell(reading.open.at(-1));
  if (BLOCK.has(name) || name === "br" || name === "hr") reading.text += "\n";
  if (name === "tg-button-row") reading.buttons.push([]);
  if (isClosed || EMPTY.has(name)) return;
  reading.open.push({ name, attributes, start: reading.text.length, cells: 0 });
  if (reading.open.length > limits.rich.nesting) throw mistake("RICH_MESSAGE_TOO_DEEP");
}

function closeTag(reading: Reading, name: string): void {
  const tag = reading.open.pop();
  if (tag?.name !== name) throw unparsable(`Unmatched end tag "</${name}>"`);
  if (name === "tg-button") addButton(reading, tag);
  if (name === "td" || name === "th") reading.text += "\t";
  if (BLOCK.has(name)) reading.text += "\n";
}

function countCell(row: Open | undefined): void {
  if (row?.name !== "tr") throw unparsable("a table cell must be inside a table row");
  row.cells += 1;
  if (row.cells > limits.rich.columns) throw mistake("RICH_MESSAGE_TABLE_TOO_WIDE");
}

/** A button's label is shown on the button, not in the text. Outside a row it gets its own row. */
function addButton(reading: Reading, tag: Open): void {
  const text = reading.text.slice(tag.start).trim();
  reading.text = reading.text.slice(0, tag.start);
  const type = attribute(tag.attributes, "type");
  const data = attribute(tag.attributes, "data");
  const url = attribute(tag.attributes, "url");
  if (type === undefined) throw unparsable("tg-button must have a type");
  if (type === "callback_data" && data === undefined) throw mistake("BUTTON_DATA_INVALID");
  if (reading.open.at(-1)?.name !== "tg-button-row") reading.buttons.push([]);
  const row = reading.buttons.at(-1);
  row?.push({
    text,
    ...(type === "callback_data" && data !== undefined ? { callback_data: data } : {}),
    ...(type === "url" && url !== undefined ? { url } : {}),
  });
  if (row && row.length > limits.buttonsPerRow) throw mistake("reply markup is too long");
}

function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([\\w.-]+))`).exec(attributes);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value === undefined ? undefined : decode(value);
}

/** The additional named entities of rich messages. */
const NAMED: Readonly<Record<string, string>> = {
  "&apos;": "'",
  "&nbsp;": "\u00a0",
  "&hellip;": "…",
  "&mdash;": "—",
  "&ndash;": "–",
  "&lsquo;": "‘",
  "&rsquo;": "’",
  "&ldquo;": "“",
  "&rdquo;": "”",
};

function decode(text: string): string {
  return text.replace(/&[#\w]{1,10};/g, (entity) => NAMED[entity] ?? decodeEntity(entity, 0)?.text ?? entity);
}

function unparsable(why: string): Error {
  return mistake(`can't parse entities: ${why}`);
}
