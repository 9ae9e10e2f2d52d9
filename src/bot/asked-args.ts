import type { Args } from "./command.ts";

/** What a list was asked for, as its schema reads it: optional texts, a `range()`, a `page()`. */
interface Asked {
  range?: { first: string; last: string } | undefined;
  page?: number;
  [filter: string]: unknown;
}

/**
 * The question as the list's own buttons carry it: canonical, and without the page.
 * @example askedArgs({ range: { first: "2026-11-18", last: "2026-11-25" }, state: "open", page: 2 })
 *   // { state: "open", range: "2026-11-18/2026-11-25" }
 */
export function askedArgs({ range, page: _, ...filters }: Asked): Args {
  const given = Object.entries(filters).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  return { ...Object.fromEntries(given), ...(range && { range: `${range.first}/${range.last}` }) };
}
