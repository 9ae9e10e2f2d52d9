/**
 * Between two digits of a number: signs and blanks, or one `x`. V8 takes 0.1 s to compile the number's expression if the
 * first alternative is written as `[^\p{L}\p{N}]{0,3}`.
 */
const GAP = String.raw`(?:(?:(?![\p{L}\p{N}])[^]){0,3}|[xX])`;

/** How each digit is written, as a word with and without accents, or as a letter that looks like it. */
const DIGITS: readonly (readonly string[])[] = [
  ["0", "không", "khong", "zero", "o"],
  ["1", "một", "mốt", "mot", "one", "l", "i"],
  ["2", "hai", "two"],
  ["3", "ba", "three"],
  ["4", "bốn", "bon", "tư", "tu", "four"],
  ["5", "năm", "lăm", "nam", "lam", "five"],
  ["6", "sáu", "sau", "six"],
  ["7", "bảy", "bẩy", "bay", "seven"],
  ["8", "tám", "tam", "eight"],
  ["9", "chín", "chin", "nine"],
];
const digitOf = new Map(
  DIGITS.flatMap((names, digit) => names.map((name) => [name, String(digit)] as const)),
);

/** Longer names first: `"one"` begins with the letter that looks like 0. */
const namesOf = (digits: readonly number[]) =>
  digits
    .flatMap((digit) => DIGITS[digit] ?? [])
    .sort((a, b) => b.length - a.length)
    .join("|");
const ANY = namesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
const UNIT = new RegExp(ANY, "giu");
/** A date is not a number: `"CCCD cấp 25-11-2021"`, `"05/11/2026 08:30"`. */
const NO_DATE = String.raw`(?!\d{1,2}[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)\d{2}|\d{4}-\d{2}-\d{2})`;
/** A mobile number of Vietnam: 0 or 84, then 3, 5, 7, 8 or 9, then eight more. */
const NUMBER = new RegExp(
  `(?<![\\p{L}\\p{N}])${NO_DATE}(?:\\+?84|${namesOf([0])})${GAP}(?:${namesOf([3, 5, 7, 8, 9])})(?:${GAP}(?:${ANY})){8}(?![\\p{L}\\p{N}])`,
  "giu",
);

const AT = String.raw`(?:\s{0,3}[([{<]\s?(?:at|@|a\s?còng|a\s?cong)\s?[)\]}>]\s{0,3}|\s{1,3}a\s?còng\s{1,3})`;
/** These are also other words: "nhờ a vòng qua cửa hàng". So a domain with a dot, or a known one, must follow. */
const RARE_AT = String.raw`\s{1,3}a\s?(?:móc|vòng)\s{1,3}`;
const WORD_AT = String.raw`\s{1,3}(?:at|a\s?cong)\s{1,3}`;
const KNOWN_DOMAIN = "(?:gmail|yahoo|hotmail|outlook|icloud)";
const AT_BEFORE_DOT = String.raw`(?:${AT}|${RARE_AT}|${WORD_AT}|\s{1,3}@\s{1,3}|@)`;
const DOT = String.raw`(?:\s{0,3}[([{<]\s?(?:dot|chấm|cham|\.)\s?[)\]}>]\s{0,3}|\s{1,3}(?:dot|chấm|cham)\s{1,3})`;
/** An `@` with a blank on at least one side. A domain with a dot must follow: `"gặp @ quán"` is not an address. */
const SPACED_AT = String.raw`(?:\s{1,3}[@＠﹫]\s{0,3}|[@＠﹫]\s{1,3})`;
const PLAIN_DOT = String.raw`(?:\.|\s{1,3}\.\s{1,3})`;
const LABEL = String.raw`[\p{L}\p{N}-]{1,63}`;
const MAILBOX = new RegExp(
  String.raw`(?<![\p{L}\p{N}._+-])([\p{L}\p{N}])[\p{L}\p{N}._+-]{0,63}` +
    String.raw`(?:${AT}${LABEL}(?:(?:\.|${DOT})${LABEL}){0,3}|${AT_BEFORE_DOT}${LABEL}${DOT}${LABEL}(?:(?:\.|${DOT})${LABEL}){0,2}` +
    String.raw`|(?:${SPACED_AT}|${RARE_AT})(?:${LABEL}${PLAIN_DOT}){1,3}\p{L}[\p{L}\p{N}-]{1,62}` +
    // `masking.ts` masks an address that is written as usual, and keeps its domain.
    String.raw`|(?:(?:${RARE_AT}|${WORD_AT})${KNOWN_DOMAIN}|[@＠﹫]${KNOWN_DOMAIN}(?!\.[\p{L}\p{N}]))(?![\p{L}\p{N}]))`,
  "giu",
);
/** What each mailbox contains. V8 takes 0.05 s to compile the expression above, and most texts do not need it. */
const IN_MAILBOX = /[@＠﹫]|at|c[òo]ng|móc|vòng/iu;

const NAMED_NUMBER = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(cccd|cmnd|cmt|căn cước|can cuoc|chứng minh|chung minh|hộ chiếu|ho chieu|passport|stk|số tài khoản|so tai khoan|tài khoản|tai khoan|số thẻ|so the)([^\d\n#]{0,20}?)${NO_DATE}((?<![A-Z])[A-Z]?\d(?:[\s-]?\d){5,18})(?!\d)`,
  "giu",
);
/** The 12 digits of an identity card, or 13 to 19 of a bank card or account, unbroken or in groups of three or four. */
const LONG_NUMBER =
  /(?<![\p{L}\p{N}.,+-])(?:\d{12,19}|\d{4}(?:[ -]\d{4}){2,3}(?:[ -]\d{1,3})?|\d{3}(?:[ -]\d{3}){3})(?![\p{L}\p{N}])/gu;

/** Returns a pattern of these words in any case, for expressions that must recognize a name by its capitals. */
const anyCase = (words: string) => words.replace(/\p{L}/gu, (letter) => `[${letter}${letter.toUpperCase()}]`);
/** What may follow the digits of a house number: `"7B"`, `"12Bis"`. */
const HOUSE_LETTER = "(?:[Bb][Ii][Ss]|[A-Za-z])?";
const HOUSE = String.raw`\d{1,4}${HOUSE_LETTER}(?:[/.-]\d{1,4}${HOUSE_LETTER}){0,4}`;
const NAMED_HOUSE = `(?:${anyCase("số nhà|nhà số|số|sn|so nha|căn hộ|can ho|hẻm|hem|ngõ|ngo|ngách|ngach|kiệt|kiet|lô|lo")})\\.?\\s{0,2}`;
const STREET = `(?:${anyCase("đường|duong|phố|pho|đ\\.")})\\s{0,2}`;
const NAME = String.raw`\p{Lu}[\p{L}\p{M}]{0,15}\d{0,2}(?:\s{1,2}\p{Lu}[\p{L}\p{M}]{0,15}\d{0,2}){0,4}`;
/** The name of a street behind the word for one, which may be a date or a number: `"đường 30/4"`, `"đường số 7"`. */
const NAME_OF_STREET = String.raw`(?:${NAME}|\d{1,2}/\d{1,2}|(?:${anyCase("số|so")})\s\d{1,3})`;
const WORDS = String.raw`[\p{L}\p{M}\p{N}]{1,15}(?:\s[\p{L}\p{M}\p{N}]{1,15}){0,4}?`;
const AREA =
  `(?:(?:${anyCase("phường|phuong|quận|quan|huyện|huyen|xã|thị trấn|thi tran|thị xã|tỉnh|tinh|thành phố|thanh pho|khu phố|khu pho|thôn|ấp")})\\s{1,2}|(?:${anyCase("p|q|f|h|tp|tt|tx|kp")})(?:\\.\\s{0,2}|\\s{1,2}(?=[\\p{Lu}\\d])|(?=\\d)))` +
  String.raw`(?:\d{1,2}(?![\p{L}\d])|${NAME}|[\p{L}\p{M}]{1,15}(?:\s[\p{L}\p{M}]{1,15}){0,2})`;
/** The words for an area that are hardly part of a name, and so need no comma before them. */
const CLEAR_AREA = `(?=(?:${anyCase("phường|phuong|quận|huyện|huyen|thị trấn|thị xã|thành phố")})\\s)`;
const CITY = anyCase(
  "hà nội|ha noi|sài gòn|sai gon|hồ chí minh|ho chi minh|tphcm|hcm|đà nẵng|da nang|hải phòng|hai phong|cần thơ|can tho",
);
/** Districts that people name without the word for one. */
const DISTRICT = anyCase(
  "gò vấp|go vap|bình thạnh|binh thanh|tân bình|tan binh|tân phú|tan phu|bình tân|binh tan|phú nhuận|phu nhuan|thủ đức|thu duc|" +
    "bình chánh|binh chanh|hóc môn|hoc mon|củ chi|cu chi|nhà bè|nha be|hoàn kiếm|hoan kiem|ba đình|ba dinh|đống đa|dong da|" +
    "hai bà trưng|hai ba trung|cầu giấy|cau giay|thanh xuân|thanh xuan|hoàng mai|hoang mai|long biên|long bien|tây hồ|tay ho|" +
    "hà đông|ha dong|từ liêm|tu liem|hải châu|hai chau|thanh khê|thanh khe|sơn trà|son tra|liên chiểu|lien chieu|ninh kiều|ninh kieu",
);
const TAIL = String.raw`(?:\s{0,2}[,;-]?\s{0,2}(?:${AREA}|${CITY})|\s{0,2}[,;]\s{0,2}${NAME})`;
/**
 * A house number with its street and area: `"số 12 Nguyễn Kiệm, P. 3, Gò Vấp"`, `"12/5 đường Lê Lợi, quận 1"`. A number
 * alone is not an address: a street's name must follow, and the word for a street or an area's name must be there.
 */
const ADDRESS = new RegExp(
  String.raw`(?<![\p{L}\p{N}/.,-])(?:` +
    `(?:${NAMED_HOUSE})?${HOUSE},?\\s{1,2}${STREET}${NAME_OF_STREET}` +
    `|(?:(?:${NAMED_HOUSE})?\\d{1,4}${HOUSE_LETTER}(?:/\\d{1,4}${HOUSE_LETTER}){1,4}|${NAMED_HOUSE}${HOUSE}),?\\s{1,2}(?:${STREET})?${WORDS}${TAIL}` +
    `|${HOUSE},?\\s{1,2}${NAME}(?:(?:\\s{0,2}[,;-]\\s{0,2}|\\s{1,2}${CLEAR_AREA})(?:${AREA}|${CITY})|(?:\\s{0,2}[,;-]\\s{0,2}|\\s{1,2})(?:${DISTRICT})(?![\\p{L}\\p{N}]))` +
    `)${TAIL}{0,5}`,
  "gu",
);
/** What each address contains. V8 takes 0.1 s to compile the expression above, and most texts do not need it. */
const IN_ADDRESS = new RegExp(
  String.raw`\d${HOUSE_LETTER}(?:/\d{1,4}${HOUSE_LETTER},?\s|,?\s{1,2}(?:${STREET}|\p{Lu}))|${NAMED_HOUSE}\d`,
  "u",
);

/**
 * Masks disguised contacts: `"0912x345x678"` and `"o912345678"` → `"0912 *** 678"`, `"lan (at) shop (dot) vn"` →
 * `"l***@***"`. It also masks other personal data: identity, card and account numbers → `"*** 678"`, addresses →
 * `"***"`. Each pattern is bounded, so the time is linear in the text's length.
 */
export function maskDisguised(text: string): string {
  const withoutMailboxes = IN_MAILBOX.test(text) ? text.replace(MAILBOX, "$1***@***") : text;
  const withoutNumbers = withoutMailboxes
    .replace(
      NAMED_NUMBER,
      (_, word: string, between: string, number: string) => `${word}${between}${lastOf(number)}`,
    )
    .replace(NUMBER, maskNumber)
    .replace(LONG_NUMBER, lastOf);
  return IN_ADDRESS.test(withoutNumbers) ? withoutNumbers.replace(ADDRESS, "***") : withoutNumbers;
}

/** Masks a number. Digits that may be a date or an amount stay, because the patterns in `masking.ts` tell them apart. */
function maskNumber(found: string): string {
  if (!/\p{L}/u.test(found) && !isOneNumber(found)) return found;
  const digits = (found.match(UNIT) ?? []).map((unit) => digitOf.get(unit.toLowerCase()) ?? "").join("");
  return `${found.startsWith("+") ? "+" : ""}${digits.slice(0, 4)} *** ${digits.slice(-3)}`;
}

/**
 * True if these digits are one number, as in `"08/67/12|34/56"` and `"08, 67, 12, 34, 56"`. False if all groups can be
 * days, months and years, and for a list of figures: `"05/11-15/11/26"`, `"0, 5, 100, 250, 30"`.
 */
function isOneNumber(found: string): boolean {
  const groups = found.match(/\d+/g) ?? [];
  const gaps = found.match(/(?<=\d)\D+(?=\d)/g) ?? [];
  // The patterns in `masking.ts` know these gaps, and find numbers that stand side by side.
  if (gaps.every((gap) => /^[\s.()\p{Pd}]+$/u.test(gap))) return false;
  // No figure begins with a zero and two more digits: "0912,345678".
  if (/^0\d{2}/.test(groups[0] ?? "")) return true;
  const isRegular = new Set(groups.map(({ length }) => length)).size === 1 && new Set(gaps).size === 1;
  const isTight = gaps.every((gap) => !/[\s,;:·•]/.test(gap));
  return (isRegular || isTight) && !groups.every(isOfDate);
}

function isOfDate(digits: string): boolean {
  return /^(?:0?[1-9]|[12]\d|3[01]|(?:19|20)\d{2})$/.test(digits);
}

function lastOf(number: string): string {
  return `*** ${number.replace(/\D/g, "").slice(-3)}`;
}
