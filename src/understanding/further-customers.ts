import { findEmail, findLabelledId, findPhone } from "./customer.ts";
import { type Finding, openPassage } from "./fold.ts";
import type { CommandGrammar } from "./grammar.ts";

/** More of them are a list, which needs a file. */
const MOST = 5;
/** "khách 475 với 476": the second number has no word of its own. */
const ALSO =
  /(?<=(?:khach(?: hang)?|kh|customer|lead|id) #?[1-9]\d{1,11} (?:voi|va|hay|hoac|and|or) )#?([1-9]\d{2,11})(?![\p{L}\p{N}]|[.,/-]\d)/u;

/**
 * Returns the other customers of the same kind in a text, if a command takes one: two numbers, two addresses, or two
 * ids. A number in another value, as in a title, is none.
 */
export function furtherCustomers(
  command: CommandGrammar,
  text: string,
  args: Readonly<Record<string, string>>,
): string[] {
  const key = command.arguments.find(({ kind }) => kind === "customer")?.name;
  const given = key === undefined ? undefined : args[key];
  if (given === undefined || given.startsWith("name:")) return [];
  const { free, folded } = openPassage(text);
  const others = Object.entries(args).flatMap(([name, value]) => (name === key ? [] : [value.toLowerCase()]));
  const find = finderOf(given, folded.source);
  const found = allOf(free, find).filter((value) => idOf(value) !== idOf(given) && !isIn(others, value));
  return [...new Map(found.map((value) => [idOf(value), value])).values()];
}

function finderOf(given: string, source: string): (free: string) => Finding | null {
  if (given.startsWith("+")) return findPhone;
  if (given.includes("@")) return (free) => findEmail(free, source);
  return (free) => findLabelledId(free) ?? alsoNamed(free);
}

function alsoNamed(free: string): Finding | null {
  const match = ALSO.exec(free);
  return match?.[1]
    ? { start: match.index, end: match.index + match[0].length, value: `id:${match[1]}` }
    : null;
}

function allOf(free: string, find: (free: string) => Finding | null): string[] {
  const values: string[] = [];
  let left = free;
  const also = alsoNamed(free);
  for (let found = find(left); found && values.length < MOST; found = find(left)) {
    values.push(found.value);
    left = left.slice(0, found.start) + " ".repeat(found.end - found.start) + left.slice(found.end);
  }
  return also && values.some((value) => /^(?:id|customer|lead):/.test(value))
    ? [...values, also.value]
    : values;
}

/** `"customer:476"` and `"id:476"` are one customer. */
function idOf(value: string): string {
  return value.replace(/^(?:id|customer|lead):/, "");
}

function isIn(others: readonly string[], value: string): boolean {
  if (value.includes("@")) return others.some((other) => other.includes(value));
  const digits = value.replace(/^\+84|^\w+:/, "");
  return others.some((other) => other.replace(/[\s.()-]/g, "").includes(digits));
}
