import { type Passage, take } from "./fold.ts";
import { AMOUNT, readAmount } from "./numbers.ts";
import { WORD_CHARS } from "./word-chars.ts";

const FREE_SHIPPING =
  /(?<!\p{L})(?:free ?ship(?:ping)?|ship(?:ping)? free|mien (?:phi )?(?:ship|giao hang|van chuyen|phi giao)|mien phi (?:ship|giao)|(?:khoi|khong|ko|k|dung|hong|chua)(?: (?:tinh|lay|thu|can|mat))*(?: (?:phi|tien|cuoc))? (?:ship|giao hang|van chuyen|giao)|khong phi ship|(?:bo|mien) (?:phi )?ship|ship 0(?: ?d| ?dong)?(?![\d.,]))(?!\p{L})/u;
const SHIPPING = new RegExp(
  `(?<!\\p{L})(?:(?:phi|tien|cuoc) )?(?:ship(?:ping)?(?: fee| cost)?|giao hang|van chuyen|vc|phi giao|delivery fee)(?: (?:#?\\d{3,6}(?!\\d)|\\uffff{1,60}|\\p{L}{1,8})){0,6}?[ :]{0,3}(?<!\\d|(?:don|order|deal|dh)[ :#]{1,2})(?<amount>${AMOUNT})(?![${WORD_CHARS}])`,
  "u",
);
/** "Over 5m": people write a million so behind a limit; elsewhere "5m" are metres. */
const MILLION = `m(?![${WORD_CHARS}])`;
const ABOVE = new RegExp(
  `(?<!\\p{L})(?:tren|hon|tu|over|above|more than|toi thieu|it nhat|lon hon|at least|>=?)(?: muc)? (?<amount>${AMOUNT})(?<million>${MILLION})?|(?<![\\d.,])(?<more>${AMOUNT}) (?:tro len|do len|or more)`,
  "u",
);
const BELOW = new RegExp(
  `(?<!\\p{L})(?:duoi|chua (?:toi|den)|khong (?:qua|den|toi)|ko qua|it hon|nho hon|under|below|less than|toi da|<=?|up to|max|at most)(?: muc)? (?<amount>${AMOUNT})(?<million>${MILLION})?|(?<![\\d.,])(?<less>${AMOUNT}) (?:tro xuong|do lai|or less)`,
  "u",
);
const BETWEEN = new RegExp(
  `(?<![\\p{L}\\d.,])(?:(?:tu|tam|khoang|between|from) )?(?<low>${AMOUNT}) ?(?:-|–|den|toi|and|to) ?(?<high>${AMOUNT})(?!\\p{L})`,
  "u",
);
const POINTS = /(?<![\p{L}\p{N}.,])(?<points>\d{1,6}) ?(?:d|diem|points?|pts?)(?![\p{L}\p{N}])/u;

/** "giảm 5%", "bớt 200k cho khách": a discount on a whole order. With a product's code it is one on that product. */
const OFF =
  /(?<!\p{L})(?:giam|bot|chiet khau|discount|take)(?: (?:gia|them|cho|duoc|nua|anh|chi|khach|em|ho|giup|tien)){0,3} (?<off>\d{1,2} ?%|\d[\d.,]{0,12} ?(?:k|tr|trieu|nghin|ngan|dong|d)(?!\p{L}))|(?<percent>\d{1,2} ?%) off(?!\p{L})/u;
const PRODUCT_CODE = /(?<![\p{L}\p{N}])(?=[a-z-]{0,20}\d)[a-z]{2}[a-z\d-]{2,20}(?![\p{L}\p{N}])/u;

/** Takes a discount on an order that exists. */
export function takeOff(passage: Passage, args: Record<string, string>): void {
  const match = PRODUCT_CODE.test(passage.free) ? null : OFF.exec(passage.free);
  const written = match?.groups?.off ?? match?.groups?.percent;
  if (!match || written === undefined) return;
  args.off = written.replace(" ", "");
  take(passage, match.index, match.index + match[0].length);
}

/** Takes sums with the words that say what they are: shipping, limits. */
export function takeMoney(
  passage: Passage,
  command: { name: string; arguments: readonly { name: string }[] },
  args: Record<string, string>,
): void {
  const wants = (name: string) =>
    args[name] === undefined && command.arguments.some((one) => one.name === name);
  const set = (name: string, match: RegExpExecArray | null, written: string | undefined) => {
    const value = match && written !== undefined ? readAmount(written) : null;
    if (!match || value === null || !wants(name)) return;
    args[name] = value;
    take(passage, match.index, match.index + match[0].length);
  };
  if (wants("shipping")) {
    const free = FREE_SHIPPING.exec(passage.free);
    const paid = SHIPPING.exec(passage.free);
    if (paid) set("shipping", paid, paid.groups?.amount);
    else if (free) set("shipping", free, "0");
  }
  if (wants("above") && wants("below")) {
    const between = BETWEEN.exec(passage.free);
    const { low = "", high = "" } = between?.groups ?? {};
    if (between && /[a-z]$/.test(high)) {
      const unit = /(?<![a-z])[a-z]+(?: ?\d{1,8})?$/.exec(high)?.[0] ?? "";
      set("above", between, /[a-z]/.test(low) ? low : `${low} ${unit}`);
      args.below = readAmount(high) ?? "";
      if (args.below === "") delete args.below;
    }
  }
  if (wants("below")) {
    const match = BELOW.exec(passage.free);
    set("below", match, limitIn(match));
  }
  if (wants("below") && command.name === "gifts")
    set("below", POINTS.exec(passage.free), POINTS.exec(passage.free)?.groups?.points);
  if (wants("above")) {
    const match = ABOVE.exec(passage.free);
    const written = limitIn(match);
    if (written !== undefined && /[a-z₫]|\d{4}|[.,]\d{3}/.test(written)) set("above", match, written);
  }
}

/** Returns the sum of a limit: `"5tr"` for "over 5m". */
function limitIn(match: RegExpExecArray | null): string | undefined {
  const { amount, million, more, less } = match?.groups ?? {};
  return million === undefined ? (amount ?? more ?? less) : `${amount}tr`;
}
