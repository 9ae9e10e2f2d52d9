import { withoutPhones } from "./customer.ts";
import { cleanText, type Finding, fold, foundAt, openPassage, type Passage, typed } from "./fold.ts";
import { WORD_CHARS } from "./word-chars.ts";

const UNITS: Readonly<Record<string, number>> = {
  ty: 1e9,
  ti: 1e9,
  billion: 1e9,
  tr: 1e6,
  trieu: 1e6,
  cu: 1e6,
  million: 1e6,
  mil: 1e6,
  k: 1e3,
  nghin: 1e3,
  ngan: 1e3,
  thousand: 1e3,
};
const UNIT = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .join("|");
/** A number, its unit, what follows the unit ("1tr5", "1 triệu 250 nghìn", "2 triệu rưỡi"), and the currency. */
export const AMOUNT =
  `(?:\\d{1,3}(?:[.,]\\d{3}){1,5}|\\d{1,15}(?:[.,]\\d{1,3})?)` +
  `(?: ?(?:${UNIT})(?: ?\\d{1,3}(?: ?(?:${UNIT}))?| ruoi)?)?(?: ?(?:d|vnd|dong|₫))?`;
const PARTS = new RegExp(
  `^(\\d{1,3}(?:[.,]\\d{3})+|\\d{1,15}(?:[.,]\\d{1,3})?)(?: ?(${UNIT})(?: ?(\\d{1,3})(?: ?(${UNIT}))?| (ruoi))?)?(?: ?(?:d|vnd|dong|₫))?$`,
);
const GROUPED = /^\d{1,3}(?:[.,]\d{3})+$/;
const IN_TEXT = new RegExp(`(?<![${WORD_CHARS}.,+/-])${AMOUNT}(?![${WORD_CHARS}%]|[.,/-]\\d)`, "gu");
/** A number without a unit, currency or grouped digits may be anything. */
const SAYS_MONEY = /[a-z₫]|\d[.,]\d{3}(?!\d)/;
const MAX = 1e15;

/** True for a sum of money with its unit or in full: "4tr250", "4.250.000". */
export function isSum(text: string): boolean {
  return SAYS_MONEY.test(fold(text)) && readAmount(text) !== null;
}

/**
 * Reads money in whole dong from one field or answer: `"1.500.000"`, `"1,5tr"`, `"1tr5"`, `"4.520.000đ"`, `"2 triệu"`,
 * `"500k"` → `"1500000"`, `"1500000"`, `"1500000"`, `"4520000"`, `"2000000"`, `"500000"`. Null for anything that is no
 * whole amount.
 */
export function readAmount(text: string): string | null {
  const parts = PARTS.exec(fold(cleanText(text)));
  if (!parts) return null;
  const [, written = "", unitName = "", further = "", furtherUnit = "", half] = parts;
  const unit = UNITS[unitName] ?? 1;
  const number = GROUPED.test(written)
    ? Number(written.replace(/[.,]/g, ""))
    : Number(written.replace(",", "."));
  if (furtherUnit && (UNITS[furtherUnit] ?? 1) >= unit) return null;
  // "1tr5" is a million and five tenths of one; "1tr5k" is a million and five thousand.
  const rest = furtherUnit
    ? Number(further) * (UNITS[furtherUnit] ?? 1)
    : (Number(further) * unit) / 10 ** further.length;
  const dong = Math.round((number * unit + rest + (half ? unit / 2 : 0)) * 1e3) / 1e3;
  return Number.isInteger(dong) && dong <= MAX ? String(dong) : null;
}

/** Finds the first number in a longer text that is clearly money: with its unit, its currency, or grouped digits. */
export function findAmount(free: string): Finding | null {
  for (const match of free.matchAll(IN_TEXT)) {
    const value = SAYS_MONEY.test(match[0]) ? readAmount(match[0]) : null;
    if (value !== null) return foundAt(match, value);
  }
  return null;
}

/** Formats an amount for people: `"4520000"` → `"4.520.000"`. `readAmount` reads it back. */
export function writeAmount(dong: string): string {
  return dong.replace(/\B(?=(?:\d{3}){1,10}$)/g, ".");
}

const STARS_NUMBER = "\\d{1,3}(?:[.,]\\d{1,2})?";
const STARS = "sao|stars?|diem|★|⭐";
const BEFORE = `(?<![${WORD_CHARS}.,/:#+-])`;
const word = (words: string) => `(?<![${WORD_CHARS}])(?:${words})`;
/** "Trên 2 tiếng" counts hours. */
const NO_STARS = `(?![${WORD_CHARS}]|[.,/:-]\\d| ?(?:tieng|gio|phut|ngay|tuan|hours?|minutes?|days?)(?![${WORD_CHARS}]))`;

/** A number with the words that make it a bound: `"dưới 3 sao"`, `">= 4"`, `"từ 1 đến 2 sao"`, `"2 or less"`. */
const BOUND = new RegExp(
  `(?:(?<below><(?![=>])|${word("duoi|nho hon|it hon|thap hon|kem hon|below|under|less than")})` +
    `|(?<most><=|=<|≤|${word("toi da|khong (?:qua|tren|hon)|at most|up to|max|not? more than")})` +
    `|(?<above>>=?|=>|≥|${word("tu tren|tren|(?:(?:nhieu|lon|cao) )?hon|it nhat|toi thieu|khong duoi|above|over|more than|at least|min")})` +
    `|(?<from>${word("tu|from")})|(?<is>=))? ?${BEFORE}(?<first>${STARS_NUMBER})(?: ?(?<stars>${STARS}))?` +
    `(?: ?(?:-|–|,|den|toi|to|va|hoac|hay|and|or) ?(?<second>${STARS_NUMBER})(?: ?(?:${STARS}))?)?` +
    `(?:(?<down> ?tro xuong| (?:or|and) (?:less|below|lower|fewer))|(?<up> ?(?:\\+|tro len)| (?:or|and) (?:more|above|up|higher)))?${NO_STARS}`,
  "gu",
);
/** "đánh giá xấu" */
const BAD = /(?<![\p{L}\p{N}])(?:diem )?(?:xau|kem|te|thap|bad|poor|low)(?![\p{L}\p{N}])/u;
const BAD_STARS = "2";
/** These have no upper bound. */
const GOOD =
  /(?:^|(?<![\p{L}\p{N}])danh gia )(?:tot|tich cuc)(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])(?:good|positive) (?:ratings?|reviews?)/u;
const MOST_STARS = 5;
/** A small number alone that is not a ticket's number. */
const STARS_ALONE = new RegExp(
  `(?<![${WORD_CHARS}#.,/+-]|(?:phieu|ticket|so|ma|no)[ .:#]{1,2})([1-5])${NO_STARS}`,
  "u",
);

/** Reads the most stars from one field or answer: `"<= 2"`, `"dưới 3 sao"`, `"2"` → `"2"`; null for anything else. */
export function readAtMost(text: string): string | null {
  const passage = openPassage(cleanText(text));
  const found = findAtMost(passage);
  const isAll = found?.start === 0 && found.end === passage.free.length;
  return isAll && /^[1-5]$/.test(found.value) ? found.value : null;
}

/**
 * Finds the same in a longer text. Stars that are no upper bound (`"trên 4 sao"`, `"<= 0"`) are returned as typed, so
 * that the bot asks about them.
 */
export function findAtMost(passage: Passage): Finding | null {
  const { free } = passage;
  for (const match of free.matchAll(BOUND)) {
    if (!isOfStars(match)) continue;
    const stars = mostOf(match);
    return starsFound(passage, match, stars === null ? undefined : String(stars));
  }
  const alone = STARS_ALONE.exec(free);
  if (alone) return starsFound(passage, alone, alone[1]);
  const bad = BAD.exec(free);
  if (bad) return starsFound(passage, bad, BAD_STARS);
  const good = GOOD.exec(free);
  return good && starsFound(passage, good, undefined);
}

/** False for a number alone, which may be a ticket's, and for a number after "từ", which may be a time of day. */
function isOfStars({ groups = {} }: RegExpExecArray): boolean {
  const { from: _, first: __, ...said } = groups;
  return Object.values(said).some((part) => part !== undefined);
}

/** Returns the most stars; null if they have another bound or none: "5 sao" asks for five stars only. */
function mostOf({ groups = {} }: RegExpExecArray): number | null {
  const { below, most, above, from, first, second, down, up } = groups;
  if (above !== undefined || up !== undefined) return null;
  if (second !== undefined && first !== "1") return null;
  const stars = Number((second ?? first)?.replace(",", ".")) - (below === undefined ? 0 : 1);
  const isBound = [below, most, down].some((part) => part !== undefined);
  if (!isBound && (stars === MOST_STARS || (from !== undefined && second === undefined))) return null;
  return Number.isInteger(stars) && stars >= 1 && stars <= MOST_STARS ? stars : null;
}

/** @param value the typed text if absent */
function starsFound(passage: Passage, match: RegExpExecArray, value?: string): Finding {
  return foundAt(match, value ?? typed(passage, match.index, match.index + match[0].length).trim());
}

/** The CRM's numbers of tickets and deals are integers of at most ten digits: src/crm/API.md#ids */
const RECORD = "([1-9]\\d{0,9})";
const TICKET = "(?:phieu|ticket)(?: (?:ho tro|so|ma|id|no\\.?|number))?|yeu cau so";
const DEAL = "(?:giao dich|don(?: hang)?|deal|order|co hoi|opportunity)(?: (?:so|ma|id|no\\.?|number))?";
const called = (name: string) =>
  new RegExp(`(?<![a-z0-9])(?:${name}) ?[:#(]? ?#?${RECORD}(?![${WORD_CHARS}]|[./-]\\d)`, "u");
const whole = (names: string) => new RegExp(`^(?:(?:${names}|so|ma|id|no|number)[ .:]*)*#? ?${RECORD}[.!]?$`);

const SIGNED = new RegExp(`(?<![${WORD_CHARS}&])# ?${RECORD}(?![${WORD_CHARS}])`, "u");
const TICKET_PATTERNS = [called(TICKET), SIGNED];
const TICKET_ALONE = /(?<![\p{L}\p{N}+/.,-])([1-9]\d{0,9})(?![\p{L}\p{N}]|[./,-]\d)/u;
const WHOLE_TICKET = whole("phieu|ticket|ho tro|yeu cau");
const DEAL_PATTERNS = [called(DEAL), SIGNED];
/** "Dòng 1" is a line of an order. */
const DEAL_ALONE =
  /(?<![\p{L}\p{N}+/.,-]|(?<!\p{L})(?:dong|line) (?:so )?(?=\d{1,2}(?!\d)))([1-9]\d{0,9})(?![\p{L}\p{N}%]|[./,-]\d)/u;
const WHOLE_DEAL = whole("giao dich|don hang|don|deal|order|co hoi|opportunity");
/** "đơn hàng trên 5 triệu": a number with its unit is a sum, or many of something. */
const DEAL_UNIT = /^ ?(?:ty|ti|trieu|tr|k|nghin|ngan|dong|vnd|million|cai|chiec|ngay|tuan|thang)(?!\p{L})/u;

/** "5 sao" are stars. Behind a longer number "sao" asks why: "đơn 4099 sao bị huỷ". */
const OF_STARS = /^ ?sao(?!\p{L})/u;
const FEWEST_DIGITS = 3;

const RECORD_BEHIND = new RegExp(
  `^(?: (?:ho tro|so|ma|id|no\\.?|number))? ?[:#(]? ?#?${RECORD}(?![${WORD_CHARS}]|[./-]\\d)`,
  "u",
);
const ENDS_WITH = {
  ticket: new RegExp(`(?<![a-z0-9])(?:${TICKET})$`),
  deal: new RegExp(`(?<![a-z0-9])(?:${DEAL})$`),
};

/**
 * Returns the length of the word for a record at the end of `name`, if its number follows at once; otherwise 0. It is 5
 * for `"xoa phieu"` before `" 17464 vi trung phieu 17465"`.
 */
export function recordWordLength(kind: "ticket" | "deal", name: string, behind: string): number {
  return RECORD_BEHIND.test(behind) ? (ENDS_WITH[kind].exec(name)?.[0].length ?? 0) : 0;
}

/** A number after one of these words, or before one, is no record: "khách 476, phiếu 17464", "300 khách báo lỗi". */
const COUNTS = /(?<!\p{L})(?:khach(?: hang)?|kh|customer|lead|ngay|thang|nam|quy|tuan|thu|luc|day)[ #:]*$/u;
const COUNTED =
  /^ ?(?:khach|kh|nguoi|customers?|people|cai|chiec|may|sp|san pham|ngay|tuan|thang|nam|gio|h|phut|days?|weeks?|hours?|sao|stars?|diem|points?|lan|k|tr|trieu|nghin|%)(?!\p{L})/u;

/** Reads a ticket's number from a field or answer: `"#17464"`, `"phiếu 17464"`, `"17464"` → `"17464"`, else null. */
export function readTicket(text: string): string | null {
  return WHOLE_TICKET.exec(fold(cleanText(text)))?.[1] ?? null;
}

/**
 * Finds a ticket number in a longer text: the first one that is called a ticket or has #, else any number that stands
 * alone. Null if a number without a name comes before one with a name: `"17464 trùng phiếu 17465"` may mean either.
 */
export function findTicket(free: string): Finding | null {
  return recordMeant(TICKET_PATTERNS, recordAlone(TICKET_ALONE, free), free);
}

/** Reads a deal's number from a field or answer: `"#3609"`, `"giao dịch 3609"`, `"đơn 3609"` → `"3609"`, else null. */
export function readDeal(text: string): string | null {
  return WHOLE_DEAL.exec(fold(cleanText(text)))?.[1] ?? null;
}

/** Finds a deal's number in a longer text, by the same rules. */
export function findDeal(free: string): Finding | null {
  return recordMeant(DEAL_PATTERNS, recordAlone(DEAL_ALONE, free, DEAL_UNIT), free, DEAL_UNIT);
}

/** Finds a number that no word calls a record. A small one before a word counts things: "đóng 2 thùng hàng". */
function recordAlone(pattern: RegExp, free: string, unit?: RegExp): Finding | null {
  const found = recordFound([pattern], withoutPhones(free), unit);
  const isCount = found !== null && found.value.length < 3 && /^ ?\p{L}/u.test(free.slice(found.end));
  return isCount ? null : found;
}

function recordMeant(
  named: readonly RegExp[],
  alone: Finding | null,
  free: string,
  unit?: RegExp,
): Finding | null {
  const found = named
    .map((pattern) => recordFound([pattern], free, unit))
    .filter((one) => one !== null)
    .sort((a, b) => a.start - b.start)[0];
  if (found === undefined || alone === null) return found ?? alone;
  const isOther = alone.start < found.start && alone.value !== found.value;
  return isOther && !COUNTS.test(free.slice(0, alone.start)) && !COUNTED.test(free.slice(alone.end))
    ? null
    : found;
}

/** @param unit what must not follow the number */
function recordFound(patterns: readonly RegExp[], free: string, unit?: RegExp): Finding | null {
  for (const pattern of patterns) {
    const match = pattern.exec(free);
    if (!match?.[1]) continue;
    const found = foundAt(match, match[1]);
    const behind = free.slice(found.end);
    const isStars = found.value.length < FEWEST_DIGITS && OF_STARS.test(behind);
    if (unit === undefined || !(unit.test(behind) || isStars)) return found;
  }
  return null;
}

const NAMED = new RegExp(
  `(?:(?<![a-z0-9])(?:${TICKET}|${DEAL}) ?[:#(]? ?#?|(?<![${WORD_CHARS}&])# ?)${RECORD}(?![${WORD_CHARS}]|[./-]\\d)`,
  "gu",
);
/** So long a number is a record's although no word says so, unless a unit follows it. */
const LONG = /(?<![\p{L}\p{N}+/.,-])([1-9]\d{3,9})(?![\p{L}\p{N}%]|[./,-]\d)/gu;

/** Returns the numbers that a text calls a ticket or an order, and the long ones without a word: "đừng đóng 16001". */
export function recordNumbersIn(text: string): string[] {
  const free = withoutPhones(fold(cleanText(text)));
  const isSum = ({ index, 0: found }: RegExpExecArray) => {
    const behind = free.slice(index + found.length);
    return DEAL_UNIT.test(behind) || COUNTED.test(behind);
  };
  const named = [...free.matchAll(NAMED)].filter((match) => (match[1]?.length ?? 0) > 3 || !isSum(match));
  const long = [...free.matchAll(LONG)].filter((match) => !isSum(match));
  return [...new Set([...named, ...long].flatMap(([, number]) => number ?? []))];
}
