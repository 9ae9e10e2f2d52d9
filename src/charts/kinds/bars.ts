import { faceOf } from "../font.ts";
import type { Element } from "../heading.ts";
import { fitted } from "../lines.ts";
import { COLOR, font, MARGIN, TEXT, WIDTH } from "../look.ts";

/** A row of a bar chart: its name, bar, figure and share. */
export interface BarRow {
  name: string;
  value: number;
  figure: string;
  share: string;
}

const ROW = 34;
const GAP = 10;
const LONGEST_NAME = 130;

/** Horizontal bars, from top to bottom. @param top  the start of the first */
export function barRows(
  rows: readonly BarRow[],
  top: number,
): { height: number; graphic: Element[]; option: object } {
  const widest = (texts: readonly string[], weight: 400 | 700) =>
    Math.ceil(Math.max(0, ...texts.map((text) => faceOf(weight).width(text, TEXT.label))));
  const names = rows.map(({ name }) => fitted(name, LONGEST_NAME, TEXT.label, 400));
  const left = MARGIN + widest(names, 400) + GAP;
  const shareWidth = widest(
    rows.map((row) => row.share),
    400,
  );
  const figureWidth = widest(
    rows.map((row) => row.figure),
    700,
  );
  const right = MARGIN + shareWidth + (shareWidth > 0 ? GAP : 0) + figureWidth + GAP;
  const height = rows.length * ROW;
  const middle = (index: number) => top + (index + 0.5) * ROW;
  return {
    height,
    graphic: rows.flatMap((row, index) => [
      beside(names[index] ?? "", MARGIN, middle(index), "left", 400, COLOR.ink),
      beside(row.figure, WIDTH - right + GAP + figureWidth, middle(index), "right", 700, COLOR.ink),
      beside(row.share, WIDTH - MARGIN, middle(index), "right", 400, COLOR.muted),
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

function beside(
  text: string,
  x: number,
  y: number,
  align: "left" | "right",
  weight: 400 | 700,
  fill: string,
): Element {
  return {
    type: "text",
    x,
    y,
    silent: true,
    style: { text, fill, align, verticalAlign: "middle", ...font(TEXT.label, weight) },
  };
}
