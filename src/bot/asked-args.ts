import type { Args } from "./command.ts";

type Days = { first: string; last: string };

/** The parsed input of a list: texts, numbers, a `range()` and a `page()`. Other types do not compile. */
interface Asked {
  range?: Days | undefined;
  page?: number;
  [filter: string]: string | number | Days | undefined;
}

/**
 * Returns the input of a list as canonical arguments for its own buttons, without the page.
 * @example askedArgs({ range: { first: "2026-11-18", last: "2026-11-25" }, stars: 2, state: "open", page: 2 })
 *   // { stars: "2", state: "open", range: "2026-11-18/2026-11-25" }
 */
export function askedArgs({ page: _, ...filters }: Asked): Args {
  const given = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, canonical(value)] as const],
  );
  return Object.fromEntries(given);
}

function canonical(value: string | number | Days): string {
  return typeof value === "object" ? `${value.first}/${value.last}` : String(value);
}
