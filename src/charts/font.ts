import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ELLIPSIS = "…";
/** ECharts stores texts as keys of an object, so this one would change the prototype of all objects in its thread. */
const BELOW_EVERYTHING = /(?<!_)_+proto_+/g;

/** The font of all pictures. It has every Vietnamese letter, and comes with the package. */
export const FONT_FAMILY = "Be Vietnam Pro";

export type Weight = 400 | 600 | 700;

/** The font files in the package. */
export const FONT_FILES: Readonly<Record<Weight, string>> = {
  400: fileURLToPath(
    import.meta.resolve("@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf"),
  ),
  600: fileURLToPath(
    import.meta.resolve("@expo-google-fonts/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf"),
  ),
  700: fileURLToPath(
    import.meta.resolve("@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf"),
  ),
};

/** The widths of the characters of a font face. */
interface Face {
  has(character: string): boolean;
  /** In pixels at this size, without kerning, which would make the text slightly narrower. */
  width(text: string, sizePx: number): number;
}

const faces = new Map<Weight, Face>();

/** Returns a face of the font. Its tables are read at the first use. */
export function faceOf(weight: Weight): Face {
  const known = faces.get(weight) ?? readFace(readFileSync(FONT_FILES[weight]));
  faces.set(weight, known);
  return known;
}

/**
 * Reads the characters (`cmap`, format 4) and their widths (`hmtx`) from a TrueType file. A layout needs nothing else, so
 * no font library is used.
 * @see https://learn.microsoft.com/typography/opentype/spec/cmap
 */
function readFace(file: Buffer): Face {
  const table = tablesOf(file);
  const unitsPerEm = file.readUInt16BE(table("head") + 18);
  const longWidths = file.readUInt16BE(table("hhea") + 34);
  const widths = table("hmtx");
  const glyphOf = glyphFinder(file, table("cmap"));

  const advance = (character: string) => {
    const glyph = Math.min(glyphOf(character.codePointAt(0) ?? 0), longWidths - 1);
    return file.readUInt16BE(widths + glyph * 4) / unitsPerEm;
  };
  return {
    has: (character) => glyphOf(character.codePointAt(0) ?? 0) !== 0,
    width: (text, sizePx) => Array.from(text).reduce((sum, one) => sum + advance(one), 0) * sizePx,
  };
}

function tablesOf(file: Buffer): (tag: string) => number {
  const offsets = new Map<string, number>();
  for (let index = 0; index < file.readUInt16BE(4); index += 1) {
    const entry = 12 + index * 16;
    offsets.set(file.toString("latin1", entry, entry + 4), file.readUInt32BE(entry + 8));
  }
  return (tag) => {
    const offset = offsets.get(tag);
    if (offset === undefined) throw new TypeError(`the font has no table ${tag}`);
    return offset;
  };
}

/** Creates a function that finds a glyph in the Windows table of segments; 0 if a character has none. */
function glyphFinder(file: Buffer, cmap: number): (codePoint: number) => number {
  const start = unicodeTable(file, cmap);
  const doubled = file.readUInt16BE(start + 6);
  const [ends, starts] = [start + 14, start + 16 + doubled];
  const [deltas, ranges] = [starts + doubled, starts + 2 * doubled];

  return (codePoint) => {
    if (codePoint > 0xffff) return 0;
    let segment = 0;
    while (file.readUInt16BE(ends + segment) < codePoint) segment += 2;
    const first = file.readUInt16BE(starts + segment);
    if (first > codePoint) return 0;
    const delta = file.readUInt16BE(deltas + segment);
    const range = file.readUInt16BE(ranges + segment);
    if (range === 0) return (codePoint + delta) & 0xffff;
    const glyph = file.readUInt16BE(ranges + segment + range + (codePoint - first) * 2);
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  };
}

function unicodeTable(file: Buffer, cmap: number): number {
  for (let index = 0; index < file.readUInt16BE(cmap + 2); index += 1) {
    const entry = cmap + 4 + index * 8;
    const table = cmap + file.readUInt32BE(entry + 4);
    if (file.readUInt16BE(entry) === 3 && file.readUInt16BE(table) === 4) return table;
  }
  throw new TypeError("the font has no table of Unicode characters");
}

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
