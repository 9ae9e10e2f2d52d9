import { findEmail, findPhone } from "./customer.ts";
import { fold } from "./fold.ts";
import { mayBeName } from "./person-name.ts";

/** A new customer's values as they were typed, by the argument's name. */
type Values = Record<string, string>;

interface Contacts {
  values: Values;
  /** What is none of them: "tag VIP", "khách chưa cho tên". */
  unused: string | null;
}

const MOST_CHARS = 200;
const NAME = /^\p{L}[\p{L}.' ]{1,60}$/u;
/** "Dạ khách tên là": words before the name. */
const CALLED = /^(?:(?:dạ|vâng|à|ờ) )?(?:(?:(?:khách|khach|kh) )?(?:tên|ten)(?: (?:là|la))? )?(?=\S)/iu;
/** Words of a sentence, and of no name: "khách chưa cho tên", "nhầm", "số của khách". */
const NO_NAME =
  /(?<!\p{L})(?:chưa|chua|không|khong|ko|nhầm|nham|lộn|quên|hả|rồi|tên|số|sđt|sdt|điện thoại|dien thoai|xem|tìm|hỏi)(?!\p{L})|^(?:khách|khach|kh)(?: hàng| hang)?(?: mới| moi| này| nay)?$/iu;
/** "Sđt: 0918000111", "mail là …": words before a phone number or an e-mail address. */
const CONTACT_LABEL =
  /^(?:sđt|sdt|số|so|đt|dt|tel|điện thoại|dien thoai|e-?mail|mail)(?: (?:là|la))?[ :.]*(?=\S)/iu;
/** "Ở 12 Lê Lợi", "địa chỉ: 12 Lê Lợi": words before a postal address. */
const ADDRESS_LABEL =
  /^(?:ở|o|địa chỉ|dia chi|đ\/c|d\/c|đc|nhà|nha|tại|tai)(?: (?:ở|là|la|số))?[ :]+(?=\S)/iu;
/** "12 Lê Lợi", "12/3A Cộng Hoà". "30 tuổi", "2 con nhỏ" and "12/5/1990" are no houses. */
const HOUSE =
  /^(?:(?:số|so) )?(?!\d{1,2}[/-]\d{1,2}[/-]\d{4})\d{1,5}[a-z]?(?:[/-]\d{1,4}[a-z]?){0,4} (?!(?:tuổi|tuoi|t|con|cái|cai|điểm|diem|hộp|hop|bộ|bo|chiếc|chiec|đơn|don|phiếu|phieu|tivi|máy|may|quà|qua|lần|lan|ngày|ngay|tháng|thang|năm|nam|tr|triệu|trieu|k|đồng|dong|phút|phut|giờ|gio|h|người|nguoi|đứa|dua|bé|be|sản phẩm|san pham)(?!\p{L}))\p{L}[^:@]*$/iu;
/** "Quận 1", "P.5", "TP.HCM", "phường Bến Nghé" */
const PLACE =
  /^(?:(?:phường|phuong|quận|quan|huyện|huyen|xã|xa|ấp|ap|thôn|thon|tổ|to|khu|kp|tp|thành phố|thanh pho|tỉnh|tinh|thị xã|thi xa|thị trấn|thi tran|hẻm|hem|ngõ|ngo|đường|duong|lầu|lau|tầng|tang|chung cư|chung cu|toà|tòa|toa|block)(?!\p{L})|[pq]\.? ?\d|tphcm|hcm|hn)[^:@]*$/iu;
/** Words that tell something else of a customer. */
const NO_PLACE = /^(?:vip|sỉ|si|lẻ|le|nam|nữ|nu|male|female|fb|facebook|zalo|shopee|lazada|tiktok)$/iu;

/**
 * Reads a name, a phone number or an e-mail address, and an address between commas: `"Lê Văn Tám, 0918000111, ở 12 Lê Lợi"`.
 * Null for any other text, and for a name alone. Without a name among the words, the values have none.
 */
export function readNameAndContacts(text: string): Contacts | null {
  if (text.length > MOST_CHARS) return null;
  const [first = "", ...parts] = text.split(/[,;\n]/).map((part) => part.trim());
  const name = first.replace(CALLED, "");
  if (!NAME.test(name) || parts.length === 0) return null;
  const isName = !NO_NAME.test(name);
  const values: Values = isName ? { name } : {};
  /** The parts of the postal address. */
  const address: string[] = [];
  const unused = isName ? [] : [first];
  for (const part of parts) {
    const contact = part.replace(CONTACT_LABEL, "");
    const place = part.replace(ADDRESS_LABEL, "");
    const field = contactIn(contact);
    if (field !== null && values[field] === undefined) values[field] = contact;
    else if (field === null && !/\d{6}/.test(part) && isAddress(place, address.length > 0 || place !== part))
      address.push(place);
    else unused.push(part);
  }
  const isReachable = values.phones !== undefined || values.emails !== undefined;
  if (!isReachable) return null;
  if (address.length > 0) values.addresses = address.join(", ");
  return { values, unused: unused.length > 0 ? unused.join(", ") : null };
}

/** @param isLed  true behind "ở", and behind the first part of an address: "quận 1" */
function isAddress(part: string, isLed: boolean): boolean {
  return HOUSE.test(part) || (isLed && isPlace(part));
}

function isPlace(part: string): boolean {
  return PLACE.test(part) || (!NO_PLACE.test(part) && /^[\p{L} .]+$/u.test(part) && mayBeName(part));
}

/** Returns the field that a part is the value of: a phone number or an e-mail address, and nothing else; or null. */
function contactIn(part: string): "phones" | "emails" | null {
  const folded = fold(part);
  const isWhole = (found: { start: number; end: number } | null) =>
    found !== null && found.start === 0 && found.end === folded.length;
  if (isWhole(findPhone(folded))) return "phones";
  return isWhole(findEmail(folded, part)) ? "emails" : null;
}
