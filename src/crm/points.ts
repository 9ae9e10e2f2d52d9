import type { E164 } from "./phone.ts";

/** One line of the loyalty history: points earned by a code, or spent on a gift [seed 3.5, 3.6]. */
export interface PointMovement {
  /** Mongo ObjectId of the history row. */
  id: string;
  kind: "earned" | "redeemed";
  score: number | null;
  /** The CRM's `status` 1. A row of status 0 is an attempt that failed. */
  succeeded: boolean;
  /** The gift's code, `"DAUMAY01"`, or the accumulation code, `"TIVInpmx8b98pfg"`. */
  code: string | null;
  giftName: string | null;
  productName: string | null;
  customerId: string | null;
  customerName: string | null;
  /** E.164 where understood, else as stored. */
  phones: string[];
  emails: string[];
  at: Date;
}

export interface Gift {
  code: string;
  name: string;
  /** The price of its newest redemption; null where no row told it. */
  points: number | null;
  lastAt: Date;
}

export interface PointsOf {
  phone?: E164;
  email?: string;
}

export interface HistoryOptions {
  from?: Date;
  to?: Date;
  kind?: PointMovement["kind"];
  /** Cut after sorting. */
  limit?: number;
}

export interface PointsApi {
  /**
   * The movements of one customer, the newest first. With a phone its forms are tried as for contacts; whoever does not
   * really carry the number or the address is left out. `complete` is false where the page cap ended the walk.
   */
  history(
    who: PointsOf,
    options?: HistoryOptions,
  ): Promise<{ movements: PointMovement[]; complete: boolean }>;
  /**
   * The gifts that were ever redeemed, the latest first. AntCRM publishes no catalogue: these are learned from the
   * redemption history, `maxPages` of 20 rows at most, 20 unless told otherwise.
   */
  gifts(options?: { from?: Date; maxPages?: number }): Promise<Gift[]>;
  /**
   * Give a customer the gift with this code; AntCRM takes its price off their points.
   * @param input.code as printed, `"DAUMAY01"`
   * @throws AppError `refused` AntCRM said no; `unclear` no readable answer came: look in the history before a second
   *   try, for there is no idempotency key
   */
  redeem(input: PointsOf & { code: string }): Promise<void>;
  /**
   * Credit a customer with the points of this accumulation code; the code decides how many [seed 3.5].
   * @param input.code as printed on the product, `"TIVInpmx8b98pfg"`
   */
  accumulate(input: PointsOf & { code: string; name: string }): Promise<void>;
}
