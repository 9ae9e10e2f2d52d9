import { type Finding, fold, listWith, type Passage, TAKEN, typed } from "./fold.ts";
import { FORMS_OF_ADDRESS, FORMS_OF_ADDRESS_WRITTEN } from "./forms-of-address.ts";
import { descriptionLength, lengthToTitle } from "./person-description.ts";
import { GIVEN_NAMES, MIDDLE_NAMES, SURNAMES } from "./usual-names.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** Words before a name, folded. */
const TITLE = `${FORMS_OF_ADDRESS}|em|be|thay|cau|di|thim|mo|me|mrs?|ms|miss|a|c|o|e|bs|bac si|co giao|thay giao|luat su`;
const CUSTOMER = "khach hang|khach|kh|customer|client|cust|lead";
const CALLED = "ten la|ten|ho ten|named|called|name is";
/** These belong to the name of a company, a school or a shop. */
const HOUSE =
  "cong ty|cty|cti|cong ti|truong|quan|tiem|shop|cua hang|khach san|nha hang|nha sach|nha thuoc|van phong|benh vien|phong kham|dai ly|spa|htx|tap hoa|garage|chua|studio|salon";
/** A name after one of these is a place or a colleague, not the customer. */
const ELSEWHERE =
  /(?<!\p{L})(?:o|tai|ben|duoi|tren|ngoai|trong|quan|huyen|phuong|tp|tinh|xa|ap|duong|chi nhanh|cn|kho|giao(?: toi| ve| ra| tan| den)?|ve|ra|xuong|toi|den|gui|nhom|team|phan khuc|nhan|tag|the|dot|chien dich|nguon|zalo|hang|mau|loai|mon|sp|may|tivi|quat|noi|from|in|at|near|on|via|nguoi nhan|nhan la|nguoi nhan la|receiver|qua|phu trach|tho|ky thuat|shipper|thang|nv|nhan vien) $/u;
const WORD = /[^\s,;:!?…"“”«»()[\]{}/\\|\uffff]+/gu;
const CAPITALISED = /^\p{Lu}[\p{Ll}\p{M}]*(?:['’-]\p{Lu}?[\p{Ll}\p{M}]+)?\.?$/u;
const NAME_WORDS_MAX = 5;
const LEADS = new RegExp(
  `(?<![${WORD_CHARS}])(?:(?<house>(?:${HOUSE})) |(?:(?:cua|cho|for|of) )?(?:(?:${CUSTOMER}) )?(?:(?:${CALLED}) )?(?:(?:${TITLE})\\.? )?)$`,
  "u",
);
const LEAD_CHARS = 40;

/** Words that are no names, folded: verbs, questions, things and fillers of support people. */
const NO_NAMES = new Set(
  `ai anh a ah an_ ban bao bay_ bi bo bot bua cac cach cai can cang cap cau chac cham che chi chia chieu chinh cho choi chon chot chu chua chung_ chuyen co coi con cong cu cua cuoc cung cuoi da dac dai_ dan dang danh dat dau day de den di dia dich dien diem dinh dm do doi don dong du dua duoc dung duy e em gan gap ghi gi gia giam gian giao gio gioi giu giua giup gium goi gom gui hai_ han hang hay he hen het hien hieu hinh ho hoi hom hon hong hu huy kem ket khach khac khi kho khong khoi khuc ki kia kiem kieu_ ko k kh la lai lam lan_ lap lau lay le len lien lieu_ list lo loai loi luc luon ma mail mai_ may me mien mo moi mon mot mua muc muon nang nao nay nen neu nga_ ngay nghe nghi nghin ngoai nguoi nhan nhap nhe nhieu nhiu nho nhom nhu nhung noi nua o oi ok on ong phai phan phi phieu phut qua quan quen ra roi sao sap sau_ shop si sinh so sp sua sang ta tag tai tang tao ten thang thanh the them theo thi thich thieu tho thoi thong thu_ thuoc tien tiep tim tin tinh toi tong tot tra tren trieu trong truoc tu tuan tui tuoi ui um ung va van vao ve vi viec voi vo vu vua vui xem xin xoa xong xuat xuong y yeu dum doc khieu nai truc truong vao nhau nghi ngoi nha nhen nghen hen luu luon ok hi hy z v vs dc sdt dt tl nv sn ns mn hnay hqua lun rui rua ri mo_ hi he_ buc chui doa khen mang quat
  the and or but with from to for of in on at by is are was were has have had do does did not no yes please pls can could would should my our your his her their its this that these those who what when where which why how much many get got give check show find look open list tell me us him them it i you he she they we all any some new old today yesterday week month order orders points ticket gift phone number email account customer customers still already yet now ever only just about into out up down if so then than there here`
    .split(/\s+/)
    .filter((word) => word !== "" && !word.endsWith("_")),
);
/** Words with a capital that begin a text or name a thing, and are no names of people. */
const NO_NAMES_WITH_CAPITAL = new Set(
  `facebook fb zalo shopee lazada tiktok google instagram email sms vip sla vat mst web app usb tivi ti may noi quat bep tu loa den muc hop voucher tet noel da vang dạ hey hi hello alo chao please kindly could can pull give thang thu monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december canon toshiba senko samsung lg sony panasonic sharp lioa coway asia epson michelin id crm ok oke cskh ke bao hanh san pham`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

/** Words like these with a capital are a name only behind a form of address: "chị Thanh", but "Thanh toán". */
const ONLY_ADDRESSED = new Set("trung hoan thanh toan diem hang kim".split(" "));

/** Returns where the words before a name begin: "cho khách anh " in "cho khách anh An". */
export function leadBefore(free: string, start: number): number {
  const from = Math.max(0, start - LEAD_CHARS);
  const lead = LEADS.exec(free.slice(from, start));
  return lead && lead[0] !== "" ? from + lead.index : start;
}

/** True if none of these words is a word of a request. */
export function mayBeName(text: string): boolean {
  const words = text.normalize("NFC").toLowerCase().split(" ");
  const isPhrase = NO_GIVEN_NAME.test(fold(text));
  const isName = (word: string) => !NO_NAMES.has(fold(word)) || (!isPhrase && GIVEN_NAMES.has(word));
  return words.length <= NAME_WORDS_MAX && words.every(isName);
}

/** True for small letters that begin like words of a request: "thanh toán", "giao". */
export function beginsLikeRequest(text: string): boolean {
  const [first = ""] = text.split(" ");
  return text === text.toLowerCase() && (NO_GIVEN_NAME.test(fold(text)) || !mayBeName(first));
}

/** Words before a colon that say what follows, and words that call the bot: nobody has said it. */
const NO_SPEAKERS = new Set(
  "bot khan urgent note task ghi sp sl ten tu update error subject from re fwd fw".split(" "),
);

const BEFORE_A_NAME = new RegExp(`^(?:${TITLE}|${CUSTOMER})$`, "u");

/** True if words with capitals before a colon may be who said what follows: "Lan: …", "Trần Thị Bình: …", not "Gấp: …". */
export function mayBeSpeaker(text: string): boolean {
  const words = fold(text).split(" ");
  const name = words.length > 1 && BEFORE_A_NAME.test(words[0] ?? "") ? words.slice(1) : words;
  const [family = "", ...given] = name;
  const isLabel = (word: string) =>
    NO_SPEAKERS.has(word) || NO_NAMES_WITH_CAPITAL.has(word) || ONLY_ADDRESSED.has(word);
  return mayBeName(family) && !isLabel(family) && (given.length === 0 || !given.every(isLabel));
}

/** True for a name with a capital, or behind "của", "anh", "chị": "có task" is no "cô Task". */
export function isSurelyCalled(passage: Passage, { start, end, value }: Finding): boolean {
  const isCapital = /^\p{Lu}/u.test(typed(passage, start, end));
  // "Văn" is a part of many names, and "vẫn" without its accents.
  if (isCapital && value.includes(" ")) return true;
  const lead = typed(passage, leadBefore(passage.free, start), start).toLowerCase();
  const isLed = /(?:của|cua|anh|chị|chi) $/u.test(lead);
  return (isCapital || isLed) && mayBeName(value.slice("name:".length));
}

/** True for a word with a capital right behind another one: "Tú" in "Nguyễn Tú", which without its accent means "from". */
export function isInName(passage: Passage, start: number, end: number): boolean {
  const before = typed(passage, Math.max(0, start - LEAD_CHARS), start);
  return (
    /^\p{Lu}\p{Ll}*$/u.test(typed(passage, start, end).trim()) &&
    /(?:^|[^\p{L}])\p{Lu}\p{Ll}+ $/u.test(before)
  );
}

interface NameWord {
  start: number;
  end: number;
  /** As typed. */
  written: string;
  folded: string;
}

interface Candidate extends Finding {
  score: number;
  /** "Cho" or "for" stands before it: of several names it is whom a request is for. */
  isFor: boolean;
  /** A form of address or "khách" stands before it. */
  isIntroduced: boolean;
}

/**
 * Finds the name of a customer in a whole sentence: `"điểm chị Bình còn nhiêu"` → `"name:Bình"`. A form of address or
 * a word like "khách" before it counts most, then capitals. Null if nobody is named.
 * @param onlyIntroduced  true: a name without such a word does not count
 */
export function findPersonName(passage: Passage, onlyIntroduced = false): Finding | null {
  const [best] = candidatesIn(passage)
    .filter(({ isIntroduced }) => isIntroduced || !onlyIntroduced)
    .sort((a, b) => b.score - a.score || a.start - b.start);
  return best ? { start: best.start, end: best.end, value: best.value } : null;
}

/**
 * Finds the name in capitals behind "cho" or "for": An in "chị Bình dặn tạo đơn cho anh An".
 * @param isFirst  true where the words behind it are a title; else the last one counts: "đừng tích cho An, tích cho Bình"
 */
export function findNameFor(passage: Passage, isFirst: boolean): Finding | null {
  const all = candidatesIn(passage).filter(
    ({ isFor, start, end }) => isFor && /^\p{Lu}/u.test(typed(passage, start, end)),
  );
  const found = isFirst ? all[0] : all.at(-1);
  return found ? { start: found.start, end: found.end, value: found.value } : null;
}

/** Returns all names that such a word introduces: `["Bình"]` for `"khoan đổi quà cho chị Bình ở Gò Vấp"`. */
export function introducedNames(passage: Passage): string[] {
  return namesIn(passage).flatMap(({ isIntroduced, value }) =>
    isIntroduced && !POINTS_AT.test(value) ? [value.replace(/^name:/, "")] : [],
  );
}

/** "Chị ấy" names nobody. */
const POINTS_AT = /^name:[aấ]y$/iu;

/** Before a name that is not meant: "không phải chị Bình", "thay vì anh An", "not Binh". */
const DENIED =
  /(?<!\p{L})(?:khong phai|ko phai|k phai|hong phai|chu khong|chu ko|thay vi|thay cho|instead of|not|except)(?: \p{L}+){0,2} $/u;
/** "Gán cho Minh", "chuyển qua cho Lan": a colleague gets the work. */
const TO_COLLEAGUE = /(?<!\p{L})(?:gan|giao|chuyen|qua|assign) (?:\p{L}+ ){0,2}$/u;

/** Between two names: " và anh ", " với khách ". */
const LISTED = new RegExp(
  `^ ?(?:va|voi|cung|lan|&|\\+|and|hay|hoac|or)(?: (?:voi|cho|cua|ca))?(?: (?:${CUSTOMER}))?(?: (?:${CALLED}))?(?: (?:${TITLE})\\.?)? $`,
  "u",
);
/** A comma or a slash lists names only with a form of address behind it: "chị Bình, Cộng Hoà" is one person and a place. */
const LISTED_BY_SIGN = new RegExp(`^ ?[,/] ?(?:(?:${CUSTOMER}) )?(?:${TITLE}|${CUSTOMER})\\.? $`, "u");

/** "Anh Huy chị Linh" are two people, unless the second one does something: "chị Linh anh Huy giao trễ" has a title. */
const SIDE_BY_SIDE = new RegExp(`^ (?:${FORMS_OF_ADDRESS}) $`, "u");
const ENDS_LIST =
  /^ ?(?:$|[^\p{L}\p{N} ]|(?:giup|gium|dum|ho|nhe|nha|a|di|voi|luon|khoi|ten|nhan|tag|so|sdt|email|thanh|vi|cung|ca hai)(?!\p{L}))/u;

/** Returns the names that are listed with one, it among them: "Bình" and "An" in "chị Bình và anh An". */
export function namesListedWith(passage: Passage, name: string): Finding[] {
  const isBetween = (words: string, { end }: Finding) =>
    LISTED.test(words) ||
    LISTED_BY_SIGN.test(words) ||
    (SIDE_BY_SIDE.test(words) && ENDS_LIST.test(passage.free.slice(end)));
  return listWith(name, candidatesIn(passage), passage.free, isBetween);
}

/** Returns what may be names of customers with what describes them, in the order of the text. */
function candidatesIn(passage: Passage): Candidate[] {
  return namesIn(passage).map((candidate) => withDescription(candidate, passage));
}

/** The same without the descriptions. */
function namesIn(passage: Passage): Candidate[] {
  const words = wordsOf(passage);
  const style: Style = {
    shouts: !/\p{Ll}/u.test(passage.folded.source.replace(/\b[a-z]{1,3}\b/g, "")),
    hasCapitals: hasCapitals(words),
  };
  const candidates: Candidate[] = [];
  for (let at = 0; at < words.length; at++) {
    const found = candidateAt(passage, words, at, style);
    if (!found) continue;
    if (found.candidate.score > 0) candidates.push(found.candidate);
    at += found.words - 1;
  }
  return candidates;
}

/** Adds what describes the person right behind the name: "Bình" becomes "Bình ở Cộng Hoà" or "Bình đuôi 456". */
function withDescription(candidate: Candidate, passage: Passage): Candidate {
  const described = descriptionLength(passage, candidate.end);
  const length = described > 0 || !candidate.isFor ? described : lengthToTitle(passage, candidate.end);
  if (length === 0) return candidate;
  const end = candidate.end + length;
  return { ...candidate, end, value: `${candidate.value}${typed(passage, candidate.end, end)}` };
}

function wordsOf(passage: Passage): NameWord[] {
  return [...passage.free.matchAll(WORD)].map((match) => {
    const [start, end] = [match.index, match.index + match[0].length];
    return { start, end, written: typed(passage, start, end), folded: match[0] };
  });
}

/** How a text is written. */
interface Style {
  /** All in capitals. */
  shouts: boolean;
  /** With capitals for names. */
  hasCapitals: boolean;
}

function candidateAt(passage: Passage, words: readonly NameWord[], at: number, style: Style) {
  const first = words[at];
  if (!first) return null;
  const before = passage.free
    .slice(Math.max(0, first.start - LEAD_CHARS), first.start)
    .replaceAll(TAKEN, ";");
  const lead = LEADS.exec(before);
  // "ở" is a place, "o" an aunt in Huế.
  const isPlace = /(?:^|\s)ở $/iu.test(typed(passage, Math.max(0, first.start - 3), first.start));
  const house = lead?.groups?.house;
  const hasLead = lead !== null && lead[0].trim() !== "" && !isPlace;
  const isAddressed = hasLead && ADDRESSED_BEFORE.test(lead[0]);
  const run = style.shouts ? [] : capitalsFrom(words, at, passage, isAddressed);
  const isCapital = run.length > 0;
  const name = isCapital
    ? keepsFirst(first.written, before, passage)
      ? run
      : withoutAddress(run, at === 0)
    : hasLead && !style.hasCapitals
      ? smallFrom(words, at, passage, lead[0])
      : [];
  const last = name.at(-1);
  if (!last) return null;
  if (!hasLead && ELSEWHERE.test(before))
    return {
      candidate: { start: 0, end: 0, value: "", score: -1, isFor: false, isIntroduced: false },
      words: name.length,
    };
  const start = house === undefined ? (name[0]?.start ?? first.start) : first.start - house.length - 1;
  const value = typed(passage, start, last.end).replace(/(?:['’]s|[.])$/, "");
  return {
    candidate: {
      start,
      end: last.end,
      value: `name:${value}`,
      isFor: hasLead && /^(?:cho|for) /.test(lead[0]) && !TO_COLLEAGUE.test(before.slice(0, -lead[0].length)),
      score: DENIED.test(before.slice(0, before.length - (lead?.[0].length ?? 0)))
        ? -1
        : scoreOf(name, hasLead ? lead[0] : null, at, isCapital),
      isIntroduced: hasLead,
    },
    words: name.length,
  };
}

function scoreOf(name: readonly NameWord[], lead: string | null, at: number, isCapital: boolean): number {
  if (!isCapital) return 1.5;
  if (lead !== null) return lead === "o " ? 1.8 : 3 + (name.length > 1 ? 0.5 : 0);
  if (name.length > 1) return 2;
  return at === 0 ? 0.5 : 1;
}

function hasCapitals(words: readonly NameWord[]): boolean {
  return words
    .slice(1)
    .some(
      ({ written, folded }) =>
        CAPITALISED.test(written) && !NO_NAMES_WITH_CAPITAL.has(folded) && !ONLY_ADDRESSED.has(folded),
    );
}

/** Returns the words with capitals from here on. */
function capitalsFrom(
  words: readonly NameWord[],
  at: number,
  passage: Passage,
  isAddressed: boolean,
): NameWord[] {
  const name: NameWord[] = [];
  for (const word of words.slice(at, at + NAME_WORDS_MAX + 1)) {
    const previous = name.at(-1);
    const isNext = previous === undefined || passage.free.slice(previous.end, word.start) === " ";
    if (!isNext || !CAPITALISED.test(word.written.replace(/['’]s$/, ""))) break;
    name.push(word);
    if (/['’]s$/.test(word.written)) break;
  }
  const [only] = name;
  if (only === undefined || name.length > 1) return name;
  return isNoName(only, at === 0) || (ONLY_ADDRESSED.has(only.folded) && !isAddressed) ? [] : name;
}

const ADDRESSED = new RegExp(`^(?:${CUSTOMER}|${FORMS_OF_ADDRESS})$`, "u");
const BEFORE_NAME = new RegExp(
  `^(?:${CUSTOMER}|${FORMS_OF_ADDRESS}|cho|cua|da|xoa|tao|them|sua|doi|tim|xem|mo|dong|diem|don|phieu|qua|gan|ghi|len|tra|coi|nho|id|ma|sdt|cong ty)$`,
  "u",
);

/** "Add customer", "thêm khách": behind these a name stands as it is to be stored. */
const NEW_CUSTOMER = new RegExp(
  `(?<!\\p{L})(?:(?<english>new|add|create)|tao|them) (?:an? )?(?:new |moi )?(?:${CUSTOMER})(?: (?:${CALLED}))? $`,
  "u",
);
const WRITTEN_ADDRESS = new RegExp(`^(?:${FORMS_OF_ADDRESS_WRITTEN})$`, "u");

/**
 * True for a new customer's family name that only looks like a form of address: "add customer Ba Nguyen", or "Ba" among
 * words with accents, where "bà" would have its own.
 */
function keepsFirst(written: string, before: string, { folded }: Passage): boolean {
  const found = NEW_CUSTOMER.exec(before);
  if (found === null) return false;
  const word = written.normalize("NFC").toLowerCase();
  const isPlain = word === fold(word);
  if (found.groups?.english !== undefined) return isPlain;
  const hasAccents = folded.source.toLowerCase() !== folded.text;
  return isPlain && hasAccents && !WRITTEN_ADDRESS.test(word);
}

/** Returns the words without a form of address, "Chị Lan", or a verb at the start of a text: "Xem Lan". */
function withoutAddress(name: NameWord[], isFirst: boolean): NameWord[] {
  const [first] = name;
  const noName = isFirst ? BEFORE_NAME : ADDRESSED;
  return first && name.length > 1 && noName.test(first.folded) ? name.slice(1) : name;
}

function isNoName({ folded, written }: NameWord, isFirst: boolean): boolean {
  if (NO_NAMES_WITH_CAPITAL.has(folded)) return true;
  // At the start of a text any word has a capital.
  return isFirst && (NO_NAMES.has(folded) || written.length === 1);
}

/** Words of two syllables that begin like a given name, and "tuần này" without its accents. */
const NO_GIVEN_NAME =
  /^(?:thanh (?:toan|ly)|thanh cong|tien hanh|nhan (?:tien|vien)|thong (?:bao|tin)|tai (?:xe|khoan)|tu van|van phong|chinh (?:chu|sach)|tuan (?:nay|sau|truoc|toi|qua)|quan tam|dung (?:do|doi|co|hen|gia)|thu ky|dong y|nhu (?:the|vay|cu|nao)|gia (?:han|dinh|ban)|lien (?:he|lac)|danh (?:sach|muc|gia)|dien thoai|dang (?:ky|co|cho|nhap))(?!\p{L})/u;
const ADDRESSED_BEFORE = new RegExp(`(?:^| )(?:${FORMS_OF_ADDRESS}|em) $`);

/** True for "thanh" in "chị thanh còn mấy điểm", and not in "chị thanh toán chưa". */
function isGivenName({ written, start }: NameWord, lead: string, passage: Passage): boolean {
  return (
    ADDRESSED_BEFORE.test(lead) &&
    GIVEN_NAMES.has(written) &&
    !NO_GIVEN_NAME.test(passage.free.slice(start, start + LEAD_CHARS))
  );
}

/** With these accents: "anh an lẫn chị bình". */
const NEVER_NAMES: ReadonlySet<string> = new Set(["ăn", "lẫn"]);

/** True for "thị" in "trần thị bình": behind a family name, and with another word behind it. "Thì" is none. */
function isMiddleName({ folded, written }: NameWord, before?: NameWord, behind?: NameWord): boolean {
  return (
    MIDDLE_NAMES.has(folded) &&
    !["thì", "vẫn"].includes(written) &&
    SURNAMES.has(before?.folded ?? "") &&
    behind !== undefined &&
    (GIVEN_NAMES.has(behind.written) || !NO_NAMES.has(behind.folded))
  );
}

/** True for "lê thị bình", whose first word alone is none: "lẻ". */
function beginsFullName([family, middle, given]: readonly NameWord[]): boolean {
  return middle !== undefined && isMiddleName(middle, family, given);
}

/** Returns the words in small letters after a form of address, up to a word that is no name. */
function smallFrom(words: readonly NameWord[], at: number, passage: Passage, lead: string): NameWord[] {
  const name: NameWord[] = [];
  for (const [index, word] of words.slice(at, at + NAME_WORDS_MAX).entries()) {
    const previous = name.at(-1);
    const isNext = previous === undefined || passage.free.slice(previous.end, word.start) === " ";
    const isGiven =
      previous === undefined
        ? isGivenName(word, lead, passage) || beginsFullName(words.slice(at))
        : isMiddleName(word, previous, words[at + index + 1]) ||
          (isMiddleName(previous, name.at(-2), word) && GIVEN_NAMES.has(word.written));
    if (
      !isNext ||
      (NO_NAMES.has(word.folded) && !isGiven) ||
      NEVER_NAMES.has(word.written) ||
      /[^\p{L}\p{M}'’]/u.test(word.written)
    )
      break;
    name.push(word);
  }
  const isVague = /^(?:cua|cho|for|of) $/.test(lead);
  return isVague && name.length === 1 ? [] : name;
}
