import type { MessageEntity } from "@grammyjs/types";
import { mistake } from "./api-error.ts";

export interface Formatted {
  text: string;
  entities: MessageEntity[];
}

/**
 * Formatting options, HTML style. The refusals and their order are those of Telegram's parser [tdlib, parse_html]:
 * byte offsets count UTF-8, entity offsets UTF-16.
 */
const TAGS: Readonly<Record<string, MessageEntity["type"]>> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  u: "underline",
  ins: "underline",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  span: "spoiler",
  "tg-spoiler": "spoiler",
  "tg-emoji": "custom_emoji",
  "tg-time": "date_time",
  a: "text_link",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
};

interface OpenTag {
  name: string;
  attributes: Map<string, string>;
  offset: number;
}

/**
 * Returns the visible text and its entities: `<b>Hi</b>` → `{ text: "Hi", entities: [bold 0..2] }`.
 * @throws ApiError `can't parse entities: …` as Telegram words it
 */
export function parseHtml(html: string): Formatted {
  const entities: MessageEntity[] = [];
  const open: OpenTag[] = [];
  let text = "";
  let at = 0;
  while (at < html.length) {
    const char = html[at];
    if (char === "&") {
      const decoded = decodeEntity(html, at);
      text += decoded?.text ?? "&";
      at = decoded?.end ?? at + 1;
    } else if (char !== "<") {
      text += char;
      at += 1;
    } else if (html[at + 1] === "/") {
      const tag = open.pop();
      at = readEndTag(html, at, tag);
      if (tag && text.length > tag.offset) addEntity(entities, tag, open.at(-1), text);
    } else {
      const tag = readStartTag(html, at, text.length);
      open.push(tag.tag);
      at = tag.end;
    }
  }
  const last = open.at(-1);
  if (last) throw unparsable(`Can't find end tag corresponding to start tag "${last.name}"`);
  return { text, entities };
}

const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"' };

/** Decodes `&lt;`, `&gt;`, `&amp;`, `&quot;` and numbers; anything else stays as it is written, as on Telegram. */
export function decodeEntity(html: string, at: number): { text: string; end: number } | undefined {
  const match = /^&(?:#x([0-9a-f]{1,8})|#(\d{1,8})|(lt|gt|amp|quot));?/i.exec(html.slice(at, at + 14));
  if (!match) return undefined;
  const end = at + match[0].length;
  const name = match[3];
  if (name) return { text: NAMED[name.toLowerCase()] ?? "", end };
  const code = match[1] ? Number.parseInt(match[1], 16) : Number(match[2]);
  const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? { text: String.fromCodePoint(code), end } : undefined;
}

/** Finds a bare `&` or `>` outside a tag: the documentation forbids it, but Telegram's parser accepts it. */
export function bareSymbol(html: string): "&" | ">" | undefined {
  const outside = html.replace(/<[^>]*>/g, "");
  if (outside.includes(">")) return ">";
  return /&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-f]+);)/i.test(outside) ? "&" : undefined;
}

function readStartTag(html: string, begin: number, offset: number): { tag: OpenTag; end: number } {
  const where = `at byte offset ${byteOffset(html, begin)}`;
  let at = begin + 1;
  while (at < html.length && !isSpace(html[at]) && html[at] !== ">") at += 1;
  if (at >= html.length) throw unparsable(`Unclosed start tag ${where}`);
  const name = html.slice(begin + 1, at).toLowerCase();
  if (!Object.hasOwn(TAGS, name)) throw unparsable(`Unsupported start tag "${name}" ${where}`);
  const attributes = new Map<string, string>();
  while (html[at] !== ">") {
    at = skipSpaces(html, at);
    if (html[at] === ">") break;
    at = readAttribute(html, at, { name, where, attributes });
  }
  if (name === "span" && attributes.get("class") !== "tg-spoiler") {
    throw unparsable(`Tag "span" must have class "tg-spoiler" ${where}`);
  }
  return { tag: { name, attributes, offset }, end: at + 1 };
}

function readAttribute(
  html: string,
  begin: number,
  tag: { name: string; where: string; attributes: Map<string, string> },
): number {
  let at = begin;
  while (at < html.length && !isSpace(html[at]) && html[at] !== "=" && html[at] !== ">") at += 1;
  const name = html.slice(begin, at).toLowerCase();
  if (!name) throw unparsable(`Empty attribute name in the tag "${tag.name}" ${tag.where}`);
  at = skipSpaces(html, at);
  if (html[at] !== "=") {
    if (at >= html.length) throw unparsable(`Unclosed start tag "${tag.name}" ${tag.where}`);
    tag.attributes.set(name, "");
    return at;
  }
  at = skipSpaces(html, at + 1);
  const value = readValue(html, at);
  if (value.end >= html.length) throw unparsable(`Unclosed start tag ${tag.where}`);
  tag.attributes.set(name, value.text);
  return value.end;
}

function readValue(html: string, begin: number): { text: string; end: number } {
  const quote = html[begin];
  if (quote !== '"' && quote !== "'") {
    const token = /^[A-Za-z0-9.-]*/.exec(html.slice(begin))?.[0] ?? "";
    const end = begin + token.length;
    if (end < html.length && !isSpace(html[end]) && html[end] !== ">") {
      throw unparsable(`Unexpected end of name token at byte offset ${byteOffset(html, begin)}`);
    }
    return { text: token.toLowerCase(), end };
  }
  let text = "";
  let at = begin + 1;
  while (at < html.length && html[at] !== quote) {
    const decoded = html[at] === "&" ? decodeEntity(html, at) : undefined;
    text += decoded?.text ?? html[at];
    at = decoded?.end ?? at + 1;
  }
  return { text, end: at + 1 };
}

function readEndTag(html: string, begin: number, tag: OpenTag | undefined): number {
  const where = `at byte offset ${byteOffset(html, begin)}`;
  if (!tag) throw unparsable(`Unexpected end tag ${where}`);
  let at = begin + 2;
  while (at < html.length && !isSpace(html[at]) && html[at] !== ">") at += 1;
  const name = html.slice(begin + 2, at).toLowerCase();
  at = skipSpaces(html, at);
  if (html[at] !== ">") throw unparsable(`Unclosed end tag ${where}`);
  if (name && name !== tag.name) {
    throw unparsable(`Unmatched end tag ${where}, expected "</${tag.name}>", found "</${name}>"`);
  }
  return at + 1;
}

function addEntity(entities: MessageEntity[], tag: OpenTag, parent: OpenTag | undefined, text: string): void {
  if (tag.name === "code" && parent?.name === "pre") {
    const language = tag.attributes.get("class")?.replace(/^language-/, "");
    if (language) parent.attributes.set("language", language);
    return;
  }
  const details = detailsOf(tag, text);
  if (!details) return;
  entities.push({ offset: tag.offset, length: text.length - tag.offset, ...details } as MessageEntity);
}

/** Returns the entity's type and fields; undefined for a link without an address, which stays plain text. */
function detailsOf(tag: OpenTag, text: string): object | undefined {
  const { attributes, name } = tag;
  switch (name) {
    case "a": {
      const url = attributes.get("href") || text.slice(tag.offset);
      return LINK.test(url) ? { type: "text_link", url } : undefined;
    }
    case "pre": {
      const language = attributes.get("language");
      return { type: "pre", ...(language ? { language } : {}) };
    }
    case "blockquote":
      return { type: attributes.has("expandable") ? "expandable_blockquote" : "blockquote" };
    case "tg-emoji":
      return { type: "custom_emoji", custom_emoji_id: attributes.get("emoji-id") ?? "" };
    case "tg-time":
      return {
        type: "date_time",
        unix_time: Number(attributes.get("unix")),
        date_time_format: attributes.get("format") ?? "",
      };
    default:
      return { type: TAGS[name] };
  }
}

const LINK = /^(?:https?:\/\/|tg:\/\/|mailto:|tel:|[\w-]+\.[\w.-]+)/i;

function skipSpaces(html: string, begin: number): number {
  let at = begin;
  while (at < html.length && isSpace(html[at])) at += 1;
  return at;
}

function isSpace(char: string | undefined): boolean {
  return char === " " || char === "\t" || char === "\r" || char === "\n" || char === "\v";
}

function byteOffset(html: string, at: number): number {
  return Buffer.byteLength(html.slice(0, at));
}

function unparsable(why: string): Error {
  return mistake(`can't parse entities: ${why}`);
}
