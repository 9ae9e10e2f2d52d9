import { cutTo, graphemeAround } from "../i18n/graphemes.ts";

/** Two texts that are together no longer than this are shown whole. */
const SHORT_CHARS = 600;
/** How much is shown of what two long texts have in common, on each side of the difference. */
const AROUND_CHARS = 60;
/** How much is shown of a long part that will be replaced. */
const REPLACED_CHARS = 200;

interface Texts {
  before: string;
  after: string;
}

/**
 * Returns what a change of a text shows: short texts whole, of long ones only the parts that differ. Whole texts would
 * fill the card, and a platform would cut off what will be saved. `"…"` marks what is left out.
 * @example difference({ before: "A".repeat(900), after: `${"A".repeat(900)}\nĐã gọi` }) // { after: "…AAA\nĐã gọi", … }
 */
export function difference({ before, after }: Texts): Texts {
  if (before.length + after.length <= SHORT_CHARS) return { before, after };
  const shorter = Math.min(before.length, after.length);
  const start = same(shorter, (at) => before[at] === after[at]);
  const end = same(shorter - start, (at) => before.at(-1 - at) === after.at(-1 - at));
  const from = Math.max(0, start - AROUND_CHARS);
  const behind = Math.max(0, end - AROUND_CHARS);
  const part = (text: string) => {
    const [first, last] = [graphemeAround(text, from).start, graphemeAround(text, text.length - behind).end];
    return `${first > 0 ? "…" : ""}${text.slice(first, last)}${last < text.length ? "…" : ""}`;
  };
  return { before: shortened(part(before)), after: part(after) };
}

/** Returns how many of the first `most` positions are the same. */
function same(most: number, isSame: (at: number) => boolean): number {
  let count = 0;
  while (count < most && isSame(count)) count += 1;
  return count;
}

function shortened(replaced: string): string {
  const most = REPLACED_CHARS + 2 * AROUND_CHARS;
  return replaced.length <= most ? replaced : `${cutTo(replaced, most)}…`;
}
