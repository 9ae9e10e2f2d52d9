import type { KnownBlock, RichTextBlock, TableBlock } from "@slack/types";
import type { ActionId, Block } from "../../cards/card.ts";
import { alignedLines } from "../../cards/plain-text.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { clean, contextLine, cut, inParts, NOTHING } from "./text.ts";

type CardTable = Extract<Block<ActionId>, { kind: "table" }>;

/** A piece of a card that is shown whole or not at all. */
export interface Piece {
  blocks: KnownBlock[];
  /** How many items the reader misses if it is left out; 0 for headings and similar pieces. */
  items: number;
  /** The items are rows of a list or a table. */
  isRow?: boolean;
  /** Buttons and small print stay, even if other pieces are left out. */
  kept?: boolean;
}

export function smallPrint(text: string): Piece {
  return { blocks: [contextLine(text)], items: 0, kept: true };
}

const CELL_CHARS = 200;
const TEXT_CELL_CHARS = 30;

/** Returns Slack's own table with as many rows as fit in `room` characters. A line counts the rest. */
export function tablePieces(table: CardTable, room: number, locale: "vi" | "en"): Piece[] {
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
  return [{ blocks: [block], items: 0 }, ...leftOut(table, rows.length - 1, columns.length, locale)];
}

/** Returns a table as aligned text, for a second table of a message and for servers without table blocks. */
export function textTablePieces(table: CardTable, locale: "vi" | "en"): Piece[] {
  const columns = table.columns.slice(0, LIMITS.tableColumns);
  if (columns.length === 0) return [];
  const cells = [columns.map(({ heading }) => heading), ...table.rows].map((row) =>
    columns.map((_, index) => cut(oneLine(row[index] ?? ""), TEXT_CELL_CHARS)),
  );
  const text = alignedLines(cells, columns, (cell) => [...cell.normalize("NFC")].length);
  const pieces = inLines(text, LIMITS.sectionChars).map(({ part, count }, index) => ({
    blocks: [preformatted(part)],
    items: index === 0 ? count - 1 : count,
    isRow: true,
  }));
  return [...pieces, ...leftOut(table, table.rows.length, columns.length, locale)];
}

function leftOut(table: CardTable, rows: number, columns: number, locale: "vi" | "en"): Piece[] {
  const notes: string[] = [];
  if (rows < table.rows.length) notes.push(slackMessages[locale].rowsLeft(table.rows.length - rows));
  if (columns < table.columns.length)
    notes.push(slackMessages[locale].columnsLeft(table.columns.length - columns));
  return notes.length === 0 ? [] : [smallPrint(notes.join(" · "))];
}

function cell(text: string): { type: "raw_text"; text: string } {
  const shown = cut(oneLine(text), CELL_CHARS);
  return { type: "raw_text", text: shown === "" ? NOTHING : shown };
}

function preformatted(text: string): RichTextBlock {
  const elements = [{ type: "text" as const, text: text === "" ? NOTHING : text }];
  return { type: "rich_text", elements: [{ type: "rich_text_preformatted", elements }] };
}

/** Groups whole lines into parts of at most `max` characters. */
function inLines(lines: readonly string[], max: number): { part: string; count: number }[] {
  const parts: { part: string; count: number }[] = [];
  for (const line of lines.flatMap((one) => (one === "" ? [""] : inParts(one, max)))) {
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
