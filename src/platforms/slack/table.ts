import type { KnownBlock, RichTextBlock, TableBlock } from "@slack/types";
import type { Column } from "../../cards/card.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { clean, contextLine, cut, inParts, lastBoundary, type Piece } from "./text.ts";

export interface TableCard {
  kind: "table";
  columns: readonly Column[];
  rows: readonly (readonly string[])[];
}

const CELL_CHARS = 200;
const TEXT_CELL_CHARS = 30;

/** Slack's own table: as many rows as fit in `room` characters; a line counts the rest. */
export function tablePieces(table: TableCard, room: number, locale: "vi" | "en"): Piece[] {
  const columns = table.columns.slice(0, LIMITS.tableColumns);
  if (columns.length === 0) return [];
  const head = columns.map((column) => cell(column.heading));
  const rows = [head];
  let used = JSON.stringify(head).length;
  for (const row of table.rows.slice(0, LIMITS.tableRows - 1)) {
    const cells = columns.map((_, index) => cell(row[index] ?? ""));
    used += JSON.stringify(cells).length;
    if (used > room) break;
    rows.push(cells);
  }
  const block: TableBlock = {
    type: "table",
    rows,
    column_settings: columns.map(({ align = "left" }) => ({ align })),
  };
  return [
    { blocks: [block], items: 0, unit: "row" },
    ...leftOut(table, rows.length - 1, columns.length, locale),
  ];
}

/** The same as aligned text: for a second table of a message, and for servers that know no tables. */
export function textTablePieces(table: TableCard, locale: "vi" | "en"): Piece[] {
  const columns = table.columns.slice(0, LIMITS.tableColumns);
  if (columns.length === 0) return [];
  const lines = [columns.map(({ heading }) => heading), ...table.rows].map((row) =>
    columns.map((_, index) => cut(oneLine(row[index] ?? ""), TEXT_CELL_CHARS)),
  );
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => width(line[index] ?? ""))));
  const text = lines.map((line) =>
    line
      .map((value, index) => pad(value, widths[index] ?? 0, columns[index]?.align ?? "left"))
      .join("  ")
      .trimEnd(),
  );
  const pieces = inLines(text, LIMITS.sectionChars).map(
    ({ part, count }, index): Piece => ({
      blocks: [preformatted(part)],
      items: index === 0 ? count - 1 : count,
      unit: "row",
    }),
  );
  return [...pieces, ...leftOut(table, table.rows.length, columns.length, locale)];
}

function leftOut(table: TableCard, rows: number, columns: number, locale: "vi" | "en"): Piece[] {
  const notes: string[] = [];
  if (rows < table.rows.length) notes.push(slackMessages[locale].rowsLeft(table.rows.length - rows));
  if (columns < table.columns.length)
    notes.push(slackMessages[locale].columnsLeft(table.columns.length - columns));
  if (notes.length === 0) return [];
  return [{ blocks: [contextLine(notes.join(" · "))], items: 0, unit: "row", kept: true }];
}

function cell(text: string): { type: "raw_text"; text: string } {
  const shown = cut(oneLine(text), CELL_CHARS);
  return { type: "raw_text", text: shown === "" ? "–" : shown };
}

function preformatted(text: string): KnownBlock {
  const block: RichTextBlock = {
    type: "rich_text",
    elements: [
      { type: "rich_text_preformatted", elements: [{ type: "text", text: text === "" ? "–" : text }] },
    ],
  };
  return block;
}

/** Whole lines together, at most `max` characters a part. */
function inLines(lines: readonly string[], max: number): { part: string; count: number }[] {
  const parts: { part: string; count: number }[] = [];
  for (const line of lines.flatMap((one) => (one === "" ? [""] : inParts(one, max, lastBoundary)))) {
    const last = parts.at(-1);
    if (last && last.part.length + line.length + 1 <= max) {
      last.part += `\n${line}`;
      last.count += 1;
    } else parts.push({ part: line, count: 1 });
  }
  return parts;
}

function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, " ").trim();
}

function width(text: string): number {
  return [...text.normalize("NFC")].length;
}

function pad(text: string, to: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, to - width(text)));
  return align === "right" ? space + text : text + space;
}
