import type { GraphicComponentOption } from "echarts/components";
import { drawable, FONT_FAMILY, faceOf, fitted, type Weight, wrapped } from "./font.ts";

/** Sizes are in pixels of a phone that shows the picture 400 wide. The picture is drawn at twice that size. */
export const WIDTH = 400;
export const MARGIN = 16;
const INNER_WIDTH = WIDTH - 2 * MARGIN;
export const SCALE = 2;

/**
 * One hue in steps of lightness, so that nobody has to distinguish red and green. Ink, muted text and the accent have a
 * contrast of at least 4.5:1 on white.
 */
export const COLOR = {
  ground: "#ffffff",
  ink: "#16202c",
  muted: "#5a6675",
  rule: "#e3e8ee",
  track: "#f0f3f7",
  accent: "#0b5fb3",
  tint: "#b5d0ec",
};

/** The colors from few to many. Text is ink on the first three, white on the others. */
export const HEAT: readonly string[] = ["#dbe9f7", "#a9cbec", "#6aa5da", "#2470b8", "#0b4f97"];

export const TEXT = { title: 15, number: 26, label: 12, small: 11, tick: 10 };

/** A chart as ECharts draws it, with its height. */
export interface Layout {
  height: number;
  /** Texts and marks of our own. The plot is in `option`. */
  graphic: Element[];
  option: object;
}

export type Element = NonNullable<Extract<GraphicComponentOption, { type?: "text" }>> | object;

/** A figure of the heading: `{ value: "4,62", label: "trung bình /5" }` */
interface Stat {
  value: string;
  label: string;
}

const TITLE_LINE = 21;
const GAP = 28;
/** The distance from the top of a figure to its label, and to the end of the label. */
const [LABEL_BELOW, STAT_HEIGHT] = [31, 46];

/** Lays out the title and the main figures at the top of each picture. */
export function heading(
  title: string,
  stats: readonly (Stat | null)[],
): { graphic: Element[]; bottom: number } {
  const lines = wrapped(drawable(title), INNER_WIDTH, TEXT.title, 600, 2);
  const titles = lines.map((line, index) =>
    textElement(line, MARGIN, MARGIN + index * TITLE_LINE, TEXT.title, 600, COLOR.ink),
  );
  const top = MARGIN + lines.length * TITLE_LINE + 10;
  const graphic: Element[] = [...titles];
  let x = MARGIN;
  for (const { value, label } of stats.filter((stat) => stat !== null)) {
    const maxWidth = MARGIN + INNER_WIDTH - x;
    const shownLabel = fitted(label, maxWidth, TEXT.label, 400);
    graphic.push(textElement(value, x, top, TEXT.number, 700, COLOR.ink));
    graphic.push(textElement(shownLabel, x, top + LABEL_BELOW, TEXT.label, 400, COLOR.muted));
    x += Math.max(faceOf(700).width(value, TEXT.number), faceOf(400).width(shownLabel, TEXT.label)) + GAP;
  }
  return { graphic, bottom: top + STAT_HEIGHT };
}

/** Creates a text at `x`, `y`, its upper left corner unless it is aligned otherwise. */
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

export function font(sizePx: number, weight: Weight = 400) {
  return { fontFamily: FONT_FAMILY, fontSize: sizePx, fontWeight: weight };
}
