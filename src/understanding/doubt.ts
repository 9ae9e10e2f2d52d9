import { fold } from "./fold.ts";
import type { Token } from "./model/tokens.ts";

/** Words of a denial, a report, a question, a condition or a wish, written out and folded. */
const DOUBTFUL = new Set(
  (
    "khong chua dung khoi khoan thoi roi da lo neu uoc ha " +
    "never not dont didnt isnt already yesterday if should would ? >"
  ).split(" "),
);

/** Words that take a request back, or ask what it would be good for: "xoá làm gì", "đổi chi nữa", "… mà thôi khỏi". */
const TAKEN_BACK =
  / (?:lam (?:gi|chi) (?!duoc)|chi nua|thoi khoi|ma thoi|bo qua di|de sau|khoan da|never mind|forget it) /;

/** True if a text takes back what it says. Nothing is then written. */
export function isTakenBack(tokens: readonly Pick<Token, "form">[]): boolean {
  return TAKEN_BACK.test(` ${tokens.map(({ form }) => form).join(" ")} `);
}

/**
 * Words at the end that take back what stands before them: "… à thôi", "… a thoi nha", "… ấy chết không phải", "… à nhầm".
 * "Đổi cho a thôi" only names him, "1 cái thôi" is a limit.
 */
const ENDS_TAKEN_BACK =
  /\S[\s,.;:!…-]{1,4}(?<!(?<!\p{L})(?:cho|cua|voi|nho|gium|giup|ho|dum|goi|bao|nhu|sang|qua|ten|khach) )(?:(?:a|ah|ak|ui|oi|ay|chet|ma|nhung|thoi) ?[,.…]* ?){1,3}(?:(?:thoi|khoan|nham|nham roi)|(?:khong|ko|k|hok|hong) phai)(?: (?:nha|nhe|nhen|nghen|vay|di|em|e|bot|ban|da|khoi|khoan|huy|bo|bo di|k|ko|khong|can|nua|doi|lam|tao|gui)){0,4}[\s.!…]*$/u;

/** True if the end of a text takes back what the text asks for. Nothing is then done. */
export function endsTakenBack(text: string): boolean {
  return ENDS_TAKEN_BACK.test(fold(text));
}

/** True if a text holds a word that may turn a request into something else. Then a write needs more certainty. */
export function isDoubtful(tokens: readonly Pick<Token, "form">[]): boolean {
  return tokens.some(({ form }) => DOUBTFUL.has(form));
}
