import { fold } from "./fold.ts";
import { clean, type Finding } from "./passage.ts";

const STARS = "(?: ?(?:sao|stars?|diem|★|⭐))?";
const AND_LESS = "(?: ?(?:tro xuong|(?:or|and) (?:less|below|lower|fewer)))?";
const BEFORE = "(?<![\\p{L}\\p{N}])";
const AFTER = "(?![\\p{L}\\p{N}])";

/** "dưới 3 sao", "< 3": one less than it says. */
const BELOW = new RegExp(
  `(?:<(?!=)|${BEFORE}(?:duoi|nho hon|it hon|thap hon|below|under|less than)) ?([2-6])${STARS}${AFTER}`,
  "u",
);
/** "<= 2", "từ 2 sao trở xuống", "tối đa 2 sao" */
const AT_MOST = new RegExp(
  `(?:<=|=<|≤|${BEFORE}(?:tu|toi da|khong qua|at most|up to|max)) ?([1-5])${STARS}${AND_LESS}${AFTER}`,
  "u",
);
/** "2 sao", "2 or less" */
const SAID = new RegExp(
  `${BEFORE}([1-5])(?: ?(?:sao|stars?|★|⭐)${AND_LESS}| (?:tro xuong|(?:or|and) (?:less|below|lower)))${AFTER}`,
  "u",
);
/** "đánh giá xấu" */
const BAD = new RegExp(`${BEFORE}(?:diem )?(?:xau|kem|te|thap|bad|poor|low)${AFTER}`, "u");
const BAD_STARS = 2;
/** A small number by itself, and no ticket's. */
const ALONE =
  /(?<![\p{L}\p{N}#.,/+-]|(?:phieu|ticket|so|ma|no)[ .:#]{1,2})([1-5])(?![\p{L}\p{N}]|[.,/:-]\d)/u;

/** Up to how many stars, from one field or answer: `"<= 2"`, `"dưới 3 sao"`, `"2"` → `"2"`; null for anything else. */
export function readAtMost(text: string): string | null {
  const given = fold(clean(text)).trim();
  const found = findAtMost(given);
  return found && found.start === 0 && found.end === given.length ? found.value : null;
}

/** The same in a longer text. */
export function findAtMost(free: string): Finding | null {
  const below = BELOW.exec(free);
  if (below) return finding(below, Number(below[1]) - 1);
  const match = AT_MOST.exec(free) ?? SAID.exec(free) ?? ALONE.exec(free);
  if (match) return finding(match, Number(match[1]));
  const bad = BAD.exec(free);
  return bad && finding(bad, BAD_STARS);
}

function finding({ index, 0: found }: RegExpExecArray, stars: number): Finding {
  return { start: index, end: index + found.length, value: String(stars) };
}
