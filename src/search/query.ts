import { currentDigits, parsePhone } from "../crm/phone.ts";
import { ADDRESS, ADDRESS_WRITTEN } from "../understanding/forms-of-address.ts";
import { composedVietnamese } from "../understanding/telex.ts";
import { isTalk } from "./noise.ts";
import { addressOf, canonical, isSearchablePart, localPart } from "./terms.ts";
import { type Word, wordsOf } from "./words.ts";

/** A part of a phone number, as people write numbers here: `"0867"`. */
export interface NumberPart {
  digits: string;
  /** True for its last digits: "đuôi 456". */
  isEnd: boolean;
}

/** What somebody typed to find a record, taken apart. */
export interface SearchQuery {
  /** The words of a name, a place or a tag. */
  words: readonly Word[];
  /** Where in `words` a part behind a comma begins: `[3]` for "lan tân bình, gọi gấp nha". */
  partsFrom: readonly number[];
  /** The same with the form of address before them, which may be part of a name: "Anh Thư". Empty without one. */
  addressed: readonly Word[];
  numbers: readonly NumberPart[];
  /** The beginning of an e-mail address, without signs: `"binhtran"` for "binh.tran@". */
  email: string | null;
  /** An e-mail address, or its beginning behind the "@": `"binh.tran@example.com"`, `"info@hav"`. */
  address: string | null;
  /** True if the text speaks of an e-mail address. */
  isOfEmail: boolean;
  /** Whether a number may be a word: likely in "lan 298 lê đức thọ" and "song thịnh 79", possible in "lan 298". */
  house: "likely" | "possible" | "none";
}

const MOST_WORDS = 20;
/** Only so many characters are read. */
const LONGEST = 200;

const EMAIL =
  /(?<=^|[\s:,;([{<"“'])([^\s@:,;([{<"“']{3,64}) ?@(?: (?=(?:gmail|yahoo|hotmail|outlook|icloud)))?([^\s@,;)\]}>"”'*…]{0,80})/u;
/** Letters with digits, or with dots between them, as before the "@" of an address: "binhtran92", "dung.thac". */
const ACCOUNT = /^[a-z]{3}[\w.-]{2,63}$|^[a-z][a-z]?[._][\w.-]{3,63}$/i;
const SIGN_OF_ACCOUNT = /[\d._]/;
/** Signs for letters that are left out at the end of an account: "thinuong.da*". */
const CUT_OFF = /(?:[*…]{1,10}|\.{2,10})$/u;
/** Signs for digits that are left out: "xxx3479", "*654", "…755", "03xx46643". */
const LEFT_OUT = "(?:[*…x]{1,10}|\\.{2,10})";
/** A number whose beginning and middle are known, or only its middle: its end is left out. */
const WITHOUT_END = new RegExp(
  `(?:(?<!\\p{L})${LEFT_OUT})?(\\d(?:[ .-]?\\d){2,11})${LEFT_OUT}(?!\\d)`,
  "giu",
);
/** Words and signs before the last digits of a number: "đuôi 456", "4 số cuối 7502", "kết thúc 3775". */
const END = new RegExp(
  `(?:(?:đuôi|duoi|cuối|cuoi|chót|chot|tận cùng|kết thúc|ending|ends)(?: (?:số|so|là|la|in|with)){0,2} |(\\d{2,4})?${LEFT_OUT})(\\d(?:[ .-]?\\d){1,11})(?![\\p{L}\\d])`,
  "iu",
);
/** Two digits or more, in groups or not: "0867 12", "0867.123", "+84 867 123 456". */
const NUMBER = /(?<![\p{L}\d/])\+?\d(?:[ .-]?\d){1,14}(?![\p{L}\d/])/gu;
/** "Hằng/7387", "(028) 3604 7969": signs that are no part of a number. */
const BESIDE_NUMBER = /(?<=\p{L})\/(?=\d{3})|\((?=\d)/gu;
const BEHIND_NUMBER = /(?<=\d)\)/gu;
const BEGINS_WITH =
  /(?:có số|có sđt|có đuôi|số điện thoại|bắt đầu bằng|bat dau bang|bắt đầu|khúc giữa|ở giữa) (?=[+\d])/giu;
/** "3 số cuối 433": how many digits follow. */
const COUNT = /(?<![\d\p{L}])(?:[2-6]|hai|ba|bốn|bon|mấy|may) (?=(?:số|so) (?:cuối|cuoi|chót|chot))/giu;
const ADDRESSED = new RegExp(
  `^(?:${ADDRESS_WRITTEN}|${ADDRESS}|a|c|em|bé|be|dì|di|thím|thim|mợ|cậu|bạn|ban|mrs?|ms)\\.? (?=\\S)`,
  "iu",
);

/** "Chị Lan ở Tân Bình, gọi lại gấp nha": signs between two parts of a text. */
const BETWEEN_PARTS = /[,;?!](?!\d)|:(?=\s)|[()]|\.(?=\s|$)/u;

/** Verbs at the beginning, which are part of some places: "kiếm" of "Hoàn Kiếm". */
const LEADING = /^(?:(?:kiếm|tìm|coi|xem|hỏi|nhờ|giúp|cần|kiểm tra|check)\s+)+/iu;

/** A number before a line of a list: "1/ Trần Khánh Chi". */
const NUMBERED = /^\s*\d{1,2}[./)]\s+(?=\p{L})/u;
const SHORT_NGUYEN = /(?<!\p{L})ng(?:x|yn|uyn|n)(?!\p{L})/giu;
const O_FOR_ZERO = /(?<![\p{L}\d])[oO](?=\d{8,9}(?!\d))/gu;
/** Two digits behind a name are the last ones of a number: "hoàng hoa 42". */
const TWO_DIGITS = /(?<=\p{L} )\d\d$/u;

/** "Nhaa", "nhaaa", "ạaa": not a word in Telex. */
const DRAWN_OUT = /(?<!\p{L})(?:nh)?[aạ]a{1,6}(?!\p{L})/giu;
/** Phrases whose words alone may be names: "Như", "Hồ", "Minh". */
const PHRASES =
  /(?<!\p{L})(?:hình như|hinh nhu|hồ sơ|ho so|địa chỉ|dia chi|số điện thoại|so dien thoai|đối diện|doi dien|thanh toán|hậu mãi|bắt đầu bằng|bat dau bang|bắt đầu là|gắn thẻ|gan the|k\/h|tra cứu|tra cuu|(?:giúp|giup|giùm|gium|dùm|dum|hộ) (?:mình|minh|em|e|m|chị|chi|anh|a))(?!\p{L})/giu;
const MAIL = /(?<!\p{L})(?:e?mail|gmail)(?!\p{L})/iu;
const LONGEST_HOUSE = 3;

/**
 * Takes a typed text apart: `"chị Bình ở Cộng Hoà đuôi 456"`.
 * @param isHouse  true: numbers are words of an address
 */
export function parseQuery(typed: string, isHouse = false): SearchQuery {
  const said = typed
    .normalize("NFC")
    .slice(0, LONGEST)
    .replace(NUMBERED, "")
    .replace(O_FOR_ZERO, "0")
    .replace(SHORT_NGUYEN, "nguyen")
    .replace(DRAWN_OUT, " ")
    .replace(PHRASES, " ")
    .trimStart()
    .replace(LEADING, "");
  const text = composedVietnamese(said).replace(/\s+/g, " ").trim();
  const mail = takeEmail(text);
  const placed = canonical(mail.left);
  const { left, numbers } = isHouse ? { left: placed, numbers: [] } : takeNumbers(placed);
  const name = left.replace(/\s+/g, " ").trim();
  const parts = name
    .replace(ADDRESSED, "")
    .split(BETWEEN_PARTS)
    .map(wordsOf)
    .filter(({ length }) => length > 0);
  return {
    words: parts.flat().slice(0, MOST_WORDS),
    partsFrom: parts.slice(1).map((_, place) => parts.slice(0, place + 1).flat().length),
    addressed: ADDRESSED.test(name) ? wordsOf(name).slice(0, MOST_WORDS) : [],
    numbers,
    email: mail.email,
    address: mail.address,
    isOfEmail: MAIL.test(text),
    house: houseIn(placed, numbers),
  };
}

function houseIn(text: string, numbers: readonly NumberPart[]): SearchQuery["house"] {
  const [only, ...more] = numbers;
  if (only?.digits.length === 2 && more.length === 0 && TWO_DIGITS.test(text.trim())) return "likely";
  const mayBe = numbers.every(({ digits, isEnd }) => !isEnd && digits.length <= LONGEST_HOUSE);
  if (numbers.length === 0 || !mayBe) return "none";
  const street = HOUSE_AND_STREET.exec(text);
  const words = street === null ? [] : wordsOf(street[1] ?? "");
  return words.length > 0 && !words.some(isTalk) ? "likely" : "possible";
}

/** A number behind a word, and two words behind it: "lan 298 lê đức thọ", "hùng số 12 đường lê lợi". */
const HOUSE_AND_STREET = /\p{L}[\s,]+\d{1,4}(?:\/\d+)* (?:(?:đường|duong) )?(\p{L}+ \p{L}+)/u;

function takeEmail(text: string): { left: string; email: string | null; address: string | null } {
  const whole = EMAIL.exec(text);
  const account = whole === null ? accountIn(text) : null;
  const found = whole?.[0] ?? account;
  if (found === null) return { left: text, email: null, address: null };
  const local = localPart(whole?.[1] ?? found);
  const domain = whole?.[2] ?? "";
  const address = domain === "" ? null : addressOf(`${whole?.[1]}@${domain}`);
  return { left: text.replace(found, " "), email: local.length < 3 ? null : local, address };
}

function accountIn(text: string): string | null {
  const words = text
    .replace(END, " ")
    .split(/[\s:,;]+/)
    .map((word) => word.replace(CUT_OFF, ""));
  return words.find((word) => ACCOUNT.test(word) && SIGN_OF_ACCOUNT.test(word)) ?? null;
}

function takeNumbers(text: string): { left: string; numbers: NumberPart[] } {
  const numbers: NumberPart[] = [];
  const take = (digits: string, isEnd: boolean) => {
    const written = writtenPart(digits);
    // "Mất số cuối 0886 820 38": so many digits with a 0 are a beginning.
    const isReallyEnd = isEnd && !(written.startsWith("0") && written.length > LONGEST_END_WITH_ZERO);
    if (isEnd ? written !== "" : isSearchablePart(written))
      numbers.push({ digits: written, isEnd: isReallyEnd });
  };
  let left = text
    .replace(COUNT, "")
    .replace(BESIDE_NUMBER, " ")
    .replace(BEHIND_NUMBER, "")
    .replace(BEGINS_WITH, " ")
    .replace(WITHOUT_END, " $1 ");
  const end = END.exec(left);
  if (end !== null) {
    left = left.replace(end[0], " ");
    const [, start = "", last = ""] = end;
    if (start.length > 2) take(start, false);
    take(last, true);
  }
  left = left.replace(NUMBER, (run) => {
    const before = numbers.length;
    take(wholeNumberIn(run), false);
    return numbers.length > before ? " " : run;
  });
  const two = numbers.length === 0 ? TWO_DIGITS.exec(left.trim()) : null;
  if (two !== null) {
    left = left.trim().slice(0, two.index);
    take(two[0], true);
  }
  // "0979489114 / 0978545850": one of two numbers.
  const [first, second] = numbers;
  const areWhole = [first, second].every((number) => (number?.digits.length ?? 0) > LONGEST_PART);
  return { left, numbers: numbers.slice(0, areWhole ? 1 : 2) };
}

const LONGEST_PART = 9;
const LONGEST_END_WITH_ZERO = 5;

/** Returns the group that is a whole number, if the others are none of it: `"942946232"` for "14 942946232". */
function wholeNumberIn(run: string): string {
  const groups = run.split(/\D+/);
  const whole = groups.filter((group) => /^0?[35789]\d{8}$/.test(group));
  return groups.length > 1 && whole.length === 1 ? (whole[0] ?? run) : run;
}

/** Returns the digits of a number or of its beginning as people write them now: "+84 867" and "0867" are the same. */
function writtenPart(run: string): string {
  const digits = run.replace(/\D/g, "");
  // "847946927" is 0847 946 927 without its 0, or the beginning of +84 794 692 7…
  if (/^84[35789]\d{6}$/.test(digits)) return digits.slice(2);
  const lostZero = !run.startsWith("+") && /^[35789]\d{8}$/.test(digits);
  const phone = parsePhone(run) ?? (lostZero ? parsePhone(`0${digits}`) : null);
  if (phone?.startsWith("+84")) return `0${phone.slice(3)}`;
  // "8445" are four last digits more often than the country's number and two more.
  const mayBeEnd = digits.startsWith("84") && digits.length < SHORTEST_WITH_COUNTRY && !run.startsWith("+");
  return mayBeEnd ? digits : currentDigits(digits);
}

const SHORTEST_WITH_COUNTRY = 9;
