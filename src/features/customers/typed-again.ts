import type { Args } from "../../bot/command.ts";
import { CLEAR } from "../../understanding/grammar.ts";

/**
 * What a command's schema made of its arguments, as canonical text again: for buttons and questions that carry it on.
 * `{ phones: ["+84867123456"], note: null }` → `{ phones: "+84867123456", note: "-" }`. Arguments that become anything
 * else than texts, lists of texts or null are not for it.
 */
export function argumentsTyped(
  input: Readonly<Record<string, string | readonly string[] | null | undefined>>,
): Args {
  const pairs = Object.entries(input).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, canonical(value)] as const],
  );
  return Object.fromEntries(pairs);
}

function canonical(value: string | readonly string[] | null): string {
  if (value === null) return CLEAR;
  return typeof value === "string" ? value : value.join("\n");
}
