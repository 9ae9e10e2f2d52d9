import { fold } from "./fold.ts";
import { EMPTIED } from "./grammar.ts";
import { unquoted } from "./plain-values.ts";

/** Words that name a text, with the text behind them: "ghi chú: …", "lý do khách không phản hồi". */
const TEXT_NAMED =
  /(?<!\p{L})(?:ghi chu|gchu|note|noi dung|mo ta|chi tiet|tieu de|ly do|luu y|dan do|ket qua|(?:cach|huong) (?:xu ly|giai quyet)|reason|description|details?|title|subject)(?!\p{L})/u;
/** Words that name a record, whose text begins behind a colon: "tạo phiếu cho 0867…: máy in hỏng". */
const RECORD_NAMED = /(?<!\p{L})(?:phieu|ticket|case|yeu cau|khieu nai|nhac|ghi)(?!\p{L})/u;
/** Fewer words are a value, and no dictated text. */
const LEAST_WORDS = 3;

/** Returns where a dictated text begins in the folded text; -1 if none does. */
export function dictationIn(folded: string): number {
  const text = TEXT_NAMED.exec(folded);
  const record = text ?? RECORD_NAMED.exec(folded);
  if (!record) return -1;
  const end = record.index + record[0].length;
  const colon = colonFrom(folded, end);
  const start = colon >= 0 ? colon + 1 : text ? end : -1;
  const words = start < 0 ? [] : folded.slice(start, start + 200).match(/\p{L}+/gu);
  return words !== null && words.length >= LEAST_WORDS ? start : -1;
}

/** True for a text that holds the words of a note, a title or a reason. */
export function isDictation(text: string): boolean {
  return dictationIn(fold(text)) >= 0;
}

/** A text of a record, and the words of the request before it. */
interface Dictated {
  head: string;
  body: string;
  /** The text stands in quotation marks. */
  isQuoted: boolean;
  /** What stands behind the quotation marks, and is no part of the text. */
  second?: string;
}

/** The words of a changed text may be those of other fields: "sửa mô tả phiếu 16002 thành: …, để trạng thái chờ". */
const VERBATIM =
  /(?<!\p{L})(?:(?:sua|doi|chinh|thay|cap nhat)(?: lai)? (?:mo ta|noi dung|chi tiet)|ghi chu|gchu|note|luu y|dan do|ly do|(?:cach|huong) (?:xu ly|giai quyet)|reason)(?!\p{L})/u;
/** One word is a value that the readers of fields take. */
const TWO_WORDS = /\p{L}[^\p{L}]+\p{L}/u;
/** So far behind the word for a note its colon may stand. */
const HEAD_CHARS = 80;
/** "…, nhãn: VIP": another field of the record. */
const NEXT_FIELD = /[,;.\n] ?\p{L}[\p{L} ]{1,24}:(?:\s|$)/u;

/** True if a quotation is open at the end of a text. The colon of `ghi chú "Khách dặn: giao sau 5h"` is a part of it. */
function isInQuotation(before: string): boolean {
  const isOpen = before.split('"').length % 2 === 0;
  const last = (signs: string) => Math.max(...[...signs].map((sign) => before.lastIndexOf(sign)));
  return isOpen || last("“«") > last("”»");
}

/**
 * Splits a request at the colon behind the word for a note or a reason: `"ghi chú cho chị Bình: không lấy màu hồng"`. Null
 * without one, and if another field follows.
 */
export function aroundDictation(text: string): Dictated | null {
  const folded = fold(text);
  const marker = VERBATIM.exec(folded);
  if (!marker) return null;
  const end = marker.index + marker[0].length;
  const colon = colonFrom(folded, end);
  if (colon < 0 || colon - end > HEAD_CHARS || isInQuotation(text.slice(0, colon))) return null;
  const behind = text.slice(colon + 1).trim();
  const quoted = QUOTED_FIRST.exec(behind);
  const said = quoted?.[0] ?? behind;
  const body = unquoted(said);
  if (!TWO_WORDS.test(body) || EMPTIED.test(fold(body)) || NEXT_FIELD.test(folded.slice(colon))) return null;
  const head = text.slice(0, colon + 1).replace(WORD_FOR_WORD, "");
  const second = quoted?.groups?.second;
  return { head, body, isQuoted: body !== said, ...(second !== undefined && { second }) };
}

/** "“Khách gọi 2 lần”. Còn tag VIP thì đừng gỡ": a sign ends the text behind its quotation marks. */
const QUOTED_FIRST =
  /^(?:“[^“”]{2,2000}”|"[^"]{2,2000}"|«[^«»]{2,2000}»)(?=[.,;] ?(?<second>\p{L}[^"“”«»]*)$)/u;
/** "Ghi chú 476 nguyên văn:": word for word. */
const WORD_FOR_WORD =
  / (?:nguyên văn|nguyen van|verbatim|word for word)(?: như sau| nhu sau| là| la)?(?= ?:$)/iu;

/** Returns the place of the first colon that is no part of a time: "9:30". */
function colonFrom(text: string, from: number): number {
  for (let at = text.indexOf(":", from); at >= 0; at = text.indexOf(":", at + 1)) {
    if (!/\d/.test(text[at + 1] ?? "")) return at;
  }
  return -1;
}

const WHO = "(?:em|e|anh|chị|chi|c|mình|mk|tôi|tui|tớ|bot|bạn|ad|shop|sếp|cô|bác|cả nhà|mọi người)";
const PARTICLE = "(?:nhé|nhe|nha|nhá|nhen|nghen|nhak|nhoa|ạ|pls|plz|please)";
const HELP = "(?:giúp|giup|giùm|gium|dùm|dum|zùm|zúp|hộ)";
/** Words at the end of a text that are said to the bot: "nhé em", "giúp chị với", "bot ơi". */
const SAID_TO_BOT = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${PARTICLE}(?: ${WHO})?|(?:${HELP}|cho) (?:em|e|mình|mk|tôi|tui|chị|anh|c|với|vs|cái|me)(?: (?:với|vs|đi|cái|luôn))?|${HELP}|${WHO} ơi|(?:cảm ơn|cám ơn|cam on|thanks|thank you|thx)(?: ${WHO})?|for me)$`,
  "iu",
);
/** What somebody else asked for: "khách nhờ hàng xóm nhận hộ", "khách bảo gọi cho em". */
const ASKED_BY_OTHERS = /(?<!\p{L})(?:nho|nhan|bao|keu|doi|xin|muon|dan|goi|gui|giao)(?!\p{L})/u;
const HELPS = /^(?:giúp|giup|giùm|gium|dùm|dum|zùm|zúp|hộ|cho)/iu;
const TAIL_CHARS = 60;
const ROUNDS = 6;

/** Returns a dictated text without what is said to the bot at its end: `"đừng gọi nữa nhé em"` → `"đừng gọi nữa"`. */
export function withoutSaidToBot(text: string): string {
  let left = text.trim();
  for (let round = 0; round < ROUNDS; round++) {
    const standalone = left.replace(/(?<![\s,.;!~…])[\s,.;!~…]+$/u, "");
    const from = Math.max(0, standalone.length - TAIL_CHARS);
    const match = SAID_TO_BOT.exec(standalone.slice(from));
    if (!match) return left;
    const before = standalone.slice(0, from + match.index).trimEnd();
    if (!/[\p{L}\p{N}]/u.test(before)) return left;
    if (HELPS.test(match[0]) && isPartOfText(before, match[0])) return left;
    left = before.replace(/(?<![\s,;–—-])[\s,;–—-]+$/u, "");
  }
  return left;
}

/** Words at the start of an answer that are said to the bot: "ờ thì", "dạ,", "ghi là", "ghi giùm em là". */
const SAID_FIRST =
  /^(?:(?:ờ|ừ|ừm|dạ|uh|uhm)(?: thì| thi|,) |(?:ghi|viết|viet)(?: (?:vô|vo|vào|vao|giúp|giup|giùm|gium|dùm|dum|cho|em|chị|chi|anh|mình)){0,4} (?:là|la) )(?!(?:gì|gi|sao)(?!\p{L}))(?=\S)/iu;

/** Returns an answer without what is said to the bot before it: `"ghi là khách báo máy không mát"` → `"khách báo …"`. */
export function withoutSaidFirst(text: string): string {
  return text.trimStart().replace(SAID_FIRST, "");
}

/** True for "khách nhờ hàng xóm nhận hộ". Behind a pause, "giúp em" is said to the bot. */
function isPartOfText(before: string, words: string): boolean {
  if (/[,.;!?…"”»]$/u.test(before)) return false;
  const isBare = !words.includes(" ");
  const isForSomebody = /^cho /iu.test(words);
  return (isBare || isForSomebody) && ASKED_BY_OTHERS.test(fold(before).slice(-40));
}
