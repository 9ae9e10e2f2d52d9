import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import type { ReadyCard } from "../../cards/card.ts";
import type { Call } from "../../commands/call.ts";
import type { Bot } from "../platform.ts";
import { readLine, type Seat, yesOf } from "./read.ts";
import { exitCode, render } from "./render.ts";

/** The bot, one command away: no account, no token. */
export interface Terminal {
  /** Answers one text and tells the exit code: 0 answered, 1 a failure, 2 something is asked back. */
  once(text: string, options: OnceOptions): Promise<0 | 1 | 2>;
  /** Talks until the input ends. */
  talk(input: Readable): Promise<void>;
}

interface OnceOptions {
  /** Confirm a write without asking. */
  yes: boolean;
  /** Print the neutral card instead of text. */
  json: boolean;
}

export function createTerminal(bot: Bot, seat: Seat, output: Writable): Terminal {
  async function lastCard(call: Call): Promise<ReadyCard> {
    let last: ReadyCard | null = null;
    for await (const card of bot.answer(call)) last = card;
    if (last === null) throw new TypeError("a call was answered by no card");
    return last;
  }

  return {
    async once(text, { yes, json }) {
      let card = await lastCard(readLine(text, null, seat, randomUUID()));
      const confirm = yes ? yesOf(card) : null;
      if (confirm) card = await lastCard({ ...readLine("", null, seat, randomUUID()), body: confirm });
      output.write(json ? `${JSON.stringify(card, null, 2)}\n` : `${render(card)}\n`);
      return exitCode(card);
    },

    async talk(input) {
      const lines = createInterface({
        input,
        output,
        prompt: "> ",
        terminal: "isTTY" in input && input.isTTY === true,
      });
      let last: ReadyCard | null = null;
      lines.prompt();
      for await (const line of lines) {
        if (line.trim() !== "") {
          last = await lastCard(readLine(line, last, seat, randomUUID()));
          output.write(`\n${render(last)}\n\n`);
        }
        lines.prompt();
      }
      lines.close();
    },
  };
}
