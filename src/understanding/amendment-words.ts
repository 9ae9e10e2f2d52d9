import { type Folded, fold, foldWithPositions, typedText } from "./fold.ts";
import { WORD_CHARS } from "./word-chars.ts";
import { NO } from "./words-for-no.ts";

const NOT_LETTER = `(?![${WORD_CHARS}])`;
const START = `(?<![${WORD_CHARS}])`;

/** Words that say: the value before was wrong. */
const CORRECTS = new RegExp(
  `^(?:a|ua|ay|oi|u|no) ?(?:khong|ko|wait)[,. ]+(?=\\S)|^(?:oh,? )?(?:sorry|oops|xin loi)[,. ]{1,3}(?:it'?s |la |so )?(?=\\+?\\d[\\d .-]{2,15}[.! ]{0,3}$|[^\\s@]{1,64}@\\S{1,190}$)|${START}(?:${NO}|chua)(?: con| can)? (?:gap|khan|voi)${NOT_LETTER}|${START}dung (?:dung|lay|xai|ghi|de) (?:so|sdt|mail|email|ten|ma|cai|nguoi) (?:nay|do|kia|ay)${NOT_LETTER}|^(?:khong|ko)[,.] *(?=\\S)|${START}(?:nham|lon|sai|sua (?:lai )?(?:thanh|la)|doi y|moi (?:dung|phai)|ms dung|mo dung|chu (?:${NO}|koong)|cho (?:khong|hong)|(?:${NO}) phai|ko fai|y (?:em|toi|tui|minh|anh|chi|la)|i mean|my bad|no wait|instead|actually|make it|rather|typo|quen|phai la|nguoc (?:roi|r|ngay)|wrong way round|(?:doc|noi|ghi) lai|kh doi y)${NOT_LETTER}|\\S (?:co|chu|cho|kia)[ .!]*$`,
  "u",
);
/** A clause that only says that something was wrong, or why. */
const ONLY_MARK =
  /^(?:(?:a|oi|o|ua|ui|ay|y|da|em|anh|chi|e|minh|toi|tui|bot|xin loi|sorry|chet|wait|no|(?:k|ko|khong|hong)(?: phai)?|my bad|typo|nham|lon|sai|quen|roi|r|rui|so|ma|nguoi|khach|phan khuc|phieu|don|ten|mail|email|dia chi|tieu de|gia|cung|ghi|go|bam|doc|doi y|kh|me|thieu dau cham|het|nhaamf|hi|he|do|nay|that|is|wrong|the|chu|vay|thoi|nguoc|ngay|thang|wrong way round)(?: |$))+$/u;
/** "ko phải chị này", "không phải Mận", "đừng dùng số này": what it is not. */
const IS_NOT = new RegExp(
  `^(?:(?:a|ua|oi|ay) )?(?:chu |ma |cho )?(?:(?:${NO}|koong) (?:phai|fai|h)|dung (?:dung|lay|xai|ghi|de) \\p{L}+ (?:nay|do|kia|ay))${NOT_LETTER}`,
  "u",
);
/** "Đuôi 608 không phải": what it is not, said behind it. */
const IS_NOT_BEHIND = new RegExp(`\\S (?:${NO}|koong) (?:phai|fai)(?: (?:a|ha|dau|nha|nhe|ma))*$`, "u");
/** "không phải Facebook mà là Zalo", "ko phải 30k mà 25k" */
const NOT_BUT = /^(?:.*?)(?:khong|ko|k|hong) phai .{1,60}? ma (?:la |phai la )?/u;
/** "… chứ không phải cụm sấy": the end of a clause that says what it is not. */
const NOT_AT_END = new RegExp(
  `[ ,]{1,3}(?:chu|cho|ma|,)?\\s{0,2}(?:${NO}|koong) phai .{1,80}$| not .{1,60}$`,
  "u",
);
/** Words before a value. */
const LEAD =
  /^(?:(?:(?:a|ua|ay|oi|u) (?:khong|hong)|a|oi|o|ua|ui|ay|y|da|em|e|anh|chi|bot|k|ko|no|wait|sorry|xin loi|nham|lon|sai|sua|doi|chuyen|de|cho|lai|roi|ro|ma|thanh|sang|len|qua|la|phai|dung|chet|tuc|lay|chon|cua|so|sdt|voi|and|i mean|make it|it s|to|set|hay|kh doi y|muc|thoi|c|khach|my bad|ghi|em xin|va|con|actually|change|dien thoai)(?: |[:,] ?|$))+/u;
/** Words behind a value. */
const TAIL =
  /(?:[ ,.!]{1,4}(?:moi|ms|mo|dung|phai|co|chu|cho|thoi|thooi|thui|luon|lun|nha|nhe|nua|ay|a|kia|a|instead|please|di|i|giup|gium|dum|em|hi|he|ne|nhen|nghen|do|vao|voi|vay|han|that|chu|rather|bot|cho|hen|hon|la qua troi)){1,8}[.! ]{0,6}$/u;
const OF_PERSON =
  /(?<!\p{L})(?:cua|khach|kh|nguoi|(?:chi|anh|co|chu|bac|o|ba|ong) \p{L}+ (?:so )?\d)(?!\p{L})/u;

const SMALL_BEFORE = `(?:${NO}) phai|a|ah|oi|o|oh|ui|ua|ay|y|chet|da|em|e|anh|chi|minh|toi|tui|no|sorry|xin loi|bi|la`;
const SMALL_BEHIND = "roi|r|rui|mat|em|e|anh|chi|a|oi|bot|ban|ad|nha|nhe|nhen|sorry|xin loi|ma|do|nay";
const PERSON = "khach(?: hang)?|kh|nguoi|customer|person|client";
/** "Nhầm khách", "khách này sai rồi": only that the customer is wrong. */
const WRONG_CUSTOMER = new RegExp(
  `^(?:(?:${SMALL_BEFORE}) )*(?:(?:nham|lon|sai|wrong) (?:${PERSON})|(?:${PERSON})(?: nay| do| kia)? (?:nham|lon|sai))(?: (?:${SMALL_BEHIND}))*$`,
  "u",
);

/** Whether the text says that the customer is wrong, and nothing else: "nhầm khách". */
export const saysWrongCustomer = (said: string): boolean => WRONG_CUSTOMER.test(plainOf(said));

/** Whether the text says that a value was wrong. */
export const corrects = (said: string): boolean => CORRECTS.test(fold(said)) || isPartMissing(said);

/** "Thiếu chữ l", "dư số 0", "missing an l": what a value was typed with, or without. */
const PART_MISSING =
  /(?:^|[,.;] ?)(?:(?:a|ua|oi|da|em|bi|con|go|ghi|danh) ){0,3}(?:(?:thieu|du|thua|sot|sai) (?:mot |1 )?(?:chu|so|dau)(?: cai)?(?: \S{1,3})?|(?:missing|forgot|dropped) (?:an? |the )?(?:letter )?\S{1,2})(?: (?:roi|r|a|nhe|nha|em|ma))*[.! ]*$/u;

/** Whether the text says that a letter or a digit of a value is missing, or is too much. */
export const isPartMissing = (said: string): boolean => PART_MISSING.test(fold(said));

/** Whether a clause names no new value: it says that something was wrong, or what it is not. */
export function namesNothing(clause: string): boolean {
  const plain = plainOf(clause);
  return ONLY_MARK.test(plain) || IS_NOT_BEHIND.test(plain) || (IS_NOT.test(plain) && !NOT_BUT.test(plain));
}

/** Returns the folded words with one blank between them. */
function plainOf(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N} ]+/gu, " ")
    .replace(/ +/g, " ")
    .trim();
}

/** Whether a clause says whose number it is: "của anh An 0900 000 001". */
export const isOfPerson = (clause: string): boolean => OF_PERSON.test(fold(clause));

/** Splits at commas that separate changes, not at those in numbers. "Khách: 0867…" stays one clause. */
export function clausesOf(said: string): string[] {
  return said
    .split(
      /[;\n]|,(?!\d{3})\s{0,2}|(?<!khách|khach|kh):\s{1,2}(?=\d)|\s{1,2}(?:với lại|voi lai|với sửa|voi sua)\s{1,2}/u,
    )
    .map((clause) => clause.trim())
    .filter((clause) => /[\p{L}\p{N}]/u.test(clause));
}

/** `"đã thay cụm trống chứ không phải cụm sấy"` → `"đã thay cụm trống"` */
export function withoutDenied(clause: string): string {
  const { passage, text } = opened(clause);
  const from = NOT_BUT.exec(text)?.[0].length ?? 0;
  const end = NOT_AT_END.exec(text.slice(from));
  return typedText(passage, from, end ? from + end.index : text.length).trim();
}

/** Returns the folded text with its positions. */
export function opened(clause: string): { passage: Folded; text: string } {
  const passage = foldWithPositions(clause);
  // "Sáng" is a time of the day, "sang" means into. "Nhân sự" has no tag, "nhãn".
  const text = passage.text.replace(/sang|(?<!\p{L}|nguoi |ng )nhan(?!\p{L})/gu, (word, at: number) =>
    /á|â|ậ|ấ|ẫ/iu.test(typedText(passage, at, at + word.length))
      ? `${word.slice(0, -3)}_${word.slice(-2)}`
      : word,
  );
  return { passage, text };
}

/** A free value keeps its own words; only particles at its end are left out. */
export function freeValue(value: string): string {
  return value.replace(/\s{1,2}(?:ạ|nhé|nha|nữa|luôn|mới đúng|cơ|giùm|giúp em|giúp|hí|nghen)$/iu, "").trim();
}

/** Leaves out the words around a value that are no part of it. */
export function trimmed(value: string): string {
  const { passage, text } = opened(value);
  const from = LEAD.exec(text)?.[0].length ?? 0;
  const end = TAIL.exec(text.slice(from));
  return typedText(passage, from, end ? from + end.index : text.length)
    .replace(/(?<![^\p{L}\p{N}%)"”@])[^\p{L}\p{N}%)"”@]+$/u, "")
    .trim();
}

/** Leaves out the words of a correction around a text, and nothing of the text itself. */
export function freeTrimmed(value: string): string {
  const { passage, text } = opened(value);
  const from = FREE_LEAD.exec(text)?.[0].length ?? 0;
  const end = FREE_TAIL.exec(text.slice(from));
  return typedText(passage, from, end ? from + end.index : text.length).trim();
}

const FREE_LEAD =
  /^(?:(?:a|oi|o|ua|ui|ay|em|nham|lon|sai|sorry|xin loi|roi|khong|ko|no|wait|phai la|la|thanh|sua)(?:[,:.! ]+|$))+/u;
const FREE_TAIL =
  /(?:[ ,.!]{1,4}(?:moi dung|moi phai|ms dung|co|chu|cho|a|nha|nhe|luon|giup em|giup|instead)){1,6}[.! ]{0,6}$/u;

/** Words of a question at the end: "tên là gì", "gấp à". */
const ASKS =
  /\?\s*$|(?<![\p{L}\p{N}])(?:gi|ai|nao|dau|chua|khong|hong|ko|k|ha|nhi|sao|may|bao nhieu|who|what|where)(?: (?:vay|the|z|v|a|em|ta|rua|ha|nhi))*[\s.!]*$/u;
/** "À" asks, and "ạ" is polite. */
const ASKS_ACCENTED = /(?<!\p{L})à[\s.!]*$/iu;

/** True if the text asks what a value is, or whether it is so. A text behind a colon is a value. */
export function asksForValue(text: string): boolean {
  return !text.includes(":") && (ASKS.test(fold(text)) || asksAccented(text));
}

/** True if the text ends with "à", as in "nhầm, đuôi 608 à". */
export function asksAccented(text: string): boolean {
  return ASKS_ACCENTED.test(text.normalize("NFC"));
}
