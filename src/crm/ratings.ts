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
  /**
   * The same page by page, in the CRM's order, for ranges that should not be held in memory at once: half a million
   * ratings at most.
   * @throws AppError `invalid` at once, not as a rejection, where the range ends before it begins
   */
  eachPage(range: RatingRange, filter?: RatingFilter): Pages<Rating>;
}

const LIST = { path: "/rating", shape: ratingShape };
/** `limit` is at most 100 in this group [seed]. */
const PAGE_SIZE = 100;
const MAX_PAGES_OF_LIST = 100;
/** Half a million ratings. */
const MAX_PAGES_OF_STREAM = 5_000;
/** A few more than the background lane is wide: no place in it waits until the page before is added up. */
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

/** Row 18: ISO in UTC, with milliseconds. Row 23: the channel is no parameter, whatever the table prints. */
function toQuery({ from, to }: RatingRange, { type, score }: RatingFilter): Query {
  if (!(from < to)) throw new AppError("invalid", "the range ends before it begins");
  return { dateStart: from.toISOString(), dateEnd: to.toISOString(), type, rating_score: score };
}

/** All of the filter again: whether the CRM includes the ends of a range is not documented. */
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
