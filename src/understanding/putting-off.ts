import { asksForValue } from "./amendment-words.ts";
import { clausesOf } from "./answers-to-question.ts";

/** Forms of address, interjections and particles at the start of a clause. */
const START =
  "(?:(?:da|a|ah|u|uh|ok|oke|okay|vay|the|thi|thoi|ma|em|e|anh|chi|minh|mk|khach|bot|oi|well|no|please|pls|sorry|maybe|perhaps) ){0,6}";
/** Who is to do it: "để em", "để chị An". */
const WHO = "(?:em|e|anh|a|chi|c|minh|mk|toi|tui|t|tao|shop|co|chu|bac|ong|ba|khach|kh|nguoi ta|ho)";
/** A later time. "Toi" alone is left out: without its accents it means "I" as well as "evening". */
const LATER_TIME =
  "(?:(?:mot )?(?:ti|lat|chut|xiu)(?: nua)?|(?:ngay |sang |trua |chieu |toi )?mai(?: mot)?|(?:chieu|trua|toi) nay|chieu|(?:hom|bua|khi|luc|dip|lan|ngay) (?:khac|sau)|(?:tuan|thang|dot) (?:sau|toi)|dau tuan|cuoi tuan|sau)";
/** What the question asks to do. */
const VERB = "(?:doi|lam|tao|gui|xoa|dong|sua|luu|them|gan|chuyen|tinh|lay|ghi|chot|len|xu ly|bam)";
const PARTICLES = "(?: (?:nha|nhe|nhen|nghen|di|a|em|e|anh|chi|bot|vay|cung duoc|hen|thoi|da|shop)){0,4}$";

/** Clauses that leave it for another time. */
const LATER: readonly RegExp[] = [
  // "Khách bảo để mai", "để em lát nữa"
  new RegExp(
    `(?<!\\p{L})de (?:${WHO} )?(?:den |toi |qua )?(?:\\d{1,2} ?(?:h|g|gio)? )?${LATER_TIME}(?!\\p{L})`,
    "u",
  ),
  // "Lát em đổi", "mai hẵng đổi"
  new RegExp(
    `^${START}${LATER_TIME} (?:${WHO} )?(?:(?:hay|hang|hoi|moi|roi|se|quay lai) ){0,2}${VERB}(?!\\p{L})`,
    "u",
  ),
  // "Đổi sau nha", "đổi lần sau"
  new RegExp(
    `(?<!\\p{L})${VERB} (?:qua )?(?:${LATER_TIME} )?(?:sau|khi khac|hom khac|lan sau)${PARTICLES}`,
    "u",
  ),
  // "Tạm thời chưa"
  /(?<!\p{L})(?:tam thoi|hien gio|hien tai|bay gio|luc nay) (?:la |thi |khach )?(?:chua|khong|ko|k|khoan|dung)(?!\p{L})/u,
  // "Hôm nay khách chưa muốn đổi"
  new RegExp(`(?<!\\p{L})hom nay (?:thi |khach )?(?:chua|khong|ko|k) (?:muon )?${VERB}(?!\\p{L})`, "u"),
  // "Khách chưa chịu"
  /(?<!\p{L})chua (?:muon|chiu|dong y|chot|quyet|ung|can)(?!\p{L})/u,
  // "Khách còn suy nghĩ"
  /(?<!\p{L})(?:khach|kh|anh|chi|co|chu|ho) (?:\p{L}+ ){0,2}(?:tu tu|suy nghi|can nhac|phan van|nghi lai|nghi them|hen lai)(?!\p{L})/u,
  // "Let's do it later", "tomorrow please"
  new RegExp(
    `^${START}(?:(?:let s|lets|i ll|we ll|i will|we will|i d rather) )?(?:(?:do|redeem|make|send|try|finish|leave) (?:(?:it|that|this|them) )?(?:for )?)?(?:later|tomorrow|another (?:day|time)|some other time|next (?:time|week|month)|tonight|this (?:afternoon|evening))(?: (?:on|then|please|pls|thanks|instead|maybe)){0,3}$`,
    "u",
  ),
  // "The customer wants to think", "she hasn't decided"
  /(?<!\p{L})(?:customer|client|he|she|they) (?:(?:wants?|asked|prefers|would like|d like|has|have) to (?:wait|think)|(?:is|are|s|re) (?:still )?(?:thinking|undecided|not sure|deciding)|(?:hasn t|has not|haven t|have not) decided)(?!\p{L})/u,
];

/** Clauses that ask for time to find something out. */
const WANTS_TIME: readonly RegExp[] = [
  // "Để em hỏi lại khách đã"
  new RegExp(
    `^${START}(?:de|doi) ${WHO} (?:\\p{L}+ )?(?:hoi|suy nghi|nghi|goi|ban|xin|trao doi|xac nhan lai)(?: \\p{L}+){0,6}$`,
    "u",
  ),
  // "Để em coi lại chút"
  new RegExp(
    `^${START}(?:de|doi) ${WHO} (?:\\p{L}+ )?(?:xem|coi|check|ktra|kiem tra)(?: (?:lai|thu|ky|voi|khach|chut|xiu|ti|cai|da|truoc|sao|the nao|nha|nhe|a|em|bot|cho chac)){0,5}$`,
    "u",
  ),
  // "Let me check with the customer first"
  /(?<!\p{L})(?:let me|i need to|i have to|i ll|i will|i want to|i should) (?:just |first |quickly )?(?:ask|check|confirm)(?: (?:back|with|it|this|that|again|the|my|our|customer|client|manager|boss|him|her|them|first|before|quickly|please)){0,6}$/u,
  // "Give me a minute"
  new RegExp(
    `^${START}(?:wait|hang on|one (?:moment|sec|second|minute)|just a (?:moment|sec|second|minute)|give me a (?:moment|sec|second|minute))(?: (?:a|moment|sec|second|minute|bit|please|pls|for|me)){0,4}$`,
    "u",
  ),
];
/**
 * "Chờ em hỏi khách", "khách bảo đợi", with their accents: without them "cho em hỏi" begins a question, and "đợi" is "đổi".
 */
const WAITS =
  /(?<!\p{L})(?:(?:chờ|đợi) (?:em|e|anh|chị|mình|mk|tôi|tui|shop) (?:\d{1,2} ?(?:p|phút) )?(?:\p{L}+ )?(?:hỏi|gọi|kiểm tra|check|xem|coi|xin)|khách (?:\p{L}+ ){0,2}(?:chờ|đợi))(?!\p{L})/u;

/** "Đổi luôn đi", "cứ đổi": it is to be done now. */
const NOW = new RegExp(
  `^${START}(?:cu ${VERB}|${VERB} (?:(?!sau )\\p{L}+ ){0,3}?(?:luon|lien|ngay|di))(?!\\p{L})`,
  "u",
);
/** "Để lát em bấm": the person is going to press the button of the question, so the question must stay. */
const PRESSES = /(?<!\p{L})bam(?!\p{L})/u;
/** "Để Mai đổi": with a capital "Mai" is a person, and not tomorrow. */
const PERSON = /(?<=\S\s)Mai(?!\p{L})/gu;
/** A number, a code or a quotation: the text tells or asks for more. */
const TELLS_MORE = /\d{3}|["“”]/u;
/** A longer text tells more than an answer to a question. */
const MOST_CHARS = 160;

/**
 * Returns how a text puts off what an open question asks to confirm: `"later"` leaves it for another time, `"time"` only
 * wants time before the answer; null if it does neither. Neither is an assent.
 */
export function putsOff(text: string): "later" | "time" | null {
  if (text.length > MOST_CHARS || TELLS_MORE.test(text) || asksForValue(text)) return null;
  const clauses = saidClauses(text.replace(PERSON, "X"));
  if (clauses.some((clause) => NOW.test(clause))) return null;
  const isLater = clauses.some((clause) => LATER.some((pattern) => pattern.test(clause)));
  if (isLater) return clauses.some((clause) => PRESSES.test(clause)) ? "time" : "later";
  return clauses.some(wantsTime) || WAITS.test(accented(text)) ? "time" : null;
}

/** "Chưa biết nữa", "em không rõ" */
const UNKNOWN = new RegExp(
  `^${START}(?:chua|khong|ko|k|hong) (?:biet|ro|chac)(?: nua| luon| a| em| dau){0,3}$`,
  "u",
);

/** True for a text that says that the answer is not known, and asks for time: "chưa biết nữa, để em hỏi khách lại đã". */
export function asksForTime(text: string): boolean {
  if (text.length > MOST_CHARS || TELLS_MORE.test(text)) return false;
  const [first = "", ...others] = saidClauses(text);
  return UNKNOWN.test(first) && others.length > 0 && others.every(wantsTime);
}

/** "Chờ em xíu hỏi tên khách", "dạ đợi e 5p" */
const WAIT_FOR_ME =
  /^(?:(?:dạ|ờ|ừ|à|khoan|ok|rồi|r),? ){0,2}(?:chờ|đợi) (?:em|e|mình|mk|tôi|tui) (?:\d{1,2} ?(?:p|phút)|xíu|chút|tí|tẹo|hỏi|gọi|xin|coi|xem|check)(?!\p{L})/u;

/** "Đợi tí khách đang nói" */
const WAIT_FOR_CUSTOMER =
  /^(?:(?:dạ|ờ|ừ|à|khoan|ok),? ){0,2}(?:chờ|đợi) (?:tí|xíu|chút|tẹo|lát)(?: (?:nha|nhé|em|e|ạ)){0,2},? (?:khách|kh|chị|anh) (?:ấy |này )?đang (?:nói|nghe|gọi|coi|xem|kiếm|tìm|lấy|đọc|bận)(?!\p{L})/u;

/** What stands behind the clause that asks to wait. */
const FURTHER = /[,.;:!?\n] ?(\p{L}.*)$/su;

/**
 * True for a text that only asks to wait for the person who writes: "chờ em xíu hỏi tên khách đã". "Chờ em xíu, tên là Hoa"
 * says more.
 */
export function onlyAsksToWait(text: string): boolean {
  const said = accented(text).trim();
  const wait = text.length <= MOST_CHARS ? (WAIT_FOR_ME.exec(said) ?? WAIT_FOR_CUSTOMER.exec(said)) : null;
  if (wait === null) return false;
  const [, behind = ""] = FURTHER.exec(said.slice(wait[0].length)) ?? [];
  return saidClauses(behind).every(wantsTime);
}

/** "Tomorrow", "next week please": a time, and nothing else. */
const TIME_ALONE =
  /^(?:(?:on|by|maybe|then) )?(?:tomorrow|tonight|next (?:week|month)|this (?:afternoon|evening))(?: (?:morning|afternoon|evening|then|please|pls|thanks|maybe)){0,3}$/u;

/** True for a time without a word of what is to be done then. It answers a question for a day. */
export function isTimeAlone(text: string): boolean {
  return TIME_ALONE.test(saidClauses(text).join(" "));
}

/** Returns the clauses of a text, folded and without their signs. */
function saidClauses(text: string): string[] {
  return clausesOf(text).map((words) => words.join(" "));
}

function wantsTime(clause: string): boolean {
  return WANTS_TIME.some((pattern) => pattern.test(clause));
}

/** Returns a text in small letters, with its accents in one form. */
function accented(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
