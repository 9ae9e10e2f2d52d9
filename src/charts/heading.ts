import type { GraphicComponentOption } from "echarts/components";
import { faceOf, type Weight } from "./font.ts";
import { drawable, fitted, wrapped } from "./lines.ts";
import { COLOR, font, INNER_WIDTH, MARGIN, TEXT } from "./look.ts";

/** A chart as ECharts draws it, with its height. */
export interface Layout {
  height: number;
  /** Texts and marks of our own. The plot is in `option`. */
  graphic: Element[];
  option: object;
}

export type Element = NonNullable<Extract<GraphicComponentOption, { type?: "text" }>> | object;

/** A figure of the heading: `{ value: "4,62", label: "trung bình /5" }` */
export interface Stat {
  value: string;
  label: string;
}

const TITLE_LINE = 21;
const GAP = 28;
/** The distance from the top of a figure to its label, and to the end of the label. */
const [LABEL_BELOW, STAT_HEIGHT] = [31, 46];

/** The title and the main figures at the top of each picture. */
export function heading(title: string, stats: readonly Stat[]): { graphic: Element[]; bottom: number } {
  const lines = wrapped(drawable(title), INNER_WIDTH, TEXT.title, 600, 2);
  const titles = lines.map((line, index) =>
    textElement(line, MARGIN, MARGIN + index * TITLE_LINE, TEXT.title, 600, COLOR.ink),
  );
  const top = MARGIN + lines.length * TITLE_LINE + 10;
  const graphic: Element[] = [...titles];
  let x = MARGIN;
  for (const { value, label } of stats) {
    const maxWidth = MARGIN + INNER_WIDTH - x;
    const shownLabel = fitted(label, maxWidth, TEXT.label, 400);
    graphic.push(textElement(value, x, top, TEXT.number, 700, COLOR.ink));
    graphic.push(textElement(shownLabel, x, top + LABEL_BELOW, TEXT.label, 400, COLOR.muted));
    x += Math.max(faceOf(700).width(value, TEXT.number), faceOf(400).width(shownLabel, TEXT.label)) + GAP;
  }
  return { graphic, bottom: top + STAT_HEIGHT };
}

/** A text at `x`, `y`: its upper left corner, unless aligned otherwise. */
export function textElement(
  text: string,
  x: number,
  y: number,
  sizePx: number,
  weight: Weight,
  fill: string,
  align: "left" | "right" | "center" = "left",
  verticalAlign: "top" | "middle" = "top",
): Element {
  return {
    type: "text",
    x,
    y,
    silent: true,
    style: { text, fill, align, verticalAlign, ...font(sizePx, weight) },
  };
}
