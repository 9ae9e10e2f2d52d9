import type { RichBlock } from "@grammyjs/types";
import { mistake } from "./api-error.ts";
import { decodeEntity } from "./html.ts";
import { checkCallbackData } from "./keyboard.ts";
import { limits } from "./limits.ts";

export interface RichContent {
  /** What can be read, blocks on lines of their own. */
  text: string;
  buttons: { text: string; callback_data?: string; url?: string }[][];
  /** As the message reports them; for html and markdown the text as one paragraph stands for them. */
  blocks: RichBlock[];
}

/**
 * A rich message, held to the documented numbers ("Rich Message Limits"); it is not laid out. Exactly one of html,
 * markdown and blocks must be given.
 */
export function readRichMessage(raw: Record<string, unknown>): RichContent {
  const forms = ["html", "markdown", "blocks"].filter((form) => raw[form] !== undefined);
  if (forms.length !== 1)
    throw mistake("exactly one of html, markdown and blocks must be specified in rich_message");
  if (Array.isArray(raw.media) && raw.media.length > limits.rich.media)
    throw mistake("RICH_MESSAGE_TOO_MANY_MEDIA");
  if (raw.blocks !== undefined) return readBlocks(raw.blocks);
  const source = String(raw.html ?? raw.markdown);
  // "Rich Markdown can contain arbitrary HTML": its tags are held to the same rules, its own marks stay in the text.
  const content = readRichHtml(source, raw.html !== undefined);
  if (content.text.trim() === "" && content.buttons.length === 0) throw mistake("message text is empty");
  return checkLength(content);
}

/** The tags of "Rich HTML style", by what they do to the layout. */
const INLINE =
  "a b strong i em u ins s strike del code mark sub sup tg-spoiler tg-reference tg-emoji tg-time tg-math cite input";
const BLOCK =
  "h1 h2 h3 h4 h5 h6 p pre footer ul ol li blockquote aside figure figcaption tg-collage tg-slideshow table caption " +
  "tr td th details summary tg-math-block tg-button tg-button-row video audio tg-document";
const VOID = "br hr img input tg-map";
const tags = (words: string) => new Set(words.split(" "));
const [inline, block, voids] = [tags(INLINE), tags(BLOCK), tags(VOID)];
/** Blocks that count to the 500: "nested blocks, list items, table rows, quotation blocks and details blocks". */
const counted = tags(
  "h1 h2 h3 h4 h5 h6 p pre footer hr li blockquote aside figure table tr details tg-button-row",
);

function readRichHtml(source: string, isStrict: boolean): RichContent {
  const open: { name: string; cells: number }[] = [];
  const content: RichContent = { text: "", buttons: [], blocks: [] };
  let blocks = 0;
  let button: { row: RichContent["buttons"][number]; start: number; attributes: string } | undefined;
  for (const [token, closing, rawName, attributes = "", selfClosing] of source.matchAll(TOKEN)) {
    const name = rawName?.toLowerCase();
    if (name === undefined) {
      content.text += decode(token);
      continue;
    }
    if (!inline.has(name) && !block.has(name) && !voids.has(name)) {
      if (isStrict) throw mistake(`can't parse entities: Unsupported start tag "${name}"`);
      content.text += token;
      continue;
    }
    if (closing) {
      const last = open.pop();
      if (last?.name !== name) throw mistake(`can't parse entities: Unmatched end tag "</${name}>"`);
      if (name === "tg-button" && button) addButton(content, button);
      if (block.has(name) && name !== "tg-button")
        content.text += name === "td" || name === "th" ? "\t" : "\n";
      continue;
    }
    if (counted.has(name)) blocks += 1;
    if (blocks > limits.rich.blocks) throw mistake("RICH_MESSAGE_TOO_MANY_BLOCKS");
    countCell(open, name);
    if (name === "br" || name === "hr") content.text += "\n";
    if (name === "tg-button-row") content.buttons.push([]);
    if (name === "tg-button") button = startButton(content, open, attributes);
    if (!selfClosing && !voids.has(name)) open.push({ name, cells: 0 });
    if (open.length > limits.rich.nesting) throw mistake("RICH_MESSAGE_TOO_DEEP");
  }
  const last = open.at(-1);
  if (last)
    throw mistake(`can't parse entities: Can't find end tag corresponding to start tag "${last.name}"`);
  content.text = content.text.replace(/\t?\n(?:\s*\n)+/g, "\n").trim();
  content.blocks = [{ type: "paragraph", text: content.text } as RichBlock];
  return content;
}

const TOKEN =
  /<(\/)?([A-Za-z][\w-]*)((?:\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[\w.-]+))?)*)\s*(\/)?>|[^<]+|</g;

function countCell(open: { name: string; cells: number }[], name: string): void {
  const row = open.at(-1);
  if ((name !== "td" && name !== "th") || row?.name !== "tr") return;
  row.cells += 1;
  if (row.cells > limits.rich.columns) throw mistake("RICH_MESSAGE_TABLE_TOO_WIDE");
}

function startButton(content: RichContent, open: { name: string }[], attributes: string) {
  let row = content.buttons.at(-1);
  // Inline buttons between paragraphs stand in a row of their own.
  if (!row || open.at(-1)?.name !== "tg-button-row") {
    row = [];
    content.buttons.push(row);
  }
  return { row, start: content.text.length, attributes };
}

function addButton(
  content: RichContent,
  button: { row: RichContent["buttons"][number]; start: number; attributes: string },
): void {
  const text = content.text.slice(button.start).trim();
  content.text = content.text.slice(0, button.start);
  const data = attribute(button.attributes, "data");
  const url = attribute(button.attributes, "url");
  const type = attribute(button.attributes, "type");
  if (!type) throw mistake("can't parse entities: tg-button must have a type");
  if (type === "callback_data") checkCallbackData(data);
  button.row.push({
    text,
    ...(type === "callback_data" && data ? { callback_data: data } : {}),
    ...(type === "url" && url ? { url } : {}),
  });
  if (button.row.length > limits.buttonsPerRow) throw mistake("reply markup is too long");
}

function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([\\w.-]+))`).exec(attributes);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value === undefined ? undefined : decode(value);
}

function decode(text: string): string {
  return text.replace(
    /&[^;&\s]{1,10};/g,
    (entity) => decodeEntity(entity, 0)?.text ?? (NAMED[entity] || entity),
  );
}

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

function readBlocks(raw: unknown): RichContent {
  if (!Array.isArray(raw) || raw.length === 0) throw mistake("expected a non-empty Array of blocks");
  const content: RichContent = { text: "", buttons: [], blocks: raw as RichBlock[] };
  const count = { blocks: 0 };
  for (const item of raw) readBlock(item, content, count, 1);
  content.text = content.text.trim();
  return checkLength(content);
}

function readBlock(raw: unknown, content: RichContent, count: { blocks: number }, depth: number): void {
  if (typeof raw !== "object" || raw === null || typeof (raw as { type?: unknown }).type !== "string") {
    throw mistake("can't parse rich message block: Can't find field \"type\"");
  }
  if (++count.blocks > limits.rich.blocks) throw mistake("RICH_MESSAGE_TOO_MANY_BLOCKS");
  if (depth > limits.rich.nesting) throw mistake("RICH_MESSAGE_TOO_DEEP");
  const given = raw as Record<string, unknown>;
  content.text += `${richText(given.text ?? given.summary ?? given.caption)}\n`;
  if (given.type === "buttons") readButtons(given.buttons, content);
  for (const row of array(given.cells)) readRow(row, content, count);
  for (const nested of array(given.blocks)) readBlock(nested, content, count, depth + 1);
  for (const item of array(given.items)) {
    for (const nested of array((item as { blocks?: unknown }).blocks))
      readBlock(nested, content, count, depth + 1);
  }
}

function readRow(row: unknown, content: RichContent, count: { blocks: number }): void {
  const cells = array(row);
  if (cells.length > limits.rich.columns) throw mistake("RICH_MESSAGE_TABLE_TOO_WIDE");
  if (++count.blocks > limits.rich.blocks) throw mistake("RICH_MESSAGE_TOO_MANY_BLOCKS");
  content.text += `${cells.map((cell) => richText((cell as { text?: unknown }).text)).join("\t")}\n`;
}

function readButtons(raw: unknown, content: RichContent): void {
  const buttons = array(raw) as Record<string, unknown>[];
  if (buttons.length < 1 || buttons.length > limits.buttonsPerRow) throw mistake("reply markup is too long");
  const row = buttons.map(({ text, callback_data, url }) => {
    if (callback_data !== undefined) checkCallbackData(callback_data);
    return {
      text: richText(text),
      ...(callback_data === undefined ? {} : { callback_data: String(callback_data) }),
      ...(url === undefined ? {} : { url: String(url) }),
    };
  });
  content.buttons.push(row);
}

/** A RichText as plain text: strings, lists of them, and objects that wrap a `text`. */
function richText(raw: unknown): string {
  if (typeof raw === "string") return raw;
  if (Array.isArray(raw)) return raw.map(richText).join("");
  if (typeof raw === "object" && raw !== null) return richText((raw as { text?: unknown }).text ?? "");
  return "";
}

function array(raw: unknown): unknown[] {
  return Array.isArray(raw) ? raw : [];
}

function checkLength(content: RichContent): RichContent {
  if ([...content.text].length > limits.rich.characters) throw mistake("message is too long");
  return content;
}
