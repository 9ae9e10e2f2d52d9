import { toAppError } from "./errors.ts";

const AGAIN_AFTER_MS = 1_000;

/**
 * Runs `work` again every second while it rejects with an AppError `storage`. There is no time limit. Rejects at once with
 * any other error. `work` may run twice after a commit whose answer was lost. p-retry would wait by the machine's clock,
 * and a test passes in its own.
 */
export async function untilStored<Result>(
  work: () => Promise<Result>,
  wait: (ms: number) => Promise<void>,
): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      if (toAppError(thrown).fault !== "storage") throw thrown;
    }
    await wait(AGAIN_AFTER_MS);
  }
}
