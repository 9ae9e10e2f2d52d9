import { withoutAmbiguous, withoutSmallWords } from "./ambiguous.ts";
import { type Reading, readArgumentsOf } from "./arguments.ts";
import { corrected } from "./correction.ts";
import { furtherRecords } from "./further-records.ts";
import type { CommandGrammar, FurtherRecords, ReadingContext } from "./grammar.ts";
import type { KnownCommands } from "./known-commands.ts";
import { withoutRemoval } from "./limits.ts";
import { withoutSomebodyElse } from "./somebody-else.ts";
import { readRequestOf } from "./whole-request.ts";

/** A longer text is not read as a sentence, because that takes time with the square of the length. */
export const SENTENCE_CHARS = 1_000;

export type ArgumentReader = ReturnType<typeof createArgumentReader>;

/** Creates the reader of what a text says for the arguments of a command. An unknown command has no arguments. */
export function createArgumentReader(commands: KnownCommands) {
  /** Reads the arguments, and returns with them the words that are none. A value may still be ambiguous. */
  function readUnsettled(command: string, text: string, context: ReadingContext): Reading {
    const grammar = commands.find(command);
    if (!grammar) return { args: {}, leftover: text };
    const read = text.length > SENTENCE_CHARS ? readArgumentsOf : readRequestOf;
    return read(grammar, corrected(text), context);
  }

  /** Reads the arguments of a command, and returns with them the words that are none. */
  function readAll(command: string, text: string, context: ReadingContext): Reading {
    const { args, leftover } = readUnsettled(command, text, context);
    const grammar = commands.find(command);
    return { args: grammar ? settled(args, grammar, corrected(text)) : args, leftover };
  }

  return {
    readUnsettled,
    readAll,
    readArguments: (command: string, text: string, context: ReadingContext): Reading["args"] =>
      readAll(command, text, context).args,

    /** Returns the other records that a text names beside those in `args`, or null. */
    furtherIn(command: string, text: string, args: Reading["args"]): FurtherRecords | null {
      const grammar = commands.find(command);
      return grammar ? furtherRecords(grammar, corrected(text), args) : null;
    },
  };
}

/**
 * Leaves out what is no value, and settles which record a write is for where the text names two. A command that reads
 * shows which one it took.
 */
export function settled(args: Reading["args"], grammar: CommandGrammar, text: string): Reading["args"] {
  const meant = withoutRemoval(grammar.name, withoutSmallWords(args), text);
  return grammar.writes ? withoutAmbiguous(withoutSomebodyElse(meant, grammar, text), grammar, text) : meant;
}
