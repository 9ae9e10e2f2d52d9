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
  / (?:lam (?:gi|chi) (?!duoc)|chi nua|thoi khoi|ma thoi|bo qua di|de sau(?! (?:tet|le|gio|ngay|tuan|thang|khi|buoi|mua))|khoan da|never mind|forget it) /;

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

/**
 * The same in words that only stop: "… dẹp đi", "… hoy khỏi", "… í lộn, hông phải", "… không làm nữa". What a customer does no
 * more may be a ticket's title.
 */
const ENDS_WITH_STOP =
  /[\p{L}\p{N}][\s,.;!…-]{1,4}(?<!(?<!\p{L})(?:khach|kh|ho|noi|bao|keu|la|nen|nghi|may|tivi|chi|anh|co|chu|bac|ong|ba) )(?:dep (?:di|nha|nhe|luon|thoi)|hoy(?: khoi)?|(?:i|y|o|ui|ua|ay) (?:lon|nham)(?: roi)?(?:,? (?:khong|ko|k|hok|hong) phai)?|(?:khong|ko|k|hok|hong) (?:lam|doi|can|tich|tao|gan) nua(?: dau)?|(?:nham|lon) (?:ma )?roi,? (?:huy|bo|dep)(?: qua)?)(?: (?:nha|nhe|di|em|e|bot|giup|gium|luon|a)){0,3}[\s.!…]*$/u;

/** True if the end of a text takes back what the text asks for. Nothing is then done. */
export function endsTakenBack(text: string): boolean {
  const folded = fold(text);
  return ENDS_TAKEN_BACK.test(folded) || (!folded.includes(":") && ENDS_WITH_STOP.test(folded));
}

/** Words that stop something, typed with their accents. "Thôi" at the end is a limit. */
const STOP_WORD =
  /(?<!\p{L})(?:đừng|dừng|ngừng|ngưng|khỏi|dẹp|thôi(?! (?:nha|nhé|nhe|nghen|nhen|hen|ạ|em|luôn|giúp)| ?[.!]*$)|don['’]?t|stop|cancel|never ?mind)(?!\p{L})/iu;
/** The same words folded, where no others are meant by them. */
const STOP_PHRASE =
  /(?<!\p{L})(?:(?:khong|ko|k|hok|hong|khoi|chang) (?:can|phai|theo|muon)|ngung|dep di|(?:dung|thoi|khoi) (?:gui|bao|nhan|nhac|theo|chuyen|dat|set|lam|doi))(?!\p{L})/u;

/** True if some word of a text may stop what the others ask for: "chuyển sang tiếng anh, à không cần đâu". */
export function maySayStop(text: string): boolean {
  return STOP_WORD.test(text.normalize("NFC")) || STOP_PHRASE.test(fold(text));
}

/** True if a text holds a word that may turn a request into something else. Then a write needs more certainty. */
export function isDoubtful(tokens: readonly Pick<Token, "form">[]): boolean {
  return tokens.some(({ form }) => DOUBTFUL.has(form));
}
