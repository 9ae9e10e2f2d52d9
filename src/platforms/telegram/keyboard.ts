import type { InlineKeyboardButton, InlineKeyboardMarkup } from "@grammyjs/types";
import type { ActionId, Button } from "../../cards/card.ts";
import { limits } from "./limits.ts";
import { isVisible, oneLine } from "./markup.ts";

/**
 * What pressing does to the message that carries the button: `edit` puts the answer in its place (a question that is
 * answered must not stay pressable), `send` leaves it and sends a new message.
 */
export type Pressed = "edit" | "send";

const PREFIXES: Readonly<Record<Pressed, string>> = { edit: "e:", send: "c:" };

/** The press id as it travels: `"e:k3Jx…"`, at most 34 of Telegram's 64 bytes. */
function callbackData(action: ActionId, pressed: Pressed): string {
  return `${PREFIXES[pressed]}${action}`;
}

/** Reads `callback_data`. Data that the bot did not write counts as an unknown id. */
export function readCallbackData(data: string): { action: ActionId; pressed: Pressed } {
  const pressed = data.startsWith(PREFIXES.edit) ? "edit" : "send";
  return { action: data.replace(/^[ce]:/, ""), pressed };
}

/** The buttons in rows that a phone shows without cutting labels; undefined when there are none. */
export function keyboard(
  groups: readonly (readonly Button<ActionId>[])[],
  pressed: Pressed,
): InlineKeyboardMarkup | undefined {
  const rows = groups.flatMap((group) => inRows(group.map((button) => draw(button, pressed))));
  return rows.length > 0 ? { inline_keyboard: rows } : undefined;
}

function draw(button: Button<ActionId>, pressed: Pressed): InlineKeyboardButton {
  const label = oneLine(button.label, limits.buttonLabel);
  return {
    text: isVisible(label) ? label : "•",
    callback_data: callbackData(button.action, button.inPlace ? "edit" : pressed),
    // Bot API 10; an older server draws the button without its colour.
    ...(button.style ? { style: button.style } : {}),
  };
}

function inRows(buttons: readonly InlineKeyboardButton[]): InlineKeyboardButton[][] {
  const rows: InlineKeyboardButton[][] = [];
  let taken = Number.POSITIVE_INFINITY;
  for (const button of buttons) {
    const row = rows.at(-1);
    taken += button.text.length;
    if (row && taken <= limits.rowLabels && row.length < limits.buttonsPerRow) {
      row.push(button);
    } else {
      rows.push([button]);
      taken = button.text.length;
    }
  }
  return rows;
}
