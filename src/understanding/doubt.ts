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

/** True if a text holds a word that may turn a request into something else. Then a write needs more certainty. */
export function isDoubtful(tokens: readonly Pick<Token, "form">[]): boolean {
  return tokens.some(({ form }) => DOUBTFUL.has(form));
}
