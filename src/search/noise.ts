import { mayBeName } from "../understanding/person-name.ts";
import type { Word } from "./words.ts";

/** Words that describe a customer and are part of no name, as they are typed: "khách tên Bình ở đường Cộng Hoà". */
const CONNECTING = new Set(
  `khách khach kh tên ten là ở o tại tai đường duong số so sdt sđt dt đt mail email gmail tel phone mailto hotmail yahoo quận phường họ lót đệm đuôi duoi cuối cuoi của cua cho nhà tp customer named with in at on of the from địa đc dc người bên cty bé`.split(
    " ",
  ),
);

/** More words of agents around a name, folded. */
const TALK = new Set(
  `check tra hop nao bi giup gium dum giao nham goi mua hoi bao hanh khieu nai gap chua nhan hang don hoa moi cu khuc co xin can ai mai gi do vai ad bot alo hinh nhu bat dau gui doi hom qua nai fb facebook zalo tiktok shopee web mo xuat hd ke toan mr mrs ms dat tren kia ai khong xem ho minh ban cua la ten chu chi dia khach cong ti thuong quen tag ca`.split(
    " ",
  ),
);

/** True for a word that only leads to a name: "khách", "tên", "ở". */
export function isConnecting({ written }: Word): boolean {
  return CONNECTING.has(written);
}

/** True for a word of a request, which may be a name as well: "giao", "hàng". */
export function isTalk({ plain, written }: Word): boolean {
  return plain.length === 1 || CONNECTING.has(written) || TALK.has(plain) || !mayBeName(written);
}

const MOST_CORES = 6;

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
