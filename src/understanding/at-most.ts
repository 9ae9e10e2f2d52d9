import { clean, type Finding, openPassage, type Passage, typed } from "./passage.ts";

const NUMBER = "\\d{1,3}(?:[.,]\\d{1,2})?";
const STARS = "sao|stars?|diem|★|⭐";
const BEFORE = "(?<![\\p{L}\\p{N}.,/:#+-])";
const word = (words: string) => `(?<![\\p{L}\\p{N}])(?:${words})`;
/** "Trên 2 tiếng" counts something else. */
const NO_STARS =
  "(?![\\p{L}\\p{N}]|[.,/:-]\\d| ?(?:tieng|gio|phut|ngay|tuan|hours?|minutes?|days?)(?![\\p{L}\\p{N}]))";

/** A number with what says how it bounds the stars: `"dưới 3 sao"`, `">= 4"`, `"từ 1 đến 2 sao"`, `"2 or less"`. */
const BOUND = new RegExp(
  `(?:(?<below><(?![=>])|${word("duoi|nho hon|it hon|thap hon|kem hon|below|under|less than")})` +
    `|(?<most><=|=<|≤|${word("toi da|khong (?:qua|tren|hon)|at most|up to|max|not? more than")})` +
    `|(?<above>>=?|=>|≥|${word("tu tren|tren|(?:(?:nhieu|lon|cao) )?hon|it nhat|toi thieu|khong duoi|above|over|more than|at least|min")})` +
    `|(?<from>${word("tu|from")})|(?<is>=))? ?${BEFORE}(?<first>${NUMBER})(?: ?(?<stars>${STARS}))?` +
    `(?: ?(?:-|–|,|den|toi|to|va|hoac|hay|and|or) ?(?<second>${NUMBER})(?: ?(?:${STARS}))?)?` +
    `(?:(?<down> ?tro xuong| (?:or|and) (?:less|below|lower|fewer))|(?<up> ?(?:\\+|tro len)| (?:or|and) (?:more|above|up|higher)))?${NO_STARS}`,
  "gu",
);
/** "đánh giá xấu" */
const BAD = /(?<![\p{L}\p{N}])(?:diem )?(?:xau|kem|te|thap|bad|poor|low)(?![\p{L}\p{N}])/u;
const BAD_STARS = "2";
/** No upper bound tells of these. */
const GOOD =
  /(?:^|(?<![\p{L}\p{N}])danh gia )(?:tot|tich cuc)(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])(?:good|positive) (?:ratings?|reviews?)/u;
const MOST_STARS = 5;
/** A small number by itself, and no ticket's. */
const ALONE = new RegExp(
  `(?<![\\p{L}\\p{N}#.,/+-]|(?:phieu|ticket|so|ma|no)[ .:#]{1,2})([1-5])${NO_STARS}`,
  "u",
);

/** Up to how many stars, from one field or answer: `"<= 2"`, `"dưới 3 sao"`, `"2"` → `"2"`; null for anything else. */
export function readAtMost(text: string): string | null {
  const passage = openPassage(clean(text));
  const found = findAtMost(passage);
  const isAll = found?.start === 0 && found.end === passage.free.length;
  return isAll && /^[1-5]$/.test(found.value) ? found.value : null;
}

/**
 * The same in a longer text. Stars that are no upper bound (`"trên 4 sao"`, `"<= 0"`) come out as they were typed, so that
 * they are asked about.
 */
export function findAtMost(passage: Passage): Finding | null {
  const { free } = passage;
  for (const match of free.matchAll(BOUND)) {
    if (!isOfStars(match)) continue;
    const stars = mostOf(match);
    return finding(passage, match, stars === null ? undefined : String(stars));
  }
  const alone = ALONE.exec(free);
  if (alone) return finding(passage, alone, alone[1]);
  const bad = BAD.exec(free);
  if (bad) return finding(passage, bad, BAD_STARS);
  const good = GOOD.exec(free);
  return good && finding(passage, good, undefined);
}

/** A number alone may be a ticket's, and one behind "từ" a time of day. */
function isOfStars({ groups = {} }: RegExpExecArray): boolean {
  const { from: _, first: __, ...said } = groups;
  return Object.values(said).some((part) => part !== undefined);
}

/** Null where the stars have another bound, or are none: who asks for five stars wants none of the others. */
function mostOf({ groups = {} }: RegExpExecArray): number | null {
  const { below, most, above, from, first, second, down, up } = groups;
  if (above !== undefined || up !== undefined) return null;
  if (second !== undefined && first !== "1") return null;
  const stars = Number((second ?? first)?.replace(",", ".")) - (below === undefined ? 0 : 1);
  const isBound = [below, most, down].some((part) => part !== undefined);
  if (!isBound && (stars === MOST_STARS || (from !== undefined && second === undefined))) return null;
  return Number.isInteger(stars) && stars >= 1 && stars <= MOST_STARS ? stars : null;
}

/** @param value as typed, where there is none */
function finding(passage: Passage, { index, 0: found }: RegExpExecArray, value?: string): Finding {
  const [start, end] = [index, index + found.length];
  return { start, end, value: value ?? typed(passage, start, end).trim() };
}
