/** What a customer said about a conversation, a ticket, a deal or a call [seed 3.11]. */
export interface Rating {
  id: string;
  /** `rating_score`; 1 to 5 as far as seen [inferred]. */
  score: number | null;
  comment: string | null;
  at: Date | null;
  /** `"ticket"`, `"deal"`, `"call"`, `"omni"`, `"other"`. */
  type: string | null;
  /** The channel: `"ZNS"`, `"EMAIL"`, `"ECOM"`, `"CALL"`, `"ZALO"`, `"FACEBOOK"`. */
  source: string | null;
  customer: RatingCustomer | null;
}

export interface RatingCustomer {
  name: string | null;
  customerId: string | null;
  leadId: string | null;
  /** E.164 where understood, else as stored. */
  phones: string[];
  emails: string[];
}

export interface RatingRange {
  from: Date;
  /** Not included. */
  to: Date;
}

export interface RatingFilter {
  type?: string;
  score?: number;
  /** Cut locally: the CRM has no such filter, whatever its table says (row 23). */
  channel?: string;
}

export interface RatingsApi {
  /** The newest first, each id once, cut to the range. `complete` is false where the page cap ended the walk. */
  list(
    range: RatingRange,
    filter?: RatingFilter,
    options?: { maxPages?: number },
  ): Promise<{ ratings: Rating[]; complete: boolean }>;
  /** The same page by page, in the CRM's order, for ranges that should not be held in memory at once. */
  stream(range: RatingRange, filter?: RatingFilter): AsyncIterable<Rating[]>;
}
