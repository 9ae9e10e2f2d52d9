import type { CampaignFunnel } from "../chart.ts";
import { COLOR, heading, type Layout, MARGIN, TEXT, textElement, WIDTH } from "../heading.ts";
import { chartWords } from "../messages.ts";
import { countable, numbersOf } from "../numbers.ts";
import { barRows } from "./bars.ts";

type Step = "members" | "called" | "reached" | "surveyed";

/** The steps with a figure, each with the step before it. */
export function funnelSteps(chart: CampaignFunnel) {
  const steps: readonly Step[] = ["members", "called", "reached", "surveyed"];
  const known = steps
    .filter((step) => chart[step] !== null)
    .map((step) => ({ step, count: countable(chart[step]) }));
  return known.map((one, index) => ({ ...one, before: known[index - 1]?.count ?? null }));
}

/** Horizontal bars instead of a cone: their lengths can be compared, and long texts fit beside them. */
export function layoutCampaignFunnel(chart: CampaignFunnel): Layout {
  const [t, numbers] = [chartWords[chart.locale], numbersOf(chart)];
  const steps = funnelSteps(chart);
  const members = countable(chart.members);
  const { called, reached, surveyed } = chart;
  const share = (part: number, whole: number | null) => numbers.percent(countable(part), countable(whole));
  const head = heading(chart.title, [
    { value: numbers.count(members), label: t.membersStat },
    called === null || reached === null ? null : { value: share(reached, called), label: t.reachedStat },
    surveyed === null ? null : { value: share(surveyed, members), label: t.surveyedStat },
  ]);
  const rows = steps.map(({ step, count, before }) => ({
    name: t[step],
    value: count,
    figure: numbers.count(count),
    // Three calls to each member are not shown as 300 % of the members.
    share: before === null || before < count ? "" : numbers.percent(count, before),
  }));
  const bars = barRows(rows, head.bottom + 12);
  const end = head.bottom + 12 + bars.height;
  const empty = members === 0 && rows.every(({ value }) => value === 0);
  return {
    height: end + 20 + MARGIN - 2,
    graphic: [
      ...head.graphic,
      ...bars.graphic,
      empty
        ? textElement(t.noMembers, MARGIN, end + 4, TEXT.small, 400, COLOR.muted)
        : textElement(t.ofPrevious, WIDTH - MARGIN, end + 4, TEXT.small, 400, COLOR.muted, "right"),
    ],
    option: bars.option,
  };
}
