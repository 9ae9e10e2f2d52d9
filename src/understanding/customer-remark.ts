import { withoutSaidToBot } from "./dictation.ts";
import { type Passage, TAKEN, take, typed } from "./fold.ts";
import { ADDED, type CommandGrammar } from "./grammar.ts";
import { WORD_CHARS } from "./word-chars.ts";

const WHO = "(?:khach(?: hang)?|kh|chi ay|anh ay|co ay|ba ay|ong ay|chi nay|anh nay|customer|she|he)";
const TELLS =
  "(?:thich|muon|dan|hay|khong|ko|chi|can|quen|ky|di ung|uu tien|chua|rat|kho|de|noi|yeu cau|likes?|wants?|prefers?|needs?|never|always)";
/** "…, khách thích màu đỏ" behind a pause or a number: it tells of the customer, and is no part of an address. */
const REMARK = new RegExp(
  `(?<=[,;.\\n${TAKEN}] ?|\\d )${WHO} (?:nay |rat |cung |hay )?${TELLS} [^;\\n${TAKEN}]{2,200}`,
  "u",
);
/** A number in it may be a value of its own. */
const LONG_NUMBER = /\d{6}|@/;

/** True if a value holds a remark on the customer: `"12 Lê Lợi, khách thích giao sáng"`. */
export function holdsRemark(folded: string): boolean {
  return REMARK.test(folded);
}

/** Takes what a text tells of the customer as the note: `"…, khách thích màu đỏ"`. In a change it goes below the note. */
export function takeCustomerRemark(
  passage: Passage,
  { name }: CommandGrammar,
  args: Record<string, string>,
): void {
  if (name !== "newcustomer" && name !== "editcustomer") return;
  const match = args.note === undefined ? REMARK.exec(passage.free) : null;
  if (!match || LONG_NUMBER.test(match[0]) || NOTED.test(passage.free.slice(0, match.index))) return;
  const end = match.index + match[0].length;
  const note = withoutSaidToBot(typed(passage, match.index, end));
  args.note = name === "editcustomer" ? ADDED + note : note;
  take(passage, match.index, end);
}

/** Behind the word for a note the reader of fields takes it. */
const NOTED = new RegExp(`(?<![${WORD_CHARS}])(?:ghi chu|gchu|gc|note|luu y|dan do)(?![${WORD_CHARS}])`, "u");
