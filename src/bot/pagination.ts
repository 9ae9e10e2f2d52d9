import { type Block, type Button, button, context, list, type Row } from "../cards/card.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import type { Args } from "./command.ts";
import type { Context } from "./context.ts";

const paginationMessages = defineMessages({
  en: {
    back: "◀ Previous",
    on: "Next ▶",
    part: (from: number, to: number, all: string) => `${from}–${to} of ${all}`,
  },
  vi: {
    back: "◀ Trước",
    on: "Sau ▶",
    part: (from, to, all) => `${from}–${to} trong ${all}`,
  },
});

/** Rows of a page of a list command. */
const PAGE_SIZE = 10;

/** The current page of a list, and how the list was asked for. */
interface ListPosition {
  /** From 1, as `page()` gives it. */
  page: number;
  heading?: string;
  /** The command of the list, whose input has a `page: page()`. */
  command: string;
  /** The list's canonical arguments, without the page. Each page's button has them, so nothing is typed again. */
  args: Args;
  locale: Locale;
}

/**
 * Returns one page of a list, of which all rows are given, with buttons for the other pages. A button changes the card
 * in place. For a page beyond the end it returns the last page: the list was longer when the button was made.
 * @param at `{ page: input.page, size: 10, heading: "47 phiếu", command: "tickets", args: { range }, locale }`
 * @param of  how many rows there are in all: their number, `"47"`, unless given; `"hơn 1.000"` if reading was cut short
 */
export function paged(
  rows: readonly Row[],
  { size, of = String(rows.length), ...at }: ListPosition & { size: number; of?: string },
): Block[] {
  const part = partOf(at.page, { count: rows.length, size });
  return pagedPart(rows.slice(part.from, part.from + size), { ...at, part, of });
}

/** The part of a list that one page shows. */
interface ListPart {
  page: number;
  /** The index of its first row. */
  from: number;
  size: number;
  /** How many rows the list has. */
  count: number;
}

/**
 * Returns the part of a page; the last one for a page beyond the end: `partOf(9, { count: 47 })` is page 5 with `from` 40.
 * @param size  as lists of commands have it unless given
 */
export function partOf(
  page: number,
  { count, size = PAGE_SIZE }: { count: number; size?: number },
): ListPart {
  const existing = Math.max(1, Math.min(page, Math.ceil(count / size)));
  return { page: existing, from: (existing - 1) * size, size, count };
}

/** The same as `paged` for a list of which only the rows of this part are given. */
export function pagedPart(
  rows: readonly Row[],
  { part, of, ...at }: Omit<ListPosition, "page"> & { part: ListPart; of: string },
): Block[] {
  const { page, from, size, count } = part;
  if (count === 0) return [];
  const t = paginationMessages[at.locale];
  return [
    ...[list(at.heading ?? "", rows)].filter((block) => block !== null),
    ...(count > size ? [context(t.part(from + 1, from + rows.length, of))] : []),
    ...turning({ ...at, page }, from + size < count),
  ];
}

/** Returns ◀ and ▶, each only if there is such a page. */
function turning({ page, command, args, locale }: ListPosition, hasMore: boolean): Block[] {
  const t = paginationMessages[locale];
  const to = (label: string, number: number): Button =>
    button(label, command, { ...args, page: String(number) }, { inPlace: true });
  const buttons = [...(page > 1 ? [to(t.back, page - 1)] : []), ...(hasMore ? [to(t.on, page + 1)] : [])];
  return buttons.length === 0 ? [] : [{ kind: "buttons", buttons }];
}

type DayRange = { first: string; last: string };

/** The parsed input of a list: texts, numbers, a `range()` and a `page()`. Other types do not compile. */
interface ListInput {
  range?: DayRange | undefined;
  page?: number;
  [filter: string]: string | number | DayRange | undefined;
}

/**
 * Returns the input of a list as canonical arguments for its own buttons, without the page.
 * @example askedArgs({ range: { first: "2026-11-18", last: "2026-11-25" }, stars: 2, state: "open", page: 2 })
 *   // { stars: "2", state: "open", range: "2026-11-18/2026-11-25" }
 */
export function askedArgs({ page: _, ...filters }: ListInput): Args {
  const given = Object.entries(filters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, canonical(value)] as const],
  );
  return Object.fromEntries(given);
}

function canonical(value: string | number | DayRange): string {
  return typeof value === "object" ? `${value.first}/${value.last}` : String(value);
}

/** The same as `paged` for a list command: the page and the language come from its context. */
export function pagedList(
  rows: readonly Row[],
  { input, who }: Pick<Context, "who"> & { input: { page: number } },
  list: Omit<Parameters<typeof paged>[1], "page" | "locale" | "size">,
): Block[] {
  return paged(rows, { ...list, page: input.page, locale: who.locale, size: PAGE_SIZE });
}
