import { mayBeName } from "../understanding/person-name.ts";
import { type Word, wordOf } from "./words.ts";

/** Words that only lead to a name or follow it, and are part of none, as they are typed: "khách tên Bình ở Cộng Hoà ạ". */
const CONNECTING = new Set(
  `bên cho chỉ chỗ cua cuoi customer cuối của dc dt duoi duong email from ghi giup giùm giúp gmail hotmail họ kh khach
    khu khách là mail mailto miệt mà named ngay người nha nhe nhom nhãn nhé nhóm này nè of pho phone phía phường phố
    quận sdt so sđt số tag tai tel ten tên tìm tại vs vậy với xem yahoo z đc đt đuôi đường địa ơi ạ ở`.split(
    /\s+/,
  ),
);

/** Words of requests, as they are typed: with accents, without, and English. Some are names as well. */
const TALK = new Set(
  `bà bác báo bé bạn bắt bị chiều chính chú chưa chị chờ chữ có cô cũ cư cả cần cậu cứu dì dùm dạ dời giờ giữ gì
    gấp gần gọi gửi hàng hình hôm hẹn hệ hỏi hồi hộ khiếu không khúc kiếm kế liên luôn lót lúc lại lấy lẻ máy mình
    mọi mới mợ nhà nhầm nhận nhắn nhỉ nhớ nhờ nào nãy nại nữa quên rồi sếp thím thông thấy toán trên trả tối tới
    vâng vừa xuất xác zậy biết bán bận bởi cũng cùng cảm cạnh cập cọc các còn dưới dùng giá giữa hoặc huỷ hủy hư
    hạng hết hơn hả hỏng hông khoản khẩn kiểu kiểm loại lâu lên lắm lẽ lỗi lộn lần mã mày mấy mở mỗi muốn ngoài
    ngày nhiều những nhưng nhập nhỏ nên nếu nó ơn phiếu phiền phí phút phải phản quá quà rất rảnh rằng sai sẽ sửa
    theo thiếu thêm thẻ tiếng trưa trước trễ tôi từng và vài vào về vẫn vợ xa xài xoá xóa xuống ít đóng đưa điểm
    đều đợt chậm chắc chứ chủ đang đi đâu đã đòi đó đơn được đấy đầu đầy đặt đến để đệm đổi đợi đủ ấy
    ac ad ai alo anh ba ban bat bi bot ca can cc chi chu chua co cong cty cu da dat dau day dia doi don du dum em
    gap gi giao gioi gium goi gui hd hinh hoi hom hop ib ke khieu khong khuc kia la lot mo moi mua nai nao nay ne
    nghe nguoi nham nhan nhen ong qua quen ra shipper thay thoi thuong ti tin tp tra tren vai xin xong xuat
    addr address any asap at called chat check client contact detail details ending ends find first info last me
    mobile name plz record search send ship starting starts thank thanks want whose her his in inbox mr mrs ms
    need note number on order please pls what who with`.split(/\s+/),
);

/** Words before the parts of a name: "minh tuyet ho nong", "sang họ tống, lót chữ cát". */
const PARTS_OF_NAME = new Set("họ ho lót lot đệm dem chữ tên ten gì gi".split(" "));

/** Returns the words without those before the parts of a name. */
export function withoutMarkers(words: readonly Word[]): Word[] {
  return words.filter(({ written }) => !PARTS_OF_NAME.has(written));
}

/** Short for polite words at the end: "pham van tuan a" is "Phạm Văn Tuấn ạ". */
const SHORT_POLITE = new Set("a e c k z á à".split(" "));

/** Returns the words without short polite ones at their end. */
export function withoutPoliteEnd(words: readonly Word[]): readonly Word[] {
  const end = words.findLastIndex(({ written }) => !SHORT_POLITE.has(written));
  return words.slice(0, end + 1);
}

/** Returns the words without those that only lead to a name: "khách", "tên", "ở". */
export function withoutConnecting(words: readonly Word[]): Word[] {
  return words.filter(({ written, plain }, place) => {
    const [before, after] = [words[place - 1], words[place + 1]];
    // "Khách sạn" is a hotel, "Nha Trang" a city, "Bình Dương" a province, and "Dương" at either end a name.
    if ((plain === "khach" && after?.plain === "san") || (plain === "nha" && after?.plain === "trang"))
      return true;
    if (written === "duong" && (place === 0 || after === undefined || before?.plain === "binh")) return true;
    // "O" is "ở" without its accent, but in "Ô Môn" and "Ô Chợ Dừa".
    if (written === "o" && before !== undefined && after !== undefined)
      return after.plain === "mon" || after.plain === "cho";
    // "Nhé chị" may be typed "nhé c".
    const isPolite = SHORT_POLITE.has(written) && before !== undefined && CONNECTING.has(before.written);
    return !CONNECTING.has(written) && !isPolite;
  });
}

/** True for a word that only leads to a name or follows it. */
export function isConnecting({ written }: Word): boolean {
  return CONNECTING.has(written);
}

/** True if a word may belong to the request and not to a name: "giao", "hàng". Unaccented "hang" may be Hằng. */
export function isTalk({ plain, accents, written }: Word): boolean {
  if (plain.length === 1 || CONNECTING.has(written)) return true;
  if (accents === "" && NAMES_LIKE_TALK.has(plain)) return false;
  return TALK.has(written) || CHANNELS.has(written) || (accents === "" && !mayBeName(written));
}

/** Where customers come from. Each is a tag in many shops, and a word of talk in others. */
const CHANNELS = new Set("facebook fb zalo tiktok shopee lazada web".split(" "));

/** True for a word like "tiktok", which tells something if it is a tag of any customer. */
export function isChannel({ written }: Word): boolean {
  return CHANNELS.has(written);
}

/** Names that are words of requests as well, without accents: "Đỗ" and "đổi", "Thị" and "thì". */
const NAMES_LIKE_TALK = new Set(
  `an bao bui cao chinh chung dang dao diem dinh do duong duy ha han hang hanh hien hieu ho hoa hong huy hy kieu lan le li
    lien loi luc luong luu mai mien minh my nga ngo nhu nhung phan quan que sang si ta tai than thang thanh the thi
    thieu tho thu tien tiep tinh to toan tong trang tri trieu truc truong tu tuoi van vo vu vui yen`
    .split(/\s+/)
    .map((name) => wordOf(name).plain),
);

/** Titles and words before a name, which are no part of one when they stand behind another word. */
const BEFORE_NAME = new Set(
  "chị cô bác chú dì thím khách kh tên ten của cua sếp là tìm kiếm mợ cậu".split(" "),
);
/** These are names as well, so the word before them must be one of a request: "check giúp anh Nghĩa". */
const MAY_BE_BEFORE_NAME = new Set("anh a c chi co bac chu ong ba ông bà em".split(" "));

/** Returns the words behind the last title: of "có ai giữ số của chị nhài tôn đản" the last three. */
export function afterTitle(words: readonly Word[]): readonly Word[] {
  const at = words.findLastIndex(({ written }, place) => {
    const before = words[place - 1];
    if (before === undefined || place === words.length - 1) return false;
    return BEFORE_NAME.has(written) || (MAY_BE_BEFORE_NAME.has(written) && isTalk(before));
  });
  return words.slice(at + 1);
}

const MOST_CORES = 12;

/**
 * Returns what is left of a text when words of a request are left out at both ends, the longest first: "e cần địa chỉ của
 * hàng văn sự" may be about Hàng Văn Sự, or about Văn Sự.
 */
export function coresOf(words: readonly Word[], tells: (word: Word) => boolean): (readonly Word[])[] {
  const from = words.findIndex(tells);
  const to = words.findLastIndex(tells);
  if (from < 0) return [];
  const cores: (readonly Word[])[] = [];
  for (let start = 0; start <= from; start += 1) {
    for (let end = words.length; end > to; end -= 1) cores.push(words.slice(start, end));
  }
  const shortest = words.slice(from, to + 1);
  const shorter = cores.filter(({ length }) => length < words.length && length > shortest.length);
  const longestFirst = shorter.sort((a, b) => b.length - a.length).slice(0, MOST_CORES - 1);
  return shortest.length === words.length ? [] : [...longestFirst, shortest];
}
