import { clausesOf } from "./answers-to-question.ts";
import { fold } from "./fold.ts";

/** A longer text is a story to be stored. */
const MOST_CHARS = 160;

const START = "(?:(?:da|a|ah|u|uh|ua|ok|oke|okay|alo|oi|em|bot|ad|shop|thoi|ma) ){0,4}";
const PAUSE =
  "(?:chut|xiu|ti|teo|ty|lat|nhe|nha|nhen|nghen|da|em|e|minh|mk|anh|a|chi|toi|tui|bot|voi|di|mot|1|xi)";
/** A first person. "Chờ kỹ thuật kiểm tra" tells of somebody else. */
const I = "(?:em|e|anh|a|chi|c|minh|mk|mik|toi|tui|t|co|chu)";
const FINDS_OUT =
  "(?:hoi|goi|xem|coi|check|ktra|kiem tra|kiem lai|tra|tim|nhan|xin|xac nhan|do lai|lay|nghe|doc|chup)";

/** Clauses that say no more than to wait: "chờ em chút", "từ từ đã", "đợi xíu nha", "wait a sec". */
const ONLY_WAITS = new RegExp(
  `^${START}(?:(?:cho|doi|khoan|tu tu|huom|wait|hang on|hold on|gimme|give me|one|just a)(?: ${PAUSE}| (?:sec|second|moment|minute|min|bit|please|pls|a|\\d{1,2} (?:phut|p|giay)))+|khoan|tu tu|wait|hang on|hold on)$`,
  "u",
);
/** "Chờ chút em hỏi khách bị gì đã", "để mình check lại". Without a pause, "cho em hỏi" asks something. */
const WAITS_TO_ASK = new RegExp(
  `^${START}(?:(?:cho|doi|khoan|tu tu|huom)(?: ${PAUSE}| \\d{1,2} (?:phut|p|giay)){1,5}(?: de)?|de) ${I} (?:(?:di|ra|vao|qua|chay|thu|con|phai) ){0,2}${FINDS_OUT}(?!\\p{L})`,
  "u",
);
const WAITS_ACCENTED =
  /^(?:(?:dạ|à|ừ|ok|em|bot) ){0,3}(?:chờ|đợi|khoan|từ từ) (?:để )?(?:em|e|anh|chị|mình|mk|tôi|tui) (?:(?:đi|ra|vào|qua|thử) ){0,2}(?:hỏi|gọi|xem|coi|check|kiểm tra|tra|tìm|nhắn|xin)(?!\p{L})/u;
const WAITS_IN_ENGLISH =
  /^(?:(?:ok|well|hmm|oh|wait|hang on|hold on|one (?:sec|second|moment|minute)|just a (?:sec|second|moment|minute)) ){0,3}(?:let me|i ll|i need to|i have to|i should|gonna) (?:just |first |quickly )?(?:ask|check|confirm|look|see|find out|call)(?!\p{L})/u;

/** "Sếp gọi, lát quay lại nha" */
const COMES_BACK =
  /(?:^|[,.] ?)(?:(?:em|e|minh|chi|anh|toi|tui) )?(?:lat|chut|ti|xiu|hoi|mot lat|1 lat)(?: nua)? (?:(?:em|e|minh|chi|anh|toi|tui) )?(?:quay lai|vo lai|vao lai|lam tiep|ghi tiep|tra loi sau)(?: (?:nha|nhe|nhen|nghen|nhan|a|em|e|bot)){0,3}[\s.!~]*$/u;
/** "Hmm", "ờm" */
const HESITATES = /^(?:h+m+|u+m+|o+m*|u+|e+|a+)[\s.!?~…]*$/u;

/** True for a text that asks to wait: "chờ chút em hỏi khách bị gì đã". "Chờ hàng quá lâu" tells what somebody waits for. */
export function asksToWait(text: string): boolean {
  if (text.length > MOST_CHARS) return false;
  const [first = []] = clausesOf(text);
  const said = first.join(" ");
  const whole = clausesOf(text).flat().join(" ");
  return (
    HESITATES.test(fold(text).trim()) ||
    COMES_BACK.test(fold(text).trim()) ||
    ONLY_WAITS.test(said) ||
    WAITS_TO_ASK.test(whole) ||
    WAITS_IN_ENGLISH.test(whole) ||
    WAITS_ACCENTED.test(text.normalize("NFC").toLowerCase().replace(/[,.]/g, "").trim())
  );
}
