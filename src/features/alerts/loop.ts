import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";

interface LoopPorts {
  /** Runs one round. The next one begins after it has ended. */
  round(): Promise<void>;
  /** The time from the beginning of one round to the beginning of the next, as it is set now. */
  intervalMs(): Promise<number>;
  now: () => Date;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  log: Logger;
}

/** Runs rounds at an interval, or earlier when it is woken. */
export interface Loop {
  begin(): void;
  /** Runs the next round as soon as `SHORTEST_MS` allows. */
  wake(): void;
  /** Begins no further round; resolves when the one under way has ended. */
  end(): Promise<void>;
}

/** Rounds begin at least this far apart, however often the loop is woken. */
const SHORTEST_MS = 5_000;

export function createLoop({ round, intervalMs, now, wait, log }: LoopPorts): Loop {
  let running: Promise<void> | undefined;
  let isEnding = false;
  let isAwake = false;
  let pause = new AbortController();

  async function oneRound(): Promise<void> {
    isAwake = false;
    await round().catch((thrown: unknown) => {
      log.error({ err: toAppError(thrown).message }, "a round of alerts failed");
    });
  }

  /** Waits until the interval since `begunAtMs` is over; a wake-up shortens it. */
  async function rest(begunAtMs: number): Promise<void> {
    const fullMs = await intervalMs().catch(() => SHORTEST_MS);
    for (;;) {
      const untilMs = begunAtMs + (isAwake ? SHORTEST_MS : fullMs);
      const leftMs = untilMs - now().getTime();
      if (isEnding || leftMs <= 0) return;
      pause = new AbortController();
      await wait(leftMs, pause.signal);
    }
  }

  async function run(): Promise<void> {
    while (!isEnding) {
      const begunAtMs = now().getTime();
      await oneRound();
      await rest(begunAtMs);
    }
  }

  return {
    begin() {
      running ??= run();
    },
    wake() {
      isAwake = true;
      pause.abort();
    },
    async end() {
      isEnding = true;
      pause.abort();
      await running;
    },
  };
}
