import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import type { Call } from "../../bot/call.ts";
import { filesOf, formOf, isQuestion, type ReadyCard } from "../../cards/card.ts";
import { numberedButtons } from "../../cards/plain-text.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { jsonText } from "../../logging/json-text.ts";
import type { Bot } from "../platform.ts";
import { safeName, saveFile } from "./files.ts";
import { mayBeSkipped, missingButton, readTerminalLine, type Seat, yesOf } from "./read.ts";
import { renderCard } from "./render.ts";

/** The few texts that the terminal adds itself. */
const terminalMessages = defineMessages({
  en: {
    noButton: (typed: string, count: number) =>
      count === 1
        ? `There is no button ${typed} here, only 1.`
        : `There is no button ${typed} here, only 1 to ${count}.`,
  },
  vi: {
    noButton: (typed, count) =>
      count === 1
        ? `Ở đây không có nút ${typed}, chỉ có nút 1.`
        : `Ở đây không có nút ${typed}, chỉ có nút 1 đến ${count}.`,
  },
});

interface OnceOptions {
  /** Confirm a write without asking. */
  yes: boolean;
  /** Print the neutral card instead of text. */
  json: boolean;
}

/**
 * Creates the bot for a terminal. It needs no account and no token.
 * @param folder where the bot's files are written; default: the current one
 */
export function createTerminal(bot: Bot, seat: Seat, output: Writable, folder = process.cwd()) {
  /** Returns the last card; null if the call was dropped, because a person without rights is refused once an hour. */
  async function lastCard(call: Call): Promise<ReadyCard | null> {
    let last: ReadyCard | null = null;
    for await (const card of bot.answer(call)) last = card;
    return last;
  }

  return {
    /** Answers one text. Returns the exit code: 0 answered, 1 a failure, 2 the bot asks something. */
    async once(text: string, { yes, json }: OnceOptions): Promise<0 | 1 | 2> {
      let card = await lastCard(readTerminalLine(text, null, seat, randomUUID()));
      const confirm = yes && card !== null ? yesOf(card) : null;
      if (confirm)
        card = await lastCard({ ...readTerminalLine("", null, seat, randomUUID()), body: confirm });
      if (card === null) return 1;
      const paths = await saveFiles(card, folder);
      const shown = json
        ? jsonText({ ...card, blocks: card.blocks.map(withoutBytes), files: paths }, 2)
        : [renderCard(card), ...paths].join("\n");
      output.write(`${shown}\n`);
      return exitCode(card);
    },

    /** Talks until the input ends. */
    async talk(input: Readable): Promise<void> {
      const lines = createInterface({
        input,
        output,
        prompt: "> ",
        terminal: "isTTY" in input && input.isTTY === true,
      });
      let last: ReadyCard | null = null;
      lines.prompt();
      for await (const line of lines) {
        const missing = missingButton(line, last);
        if (missing !== null && last !== null) {
          output.write(`\n${terminalMessages[last.locale].noButton(line.trim(), missing)}\n\n`);
        } else if (line.trim() !== "" || mayBeSkipped(last)) {
          const shown = await lastCard(readTerminalLine(line, last, seat, randomUUID()));
          // A number presses a button of the last card that has any: the reminder to press one has none.
          if (shown === null || numberedButtons(shown).length > 0 || formOf(shown) !== undefined)
            last = shown;
          if (shown !== null) {
            const paths = await saveFiles(shown, folder);
            output.write(`\n${[renderCard(shown), ...paths].join("\n")}\n\n`);
          }
        }
        lines.prompt();
      }
      lines.close();
    },
  };
}

/** Saves the files of a card, one after the other. @returns their paths, or why one was not written */
async function saveFiles(card: ReadyCard, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const file of filesOf(card)) {
    // The answer is worth reading without the file.
    paths.push(await saveFile(file, folder).catch((thrown) => `! ${safeName(file.name)}: ${codeOf(thrown)}`));
  }
  return paths;
}

/** `"EACCES"` */
function codeOf(thrown: unknown): string {
  return String((thrown as { code?: unknown } | null)?.code ?? "?");
}

/** Returns a block for a script, without the bytes: they are in the file that was written. */
function withoutBytes(block: ReadyCard["blocks"][number]): object {
  if (block.kind !== "file" && block.kind !== "image") return block;
  const { bytes: _, ...file } = block.file;
  return { ...block, file };
}

function exitCode(card: ReadyCard): 0 | 1 | 2 {
  if (isQuestion(card)) return 2;
  return card.tone === "bad" ? 1 : 0;
}
