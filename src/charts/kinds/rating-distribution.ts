import type { RatingDistribution } from "../chart.ts";
import { heading, type Layout, MARGIN } from "../heading.ts";
import { chartWords } from "../messages.ts";
import { countable, numbersOf } from "../numbers.ts";
import { barRows } from "./bars.ts";

/** The columns 1 to 5, also if fewer or more were given, and their sum. */
export function scoreCounts({ byScore }: RatingDistribution) {
  const counts = [1, 2, 3, 4, 5].map((score) => ({ score, count: countable(byScore[score - 1]) }));
  const sum = (wanted: (score: number) => boolean) =>
    counts.reduce((total, { score, count }) => total + (wanted(score) ? count : 0), 0);
  return {
    counts,
    total: sum(() => true),
    good: sum((score) => score >= 4),
    bad: sum((score) => score <= 2),
  };
}

/** The best score is on top. */
export function layoutRatingDistribution(chart: RatingDistribution): Layout {
  const [t, numbers] = [chartWords[chart.locale], numbersOf(chart)];
  const { counts, total, good, bad } = scoreCounts(chart);
  const head = heading(chart.title, [
    { value: numbers.count(total), label: t.ratingsStat },
    { value: numbers.percent(good, total), label: t.goodStat },
    { value: numbers.percent(bad, total), label: t.badStat },
  ]);
  const rows = counts
    .map(({ score, count }) => ({
      name: t.stars(String(score)),
      value: count,
      figure: numbers.count(count),
      share: numbers.percent(count, total),
    }))
    .reverse();
  const bars = barRows(rows, head.bottom + 12);
  return {
    height: head.bottom + 12 + bars.height + MARGIN - 4,
    graphic: [...head.graphic, ...bars.graphic],
    option: bars.option,
  };
}
