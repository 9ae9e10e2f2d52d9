import { FileRefused } from "../refusal.ts";
import { LIMITS } from "./limits.ts";
import { walk } from "./xml.ts";

/** The built-in formats that show a date, with the East Asian ones (ECMA-376, part 1, 18.8.30). */
const BUILT_IN_DATES = [
  [14, 17],
  [22, 22],
  [27, 31],
  [36, 36],
  [50, 54],
  [57, 58],
] as const;

/**
 * Reads which cell styles of a workbook show a number as a date. A cell holds `45986`, and only its style says that this
 * is 25/11/2026.
 * @throws FileRefused `broken`, `too-complex`
 */
export async function readNumberStyles(xml: AsyncIterable<Buffer>): Promise<(style: number) => boolean> {
  const own = new Map<number, string>();
  const styles: number[] = [];
  let isInCells = false;
  const walked = walk(xml, {
    open({ name, attributes }) {
      if (name === "numFmt") own.set(Number(attributes.numFmtId), attributes.formatCode ?? "");
      else if (name === "cellXfs") isInCells = true;
      else if (name === "xf" && isInCells) styles.push(Number(attributes.numFmtId ?? 0));
      if (own.size > LIMITS.styles || styles.length > LIMITS.styles)
        throw new FileRefused({ why: "too-complex", of: "styles", most: LIMITS.styles });
    },
    close(name) {
      if (name === "cellXfs") isInCells = false;
    },
  });
  for await (const _ of walked);
  return (style) => {
    const format = styles[style] ?? 0;
    const code = own.get(format);
    return code === undefined
      ? BUILT_IN_DATES.some(([first, last]) => format >= first && format <= last)
      : isDateFormat(code);
  };
}

/** A date format has a day or a year outside of quotes, escapes and brackets (`[$-42A]`, `[Red]`). */
function isDateFormat(code: string): boolean {
  return /[dy]/i.test(code.replace(/"[^"]*"|\\.|_.|\[[^\]]{0,255}\]/g, ""));
}
