import { faceOf, type Weight } from "./font.ts";

const ELLIPSIS = "…";
/** ECharts stores texts as keys of an object, so this one would change the prototype of all objects in its thread. */
const BELOW_EVERYTHING = /(?<!_)_+proto_+/g;

/**
 * Returns the text as the font can draw it, in one line: composed letters and single blanks. A letter or digit without a
 * glyph becomes "?", other characters without a glyph are removed. `"🎉 Tri ân\n2026"` → `"Tri ân 2026"`
 */
export function drawable(text: string): string {
  const face = faceOf(400);
  return Array.from(text.normalize("NFC").replace(/\s+/gu, " "))
    .map((one) => {
      if (/[\p{C}\p{M}]/u.test(one)) return "";
      if (face.has(one)) return one;
      return /[\p{L}\p{N}]/u.test(one) ? "?" : "";
    })
    .join("")
    .replace(BELOW_EVERYTHING, "_proto_")
    .replace(/ +/g, " ")
    .trim();
}

/** Returns the text, or as much of it as fits, with an ellipsis. */
export function fitted(text: string, width: number, sizePx: number, weight: Weight): string {
  const face = faceOf(weight);
  if (face.width(text, sizePx) <= width) return text;
  const maxWidth = width - face.width(ELLIPSIS, sizePx);
  let [kept, used] = ["", 0];
  for (const one of Array.from(text)) {
    used += face.width(one, sizePx);
    if (used > maxWidth) break;
    kept += one;
  }
  // Cut at the end of a word, unless that would lose half of the line.
  const blank = kept.lastIndexOf(" ");
  return `${(blank > kept.length / 2 ? kept.slice(0, blank) : kept).replace(/(?<![\s,;:–-])[\s,;:–-]+$/, "")}${ELLIPSIS}`;
}

/** Breaks the text at blanks into at most `most` lines. A longer text ends in an ellipsis. */
export function wrapped(text: string, width: number, sizePx: number, weight: Weight, most: number): string[] {
  const face = faceOf(weight);
  const lines: string[] = [];
  let rest = text.split(" ");
  while (rest.length > 0 && lines.length < most - 1) {
    let count = 1;
    while (count < rest.length && face.width(rest.slice(0, count + 1).join(" "), sizePx) <= width) count += 1;
    lines.push(fitted(rest.slice(0, count).join(" "), width, sizePx, weight));
    rest = rest.slice(count);
  }
  if (rest.length > 0) lines.push(fitted(rest.join(" "), width, sizePx, weight));
  return lines;
}
