import { nameValue } from "./customer.ts";
import { type Finding, type Passage, TAKEN, typed } from "./fold.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";
import { WORD_CHARS } from "./word-chars.ts";
import { withoutQuestion } from "./word-lists.ts";

const TITLES = `${FORMS_OF_ADDRESS}|thay|mr|mrs|ms`;
/** The words before a name: "của Lan", "khách hàng tên Bình", "chị Hân". */
const INTRODUCTION = new RegExp(
  `(?<![${WORD_CHARS}])(cua|of|for|cho|khach hang|khach|kh|customer|${TITLES})(?: (?:khach hang|khach|kh|customer|ten|${TITLES})){0,3} (?=\\p{L})`,
  "gu",
);
/** Without accents, the other titles are also other words: "co" is "có", "chi" is "chi tiết". */
const SURE =
  /^(?:của|cua|of|for|cho|khách(?: hàng)?|khach(?: hang)?|kh|customer|anh|chị|cô|chú|bác|ông|bà|thầy)$/;
const NAME_END = new RegExp(`[${TAKEN},;:.!?\\n()]`);
/** Vietnamese names have two to five words. */
const WORDS_MAX = 5;
/** A name and the words of a question behind it are no longer. A page of "cho" is not read again and again. */
const ROOM_CHARS = 200;
const INTRODUCTIONS_MAX = 50;

/**
 * Finds a customer by a name that is introduced as one: "phiếu gấp của chị Bình" → `"name:Bình"`.
 * @param withFor true: "cho Bình" introduces a name too. In a question, it is mostly "cho xem".
 */
export function findIntroduced(passage: Passage, { withFor = false } = {}): Finding | null {
  for (const match of [...passage.free.matchAll(INTRODUCTION)].slice(0, INTRODUCTIONS_MAX)) {
    const start = match.index;
    const from = start + match[0].length;
    const first = typed(passage, start, start + (match[1] ?? "").length).toLowerCase();
    const isName = /^\p{Lu}/u.test(typed(passage, from, from + 1));
    if ((!isName && !SURE.test(first)) || (first === "cho" && !withFor)) continue;
    const behind = passage.free.slice(from, from + ROOM_CHARS);
    const end = from + (NAME_END.exec(behind)?.index ?? behind.length);
    const name = withoutQuestion(typed(passage, from, end).trim());
    const value = name.split(" ").length > WORDS_MAX ? null : nameValue(name);
    if (value !== null) return { start, end, value };
  }
  return null;
}
