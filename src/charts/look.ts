import { FONT_FAMILY, type Weight } from "./font.ts";

/** In pixels of a phone that shows the picture 400 wide. It is drawn at twice that size. */
export const WIDTH = 400;
export const MARGIN = 16;
export const INNER_WIDTH = WIDTH - 2 * MARGIN;
export const SCALE = 2;

/**
 * One hue in steps of lightness, so that red and green need not be told apart. Ink, muted text and the accent have a
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

/** From few to many. Text is ink on the first three, white on the others. */
export const HEAT: readonly string[] = ["#dbe9f7", "#a9cbec", "#6aa5da", "#2470b8", "#0b4f97"];

export const TEXT = { title: 15, number: 26, label: 12, small: 11, tick: 10 };

export function font(sizePx: number, weight: Weight = 400) {
  return { fontFamily: FONT_FAMILY, fontSize: sizePx, fontWeight: weight };
}
