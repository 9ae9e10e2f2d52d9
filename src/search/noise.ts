import { mayBeName } from "../understanding/person-name.ts";
import type { Word } from "./words.ts";

/** Words that only lead to a name or follow it, and are part of none, as they are typed: "khách tên Bình ở Cộng Hoà ạ". */
const CONNECTING = new Set(
  `khách khach kh tên ten ở tại tai đường duong số so sdt sđt dt đt mail email gmail tel phone mailto hotmail yahoo quận phường họ đuôi duoi cuối cuoi của cua cho customer named of from địa chỉ đc dc người ạ ơi giùm giup giúp với nhé nhe nha nè z vs vậy tìm xem là mà bên phía miệt này ngay nhãn nhóm nhom tag khu phố pho chỗ ghi`.split(
    " ",
  ),
);

/** Words of requests that may be names as well, as they are typed. Without them, what is found only looks alike. */
const TALK = new Set(
  `o là chữ lót đệm nhà tp with bên cty bé nhaa nhen dạ vâng không nhớ quên chính xác đầy đủ lẻ chung cư cc gần khu hộ hỏi ne ấy đấy đó đâu gì nào nữa nhỉ mua đơn hôm qua nay bị giao nhầm cần xin bạn mình mọi chưa nhận khiếu nại gấp đặt trên check ad bot fb em e có ai đi zậy cũ được bắt đầu khúc lại rồi r j á kế toán hàng tới hình mới gọi the in at on
  chị cô bác chú dì thím mợ cậu bà sếp pls thay đang đợi chờ máy giờ thấy gọi toán đã giữ nhờ mà ra để nghe shipper đến trả lấy báo gửi đổi thông tin liên hệ mọi cả sếp ac ib inbox chiều tối vừa nãy hồi lúc chat xong note nhắn hẹn cứu luôn đòi dời xuất giúp hộ dùm kiếm need her his please phone number info find any order from who what
  tra hop nao bi gium dum giao nham goi mua hoi bao hanh khieu nai gap chua nhan hang don hoa moi cu khuc co xin can ai mai gi do vai alo hinh nhu bat dau gui doi hom qua mo xuat hd ke toan mr mrs ms dat tren kia khong ban la chu chi dia cong ti thuong quen tag ca lot ngay nguoi ba ong chu anh ho so da chung cu gioi thoi day du`.split(
    /\s+/,
  ),
);

/** Words before the parts of a name: "minh tuyet ho nong", "sang họ tống, lót chữ cát". */
const PARTS_OF_NAME = new Set("họ ho lót lot đệm dem chữ tên ten gì gi".split(" "));

/** Returns the words without those before the parts of a name. */
export function withoutMarkers(words: readonly Word[]): Word[] {
  return words.filter(({ written }) => !PARTS_OF_NAME.has(written));
}

/** Unaccented particles at the end: "pham van tuan a" is said politely. */
const PARTICLES = new Set("a e c k z á à".split(" "));

/** Returns the words without particles at their end. */
export function withoutParticles(words: readonly Word[]): readonly Word[] {
  const end = words.findLastIndex(({ written }) => !PARTICLES.has(written));
  return words.slice(0, end + 1);
}

/** Returns the words without those that only lead to a name: "khách", "tên", "ở". */
export function withoutConnecting(words: readonly Word[]): Word[] {
  return words.filter(({ written, plain }, place) => {
    const [before, after] = [words[place - 1], words[place + 1]];
    // "Khách sạn" is a hotel, "Nha Trang" a city, "Bình Dương" a province, and "Dương" at either end a name.
    if (after?.plain === "san" || (plain === "nha" && after?.plain === "trang")) return true;
    if (written === "duong" && (place === 0 || after === undefined || before?.plain === "binh")) return true;
    // "O" is "ở" without its accent, but in "Ô Môn" and "Ô Chợ Dừa".
    if (written === "o" && before !== undefined && after !== undefined)
      return after.plain === "mon" || after.plain === "cho";
    // "Nhé chị" may be typed "nhé c".
    const isParticle = PARTICLES.has(written) && before !== undefined && CONNECTING.has(before.written);
    return !CONNECTING.has(written) && !isParticle;
  });
}

/** True for a word of a request, which may be a name as well: "giao", "hang". One with accents is a name or connecting. */
export function isTalk({ plain, accents, written }: Word): boolean {
  if (plain.length === 1 || CONNECTING.has(written)) return true;
  if (accents === "" && FAMILY.has(plain)) return false;
  return TALK.has(written) || CHANNELS.has(written) || (accents === "" && !mayBeName(written));
}

/** Where customers come from. Each is a tag in many shops, and a word of talk in others. */
const CHANNELS = new Set("facebook fb zalo tiktok shopee lazada web".split(" "));

/** True for a word like "tiktok", which tells something if it is a tag of any customer. */
export function isChannel({ written }: Word): boolean {
  return CHANNELS.has(written);
}

/** Family and middle names that are words of requests as well, without accents: "Đỗ" and "đổi", "Thị" and "thì". */
const FAMILY = new Set(
  "phan duong truong tong trieu than luc thieu nhung my lien tien nhu diem truc han tho tuoi vui sang toan mien tinh chung hy si thang tai tri loi tiep que quan dinh do vo ho vu le li to ta cao mai dang bui thi van ha luu luong tu dao ngo kieu an minh thanh huy hong duy bao hanh hang thu lan hoa trang nga yen hien hieu the".split(
    " ",
  ),
);

/** Forms of address and words before a name, which are no part of one when they stand behind another word. */
const BEFORE_NAME = new Set(
  "chị cô bác chú dì thím khách kh tên ten của cua sếp là tìm kiếm mợ cậu".split(" "),
);
/** These are names as well, so the word before them must be one of a request: "check giúp anh Nghĩa". */
const MAY_BE_BEFORE_NAME = new Set("anh a c chi co bac chu ong ba ông bà em".split(" "));

/** Returns the words behind the last form of address: of "có ai giữ số của chị nhài tôn đản" the last three. */
export function afterAddress(words: readonly Word[]): readonly Word[] {
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

const SHORTEST_WINDOW = 3;

/** Returns the parts of a text that may be a whole name, the longest first: of "tên đầy đủ lê diệu hằng" the last three words. */
export function windowsOf(words: readonly Word[]): (readonly Word[])[] {
  const windows: (readonly Word[])[] = [];
  for (let length = words.length - 1; length >= SHORTEST_WINDOW; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1)
      windows.push(words.slice(start, start + length));
  }
  return windows;
}
