import { FORMS_OF_ADDRESS, FORMS_OF_ADDRESS_WRITTEN } from "../understanding/forms-of-address.ts";
import { composedVietnamese } from "../understanding/telex.ts";
import { type EmailPart, takeEmail } from "./query-email.ts";
import { type HouseLikelihood, type NumberPart, numberIsHouse, takeNumbers } from "./query-numbers.ts";
import { canonical } from "./terms.ts";
import { type Word, wordsOf } from "./words.ts";

/** What somebody typed to find a record, taken apart. */
export interface SearchQuery extends EmailPart {
  /** The words of a name, a place or a tag. */
  words: readonly Word[];
  /** Where in `words` a part behind a comma begins: `[3]` for "lan tân bình, gọi gấp nha". */
  partsFrom: readonly number[];
  /** The same with the title before them, which may be part of a name: "Anh Thư". Empty without a title. */
  withTitle: readonly Word[];
  numbers: readonly NumberPart[];
  /** True if the text has a word like "mail". */
  mentionsEmail: boolean;
  /** Whether its number may be that of a house, and so a word of a place. */
  numberIsHouse: HouseLikelihood;
}

const MOST_WORDS = 20;
/** Only so many characters are read. */
const LONGEST = 200;

/** What is rewritten before a text is taken apart, in this order. */
const REWRITTEN: readonly [RegExp, string][] = [
  // A number before a line of a list: "1/ Trần Khánh Chi".
  [/^\s*\d{1,2}[./)]\s+(?=\p{L})/u, ""],
  // "O868435378"
  [/(?<![\p{L}\d])[oO](?=\d{8,9}(?!\d))/gu, "0"],
  // Short for "Nguyễn".
  [/(?<!\p{L})ng(?:x|yn|uyn|n)(?!\p{L})/giu, "nguyen"],
  // "Nhaa", "nhaaa", "ạaa": not a word in Telex.
  [/(?<!\p{L})(?:nh)?[aạ]a{1,6}(?!\p{L})/giu, " "],
  // Phrases whose words alone may be names: "Như", "Hồ", "Minh".
  [
    /(?<!\p{L})(?:hình như|hinh nhu|hồ sơ|ho so|địa chỉ|dia chi|số điện thoại|so dien thoai|đối diện|doi dien|thanh toán|hậu mãi|bắt đầu bằng|bat dau bang|bắt đầu là|gắn thẻ|gan the|k\/h|tra cứu|tra cuu)(?!\p{L})/giu,
    " ",
  ],
  // "Giúp mình", but "giúp Minh".
  [
    /(?<!\p{L})(?:[Gg]iúp|[Gg]iup|[Gg]iùm|[Gg]ium|[Dd]ùm|[Dd]um|[Hh]ộ) (?:mình|minh|em|e|m|chị|chi|anh|a)(?!\p{L})/gu,
    " ",
  ],
];

/** Verbs at the beginning, which are part of some places: "kiếm" of "Hoàn Kiếm", "cần" of "Cần Thơ". */
const LEADING =
  /^(?:(?:kiếm|tìm|tim|coi|xem|hỏi|nhờ|giúp|cần(?! +(?:thơ|giờ|giuộc|đước)(?!\p{L}))|kiểm tra|check)\s+)+/iu;

/** A title is a form of address before a name: "chị ", "anh ", "mrs. ", "c.". */
const LEADING_TITLE = new RegExp(
  `^(?:${FORMS_OF_ADDRESS_WRITTEN}|${FORMS_OF_ADDRESS}|a|c|em|bé|be|dì|di|thím|thim|mợ|cậu|bạn|ban|mrs?|ms)(?: |\\. ?)(?=\\S)`,
  "iu",
);

/** "Chị Lan ở Tân Bình, gọi lại gấp nha": signs between two parts of a text. */
const BETWEEN_PARTS = /[,;?!](?!\d)|:(?=\s)|[()]|\.(?=\s|$)/u;
const EMAIL_WORD = /(?<!\p{L})(?:e?mail|gmail)(?!\p{L})/iu;

/**
 * Takes a typed text apart: `"chị Bình ở Cộng Hoà đuôi 456"`.
 * @param numbersAs  numbers of houses are words of a place
 */
export function parseQuery(typed: string, numbersAs: "phone" | "house" = "phone"): SearchQuery {
  const text = rewritten(typed);
  const { left: withoutEmail, email, emailWithDomain } = takeEmail(text);
  const placed = canonical(withoutEmail);
  const { left, numbers } = numbersAs === "house" ? { left: placed, numbers: [] } : takeNumbers(placed);
  const name = left.replace(/\s+/g, " ").trim();
  const parts = name
    .replace(LEADING_TITLE, "")
    .split(BETWEEN_PARTS)
    .map(wordsOf)
    .filter(({ length }) => length > 0);
  return {
    words: parts.flat().slice(0, MOST_WORDS),
    partsFrom: parts.slice(1).map((_, place) => parts.slice(0, place + 1).flat().length),
    withTitle: LEADING_TITLE.test(name) ? wordsOf(name).slice(0, MOST_WORDS) : [],
    numbers,
    email,
    emailWithDomain,
    mentionsEmail: EMAIL_WORD.test(text),
    numberIsHouse: numberIsHouse(placed, numbers),
  };
}

/** Returns a typed text without verbs and phrases of a request, and with composed accents: "tìm chij Lan" → "chị Lan". */
function rewritten(typed: string): string {
  const short = typed.normalize("NFC").slice(0, LONGEST);
  const said = REWRITTEN.reduce((left, [pattern, by]) => left.replace(pattern, by), short)
    .trimStart()
    .replace(LEADING, "");
  return composedVietnamese(said).replace(/\s+/g, " ").trim();
}
