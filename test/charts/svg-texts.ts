import { faceOf, type Weight } from "../../src/charts/font.ts";

/** A text of an SVG as ECharts writes it, and its bounding box. */
export interface DrawnText {
  text: string;
  sizePx: number;
  weight: Weight;
  /** The middle of its box. */
  x: number;
  y: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export function textsOf(svg: string): DrawnText[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes = "", content = ""]) =>
    boxed(attributes, unescaped(content)),
  );
}

function boxed(attributes: string, text: string): DrawnText {
  const number = (pattern: RegExp) => Number(pattern.exec(attributes)?.[1] ?? 0);
  const sizePx = number(/font-size:([\d.]+)px/);
  const weight = (number(/font-weight:(\d+)/) || 400) as Weight;
  const [, dx = "0", dy = "0"] = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(attributes) ?? [];
  const anchorX = number(/(?:^|\s)x="([-\d.]+)"/) + Number(dx);
  const y = number(/(?:^|\s)y="([-\d.]+)"/) + Number(dy);
  const width = faceOf(weight).width(text, sizePx);
  const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? "start";
  const left = anchorX - (anchor === "middle" ? width / 2 : anchor === "end" ? width : 0);
  // The box is the drawn area, not the whole line: from a capital with an accent down to a comma.
  return {
    text,
    sizePx,
    weight,
    x: left + width / 2,
    y,
    left,
    right: left + width,
    top: y - sizePx * 0.45,
    bottom: y + sizePx * 0.45,
  };
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}

/** Returns the pairs of texts that overlap. */
export function overlaps(texts: readonly DrawnText[]): string[] {
  return texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter(
        (other) =>
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5 &&
          Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 0.5,
      )
      .map((other) => `${one.text} / ${other.text}`),
  );
}
