import type { KnownBlock, RichTextBlock, Button as SlackButton } from "@slack/types";
import {
  type ActionId,
  type Block,
  type Button,
  type Field,
  type Form,
  isQuestion,
  type ReadyCard,
  type Row,
} from "../../cards/card.ts";
import { fileText } from "../../cards/plain-text.ts";
import { LIMITS } from "./limits.ts";
import { slackMessages } from "./messages.ts";
import { REPLACING } from "./read.ts";
import { type Piece, smallPrint, tablePieces, textTablePieces } from "./table.ts";
import { contextLine, exact, inParts, labelled, literalWithin, mrkdwn, NOTHING, plain } from "./text.ts";

/** What Slack shows: blocks, and the text for notifications and screen readers. */
export interface MessagePayload {
  text: string;
  blocks: KnownBlock[];
}

const TONES = { plain: "", good: "✅ ", warning: "⚠️ ", bad: "⛔ ", waiting: "⏳ " } as const;

/**
 * Renders a card as one message within Slack's limits. Items that do not fit are left out whole, and the card says so.
 * Pure. The text of a private card is only its title, because notifications appear on locked screens.
 * @param tables  false for a server that refuses table blocks: tables are then aligned text
 */
export function renderCard(card: ReadyCard, { tables = true } = {}): MessagePayload {
  const title = TONES[card.tone] + (card.title.trim() === "" ? "" : card.title);
  const drawing: CardDrawing = { card, tablesLeft: tables ? LIMITS.tables : 0, nextId: 0 };
  const header: KnownBlock[] =
    title.trim() === ""
      ? []
      : [{ type: "header", text: { ...plain(title, LIMITS.headerChars), emoji: true } }];
  const pieces = card.blocks.flatMap((block) => drawBlock(block, drawing));
  const blocks = fitMessage(header, pieces, card.locale);
  return { text: notification(card, title), blocks };
}

/** Returns the blocks of a card for a modal, where table blocks are not allowed. */
export function renderForView(card: ReadyCard): KnownBlock[] {
  return renderCard(card, { tables: false }).blocks;
}

interface CardDrawing {
  card: ReadyCard;
  tablesLeft: number;
  nextId: number;
}

function drawBlock(block: Block<ActionId>, drawing: CardDrawing): Piece[] {
  switch (block.kind) {
    case "text":
      return drawText(block.text);
    case "quote":
      return drawQuote(block.text, block.by);
    case "fields":
      return drawFields(block.fields);
    case "list":
      return drawList(block.heading, block.rows, drawing);
    case "table":
      if (drawing.tablesLeft === 0) return textTablePieces(block, drawing.card.locale);
      drawing.tablesLeft -= 1;
      return tablePieces(block, LIMITS.messageChars / 2, drawing.card.locale);
    case "file":
      return [smallPrint(fileText(block.file))];
    case "image":
      // Sent as a separate message, with its text alternative.
      return [];
    case "context":
      return block.text.trim() === "" ? [] : [smallPrint(block.text)];
    case "buttons":
      return drawButtons(block.buttons, drawing);
    case "form":
      return drawForm(block.form, drawing);
  }
}

function drawText(text: string): Piece[] {
  return inSections(text, (part) => ({ type: "section", text: exact(part, LIMITS.sectionChars) }));
}

function drawQuote(text: string, by: string | undefined): Piece[] {
  const parts = inSections(text, quoted);
  return by === undefined || by.trim() === ""
    ? parts
    : [...parts, { blocks: [contextLine(`— ${by}`)], items: 0 }];
}

/** Splits a text into sections. Half the limit leaves room for escaping in ordinary text; `exact` cuts the rest. */
function inSections(text: string, draw: (part: string) => KnownBlock): Piece[] {
  return inParts(text, LIMITS.sectionChars / 2).map((part) => ({ blocks: [draw(part)], items: 1 }));
}

function unformattedText(text: string): RichTextBlock {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

/** Returns a quote as rich text, which shows the text as it is: no escaping, no formatting, no dangerous links. */
function quoted(text: string): RichTextBlock {
  return { type: "rich_text", elements: [{ type: "rich_text_quote", elements: [{ type: "text", text }] }] };
}

/** A field that Slack would cut becomes rich text of its own, which has room and needs no escaping. */
function drawFields(fields: readonly Field[]): Piece[] {
  const at = fields.findIndex(({ value }) => escapedLength(value) > FIELD_ROOM);
  const long = fields[at];
  if (long === undefined) return drawShortFields(fields);
  const head: Piece = { blocks: [{ type: "section", text: bold(long.label) }], items: 0 };
  const parts = inSections(long.value, unformattedText);
  return [...drawShortFields(fields.slice(0, at)), head, ...parts, ...drawFields(fields.slice(at + 1))];
}

function drawShortFields(fields: readonly Field[]): Piece[] {
  return inGroups(fields, LIMITS.fields).map((some) => ({
    blocks: [
      { type: "section", fields: some.map(({ label, value }) => labelled(label, value, LIMITS.fieldChars)) },
    ],
    items: some.length,
  }));
}

/** The characters of a field beside its label. */
const FIELD_ROOM = LIMITS.fieldChars * 0.75 - 3;

function escapedLength(value: string): number {
  return literalWithin(value, Number.POSITIVE_INFINITY).length;
}

function drawList(
  heading: string | undefined,
  rows: readonly Row<ActionId>[],
  drawing: CardDrawing,
): Piece[] {
  const head: Piece[] =
    heading === undefined || heading.trim() === ""
      ? []
      : [{ blocks: [{ type: "section", text: bold(heading) }], items: 0 }];
  return [...head, ...rows.map((row) => ({ blocks: drawRow(row, drawing), items: 1, isRow: true }))];
}

function drawRow({ title, detail, buttons = [] }: Row<ActionId>, drawing: CardDrawing): KnownBlock[] {
  const head = bold(title);
  const room = LIMITS.sectionChars - head.text.length - 1;
  const under =
    detail === undefined || detail.trim() === "" ? "" : `\n${literalWithin(detail, Math.min(room, 1_000))}`;
  const text = mrkdwn(head.text + under);
  const [first, ...others] = buttons;
  if (first !== undefined && others.length === 0) {
    return [{ type: "section", text, accessory: drawButton(first, drawing) }];
  }
  return [{ type: "section", text }, ...actionRows(buttons, drawing)];
}

function bold(text: string) {
  return mrkdwn(`*${literalWithin(text, 500).trim() || NOTHING}*`);
}

function drawButtons(buttons: readonly Button<ActionId>[], drawing: CardDrawing): Piece[] {
  return actionRows(buttons, drawing).map((block, index) => ({
    blocks: [block],
    items: Math.min(LIMITS.actions, buttons.length - index * LIMITS.actions),
    // Actions are the purpose of a card, so the first row stays. Later rows of many buttons may be left out.
    kept: index === 0,
  }));
}

function actionRows(buttons: readonly Button<ActionId>[], drawing: CardDrawing): KnownBlock[] {
  return inGroups(buttons, LIMITS.actions).map((some) => ({
    type: "actions",
    elements: some.map((button) => drawButton(button, drawing)),
  }));
}

function inGroups<T>(all: readonly T[], size: number): T[][] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}

/** Returns a button. Its value is the press id; its action id says whether the answer replaces this card. */
function drawButton({ label, style, action, inPlace }: Button<ActionId>, drawing: CardDrawing): SlackButton {
  const replaces = inPlace || isQuestion(drawing.card);
  const button: SlackButton = {
    type: "button",
    text: { ...plain(label, LIMITS.buttonChars), emoji: true },
    value: action,
    action_id: `${replaces ? REPLACING : "press."}${drawing.nextId++}`,
  };
  return style === undefined ? button : { ...button, style };
}

/** Draws the question as a message, for when no trigger can open a modal. Its button brings a trigger. */
function drawForm(form: Form<ActionId>, drawing: CardDrawing): Piece[] {
  const { prompt } = form;
  const blocks: KnownBlock[] = [
    { type: "section", text: labelled(prompt.label, prompt.hint ?? form.title, 1_000) },
  ];
  if (prompt.error) blocks.push(contextLine(`⚠️ ${prompt.error}`));
  // A press brings a trigger for the modal with every field, so buttons to go back or to skip are not needed.
  const done = form.steps.filter(({ step }) => step === "finish");
  const ways = [...done, form.open, form.cancel];
  const choices = form.choices.slice(0, LIMITS.actions - ways.length);
  const left = form.choices.length - choices.length;
  if (left > 0) blocks.push(contextLine(slackMessages[drawing.card.locale].choicesLeft(left)));
  blocks.push(...actionRows([...choices, ...ways], drawing));
  return [{ blocks, items: 1, kept: true }];
}

function notification(card: ReadyCard, title: string): string {
  return card.audience === "shared"
    ? inWords(card, title)
    : literalWithin(title, LIMITS.notificationChars) || NOTHING;
}

/** Returns a card without any layout, for a server that refuses ours. */
export function renderAsText(card: ReadyCard): MessagePayload {
  return { text: inWords(card, TONES[card.tone] + card.title), blocks: [] };
}

function inWords(card: ReadyCard, title: string): string {
  const lines = [title, ...card.blocks.flatMap(wordsOf)]
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return literalWithin(lines.join("\n"), LIMITS.notificationChars) || NOTHING;
}

function wordsOf(block: Block<ActionId>): string[] {
  switch (block.kind) {
    case "text":
    case "quote":
    case "context":
      return [block.text];
    case "fields":
      return block.fields.map(({ label, value }) => `${label}: ${value}`);
    case "list":
      return block.rows.map(({ title, detail }) => (detail ? `${title} · ${detail}` : title));
    case "table":
      return block.rows.map((row) => row.join(" · "));
    case "file":
      return [fileText(block.file)];
    case "image":
      return [block.file.alt];
    case "form":
      return [block.form.prompt.label];
    case "buttons":
      return [];
  }
}

/**
 * Returns the blocks of one message: the pieces in their order, as long as there is room. Pieces that must stay get
 * their room first. Where the first missing piece would be, a line says how much is left out.
 */
function fitMessage(header: KnownBlock[], pieces: readonly Piece[], locale: "vi" | "en"): KnownBlock[] {
  const note = (left: { rows: number; items: number }) =>
    contextLine(
      left.items === 0
        ? slackMessages[locale].rowsLeft(left.rows)
        : slackMessages[locale].itemsLeft(left.rows + left.items),
    );
  const reserve = sizeOf([note({ rows: 100_000, items: 100_000 })]);
  const room = {
    blocks: LIMITS.messageBlocks - header.length - 1,
    chars: LIMITS.messageChars - sizeOf(header) - reserve,
  };

  const kept = new Set<Piece>();
  for (const piece of pieces.filter((one) => one.kept === true)) if (take(piece, room)) kept.add(piece);

  const out = [...header];
  const left = { rows: 0, items: 0 };
  let full = false;
  for (const piece of pieces) {
    const fits = kept.has(piece) || (piece.kept !== true && !full && take(piece, room));
    if (fits && left.rows + left.items > 0 && !out.includes(NOTE)) out.push(NOTE);
    if (fits) out.push(...piece.blocks);
    else {
      full ||= piece.kept !== true;
      left[piece.isRow ? "rows" : "items"] += piece.items;
    }
  }
  if (left.rows + left.items === 0) return out;
  if (!out.includes(NOTE)) out.push(NOTE);
  return out.map((block) => (block === NOTE ? note(left) : block));
}

/** A placeholder for the line that says how much is left out, until that is known. */
const NOTE: KnownBlock = { type: "divider" };

function take(piece: Piece, room: { blocks: number; chars: number }): boolean {
  const size = sizeOf(piece.blocks);
  if (piece.blocks.length > room.blocks || size > room.chars) return false;
  room.blocks -= piece.blocks.length;
  room.chars -= size;
  return true;
}

function sizeOf(blocks: readonly KnownBlock[]): number {
  return blocks.length === 0 ? 0 : JSON.stringify(blocks).length;
}
