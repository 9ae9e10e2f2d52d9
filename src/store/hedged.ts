/** After this time without an answer the query is sent over another connection, too. */
const AFTER_MS = 2_000;
const MOST_TRIES = 5;

/**
 * Runs a query again over another connection while it has no answer, and takes the first result or error. A connection may
 * have broken without a sign, and its time-out is as long as a lease. The earlier tries go on, because a slow server may
 * still answer them.
 * @param run  must have the same effect and the same result if it runs several times at once
 */
export function hedged<Result>(run: () => Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    let tries = 0;
    let next: NodeJS.Timeout | undefined;
    function begin(): void {
      tries += 1;
      if (tries < MOST_TRIES) next = setTimeout(begin, AFTER_MS);
      void run()
        .then(resolve, reject)
        .finally(() => clearTimeout(next));
    }
    begin();
  });
}
