import { fold } from "./fold.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";
import { courtesyOf } from "./word-lists.ts";
import { NO } from "./words-for-no.ts";

/** A longer text tells more than an answer to a question. */
const MOST_CHARS = 160;
const MARKS = /[^\p{L}\p{N}%/@+]+/gu;
const CLAUSE_ENDS = /[,.;:!?…()\n—–]+|(?<= )-(?= )/u;

/** Forms of address, interjections and particles: they neither stop nor agree. */
const SMALL = words(`
  da a ah ay e em anh chi ban bac chu co o oi u ua y hic hmm he hi ma vay the ro roi ne nha nhe nghe nghen nhen hen ha
  hen bot shop ad voi nua di luon lun cho giup dum gium ho minh tui toi t c mn nhi vs i z lai day do dau quay ti chut
  that please pls actually well sorry just now then it the one xin loi chet oke ok okay gio hien ca het qua con chau thui
`);

/** Words that end an open question when a clause begins with them. */
const STOPS = words(`
  huy huyr huyu khoan thoi thui dep ngung ngừng khoi cancel stop abort nevermind nvm scrap dont undo thoat ignore
`);

/** Phrases at the start of a clause that end an open question. */
const STOP_PHRASES = phrases(`
  bo di, bo qua, bo cai, bo lenh, bo viec, bo phieu, bo don, bo bao cao, bo thao tac, bo nhe, bo nha, bo het, bo luon
  tu tu, de sau, de y, de do, de tinh sau, quay ra, ke no, ke di, hoi hoi, hong phai, doi y
  never mind, drop it, drop that, drop the, forget it, forget that, leave it, hold on, hold off, not now, no need
  don t, do not, cho ti, cho chut, doi chut, doi ti, nghi lai, tam dung, tam hoan, dung lai, dung lam, dung tao
`);

/** Words for no. A clause that begins with one ends the question: "không đóng nữa", "ko cần", "chưa đổi". */
const DENIALS = words("khong ko k kg hk hok hong hông hem chua chưa no nope not nah");

/** Words that stop wherever they stand in a short clause: "để chị tự gõ, huỷ giúp". */
const STOP_ANYWHERE =
  /(?<!\p{L})(?:huy (?:giup|gium|dum|ho|di|cho|luon|lenh|thao tac|viec|nhe|nha|ngay|bo)|(?:bot|em|e) huy|bo qua (?:giup|gium|di|lenh|nha|nhe)|cancel (?:it|that|this)|thoi khoi|bo di|khong (?:\p{L}+ ){0,3}nua|ko (?:\p{L}+ ){0,3}nua|k (?:\p{L}+ ){0,3}nua|(?:phieu|don|lenh) (?:moi|nay|do|dang \p{L}+) (?:bo|huy))(?!\p{L})/u;
/** "bỏ đơn đang lên đi" */
const STOP_AROUND = /^(?:\p{L}+ ){0,3}bo (?:\p{L}+ ){1,5}di$/u;

/** Words that agree. None of them confirms anything. */
const ASSENTS = words(`
  ok oke okay okie oki okii okey okk okela uk uh uhm um uhm uwf u uhu ua ừa ùa uaf y yes yep yeah yup sure right correct go dongy
  confirm confirmed approve approved submit fine good vang vag da duoc dc dk duyet chot chuan dung dusng luu rua
  gui phai trung on co roi xong perfect great lun
`);
/** "Dung xoa" means "đừng xoá" where the text has no accents. */
const DEEDS = words("xoa sua tao doi luu gui gan them dong chuyen lam bo huy len");
/** Words beside them: the deed, and what people say around it. */
const BESIDE_ASSENT = words(`
  r ro roi ro ua y nhan xac dung rua day do dau nhe nha ha hi ha a e em anh chi co bac ban bot ad shop vay the thi gio cu
  ma di luon lun giup cho tui toi minh lam tao xoa doi sua len luu gui dong mo them gan chot vao lai phieu don khach qua
  tich diem duyet ahead looks all save it create that s is this do done now send please pls thanks cam on dong y nhu rứa
  a chot nhan hay oi iu gan va ca la nhu the chinh xac
`);

/**
 * Whether the text asks to drop an open question: "huỷ", "thôi khỏi đổi", "khoan đã ạ, để em kiểm tra lại", "không đóng nữa".
 * @param isStrict  true where any text may be the answer, such as a title: the whole text must ask for it
 */
export function stops(text: string, isStrict = false): boolean {
  if (text.length > MOST_CHARS) return false;
  if (/^\s*[❌🚫🛑✋]/u.test(text)) return true;
  const clauses = clausesOf(text);
  if (asksBeside(text) || beforeKeptRest(text) !== null || goesOn(clauses, text)) return false;
  if (isStrict) return clauses.some((clause, index) => isWholeStop(clause, text) && isPlain(clauses, index));
  return clauses.some((clause) => stopsIn(clause, text));
}

/** "Chốt thế đi", "lưu vậy là được", "đóng luôn đi": what was asked is to be done. */
const GOES_ON =
  /^(?:(?:thi|cu|vay|the|roi|nen|la|ok|oke|em|e|bot|just|go) )*(?:chot|luu|dong|lam|dongy|duyet|gui|doi|them|sua|save|keep|do)(?: (?:no|lai|phieu|don|it|this|that))?(?: (?:nhu )?(?:the|vay|luon|now|anyway)| di| as is)(?: (?:la )?(?:duoc|dc|ok|oke|on|xong)| di| luon| nhe| nha| a| e| em| bot| giup| gium| roi| then| please){0,4}$/u;
/** "Không sao đâu", "thôi được rồi", "không cần thêm gì nữa": a no that drops nothing. */
const DROPS_NOTHING =
  /^(?:(?:da|a|ok|u) )*(?:(?:thoi|thui) (?:duoc|dc|ok\p{L}{0,2}|cung duoc)|(?:khong|ko|k|hong|hok|no) (?:sao|co gi|van de|lo|can (?:them|sua|gi|doi gi)|problem|worries))(?!\p{L})/u;

/** True if the last clause asks to go on, and no other drops the question: "ko sao đâu, đóng luôn đi". */
function goesOn(clauses: readonly (readonly string[])[], text: string): boolean {
  const last = clauses.at(-1) ?? [];
  const others = clauses.slice(0, -1);
  const isDropped = (clause: readonly string[]) =>
    stopsIn(clause, text) && !DROPS_NOTHING.test(clause.join(" "));
  return others.length > 0 && GOES_ON.test(last.join(" ")) && !others.some(isDropped);
}

/** "Còn lại ok", "mấy cái kia giữ nguyên", "the rest is fine". */
const KEEPS_REST =
  /^(?:(?:va|con|nhung|thi|and|but) )?(?:con lai|(?:(?:may|nhung|cac) )?(?:cai|phan|muc|thu) (?:khac|kia|con lai)|(?:the )?(?:rest|others)|everything else)(?: \p{L}+)? (?:ok\p{L}{0,2}|duoc|dc|dung|on|giu(?: nguyen)?|(?:de )?nguyen|(?:nhu|y) cu|fine|good|stays?)(?: \p{L}+){0,4}$/u;

/**
 * Returns what stands before a clause that lets the rest of a question stay: `"khỏi giao Minh, còn lại ok"` → `"khỏi giao
 * Minh"`; or null. It is no wish to drop the question.
 */
export function beforeKeptRest(text: string): string | null {
  if (text.length > MOST_CHARS) return null;
  const end = Math.max(...[",", ";", "."].map((sign) => text.slice(0, -2).lastIndexOf(sign)));
  return end > 0 && keepsRest(text.slice(end)) ? text.slice(0, end).trim() : null;
}

/** True for a clause that lets the rest stay: "còn lại ok". */
export function keepsRest(clause: string): boolean {
  return KEEPS_REST.test(wordsOf(clause).join(" "));
}

/** True for a question, or a wish to see something: "khoan đã, phiếu 17209 nội dung gì ấy nhỉ". */
function asksBeside(text: string): boolean {
  return (
    !(meansStop(text) && /(?<!\p{L})(?:cai|ai|gi|con) (?:nao|het)[\s.!]*$/u.test(fold(text))) &&
    ASKS.test(fold(text))
  );
}

const ASKS =
  /\?|(?<!\p{L})(?:(?<!(?:khong|ko|k|dang|moi) )(?:cho )?(?:xem|coi)(?! lai)|gi (?:ay|the|vay|z|v|nhi|dzay)|nao(?= ?(?:$|[,.]| a| em| vay| z| vay))|bao nhieu|bn|nhiu|may (?:diem|don|phieu)|show me|ra sao|the nao|o mo|mo phieu|chuyen khac|ve lai|tao moi)(?!\p{L})/u;

/** "Không phải 0867 123 456", "hôm qua đổi VOUCHER50 rồi", "TIVI01 còn bán không": words that give no value. */
const DENIES_OR_TELLS =
  /^(?:(?:da|thoi|a|e|em|bot) )*(?:khong|ko|k|chua|hong|hok|tru|don t|dont|not|no|hom qua|hoi nay|luc nay|sang nay)(?!\p{L})|(?<!\p{L})(?:khong|ko|k|hong) phai(?!\p{L})/u;
const ASKS_OR_TELLS_AT_END =
  /(?<![\p{L}\p{N}])(?:roi|chua|khong|ko|sao|gi|ha|nhi|ai|dau|nao)(?: (?:vay|the|z|v|a|em|ta|rua|ha|nhi|ma)){0,3}$/u;
/** "Khách không lấy VOUCHER50", "0867 123 456 chưa xoá": the deed is denied, wherever the words stand. */
const DENIES_DEED =
  /(?<!\p{L})(?:khong|ko|k|hong|hok|chua|dung) (?:muon |can |co |duoc )?(?:lay|doi|xoa|dong|tich|nhan|chon|thich|can|muon|sua|huy)(?!\p{L})/u;

/** Whether a text speaks about a code or a number and gives it as no answer: "đừng xoá 0867 123 456", "0867 123 456 là ai". */
export function speaksAbout(text: string): boolean {
  return /\d/.test(text) && /\p{L}{2}/u.test(text) && (deniesOrTells(text) || meansStop(text));
}

/** Whether the text asks, denies, or tells what was done: "hôm qua đổi bình nước rồi". */
export function deniesOrTells(text: string): boolean {
  const said = wordsOf(text).join(" ");
  const asks =
    /\?\s{0,9}$|(?<!\p{L})à[.!]{0,3}$/iu.test(text.normalize("NFC").trim()) ||
    ASKS_OR_TELLS_AT_END.test(said);
  return asks || DENIES_OR_TELLS.test(said) || DENIES_DEED.test(said);
}

/** "Đừng", "đừng tích nữa". */
const DONT = /^(?:dung|ngung)(?: (?:tich|doi|xoa|sua|gui|gan|them|dong|chuyen|mo|lam|tao)(?: nua)?)?$/u;
/** "Không", "không phải", "không phải chị Bình". */
const ONLY_NO = new RegExp(
  `^(?:${NO}|no|not)(?: phai)?(?:(?<=phai) (?:${FORMS_OF_ADDRESS}|khach)(?: \\p{L}+){1,4})?$`,
  "u",
);

/** Whether the text says no, and nothing else: it is no title, no code and no name. */
export function declines(text: string): boolean {
  if (text.length > MOST_CHARS || /[?\d]/.test(text)) return false;
  const said = wordsOf(text);
  const [whole, rest] = [said.join(" "), withoutSmall(said).join(" ")];
  return ONLY_NO.test(whole) || ONLY_NO.test(rest) || (meansStop(text) && DONT.test(rest));
}

/** Words that agree and may be a person's name too, unless they are typed with these accents. */
const NAMES = words("dung trung luu on gui phai chot duyet y u go co chuan");
const NO_NAMES = /(?<!\p{L})(?:đúng|trúng|phải|gửi|chốt|duyệt|ổn|ừ|chuẩn|tiếp tục)(?!\p{L})/iu;

/**
 * Whether the text only agrees: "ok", "ừ đúng rồi em", "dạ lưu giúp em". Typed words confirm nothing.
 * @param mayBeName  true where a name may be the answer: "chị Dung" does not agree
 */
export function assents(text: string, mayBeName = false): boolean {
  if (mayBeName && !NO_NAMES.test(text.normalize("NFC")) && wordsOf(text).every(isNameOrSmall)) return false;
  if (text.length > MOST_CHARS || /\d/.test(text) || meansStop(text)) return false;
  if (goesOn(clausesOf(text), text)) return true;
  const courtesy = courtesyOf(text);
  if (courtesy === "assent") return true;
  if (courtesy === "thanks") return false;
  const said = wordsOf(text);
  if (said[0] === "dung" && DEEDS.has(said[1] ?? "") && !meansRight(text)) return false;
  if (said.length === 0 || said.length > 10) return false;
  return (
    said.some((word) => ASSENTS.has(word)) &&
    said.every((word) => ASSENTS.has(word) || BESIDE_ASSENT.has(word) || SMALL.has(word))
  );
}

function isNameOrSmall(word: string): boolean {
  return NAMES.has(word) || !ASSENTS.has(word);
}

const HOLDS =
  /^(?:(?:dạ|à|ừ|mà|ủa|ấy|í|ê|ok|da|a|ma|ua) )*(?:khoan|thôi|thui|từ từ|đợi chút|chờ chút|thoi|tu tu|wait|hold on)(?: đã| da| chút| chut| ạ| em)*[,.:!]*\s+/iu;

/** Returns what stands behind "khoan đã", "đợi chút": `"khoan đã, xem phiếu 17464"` → `"xem phiếu 17464"`; or null. */
export function behindHold(text: string): string | null {
  const rest = text.replace(HOLDS, "");
  return rest === text || rest === "" ? null : rest;
}

/** Whether the text is nothing but emoji: "👍". */
export function isEmojiOnly(text: string): boolean {
  return /\p{Extended_Pictographic}/u.test(text) && !/[\p{L}\p{N}]/u.test(text);
}

function stopsIn(clause: readonly string[], text: string): boolean {
  const rest = withoutSmall(clause);
  const said = rest.join(" ");
  const whole = clause.join(" ");
  const [first = "", second = ""] = rest;
  if (STOPS.has(first) && !isName(first, text)) return true;
  if (first === "bo" && (rest.length === 1 || clause.at(-1) === "di" || second === "bo")) return true;
  // Without accents "dung" may mean right as well as stop, so a deed has to follow.
  if (first === "dung") {
    return meansStop(text) || (!meansRight(text) && rest.length > 1 && second !== "roi" && second !== "r");
  }
  if (STOP_PHRASES.some((phrase) => said === phrase || said.startsWith(`${phrase} `))) return true;
  if (DENIALS.has(first) && !(first === "no" && isPronoun(whole, text))) return true;
  return STOP_ANYWHERE.test(whole) || STOP_AROUND.test(whole);
}

/** A clause that says nothing but stop: "dạ bot huỷ giúp em ạ", "bỏ phiếu mới giúp em". */
function isWholeStop(clause: readonly string[], text: string): boolean {
  const said = withoutSmall(clause).join(" ");
  // "Đã huỷ" is a state that the question may ask for.
  if (/^(?:da|bi) huyr?$/.test(clause.join(" "))) return false;
  if (isName(said.split(" ")[0] ?? "", text)) return false;
  return WHOLE_STOP.test(said) || STRICT_START.test(said) || (STRICT_DONT.test(said) && meansStop(text));
}

/** "Quên đi", "hoãn lại đã", "sorry gửi nhầm": behind a request they take it back. */
const TAKES_BACK =
  /^(?:(?:hoan(?: lai)?|quen)(?: (?:da|di|nha|nhe|em|bot|luon))*|(?:(?:sorry|xin loi|gui) )*(?:nham|lon)(?: (?:nhom|khach|so|chat|roi|nha|nhe|bot))*)$/u;
/** A colon begins a text of its own: "tạo phiếu cho 0900000001: huỷ đơn giúp em". */
const BEFORE_CLAUSE = /[,.;!?…(\n—–]|(?<= )-(?= )/gu;

/**
 * Returns what stands before and behind the last clause that only says stop: `"thêm khách Lan 0911222333, bỏ, khách không
 * cho"` → `{ before: "thêm khách Lan 0911222333", behind: ", khách không cho" }`; or null.
 */
export function aroundStop(text: string): { before: string; behind: string } | null {
  if (text.length > MOST_CHARS) return null;
  const starts = [...text.matchAll(BEFORE_CLAUSE)].map(({ index }) => index);
  for (const [place, start] of [...starts.entries()].reverse()) {
    if (text.lastIndexOf(":") > start) return null;
    const end = starts[place + 1] ?? text.length;
    const clause = wordsOf(text.slice(start, end));
    const isStop = isWholeStop(clause, text) || TAKES_BACK.test(withoutSmall(clause).join(" "));
    if (clause.length > 0 && isStop) return { before: text.slice(0, start), behind: text.slice(end) };
  }
  return null;
}

/** The start of a clause that stops a form, although the form takes any text: a title rarely begins so. */
const STRICT_START =
  /^(?:(?:thoi|thui|khoan|stop|cancel|nvm|never mind|dep|thoat)(?= (?:da|di|nhe|nha|a|khoi|khong|ko|k|huy|bo|de|cho|tao|em|e|anh|chi|bot|nham|minh|the|it|that|this|now|please|pls|nua|lai|tu|roi|khach)(?!\p{L})|$)|(?:khong|ko|k|hong|hok) (?:tao|luu|can|muon|gan|them) (?:\p{L}+ ){0,3}nua|khong can(?: nua| dau| a)*$)(?!\p{L})/u;
const STRICT_DONT = /^dung (?:tao|luu|lam|man|ghi gi|lai)(?!\p{L})/u;

const WHOLE_STOP = new RegExp(
  `^(?:(?:thoi|thui|khoan|huyr?|huyu|bo|bo qua|bo di|dep|ngung|cancel|stop|abort|never mind|nevermind|nvm|drop|drop it|scrap|de sau|de lat|lat nua|de lat nua|tu tu|de do|de y|de tinh sau|tinh sau|chua dau|later)(?: |$)){1,4}` +
    `(?:(?:lenh|thao tac|form|bieu mau|viec|cai|phieu|don|bao|cao|nay|kia|do|day|moi|dang|tao|lam|hoi|do dang|vua|roi|khoi|khong|ko|k|tao|lam|sua|xoa|doi|new|one|nua|da|di|${[...SMALL].join("|")})(?: |$)){0,12}$`,
  "u",
);

/** True if the clauses before it explain rather than tell a title: "dạ không đủ điểm rồi, bot huỷ giúp em". */
function isPlain(clauses: readonly (readonly string[])[], index: number): boolean {
  return clauses.length === 1 || index === 0 || clauses.slice(0, index).every((one) => one.length <= 10);
}

/** Returns the folded words of each clause. */
export function clausesOf(text: string): string[][] {
  return text
    .split(CLAUSE_ENDS)
    .map(wordsOf)
    .filter((clause) => clause.length > 0);
}

function wordsOf(text: string): string[] {
  return fold(text)
    .replace(MARKS, " ")
    .replace(/(?<!\p{L})d(?=d\p{L})/gu, "")
    .replace(/(?<!\p{L})(?:dong y(?!\p{L})|lam (?=di|luon|nhe|nha))/gu, "dongy ")
    .trim()
    .split(" ")
    .filter((word) => word !== "");
}

function withoutSmall(clause: readonly string[]): readonly string[] {
  const from = clause.findIndex((word) => !SMALL.has(word) || STOPS.has(word));
  return from < 0 ? [] : clause.slice(from);
}

/** "Nó", "cho no ve cho": the Vietnamese word for "it", and no English "no". */
function isPronoun(clause: string, text: string): boolean {
  return /^cho no /.test(clause) || !/(?<!\p{L})no(?!\p{L})/iu.test(text.normalize("NFC"));
}

/** "Huy" with a capital and no accent is a person's name, unless it begins the text. */
function isName(word: string, text: string): boolean {
  return word === "huy" && /(?<=\p{L}[^\p{L}]{1,10})Huy(?!\p{L})/u.test(text);
}

/** "đừng", "dừng" and "ngừng", with their accents. */
function meansStop(text: string): boolean {
  return /(?<!\p{L})(?:đừng|dừng|ddừng|đung|ngừng)(?!\p{L})/iu.test(text.normalize("NFC"));
}

/** "đúng" with its accent. */
function meansRight(text: string): boolean {
  return /(?<!\p{L})đúng(?!\p{L})/iu.test(text.normalize("NFC"));
}

function words(list: string): ReadonlySet<string> {
  return new Set(
    list
      .split(/\s+/)
      .filter((word) => word !== "")
      .map(fold),
  );
}

function phrases(list: string): readonly string[] {
  return list
    .split(/[,\n]/)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== "");
}
