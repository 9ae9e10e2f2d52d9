/**
 * Draws a layout: ECharts writes SVG without a browser, resvg turns it into PNG without a system font. Only the painter's
 * thread loads this module, and an idle bot has no such thread.
 */
import { Resvg } from "@resvg/resvg-js";
// The package as one file loads in 50 ms and 8 MB (Node 20). Its three hundred modules take 180 ms and 24 MB, even with
// our kinds of charts only, because nothing is bundled.
import { init, setPlatformAPI } from "echarts/dist/echarts.esm.min.mjs";
import type { Chart } from "./chart.ts";
import { FONT_FAMILY, FONT_FILES, faceOf } from "./font.ts";
import { COLOR, font, type Layout, SCALE, TEXT, WIDTH } from "./heading.ts";
import { layoutCampaignFunnel, layoutRatingDistribution } from "./kinds/bar-charts.ts";
import { layoutCallsByHour } from "./kinds/calls-by-hour.ts";
import { layoutRatingsOverTime } from "./kinds/ratings-over-time.ts";

// Without a browser ECharts guesses the width of texts. This gives it the real widths.
setPlatformAPI({
  measureText: (text, css = "") => {
    const sizePx = Number(/(?<!\d)(\d+(?:\.\d+)?)px/.exec(css)?.[1] ?? TEXT.label);
    // ECharts takes the width of this letter as the height of a line. The font does not have it.
    if (text === "国") return { width: sizePx };
    return { width: faceOf(/\b[67]00\b/.test(css) ? 600 : 400).width(text, sizePx) };
  },
});

/** Draws a chart as SVG, 400 wide. */
export function drawSvg(chart: Chart): string {
  const { height, graphic, option } = layout(chart);
  const drawing = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  try {
    drawing.setOption({
      animation: false,
      backgroundColor: COLOR.ground,
      textStyle: font(TEXT.label),
      graphic: { elements: graphic },
      ...option,
    });
    return drawing.renderToSVGString();
  } finally {
    // A chart that is not disposed keeps the process alive.
    drawing.dispose();
  }
}

/** Converts an SVG to a PNG of twice its size. */
function rasterize(svg: string): Uint8Array {
  return new Resvg(svg, {
    fitTo: { mode: "width", value: WIDTH * SCALE },
    font: {
      loadSystemFonts: false,
      fontFiles: Object.values(FONT_FILES),
      defaultFontFamily: FONT_FAMILY,
    },
  })
    .render()
    .asPng();
}

export function paint(chart: Chart): Uint8Array {
  return rasterize(drawSvg(chart));
}

/** Returns the places of everything in a chart. */
function layout(chart: Chart): Layout {
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
