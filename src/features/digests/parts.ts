import { maskText } from "../../access/masking.ts";
import { readableDays } from "../../bot/days.ts";
import { type Block, type Button, button, type Card, card, context, image, text } from "../../cards/card.ts";
import type { Chart } from "../../charts/chart.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { DigestCard, DigestContext, DigestKind } from "./digest-context.ts";
import type { WalkEnd } from "./figures/sums.ts";
import type { Comparison, Period } from "./period.ts";

/* The parts that the cards of all digests share. */

const partsMessages = defineMessages({
  en: {
    "day-before": "the day before",
    "week-before": "the week before",
    before: "the days before",
    "month-before": "the month before",
    same: (as: string) => `same as ${as}`,
    than: (change: string, before: string) => `${change} on ${before}`,
    until: (day: string, hour: string) => `${day}, until ${hour}`,
    unreadable: (count: string) => `Not readable: ${count}`,
    incomplete: "There is too much to read: the figures are of a part.",
  },
  vi: {
    "day-before": "hôm trước",
    "week-before": "tuần trước",
    before: "kỳ trước",
    "month-before": "tháng trước",
    same: (as) => `bằng ${as}`,
    than: (change, before) => `${change} so với ${before}`,
    until: (day, hour) => `${day}, đến ${hour}`,
    unreadable: (count) => `Không đọc được: ${count}`,
    incomplete: "Dữ liệu quá nhiều, bot chỉ tính được một phần.",
  },
});

type PartsContext = Pick<DigestContext, "locale" | "formats" | "timeZone">;

/** A picture that takes longer is left out, so that the text is not late. */
const DRAWN_WITHIN_MS = 2_000;

/** Returns the period as text: `"24/11/2026"`, `"16/11/2026 – 22/11/2026"`, `"25/11/2026, đến 18:00"`. */
export function periodName(period: Period, { locale, formats }: PartsContext): string {
  const end = formats.time(period.to);
  const days = readableDays(period, { formats });
  const hour = end.slice(-"18:00".length);
  return hour === "00:00" ? days : partsMessages[locale].until(days, hour);
}

/**
 * Describes how a figure has changed: `"▲ 10 so với hôm trước · bằng tuần trước"`. An unknown figure is left out. A change too
 * small to show counts as none.
 * @param what  `average` is formatted as an average, any other figure as a number
 */
export function changes<K extends string>(
  what: K,
  now: Readonly<Record<K, number | null>>,
  before: readonly (Pick<Comparison, "kind"> & Readonly<Record<K, number | null>>)[],
  { locale, formats }: PartsContext,
): string {
  const isAverage = what === "average";
  const shown = before.map((one) => {
    const [value, earlier] = [now[what], one[what]];
    if (value === null || earlier === null) return "";
    const by = Number((value - earlier).toFixed(isAverage ? 2 : 0));
    const written = formats[isAverage ? "average" : "number"](Math.abs(by));
    const t = partsMessages[locale];
    return by === 0 ? t.same(t[one.kind]) : t.than(`${by > 0 ? "▲" : "▼"} ${written}`, t[one.kind]);
  });
  return joined(...shown);
}

/** Joins the parts that are not empty: `["120", "▲ 10 hôm trước"]` → `"120 · ▲ 10 so với hôm trước"`. */
export function joined(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}

/** Returns a share as text: `percent(3, 8)` is `"38%"`. */
export function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((100 * part) / whole)}%`;
}

/** Returns minutes and seconds, with hours from one hour on: `"2:03"`, `"1:20:05"`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Says in small print what the figures leave out. */
export function leftOutNotes({ unreadable, complete }: WalkEnd, { locale, formats }: PartsContext): Block[] {
  const t = partsMessages[locale];
  return [
    ...(unreadable > 0 ? [context(t.unreadable(formats.number(unreadable)))] : []),
    ...(complete ? [] : [context(t.incomplete)]),
  ];
}

/** Masks personal data in a text from AntCRM, so that everybody in a chat may read it. */
export function safe(value: string, names: readonly string[] = []): string {
  return maskText(value, names);
}

/** Returns the part of a staff address before the @: `"lan.cskh@example.com"` → `"lan.cskh"`. */
export function staffName(agent: string): string {
  return safe(agent.split("@", 1)[0] ?? "");
}

/** Builds a card that everybody in the chat may read. */
export function sharedCard(title: string, ...blocks: readonly (Block | null)[]): Card {
  return { ...card(title, ...blocks), audience: "shared" };
}

/** Builds the card of a period without activity. A scheduled digest may skip it only if everything could be read. */
export function quietCard(title: string, none: string, end: WalkEnd, ctx: PartsContext): DigestCard {
  const nothing = sharedCard(title, text(none), ...leftOutNotes(end, ctx));
  return end.unreadable === 0 && end.complete ? { nothing } : { card: nothing };
}

/** Builds a table of names and figures; null without rows. */
export function figureTable(
  heading: string,
  figures: readonly string[],
  rows: readonly (readonly string[])[],
): Block | null {
  if (rows.length === 0) return null;
  const columns = figures.map((figure) => ({ heading: figure, align: "right" as const }));
  return { kind: "table", columns: [{ heading }, ...columns], rows };
}

/** Returns the button that sends the rows behind a digest as a file to the person who presses it. */
export function csvButton(kind: DigestKind, period: Period): Button {
  return button("CSV", "digestcsv", { kind, ...periodArgs(period) }, { by: "anyone" });
}

/** Returns a period as buttons carry it: `{ from: "2026-11-24T17:00:00.000Z", to: "…" }`. */
export function periodArgs({ from, to }: Period): { from: string; to: string } {
  return { from: from.toISOString(), to: to.toISOString() };
}

/** @throws AppError `invalid` the arguments are not a valid period */
export function periodFromArgs({ from, to }: { from: string; to: string }): Period {
  const period = { from: new Date(from), to: new Date(to) };
  if (!(period.from < period.to)) throw new AppError("invalid", "a digest's period is not valid");
  return period;
}

/** Draws the chart as a block; null if it could not be drawn in time. */
export async function picture(chart: Chart, { draw, clock, signal }: DigestContext): Promise<Block | null> {
  const drawn = new AbortController();
  const waited = clock.wait(DRAWN_WITHIN_MS, AbortSignal.any([drawn.signal, signal])).then(() => null);
  try {
    const shown = await Promise.race([draw(chart), waited]);
    return shown && image(shown);
  } catch {
    // The digest is sent without a picture that could not be drawn.
    return null;
  } finally {
    drawn.abort();
  }
}
