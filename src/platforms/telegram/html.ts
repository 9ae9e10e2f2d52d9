import type { Cell, Item, Section, Span } from "./layout.ts";
import { limits } from "./limits.ts";
import { escapeHtml, isVisible } from "./markup.ts";

/** As Telegram's HTML style has it: sections with an empty line between, a table as aligned text of one width. */
export function toHtml(sections: readonly Section[]): string {
  return sections
    .map(({ tag, items }) => {
      const body = items.map(itemHtml).join("\n");
      return tag ? `<${tag}>${body}</${tag}>` : body;
    })
    .join("\n\n");
}

/**
 * The same for a rich message: `"<p><b>Đánh giá</b></p><table bordered striped compact><tr><th>Kênh</th>…"`. Null where
 * there is no table, or one that is too big for a rich message.
 * @see src/platforms/telegram/LIMITS.md#rich-messages
 */
export function richHtml(sections: readonly Section[]): string | null {
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

function rowHtml(cells: readonly Cell[]): string {
  return `<tr>${cells.map(cellHtml).join("")}</tr>`;
}

function cellHtml({ text, align, isHeading }: Cell): string {
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
