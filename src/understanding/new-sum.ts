import { type Passage, TAKEN, take } from "./fold.ts";
import { AMOUNT, readAmount } from "./numbers.ts";
import { WORD_CHARS } from "./word-chars.ts";

const SUM = new RegExp(`(?<![${WORD_CHARS}.,+/-])${AMOUNT}(?![${WORD_CHARS}%]|[.,/-]\\d)`, "gu");
const MONEY = /[a-z₫]|\d[.,]\d{3}(?!\d)|\d{4}/;
/** What stands before a sum that is the wrong or the old one, or somebody else's. */
const OLD_BEFORE =
  /(?<!\p{L})(?:(?:khong|ko|k|hok|hong|hổng|chu|chua)(?: phai| con| ban)?(?: la)?|not|instead of|thay vi|(?:gia )?cu(?: la)?|old price|(?:dang|bi)(?: (?:bi|de|ghi|ban|niem yet)){0,3}(?: (?:gia|la))?|(?:nhap|ghi|go|bao|de)(?: \p{L}{1,12})? (?:nham|sai|lon|thieu)(?: [^\s,.;()]{1,20}){0,4}|from|tu|doi thu(?: \p{L}{1,12})?|duoi|tren|hom qua(?: \p{L}{1,12}){0,2}|truoc(?: \p{L}{1,12}){0,2}|tang|giam|them|bot)[ :(]{0,4}$/u;
const OLD_AFTER = /^[ )]*(?:\p{L}{1,4} )?(?:la )?(?:sai|nua|cu|kia|nham|wrong|khong ai|->|=>|→)(?!\p{L})/u;
/** What stands before the new one. */
const NEW_BEFORE =
  /(?<!\p{L})(?:ma la|phai la|gia phai|dung ra(?: la| phai)?|dung la|dung|moi la|(?:sua|chinh|doi|de|len|ha|dieu chinh|cap nhat|keo)(?: gia)? (?:lai|ve|thanh|xuong|len|con|sang|la)(?: \p{L}{1,12})?|chinh|sua|thanh|xuong|len|con|ve|sang|gio(?: la)?|gia moi(?: la)?|lai|to|should be|make it|->|=>|→)[ :]{0,4}$/u;
const BEFORE_CHARS = 36;
/** What stands before a sum by which a price goes up or down. */
const STEP =
  /(?<!\p{L})(?:(?:tang|giam|cong|tru|bot|them|lai)(?: gia)?(?: \S{1,16}){0,2}(?: them| bot)?|by) $/u;

/**
 * Takes the new price where several sums stand in a text: `"không phải 390k mà là 359k"` → `"359000"`. If no word
 * decides between two sums, none is read and both are taken, so that the bot asks. A text with one sum is left as it is.
 */
export function takeNewSum(passage: Passage, args: Record<string, string>, name: string): void {
  if (args[name] !== undefined) return;
  const sums = [...passage.free.matchAll(SUM)].flatMap((match) => {
    const value = MONEY.test(match[0]) ? readAmount(match[0]) : null;
    return value === null ? [] : [{ start: match.index, end: match.index + match[0].length, value }];
  });
  const [only] = sums;
  if (new Set(sums.map(({ value }) => value)).size < 2) {
    // "Tăng giá thêm 500k" does not say what the new price is.
    if (
      only !== undefined &&
      STEP.test(passage.free.slice(Math.max(0, only.start - BEFORE_CHARS), only.start))
    )
      take(passage, only.start, only.end);
    return;
  }
  const rated = sums.map((sum) => ({ ...sum, ...signsAt(passage.free, sum.start, sum.end) }));
  const fresh = rated.filter(({ isNew, isOld }) => isNew && !isOld);
  const left = fresh.length > 0 ? fresh : rated.filter(({ isOld }) => !isOld);
  const values = new Set(left.map(({ value }) => value));
  const [value] = values;
  if (value !== undefined && values.size === 1) args[name] = value;
  for (const { start, end } of sums) take(passage, start, end);
}

function signsAt(free: string, start: number, end: number): { isNew: boolean; isOld: boolean } {
  const before = free.slice(Math.max(0, start - BEFORE_CHARS), start).replaceAll(TAKEN, " ");
  const isOld = OLD_BEFORE.test(before) || OLD_AFTER.test(free.slice(end, end + 20));
  return { isNew: NEW_BEFORE.test(before), isOld };
}
