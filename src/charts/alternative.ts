import { defineMessages } from "../i18n/messages.ts";
import type { CallsByHour, CampaignFunnel, Chart, RatingDistribution, RatingsOverTime } from "./chart.ts";
import { drawable } from "./font.ts";
import { funnelSteps, scoreCounts } from "./kinds/bar-charts.ts";
import { callRows } from "./kinds/calls-by-hour.ts";
import { ratingDays } from "./kinds/ratings-over-time.ts";
import { chartWords } from "./messages.ts";
import { countable, type Numbers, numbersOf } from "./numbers.ts";

const alternativeMessages = defineMessages({
  en: {
    ratings: (count: string, average: string) =>
      average === "" ? `${count} ratings.` : `${count} ratings, average ${average} of 5.`,
    best: (day: string, average: string) => `Best day ${day} (${average}).`,
    worst: (day: string, average: string) => `Weakest day ${day} (${average}).`,
    most: (day: string, count: string) => `Most ratings on ${day} (${count}).`,
    last: (day: string, count: string, average: string) =>
      `Last day ${day}: ${count} ratings${average === "" ? "" : `, average ${average}`}.`,
    without: (days: string) => `Days without a rating: ${days}.`,
    calls: (count: string) => `${count} calls.`,
    busiest: (hour: string, count: string) => `Busiest hour ${hour}, ${count} calls.`,
    peak: (row: string, hour: string, count: string) => `Busiest of all: ${row}, ${hour}, ${count} calls.`,
    ofBefore: (share: string) => `${share} of the step before`,
  },
  vi: {
    ratings: (count, average) =>
      average === "" ? `${count} đánh giá.` : `${count} đánh giá, trung bình ${average}/5.`,
    best: (day, average) => `Ngày cao nhất ${day} (${average}).`,
    worst: (day, average) => `Ngày thấp nhất ${day} (${average}).`,
    most: (day, count) => `Nhiều đánh giá nhất ngày ${day} (${count}).`,
    last: (day, count, average) =>
      `Ngày cuối ${day}: ${count} đánh giá${average === "" ? "" : `, trung bình ${average}`}.`,
    without: (days) => `Số ngày không có đánh giá: ${days}.`,
    calls: (count) => `${count} cuộc gọi.`,
    busiest: (hour, count) => `Giờ gọi nhiều nhất ${hour}, ${count} cuộc.`,
    peak: (row, hour, count) => `Cao điểm: ${row}, ${hour}, ${count} cuộc.`,
    ofBefore: (share) => `${share} so với bước trước`,
  },
});

/**
 * Returns the alternative text of a chart: its most important figures, few enough for a screen reader.
 * @example "Phân bố đánh giá. 1.284 đánh giá. 5 sao: 909 (71%), 4 sao: 258 (20%), …"
 */
export function alternativeOf(chart: Chart): string {
  const numbers = numbersOf(chart);
  const title = drawable(chart.title).replace(/(?<![.\s])[.\s]+$/, "");
  return [title === "" ? null : `${title}.`, ...sentences(chart, numbers)].filter(Boolean).join(" ");
}

function sentences(chart: Chart, numbers: Numbers): (string | null)[] {
  switch (chart.kind) {
    case "ratings-over-time":
      return ratingsOverTime(chart, numbers);
    case "rating-distribution":
      return ratingDistribution(chart, numbers);
    case "calls-by-hour":
      return callsByHour(chart, numbers);
    case "campaign-funnel":
      return campaignFunnel(chart, numbers);
  }
}

function ratingsOverTime(chart: RatingsOverTime, numbers: Numbers): (string | null)[] {
  const t = alternativeMessages[chart.locale];
  const { days, count, average } = ratingDays(chart);
  if (count === 0) return [`${chartWords[chart.locale].noRatings}.`];
  const told = days.flatMap((day) => (day.average === null ? [] : [{ ...day, average: day.average }]));
  const [best, worst] = [
    told.toSorted((a, b) => b.average - a.average)[0],
    told.toSorted((a, b) => a.average - b.average)[0],
  ];
  const most = days.toSorted((a, b) => b.count - a.count)[0];
  const last = days.at(-1);
  const empty = days.filter((day) => day.count === 0).length;
  const write = (value: number | null) => (value === null ? "" : numbers.average(value));
  return [
    t.ratings(numbers.count(count), write(average)),
    last ? t.last(numbers.dayMonth(last.day), numbers.count(last.count), write(last.average)) : null,
    best && told.length > 1 ? t.best(numbers.dayMonth(best.day), write(best.average)) : null,
    worst && told.length > 1 ? t.worst(numbers.dayMonth(worst.day), write(worst.average)) : null,
    most && told.length > 1 ? t.most(numbers.dayMonth(most.day), numbers.count(most.count)) : null,
    empty > 0 ? t.without(numbers.count(empty)) : null,
  ];
}

function ratingDistribution(chart: RatingDistribution, numbers: Numbers): string[] {
  const { counts, total } = scoreCounts(chart);
  if (total === 0) return [`${chartWords[chart.locale].noRatings}.`];
  const shares = counts
    .toReversed()
    .map(
      ({ score, count }) =>
        `${chartWords[chart.locale].stars(String(score))}: ${numbers.count(count)} (${numbers.percent(count, total)})`,
    );
  return [alternativeMessages[chart.locale].ratings(numbers.count(total), ""), `${shares.join(", ")}.`];
}

function callsByHour(chart: CallsByHour, numbers: Numbers): (string | null)[] {
  const [t, { hour: hours, noCalls }] = [alternativeMessages[chart.locale], chartWords[chart.locale]];
  const { rows, byHour, total, busiest } = callRows(chart, numbers);
  if (busiest === null) return [`${noCalls}.`];
  const write = (hour: number) => hours(String(hour), String(hour + 1));
  const cells = rows.flatMap(({ name, calls }) => calls.map((count, hour) => ({ name, hour, count })));
  const peak = cells.toSorted((a, b) => b.count - a.count)[0];
  return [
    t.calls(numbers.count(total)),
    t.busiest(write(busiest), numbers.count(byHour[busiest] ?? 0)),
    peak && rows.length > 1 ? t.peak(peak.name, write(peak.hour), numbers.count(peak.count)) : null,
  ];
}

function campaignFunnel(chart: CampaignFunnel, numbers: Numbers): string[] {
  const [t, names] = [alternativeMessages[chart.locale], chartWords[chart.locale]];
  const steps = funnelSteps(chart).map(({ step, count, before }) => {
    const share = before === null || before < count || before === 0 ? null : numbers.percent(count, before);
    return `${names[step]}: ${numbers.count(countable(count))}${share === null ? "" : ` (${t.ofBefore(share)})`}`;
  });
  return [`${steps.join(", ")}.`];
}
