import type { Calls } from "./calls.ts";
import type { QueryParams } from "./client.ts";
import { decodeParty } from "./customer.ts";
import { checkWindow, isInWindow } from "./input.ts";
import { newestFirst, type Pages, readAllPages, streamPages } from "./pages.ts";
import {
  decodeAmount,
  decodeObjectId,
  decodeText,
  idOf,
  isRecord,
  type RecordOf,
  record,
  timeOf,
} from "./shapes.ts";

/** A customer's rating of a conversation, a ticket, a deal or a call. See src/crm/API.md#get-rating */
export type Rating = RecordOf<typeof ratingShape>;

/** Without id or time a record is unreadable, because no period can count it. */
const ratingShape = record(
  {
    id: [idOf],
    /** Probably 1 to 5. It is `rating_score`, not `session.rating_value`, which may be newer. */
    score: ["rating_score", decodeAmount],
    comment: decodeText,
    at: [timeOf("rating_time", "createdAt")],
    /** `"ticket"`, `"deal"`, `"call"`, `"omni"`, `"other"`. */
    type: decodeText,
    /** The channel: `"ZNS"`, `"EMAIL"`, `"ECOM"`, `"CALL"`, `"ZALO"`, `"FACEBOOK"`. */
    source: decodeText,
    /** The rated conversation of a rating of type `omni`: see `messages`. */
    sessionId: ["session", (value) => (isRecord(value) ? decodeObjectId(value._id) : null)],
    customer: ["contact", decodeParty],
  },
  "id",
  "at",
);

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

const LIST = { path: "/rating", shape: ratingShape, pageSize: 100, idOf: ({ id }: Rating) => id };
/** A few more than the background calls that may be in flight, so that no call waits while a page is summed up. */
const AHEAD = 12;

export type RatingsApi = ReturnType<typeof createRatingsApi>;

export function createRatingsApi(calls: Calls) {
  return {
    /** Returns the ratings of the range, newest first, each id once. `complete`: no page limit ended the reading. */
    async list(
      range: RatingRange,
      filter: RatingFilter = {},
      { maxPages = 100 }: { maxPages?: number } = {},
    ) {
      const options = { maxPages, ahead: AHEAD };
      const { records, complete } = await readAllPages(calls, LIST, toQuery(range, filter), options);
      const ratings = records.filter((rating) => isWanted(rating, range, filter));
      return { ratings: ratings.sort(newestFirst(({ at }) => at)), complete };
    },

    /** Returns the same page by page, in AntCRM's order, at most half a million ratings. */
    eachPage(range: RatingRange, filter: RatingFilter = {}): Pages<Rating> {
      const isInFilter = (rating: Rating) => isWanted(rating, range, filter);
      return streamPages(calls, LIST, toQuery(range, filter), isInFilter, { ahead: AHEAD });
    },
  };
}
/** Times in ISO, in UTC with milliseconds; the channel is no parameter. See src/crm/API.md#get-rating */
function toQuery({ from, to }: RatingRange, { type, score }: RatingFilter): QueryParams {
  checkWindow(from, to);
  return { dateStart: from.toISOString(), dateEnd: to.toISOString(), type, rating_score: score };
}

/** Applies the whole filter again: the ends of a range are not documented. See src/crm/API.md#time-filters */
function isWanted(
  { at, type, score, source }: Rating,
  { from, to }: RatingRange,
  filter: RatingFilter,
): boolean {
  if (!isInWindow(at, from, to)) return false;
  if (filter.score !== undefined && score !== filter.score) return false;
  if (filter.type && type?.toLowerCase() !== filter.type.toLowerCase()) return false;
  return !filter.channel || source?.toLowerCase() === filter.channel.toLowerCase();
}
