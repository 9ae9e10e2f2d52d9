import type { Block } from "../slack/blocks/blocks.ts";
import { controlsOf } from "../slack/blocks/interactive.ts";
import type { SeenView, SeenMessage as SlackMessage } from "../slack/person/client-view.ts";
import { labelOf, type NameOf, readMrkdwn, textOf } from "../slack/text-of.ts";
import type { SeenMessage as TelegramMessage } from "../telegram/view.ts";
import { type Field, fieldsOf } from "./fields.ts";

/** A button: its label, and an id that distinguishes buttons with the same label. */
export interface DrawnButton {
  label: string;
  id: string;
}

/** A message as a terminal shows it: pieces of text, each with the buttons below it. */
export interface Drawing {
  parts: readonly { text: string; buttons: readonly DrawnButton[] }[];
  /** Only the person it answers and the bot can see it. */
  isPrivate: boolean;
}

/** Returns the whole text of a drawing, without the buttons. */
export function textOfDrawing({ parts }: Drawing): string {
  return parts.map(({ text }) => text).join("\n");
}

export function drawTelegram(message: TelegramMessage): Drawing {
  const rows = message.buttons.map((row) =>
    row.map(({ label, callbackData }) => ({ label: plain(label), id: callbackData ?? label })),
  );
  const [first = [], ...others] = rows;
  const text = plain(aligned(message.text)).replace(/\n{2,}/g, "\n");
  return {
    parts: [{ text, buttons: first }, ...others.map((buttons) => ({ text: "", buttons }))],
    isPrivate: message.isPrivate,
  };
}

export function drawSlack(message: SlackMessage, nameOf: NameOf): Drawing {
  const { blocks, text, ephemeral } = message;
  return {
    parts:
      blocks.length === 0
        ? [{ text: plain(textOf({ text, blocks }, nameOf)), buttons: [] }]
        : drawBlocks(blocks, nameOf),
    isPrivate: ephemeral,
  };
}

/** Draws a modal: its title, its fields with their values or errors, and the buttons of its footer. */
export function drawModal(view: SeenView, nameOf: NameOf): Drawing {
  const errorFields = fieldsOf(view).filter(({ error }) => error !== undefined);
  const footer = [view.submit, view.close].flatMap((label) => (label === null ? [] : [{ label, id: label }]));
  return {
    parts: [
      { text: `▣ ${plain(view.title)}`, buttons: [] },
      ...(errorFields.length > 0
        ? errorFields.map((field) => ({ text: textOfField(field), buttons: [] }))
        : drawBlocks(view.blocks, nameOf)),
      { text: "", buttons: footer },
    ],
    isPrivate: true,
  };
}

function drawBlocks(blocks: readonly Block[], nameOf: NameOf): Drawing["parts"] {
  return blocks.map((block) => ({
    text: plain(textOfBlock(block, nameOf)),
    buttons: controlsOf([block])
      .map(({ element }) => element)
      .filter(({ type }) => type === "button")
      .map((element) => ({ label: plain(labelOf(element)), id: element.action_id ?? "" })),
  }));
}

/** Returns the text of a block. A field has two lines on Slack, its label and its value; a terminal shows one line. */
function textOfBlock(block: Block, nameOf: NameOf): string {
  if (block.type === "actions") return "";
  if (block.type === "input")
    return fieldsOf({ blocks: [block], errors: {} })
      .map(textOfField)
      .join("\n");
  if (block.type !== "section") return textOf({ blocks: [block] }, nameOf);
  const { accessory: _button, fields = [], ...rest } = block;
  const pairs = fields.map((field) => readMrkdwn(field.text, nameOf).replace("\n", ": "));
  return [textOf({ blocks: [rest as Block] }, nameOf), ...pairs].filter((line) => line !== "").join("\n");
}

function textOfField({ label, current, error }: Field): string {
  return error === undefined ? `${label}: ${current || "____"}` : `${label} ! ${plain(error)}`;
}

/** Aligns the rows of a rich message's table, whose cells are separated by tabs: in columns, numbers to the right. */
function aligned(text: string): string {
  return text.replace(/^.*\t.*$(?:\n.*\t.*$)*/gm, (table) => {
    const rows = table.split("\n").map((row) => row.split("\t"));
    const widths =
      rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
    const pad = (cell: string, column: number) =>
      (column === 0 ? cell.padEnd : cell.padStart).call(cell, widths[column] ?? 0);
    return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
  });
}

/** Removes control characters: a customer's name must not move the cursor, colour the screen or reverse the line. */
function plain(text: string): string {
  return text.replace(/\p{Cc}|\p{Bidi_Control}/gu, (sign) => (sign === "\n" ? sign : ""));
}

export function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
