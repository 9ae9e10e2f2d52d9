import type { Asked, CrmReceived, End, Fault, HistoryLine, Pressed, Told, Word } from "./history.ts";

/** A way in which the history breaks a promise of the bot, and the lines that prove it. */
export interface Violation {
  promise: ViolationKind;
  write: string;
  lines: readonly HistoryLine[];
}

/**
 * The ways in which a history can break a promise of the bot:
 *
 * - `doubled`            one confirmation, several effects or several sends that may each have one
 * - `unconfirmed`        an effect that nobody confirmed, or that was declined
 * - `lost ask`           an acknowledged request without an answer
 * - `lost press`         an acknowledged press without an outcome
 * - `false done`         told as done, but there is no effect
 * - `false failure`      told as not done, but there is an effect
 * - `contradiction`      told as done and as not done
 * - `unclear for no reason`  left open, although no fault stood between the send and its evidence
 * - `repeated unmarked`  the same answer twice, and no note on the second
 * - `no end`             the history does not say how the CRM's records ended
 */
export const VIOLATION_KINDS = [
  "doubled",
  "unconfirmed",
  "lost ask",
  "lost press",
  "false done",
  "false failure",
  "contradiction",
  "unclear for no reason",
  "repeated unmarked",
  "no end",
] as const;

export type ViolationKind = (typeof VIOLATION_KINDS)[number];

/** All lines about one write, each kind in the order of its times. */
export interface WriteHistory {
  write: string;
  asked: Asked[];
  pressed: Pressed[];
  received: CrmReceived[];
  told: Told[];
  end: End | undefined;
}

/** The words that end a write. `unclear` and `absent` leave the decision to a person. */
export const OUTCOMES: readonly Word[] = [
  "done",
  "failed",
  "not-sent",
  "unclear",
  "absent",
  "expired",
  "given-up",
];
/** Words that say nothing about the effect. They do not take back one that does. */
const WEAK: readonly Word[] = ["expired", "given-up"];
const DENIALS: readonly Word[] = ["failed", "not-sent"];
const OPEN: readonly Word[] = ["unclear", "absent"];
/** Statuses with which the CRM says that it did nothing: a refusal, or too many requests. */
const isRefusal = (status: number | null) => status !== null && status >= 400 && status < 500;

/** Returns everything about one write that breaks a promise. */
export function violationsOf(one: WriteHistory, faults: readonly Fault[]): Violation[] {
  const checks = [
    doubled(one),
    withoutEnd(one),
    unconfirmed(one),
    lost(one),
    untrue(one),
    unclearForNoReason(one, faults),
    repeatedUnmarked(one),
  ];
  return checks.flat().map(({ promise, lines }) => ({ promise, lines, write: one.write }));
}

type Found = Pick<Violation, "promise" | "lines">;

/** Returns the last word about the outcome; undefined when nothing was said. */
export function lastWord({ told }: WriteHistory): Told | undefined {
  const words = told.filter(({ word }) => OUTCOMES.includes(word));
  return words.findLast(({ word }) => !WEAK.includes(word)) ?? words.at(-1);
}

export function isConfirmed({ pressed }: WriteHistory): boolean {
  return pressed.some(({ button }) => button === "confirm");
}

function effectsOf({ end }: WriteHistory): number {
  return end?.effects ?? 0;
}

/** The sends that may have had an effect. A write without a clear answer must never be sent again by itself. */
function doubled(one: WriteHistory): Found[] {
  const sends = one.received.filter(({ status }) => !isRefusal(status));
  if (effectsOf(one) <= 1 && sends.length <= 1) return [];
  return [{ promise: "doubled", lines: [...one.pressed, ...sends, ...ended(one)] }];
}

function withoutEnd({ end, asked }: WriteHistory): Found[] {
  return end === undefined ? [{ promise: "no end", lines: asked }] : [];
}

function unconfirmed(one: WriteHistory): Found[] {
  if (one.end === undefined) return [];
  const confirmedAt = Math.min(
    ...one.pressed.flatMap(({ button, at }) => (button === "confirm" ? [at] : [])),
  );
  const early = one.received.filter(({ at }) => at < confirmedAt);
  if (early.length === 0 && (effectsOf(one) === 0 || isConfirmed(one))) return [];
  return [{ promise: "unconfirmed", lines: [...one.asked, ...one.pressed, ...one.received, ...ended(one)] }];
}

function lost(one: WriteHistory): Found[] {
  const unanswered = one.told.length === 0 ? one.asked.filter(({ acknowledged }) => acknowledged) : [];
  const pressed = lastWord(one) === undefined ? one.pressed.filter(({ acknowledged }) => acknowledged) : [];
  return [
    ...(unanswered.length > 0 ? [{ promise: "lost ask" as const, lines: unanswered }] : []),
    ...(pressed.length > 0
      ? [{ promise: "lost press" as const, lines: [...one.asked, ...pressed, ...one.told] }]
      : []),
  ];
}

function untrue(one: WriteHistory): Found[] {
  const done = one.told.filter(({ word }) => word === "done");
  const denied = one.told.filter(({ word }) => DENIALS.includes(word));
  if (done.length > 0 && denied.length > 0) {
    return [{ promise: "contradiction", lines: [...one.pressed, ...done, ...denied, ...ended(one)] }];
  }
  if (one.end !== undefined && done.length > 0 && effectsOf(one) === 0) {
    return [{ promise: "false done", lines: [...one.received, ...done, ...ended(one)] }];
  }
  if (denied.length > 0 && effectsOf(one) > 0) {
    return [{ promise: "false failure", lines: [...one.received, ...denied, ...ended(one)] }];
  }
  return [];
}

/** The bot looks for evidence for so long before it says that there is none. An edited message may have an earlier time. */
const LOOKS_FOR_MS = 60_000;

/** An outcome may stay open only when the CRM's answer or a fault kept the bot from knowing it. */
function unclearForNoReason(one: WriteHistory, faults: readonly Fault[]): Found[] {
  const last = lastWord(one);
  if (last === undefined || !OPEN.includes(last.word)) return [];
  const sentAt = one.received[0]?.at ?? one.pressed[0]?.at ?? last.at;
  const answered = one.received.at(-1)?.status;
  const isAnswered = answered !== undefined && answered !== null && answered < 500;
  const decidedAt = Math.max(last.at, sentAt + LOOKS_FOR_MS);
  const stood = faults.some(({ at, until }) => at <= decidedAt && until >= sentAt);
  return isAnswered && !stood
    ? [{ promise: "unclear for no reason", lines: [...one.received, last, ...ended(one)] }]
    : [];
}

/** A request has one answer of each kind; an outcome is shown once for each press. */
function repeatedUnmarked(one: WriteHistory): Found[] {
  const presses = one.pressed.reduce((sum, { times }) => sum + times, 0);
  // A sign of work repeats no information.
  const words = new Set(one.told.map(({ word }) => word).filter((word) => word !== "working"));
  return [...words].flatMap((word) => {
    const same = one.told.filter((told) => told.word === word);
    const most = OUTCOMES.includes(word) ? Math.max(1, presses) : 1;
    const plain = same.filter(({ marked }) => !marked);
    return plain.length > most ? [{ promise: "repeated unmarked" as const, lines: plain }] : [];
  });
}

function ended({ end }: WriteHistory): readonly End[] {
  return end === undefined ? [] : [end];
}
