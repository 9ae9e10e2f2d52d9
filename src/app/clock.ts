import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../bot/context.ts";

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  // An abort rejects the timer, and ends the wait.
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
};
