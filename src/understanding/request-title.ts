import { dictationIn, withoutSaidToBot } from "./dictation.ts";
import { withoutFillers } from "./fillers.ts";
import { fold, type Passage, TAKEN, take, typed } from "./fold.ts";
import { WORD_CHARS } from "./word-chars.ts";

const FILL =
  "giup|gium|dum|ho|cho|nhanh|them|lien|luon|ngay|duoc|dc|lai|vs|voi|le|di|thanh|em|e|anh|a|chi|c|minh|mk|toi|tui|to|t|bot|ban|con|co|chu|bac|be|ad|me|us|a|an|the|new|one|1|mot|cai|chiec|moi|khac|rieng|chau|nhe|nha|please|pls|vao he thong|o|hoac";
const VERB =
  "tao|tap|toa|taoj|lap|mo|ghi nhan|ghi|len|lam|them|nhap|viet|vo|log|open|create|raise|make|file|submit|can|xin|bao|dang|gui";
const NOUN = "phieu|fieu|pgieu|ticket|tix|tic|case|yeu cau ho tro|yeu cau|khieu nai|issue";
const PRIORITY =
  "rat gap|cuc gap|khan cap|khan|gap gap|gap|cao|thap|binh thuong|thuong|trung binh|vua|urgent|high|medium|low|normal|asap";
/** The usual kinds of tickets. Other words after "phiếu" belong to the title. */
const KIND =
  "bao hanh|doi tra|khieu nai|ky thuat|giao hang|hoan tien|hoi dap|giao nhan|lap dat|hau mai|lich hen|phat sinh|ho tro|tu van|thanh toan|warranty|billing|refund|delivery|complaint";
const MUCH = `(?:(?:muc do|muc|do|loai|uu tien|ti le|priority|level|la) ){0,3}(?<priority>${PRIORITY})(?: priority)?`;
const AFTER = `(?: (?:${FILL}))*(?: ${MUCH})?(?: (?:loai |danh muc )?(?<kind>${KIND})(?! (?:bi|het|chua|khong|qua|lai|cho den)))?(?: (?:${FILL}|ngay|thoi))*(?: ${MUCH.replace("<priority>", "<later>")})?`;
const REQUEST = new RegExp(
  `(?<![${WORD_CHARS}])(?:(?:${VERB}) (?:(?:${FILL}) ){0,6}(?:(?<first>${PRIORITY})(?: priority)? )?(?:${NOUN}|p(?= giup| cho))|(?<=(?:^|[,;.:!\\n→>\\uffff])\\s{0,3})(?:${NOUN}))${AFTER}(?![${WORD_CHARS}])`,
  "u",
);
const BARE = new RegExp(
  `(?<=(?:^|[,;.:!\\n→>\\uffff])\\s{0,3})(?:${VERB}) (?:(?:${FILL}) ?){1,6}(?=[:,;\\n.!\\uffff]|$)`,
  "u",
);

const LEVEL = `(?:(?:muc do|muc|do uu tien|uu tien|ti le|priority|prio|level)(?: (?:uu tien|do|la|muc|o)){0,3}):? ?(?<priority>${PRIORITY}|tb|khong gap|ko gap|k gap)(?: thoi| lam)?`;
const SAID_PRIORITY = new RegExp(
  `(?<![${WORD_CHARS}])(?:(?:de|voi|cho|set) )?(?:${LEVEL}|(?<before>${PRIORITY})[ -](?:prio(?:rity)?)|(?<=[,;/|.:\\n–-]\\s{0,2})(?<alone>${PRIORITY}|(?:khong|ko|k|hong|hok|not) (?:gap|voi|urgent)(?: dau| gi| lam)?|thong tha|tu tu)(?: (?:thoi|nha|nhe|nghe|nghen|a|lam|gap|trong hom nay|dau|em|giup|voi|hi))*(?=\\s*(?:$|[,;/|.!\\n\\uffff–-])))(?![${WORD_CHARS}])`,
  "u",
);

/** Takes a priority that stands apart: "mức cao", "low priority", ", khẩn cấp". Returns its word. */
export function takeSaidPriority(passage: Passage): string | null {
  const match = SAID_PRIORITY.exec(passage.free);
  if (!match) return null;
  take(passage, match.index, match.index + match[0].length);
  return wordOf(match);
}

/**
 * Takes a priority that is the whole last clause behind a comma: `"title: printer broken, high priority"`. Returns its word;
 * null also if the text names a priority before.
 */
export function takeLastPriority(passage: Passage): string | null {
  const comma = passage.free.lastIndexOf(",");
  const clause = comma < 0 ? "" : passage.free.slice(comma);
  const match = SAID_PRIORITY.exec(clause);
  if (!match || !/^[\s,.!]*$/u.test(clause.replace(match[0], ""))) return null;
  if (SAID_PRIORITY.test(passage.free.slice(0, comma))) return null;
  take(passage, comma, passage.free.length);
  return wordOf(match);
}

function wordOf({ groups }: RegExpExecArray): string {
  const { priority, before, alone } = groups ?? {};
  const word = priority ?? before ?? alone ?? "";
  if (/^(?:khong|ko|k|hong|hok|not|thong|tu)(?: |$)/.test(word)) return "thap";
  return { tb: "trung binh", thuong: "binh thuong", "gap gap": "gap" }[word] ?? word;
}

const BECOMES = new RegExp(
  `(?<![${WORD_CHARS}])(?:xuong|len|thanh|sang|qua|ve|dua|de|ha|nang|muc|con|to|as)(?: (?:muc|do|uu tien|muc do|lai|o|ve|cho|xuong|len|con|la)){0,4} (?<priority>${PRIORITY})(?![${WORD_CHARS}])`,
  "gu",
);
/** "đừng để thấp nữa", "hôm qua để khẩn": the old priority. */
const WAS = /(?<!\p{L})(?:(?:dung|khong|ko|khoi|thoi|hom qua|luc truoc)(?: \p{L}+){0,3}|dang|tu|bo) ?$/u;

/** Returns the word of the priority that a ticket is to have, not the one that it had: "hạ từ khẩn xuống cao". */
export function newPriorityIn(free: string): string | null {
  const found = [...free.matchAll(BECOMES)].filter(
    ({ index }) => !WAS.test(free.slice(Math.max(0, index - 30), index)),
  );
  const word = found.at(-1)?.groups?.priority;
  return word === undefined ? null : word === "thuong" ? "binh thuong" : word;
}

export interface TicketRequest {
  start: number;
  end: number;
  /** `"khan"`, as folded. */
  priority?: string;
  /** The kind of ticket as typed: `"bảo hành"`. */
  kind?: string;
}

/** Takes the words that ask for a ticket: `"tạo giúp em phiếu bảo hành khẩn"`. Null if none do. */
export function takeTicketRequest(passage: Passage): TicketRequest | null {
  const match = REQUEST.exec(passage.free) ?? BARE.exec(passage.free);
  if (!match) return null;
  const { first, priority, later, kind } = match.groups ?? {};
  const urgency = first ?? priority ?? later;
  const start = match.index;
  const end = start + match[0].length;
  const at = kind === undefined ? -1 : start + match[0].indexOf(kind);
  const named = kind === undefined ? undefined : typed(passage, at, at + kind.length);
  take(passage, start, end);
  return { start, end, ...(urgency && { priority: urgency }), ...(named && { kind: named }) };
}

/** "…: máy hư, nội dung là …": the title stands before the text that its label names. */
const BEFORE_TEXT =
  /: ?(?<title>[^:;\n\uffff]{4,120}?)[,;.] ?(?:(?:va|voi|con|and|with) )?(?=(?:noi dung|mo ta|chi tiet|details?|description)(?: (?:la|is)|:) )/u;

/** Takes the title between a colon and the label of the ticket's text: `"…: máy hư, nội dung là …"` → `"máy hư"`. */
export function takeTitleBeforeText(passage: Passage): string | null {
  const match = BEFORE_TEXT.exec(passage.free);
  const title = match?.groups?.title;
  if (match === null || title === undefined) return null;
  const start = match.index + match[0].indexOf(title);
  const written = typed(passage, start, start + title.length);
  take(passage, match.index, start + title.length);
  return titleOf(written);
}

/** A sign between two letters or digits belongs to the word: "1.8L", "10:30". */
const PARTS = /(?:[^\uffff;\n,.!?:→–—]|(?<=[\p{L}\p{N}])[.,:](?=[\p{L}\p{N}]))+|\S/gu;
const PAUSE = /^[\n.!?:→–—]$/;
/** Behind "bảo", these make another word than "báo": "bảo hành", "bảo trì", "báo giá". */
const GUARANTEE = "(?:hanh|tri|duong|hiem|gia|cao|quan|mat)(?!\\p{L})";
/** Behind "gọi tới", these tell of the call itself: "gọi tới 3 lần không ai nghe", "gọi lại trước 5h". */
const CALL =
  "cho|so|khach|lai|dien|truoc|sau|luc|(?:\\d{1,3}|hai|ba|bon|nam|may|nhieu) (?:lan|cuoc|ngay|hom)|hoai|mai|khong|ko|k|hok|hong|chua|tong dai|hotline|shop|cskh";
const REPORT = new RegExp(
  `^(?:(?:khach(?: hang)?|kh|cust(?:omer)?|anh|chi|co|chu|bac|ong|ba|em|e|c|a|o|no|anh ay|chi ay|ba ay|ong ay|co ay|anh|bả|ổng|nguoi ta|ho|she|he|they)(?: (?:nay|ay|do|ni|nay vua|vua|moi|lai|cu|dang))* )?` +
    `(?:(?:vua |moi |co |dang |cu )?(?:goi(?:(?: (?:den|toi|lai|dien|len|vao)){0,2}(?: bao(?! ${GUARANTEE})| noi| keu| hoi| phan nan| phan anh| than phien| khieu nai)| (?:den|toi|len|vao))(?! (?:lai |dien )?(?:${CALL}) )|bao loi|bao la|bao(?! ${GUARANTEE})|keu la|keu|kiu|ke la|ke|ra noi|hoi thi|den len|noi la|noi|phan anh|phan nan|than phien|than|khieu nai|che|nhan(?: la)?(?! tin )|rep|nt|says|said|reports?|reported|complain(?:s|ed)?(?: that| about)?)(?: rang| la| ve)? |(?:ve viec|viec|ve|vu|van de|noi dung|ly do|tieu de|ghi la|ghi nhan|rang|v/v|loi la|la|ghi|about|regarding|because|that) )`,
  "u",
);
/**
 * "Nồi chiên" is a pot, "nhân viên" a colleague, "la" means to shout: nobody said anything. "Nhan" without its accent may be
 * "nhắn" or "nhân".
 */
const OTHER_WORD = /(?:^|(?<!ghi)\s)(?:n[ồộổô]i|bão|vũ|cọ|nh[aâậàãẫấ]n|th[âầ]n|kệ|vé|khách la) $/iu;
const POT = /^noi (?:com|chien|ap|lau|hap|nau|dien|dong)/u;
/** These say more than that somebody said something. */
const COMPLAINS = /(?:che|phan nan|than phien|than|khieu nai)(?: ve)? $/u;
/** So many words are a complaint without such a word: "nhân viên thái độ". "Nhân viên" alone is none. */
const COMPLAINT_WORDS = 3;
const AGAIN_MAX = 3;

const ONLY_TAKEN = new RegExp(`^ ?${TAKEN}+ $`, "u");

interface Part {
  start: number;
  end: number;
  text: string;
  /** The sign or the taken words before it end a sentence. */
  isNew: boolean;
  /** A colon without anything that was taken is between it and the part before. */
  isBehindColon: boolean;
  /** Only what was taken, as a customer's name, is between it and the part before. */
  isBehindTaken: boolean;
}

/** What a ticket is about, before whose it is: "máy in" in "máy in chị Bình bị kẹt giấy". */
const THING =
  /^(?:(?:cai|con|chiec|bo) )?(?:may|noi|tu|tivi|ti vi|tv|quat|bep|lo|loa|den|am|ghe|ban|giuong|dien thoai|laptop|ipad|don|hang|goi|hoa don|voucher|the|tai khoan|app|dieu hoa|binh|pin|sac|camera|khoa|voi|dong ho)(?: \p{L}+){0,3}$/u;

/**
 * Returns the title in what is left of a request: the words right after the request, else those after the customer, else
 * any after the request, else the longest before it.
 * @param whom  where the customer's number or name ends; -1 if nobody is named
 */
export function titleIn(passage: Passage, request: TicketRequest | null, whom: number): string | null {
  const parts = partsOf(passage);
  const from = request?.end ?? 0;
  const quote = QUOTE.exec(typed(passage, from, passage.free.length));
  if (request && quote?.[1] && isAfterPause(passage, from, quote.index)) return titleOf(quote[1]);
  const after = parts.filter(({ start }) => start >= from);
  const beside = request
    ? after.find(({ start }) => start - from < 3 && !/[:,;.]/.test(passage.free.slice(from, start)))
    : undefined;
  const behind = whom > from ? after.find((part) => part.start >= whom && isContent(part)) : undefined;
  const main = (beside && isContent(beside) ? beside : undefined) ?? behind ?? after.find(isContent);
  if (main) return joined(passage, after, main);
  const [longest] = parts.filter(isContent).sort((a, b) => b.text.length - a.text.length);
  return longest ? joined(passage, parts, longest) : (parts[0]?.text ?? null);
}

const QUOTE = /["“«]([^"”»\n]{3,300})["”»]/;

/** True if only signs and short words stand between the request and a quotation. */
function isAfterPause(passage: Passage, from: number, length: number): boolean {
  return (
    passage.free
      .slice(from, from + length)
      .replaceAll(TAKEN, "")
      .trim().length <= 14
  );
}

function isContent({ text }: Part): boolean {
  return (text.length >= 6 || text.split(" ").length > 1) && !isOnlyReport(text);
}

/** True for "khách kêu" before a colon. */
function isOnlyReport(text: string): boolean {
  const said = `${fold(text)} `;
  return REPORT.exec(said)?.[0] === said;
}

/** Adds the parts that follow after a comma, and puts a thing and what is wrong with it together again. */
function joined(passage: Passage, parts: readonly Part[], main: Part): string {
  const at = parts.indexOf(main);
  const [before, next] = [parts[at - 1], parts[at + 1]];
  if (before && belongsTo(before, main)) return `${before.text} ${followed(passage, parts, main)}`;
  if (next && belongsTo(main, next)) return `${main.text} ${followed(passage, parts, next)}`;
  return followed(passage, parts, main);
}

/** True for "máy in" and "bị kẹt giấy" with the customer's name between them. */
function belongsTo(thing: Part, { isBehindTaken, text }: Part): boolean {
  return isBehindTaken && THING.test(fold(thing.text)) && !REPORT.test(fold(text));
}

function followed(passage: Passage, parts: readonly Part[], first: Part): string {
  let end = first.end;
  for (const part of parts.slice(parts.indexOf(first) + 1)) {
    // "Gọi lại: máy in hư" is one title.
    if (part.isNew && !part.isBehindColon) break;
    end = part.end;
  }
  return titleAt(passage, first.start, end);
}

/** Returns the title between two places. Behind "nội dung" and behind a colon it is dictated, and keeps its words. */
function titleAt(passage: Passage, start: number, end: number): string {
  const from = dictationIn(passage.folded.text);
  const written = typed(passage, start, end);
  return from >= 0 && start >= from ? withoutSaidToBot(written) : titleOf(written);
}

function partsOf(passage: Passage): Part[] {
  const parts: Part[] = [];
  let isNew = false;
  for (const match of passage.free.matchAll(PARTS)) {
    if (match[0] === TAKEN || PAUSE.test(match[0])) isNew = true;
    if (match[0].length < 2) continue;
    const blanks = /^\s*/.exec(match[0])?.[0].length ?? 0;
    const [start, end] = [match.index + blanks, match.index + match[0].trimEnd().length];
    const text = end > start ? titleAt(passage, start, end) : "";
    if (!/[\p{L}\p{N}]/u.test(text)) continue;
    const between = passage.free.slice(parts.at(-1)?.end ?? 0, start);
    const isBehindTaken = isNew && ONLY_TAKEN.test(between);
    const isBehindColon = /^\s?:\s?$/.test(between);
    parts.push({ start, end, text, isNew, isBehindColon, isBehindTaken });
    isNew = false;
  }
  return parts;
}

/** Returns the words without who reported them, and without fillers at their edges. */
function titleOf(written: string): string {
  let text = withoutFillers(written.replace(/^\s*(?:[=-]>\s*)+/, ""));
  for (let round = 0; round < AGAIN_MAX; round++) {
    // Folding keeps the length of composed Vietnamese.
    const report = REPORT.exec(fold(text));
    if (!report || report[0].length >= text.length) return text;
    const words = text.slice(0, report[0].length);
    const said = text.slice(report[0].length);
    if (OTHER_WORD.test(words) || POT.test(fold(text)) || isBareComplaint(words, said)) return text;
    text = withoutFillers(said);
  }
  return text;
}

/** True for "khách phàn nàn nhân viên": without "phàn nàn" it would be no complaint. */
function isBareComplaint(words: string, said: string): boolean {
  return COMPLAINS.test(fold(words)) && said.trim().split(/\s+/).length < COMPLAINT_WORDS;
}
