/**
 * Counts the figures of a world independently, from its raw records. It uses neither the client nor code of the
 * digests. Even the definition of a day is its own.
 */
import type { Telecall } from "../../../src/sandbox/antcrm/outreach.ts";
import type { World } from "../../../src/sandbox/antcrm/world.ts";

export interface Span {
  from: number;
  to: number;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(timeZone: string): Intl.DateTimeFormat {
  const [numeric, hourCycle] = ["numeric", "h23"] as const;
  const day = { year: numeric, month: numeric, day: numeric };
  const known =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle,
      ...day,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  clocks.set(timeZone, known);
  return known;
}

/** Returns the local time of an instant in this zone, as if it were UTC: `Date.UTC(2026, 10, 24, 8, 30)`. */
function wall(at: number, zone: string): number {
  const parts = clockIn(zone).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return (
    Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) +
    (at % 1000)
  );
}

/** Returns the instant at which the clocks of this zone show that time. */
function momentOf(wallTime: number, zone: string): number {
  let at = wallTime;
  for (let turn = 0; turn < 3; turn++) at += wallTime - wall(at, zone);
  return at;
}

const DAY_MS = 86_400_000;

export function shifted(at: number, days: number, zone: string): number {
  return momentOf(wall(at, zone) - days * DAY_MS, zone);
}

export function midnight(at: number, zone: string): number {
  return momentOf(Math.floor(wall(at, zone) / DAY_MS) * DAY_MS, zone);
}

export function hourOf(at: number, zone: string): number {
  return new Date(wall(at, zone)).getUTCHours();
}

/** Returns the days up to the end of a span, the oldest first. */
export function lastDays({ to }: Span, count: number, zone: string): Span[] {
  const last = midnight(to - 1, zone);
  return Array.from({ length: count }, (_, back) => {
    const from = shifted(last, count - 1 - back, zone);
    return { from, to: Math.min(shifted(from, -1, zone), to) };
  });
}

const isIn = ({ from, to }: Span, at: number) => at >= from && at < to;

function countBy<T>(all: readonly T[], nameOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(nameOf(one));
    if (group) group.push(one);
    else groups.set(nameOf(one), [one]);
  }
  return groups;
}

/** Returns the score of the raw record if it is a number. */
function scoreOf({ rating_score }: { rating_score: unknown }): number | null {
  if (typeof rating_score === "number") return rating_score;
  return typeof rating_score === "string" && rating_score !== "" ? Number(rating_score) : null;
}

export function ratingsIn(world: World, span: Span) {
  const readable = world.ratings.filter(({ _id, createdAt }) => _id !== "" && isIn(span, createdAt));
  const scores = readable.map(scoreOf).filter((score) => score !== null);
  const column = (stars: number) => scores.filter((score) => Math.round(score) === stars).length;
  const meanOf = (some: readonly { rating_score: unknown }[]) => {
    const given = some.map(scoreOf).filter((score) => score !== null);
    return { count: some.length, average: mean(given) };
  };
  const named = (nameOf: (one: (typeof readable)[number]) => string) =>
    Object.fromEntries([...countBy(readable, nameOf)].map(([name, some]) => [name, meanOf(some)]));
  return {
    count: readable.length,
    average: mean(scores),
    unscored: readable.length - scores.length,
    byScore: [1, 2, 3, 4, 5].map(column),
    offScale: scores.filter((score) => Math.round(score) < 1 || Math.round(score) > 5).length,
    low: scores.filter((score) => score <= 2).length,
    byChannel: named(({ source }) => source),
    byType: named(({ type }) => type),
    lowestScores: scores
      .filter((score) => score <= 2)
      .sort((a, b) => a - b)
      .slice(0, 5),
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

const CLOSED = ["Closed"];

export function ticketsOf(world: World, span: Span, now: number) {
  const known = world.tickets.filter(({ deleted, createdAt }) => !deleted && createdAt < span.to);
  const open = known.filter(({ status }) => !CLOSED.includes(status));
  const ageOf = (createdAt: number) => (now - createdAt) / DAY_MS;
  const aged = (least: number, most: number) =>
    open.filter(({ createdAt }) => ageOf(createdAt) >= least && ageOf(createdAt) < most).length;
  return {
    opened: known.filter(({ createdAt }) => isIn(span, createdAt)).length,
    closed: known.filter(({ status, updatedAt }) => CLOSED.includes(status) && isIn(span, updatedAt)).length,
    open: open.length,
    unassigned: open.filter(({ assignedTo }) => assignedTo === "").length,
    byPriority: sizes(countBy(open, ({ priority }) => priority)),
    byAge: {
      day: aged(0, 1),
      "three-days": aged(1, 3),
      week: aged(3, 7),
      month: aged(7, 30),
      older: aged(30, Number.POSITIVE_INFINITY),
    },
    byStatus: sizes(countBy(known, ({ status }) => status)),
    oldestTimes: open
      .map(({ createdAt }) => createdAt)
      .sort((a, b) => a - b)
      .slice(0, 5),
  };
}

function sizes(groups: ReadonlyMap<string, readonly unknown[]>): Record<string, number> {
  return Object.fromEntries([...groups].map(([name, some]) => [name, some.length]));
}

export function loyaltyOf(world: World, span: Span) {
  const rows = world.points.filter(({ createdAt }) => isIn(span, createdAt));
  const sum = (type: 1 | 2) => {
    const done = rows.filter((row) => row.type === type && row.status === 1);
    return { count: done.length, points: done.reduce((points, { score }) => points + score, 0) };
  };
  const redeemed = rows.filter(({ type, status }) => type === 2 && status === 1);
  const gifts = [...countBy(redeemed, ({ gift }) => gift?.code ?? "")].map(([code, some]) => ({
    code,
    count: some.length,
    points: some.reduce((points, { score }) => points + score, 0),
  }));
  return {
    earned: sum(1),
    redeemed: sum(2),
    failed: rows.filter(({ status }) => status === 0).length,
    gifts: gifts
      .sort((a, b) => b.count - a.count || b.points - a.points || (a.code < b.code ? -1 : 1))
      .slice(0, 5),
  };
}

/** True for an answered call. A record in the second format does not contain the duration. */
const answered = ({ status }: Telecall) => status === "SUCCESS";
const talkOf = ({ quirks, billingSeconds }: Telecall) => (quirks.aliases ? 0 : billingSeconds);

export function callsIn(calls: readonly Telecall[], span: Span, zone: string) {
  const made = calls.filter(({ createdAt }) => isIn(span, createdAt));
  const talks = made.map(talkOf).filter((seconds) => seconds > 0);
  const hours = countBy(made, ({ createdAt }) => String(hourOf(createdAt, zone)));
  const tally = (some: readonly Telecall[]) => ({
    calls: some.length,
    reached: some.filter(answered).length,
  });
  const tallies = (nameOf: (call: Telecall) => string) =>
    Object.fromEntries([...countBy(made, nameOf)].map(([name, some]) => [name, tally(some)]));
  return {
    ...tally(made),
    averageTalkSeconds: mean(talks),
    totalTalkSeconds: talks.reduce((sum, seconds) => sum + seconds, 0),
    byResult: tallies(({ status }) => status),
    byAgent: tallies(({ agent }) => agent),
    byHour: Array.from({ length: 24 }, (_, hour) => tally(hours.get(String(hour)) ?? [])),
  };
}

export function membersOf(world: World, campaign: string, span: Span) {
  const all = world.outreach.telesalesOf(campaign).filter(({ createdAt }) => createdAt < span.to);
  return {
    members: all.length,
    withSurvey: all.filter(({ survey }) => survey.length > 0).length,
    newMembers: all.filter(({ createdAt }) => createdAt >= span.from).length,
  };
}

/** Counts the members of a campaign who were called by the end, and those who answered. */
export function funnelOf(world: World, campaign: string, end: number) {
  const calls = world.outreach.telecallsOf(campaign).filter(({ createdAt }) => createdAt < end);
  const people = (some: readonly Telecall[]) => new Set(some.map(({ telesale }) => telesale)).size;
  return { called: people(calls), reached: people(calls.filter(answered)) };
}
