import { readArgumentsOf } from "./arguments.ts";
import { type ArgumentGrammar, CONTACTS, type CommandGrammar, type ReadingContext } from "./grammar.ts";
import { readValue } from "./value.ts";

/** The command and its arguments that a sentence means, if it changes a record. */
export interface SentenceChange {
  command: string;
  args: Record<string, string>;
  /** The words after a value that are not part of it, if there are any. */
  ignored?: string;
}

/** Returns the leftover words. A short one is a typing error: "của" with a letter left out. */
export function ignoredOf(reads: readonly { leftover: string }[]): { ignored?: string } {
  const left = reads.flatMap(({ leftover }) => (leftover.length > 2 ? [leftover] : []));
  return left.length > 0 ? { ignored: left.join(", ") } : {};
}

/** Returns the change of a list. A command of its own adds tags. The command that edits the customer changes others. */
export function listChange(
  kind: "add" | "remove",
  argument: ArgumentGrammar,
  written: string,
  { command, args }: { command: CommandGrammar; args: Record<string, string> },
  context: ReadingContext,
): SentenceChange | null {
  const isTags = argument.name === "tags";
  if (isTags && kind === "add") return { command: "addtags", args: { ...args, tags: written } };
  const name = kind === "add" ? "added" : "removed";
  if (readValue(argument, written, context) === null) return null;
  if (!command.arguments.some((one) => one.name === name)) return null;
  const read = readPart(command, argument, written, context);
  const lines = read.value.split("\n").map((value) => `${argument.name}:${value}`);
  return { command: command.name, args: { ...args, [name]: lines.join("\n") }, ...ignoredOf([read]) };
}

/** Returns the value of one field, and the words after it. A value that cannot be read stays as typed. */
export function readPart(
  command: CommandGrammar,
  argument: ArgumentGrammar,
  text: string,
  context: ReadingContext,
): { value: string; leftover: string } {
  const whole = readValue(argument, text, context);
  if (whole !== null && !CONTACTS.has(argument.kind)) return { value: whole, leftover: "" };
  // "2750000, the old price was wrong"
  const [first = ""] = text.split(/, /, 1);
  const clause = argument.kind === "amount" && first !== text ? readValue(argument, first, context) : null;
  if (clause !== null) return { value: clause, leftover: text.slice(first.length + 2) };
  const alone = { ...command, arguments: [{ ...argument, keyed: false }] };
  const { args, leftover } = readArgumentsOf(alone, text, context);
  const value = whole ?? args[argument.name];
  // A leftover number may be half of the value: "5tr 500".
  const isHalf = value === undefined || (whole === null && /\d/.test(leftover));
  return isHalf ? { value: text, leftover: "" } : { value, leftover };
}
