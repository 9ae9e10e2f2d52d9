/** A text that was split in two: `behind` is the second clause, or the second request. */
export interface TwoClauses {
  before: string;
  behind: string;
}

const MOST_CHARS = 300;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** "…, à không, voucher 50", "… à nhầm anh An": words that correct what stands before them. */
const CORRECTION =
  /(?<!\p{L})(?:(?:à|ah|ủa|ấy|ui|chết) (?:không|khong|ko|hông|nhầm|nham|lộn|lon|quên|quen)|(?<=[,;.…-] ?)(?:(?:a|ua) (?:nham|lon)|(?:nham|lon|nhầm|lộn)(?= ?[,:.…]))|(?<=[,;.…-] ?)a (?:khong|ko))(?!\p{L})/iu;

/**
 * Splits a text before words that correct it: `"đổi bình nước cho chị Bình, à không, voucher 50"` → `{ before: "đổi bình
 * nước cho chị Bình", behind: "à không, voucher 50" }`. Null if there are none.
 */
export function aroundCorrection(text: string): TwoClauses | null {
  const mark = text.length > MOST_CHARS ? null : CORRECTION.exec(text);
  if (!mark || !LETTER_OR_DIGIT.test(text.slice(mark.index + mark[0].length))) return null;
  const before = text.slice(0, mark.index).replace(/(?<![\s,;.…-])[\s,;.…-]+$/u, "");
  return before === "" ? null : { before, behind: text.slice(mark.index) };
}

const RECEIVER = /(?<!\p{L})(?:cho|for)(?!\p{L})/iu;
const AND = /[,;]|(?<!\p{L})(?:và|va|với|voi|rồi|roi|còn|con|and)(?!\p{L})/giu;

/**
 * Splits a text that gives one thing to one person and another to another: `"đổi voucher50 cho An và bình nước cho Bình"` →
 * `{ before: "đổi voucher50 cho An", behind: "bình nước cho Bình" }`; or null.
 */
export function aroundSecondReceiver(text: string): TwoClauses | null {
  if (text.length > MOST_CHARS) return null;
  for (const match of text.matchAll(AND)) {
    const { before, behind } = aroundMatch(text, match);
    const receiver = RECEIVER.exec(behind);
    if (RECEIVER.test(before) && receiver !== null && receiver.index > 0) return { before, behind };
  }
  return null;
}

const NEXT_REQUEST = /(?<!\p{L})(?:rồi|roi|xong|sau đó|sau do|then|nếu|neu|if)(?!\p{L})|,/iu;

/** Splits a text where another request may begin: `"đóng phiếu 16001 rồi báo em khi có phiếu gấp"`; or null. */
export function aroundNextRequest(text: string): TwoClauses | null {
  const match = text.length > MOST_CHARS ? null : NEXT_REQUEST.exec(text);
  const parts = match && aroundMatch(text, match);
  return parts === null || parts.before === "" ? null : parts;
}

/** Splits a text around a match, which is left out. */
export function aroundMatch(text: string, match: RegExpExecArray): TwoClauses {
  return {
    before: text.slice(0, match.index).trim(),
    behind: text.slice(match.index + match[0].length).trim(),
  };
}
