import { setImmediate as nextTurn } from "node:timers/promises";

/** The longest time for which other work waits during a long piece of work. */
const TURN_MS = 10;

/**
 * Creates a function to call after each piece of a long piece of work. It lets other work run when `TURN_MS` have passed.
 */
export function createTurnGiver(): () => Promise<void> | undefined {
  let sinceMs = performance.now();
  return () => {
    if (performance.now() - sinceMs < TURN_MS) return undefined;
    return nextTurn().then(() => {
      sinceMs = performance.now();
    });
  };
}
