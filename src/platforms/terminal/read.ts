import type { Body, Call } from "../../bot/call.ts";
import { type ActionId, type Button, formOf, type ReadyCard } from "../../cards/card.ts";
import { buttonsOf, numberedButtons } from "../../cards/plain-text.ts";
import { readFileLine } from "./files.ts";

/** The person at the terminal. */
export interface Seat {
  /** `"terminal:lan"`, or somebody else's identity on the sandbox: `"slack:U123"`. */
  person: string;
  name: string;
}

/** Reads a typed line as a call: a number presses that button, a file at the end is sent, the rest is text. */
export function readTerminalLine(line: string, last: ReadyCard | null, seat: Seat, id: string): Call {
  return {
    id: `terminal:${id}`,
    person: seat.person,
    personName: seat.name,
    place: { platform: "terminal", chat: seat.person, shared: false },
    body: readBody(line.trim(), last),
  };
}

/** Returns how many buttons there are, if a number was typed that none of them has; null if the line is valid. */
export function missingButton(line: string, last: ReadyCard | null): number | null {
  if (last === null || !/^\s*\d{1,2}\s*$/.test(line)) return null;
  const count = numberedButtons(last).length;
  const number = Number(line);
  const isThere = number >= 1 && number <= count;
  // A question may be answered by a number. A list of what can be changed is no question: its field has no name.
  const mayAnswer = (formOf(last)?.prompt.name ?? "") !== "";
  return count === 0 || isThere || mayAnswer ? null : count;
}

/** Returns true if Enter alone leaves this question as it is. */
export function mayBeSkipped(last: ReadyCard | null): boolean {
  return last !== null && skipOn(last) !== undefined;
}

function skipOn(card: ReadyCard): Button<ActionId> | undefined {
  return formOf(card)?.steps.find(({ step }) => step === "skip");
}

function readBody(line: string, last: ReadyCard | null): Body {
  const button = last && /^\d{1,2}$/.test(line) ? numberedButtons(last)[Number(line) - 1] : undefined;
  if (button) return actionOf(button);
  // Enter leaves a question as it is.
  const skip = line === "" && last ? skipOn(last) : undefined;
  if (skip) return actionOf(skip);
  const dropped = readFileLine(line);
  return dropped ? { kind: "file", ...dropped } : { kind: "text", text: line };
}

/** Returns the button that says yes to a question, for `--yes`. */
export function yesOf(card: ReadyCard): Body | null {
  const yes =
    card.tone === "warning" ? buttonsOf(card).find((button) => button.style === "primary") : undefined;
  return yes ? actionOf(yes) : null;
}

function actionOf(button: Button<ActionId>): Body {
  return { kind: "action", action: button.action };
}
