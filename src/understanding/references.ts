import { type Folded, fold, foldWithPositions, typedText } from "./fold.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** A record that is meant without its name or number: `"khách này"`, `"phiếu đó"`, `"người thứ 2"`, `"cái cuối"`. */
export interface Reference {
  /** Its place in the text as typed. */
  start: number;
  end: number;
  /** `"khách này"` */
  said: string;
  /** Null if the words fit any record: `"cái đầu"`, `"nó"`. */
  kind: ReferredKind | null;
  which: Which;
  /** The words have another meaning where no list was shown: `"đơn thứ 2"` may be the orders of Monday. */
  isWeak: boolean;
}

type ReferredKind = "customer" | "ticket" | "deal" | "product" | "campaign" | "gift" | "digest" | "alert";

/** `last`: the record that was shown last; `row`: a row of the last list, from 1; `end`: its last row. */
type Which = "last" | { row: number } | "end";

const CUSTOMER = "khach(?: hang)?|khachs?|kh|customer|client";
const TICKET = "phieu|ticket|case|yeu cau";
const DEAL = "don(?: hang)?|giao dich|gd|dh|deal|order";
const PRODUCT = "san pham|sp|mat hang|product|item";
const CAMPAIGN = "chien dich|campaign|cd";
const GIFT = "mon qua|qua tang|voucher|gift";
const DIGEST = "bao cao|lich gui|lich bao cao|digest";
const ALERT = "canh bao|alert";
const NOUNS: readonly (readonly [ReferredKind, string])[] = [
  ["customer", CUSTOMER],
  ["ticket", TICKET],
  ["deal", DEAL],
  ["product", PRODUCT],
  ["campaign", CAMPAIGN],
  ["gift", GIFT],
  ["digest", DIGEST],
  ["alert", ALERT],
];

/** Vietnamese words that point at something, with those of the centre and the south. */
const POINTER =
  "(?:nay|do|day|ay|y|kia|ni|no|nayf|dos|vua (?:roi|nay|xem|coi|tao|mo|tra|tim)|(?:luc|hoi|khi) nay(?: do)?)";
const BEFORE = `(?<![${WORD_CHARS}])`;
const AFTER = `(?![${WORD_CHARS}])`;

/**
 * People: a form of address with a pointing word, "chị ấy". Some pairs are common words of another meaning without their
 * accents ("ban nãy", "có đó", "ở đó"), so these need their accents or a word before that leads to a person.
 */
const PERSON =
  "(?:nguoi|ng|chi|anh|c|a|ong|ba|bac|chu|cau|di|me|o|em|co|ban|thang|thg|dua) (?:nay|ay|do|day|y|kia|ni|no|nayf)";
const DOUBTFUL =
  /^(?:ban nay|thang (?:nay|ni)|(?:khach|phieu|don) day|co (?:nay|do|no|y|day|ni)|o (?:do|day|nay|ni|kia)|ba (?:nay|do)|a (?:do|day|y|no)|em (?:day|do|no)|c y|anh no|di (?:nay|do|no|y)|me no)$/u;
const LEADS_TO_PERSON = /(?:^|[^\p{L}])(?:cho|cua|voi|ve|khach|tim|gap|goi)\s*$/u;
/** `"bạn này"` with its accents. Folded, it is "ban nay" like "ban nãy". */
const SURE_PERSON =
  /^(?:thằng (?:này|ni)|b[aạ]n (?:này|đó|ấy)|cô (?:này|đó|nọ|đấy|ni|ấy)|o (?:nớ|ấy|ni)|bà (?:này|đó)|[ae]m? (?:này|đó|nớ)|anh nớ|dì (?:này|đó|nớ|ấy)|mệ (?:nớ|này)|anh này|c (?:này|đó))$/iu;
/** Southern short forms, which have these accents and are other words without them. */
const SHORT_PERSON = new RegExp(`${BEFORE}(?:ảnh|ổng|bả|cổ|(?<!địa )chỉ|họ|hắn)${AFTER}`, "giu");
const SHORT_BESIDE =
  /^\s*(?:còn|con|có|được|dc|đc|lên|mấy|mua|đã|đang|đổi|đủ|tích|là|ở|bao|nhiêu|tên|chưa|$|[,.?!:;]|lấy|nhận|với|luôn|lun|nha|nhé|nghen|đi|i\b|một|1|cái|con)/iu;
/** "Đây" (here) and "đâu" (where) are "đấy" (that) and "đầu" (first) without accents. */
const ELSEWHERE = /(?:đây|đâu|đau|dây|dâu)$/iu;
/** "Khách do Lan phụ trách": without its accents, "đó" is "do" (by). */
const BY_SOMEBODY = /^ \S[^\n,.]{0,60} (?:phu trach|cham soc|quan ly|theo doi|xu ly)(?!\p{L})/u;
/** "Mấy số này" are several. */
const SEVERAL = /(?<![\p{L}])(?:may|cac|nhung|2|hai|ca)\s*$/u;
/** "Khách có phiếu nào không": the customer in hand, if one was shown. */
const BARE_CUSTOMER =
  /(?<![\p{L}\p{N}])khách(?= (?:có|đã|còn|đang|được|từng|mua|muốn|chấm|phiếu này|đơn này))/giu;
const NUMBER = "(?:so (?:dien thoai )?|sdt |so dt |ma so )(?:nay|do|ay|kia|ni|vua roi|hoi nay)";
const ENGLISH_PERSON =
  "(?:this|that|the same) (?:person|guy|lady|man|woman)|the customer(?! is)|her|him|she|their";
/** English words that are Vietnamese ones without accents: thêm, hè, ít. They count only in an English sentence. */
const ENGLISH_SHORT: readonly (readonly [ReferredKind | null, RegExp])[] = [
  ["customer", /(?<![\p{L}'])(?:them|he|they|his)(?![\p{L}'])/giu],
  [null, /(?<![\p{L}'])it(?![\p{L}'])/giu],
];
const ENGLISH =
  /(?<![\p{L}])(?:for|of|the|does|did|has|have|how|what|who|is|with|put|make|close|open|show|from|now|get|give|any|please)(?![\p{L}])/iu;
const NOT_ENGLISH = /[^\p{ASCII}\p{P}\p{Emoji}]/u;
const IT = "(?:cai|cay) (?:nay|do|ay|ni|no|vua roi|hoi nay)|this one|that one";
const SHORT_IT = new RegExp(`${BEFORE}nó${AFTER}`, "giu");

const DIGITS: Readonly<Record<string, number>> = {
  mot: 1,
  nhat: 1,
  hai: 2,
  nhi: 2,
  ba: 3,
  bon: 4,
  tu: 4,
  nam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
  muoi: 10,
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
};
const SPELLED = "mot|nhat|hai|nhi|ba|bon|tu|nam|sau|bay|tam|chin|muoi";
const COUNT = `(?:${SPELLED}|[1-9]\\d?)`;
const FIRST = "dau tien|dau (?:bang|list|danh sach)|dau|tren cung|tren dau|o tren cung";
const END = "cuoi cung|cuoi (?:bang|list|danh sach)|cuoi|chot(?: bang)?|duoi cung";
const ORDINAL = `(?:${FIRST}|${END}|(?:o )?(?:dong|hang)(?: so| thu)? ${COUNT}|(?:thu|so|stt|muc)(?: so)? ?${COUNT}|t[1-9]|# ?[1-9]\\d?)`;
const ENGLISH_ORDINAL = "first|second|third|fourth|fifth|last|top";
const ROW_NOUN = `(?:${CUSTOMER}|${TICKET}|${DEAL}|${PRODUCT}|${CAMPAIGN}|cai|cay|nguoi|ng|thang|thg|dua|mon qua|mon|loai|${GIFT}|${DIGEST}|${ALERT}|qua|mau|chi|anh|c|a)`;
/** "Đơn thứ hai tuần này" is about a Monday. */
const NO_DAY = "(?! (?:tuan|ngay|hang tuan|toi|nay|qua|vua|thang|den|tu |sau|roi))";
const ROW = new RegExp(
  `${BEFORE}(?:(?<noun>${ROW_NOUN}) )?(?:o )?(?<ordinal>${ORDINAL})${AFTER}${NO_DAY}`,
  "gu",
);
const NUMBERED = new RegExp(
  `${BEFORE}(?<noun>cai|cay|nguoi|ng|${TICKET}|don|dong) (?<ordinal>[1-9]|1\\d|20)${AFTER}(?! ?(?:\\p{L}*\\d|%|k|tr|trieu|sao|diem|ngay|gio|h|cai|[.,/-]\\d))`,
  "gu",
);
const ENGLISH_ROW = new RegExp(
  `${BEFORE}(?:the |number )?(?<ordinal>${ENGLISH_ORDINAL}|(?<=number )(?:one|two|three|four|five))(?: (?<noun>one|customer|person|reviewer|client|ticket|case|order|deal|product|item|campaign))?${AFTER}`,
  "gu",
);

/** Nobody points at a record further on in a text. */
const MOST_CHARS = 1_000;

/** Words around a reference that only ask to open what it means. */
const OPENING = new Set(
  (
    "da ok oke okay o a u uh um em e minh mk toi chi anh co bac con cho cho bot xem coi mo lay chon open show check kiem tra chi tiet nhe nha nhen nghen nhaa hen " +
    "di giup dum gium voi i ra ho so thong tin profile cua la ai khach nao vay z ten gi chi truoc roi thi please pls the to me see want details " +
    "muon can xin nho ong ban ad shop trong danh sach list ay do day te hi ha nao vao la cai cay thu hay lai tiep theo who is who's what's what tell about that this"
  ).split(" "),
);

/**
 * Finds the words that stand for records that were shown, in their order: with or without accents, in Vietnamese or
 * English. Behind a colon or a quotation mark a title stands, and nothing there is a reference.
 */
export function findReferences(text: string): Reference[] {
  const passage = foldWithPositions(text.slice(0, MOST_CHARS));
  const matter = matterAt(text);
  const found = [
    ...pointed(passage),
    ...persons(passage),
    ...shortForms(passage),
    ...rows(passage, ROW),
    ...rows(passage, NUMBERED),
    ...rows(passage, ENGLISH_ROW),
  ].filter(({ start, end, said }) => {
    const before = fold(passage.source.slice(0, start));
    const isBy = /(?<!\p{L})do$/iu.test(said) && BY_SOMEBODY.test(fold(passage.source.slice(end)));
    return start < matter && !ELSEWHERE.test(said) && !SEVERAL.test(before) && !isBy;
  });
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  return found.filter(({ start }, index) => found.slice(0, index).every(({ end }) => end <= start));
}

/** True if the text only asks to open what the reference means: `"mở cái thứ 2 nhé"`. */
export function isOpening(text: string, { start, end }: Reference): boolean {
  const beside = fold(`${text.slice(0, start)} ${text.slice(end)}`);
  const words = beside.split(/[^\p{L}\p{N}']+/u).filter((word) => word !== "");
  return words.every((word) => OPENING.has(word));
}

/** Reads a text that is nothing but the number of a row: `"2"`, `"2 nhé"`, `"#3"`. */
export function readRowNumber(text: string): number | null {
  const digits = /^\W*#? ?([1-9]|1\d|20)(?: (?:nhe|nha|a|di|i))?\W*$/.exec(fold(text))?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Returns where a title or a quotation begins, behind which nothing is a reference. */
function matterAt(text: string): number {
  const at = text.search(/[:"“«]/);
  return at === -1 ? text.length : at;
}

/** A noun with a pointing word, `"phiếu đó"`, `"that ticket"`, or such a word alone. */
const POINTED: readonly (readonly [ReferredKind | null, RegExp])[] = [
  ...NOUNS.map(([kind, nouns]) => {
    const plain = kind === "customer" ? `|${NUMBER}|${ENGLISH_PERSON}` : "";
    const words = `(?:(?:cai|cay) )?(?:${nouns}) ${POINTER}|(?:this|that|the same) (?:${nouns})${plain}`;
    return [kind, new RegExp(`${BEFORE}(?:${words})${AFTER}`, "gu")] as const;
  }),
  [null, new RegExp(`${BEFORE}(?:${IT})${AFTER}`, "gu")],
];

function pointed(passage: Folded): Reference[] {
  return POINTED.flatMap(([kind, pattern]) => all(passage, pattern, kind));
}

/** "Tháng này" is this month, and "thằng này" this man. Without accents the month is meant. */
const MONTH = /^tháng |^thang /iu;

const POINTED_PERSON = new RegExp(`${BEFORE}${PERSON}${AFTER}`, "gu");

/** Finds a form of address with a pointing word: `"chị ấy"`, `"bạn đó"`. */
function persons(passage: Folded): Reference[] {
  return all(passage, POINTED_PERSON, "customer").filter(({ said, start }) => {
    if (MONTH.test(said)) return false;
    const isDoubtful = DOUBTFUL.test(fold(said));
    return (
      !isDoubtful || SURE_PERSON.test(said) || LEADS_TO_PERSON.test(fold(passage.source.slice(0, start)))
    );
  });
}

/** Finds forms that only their accents tell from other words: `"ảnh"`, `"cổ"`, `"nó"`. */
function shortForms({ source }: Folded): Reference[] {
  const short = [...source.matchAll(SHORT_PERSON)]
    .filter(({ index, 0: said }) => {
      const isLed = LEADS_TO_PERSON.test(fold(source.slice(0, index)));
      // "Chỉ 1 sao" is only one star.
      if (!isLed && /^chỉ$/iu.test(said) && /^\s*\d/.test(source.slice(index + said.length))) return false;
      return isLed || SHORT_BESIDE.test(source.slice(index + said.length));
    })
    .map((match) => plain(match, match[0], "customer"));
  const bare = [...source.matchAll(BARE_CUSTOMER)].map((match) => ({
    ...plain(match, match[0], "customer"),
    isWeak: true,
  }));
  const it = [...source.matchAll(SHORT_IT)].map((match) => plain(match, match[0], null));
  const isEnglish = ENGLISH.test(source) && !NOT_ENGLISH.test(source);
  const english = ENGLISH_SHORT.flatMap(([kind, words]) =>
    isEnglish ? [...source.matchAll(words)].map((match) => plain(match, match[0], kind)) : [],
  );
  return [...short, ...bare, ...it, ...english];
}

function plain({ index, 0: whole }: RegExpExecArray, said: string, kind: ReferredKind | null): Reference {
  const start = index + whole.length - said.length;
  return { start, end: start + said.length, said, kind, which: "last", isWeak: false };
}

function all(passage: Folded, pattern: RegExp, kind: ReferredKind | null): Reference[] {
  return [...passage.text.matchAll(pattern)].map((match) => ({
    ...placeOf(passage, match),
    kind,
    which: "last",
    isWeak: false,
  }));
}

function placeOf(passage: Folded, { index, 0: found }: RegExpExecArray) {
  const end = index + found.length;
  const start = passage.at[index] ?? 0;
  return { start, end: passage.at[end] ?? passage.source.length, said: typedText(passage, index, end) };
}

function rows(passage: Folded, pattern: RegExp): Reference[] {
  return [...passage.text.matchAll(pattern)].flatMap((match) => {
    const { noun, ordinal = "" } = match.groups ?? {};
    const which = rowOf(ordinal);
    if (which === null) return [];
    const place = placeOf(passage, match);
    // Without a noun an ordinal may be anything ("thứ 2", "đầu"), unless it is all that was said.
    const isAlone = isOpening(passage.source, { ...place, kind: null, which, isWeak: true });
    if (noun === undefined && (!isAlone || ordinal === "chot") && !/^(?:o )?dong|^#/.test(ordinal)) return [];
    const kind = kindOf(noun);
    return [
      { ...place, kind, which, isWeak: kind !== "customer" || /^(?:khach|kh|c|a|chi|anh)/.test(noun ?? "") },
    ];
  });
}

function rowOf(ordinal: string): Which | null {
  if (new RegExp(`^(?:${END}|last)$`, "u").test(ordinal)) return "end";
  if (new RegExp(`^(?:${FIRST}|top)$`, "u").test(ordinal)) return { row: 1 };
  const count = /((?<!\p{L})\p{L}+|(?<!\d)\d+)$/u.exec(ordinal.replace(/^t(?=\d)/, ""))?.[1] ?? "";
  const row = DIGITS[count] ?? Number(count);
  return Number.isInteger(row) && row > 0 ? { row } : null;
}

function kindOf(noun: string | undefined): ReferredKind | null {
  if (noun === undefined) return null;
  if (/^(?:nguoi|ng|thang|thg|dua|chi|anh|c|a|person|reviewer)$/.test(noun)) return "customer";
  return NOUNS.find(([, nouns]) => new RegExp(`^(?:${nouns})$`, "u").test(noun))?.[0] ?? null;
}
