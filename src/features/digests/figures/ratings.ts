import type { Rating, RatingsApi } from "../../../crm/ratings.ts";
import {
  type Comparison,
  type CountedPeriods,
  countedPeriods,
  isIn,
  type Period,
  placeAmong,
} from "../period.ts";
import { mostFirst, readWhole, tallyOf, type WalkEnd } from "./sums.ts";

/** How many ratings, and their average: null where none of them has a score. */
export interface Average {
  count: number;
  average: number | null;
}

/** What the ratings of a period add up to. */
export interface RatingFigures extends Average, WalkEnd {
  /** Ratings without a score: counted, and not in the average. */
  unscored: number;
  /** How many of each score, from 1 to 5: `[3, 1, 2, 8, 20]`; a score between two counts as the nearer. */
  byScore: readonly number[];
  /** Scores beyond the inferred scale of 1 to 5: they count in the average and have no column. */
  offScale: number;
  /** By the CRM's own words (`"ZALO"`, `"omni"`), the most frequent first; `""` where it does not say. */
  byChannel: readonly (readonly [channel: string, tally: Average])[];
  byType: readonly (readonly [type: string, tally: Average])[];
  /** Ratings of 2 and less. */
  low: number;
  /** The lowest of these, those with a comment first, then the newest: five at most. */
  worst: readonly Rating[];
  before: readonly (Comparison & Average)[];
  /** For a chart: the days up to the period's end; how many have a score is what a day weighs. */
  days: readonly ({ day: Date; scored: number } & Average)[];
}

/** What a supervisor calls a low rating. */
export const LOW_SCORE = 2;
const WORST_SHOWN = 5;
/** Two weeks: each weekday twice, to be compared. */
const CHART_DAYS = 14;

/**
 * Reads the ratings of a period, and of those it is measured by, in one walk: only sums are kept.
 * @throws AppError as `ratings.eachPage` does
 */
export async function ratingFigures(
  ratings: Pick<RatingsApi, "eachPage">,
  period: Period,
  timeZone: string,
): Promise<RatingFigures> {
  const periods = countedPeriods(period, timeZone, CHART_DAYS);
  const read = await readWhole(
    () => ratings.eachPage(periods.span),
    () => ratingSums(periods),
  );
  return { ...read.sums.figures(), unreadable: read.unreadable, complete: read.complete };
}

type Sums = { count: number; scored: number; total: number };

function ratingSums({ period, comparisons, days }: CountedPeriods) {
  const whole = noSums();
  const byScore = [0, 0, 0, 0, 0];
  const byChannel = new Map<string, Sums>();
  const byType = new Map<string, Sums>();
  const before = comparisons.map((one) => ({ one, sums: noSums() }));
  const byDay = days.map(({ from }) => ({ day: from, sums: noSums() }));
  const dayOf = placeAmong(days);
  let [low, offScale] = [0, 0];
  let worst: Rating[] = [];

  function addToPeriod(rating: Rating): void {
    count(whole, rating);
    count(tallyOf(byChannel, rating.source, noSums), rating);
    count(tallyOf(byType, rating.type, noSums), rating);
    if (rating.score === null) return;
    const column = Math.round(rating.score) - 1;
    const known = byScore[column];
    if (known === undefined) offScale += 1;
    else byScore[column] = known + 1;
    if (rating.score > LOW_SCORE) return;
    low += 1;
    const mildest = worst[WORST_SHOWN - 1];
    if (mildest !== undefined && worstFirst(rating, mildest) > 0) return;
    worst = [...worst, rating].sort(worstFirst).slice(0, WORST_SHOWN);
  }

  return {
    add(rating: Rating): void {
      if (isIn(period, rating.at)) addToPeriod(rating);
      for (const { one, sums } of before) if (isIn(one.period, rating.at)) count(sums, rating);
      const day = byDay[dayOf(rating.at)];
      if (day !== undefined) count(day.sums, rating);
    },

    figures(): Omit<RatingFigures, keyof WalkEnd> {
      return {
        ...averageOf(whole),
        unscored: whole.count - whole.scored,
        byScore,
        offScale,
        byChannel: averages(byChannel),
        byType: averages(byType),
        low,
        worst,
        before: before.map(({ one, sums }) => ({ ...one, ...averageOf(sums) })),
        days: byDay.map(({ day, sums }) => ({ day, scored: sums.scored, ...averageOf(sums) })),
      };
    },
  };
}

function noSums(): Sums {
  return { count: 0, scored: 0, total: 0 };
}

function count(sums: Sums, { score }: Rating): void {
  sums.count += 1;
  if (score === null) return;
  sums.scored += 1;
  sums.total += score;
}

function averageOf({ count, scored, total }: Sums): Average {
  return { count, average: scored === 0 ? null : total / scored };
}

function averages(tallies: ReadonlyMap<string, Sums>): (readonly [string, Average])[] {
  return mostFirst(tallies, ({ count }) => count).map(([name, sums]) => [name, averageOf(sums)] as const);
}

/** The lowest first; of the same score those that say why, the newest first. */
function worstFirst(a: Rating, b: Rating): number {
  return (
    (a.score ?? 0) - (b.score ?? 0) ||
    Number(b.comment !== null) - Number(a.comment !== null) ||
    b.at.getTime() - a.at.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}
