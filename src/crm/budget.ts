import { AppError } from "../errors.ts";

/** How many reads of AntCRM one request may make before the person agrees to more. Each try counts. */
export const CALLS_UNASKED = 20;

/** Counts the reads of one request, in all its contexts. */
export class CallBudget {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  get left(): number {
    return this.#left;
  }

  /** @throws TooManyCalls */
  spend(): void {
    if (this.#left <= 0) throw new TooManyCalls(null);
    this.#left -= 1;
  }

  /** Removes the limit: the person agreed, or a write is in progress. */
  lift(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }
}

/** A request needs more reads than it may make without asking. */
export class TooManyCalls extends AppError {
  /** About how many pages it has to read; null where only "more than `CALLS_UNASKED`" is known. */
  readonly pages: number | null;

  constructor(pages: number | null) {
    super("costly", `it needs ${pages ?? "too many"} calls to AntCRM`);
    this.pages = pages;
  }
}
