import { Rejection } from "./http.ts";
import { readRangeEnd, readRangeStart } from "./times.ts";

/** A time range in epoch ms, both ends included. `open`: no end was given, so everything is in it. */
export interface Range {
  from: number;
  to: number;
  open: boolean;
  holds(time: number): boolean;
}

/**
 * Returns the range of two query parameters, whose names differ by endpoint: src/crm/API.md#time-filters
 * @throws Rejection for a text that is no time. The real behaviour is not documented
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
