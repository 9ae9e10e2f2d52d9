import { Resvg } from "@resvg/resvg-js";
import { FONT_FILES } from "../../src/charts/font.ts";

/** Returns the size in the file's header. */
export function pngSize(bytes: Uint8Array): { width: number; height: number } {
  const file = Buffer.from(bytes);
  if (file.toString("latin1", 1, 4) !== "PNG") throw new Error("not a PNG");
  return { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
}

/** Returns the pixels of an SVG, four bytes each, at its own size or at the given width. */
export function pixelsOf(svg: string, fonts: readonly string[] = Object.values(FONT_FILES)) {
  const image = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [...fonts] } }).render();
  return { width: image.width, height: image.height, pixels: image.pixels };
}

/** Returns the bounding box of all pixels that are not white. Null if all are white. */
export function inkBox({ width, height, pixels }: ReturnType<typeof pixelsOf>) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      const isWhite = pixels[at] === 255 && pixels[at + 1] === 255 && pixels[at + 2] === 255;
      if (isWhite || pixels[at + 3] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? null : { left, top, right, bottom };
}
