import type { Priority } from "../crm/tickets.ts";
import { cleanText, type Finding, fold, foundAt, type Passage, TAKEN, typed } from "./fold.ts";
import { WORD_CHARS } from "./word-chars.ts";

type PriorityFinding = Finding & { value: Priority };

const WORDS: Readonly<Record<Priority, readonly string[]>> = {
  Low: ["khong gap", "khong voi", "khong khan", "khong khan cap", "not urgent", "thap", "low"],
  Urgent: [
    "khan cap",
    "khan",
    "gap",
    "rat gap",
    "cuc gap",
    "gap gap",
    "rat khan",
    "hoa toc",
    "urgent",
    "asap",
    "very urgent",
    "critical",
  ],
  High: ["cao", "rat cao", "high", "quan trong", "important"],
  Medium: ["binh thuong", "trung binh", "vua", "vua phai", "medium", "normal"],
};

const BY_WORD = new Map<string, Priority>();
for (const priority of ["Low", "Urgent", "High", "Medium"] as const) {
  for (const word of WORDS[priority]) BY_WORD.set(word, priority);
}

const ANY_WORD = [...BY_WORD.keys()].sort((a, b) => b.length - a.length).join("|");
const LABEL = "(?:(?:muc )?(?:do )?uu tien|muc do|priority)";
const LABELLED = new RegExp(`(?<![a-z0-9])${LABEL}(?: (?:la|muc|is))? ?[:=]? ?(${ANY_WORD})(?![a-z0-9])`);
const AT_END = new RegExp(
  `(?:^|[,;.\\n(\\u2013-]|(?<=["”»]))\\s{0,20}(${ANY_WORD})(?: (?:nhe|nha|a))?[\\s.!)]{0,100}$`,
);
const AT_START = new RegExp(`^[\\s!:]*(${ANY_WORD})(?=\\s*(?:cho|for|[:,${TAKEN}]))`);
/** "Báo cáo" (report) is folded to "bao cao", and "cao" is high. */
const ANYWHERE = new RegExp(`(?<![a-z0-9]|bao )(${ANY_WORD})(?![a-z0-9])`);

/** Reads a priority from a field or answer: `"gấp"`, `"khan cap"`, `"urgent"` → `"Urgent"`; null for other words. */
export function readPriority(text: string): Priority | null {
  const word = fold(cleanText(text))
    .replace(/^[!.,\s]+|(?<![!.,\s])[!.,\s]+$/g, "")
    .replace(new RegExp(`^${LABEL}(?: (?:la|muc|is))?[ :=]+|^muc `), "");
  return BY_WORD.get(word) ?? null;
}

const NO_HURRY =
  /(?<!\p{L})(?:khong|ko|k|kg|hong|hok|chua)(?: con| can)? (?:gap|voi|khan)(?: cap)?(?: (?:nua|dau|lam|a|nha|nhe|gi|em|chi|anh)){0,3}[.! ]*$/u;

/** Reads "ko gấp nữa", "à không khẩn đâu" at the end of a text as `"Low"`; null for other words, "không gặp" too. */
export function readNoHurry(text: string): Priority | null {
  return NO_HURRY.test(fold(text)) && !/gặp/iu.test(text.normalize("NFC")) ? "Low" : null;
}

/**
 * Finds the priority in a longer text, only if the word clearly is one: after its key, alone at the end, or before
 * "cho". In "giao hàng gấp bị trễ" the word describes what happened.
 */
export function findPriority(free: string): PriorityFinding | null {
  return finding(LABELLED.exec(free)) ?? finding(AT_END.exec(free)) ?? finding(AT_START.exec(free));
}

const LAST_WORD = new RegExp(
  `(?<=([${WORD_CHARS}]+) )(${[...WORDS.Low, ...WORDS.Urgent]
    .filter((word) => word !== "low" && word !== "thap")
    .sort((a, b) => b.length - a.length)
    .join("|")})(?: (?:nhe|nha|a|lam|qua))?[\\s.!)]{0,100}$`,
  "u",
);
/** "cần gặp" (must meet) and "ghế gấp" (folding chair) mean no hurry. */
const BEFORE_MEETING = /^(?:can|muon|hen|xin|duoc|se|de|den|toi|dang|chua|da|khong|hay|thuong)$/;
const BEFORE_FOLDING = /^(?:ghe|giuong|ban|nep|cua|man|do|bi|xe|dap|keo)$/;
/** How far a priority at the end of a text may reach back. */
const END_CHARS = 80;

/**
 * Finds the urgency at the end of a text, without a sign before it: `"máy in hỏng gấp"`, `"may in hong gap"`. Null for
 * `"khách hẹn gặp"`, `"hỏng ghế gấp"`, `"mất cái khăn"`.
 */
export function findUrgencyAtEnd(passage: Passage): Finding | null {
  const from = Math.max(0, passage.free.length - END_CHARS);
  const match = LAST_WORD.exec(passage.free.slice(from));
  const [, before = "", word = ""] = match ?? [];
  const value = BY_WORD.get(word);
  if (!match || !value) return null;
  const start = from + match.index;
  const written = typed(passage, start, start + word.length).toLowerCase();
  const isBare = written === word;
  const isMeeting = /g[ặă]p/.test(written) || (isBare && word === "gap" && BEFORE_MEETING.test(before));
  const isThing = (word === "gap" && BEFORE_FOLDING.test(before)) || (word === "khan" && written !== "khẩn");
  return isMeeting || isThing ? null : { start, end: from + match.index + match[0].length, value };
}

/** Finds a priority word anywhere, for commands that take no other words. */
export function findPriorityWord(free: string): Finding | null {
  return finding(LABELLED.exec(free)) ?? finding(ANYWHERE.exec(free));
}

/** With accents, because "cần gặp" (must meet) reads the same without them. */
const SAID_URGENT = new RegExp(
  "(?<!(?:không|chưa|khỏi|not|isn't)\\s{1,5}(?:\\S{1,30}\\s{1,5})?)(?<!\\p{L})" +
    "(?:(?:cần|xử l[ýí]|giải quyết|hỗ trợ|giúp|gọi lại)\\s{1,5}(?:\\S{1,30}\\s{1,5})?gấp|gấp\\s{1,5}(?:lắm|quá|nhé|nha|ạ)|khẩn cấp|urgent|asap)(?!\\p{L})",
  "u",
);

/**
 * Returns the priority that a message asks for: `"máy in kẹt giấy, cần gấp"` → `"Urgent"`. Null if a word of urgency
 * only describes what happened: "đơn giao gấp bị trễ".
 */
export function saidPriority(message: string): Priority | null {
  const text = cleanText(message);
  return findPriority(fold(text))?.value ?? (SAID_URGENT.test(text.toLowerCase()) ? "Urgent" : null);
}

function finding(match: RegExpExecArray | null): PriorityFinding | null {
  const value = match?.[1] === undefined ? undefined : BY_WORD.get(match[1]);
  return match && value ? foundAt(match, value) : null;
}
