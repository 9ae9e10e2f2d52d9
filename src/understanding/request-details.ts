import type { Reading } from "./arguments.ts";
import { SENTENCE_CHARS } from "./command-arguments.ts";
import { nameBeside } from "./customer.ts";
import { furtherRecords } from "./further-records.ts";
import type { CommandGrammar, CommandRead } from "./grammar.ts";
import { unusedCount, unusedRemoval, unusedTime } from "./limits.ts";
import {
  unusedBrokenPhone,
  unusedConditionOfWrite,
  unusedDiscount,
  unusedGift,
  unusedPerson,
  unusedProducts,
  unusedStep,
  unusedTimeOfWrite,
  unusedValueOfOrder,
} from "./unused-parts.ts";

type Args = Reading["args"];

/** Returns the first part of a text that the command cannot do: `"trừ khi khách đổi ý"`. Null if it can do all. */
export function unusedPart(grammar: CommandGrammar, args: Args, said: string): string | null {
  const { name } = grammar;
  return (
    unusedCount(name, said) ??
    unusedRemoval(name, said) ??
    unusedTime(name, said) ??
    unusedTimeOfWrite(grammar, args, said) ??
    unusedGift(name, args, said) ??
    unusedPerson(grammar, args, said) ??
    unusedBrokenPhone(grammar, args, said) ??
    unusedDiscount(name, args, said) ??
    unusedStep(name, args, said) ??
    unusedValueOfOrder(name, args, said) ??
    unusedProducts(name, args, said) ??
    unusedConditionOfWrite(grammar, args, said)
  );
}

/**
 * Adds the other records that the text names. Null if it names none.
 * @param read the arguments before they were settled. Of two gifts that are listed neither is settled: "DAUMAY01 và VOUCHER50"
 */
export function withFurther(
  understood: CommandRead,
  grammar: CommandGrammar,
  said: string,
  read: Args,
): CommandRead | null {
  const { args } = understood;
  const further = furtherRecords(grammar, said, args);
  if (further !== null) return { ...understood, further };
  if (args.code !== undefined || read.code === undefined) return null;
  const gifts = furtherRecords(grammar, said, read);
  return gifts?.kind === "code"
    ? { ...understood, args: { ...args, code: read.code }, further: gifts }
    : null;
}

/** Adds the name that stands beside the customer's number: "chị Lan 0867 123 456". */
export function withCalled(understood: CommandRead, grammar: CommandGrammar, said: string): CommandRead {
  const isShort = said.length <= SENTENCE_CHARS;
  const called = isShort ? nameBeside(said, customerIn(grammar, understood.args)) : null;
  return called === null ? understood : { ...understood, called };
}

/** Returns the customer in the arguments of a command that is about an existing one. */
function customerIn({ arguments: all }: CommandGrammar, args: Args): string | null {
  const argument = all.find(({ kind }) => kind === "customer");
  return (argument && args[argument.name]) ?? null;
}
