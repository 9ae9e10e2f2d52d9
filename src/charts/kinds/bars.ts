import { faceOf, fitted, type Weight } from "../font.ts";
import { COLOR, type Layout, MARGIN, TEXT, textElement, WIDTH } from "../heading.ts";

/** A row of a bar chart: its name, bar, figure and share. */
interface BarRow {
  name: string;
  value: number;
  figure: string;
  share: string;
}

const ROW = 34;
const GAP = 10;
const LONGEST_NAME = 130;

/** Horizontal bars, from top to bottom. @param top  the start of the first */
export function barRows(rows: readonly BarRow[], top: number): Layout {
  const widest = (texts: readonly string[], weight: Weight) =>
    Math.ceil(Math.max(0, ...texts.map((text) => faceOf(weight).width(text, TEXT.label))));
  const names = rows.map(({ name }) => fitted(name, LONGEST_NAME, TEXT.label, 400));
  const left = MARGIN + widest(names, 400) + GAP;
  const [shares, figures] = [rows.map((row) => row.share), rows.map((row) => row.figure)];
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
  return {
    height,
    graphic: rows.flatMap((row, index) => [
      beside(index, names[index] ?? "", MARGIN, 400, COLOR.ink, "left"),
      beside(index, row.figure, WIDTH - right + GAP + figureWidth, 700, COLOR.ink, "right"),
      beside(index, row.share, WIDTH - MARGIN, 400, COLOR.muted, "right"),
    ]),
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
