import type { Learned } from "../../settings/learned.ts";
import { fold } from "../../understanding/fold.ts";
import type { Args, Command, CommandArgument } from "../command.ts";
import { learnedChoices } from "./learned-entry.ts";

/**
 * Words that AntCRM knows already, as it spells them: "dang xu ly" is its status "Đang xử lý", "vip" its tag "VIP". Sent as
 * they were typed they would become another status beside that one. What nobody has seen yet stays as it is.
 */
export async function asCanonical(command: Command, args: Args, learned: Learned): Promise<Args> {
  const canonical: Record<string, string> = { ...args };
  for (const argument of command.arguments) {
    const typed = args[argument.name];
    if (typed === undefined || !isOfWords(argument)) continue;
    const known = learnedChoices(await learned.values(argument.learned ?? "")).map(({ value }) => value);
    canonical[argument.name] = typed
      .split("\n")
      .map((word) => spelling(word, known))
      .join("\n");
  }
  return canonical;
}

function isOfWords({ kind, learned }: CommandArgument): boolean {
  return learned !== undefined && (kind === "line" || kind === "list");
}

function spelling(word: string, known: readonly string[]): string {
  if (known.includes(word)) return word;
  const plain = fold(word).trim();
  return known.find((one) => fold(one).trim() === plain) ?? word;
}
