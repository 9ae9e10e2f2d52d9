import { toAppError } from "../../errors.ts";
import type { Logger } from "../../logging/logger.ts";

interface LoopPorts {
  /** One round; the next begins no sooner than it has ended. */
  round(): Promise<void>;
  /** From the beginning of one round to that of the next, as it is set now. */
  intervalMs(): Promise<number>;
  now: () => Date;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  log: Logger;
}

/** Looks again and again, at its pace or when it is woken. */
export interface Loop {
  begin(): void;
  /** Something may have happened: looks as soon as the pace allows. */
  wake(): void;
  /** No more rounds; resolves when the one under way has ended. */
  end(): Promise<void>;
}

/** However often it is woken, it looks no more often than this. */
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

  /** Until that long after the round began; less where it is woken, but never less than the shortest. */
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
