import { ExponentialBackoff, handleWhen, retry } from "cockatiel";
import { AppError } from "../errors.ts";
import type { Engine } from "./engine.ts";
import { isBrief, isDatabaseFailure, mayBeCommitted } from "./failures.ts";

/** A brief failure is retried for this long, counted from the first one. A restart of Postgres takes seconds. */
const RETRY_WITHIN_MS = 10_000;
const BACKOFF = { initialDelay: 30, maxDelay: 500 };

/**
 * The same engine, which retries while the database is away for a moment. If it still fails, it rejects with an AppError
 * `storage`. An error of the query itself, such as a duplicate key, rejects at once and unchanged.
 *
 * A write is retried if it was surely not committed, or if its caller says that it may run twice.
 */
export function withRetries(engine: Engine): Engine {
  return {
    ...engine,
    read: (query) => retried(() => engine.read(query), isBrief),
    write: (queries, options = {}) =>
      retried(
        () => engine.write(queries),
        (error) => isBrief(error) && (options.mayRunTwice === true || !mayBeCommitted(error)),
      ),
  };
}

async function retried<Result>(
  work: () => Promise<Result>,
  mayRetry: (error: unknown) => boolean,
): Promise<Result> {
  try {
    return await work().catch((first: unknown) => {
      if (!mayRetry(first)) throw first;
      const endsAtMs = performance.now() + RETRY_WITHIN_MS;
      const policy = retry(
        handleWhen((error) => mayRetry(error) && performance.now() < endsAtMs),
        { maxAttempts: Number.POSITIVE_INFINITY, backoff: new ExponentialBackoff(BACKOFF) },
      );
      return policy.execute(work);
    });
  } catch (error) {
    if (!isDatabaseFailure(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("storage", `the database cannot be used: ${reason}`, { cause: error });
  }
}
