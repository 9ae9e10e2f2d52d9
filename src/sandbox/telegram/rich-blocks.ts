import type { RichBlock } from "@grammyjs/types";
import { mistake } from "./api-error.ts";
import { limits } from "./limits.ts";
import type { RichContent } from "./rich-content.ts";

interface Reading {
  content: RichContent;
  blocks: number;
}

/** Reads the text and buttons of a list of InputRichBlock, and checks the documented limits. */
export function readBlocks(raw: unknown): RichContent {
  const blocks = listOf(raw);
  if (blocks.length === 0) throw mistake("expected a non-empty Array of blocks");
  const reading: Reading = { content: { text: "", buttons: [], blocks: blocks as RichBlock[] }, blocks: 0 };
  for (const block of blocks) readBlock(block, reading, 1);
  reading.content.text = reading.content.text.replace(/\n{2,}/g, "\n").trim();
  return reading.content;
}

function readBlock(raw: unknown, reading: Reading, depth: number): void {
  const block = objectOf(raw);
  if (typeof block.type !== "string")
    throw mistake("can't parse rich message block: Can't find field \"type\"");
  count(reading);
  if (depth > limits.rich.nesting) throw mistake("RICH_MESSAGE_TOO_DEEP");
  reading.content.text += `${richText(block.text ?? block.summary ?? block.caption)}\n`;
  if (block.type === "buttons") readButtons(listOf(block.buttons), reading);
  for (const row of listOf(block.cells)) readRow(listOf(row), reading);
  for (const nested of listOf(block.blocks)) readBlock(nested, reading, depth + 1);
  for (const item of listOf(block.items)) {
    for (const nested of listOf(objectOf(item).blocks)) readBlock(nested, reading, depth + 1);
  }
}

function readRow(cells: unknown[], reading: Reading): void {
  if (cells.length > limits.rich.columns) throw mistake("RICH_MESSAGE_TABLE_TOO_WIDE");
  count(reading);
  reading.content.text += `${cells.map((cell) => richText(objectOf(cell).text)).join("\t")}\n`;
}

/** "List of 1-8 buttons to send". */
function readButtons(buttons: unknown[], reading: Reading): void {
  if (buttons.length < 1 || buttons.length > limits.buttonsPerRow) throw mistake("reply markup is too long");
  const row = buttons.map(objectOf).map(({ text, callback_data, url }) => ({
    text: richText(text),
    ...(callback_data === undefined ? {} : { callback_data: String(callback_data) }),
    ...(url === undefined ? {} : { url: String(url) }),
  }));
  reading.content.buttons.push(row);
}

function count(reading: Reading): void {
  reading.blocks += 1;
  if (reading.blocks > limits.rich.blocks) throw mistake("RICH_MESSAGE_TOO_MANY_BLOCKS");
}

/** Returns a RichText as plain text: strings, lists of them, and objects that wrap a `text`. */
function richText(raw: unknown): string {
  if (typeof raw === "string") return raw;
  if (Array.isArray(raw)) return raw.map(richText).join("");
  return typeof raw === "object" && raw !== null ? richText((raw as { text?: unknown }).text) : "";
}

function listOf(raw: unknown): unknown[] {
  return Array.isArray(raw) ? raw : [];
}

function objectOf(raw: unknown): Record<string, unknown> {
  return typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : {};
}
