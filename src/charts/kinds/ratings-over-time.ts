import type { RatingDay, RatingsOverTime } from "../chart.ts";
import { faceOf } from "../font.ts";
import { COLOR, font, heading, type Layout, MARGIN, TEXT, textElement, WIDTH } from "../heading.ts";
import { chartWords } from "../messages.ts";
import { countable, type Numbers, numbersOf } from "../numbers.ts";

/** A year and a day: more days cannot be distinguished at this width. */
const MOST_DAYS = 366;
/** The space left of the plot, for the scores 1, 3 and 5. */
const PLOT_LEFT = MARGIN + 14;
/** If days are narrower than this, only some have figures and dates. */
const ROOMY = 20;
const [AVERAGE_HEIGHT, COUNT_HEIGHT] = [88, 56];
/** The space above a panel, for its name and the figure over its highest point. */
const PANEL_HEAD = 34;
const PANEL_GAP = 20;
const BEST = 5;

interface ScoredDay extends RatingDay {
  scored: number;
}

/** Returns the days to draw, and their totals. */
export function ratingDays(chart: RatingsOverTime) {
  const days = chart.days.slice(-MOST_DAYS).map((day): ScoredDay => {
    const count = countable(day.count);
    const average = typeof day.average === "number" && Number.isFinite(day.average) ? day.average : null;
    return { day: day.day, count, average, scored: average === null ? 0 : countable(day.scored ?? count) };
  });
  const count = days.reduce((sum, day) => sum + day.count, 0);
  const scored = days.reduce((sum, day) => sum + day.scored, 0);
  const points = days.reduce((sum, day) => sum + (day.average ?? 0) * day.scored, 0);
  return { days, count, average: scored === 0 ? null : points / scored };
}

/** Draws two panels with the same days. One panel with two scales would be hard to read on a phone. */
export function layoutRatingsOverTime(chart: RatingsOverTime): Layout {
  const [t, numbers] = [chartWords[chart.locale], numbersOf(chart)];
  const { days, count, average } = ratingDays(chart);
  const head = heading(chart.title, [
    { value: average === null ? "–" : numbers.average(average), label: t.averageStat },
    { value: numbers.count(count), label: t.ratingsStat },
  ]);
  const averageTop = head.bottom + PANEL_GAP + PANEL_HEAD;
  const countTop = averageTop + AVERAGE_HEIGHT + PANEL_GAP + PANEL_HEAD;
  const bottom = countTop + COUNT_HEIGHT;
  const panel = (text: string, top: number) =>
    textElement(text, MARGIN, top - PANEL_HEAD, TEXT.small, 600, COLOR.muted);
  return {
    height: bottom + 34 + MARGIN - 6,
    graphic: [
      ...head.graphic,
      panel(t.averagePanel, averageTop),
      panel(t.countPanel(firstAndLast(days, numbers)), countTop),
      ...(count === 0
        ? [textElement(t.noRatings, WIDTH / 2, averageTop + 36, TEXT.label, 400, COLOR.muted, "center")]
        : []),
    ],
    option: {
      grid: [averageTop, countTop].map((top, index) => ({
        left: PLOT_LEFT,
        width: plotWidth(days),
        top,
        height: index === 0 ? AVERAGE_HEIGHT : COUNT_HEIGHT,
      })),
      xAxis: [dayAxis(0, days, () => ""), dayAxis(1, days, dayLabels(days, numbers))],
      yAxis: [scoreAxis(), countAxis(days)],
      series: [averageLine(days, numbers), countBars(days, numbers)],
    },
  };
}

/** Returns the first and last date, `"12/11–25/11"`, because the bars have days without months. */
function firstAndLast(days: readonly ScoredDay[], numbers: Numbers): string {
  const [first, last] = [days[0], days.at(-1)];
  return first && last ? `${numbers.dayMonth(first.day)}–${numbers.dayMonth(last.day)}` : "";
}

/** Returns the width of the plot. A full date is wider than its day, so the last one needs extra space. */
function plotWidth(days: readonly ScoredDay[]): number {
  const width = WIDTH - PLOT_LEFT - MARGIN;
  return width / days.length < ROOMY ? width - 8 : width;
}

function slotOf(days: readonly ScoredDay[]): number {
  return plotWidth(days) / Math.max(1, days.length);
}

function dayAxis(gridIndex: number, days: readonly ScoredDay[], label: (index: number) => string) {
  return {
    type: "category",
    gridIndex,
    data: days.map((_, index) => String(index)),
    axisLine: { show: gridIndex === 1, lineStyle: { color: COLOR.rule } },
    axisTick: { show: false },
    axisLabel: {
      show: gridIndex === 1,
      interval: 0,
      hideOverlap: false,
      margin: 7,
      lineHeight: 14,
      color: COLOR.muted,
      ...font(TEXT.tick),
      formatter: (_: string, index: number) => label(index),
      // Each line has its own style, because ECharts writes shared styles as CSS, which resvg does not read.
      rich: {
        day: { color: COLOR.muted, lineHeight: 14, ...font(TEXT.tick) },
        last: { color: COLOR.ink, lineHeight: 14, ...font(TEXT.tick, 700) },
      },
    },
  };
}

/** Returns the labels. Up to sixteen days have date and weekday; of more days, as many dates as fit, from the last. */
function dayLabels(days: readonly ScoredDay[], numbers: Numbers): (index: number) => string {
  const slot = slotOf(days);
  const step = Math.ceil(36 / slot);
  const last = days.length - 1;
  return (index) => {
    const day = days[index];
    if (day === undefined || (slot < ROOMY && (last - index) % step !== 0)) return "";
    const date = numbers.dayMonth(day.day);
    const lines = slot < ROOMY ? [date] : [date.slice(0, 2), numbers.weekday(day.day).slice(0, 2)];
    return lines.map((line) => `{${index === last ? "last" : "day"}|${line}}`).join("\n");
  };
}

function scoreAxis() {
  return {
    type: "value",
    gridIndex: 0,
    min: 1,
    max: BEST,
    interval: 1,
    axisLabel: {
      color: COLOR.muted,
      margin: 6,
      ...font(TEXT.tick),
      formatter: (value: number) => (value % 2 === 1 ? String(value) : ""),
    },
    splitLine: { lineStyle: { color: COLOR.rule } },
  };
}

function countAxis(days: readonly ScoredDay[]) {
  return {
    type: "value",
    gridIndex: 1,
    min: 0,
    max: Math.max(1, ...days.map((day) => day.count)),
    axisLabel: { show: false },
    splitLine: { show: false },
  };
}

function averageLine(days: readonly ScoredDay[], numbers: Numbers) {
  const labelled = labelledAverages(days);
  return {
    type: "line",
    xAxisIndex: 0,
    yAxisIndex: 0,
    connectNulls: false,
    symbol: "circle",
    showAllSymbol: true,
    symbolSize: days.length > 40 ? 3 : 7,
    lineStyle: { color: COLOR.accent, width: 2.5 },
    itemStyle: { color: COLOR.accent, borderColor: COLOR.ground, borderWidth: days.length > 40 ? 0 : 1.5 },
    data: days.map(({ average }, index) => ({
      // A score beyond the scale is drawn at its end, with its real figure.
      value: average === null ? null : Math.min(BEST, Math.max(1, average)),
      label: {
        show: average !== null && labelled(index),
        position: isDip(days, index) ? "bottom" : "top",
        distance: 4,
        color: COLOR.ink,
        ...font(TEXT.tick, index === days.length - 1 ? 700 : 400),
        formatter: () => (average === null ? "" : numbers.roughly(average)),
      },
    })),
  };
}

/** True if the day is lower than its neighbours: its figure is drawn below, where no line is. */
function isDip(days: readonly ScoredDay[], index: number): boolean {
  const here = days[index]?.average ?? 0;
  const beside = [days[index - 1], days[index + 1]].flatMap((day) =>
    day?.average != null ? [day.average] : [],
  );
  return here > 1.4 && beside.length > 0 && beside.every((average) => average > here);
}

/** Returns which days have figures: all if they fit, otherwise the best, the worst and the last day. */
function labelledAverages(days: readonly ScoredDay[]): (index: number) => boolean {
  if (slotOf(days) >= ROOMY) return () => true;
  const known = days.flatMap(({ average }, index) => (average === null ? [] : [{ average, index }]));
  const [lowest] = known.toSorted((a, b) => a.average - b.average);
  const [highest] = known.toSorted((a, b) => b.average - a.average);
  const labelled = apart([known.at(-1)?.index, lowest?.index, highest?.index], slotOf(days));
  return (index) => labelled.includes(index);
}

function countBars(days: readonly ScoredDay[], numbers: Numbers) {
  const labelled = labelledCounts(days, numbers);
  return {
    type: "bar",
    xAxisIndex: 1,
    yAxisIndex: 1,
    barCategoryGap: days.length > 40 ? "10%" : "28%",
    data: days.map(({ count }, index) => ({
      value: count,
      itemStyle: {
        color: index === days.length - 1 ? COLOR.accent : COLOR.tint,
        borderRadius: days.length > 40 ? 0 : [3, 3, 0, 0],
      },
      label: {
        show: labelled(index) !== "",
        position: "top",
        distance: 3,
        color: count === 0 ? COLOR.muted : COLOR.ink,
        ...font(TEXT.tick, index === days.length - 1 ? 700 : 400),
        formatter: () => labelled(index),
      },
    })),
  };
}

/** Returns the text over each bar: the exact or short figure; of many bars, only the highest and the last have one. */
function labelledCounts(days: readonly ScoredDay[], numbers: Numbers): (index: number) => string {
  const slot = slotOf(days);
  const fits = (write: (count: number) => string) =>
    days.every(({ count }) => faceOf(400).width(write(count), TEXT.tick) <= slot - 2);
  const of = (index: number) => days[index]?.count ?? 0;
  if (fits(numbers.count)) return (index) => numbers.count(of(index));
  if (fits(numbers.short)) return (index) => numbers.short(of(index));
  const highest = days.reduce((best, day, index) => (day.count > of(best) ? index : best), 0);
  const labelled = apart([days.length - 1, highest], slotOf(days));
  return (index) => (labelled.includes(index) ? numbers.short(of(index)) : "");
}

/** Returns the days, by priority, whose figures do not overlap. */
function apart(wanted: readonly (number | undefined)[], slot: number): number[] {
  const kept: number[] = [];
  for (const index of wanted.filter((one) => one !== undefined)) {
    if (kept.every((other) => Math.abs(other - index) * slot >= 34)) kept.push(index);
  }
  return kept;
}
