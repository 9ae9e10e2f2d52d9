import type { Command } from "../../src/bot/command.ts";
import type {
  ArgumentGrammar,
  CommandRead,
  ReadingContext,
  Understanding,
} from "../../src/understanding/grammar.ts";
import { labelsOf, matches } from "./argument-labels.ts";
import type { Sample } from "./corpus.ts";

/** How an answer fits what a colleague would have done. */
export const GRADES = [
  /** The expected answer, or silence where nothing is asked for. */
  "right",
  /** It asks back: where nothing else is right, or for a value that it did not find. */
  "asked",
  /** The expected command is one of the buttons that are offered. */
  "one tap away",
  /** Another reading command, or another value in a reading command. */
  "wrong and harmless",
  /** It admits that it did not understand, or stays silent. */
  "not understood",
  /** It prepares a write that nobody asked for, or one with another record or value. */
  "wrong write",
] as const;

export type Grade = (typeof GRADES)[number];

/** The arguments that say which record is meant and what it gets. A title in other words is no wrong write. */
const VALUES: ReadonlySet<string> = new Set(
  "customer ticket deal code product person number phone phones email emails amount deal-lines priority date".split(
    " ",
  ),
);

export interface Grader {
  commandOf(name: string): Command;
  grammarOf(command: Command): { arguments: readonly ArgumentGrammar[] };
  context: ReadingContext;
  /** The arguments that a button offers for a command. */
  argumentsOf(command: string, text: string): Record<string, string>;
}

/** Grades what was understood. A write counts as prepared if nothing that it needs is missing. */
export function gradeOf(sample: Sample, understood: Understanding, grader: Grader): Grade {
  const { expected } = sample;
  switch (understood.kind) {
    case "nothing":
      return expected.includes("none") ? "right" : "not understood";
    case "unknown":
      return gradeOffer(sample, understood.nearest, grader);
    case "command":
      return gradeCommand(sample, understood, grader);
  }
}

function gradeOffer(sample: Sample, nearest: readonly string[], grader: Grader): Grade {
  const { expected, text } = sample;
  const asksForNothing = expected[0] === "none";
  const isWriteOffered = nearest.some((name) =>
    isPrepared(grader.commandOf(name), grader.argumentsOf(name, text)),
  );
  if (asksForNothing && isWriteOffered) return "wrong write";
  if (expected.includes("ask")) return "asked";
  return nearest.some((name) => expected.includes(name)) ? "one tap away" : "not understood";
}

function gradeCommand(sample: Sample, { command: name, args }: CommandRead, grader: Grader): Grade {
  const { expected } = sample;
  const command = grader.commandOf(name);
  if (!expected.includes(name)) {
    if (isPrepared(command, args)) return "wrong write";
    return expected.includes("ask") && !isComplete(command, args) ? "asked" : "wrong and harmless";
  }
  // The labels tell the values of the best answer only.
  if (name !== expected[0]) return "right";
  const faults = faultsOf(sample, args, grader);
  if (faults.wrong.length === 0) return faults.missing && !isComplete(command, args) ? "asked" : "right";
  const isOfValue = faults.wrong.some((kind) => VALUES.has(kind));
  if (!isPrepared(command, args))
    return isOfValue && command.effect !== "write" ? "wrong and harmless" : "right";
  return isOfValue ? "wrong write" : "right";
}

function faultsOf(sample: Sample, args: Record<string, string>, { commandOf, grammarOf, context }: Grader) {
  const grammar = {
    name: sample.expected[0] ?? "",
    aliases: [],
    ...grammarOf(commandOf(sample.expected[0] ?? "")),
  };
  const labels = labelsOf(sample, grammar);
  const wrong = labels.flatMap(({ name, values }) => {
    const argument = grammar.arguments.find((one) => one.name === name);
    const read = args[name];
    return !argument || read === undefined || matches(argument, values, read, context)
      ? []
      : [argument.kind as string];
  });
  return { wrong, missing: labels.some(({ name }) => args[name] === undefined) };
}

function isPrepared(command: Command, args: Record<string, string>): boolean {
  return command.effect === "write" && isComplete(command, args);
}

/** These show a list unless they are told what to change. */
const CHANGES_WITH: Readonly<Record<string, readonly string[]>> = {
  role: ["person", "role"],
  setting: ["key", "value"],
  link: ["person"],
};

function isComplete(command: Command, args: Record<string, string>): boolean {
  const needed =
    CHANGES_WITH[command.name] ?? command.arguments.filter((one) => one.required).map(({ name }) => name);
  return needed.every((name) => args[name] !== undefined) && !(command.edits && Object.keys(args).length < 2);
}
