import type { Rating, RatingsApi } from "../../../crm/ratings.ts";
import { LOW_SCORE } from "../../ratings/ratings.ts";
import { countedPeriods, type Period } from "../period.ts";
import { mostFirst, readWhole, sumsOver, tallyOf } from "./sums.ts";

const WORST_KEPT = 5;
/** The chart shows two weeks, so each weekday can be compared with the one before. */
const CHART_DAYS = 14;

/** The number of ratings, and their average: null if none of them has a score. */
export interface Average {
  count: number;
  average: number | null;
}

/** The figures of the ratings of a period. */
export type RatingFigures = Awaited<ReturnType<typeof ratingFigures>>;

/**
 * Reads the ratings of a period, and of the periods it is compared with, in one walk. Only sums are kept.
 * @throws AppError as `ratings.eachPage` does
 */
export async function ratingFigures(ratings: Pick<RatingsApi, "eachPage">, period: Period, timeZone: string) {
  const periods = countedPeriods(period, timeZone, CHART_DAYS);
  const { sums, ...end } = await readWhole(
    () => ratings.eachPage(periods.span),
    () => sumsOver(periods, noRatings, countRating),
  );
  const { byChannel, byType, scored, ...whole } = sums.inPeriod;
  return {
    ...whole,
    ...averageOf(sums.inPeriod),
    /** Ratings without a score: included in the count, and not in the average. */
    unscored: whole.count - scored,
    /** By channel as the CRM names it (`"ZALO"`, `"omni"`), the most frequent first; `""` if it names none. */
    byChannel: averages(byChannel),
    byType: averages(byType),
    before: sums.before.map(({ one, sums: earlier }) => ({ ...one, ...averageOf(earlier) })),
    /** The days of the chart, up to the end of the period. `scored` is the number of ratings with a score. */
    days: sums.byDay.map(({ day, sums: ofDay }) => ({ day, scored: ofDay.scored, ...averageOf(ofDay) })),
    ...end,
  };
}

const noScores = () => ({ count: 0, scored: 0, total: 0 });
type Scores = ReturnType<typeof noScores>;

const noRatings = () => ({
  ...noScores(),
  /** The number of ratings with a score of 2 or less. */
  low: 0,
  /** The number of ratings of each score from 1 to 5: `[3, 1, 2, 8, 20]`. A score in between is rounded. */
  byScore: [0, 0, 0, 0, 0],
  /** Ratings outside the inferred scale of 1 to 5: included in the average, and in no column. */
  offScale: 0,
  byChannel: new Map<string, Scores>(),
  byType: new Map<string, Scores>(),
  /** The worst of the low ratings, as `worstFirst` sorts them: five at most. */
  worst: [] as readonly Rating[],
});

function countRating(sums: ReturnType<typeof noRatings>, rating: Rating): void {
  const { score, source, type } = rating;
  addScore(sums, score);
  addScore(tallyOf(sums.byChannel, source, noScores), score);
  addScore(tallyOf(sums.byType, type, noScores), score);
  if (score === null) return;
  const column = Math.round(score) - 1;
  const known = sums.byScore[column];
  if (known === undefined) sums.offScale += 1;
  else sums.byScore[column] = known + 1;
  if (score > LOW_SCORE) return;
  sums.low += 1;
  const mildest = sums.worst[WORST_KEPT - 1];
  if (mildest !== undefined && worstFirst(rating, mildest) > 0) return;
  sums.worst = [...sums.worst, rating].sort(worstFirst).slice(0, WORST_KEPT);
}

function addScore(sums: Scores, score: number | null): void {
  sums.count += 1;
  if (score === null) return;
  sums.scored += 1;
  sums.total += score;
}

function averageOf({ count, scored, total }: Scores): Average {
  return { count, average: scored === 0 ? null : total / scored };
}

function averages(tallies: ReadonlyMap<string, Scores>): (readonly [string, Average])[] {
  return mostFirst(tallies, ({ count }) => count).map(([name, sums]) => [name, averageOf(sums)] as const);
}

/** Sorts by score, the lowest first. Of the same score, those with a comment come first, then the newest. */
function worstFirst(a: Rating, b: Rating): number {
  return (
    (a.score ?? 0) - (b.score ?? 0) ||
    Number(b.comment !== null) - Number(a.comment !== null) ||
    b.at.getTime() - a.at.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}
