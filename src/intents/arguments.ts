import { findBrokenPhone, findLabelledId, findReachable, nameValue } from "./customer.ts";
import { findCode } from "./gift-code.ts";
import type { ArgumentGrammar, ArgumentKind, CommandGrammar, ReadingContext } from "./grammar.ts";
import { takePairs } from "./pairs.ts";
import { clean, type Finding, openPassage, type Passage, rest, take } from "./passage.ts";
import { findChoice, findNumber } from "./plain-values.ts";
import { findPriority, findPriorityWord } from "./priority.ts";
import { findBrokenRange, findRange } from "./range.ts";
import { findTicket } from "./ticket-number.ts";
import { findBareId, findNamed, takeFromTitle, titleAndBody } from "./title.ts";
import { withoutPoliteEnd, withoutQuestion } from "./words.ts";

/** What a command's arguments are in a text, and the words that are none of them. */
export interface Reading {
  args: Record<string, string>;
  leftover: string;
}

/** The order of recognition: what cannot be mistaken first. */
const ORDER: readonly ArgumentKind[] = [
  "customer",
  "range",
  "ticket",
  "code",
  "priority",
  "choice",
  "number",
];

/** Reads the arguments of one command, in whatever order they were typed. */
export function readArgumentsOf(command: CommandGrammar, text: string, context: ReadingContext): Reading {
  const passage = openPassage(withoutPoliteEnd(clean(text)));
  const args: Record<string, string> = {};
  takePairs(passage, command, args, context);

  const open = () => command.arguments.filter(({ name }) => args[name] === undefined);
  // Words without a key belong to the first argument of each kind of text; further ones ("SLA: ...") need their key.
  const texts = (["line", "lines"] as const).map((kind) =>
    command.arguments.find((one) => one.kind === kind),
  );
  const openTexts = texts.filter((one) => one !== undefined && args[one.name] === undefined);
  const takesText = openTexts.length > 0;
  const takeOut = takesText
    ? takeFromTitle
    : (where: Passage, found: Finding) => take(where, found.start, found.end);
  for (const kind of ORDER) {
    for (const argument of open().filter((one) => one.kind === kind)) {
      const found = find(argument, passage, takesText, context);
      if (!found) continue;
      args[argument.name] = found.value;
      takeOut(passage, found);
    }
  }
  // "khách Lan, 0867 123 456, máy in hỏng": the number says who it is, the name beside it belongs to no title.
  const beside = takesText && open().every(({ kind }) => kind !== "customer") ? findNamed(passage) : null;
  if (beside && /^name:\p{Lu}/u.test(beside.value)) take(passage, beside.start, beside.end);
  for (const argument of open().filter(({ kind }) => kind === "customer")) {
    const found = takesText ? (findNamed(passage) ?? findBareId(passage)) : findUnlabelled(passage);
    if (!found) continue;
    args[argument.name] = found.value;
    take(passage, found.start, found.end);
  }
  if (takesText) return { args: { ...args, ...titleAndBody(rest(passage), openTexts) }, leftover: "" };
  return { args, leftover: withoutQuestion(words(rest(passage))) };
}

function find(
  argument: ArgumentGrammar,
  passage: Passage,
  takesText: boolean,
  context: ReadingContext,
): Finding | null {
  const { free, folded } = passage;
  switch (argument.kind) {
    case "customer":
      return findReachable(free, folded.source) ?? findLabelledId(free);
    case "range":
      return findRange(free, context) ?? findBrokenRange(passage);
    case "ticket":
      return findTicket(free);
    case "code":
      return findCode(passage);
    case "priority":
      return takesText ? findPriority(free) : findPriorityWord(free);
    case "choice":
      return findChoice(free, argument.choices ?? []);
    case "number":
      return findNumber(free);
    case "line":
    case "lines":
      return null;
  }
}

/** A customer by a number that was not called one, or by name: what is left, when the command takes no other words. */
function findUnlabelled(passage: Passage): Finding | null {
  const id = /(?<![\p{L}\p{N}+@/_.,-])#?([1-9]\d{0,11})(?![\p{L}\p{N}@/_]|[.,-]\d)/u.exec(passage.free);
  if (id) return { start: id.index, end: id.index + id[0].length, value: `id:${id[1]}` };
  const broken = findBrokenPhone(passage.free);
  if (broken) return broken;
  const name = nameValue(withoutQuestion(words(rest(passage))));
  return name ? { start: 0, end: passage.free.length, value: name } : null;
}

/** Words without the quotes and the punctuation around them, and without the 's of "last week's". */
function words(text: string): string {
  return text
    .replace(/['’]s(?![\p{L}\p{N}])/giu, " ")
    .replace(/[\s"“”«»,;:!?…()]+/g, " ")
    .trim();
}
