import { currentDigits, parsePhone } from "../crm/phone.ts";
import { ADDRESS, ADDRESS_WRITTEN } from "../understanding/forms-of-address.ts";
import { composedVietnamese } from "../understanding/telex.ts";
import { withCities, withDistricts } from "./places.ts";
import { addressOf, isSearchablePart, localPart } from "./terms.ts";
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
  /** The same with the form of address before them, which may be part of a name: "Anh Thư". Empty without one. */
  addressed: readonly Word[];
  numbers: readonly NumberPart[];
  /** The beginning of an e-mail address, without signs: `"binhtran"` for "binh.tran@". */
  email: string | null;
  /** An e-mail address, or its beginning behind the "@": `"binh.tran@example.com"`, `"info@hav"`. */
  address: string | null;
  /** True if the text speaks of an e-mail address. */
  isOfEmail: boolean;
  /** True if a number may be that of a house: "số 298 đường Lê Đức Thọ". */
  hasHouse: boolean;
}

const MOST_WORDS = 9;
/** A longer text is no name. */
const LONGEST = 200;

const EMAIL = /(?<=^|[\s:,;(<"“'])([^\s@:,;(<"“']{3,64}) ?@ ?([^\s@,;)>"”'*…]{0,80})/u;
/** Letters with digits, or with dots between them, as before the "@" of an address: "binhtran92", "dung.thac". */
const ACCOUNT = /^[a-z][\w.-]{4,63}$/i;
const SIGN_OF_ACCOUNT = /[\d._]/;
/** Signs for digits that are left out: "xxx3479", "*654", "…755", "03xx46643". */
const LEFT_OUT = "(?:[*…x]{1,10}|\\.{2,10})";
/** A number whose beginning and middle are known, or only its middle: its end is left out. */
const WITHOUT_END = new RegExp(
  `(?:(?<!\\p{L})${LEFT_OUT})?(\\d(?:[ .-]?\\d){2,11})${LEFT_OUT}(?!\\d)`,
  "giu",
);
/** Words and signs before the last digits of a number: "đuôi 456", "4 số cuối 7502", "kết thúc 3775". */
const END = new RegExp(
  `(?:(?:đuôi|duoi|cuối|cuoi|tận cùng|kết thúc|ending|ends)(?: (?:số|so|là|la|in|with)){0,2} |(?:\\d{2,4})?${LEFT_OUT})(\\d(?:[ .-]?\\d){1,11})(?![\\p{L}\\d])`,
  "iu",
);
/** Two digits or more, in groups or not: "0867 12", "0867.123", "+84 867 123 456". */
const NUMBER = /(?<![\p{L}\d/])\+?\d(?:[ .-]?\d){1,14}(?![\p{L}\d/])/gu;
/** "Hằng/7387", "(028) 3604 7969": signs that are no part of a number. */
const BESIDE_NUMBER = /(?<=\p{L})\/(?=\d{3})|\((?=\d)|(?<=\d)\)/gu;
const BEGINS_WITH =
  /(?:có số|có sđt|có đuôi|số điện thoại|bắt đầu bằng|bat dau bang|bắt đầu|khúc giữa|ở giữa) (?=[+\d])/giu;
/** "3 số cuối 433": how many digits follow. */
const COUNT = /(?<!\d)[2-6] (?=(?:số|so) (?:cuối|cuoi))/giu;
const ADDRESSED = new RegExp(
  `^(?:${ADDRESS_WRITTEN}|${ADDRESS}|a|c|em|bé|be|dì|di|bạn|ban|mrs?|ms)\\.? (?=\\S)`,
  "iu",
);

/** "Nhaa", "nhaaa", "ạaa": not a word in Telex. */
const DRAWN_OUT = /(?<!\p{L})(?:nh)?[aạ]a{1,6}(?!\p{L})/giu;
const MAIL = /(?<!\p{L})(?:e?mail|gmail)(?!\p{L})/iu;
const LONGEST_HOUSE = 3;

/**
 * Takes a typed text apart: `"chị Bình ở Cộng Hoà đuôi 456"`.
 * @param isHouse  true: numbers are words of an address
 */
export function parseQuery(typed: string, isHouse = false): SearchQuery {
  const said = typed.normalize("NFC").slice(0, LONGEST).replace(DRAWN_OUT, " ");
  const text = composedVietnamese(said).replace(/\s+/g, " ").trim();
  const mail = takeEmail(text);
  const placed = withDistricts(withCities(mail.left));
  const { left, numbers } = isHouse ? { left: placed, numbers: [] } : takeNumbers(placed);
  const name = left.replace(/\s+/g, " ").trim();
  return {
    words: wordsOf(name.replace(ADDRESSED, "")).slice(0, MOST_WORDS),
    addressed: ADDRESSED.test(name) ? wordsOf(name).slice(0, MOST_WORDS) : [],
    numbers,
    email: mail.email,
    address: mail.address,
    isOfEmail: MAIL.test(text),
    hasHouse:
      numbers.length > 0 && numbers.every(({ digits, isEnd }) => !isEnd && digits.length <= LONGEST_HOUSE),
  };
}

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
  const words = text.replace(END, " ").split(/[\s:,;]+/);
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
    .replace(BEGINS_WITH, " ")
    .replace(WITHOUT_END, " $1 ");
  const end = END.exec(left);
  if (end !== null) {
    left = left.replace(end[0], " ");
    take(end[1] ?? "", true);
  }
  left = left.replace(NUMBER, (run) => {
    const before = numbers.length;
    take(run, false);
    return numbers.length > before ? " " : run;
  });
  return { left, numbers: numbers.slice(0, 2) };
}

const LONGEST_END_WITH_ZERO = 5;

/** Returns the digits of a number or of its beginning as people write them now: "+84 867" and "0867" are the same. */
function writtenPart(run: string): string {
  const digits = run.replace(/\D/g, "");
  // "847946927" is 0847 946 927 without its 0, or the beginning of +84 794 692 7…
  if (/^84[35789]\d{6}$/.test(digits)) return digits.slice(2);
  const lostZero = !run.startsWith("+") && /^[35789]\d{8}$/.test(digits);
  const phone = parsePhone(run) ?? (lostZero ? parsePhone(`0${digits}`) : null);
  if (phone?.startsWith("+84")) return `0${phone.slice(3)}`;
  return currentDigits(digits);
}
