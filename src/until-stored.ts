import { toAppError } from "./errors.ts";

const AGAIN_AFTER_MS = 1_000;

/**
 * Does the work again and again while the store cannot be used: for what has happened already and must be written down,
 * however long that takes. Rejects for any other reason, as the work does.
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
