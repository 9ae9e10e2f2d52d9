import { mayBeName } from "../understanding/person-name.ts";
import type { Word } from "./words.ts";

/** Words around a name that describe it, folded: "khách tên Bình ở đường Cộng Hoà". They are part of no search. */
const CONNECTING = new Set(
  `khach kh ten la o tai duong so sdt dt mail email gmail tel phone quan phuong ho chu lot dem dau duoi cuoi cua cho nha pho ap tp thanh customer named with in at on of the from dia chi dc nguoi nhan ben cty cong ti`.split(
    " ",
  ),
);

/** More words of agents around a name, folded. */
const TALK = new Set(
  `check tra hop nao bi giup gium dum giao nham goi mua hoi bao hanh khieu nai gap chua nhan hang don hoa moi cu khuc co xin can ai may gi do vay ad bot alo hinh nhu bat dau tai so gui doi tra hom qua nay fb facebook zalo tiktok shopee web qua mo xuat hd ke toan mr mrs ms dat tren kia ay khong`.split(
    " ",
  ),
);

/** True for a word that only leads to a name: "khách", "tên", "ở". @param plain `"khach"` */
export function isConnecting(plain: string): boolean {
  return CONNECTING.has(plain);
}

/** Family and middle names that are words of requests as well, folded: "Đỗ" and "đổi", "Thị" and "thì". */
const BEFORE_A_NAME = new Set(
  "do vo ho vu la le ly li to ta cao mai duong dang bui thi van ha luu luong tu du dao ngo quach khuu kieu bo vi".split(
    " ",
  ),
);

/** Returns the words without those of a request, which may be names as well: "giao", "hàng". */
export function withoutTalk(words: readonly Word[]): Word[] {
  const kept: Word[] = [];
  // From the end, because a family name stands before a given name.
  for (const word of [...words].reverse()) {
    const isBeforeName = BEFORE_A_NAME.has(word.plain) && kept.length > 0;
    if (isBeforeName || !isTalk(word.plain)) kept.unshift(word);
  }
  return kept;
}

function isTalk(plain: string): boolean {
  return TALK.has(plain) || !mayBeName(plain);
}
