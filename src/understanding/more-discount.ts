import { openPassage, typed } from "./fold.ts";

const LESS = "(?:giam|bot|tru|discount|chiet khau|ck)";
const SUM = "\\d[\\d.,]{0,12} ?(?:%|\\p{L}{1,5})?";
/** "Giảm thêm 50k", "bớt 5% nữa", "another 50k off" */
const MORE = new RegExp(
  `(?<!\\p{L})(?:${LESS}(?: gia)? (?:them|tiep)(?: \\p{L}{1,5}){0,3} ${SUM}|${LESS} ${SUM} nua|(?:another|extra|further) ${SUM} ?(?:off|discount))(?!\\p{L})`,
  "u",
);
const FIRST = new RegExp(`(?<!\\p{L})(?:${LESS}|off)(?!\\p{L})`, "u");

interface MoreDiscount {
  /** `"giảm thêm 50k"`, as it was typed. */
  said: string;
  /** The text names a discount before this one. */
  isSecond: boolean;
}

/** Finds a discount that is to be added to one before it: a line of an order holds only one. */
export function moreDiscountIn(text: string): MoreDiscount | null {
  const passage = openPassage(text);
  const match = MORE.exec(passage.free);
  if (match === null) return null;
  const said = typed(passage, match.index, match.index + match[0].length).trim();
  return { said, isSecond: FIRST.test(passage.free.slice(0, match.index)) };
}
