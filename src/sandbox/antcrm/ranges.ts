import { Rejection } from "./http.ts";
import { readRangeEnd, readRangeStart } from "./times.ts";

/** A stretch of time, both ends included, in epoch ms. `open`: no end was given, so everything is in it. */
export interface Range {
  from: number;
  to: number;
  open: boolean;
  holds(time: number): boolean;
}

/**
 * The range that two query parameters describe; every endpoint has its own pair of names (row 18).
 * @throws Rejection for a text that is no time: what the real API does then is not documented [inferred]
 */
export function readRange(query: Readonly<Record<string, string>>, fromName: string, toName: string): Range {
  const from = readEnd(query, fromName, readRangeStart) ?? Number.NEGATIVE_INFINITY;
  const to = readEnd(query, toName, readRangeEnd) ?? Number.POSITIVE_INFINITY;
  return { from, to, open: !query[fromName] && !query[toName], holds: (time) => from <= time && time <= to };
}

function readEnd(
  query: Readonly<Record<string, string>>,
  name: string,
  read: (text: string) => number | null,
): number | null {
  const text = query[name];
  if (!text) return null;
  const time = read(text);
  if (time === null) throw new Rejection(`Thời gian không hợp lệ: ${name}`);
  return time;
}
