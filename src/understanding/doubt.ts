import type { Token } from "./model/tokens.ts";

/** Words of a denial, a report, a question, a condition or a wish, written out and folded. */
const DOUBTFUL = new Set(
  (
    "khong chua dung khoi khoan thoi roi da lo neu uoc ha " +
    "never not dont didnt isnt already yesterday if should would ? >"
  ).split(" "),
);

/** True if a text holds a word that may turn a request into something else. Then a write needs more certainty. */
export function isDoubtful(tokens: readonly Pick<Token, "form">[]): boolean {
  return tokens.some(({ form }) => DOUBTFUL.has(form));
}
