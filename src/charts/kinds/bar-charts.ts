import type { CampaignFunnel, RatingDistribution } from "../chart.ts";
import { faceOf, fitted, type Weight } from "../font.ts";
import { COLOR, heading, type Layout, MARGIN, TEXT, textElement, WIDTH } from "../heading.ts";
import { chartWords } from "../messages.ts";
import { countable, type Numbers, numbersOf } from "../numbers.ts";

/** Returns the counts of the scores 1 to 5, even if fewer or more were given, and their sums. */
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

/** Draws a bar for each score. The best score is on top. */
export function layoutRatingDistribution(chart: RatingDistribution): Layout {
  const [t, numbers] = [chartWords[chart.locale], numbersOf(chart)];
  const { counts, total, good, bad } = scoreCounts(chart);
  const head = heading(chart.title, [
    { value: numbers.count(total), label: t.ratingsStat },
    { value: numbers.percent(good, total), label: t.goodStat },
    { value: numbers.percent(bad, total), label: t.badStat },
  ]);
  const rows = counts.toReversed().map(({ score, count }) => ({
    name: t.stars(String(score)),
    value: count,
    share: numbers.percent(count, total),
  }));
  const bars = barsBelow(head, rows, numbers);
  return { ...bars, height: bars.height + MARGIN - 4 };
}

type FunnelStep = "members" | "called" | "reached" | "surveyed";

/** Returns the steps with a figure, each with the figure of the step before it. */
export function funnelSteps(chart: CampaignFunnel) {
  const steps: readonly FunnelStep[] = ["members", "called", "reached", "surveyed"];
  const known = steps
    .filter((step) => chart[step] !== null)
    .map((step) => ({ step, count: countable(chart[step]) }));
  return known.map((one, index) => ({ ...one, before: known[index - 1]?.count ?? null }));
}

/** Draws horizontal bars, not a cone: their lengths can be compared, and long texts fit beside them. */
export function layoutCampaignFunnel(chart: CampaignFunnel): Layout {
  const [t, numbers] = [chartWords[chart.locale], numbersOf(chart)];
  const members = countable(chart.members);
  const { called, reached, surveyed } = chart;
  const share = (part: number, whole: number | null) => numbers.percent(countable(part), countable(whole));
  const head = heading(chart.title, [
    { value: numbers.count(members), label: t.membersStat },
    called === null || reached === null ? null : { value: share(reached, called), label: t.reachedStat },
    surveyed === null ? null : { value: share(surveyed, members), label: t.surveyedStat },
  ]);
  const rows = funnelSteps(chart).map(({ step, count, before }) => ({
    name: t[step],
    value: count,
    // Three calls to each member are not shown as 300 % of the members.
    share: before === null || before < count ? "" : numbers.percent(count, before),
  }));
  const bars = barsBelow(head, rows, numbers);
  const empty = members === 0 && rows.every(({ value }) => value === 0);
  const note = empty
    ? textElement(t.noMembers, MARGIN, bars.height + 4, TEXT.small, 400, COLOR.muted)
    : textElement(t.ofPrevious, WIDTH - MARGIN, bars.height + 4, TEXT.small, 400, COLOR.muted, "right");
  return { ...bars, height: bars.height + 20 + MARGIN - 2, graphic: [...bars.graphic, note] };
}

/** A row of a bar chart: its name, its bar with the figure, and its share. */
interface BarRow {
  name: string;
  value: number;
  share: string;
}

const ROW = 34;
const GAP = 10;
const LONGEST_NAME = 130;

/** Draws horizontal bars, from top to bottom, below the heading. The height ends with the last bar. */
function barsBelow(head: ReturnType<typeof heading>, rows: readonly BarRow[], numbers: Numbers): Layout {
  const top = head.bottom + 12;
  const widest = (texts: readonly string[], weight: Weight) =>
    Math.ceil(Math.max(0, ...texts.map((text) => faceOf(weight).width(text, TEXT.label))));
  const names = rows.map(({ name }) => fitted(name, LONGEST_NAME, TEXT.label, 400));
  const left = MARGIN + widest(names, 400) + GAP;
  const [shares, figures] = [rows.map((row) => row.share), rows.map((row) => numbers.count(row.value))];
  const [shareWidth, figureWidth] = [widest(shares, 400), widest(figures, 700)];
  const right = MARGIN + shareWidth + (shareWidth > 0 ? GAP : 0) + figureWidth + GAP;
  const height = rows.length * ROW;
  const beside = (
    index: number,
    text: string,
    x: number,
    weight: Weight,
    fill: string,
    align: "left" | "right",
  ) => textElement(text, x, top + (index + 0.5) * ROW, TEXT.label, weight, fill, align, "middle");
  const texts = rows.flatMap(({ share }, index) => [
    beside(index, names[index] ?? "", MARGIN, 400, COLOR.ink, "left"),
    beside(index, figures[index] ?? "", WIDTH - right + GAP + figureWidth, 700, COLOR.ink, "right"),
    beside(index, share, WIDTH - MARGIN, 400, COLOR.muted, "right"),
  ]);
  return {
    height: top + height,
    graphic: [...head.graphic, ...texts],
    option: {
      grid: { left, right, top, height },
      xAxis: { type: "value", min: 0, max: Math.max(1, ...rows.map((row) => row.value)), show: false },
      yAxis: { type: "category", inverse: true, data: rows.map((_, index) => String(index)), show: false },
      series: {
        type: "bar",
        barWidth: 18,
        showBackground: true,
        backgroundStyle: { color: COLOR.track, borderRadius: 4 },
        itemStyle: { color: COLOR.accent, borderRadius: 4 },
        // A small share still gets a bar of a few pixels, unless it is zero.
        barMinHeight: 3,
        data: rows.map(({ value }) => (value > 0 ? value : null)),
      },
    },
  };
}
