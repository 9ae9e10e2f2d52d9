import type { Chart } from "./chart.ts";
import type { Layout } from "./heading.ts";
import { layoutCallsByHour } from "./kinds/calls-by-hour.ts";
import { layoutCampaignFunnel } from "./kinds/campaign-funnel.ts";
import { layoutRatingDistribution } from "./kinds/rating-distribution.ts";
import { layoutRatingsOverTime } from "./kinds/ratings-over-time.ts";

/** Where everything of a chart stands. */
export function layout(chart: Chart): Layout {
  switch (chart.kind) {
    case "ratings-over-time":
      return layoutRatingsOverTime(chart);
    case "rating-distribution":
      return layoutRatingDistribution(chart);
    case "calls-by-hour":
      return layoutCallsByHour(chart);
    case "campaign-funnel":
      return layoutCampaignFunnel(chart);
  }
}
