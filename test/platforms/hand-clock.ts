import diagnostics from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { setImmediate as immediate } from "node:timers/promises";
import type { RateLimiterClock } from "../../src/platforms/rate-limiter.ts";

/** A clock that only the test advances, to the next time for which a timer waits. */
export interface HandClock extends RateLimiterClock {
  /** Advances the time by `ms`, and runs the timers that are due by then. */
  passes(ms: number): void;
  /**
   * Jumps from one timer to the next until the work has ended. The clock does not advance during a request, so that no
   * machine is too slow for the test. A poll for updates is always open and does not count.
   */
  runUntil<T>(work: Promise<T>): Promise<T>;
}

/** Requests of this process without an answer, sent by Node's own HTTP client or by fetch. */
const onTheWire = new Set<unknown>();
diagnostics.subscribe("http.client.request.start", (message) => {
  const { request } = message as { request: ClientRequest };
  if (request.path.endsWith("/getUpdates")) return;
  onTheWire.add(request);
  request.once("close", () => onTheWire.delete(request));
});
diagnostics.subscribe("undici:request:create", (message) => {
  onTheWire.add((message as { request: object }).request);
});
for (const end of ["undici:request:trailers", "undici:request:error"]) {
  diagnostics.subscribe(end, (message) => void onTheWire.delete((message as { request: object }).request));
}

/** After an answer has arrived, the code that waits for it continues within this many turns of the event loop. */
const TURNS = 5;

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
      for (let quiet = 0; !hasEnded; ) {
        await immediate();
        quiet = onTheWire.size > 0 ? 0 : quiet + 1;
        if (quiet < TURNS) continue;
        quiet = 0;
        const next = Math.min(...[...waiting].map(({ atMs }) => atMs));
        if (!hasEnded && next < Number.POSITIVE_INFINITY) moveTo(next);
      }
      return work;
    },
  };
}
