import type { Customer } from "../../crm/customer.ts";
import { fold } from "../../understanding/fold.ts";
import { CLEAR } from "../../understanding/grammar.ts";

/** Values to add to a list or to remove: `"phones:+84912345678"`, one a line. */
interface ListChanges {
  added?: string | undefined;
  removed?: string | undefined;
}

const LISTS = ["phones", "emails", "tags"] as const;
type List = (typeof LISTS)[number];

/** The named lists, whole, as they would be typed: AntCRM may replace a list. See src/crm/API.md#updates */
export function changedLists(
  found: Customer,
  { added = "", removed = "" }: ListChanges,
): Partial<Record<List, string>> {
  const changed = LISTS.flatMap((list) => {
    const [more, less] = [valuesOf(added, list), valuesOf(removed, list)];
    if (more.length + less.length === 0) return [];
    const gone = new Set(less.map(fold));
    const left = found[list].filter((value) => !gone.has(fold(value)));
    const held = new Set(left.map(fold));
    const whole = [...left, ...more.filter((value) => !held.has(fold(value)))];
    return [[list, whole.join("\n") || CLEAR] as const];
  });
  return Object.fromEntries(changed);
}

function valuesOf(changes: string, list: List): string[] {
  const start = `${list}:`;
  return changes.split("\n").flatMap((line) => (line.startsWith(start) ? [line.slice(start.length)] : []));
}
