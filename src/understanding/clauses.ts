/** A text of two clauses. */
interface TwoClauses {
  before: string;
  behind: string;
}

const MOST_CHARS = 300;
/** "…, à không, voucher 50", "… à nhầm anh An": words that correct what stands before them. */
const CORRECTION =
  /[\s,;.…-]+(?<mark>(?:(?:à|ah|ủa|ấy|ui|chết)\s+(?:không|khong|ko|hông|nhầm|nham|lộn|lon|quên|quen)|(?<=[,;.…-]\s*)(?:(?:a|ua)\s+)?(?:nham|lon|nhầm|lộn)|(?<=[,;.…-]\s*)a\s+(?:khong|ko))(?:\s+(?:phải|phai|rồi|roi))?[\s,:.…-]+(?=[\p{L}\p{N}]))/iu;

/**
 * Splits a text before words that correct it: `"đổi bình nước cho chị Bình, à không, voucher 50"` → `{ before: "đổi bình
 * nước cho chị Bình", behind: "à không, voucher 50" }`. Null if there are none.
 */
export function aroundCorrection(text: string): TwoClauses | null {
  const found = text.length > MOST_CHARS ? null : CORRECTION.exec(text);
  const mark = found?.groups?.mark;
  if (!found || mark === undefined) return null;
  const start = found.index + found[0].length - mark.length;
  return { before: text.slice(0, found.index), behind: text.slice(start) };
}

const SECOND_RECEIVER =
  /^(?<before>.+?\s(?:cho|for)\s.+?)[\s,]+(?:và|va|với|voi|rồi|roi|còn|con|and|,)\s+(?<behind>(?!(?:cho|for)\s)\S.{1,40}?\s(?:cho|for)\s\S.*)$/iu;

/**
 * Splits a text that gives one thing to one person and another to another: `"đổi voucher50 cho An và bình nước cho Bình"` →
 * `{ before: "đổi voucher50 cho An", behind: "bình nước cho Bình" }`; or null.
 */
export function aroundSecondReceiver(text: string): TwoClauses | null {
  const { before, behind } = (text.length > MOST_CHARS ? null : SECOND_RECEIVER.exec(text))?.groups ?? {};
  return before === undefined || behind === undefined ? null : { before, behind };
}

const NEXT_REQUEST = /[\s,;]+(?:rồi|roi|xong|sau đó|sau do|then|nếu|neu|if)\s+|,\s*/iu;

/** Splits a text where another request may begin: `"đóng phiếu 16001 rồi báo em khi có phiếu gấp"`; or null. */
export function aroundNextRequest(text: string): TwoClauses | null {
  const found = text.length > MOST_CHARS ? null : NEXT_REQUEST.exec(text);
  if (!found || found.index === 0) return null;
  return { before: text.slice(0, found.index), behind: text.slice(found.index + found[0].length) };
}
