import { setImmediate as nextTurn } from "node:timers/promises";

/** Other people's answers wait no longer than this for a row of a long file. */
const TURN_MS = 10;

/** Call it after each piece of a long piece of work: it lets other work run, if that has waited for a while. */
export function createTurns(): () => Promise<void> | undefined {
  let sinceMs = performance.now();
  return () => {
    if (performance.now() - sinceMs < TURN_MS) return undefined;
    return nextTurn().then(() => {
      sinceMs = performance.now();
    });
  };
}
