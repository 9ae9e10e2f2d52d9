import { setImmediate as immediate } from "node:timers/promises";
import type { PaceClock } from "../../src/platforms/pace.ts";

/** A clock that moves only by the test's hand, to the next moment that somebody waits for. */
export interface HandClock extends PaceClock {
  /** Moves on by so much, and wakes whoever waited for a moment until then. */
  passes(ms: number): void;
  /** Jumps from one awaited moment to the next until the work has ended; what is on the wire takes no time. */
  runUntil<T>(work: Promise<T>): Promise<T>;
}

export function handClock(startMs = Date.parse("2026-11-25T08:00:00+07:00")): HandClock {
  let nowMs = startMs;
  const waiting = new Set<{ atMs: number; run: () => void }>();

  function moveTo(ms: number): void {
    nowMs = Math.max(nowMs, ms);
    for (const one of [...waiting].sort((a, b) => a.atMs - b.atMs)) {
      if (one.atMs > nowMs || !waiting.delete(one)) continue;
      one.run();
    }
  }

  return {
    nowMs: () => nowMs,
    wake(afterMs, run) {
      const one = { atMs: nowMs + afterMs, run };
      waiting.add(one);
      return () => waiting.delete(one);
    },
    passes: (ms) => moveTo(nowMs + ms),
    async runUntil(work) {
      let hasEnded = false;
      const end = () => {
        hasEnded = true;
      };
      work.then(end, end);
      while (!hasEnded) {
        await immediate();
        const next = Math.min(...[...waiting].map(({ atMs }) => atMs));
        if (!hasEnded && next < Number.POSITIVE_INFINITY) moveTo(next);
      }
      return work;
    },
  };
}
