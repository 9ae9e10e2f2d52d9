import { tellsOfSomebody } from "./asks-bot.ts";

/** Text before a clause that asks to wait, and behind it. */
interface AroundHold {
  before: string;
  behind: string;
}

const MOST_CHARS = 300;
/** Signs that end a clause. A colon begins a text of its own. */
const SIGN = /[,.;!?…(\n—–]|(?<= )-(?= )/gu;
/** Words that may begin a clause without a sign before it: "… đi mà khoan hỏi khách đã". */
const START =
  /(?<=[\s,.;!?…(—–-])(?:mà|ma|nhưng|nhung|à|ah|but|actually|khoan|chờ|đợi|từ từ|tu tu|hold on|hang on|wait)(?!\p{L})/giu;

const LINK =
  "(?:mà|ma|nhưng|nhung|à|a|ah|ơ|ấy|ay|ủa|ua|thôi|thoi|đi|nha|but|oh|hmm|actually|no|well|then|and)";
const WHO =
  "(?:em|e|anh|chị|chi|mình|minh|mk|tôi|tui|shop|khách|khach|kh|cô|co|chú|chu|bác|bac|ông|ong|bà|ba|họ|ho|sếp|sep)";
/** Without accents, "cho" is also "to" and "doi" to change, so a person has to follow. */
const WAIT = `(?:chờ|đợi|(?:cho|doi)(?= ${WHO} ))`;
const FIND_OUT =
  "(?:hỏi|hoi|xem|coi|check|ktra|kiểm tra|kiem tra|xác nhận|xac nhan|xin ý kiến|xin y kien|bàn|ban)";
const ASK = `(?:${FIND_OUT}|gọi|goi|nhắn|nhan)`;
const PARTICLES = "(?: (?:đã|da|giúp|giup|nha|nhé|nhe|nhen|nghen|ạ|a|em|e|bot|rồi tính|roi tinh)){0,2}$";
const HOLD = "(?:khoan|hượm|huom|từ từ|tu tu|(?:wait|hold on|hang on)(?! (?:times?|list|the)(?!\\p{L})))";
const PAUSE = "(?:đã|da|chút|chut|xíu|xiu|tí|ti|lát|lat|em|e|nha|nhé|nhe|cái|cai|ạ|a)";

/** Clauses that can mean nothing else than to wait. */
const PLAIN_HOLDS: readonly RegExp[] = [
  // "Mà khoan hỏi khách đã", "but wait, ask him first"
  new RegExp(`^(?:${LINK} ){1,4}${HOLD}(?!\\p{L})`, "u"),
  // "Khoan hỏi chị ấy đã", "khoan để em xem"
  new RegExp(
    `^(?:khoan|hượm|huom|từ từ|tu tu) (?:(?:đã|da|để|de|${WAIT}|chưa|chua|${WHO}) )*(?:${ASK}|đã|da|chưa|chua)(?!\\p{L})`,
    "u",
  ),
  // "À mà chờ tí", "chờ chút nha"
  new RegExp(`^(?:${LINK} ){0,4}(?:chờ|đợi|cho|doi)(?: ${PAUSE}){1,4}$`, "u"),
  // "Hold on, let me check", "wait until he calls"
  /^(?:wait|hold on|hang on)(?:$| (?:a|let|until|till|for|i|we|ask|check|first|please|pls|with|on)(?!\p{L}))/u,
  // "Actually no", "but not yet"
  /^(?:(?:(?:actually|oh|hmm|but|wait|well) ){1,3}(?:no|nope|don t)|(?:(?:actually|but|well) )?not (?:yet|now))(?: (?:wait|yet|now|do|it|that|please|pls)){0,3}$/u,
];

/** Clauses that say what has to be done first. Behind a colon a title or a note may say the same. */
const HOLDS: readonly RegExp[] = [
  ...PLAIN_HOLDS,
  // "Chờ khách gọi lại đã", "để em hỏi khách đã", "hỏi chị ấy trước đã"
  new RegExp(
    `^(?:${LINK} ){0,4}(?:${WAIT}|(?:để|de) ${WHO}|(?:để |de )?${ASK}) (?:\\p{L}+ ){1,8}(?:đã|da)${PARTICLES}`,
    "u",
  ),
  // "Hỏi khách trước nha". "Gọi khách trước" tells how a ticket is to be handled.
  new RegExp(
    `^(?:${LINK} ){0,4}(?:để |de |nhớ |nho )?(?:${WHO} )?${FIND_OUT} (?:\\p{L}+ ){1,8}(?:trước|truoc)${PARTICLES}`,
    "u",
  ),
  // "Chờ khách trả lời rồi hãy đóng"
  new RegExp(
    `^(?:${LINK} ){0,4}${WAIT} (?:\\p{L}+ ){1,8}(?:rồi|roi|xong|thì|thi) (?:hãy|hay|mới|moi|hẵng|hang|tính|tinh)(?!\\p{L})`,
    "u",
  ),
  // "Nhưng đợi anh ấy tới"
  new RegExp(`^(?:nhưng|nhung)(?: (?:mà|ma))? ${WAIT} ${WHO} `, "u"),
  // "Let me check first", "ask him first"
  new RegExp(
    `^(?:${LINK} ){0,4}(?:let me |let s |i ll |i need to |i want to |i have to |i should |we should )?(?:just )?(?:ask|check|confirm)(?: \\p{L}+){0,6} first$`,
    "u",
  ),
  // "Actually let me ask her", "but I need to check with him"
  new RegExp(
    `^(?:${LINK} ){1,4}(?:let me|i need to|i want to|i have to|i should|we should) (?:just )?(?:ask|check|confirm)(?!\\p{L})`,
    "u",
  ),
];

/**
 * Splits a text around a clause that takes a request back until something else is done: `"đóng phiếu 16001 đi, mà khoan hỏi
 * khách đã"` → `{ before: "đóng phiếu 16001 đi", behind: "" }`; or null.
 */
export function aroundHold(text: string): AroundHold | null {
  if (text.length > MOST_CHARS) return null;
  const written = text.normalize("NFC");
  const ends = [...written.matchAll(SIGN)].map(({ index }) => index);
  const starts = [...ends, ...[...written.matchAll(START)].map(({ index }) => index)];
  for (const start of starts.sort((one, other) => one - other)) {
    const end = ends.find((at) => at > start) ?? written.length;
    if (start > 0 && holdsBack(wordsOf(written.slice(start, end)), written.slice(0, start)))
      return { before: written.slice(0, start).trim(), behind: written.slice(end) };
  }
  return null;
}

/** @param before the text before the clause, with its title or note behind a colon */
function holdsBack(clause: string, before: string): boolean {
  const [, told] = /:(?!\d)([^:]*)$/u.exec(before) ?? [];
  if (told === undefined) return HOLDS.some((pattern) => pattern.test(clause));
  return !tellsOfSomebody(told) && PLAIN_HOLDS.some((pattern) => pattern.test(clause));
}

/** Returns the words in small letters. In a text with accents, "da" is leather, and not "đã". */
function wordsOf(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const isAccented = words.some((word) => /[^a-z\d]/.test(word));
  return (isAccented ? words.map((word) => (word === "da" ? "·" : word)) : words).join(" ");
}
