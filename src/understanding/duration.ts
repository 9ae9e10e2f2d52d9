import { fold } from "./fold.ts";
import { clean, type Finding } from "./passage.ts";

const SPAN = new RegExp(
  "(?<![\\p{L}\\p{N}.,:/-])(?:trong (?:vong )?|for )?(?:(?<amount>\\d{1,3}(?:[.,]\\d)?|mot|nua|half an|an|one) ?)" +
    `(?:(?<minutes>phut|ph|p|minutes?|mins?|m)|(?<hours>tieng|gio|hours?|hrs?|h)(?<more>\\d{2})?(?: ?(?<half>ruoi))?|(?<days>ngay|days?|d))(?: nua)?(?![\\p{L}\\p{N}])`,
  "u",
);
const WORDS: Readonly<Record<string, number>> = { mot: 1, one: 1, an: 1, nua: 0.5, "half an": 0.5 };
/** A week; longer is no pause. */
const MOST_MINUTES = 7 * 24 * 60;

/** How long, in minutes, from one field or answer: `"2 tiếng"`, `"2h"`, `"90 phút"`, `"nửa tiếng"` → `"30"`; null for anything else. */
export function readDuration(text: string): string | null {
  const given = fold(clean(text)).trim();
  if (/^\d{1,5}$/.test(given)) return inRange(Number(given));
  const found = findDuration(given);
  return found && found.start === 0 && found.end === given.length ? found.value : null;
}

/** The same in a longer text. */
export function findDuration(free: string): Finding | null {
  const match = SPAN.exec(free);
  if (match === null) return null;
  const { amount = "", minutes, days, more, half } = match.groups ?? {};

  const said = WORDS[amount] ?? Number(amount.replace(",", "."));
  const unit = minutes !== undefined ? 1 : days !== undefined ? 24 * 60 : 60;
  const value = inRange(Math.round(said * unit) + Number(more ?? (half === undefined ? 0 : 30)));
  return value === null ? null : { start: match.index, end: match.index + match[0].length, value };
}

function inRange(minutes: number): string | null {
  return minutes >= 1 && minutes <= MOST_MINUTES ? String(minutes) : null;
}
