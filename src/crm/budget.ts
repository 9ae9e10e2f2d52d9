import { AppError } from "../errors.ts";

/** Reads of AntCRM that one typed line costs at most, each try counted; somebody has to agree to more. */
export const CALLS_UNASKED = 20;

/** How many reads may be made of AntCRM before somebody has agreed to more. One for all scopes of a typed line. */
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

  /** Somebody agreed, or a write is under way: as many as it needs. */
  lift(): void {
    this.#left = Number.POSITIVE_INFINITY;
  }
}

/** A line needs more reads than it may make unasked. */
export class TooManyCalls extends AppError {
  /** About how many pages it has to read; null where that is not known: more than `CALLS_UNASKED` in any case. */
  readonly pages: number | null;

  constructor(pages: number | null) {
    super("costly", `it needs ${pages ?? "too many"} calls to AntCRM`);
    this.pages = pages;
  }
}
