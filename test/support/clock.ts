import { type Clock, systemClock } from "../../src/bot/context.ts";

/**
 * The app's time, which only the test moves. A pause without a signal (e.g. between two checks of an operation) ends
 * at once, and the clock advances. A deadline with a signal ends when `passes` reaches it.
 */
export interface TestClock extends Clock {
  /** Advances the time, and ends the deadlines it reaches. */
  passes(ms: number): void;
  /** Sets the wall clock forward, or back by a negative number. No time passes. */
  jumps(ms: number): void;
  /** The remaining time of the open deadlines, in milliseconds, the nearest first. */
  deadlines(): number[];
}

interface Deadline {
  atMs: number;
  end: () => void;
}

/** A Wednesday morning in Vietnam. */
const TEST_DAY = new Date("2026-11-25T08:00:00+07:00");

/** A clock at real speed that a test can set forward. */
export interface RunningClock extends Clock {
  passes(ms: number): void;
}

/** Creates a clock that starts on the tests' day and runs at real speed, for bots that answer over real sockets. */
export function runningClock(start = TEST_DAY): RunningClock {
  let startedMs = performance.now();
  return {
    now: () => new Date(start.getTime() + performance.now() - startedMs),
    monotonicMs: () => performance.now() - startedMs,
    wait: systemClock.wait,
    passes(ms) {
      startedMs -= ms;
    },
  };
}

/** Creates a clock that starts on the tests' day. */
export function testClock(start = TEST_DAY): TestClock {
  let nowMs = 0;
  let startMs = start.getTime();
  const open = new Set<Deadline>();
  return {
    now: () => new Date(startMs + nowMs),
    monotonicMs: () => nowMs,

    async wait(ms, signal) {
      if (signal === undefined) {
        nowMs += ms;
        // Ends at once on the test clock; but it may wait for another process's work over real sockets.
        await new Promise((resolve) => setTimeout(resolve, 1));
        return;
      }
      if (signal.aborted) return;
      await new Promise<void>((resolve) => {
        const deadline = { atMs: nowMs + ms, end };
        function end() {
          open.delete(deadline);
          resolve();
        }
        open.add(deadline);
        signal.addEventListener("abort", end, { once: true });
      });
    },

    passes(ms) {
      nowMs += ms;
      for (const deadline of [...open]) if (deadline.atMs <= nowMs) deadline.end();
    },

    jumps(ms) {
      startMs += ms;
    },

    deadlines: () => [...open].map(({ atMs }) => atMs - nowMs).sort((a, b) => a - b),
  };
}
