import { type Passage, typed } from "./fold.ts";
import { FORMS_OF_ADDRESS } from "./forms-of-address.ts";

/** "Đuôi 456", "số cuối 3456" behind a name. */
const PHONE_END =
  /^ (?:co )?(?:(?:so |sdt |dt )?duoi|(?:so )?cuoi(?: so)?|[3-6] so cuoi)(?: (?:so|la)){0,2} \d{3,6}(?![\p{L}\d])/u;
/** "Lan 3456": three or four digits that count nothing. A phone may follow: "Lan 3456 0867123456". */
const DIGITS =
  /^ \d{3,4}(?![\p{L}\d%]|[.,/-]?\d| (?!0\d{9})\d| ?(?:k|tr|trieu|nghin|ngan|d|dong|vnd|diem|points?|sao|ngay|tuan|thang|nam|gio|phut|lan|cai|chiec|hop|bo|phan|inch|lit|nguoi|don|phieu|so|%)(?!\p{L}))/u;
/** What may stand behind one or two digits of a description. Before another word they count it: "Oanh 2 tivi". */
const BEHIND_DIGITS =
  "[.:](?![\\p{L}\\d])|[,;](?! ?\\d)|[!?()\\n\\uffff]|va|voi|hay|hoac|ten|thanh|so|sdt|e?mail|dia chi|nhan|tag|ghi chu|khoi|ra|vi|la|con (?:bao nhieu|may)|muon|mua|bi|hoi|o|tai|nay|do|ay|kia|moi|di|giup|gium|dum|ho|nhe|nha|a|luon|roi|khong|ko";
/** "Oanh 2", "Hiếu 55": one or two digits that end a name. */
const FEW_DIGITS = new RegExp(`^ \\d{1,2}(?= ?(?:$|(?:${BEHIND_DIGITS})(?![\\p{L}\\d])))`, "u");
/** "Ở", as typed: "o" is an aunt in Huế, and "ô" and "ơ" are no place. */
const AT = /^ (?:nhà )?(?:ở|tại) $/iu;
/** The same in a text that has no accents at all. */
const AT_WITHOUT_ACCENTS = /^ (?:nha )?(?:o|tai) $/iu;
const PLACE_LEAD = /^ (?:nha )?(?:o|tai) /u;
const DISTRICT = /^ (?:(?:quan|q|phuong|p|huyen|tp)\.? ?)(?:\d{1,2}|\p{L}+)(?![\p{L}\d])/u;
/** "2", "số 12/3", "298 đường" before the name of a street. */
const HOUSE = /^(?<comma>,)? (?:so )?\d{1,4}[a-z]?(?:\/\d{1,4}){0,3} (?:duong )?(?=\p{L})/u;
/** Things that are counted: "2 Máy Lạnh". */
const NO_STREET =
  /^(?:may|tivi|ti vi|noi|quat|bep|tu lanh|loa|den|hop|goi|chai|lon|thung|kg|k|tr|trieu|cai|chiec|bo|mon|don|phieu|diem|sao|ngay|tuan|thang|gio|phut)(?!\p{L})/u;
/** "2 phần", but "2 Phan Đình Phùng": with a capital it is the first word of a street. */
const MAYBE_STREET = /^(?:phan|qua|lan|nam)(?!\p{L})/u;
const BEFORE_TITLE = /^:\P{N}?$/u;
const WORD = /^(?:[\p{L}\p{M}]+|\d{1,3})/u;
const CAPITALISED = /^\p{Lu}[\p{Ll}\p{M}]*$/u;
const MOST_WORDS = 4;
/** Words of a request, which end a place in small letters. Streets are called "Cộng Hoà", "Hai Bà Trưng". */
const NO_PLACE = new Set(
  `con co bao may diem da dang doi mua goi bi muon hoi khieu thi vay khong ko k chua la nha nhe nhen a di cho de voi vs z nua phieu don so sdt dt email mail hom nay khi luc va the nhu nao gi ai xem tra tim sua xoa tao ghi gui giup gium het duoc roi len xuong qua tu toi den sinh hang phan nan noi bao dau day kia`.split(
    /\s+/,
  ),
);

/**
 * Returns the length of what describes a person right behind their name: the street, the house or the district where they
 * live, or the end of their phone number. It is 0 if nothing does.
 */
export function descriptionLength(passage: Passage, from: number): number {
  const house = houseLength(passage, from);
  if (house > 0) return house;
  const behind = passage.free.slice(from, from + 60);
  const end = (PHONE_END.exec(behind) ?? DIGITS.exec(behind) ?? FEW_DIGITS.exec(behind))?.[0].length ?? 0;
  if (end > 0) return end;
  const place = placeLength(passage, from);
  // "Chị Bình ở Cộng Hoà đuôi 456"
  const more =
    place === 0 ? 0 : (PHONE_END.exec(passage.free.slice(from + place, from + place + 60))?.[0].length ?? 0);
  return place + more;
}

/** "Anh Huy chị Linh: …" names two people, and "chị Linh khác tầng: …" says more than a place. */
const OF_ANOTHER = new RegExp(`^(?:${FORMS_OF_ADDRESS}|khac)$`, "u");

/** Returns the length of the words between a name and the colon of a title: " cộng hoà" in "bình cộng hoà: máy in hư". */
export function lengthToTitle(passage: Passage, from: number): number {
  const behind = passage.free.slice(from, from + 60);
  const words = /^((?: [\p{L}\p{M}]+){2,4}):(?!\d)/u.exec(behind)?.[1] ?? "";
  const isPlace = (word: string) => !NO_PLACE.has(word) && !OF_ANOTHER.test(word);
  return words.split(" ").every(isPlace) ? words.length : 0;
}

/** Reads "2 Lê Lợi": a street has two words or more, before the colon of a title or with capitals. */
function houseLength(passage: Passage, from: number): number {
  const rest = passage.free.slice(from, from + 80);
  const house = HOUSE.exec(rest);
  if (house === null) return 0;
  const start = from + house[0].length;
  const behind = passage.free.slice(start, from + 80);
  const isCapital = /^\p{Lu}/u.test(typed(passage, start, start + 1));
  if (NO_STREET.test(behind) || (MAYBE_STREET.test(behind) && !isCapital)) return 0;
  const isStreet = (end: number) => passage.free.slice(start, end).includes(" ");
  const titled = start + wordsLength(passage, start, isOfPlace);
  if (isStreet(titled) && BEFORE_TITLE.test(passage.free.slice(titled, titled + 2))) return titled - from;
  const named = start + wordsLength(passage, start, (_, written) => CAPITALISED.test(written));
  const mayBeListed = passage.isOrder === true || house.groups?.comma !== undefined;
  return isStreet(named) && !mayBeListed ? named - from : 0;
}

function placeLength(passage: Passage, from: number): number {
  const rest = passage.free.slice(from, from + 80);
  const lead = PLACE_LEAD.exec(rest)?.[0] ?? "";
  const at = isUnaccented(passage) ? AT_WITHOUT_ACCENTS : AT;
  if (lead === "" || !at.test(typed(passage, from, from + lead.length))) {
    return DISTRICT.exec(rest)?.[0].length ?? 0;
  }
  const length = wordsLength(passage, from + lead.length, isOfPlace);
  return length === 0 ? 0 : lead.length + length;
}

/** True for a word that no request has, or for any with a capital. */
function isOfPlace(folded: string, written: string): boolean {
  return !NO_PLACE.has(folded) || /^\p{Lu}/u.test(written);
}

/** Returns the length of the words from here on that belong to a place. */
function wordsLength(
  passage: Passage,
  from: number,
  belongs: (folded: string, written: string) => boolean,
): number {
  const rest = passage.free.slice(from, from + 80);
  let length = 0;
  for (let count = 0; count < MOST_WORDS; count += 1) {
    const gap = count === 0 ? "" : (/^ /.exec(rest.slice(length))?.[0] ?? null);
    const word = gap === null ? null : WORD.exec(rest.slice(length + gap.length));
    if (gap === null || word === null) break;
    const start = from + length + gap.length;
    if (!belongs(word[0], typed(passage, start, start + word[0].length))) break;
    length += gap.length + word[0].length;
  }
  return length;
}

function isUnaccented({ folded }: Passage): boolean {
  return folded.source.toLowerCase() === folded.text;
}
