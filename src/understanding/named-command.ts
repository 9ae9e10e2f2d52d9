import { aliasFinder, type NamedCommand } from "./aliases.ts";
import { askedChangesOf } from "./asked-field.ts";
import { changesOf } from "./changes.ts";
import { type Folded, foldWithPositions, typedText } from "./fold.ts";
import type { CommandGrammar, CommandRead, NamedRead, ReadingContext } from "./grammar.ts";
import { type Guess, guessOf, isText, nameIn } from "./guess.ts";
import { CAPITALISED, ignored } from "./leftover.ts";
import { sentencesOf } from "./sentences.ts";

/** A value that is one code or number: "65f8faf6f829af63ddc831dc". */
const ONE_CODE = /^(?=\S*\d)\S+$/;
/** The key of a setting right behind the name: "settings set tickets.closed Closed". */
const SETTING_KEY = /^\s+[a-z]+\.[a-z]+(?![\p{L}\p{N}@.])/u;
/** A JSON object behind the name, maybe broken: "settings import {…". */
const JSON_BEHIND = /^\s*\{/;
/** Two fields with their labels. */
const KEYED = /\p{L} ?:\s.*\p{L} ?:\s/su;
const JSON_OBJECT = /^\{[\s\S]*\}$/;

/**
 * Creates the function that finds the command whose name, usual sentence or told change stands in a text, and reads its
 * arguments: `"đổi quà daumay01 cho 0900 000 001"` names `redeem`. Returns null if none does.
 */
export function namedCommandReader(commands: readonly CommandGrammar[]) {
  const names = new Set(commands.map(({ name }) => name));
  const namesIn = aliasFinder(commands);
  const readChange = changesOf(commands);
  const readAskedChange = askedChangesOf(commands);
  const sentences = sentencesOf(commands).filter(({ insteadOf }) => insteadOf === undefined);

  /** @param isSlashed the text begins with "/", so that a name of one word at its start is a command too */
  return function commandIn(said: string, context: ReadingContext, isSlashed: boolean): NamedRead | null {
    const change = readChange(said, context) ?? readAskedChange(said, context);
    if (change && names.has(change.command)) return changeTold({ kind: "command", ...change });
    const passage = foldWithPositions(said);
    const spoken = sentences.flatMap((sentence) => placeOf(sentence, said, passage) ?? []);
    const guess = guessOf(passage, [...namesIn(passage), ...spoken], context);
    return guess && namedRead(guess, passage, isSlashed);
  };
}

/** A change told whole says all of the request: "đổi email khách 476 thành an@example.com". */
function changeTold(read: CommandRead): NamedRead {
  return { read, isWhole: true, isComplete: true, isBare: false, isLeading: true, isExplicit: true };
}

type Spoken = ReturnType<typeof sentencesOf>[number];

/** Returns where a usual sentence of a command stands in a text, or null. */
function placeOf({ pattern, unless, ...of }: Spoken, said: string, passage: Folded): NamedCommand | null {
  const isOther = unless?.test(said) || unless?.test(said.toLowerCase());
  const match = isOther ? null : pattern.exec(passage.text);
  if (!match) return null;
  const { inside, ...values } = match.groups ?? {};
  const place = {
    ...of,
    said: { ...of.said, ...typedValues(values, match, passage) },
    start: match.index,
    end: match.index + match[0].length,
  };
  if (inside === undefined) return place;
  const start = match.index + match[0].indexOf(inside);
  return { ...place, inside: typedText(passage, start, start + inside.length) };
}

/** Returns what a guess asks for, and how much of the text it explains. */
function namedRead(guess: Guess, { text }: Folded, isSlashed: boolean): NamedRead {
  const { command, args, start, words, length } = guess;
  const saysMore = hasMore(guess);
  const isClear = command.arguments.some(({ name, kind, required }) => {
    const value = args[name];
    return value !== undefined && (/[\d@{]/.test(value) || (required && kind === "choice"));
  });
  // "alert ratings below 2 stars"
  const saysTwo =
    !saysMore &&
    Object.keys(args).length > 1 &&
    command.arguments.every(({ name, kind }) => kind === "choice" || /\d|^$/.test(args[name] ?? ""));
  const isComplete = guess.missing === 0 && isClear && start === 0 && (isSlashed || words > 1 || saysTwo);
  const behind = text.slice(length);
  return {
    read: {
      kind: "command",
      command: command.name,
      args,
      ...(command.arguments.length === 0 ? {} : ignored(guess)),
    },
    isWhole: !saysMore && CAPITALISED.test(nameIn(guess) ?? "A"),
    isComplete,
    isBare: length === text.length || isNameAndJson(guess),
    isLeading: start === 0 && words > 1,
    isExplicit:
      (start === 0 && (isSlashed || JSON_BEHIND.test(behind))) ||
      (isComplete && (SETTING_KEY.test(behind) || isKeyedEdit(guess, behind))),
  };
}

/** True for a change whose fields are written as in a form: "sửa khách 0867… trạng thái: Đã gọi, nhãn: VIP". */
function isKeyedEdit({ command, args }: Guess, behind: string): boolean {
  return command.name.startsWith("edit") && Object.keys(args).length > 1 && KEYED.test(behind);
}

/** True if a text holds words beside the command's name and values that are codes or numbers. */
function hasMore({ command, args, leftover }: Guess): boolean {
  const texts = command.arguments.filter(isText).flatMap(({ name }) => args[name] ?? []);
  return leftover !== "" || !texts.every((value) => ONE_CODE.test(value));
}

/** Returns the values of a sentence's groups as they were typed. */
function typedValues(
  groups: Readonly<Record<string, string | undefined>>,
  match: RegExpExecArray,
  passage: Folded,
): Record<string, string> {
  const values = Object.entries(groups).flatMap(([name, folded]) => {
    if (folded === undefined) return [];
    const start = match.index + match[0].indexOf(folded);
    return [[name, typedText(passage, start, start + folded.length)] as const];
  });
  return Object.fromEntries(values);
}

/** True for "nhập cài đặt {…}": what stands beside the name is one JSON object. */
function isNameAndJson({ args, leftover, start }: Guess): boolean {
  const values = Object.values(args);
  return start === 0 && leftover === "" && values.length === 1 && JSON_OBJECT.test(values[0] ?? "");
}
