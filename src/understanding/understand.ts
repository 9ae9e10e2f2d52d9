import { createArgumentReader, settled } from "./command-arguments.ts";
import { corrected } from "./correction.ts";
import { cleanText } from "./fold.ts";
import { withFirstPerson } from "./further-records.ts";
import type { CommandGrammar, CommandRead, ReadingContext, Understanding } from "./grammar.ts";
import { knownCommands } from "./known-commands.ts";
import { unusedCondition } from "./limits.ts";
import { readListedCustomers } from "./listed-customers.ts";
import { openModel } from "./model/model.ts";
import { createRequestReader } from "./one-request.ts";
import { isRequestText } from "./opinions.ts";
import { unusedPart, withCalled, withFurther } from "./request-details.ts";
import { changeBeforeSubscription, type PartReader, readFirst, readInParts } from "./text-parts.ts";
import { readAsNoRequest } from "./unconfirmed-writes.ts";
import { inUsualWords } from "./usual-words.ts";

export type Intents = ReturnType<typeof createIntents>;

/**
 * Creates the reader of free text for these commands. Their order decides between equal readings. It never throws.
 * @example createIntents(grammars).understand("đổi quà daumay01 cho 0900 000 001", context)
 *   // { kind: "command", command: "redeem", args: { code: "DAUMAY01", customer: "+84900000001" } }
 */
export function createIntents(grammars: readonly CommandGrammar[], model = openModel()) {
  const commands = knownCommands(grammars);
  const argumentReader = createArgumentReader(commands);
  const readRequest = createRequestReader({ commands, argumentReader, model });
  const reader: PartReader = { commands, understand, understandWhole, readRequest };

  function understand(typed: string, context: ReadingContext): Understanding {
    const whole = understandWhole(typed, context);
    return readFirst(cleanText(typed), whole, context, reader) ?? whole;
  }

  function understandWhole(typed: string, context: ReadingContext): Understanding {
    const text = inUsualWords(cleanText(typed));
    const read = readInParts(text, context, reader) ?? readListedCustomers(grammars, text, context);
    if (read !== null) return read;
    const one = readRequest(text, context);
    return one.kind === "command" ? withDetails(one, text, context, reader) : one;
  }

  const { readArguments, readAll, furtherIn } = argumentReader;
  const isRequest = (text: string, isOfRow = false) => isRequestText(text, isOfRow, model);
  return { understand, readArguments, readAll, furtherIn, isRequest };
}

/** Settles the arguments of a command, and adds what else the text says: a part that is not used, other records, a name. */
function withDetails(
  read: CommandRead,
  text: string,
  context: ReadingContext,
  reader: PartReader,
): Understanding {
  const grammar = reader.commands.find(read.command);
  if (!grammar) return read;
  const other = readAsNoRequest(read.command, text);
  if (other !== null) return other;
  const said = corrected(text);
  const args = withFirstPerson(grammar, said, settled(read.args, grammar, said));
  const condition = unusedCondition(grammar.name, args, text);
  if (condition !== null) return { kind: "command", command: grammar.name, args: { condition } };
  const ignored =
    read.ignored ??
    unusedPart(grammar, args, said) ??
    changeBeforeSubscription(grammar.name, said, context, reader);
  const understood = { ...read, args, ...(ignored !== null && { ignored }) };
  return withFurther(understood, grammar, said, read.args) ?? withCalled(understood, grammar, said);
}
