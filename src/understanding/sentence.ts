import { wholeWords } from "./fold.ts";

/** A way to ask for a command without its name. */
export interface Sentence {
  /** The command's name. A sentence of a command that does not exist is never tried. */
  command: string;
  /**
   * Folded words. The text around them holds the arguments, and so does a group called `inside`. Any other group is the
   * typed value of the argument with its name.
   */
  pattern: RegExp;
  /** The arguments that the words alone mean: `{ beyond: "assign" }`. */
  args?: Readonly<Record<string, string>>;
  /** Counts only if everything else in the text is one of the command's arguments: "phiếu gấp hôm nay". */
  whole?: true;
  /** Typed words that make it another request: in "phiếu của Minh", a person, not "mình". */
  unless?: RegExp;
  /** It never names its command. It stands for it where this other command would be understood. */
  insteadOf?: string;
}

/** @param pattern folded words anywhere in a text, or a whole pattern */
export function says(
  command: string,
  pattern: string | RegExp,
  more: Omit<Sentence, "command" | "pattern"> = {},
): Sentence {
  return { command, pattern: typeof pattern === "string" ? wholeWords(pattern) : pattern, ...more };
}
