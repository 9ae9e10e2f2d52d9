import type { Clock } from "../../src/bot/command.ts";

/**
 * The house's time, which moves only by the test's hand. A pause that nobody can call off (the journal's, between two
 * looks at the CRM) is over at once, and the clock has moved on; a deadline, which its work calls off, ends when
 * `passes` has moved the clock that far.
 */
export interface TestClock extends Clock {
  /** Lets time pass, and ends the deadlines it reaches. */
  passes(ms: number): void;
  /** How far away the open deadlines are, in milliseconds, the nearest first. */
  deadlines(): number[];
}

interface Deadline {
  atMs: number;
  end: () => void;
}

/** Starts on a Wednesday morning in Vietnam. */
export function testClock(start = new Date("2026-11-25T08:00:00+07:00")): TestClock {
  let nowMs = start.getTime();
  const open = new Set<Deadline>();
  return {
    now: () => new Date(nowMs),

    async wait(ms, signal) {
      if (signal === undefined) {
        nowMs += ms;
        // Over at once by the house's time; but what is waited for may be another process's work, over real sockets.
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

    deadlines: () => [...open].map(({ atMs }) => atMs - nowMs).sort((a, b) => a - b),
  };
}
