import { mayBeName } from "../understanding/person-name.ts";
import type { Word } from "./words.ts";

/** Words that only lead to a name or follow it, and are part of none, as they are typed: "khách tên Bình ở Cộng Hoà ạ". */
const CONNECTING = new Set(
  `khách khach kh tên ten ở tại tai đường duong số so sdt sđt dt đt mail email gmail tel phone mailto hotmail yahoo quận phường họ đuôi duoi cuối cuoi của cua cho customer named of from địa chỉ đc dc người ạ ơi giùm giup giúp với nhé nhe nha nè z vs vậy tìm xem`.split(
    " ",
  ),
);

/** Words of requests that may be names as well, as they are typed. Without them, what is found only looks alike. */
const TALK = new Set(
  `o là chữ lót đệm nhà tp with bên cty bé nhaa nhen dạ vâng không nhớ quên chính xác đầy đủ lẻ chung cư cc gần khu hộ hỏi ne ấy đấy đó đâu gì nào nữa nhỉ mua đơn hôm qua nay bị giao nhầm cần xin bạn mình mọi chưa nhận khiếu nại gấp đặt trên check ad bot fb em e có ai đi zậy cũ được bắt đầu khúc lại rồi r j á kế toán hàng tới hoá hóa hình như mới gọi the in at on
  tra hop nao bi gium dum giao nham goi mua hoi bao hanh khieu nai gap chua nhan hang don hoa moi cu khuc co xin can ai mai gi do vai alo hinh nhu bat dau gui doi hom qua facebook zalo tiktok shopee web mo xuat hd ke toan mr mrs ms dat tren kia khong ban la chu chi dia cong ti thuong quen tag ca lot ngay nguoi ba ong chu anh ho so da chung cu gioi thoi day du`.split(
    /\s+/,
  ),
);

/** True for a word that only leads to a name: "khách", "tên", "ở". */
export function isConnecting({ written }: Word): boolean {
  return CONNECTING.has(written);
}

/** True for a word of a request, which may be a name as well: "giao", "hang". One with accents is a name or connecting. */
export function isTalk({ plain, accents, written }: Word): boolean {
  if (plain.length === 1 || CONNECTING.has(written)) return true;
  if (accents === "" && FAMILY.has(plain)) return false;
  return TALK.has(written) || (accents === "" && !mayBeName(written));
}

/** Family and middle names that are words of requests as well, without accents: "Đỗ" and "đổi", "Thị" and "thì". */
const FAMILY = new Set(
  "dinh do vo ho vu le li to ta cao mai duong dang bui thi van ha luu luong tu dao ngo kieu an minh thanh huy hong duy bao hanh hang thu lan hoa trang nga yen hien hieu the".split(
    " ",
  ),
);

const MOST_CORES = 8;

/**
 * Returns what is left of a text when words of a request are left out at both ends, the longest first: "e cần địa chỉ của
 * hàng văn sự" may be about Hàng Văn Sự, or about Văn Sự.
 */
export function coresOf(words: readonly Word[]): (readonly Word[])[] {
  const from = words.findIndex((word) => !isTalk(word));
  const to = words.findLastIndex((word) => !isTalk(word));
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
