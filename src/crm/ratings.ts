import { AppError } from "../errors.ts";
import type { Calls } from "./calls.ts";
import type { Query } from "./client.ts";
import { type Pages, readAllPages, streamPages } from "./pages.ts";
import { type Rating, ratingShape } from "./rating.ts";

interface RatingRange {
  from: Date;
  /** Not included. */
  to: Date;
}

interface RatingFilter {
  type?: string;
  score?: number;
  /** Filtered by this client: AntCRM has no such parameter. See src/crm/API.md#get-rating */
  channel?: string;
}

export interface RatingsApi {
  /** The newest first, each id once, within the range. `complete` is false where the page limit ended the reading. */
  list(
    range: RatingRange,
    filter?: RatingFilter,
    options?: { maxPages?: number },
  ): Promise<{ ratings: Rating[]; complete: boolean }>;
  /**
   * The same page by page, in AntCRM's order, at most half a million ratings. It does not hold them all in memory.
   * @throws AppError `invalid`, at once and not as a rejection, where the range ends before it starts
   */
  eachPage(range: RatingRange, filter?: RatingFilter): Pages<Rating>;
}

const LIST = { path: "/rating", shape: ratingShape };
/** The maximum: src/crm/API.md#paging */
const PAGE_SIZE = 100;
const MAX_PAGES_OF_LIST = 100;
/** Half a million ratings. */
const MAX_PAGES_OF_STREAM = 5_000;
/** A few more than the background calls that may be in flight, so that none waits for the sums of a page. */
const AHEAD = 12;

export function createRatings(calls: Calls): RatingsApi {
  const walkOf = (maxPages: number) => ({
    pageSize: PAGE_SIZE,
    maxPages,
    ahead: AHEAD,
    idOf: (rating: Rating) => rating.id,
  });

  return {
    async list(range, filter = {}, { maxPages = MAX_PAGES_OF_LIST } = {}) {
      const { records, complete } = await readAllPages(calls, LIST, toQuery(range, filter), walkOf(maxPages));
      const ratings = records.filter((rating) => isWanted(rating, range, filter)).sort(newestFirst);
      return { ratings, complete };
    },

    eachPage(range, filter = {}) {
      return streamPages(calls, LIST, toQuery(range, filter), {
        ...walkOf(MAX_PAGES_OF_STREAM),
        isWanted: (rating) => isWanted(rating, range, filter),
      });
    },
  };
}

/** Times in ISO, in UTC with milliseconds; the channel is no parameter. See src/crm/API.md#get-rating */
function toQuery({ from, to }: RatingRange, { type, score }: RatingFilter): Query {
  if (!(from < to)) throw new AppError("invalid", "the range ends before it begins");
  return { dateStart: from.toISOString(), dateEnd: to.toISOString(), type, rating_score: score };
}

/** Applies the whole filter again: the ends of a range are not documented. See src/crm/API.md#time-filters */
function isWanted(
  { at, type, score, source }: Rating,
  { from, to }: RatingRange,
  filter: RatingFilter,
): boolean {
  if (at < from || at >= to) return false;
  if (filter.score !== undefined && score !== filter.score) return false;
  if (filter.type && type?.toLowerCase() !== filter.type.toLowerCase()) return false;
  return !filter.channel || source?.toLowerCase() === filter.channel.toLowerCase();
}

function newestFirst(a: Rating, b: Rating): number {
  return b.at.getTime() - a.at.getTime();
}
