import { fold } from "./fold.ts";

/** A longer text is a story to be stored. */
const MOST_CHARS = 160;
const FEWEST_WORDS = 3;
/** Particles and whom a question is put to, at its end. */
const ADDRESS = "(?:em|e|bot|ad|admin|shop|ban|b|anh|chi|moi nguoi|ca nha)";
const PARTICLE = "(?:vay|v|z|zay|the|ha|a|ta|nhi|do|day|oi|nha|troi|luon)";
const ASKED =
  "(?:o dau|cho nao|dau|la gi|gi|the nao|lam sao|ra sao|nhu nao|sao|bao nhieu|bao lau|khi nao|nao|ai|duoc khong|duoc ko|dc k|dc ko|khong|ko|k|hong|hok|chua|may)";

/** Ends as a question to somebody: "… nằm ở đâu vậy em", "ghi gì ở đây em". */
const PUT_TO_SOMEBODY = new RegExp(
  `(?<!\\p{L})${ASKED}(?: (?:o |cho )?(?:day|do|nay|kia|truoc|ra))?(?: ${PARTICLE}){0,3} ${ADDRESS}(?: (?:oi|a|nhi|ha|voi|vay|z)){0,2}[\\s.!?~]*$`,
  "u",
);
/** Ends as a question: "mã này lấy ở đâu", "sla là gì vậy", "còn mấy điểm?" */
const IS_QUESTION = new RegExp(
  `\\?[\\s!]*$|(?<!\\p{L})(?:o dau|(?:toi|den|di) dau|dau roi|cho nao|la gi|the nao|lam sao|ra sao|nhu nao|bao nhieu|bao lau|khi nao|duoc khong|duoc ko|co khong|dung khong|phai khong)(?: roi)?(?: ${PARTICLE}){0,3}[\\s.!~]*$|(?<!\\p{L})${ASKED}(?: ${PARTICLE}){1,3}[\\s.!~]*$|(?<!\\p{L})(?:bao nhieu|(?:con|duoc) may|(?:con|duoc) nhieu) (?:diem|don|phieu|qua|tien)(?!\\p{L})|^(?:what|where|which|how|why|when|who|do i|can i|should i|is it|is this)(?!\\p{L})`,
  "u",
);
/** "Ủa bắt buộc phải có sđt hả": without its accent, "ha" is a part of many names. */
const ENDS_WITH_HA = /(?<!\p{L})(?:hả|hở|hử)(?: (?:em|bot|ad|chị|anh|bạn|ta|trời))?[\s.!?~]*$/iu;
/** "Xem giúp chỉ còn bao nhiêu điểm" asks for something to be looked up. */
const LOOK_UP =
  /^(?:(?:ma|a|u|ua|ok|em|e|bot|khoan|da) )*(?:xem|coi|check|kiem tra|tra|tim) (?:giup|gium|dum|ho|cho|lai|thu)(?!\p{L})/u;
/** Somebody tells what another person asks, wants or says: "khách hỏi còn mấy điểm", "chị Hoa xin xoá phiếu cũ". */
const TELLS =
  /^(?:\p{L}+ ){0,4}(?:hoi|xin|bao(?! (?:nhieu|nhiu|lau|gio))|noi|phan anh|than|yeu cau|muon|can|keu|nho|doi|de nghi|khieu nai|thac mac|cho biet|asks?|asked|wants?|says?|said|reports?|complains?|requests?)(?!\p{L})/u;

/** True for a question that a person puts to the bot or a colleague: "mã nằm ở đâu vậy em". */
export function isPutToBot(text: string): boolean {
  const said = saidIn(text);
  if (said === null || tellsOfSomebody(text)) return false;
  return PUT_TO_SOMEBODY.test(said) || (LOOK_UP.test(said) && isQuestion(text));
}

/** True for a text that is a question, to whomever: "mã lấy ở đâu", "sla là gì vậy". */
export function isQuestion(text: string): boolean {
  const said = saidIn(text);
  return said !== null && (IS_QUESTION.test(said) || PUT_TO_SOMEBODY.test(said) || ENDS_WITH_HA.test(text));
}

/** True for a text that tells what somebody asks or wants. As a title it is no request: "khách xin xoá phiếu cũ". */
export function tellsOfSomebody(text: string): boolean {
  return TELLS.test(fold(text).trim());
}

function saidIn(text: string): string | null {
  const said = fold(text).trim();
  const isShort = text.length <= MOST_CHARS && said.split(/\s+/).length < FEWEST_WORDS;
  return text.length > MOST_CHARS || isShort ? null : said;
}
