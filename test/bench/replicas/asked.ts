import { percentile } from "../figures.ts";

/** A `look-up` ends with the card, a `question` with the card that asks for a confirmation, a `press` with its outcome. */
export type Kind = "look-up" | "question" | "press";

/** An event that a process has acknowledged, and what came of it. */
export interface Asked {
  kind: Kind;
  /** The customer's name. */
  name: string;
  /** The number of the process that acknowledged it. */
  by: number;
  /** When its first delivery was begun. All times are milliseconds of `performance.now`. */
  askedAtMs: number;
  acknowledgedAtMs: number;
  answeredAtMs: number | null;
  /** The messages that show the complete answer. A message that was edited counts once. */
  answers: ReadonlySet<string>;
  /** Those of them that say that they may have been sent before. */
  marked: ReadonlySet<string>;
  /** The card that said that it could not be done; null if none came. */
  failure: string | null;
}

/** Events that were acknowledged, and got neither the complete answer nor a failure card. */
export function lost(asked: readonly Asked[]): Asked[] {
  return asked.filter(({ answeredAtMs, failure }) => answeredAtMs === null && failure === null);
}

/** Events that got a failure card, and not the complete answer. */
export function failed(asked: readonly Asked[]): Asked[] {
  return asked.filter(({ answeredAtMs, failure }) => answeredAtMs === null && failure !== null);
}

/**
 * Look-ups with more than one message that shows the complete card, none of which says that it may have been sent
 * before. The outcome of a press may come to two places.
 */
export function doubled(asked: readonly Asked[]): Asked[] {
  return asked.filter(({ kind, answers, marked }) => kind === "look-up" && answers.size > 1 + marked.size);
}

/** Look-ups with a second message that says that it may have been sent before. */
export function repeated(asked: readonly Asked[]): Asked[] {
  return asked.filter(
    ({ kind, answers, marked }) => kind === "look-up" && answers.size > 1 && marked.size > 0,
  );
}

/** What a process had acknowledged and not answered at that moment. */
export function inHand(asked: readonly Asked[], by: number, atMs: number): Asked[] {
  return asked.filter(
    (one) =>
      one.by === by && one.acknowledgedAtMs <= atMs && (one.answeredAtMs ?? Number.POSITIVE_INFINITY) > atMs,
  );
}

/** Returns how long the look-ups took that the other processes acknowledged in this time, in milliseconds. */
export function othersTookMs(asked: readonly Asked[], by: number, fromMs: number, toMs: number): number[] {
  return asked
    .filter(
      (one) => one.kind === "look-up" && one.by !== by && one.askedAtMs > fromMs && one.askedAtMs < toMs,
    )
    .flatMap(({ askedAtMs, answeredAtMs }) => (answeredAtMs === null ? [] : [answeredAtMs - askedAtMs]));
}

/** Returns the longest time between two answers that follow each other, in milliseconds. */
export function longestPauseMs(asked: readonly Asked[], fromMs: number, toMs: number): number {
  const times = asked
    .flatMap(({ answeredAtMs }) => answeredAtMs ?? [])
    .filter((atMs) => atMs > fromMs && atMs < toMs)
    .sort((a, b) => a - b);
  return Math.max(...[...times, toMs].map((atMs, index) => atMs - (times[index - 1] ?? fromMs)));
}

/** The middle value and the 99th percentile, in the unit of the values. */
export function quantiles(values: readonly number[]): { p50: number; p99: number } {
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99) };
}
