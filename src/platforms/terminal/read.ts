import type { Button, PressId, ReadyCard } from "../../cards/card.ts";
import { buttonsOf } from "../../cards/plain-text.ts";
import type { Body, Call } from "../../commands/call.ts";

import { readFileLine } from "./files.ts";

/** Who sits at the terminal. */
export interface Seat {
  /** `"terminal:lan"`, or somebody else's identity on the sandbox: `"slack:U123"`. */
  person: string;
  name: string;
}

/** A typed line as a call: a number presses that button of the last card, a file at its end is dropped, anything else is said. */
export function readLine(line: string, last: ReadyCard | null, seat: Seat, id: string): Call {
  return {
    id: `terminal:${id}`,
    person: seat.person,
    personName: seat.name,
    place: { platform: "terminal", chat: seat.person, shared: false },
    body: readBody(line.trim(), last),
  };
}

function readBody(line: string, last: ReadyCard | null): Body {
  const button = last && /^\d{1,2}$/.test(line) ? buttonsOf(last)[Number(line) - 1] : undefined;
  if (button) return pressOf(button);
  const dropped = readFileLine(line);
  return dropped ? { kind: "file", ...dropped } : { kind: "text", text: line };
}

/** The button that says yes to a question, for whoever gave `--yes`. */
export function yesOf(card: ReadyCard): Body | null {
  const yes =
    card.tone === "warning" ? buttonsOf(card).find((button) => button.style === "primary") : undefined;
  return yes ? pressOf(yes) : null;
}

function pressOf(button: Button<PressId>): Body {
  return { kind: "press", press: button.press };
}
