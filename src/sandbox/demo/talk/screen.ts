import { clearScreenDown, createInterface, cursorTo } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** Where a person types and reads; or a pipe, whose lines are shown as if somebody had typed them. */
export interface Screen {
  readonly isTerminal: boolean;
  /** Writes above the line that is being typed. */
  write(text: string): void;
  /** Shows the prompt and takes the next line; null when there are no more. */
  ask(prompt: string): Promise<string | null>;
  close(): void;
}

/** @param onInterrupt  Ctrl-C at a terminal, which reads keys by itself and gets no signal */
export function openScreen(
  input: Readable & { isTTY?: boolean },
  output: Writable & { isTTY?: boolean },
  onInterrupt: () => void,
): Screen {
  const isTerminal = input.isTTY === true && output.isTTY === true;
  const reader = createInterface({ input, output, terminal: isTerminal });
  // Made at once: lines that come before somebody asks must wait, not vanish.
  const lines = reader[Symbol.asyncIterator]();
  let isAsking = false;
  let isPromptGone = false;
  reader.on("SIGINT", onInterrupt);

  /** Takes the prompt away for what is written now, and puts it back once that is all. */
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
