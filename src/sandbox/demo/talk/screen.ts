import { clearScreenDown, createInterface, cursorTo } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** A terminal; or a pipe, whose lines are shown like typed ones. */
export interface Screen {
  readonly isTerminal: boolean;
  /** Writes above the line that is being typed. */
  write(text: string): void;
  /** Shows the prompt and takes the next line; null when the input has ended. */
  ask(prompt: string): Promise<string | null>;
  close(): void;
}

/** @param onInterrupt  Ctrl-C at a terminal, which reads keys itself and gets no signal */
export function openScreen(
  input: Readable & { isTTY?: boolean },
  output: Writable & { isTTY?: boolean },
  onInterrupt: () => void,
): Screen {
  const isTerminal = input.isTTY === true && output.isTTY === true;
  const reader = createInterface({ input, output, terminal: isTerminal });
  // Created at once: lines that arrive before `ask` must be kept.
  const lines = reader[Symbol.asyncIterator]();
  let isAsking = false;
  let isPromptGone = false;
  reader.on("SIGINT", onInterrupt);

  /** Removes the prompt for the text that is written now, and shows it again afterwards. */
  function hidePrompt(): void {
    if (!isTerminal || !isAsking || isPromptGone) return;
    isPromptGone = true;
    cursorTo(output, 0);
    clearScreenDown(output);
    setImmediate(() => {
      isPromptGone = false;
      if (isAsking) reader.prompt(true);
    });
  }

  return {
    isTerminal,
    write(text) {
      hidePrompt();
      output.write(text);
    },
    async ask(prompt) {
      isAsking = true;
      if (isTerminal) {
        reader.setPrompt(prompt);
        reader.prompt();
      }
      const { value, done } = await lines.next();
      isAsking = false;
      if (done) return null;
      if (!isTerminal) output.write(`${prompt}${value}\n`);
      return value;
    },
    close: () => reader.close(),
  };
}
