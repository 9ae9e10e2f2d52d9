import { findPhone, withoutPhones } from "./customer.ts";
import { findDealLines, TIMES, type TypedDealLine } from "./deal-lines.ts";
import { withoutFillers } from "./fillers.ts";
import { fold, type Passage, TAKEN, take, typed } from "./fold.ts";
import { AMOUNT, readAmount } from "./numbers.ts";
import { findPersonName } from "./person-name.ts";
import { WORD_CHARS } from "./word-chars.ts";

export const UNIT =
  "cai|chiec|bo|hop|ram|thung|chai|goi|cuon|con|cay|tui|bao|lon|ky|kg|quyen|cap|doi|bich|ream|tam|vien|loc|can|pcs|pieces?|units?|sets?|boxes|hũ|ve";
/** A code of letters and digits: "TIVI01", "SUA-A2". A size begins with its digits: "43 inch", "12A". */
export const CODE = "[a-z][a-z._-]{0,30}\\d[a-z0-9._-]{0,30}";
const QUANTITY = new RegExp(
  `(?<![${WORD_CHARS}.,/#%:-])(?!0)(?<count>\\d{1,4})(?:${TIMES}| ?)(?:(?<unit>${UNIT}) (?:of )?(?=\\S))?(?=[\\p{L}"“])(?!(?:k|tr|trieu|nghin|ngan|cu|d|dong|vnd|h|g|gio|tieng|phut|p|ph|diem|sao|thang|ngay|tuan|nam|lan|nguoi|so|inch|lit|phan|x|gsm|ml|l|m|cm|mm|w|tang|mon|size|tuoi|khuc|tieng|ngan)(?![${WORD_CHARS}])|(?:tr|cu|ty)\\d)(?!%)`,
  "gu",
);
const CODE_COUNTED = new RegExp(
  `(?<![${WORD_CHARS}@._-])(?<code>${CODE})(?:[ ,]*(?:[x×*]|sl|so luong)[ :]*(?<times>\\d{1,4})| (?:len|xuong|con|thanh)(?: con)? (?<becomes>\\d{1,4})(?=[,;.\\n]|$| (?:${UNIT}|nha|nhe|di|giup)(?!\\p{L}))| ?: ?(?<colon>\\d{1,4})| (?<count>\\d{1,4})(?= (?:${UNIT})(?!\\p{L})|[,;.\\n]|$))`,
  "gu",
);
const NAME_COUNTED = new RegExp(
  `(?<![${WORD_CHARS}-])(?<name>\\p{L}(?:[\\p{L} ]|(?<= )\\d{1,3}(?:[.,]\\d)?\\p{L}{0,4}(?= )){2,40}?)[ ,]+(?:[x×] ?)?(?<count>\\d{1,4}) ?(?:${UNIT})(?=[,;.\\n\uffff]|$| (?:voi|va|,))`,
  "gu",
);
const BARE_CODE = new RegExp(`(?<![${WORD_CHARS}@._/#-])${CODE}(?![${WORD_CHARS}@_-])`, "gu");
/** A number after one of these counts no product. */
const COUNTS_OTHER =
  /(?<!\p{L})(?:id|ma|so|quan|q|phuong|p|tang|lau|ngo|ngach|hem|so nha|khach|kh|phieu|thu|ngay|mung|mong|thang|hen|luc|truoc|sau|lan|ship|phi|gia|khong phai|ko phai|k phai|hong phai|not|thay vi|instead of|size|giam|bot|tru|ck|chiet khau|km|ve|toi|den|o|tai|ra|d\/c|dc|dia chi)(?: ?#?| )$/u;
/** The signs and words that end a product's name. A word with accents must be the same: "tôm khô" holds no "kho". */
const STOP_WORDS =
  "với và va cùng kèm cộng and plus with rồi giảm bớt trừ chiết khấu ck km discount less off ship free freeship phí giá giao cho ghi note người nhé nha nhá nhen nghen nghe hen hí hỉ giúp giùm dùm hộ lên tạo làm chốt không ko k khỏi trả nhận chi nhánh cn kho lấy thôi đi luôn em anh chị để nếu vì như y tớ for please pls deliver receiver at tên sđt sdt ở tại xuất miễn nhờ đặt mua của thành sang vào vô vo nữa ạ a á mai chiều còn mà thì là nên khách kh lần số nhưng chứ thay trong branch remove instead mới gồm tổng hôm vẫn to nhập lỡ gõ nhầm lượng đổi sửa chớ hông hổng hok";
const STOP_WRITTEN = new Set(STOP_WORDS.split(" "));
const STOP = new RegExp(
  `[,;:\\n+/()${TAKEN}"“”—–→]|[.!?](?= |$)| [–-] |(?<![${WORD_CHARS}-])(?:${[...new Set(STOP_WORDS.split(" ").map(fold))].join("|")}|tra gop|giai doan)(?![${WORD_CHARS}]|-\\p{L})`,
  "gu",
);
/** Names of things that hold such a word: "máy lọc không khí", "lò vi sóng". */
const IN_NAME = /^(?:khong (?:khi|day)|vi song|cua (?:truoc|tren|ngang|cuon))(?!\p{L})/u;
const LESS = new RegExp(
  `(?<!\\p{L})(?:giam(?: gia| tong| tong cong)?|bot|tru|chiet khau|ck|km|khuyen mai|discount|less)(?: (?:cho|chi|anh|co|kh|khach|no|toi|them|duoc|tong|ca|don|di|of|con))*[ :]*(?<amount>\\d{1,3}(?:[.,]\\d{1,2})? ?%|${AMOUNT})|(?<percent>\\d{1,3}(?:[.,]\\d{1,2})? ?%)(?: off| discount| giam)?`,
  "u",
);

/** "1 đơn", "2 người": these are counted, and are no products. */
const NO_PRODUCT =
  /^(?:don|order|deal|phieu|nguoi|ng|huy|tren|dung|them|truoc|nao|khach|chi|anh|co|em|lan|buoi|da|thang|cho|noi dung|phut)(?!\p{L})/u;

interface Item {
  start: number;
  end: number;
  quantity: number;
  product: string;
  /** The price of one, if it stands beside the product. */
  value?: number;
}

/** Returns the products that a sentence orders as canonical text: `"lấy 1 TIVI01 với 2 MUC12A, bớt 200k"`. */
function linesOf(passage: Passage, items: readonly Item[]): string {
  const less = discountIn(passage.free);
  const lines = items.map(({ quantity, product, value = null }, index): TypedDealLine => {
    // AntCRM takes discounts of lines only. An amount off the order goes to its first line.
    const discount = less && (less.kind === "percent" || index === 0) ? less : null;
    return { quantity, product, value, discount };
  });
  return JSON.stringify(lines);
}

/**
 * Takes the products of an order.
 * @param isChange  true: the sentence is about an order that exists, and a single word of letters and digits is no order
 */
export function takeOrder(passage: Passage, args: Record<string, string>, isChange: boolean): void {
  if (args.lines !== undefined) return;
  if (isChange && !CHANGES_PRODUCTS.test(passage.free)) return;
  if (PRICED.test(passage.free)) {
    const found = findDealLines(passage);
    if (found === null) return;
    args.lines = found.value;
    take(passage, found.start, found.end);
    return;
  }
  const items = isChange ? itemsOf(passage) : pricedItems(passage);
  if (items.length === 0) return;
  args.lines = linesOf(passage, items);
  for (const { start, end } of items) take(passage, start, end);
}

/** Returns the items of a new order with their prices; without a quantity, a name with its price is an item. */
function pricedItems(passage: Passage): Item[] {
  const items = itemsOf(passage).map((item) => withPrice(passage, item));
  return items.length > 0 ? items : pricedNames(passage);
}

const SUM =
  "(?:\\d{1,9}(?:[.,]\\d{1,3}){0,3} ?(?:k|tr(?:ieu)?|nghin|ngan|cu)(?:\\d{1,3})?|\\d{1,3}(?:[.,]\\d{3}){1,3}(?: ?(?:d|dong|vnd|₫))?)";
/** A sum is no price before one of these: "30k ship", "500k cọc", "10k điểm". */
const NO_PRICE = "(?! ?(?:ship|phi|tien|coc|off|giam(?! ?\\d)|discount|diem|points?|tro|thoi coc))";
const PRICE = `(?<sum>${SUM})(?![${WORD_CHARS}]|[.,]\\d)${NO_PRICE}`;
/** "1 máy in Canon giá 5tr5", and without the word for one piece: "1 máy in Canon 5tr5". */
const PRICE_BEHIND = new RegExp(`^[ ,]{1,3}(?:don )?gia[ :]{1,2}${PRICE}`, "u");
const SUM_BEHIND = new RegExp(`^ ${PRICE}`, "u");
const SUM_AT_END = new RegExp(` ${PRICE}$`, "u");

/** Adds the price that stands behind an item, or at the end of its name. */
function withPrice(passage: Passage, item: Item): Item {
  const isOne = item.quantity === 1;
  const left = passage.free.slice(item.end, item.end + 30);
  const behind = PRICE_BEHIND.exec(left) ?? (isOne ? SUM_BEHIND.exec(left) : null);
  if (behind) return priced(item, behind, item.end + behind[0].length);
  const inside = isOne ? SUM_AT_END.exec(fold(item.product)) : null;
  return inside ? priced({ ...item, product: item.product.slice(0, inside.index) }, inside, item.end) : item;
}

function priced(item: Item, { groups }: RegExpExecArray, end: number): Item {
  const value = readAmount(groups?.sum ?? "");
  return value === null ? item : { ...item, end, value: Number(value) };
}

const NAME_AND_PRICE = new RegExp(
  `(?<![${WORD_CHARS}-])(?<name>\\p{L}(?:[\\p{L}-]| (?! )|(?<=[ -])\\d{1,3}\\p{L}{0,4}(?= )){2,60}?)(?:,? (?:(?:don )?gia |@ ?)?|: ?)${PRICE}`,
  "gu",
);
/** The words of the request before the name of a product: "lên đơn mới". */
const ORDERS = /^(?:.* )?(?:don(?: hang)?|dh|order|deal|giao dich)(?: moi)?(?: (?:cho|for))?(?: |$)/u;
const MOST_NAME_WORDS = 8;
/** Words before a person's name. */
const OF_PERSON = /(?:^| )(?:anh|chi|co|chu|bac|ong|ba|khach|kh|em|cho|for)$/u;

/** "Cọc 500k", "trả trước 1tr": sums of another kind. */
const OTHER_SUM =
  /^(?:dat coc|coc|tra|thanh toan|tt|ck|chuyen khoan|no|con|tong|thu|cod|phi|ship|tien|gia|deposit|paid|total|price|voucher)(?!\p{L})/u;

/** Finds products that stand with their price and without a quantity: "máy in Canon 5tr5", "mực in chính hãng, 2tr3". */
function pricedNames(passage: Passage): Item[] {
  return [...withoutPhones(passage.free).matchAll(NAME_AND_PRICE)].flatMap((match) => {
    const { name = "" } = match.groups ?? {};
    // "Sửa máy lạnh" is sold as well, and "phí lắp đặt" is no product.
    const isEnd = (one: RegExpExecArray) =>
      !/^(?:sua|phi)$/.test(one[0]) && isStop(passage, match.index, name, one);
    const stop = [...name.matchAll(STOP)].filter(isEnd).at(-1);
    const behindStop = stop ? stop.index + stop[0].length : 0;
    const from = Math.max(behindStop, ORDERS.exec(name)?.[0].length ?? 0);
    const start = match.index + from + (/^ */.exec(name.slice(from))?.[0].length ?? 0);
    const product = typed(passage, start, match.index + name.length).trim();
    const isPerson = OF_PERSON.test(name.slice(0, from).trim()) && !THING.test(fold(product));
    const isThing = /\p{L}{2}/u.test(product) && product.split(" ").length <= MOST_NAME_WORDS;
    const isOther = OTHER_SUM.test(fold(product)) || NO_PRODUCT.test(fold(product));
    if (!isThing || isPerson || isOther) return [];
    const item = { start, end: match.index + name.length, quantity: 1, product };
    return priced(item, match, match.index + match[0].length);
  });
}

/** "2 x TIVI01 giá 4.520.000; …": the form that cards and forms show. */
const PRICED = /\d ?[x×*] ?\p{L}[^;\n]{1,60} (?:gia|don gia|price|@)[ :]*\d/u;
const CHANGES_PRODUCTS =
  /(?<!\p{L})(?:sp|san pham|hang|mat hang|products?|items?|lay|chi con|thanh|sang|doi|sua|so luong|sl|gom|con|qua|bot|them)(?!\p{L})/u;

/** "Giao cho chị Hoa 0900 000 009" also says who receives an order. */
const RECEIVER =
  /(?<!\p{L})(?:giao(?: hang)?(?= (?:cho|toi|den) (?:anh|chi|co|chu|bac|ong|ba|khach) [^,;\n]{2,25} \+?\d{3}[\d .]{6,9}(?!\d))|(?:doi |sua )?(?:ten )?(?:nguoi|ng) nhan(?: hang)?|receiver|recipient|nhan hang(?= la)|so nhan|(?:sdt|so)(?: dien thoai)?(?: (?:cua )?(?:nguoi|ng))? nhan|nho(?= .{2,20} nhan))(?!\p{L})/u;
const CLAUSE = /[;\n]|[.](?=\s|$)/u;

/** Takes who receives an order, with the phone number beside the name. */
export function takeReceiver(passage: Passage, args: Record<string, string>): void {
  const key = RECEIVER.exec(passage.free);
  if (!key) return;
  const from = key.index + key[0].length;
  const room = passage.free.slice(from, from + 90);
  const end = from + (CLAUSE.exec(room)?.index ?? room.length);
  const part: Passage = {
    folded: passage.folded,
    free: TAKEN.repeat(from) + passage.free.slice(from, end) + TAKEN.repeat(passage.free.length - end),
  };
  const phone = findPhone(part.free);
  const name = findPersonName(part);
  if (phone && args.receiverPhone === undefined) {
    args.receiverPhone = phone.value;
    take(passage, phone.start, phone.end);
  }
  if (name && args.receiver === undefined) {
    args.receiver = name.value.slice("name:".length);
    take(passage, key.index, name.end);
  }
}

function itemsOf(passage: Passage): Item[] {
  const items: Item[] = [];
  const free = withoutPhones(passage.free);
  const isFree = (start: number, end: number) =>
    items.every((item) => end <= item.start || start >= item.end);
  const add = (item: Item | null) => {
    if (item && isFree(item.start, item.end)) items.push(item);
  };
  for (const match of free.matchAll(CODE_COUNTED)) add(codeItem(free, match));
  for (const match of free.matchAll(NAME_COUNTED)) add(namedItem(passage, match));
  for (const match of free.matchAll(QUANTITY)) add(countedItem(passage, free, match));
  for (const match of free.matchAll(BARE_CODE)) {
    const [start, end] = [match.index, match.index + match[0].length];
    const before = free.slice(Math.max(0, start - 24), start);
    const isOther =
      /\d ?(?:\p{L}+ )?$/u.test(before) ||
      REPLACED.test(before) ||
      / het(?!p{L})/.test(free.slice(end, end + 5));
    if (/[a-z]{2}/.test(match[0]) && !match[0].includes("_") && !isOther)
      add({ start, end, quantity: 1, product: match[0] });
  }
  return items
    .sort((a, b) => a.start - b.start)
    .map((item) => ({ ...item, product: productOf(passage, item) }))
    .filter(({ product }) => product !== "" && !NO_PRODUCT.test(fold(product)));
}

/** A code after one of these is what the order no longer has. */
const REPLACED =
  /(?<!\p{L})(?:thay|doi|bo|xoa|thao|go|tu|het|het hang|khong phai|ko phai|k phai|thay vi|replace|remove|instead of|chua|khong lay)(?: (?:cai|con|ma|may))? $/u;

function codeItem(free: string, { index, 0: all, groups = {} }: RegExpExecArray): Item | null {
  // "2 QD40 475": the number after a counted code is another one.
  const isCounted = /(?<![\p{L}\p{N}])\d{1,4} ?(?:[x×*] ?)?$/u.test(
    free.slice(Math.max(0, index - 8), index),
  );
  if (isCounted && groups.count !== undefined) return null;
  const quantity = Number(groups.times ?? groups.becomes ?? groups.colon ?? groups.count);
  return { start: index, end: index + all.length, quantity, product: groups.code ?? "" };
}

function countedItem(
  passage: Passage,
  free: string,
  { index, 0: all, groups = {} }: RegExpExecArray,
): Item | null {
  if (COUNTS_OTHER.test(free.slice(Math.max(0, index - 16), index))) return null;
  const isSize =
    /^(?:kg|lit)$/.test(groups.unit ?? "") && IN_MODEL.test(free.slice(Math.max(0, index - 12), index));
  if (isSize) return null;
  const from = index + all.length;
  const left = free.slice(from, from + 60);
  const quoted = /^["“]([^"”]{2,50})["”]/.exec(left);
  const words = quoted?.[1] ?? left.slice(0, nameLength(passage, from, left));
  if (!/\p{L}{2}|\p{L}\d/u.test(words) || ONLY_UNIT.test(words.replace(SUM_AT_END, "").trim())) return null;
  const end = from + (quoted ? quoted[0].length : words.trimEnd().length);
  const isAddress =
    groups.unit === undefined &&
    /^\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+/u.test(typed(passage, from, end)) &&
    !THING.test(words);
  return isAddress ? null : { start: index, end, quantity: Number(groups.count), product: words };
}

/** A size of paper is no code. */
const PAPER = /^a[3-5]$/;
/** "máy giặt LG 8 kg T2108" */
const IN_MODEL =
  /(?<!(?<!\p{L})(?:lay|mua|dat|them|cho|don|gom|len|ban|can|va|voi|con|chi|anh|co|and|with|of|order))(?<=\p{L}) $/u;
const ONLY_UNIT = new RegExp(`^(?:${UNIT})$`, "u");
/** "2 Quạt Đứng" is no address, and "45 Nguyễn Trãi" is one. */
const THING = /^(?:may|quat|noi|tivi|tv|tu|bep|loa|den|hop|muc|am|ghe|ban|giay|sua|gao)(?!\p{L})/u;
const NEXT_ITEM = new RegExp(
  `(?<= )(?<!(?:size|so|loai|co|ban|doi|tu) )\\d{1,3} (?:(?:${UNIT}) (?=\\S)|(?=${CODE}(?!\\p{L})))`,
  "u",
);

/** The next item behind a price: "1 ghế 1tr2 1 bàn 2tr5". */
const NEXT_PRICED = new RegExp(`(?<=${SUM},? )\\d{1,3} (?=\\p{L}{2})`, "u");

/** Returns how much of a text is a product's name. A code ends it, and so does the next product's quantity. */
function nameLength(passage: Passage, from: number, left: string): number {
  const next = Math.min(
    NEXT_ITEM.exec(left)?.index ?? left.length,
    NEXT_PRICED.exec(left)?.index ?? left.length,
  );
  const stop = [...left.slice(0, next).matchAll(STOP)].find((match) => isStop(passage, from, left, match));
  const room = left.slice(0, stop?.index ?? next);
  const code = new RegExp(BARE_CODE, "u").exec(room);
  return code && !PAPER.test(code[0]) ? code.index + code[0].length : room.length;
}

function isStop(passage: Passage, from: number, left: string, { index, 0: word }: RegExpExecArray): boolean {
  if (!/^\p{L}/u.test(word)) return true;
  // "Công lắp đặt" is installing, and orders nothing.
  if (IN_NAME.test(left.slice(index)) || (word === "dat" && left.slice(0, index).endsWith("lap ")))
    return false;
  const written = typed(passage, from + index, from + index + word.length).toLowerCase();
  return written === word || word.includes(" ") || STOP_WRITTEN.has(written);
}

function namedItem(passage: Passage, { index, 0: all, groups = {} }: RegExpExecArray): Item | null {
  const words = groups.name ?? "";
  // "máy giặt 9kg": a size is part of the name. A phone number was blanked.
  if (/\dkg$| {2}/.test(all)) return null;
  const stops = [...words.matchAll(STOP)].filter((match) => isStop(passage, index, words, match)).at(-1);
  const name = stops ? words.slice(stops.index + stops[0].length) : words;
  if (name.trim().length < 3) return null;
  const start = index + words.length - name.trimStart().length;
  return {
    start,
    end: index + all.length,
    quantity: Number(groups.count),
    product: typed(passage, start, index + words.length),
  };
}

/** Returns the code among the words, or else the words as typed. */
function productOf(passage: Passage, { start, end, product }: Item): string {
  const at = passage.free.indexOf(product, start);
  const written = at === -1 || at > end ? product : typed(passage, at, at + product.length);
  const code = new RegExp(BARE_CODE, "u").exec(fold(written));
  if (code && !PAPER.test(code[0]))
    return written.slice(code.index, code.index + code[0].length).replace(/(?<![._-])[._-]+$/, "");
  return withoutFillers(written).slice(0, 200);
}

function discountIn(free: string): TypedDealLine["discount"] {
  const { amount, percent } = LESS.exec(free)?.groups ?? {};
  const written = amount ?? percent;
  if (written === undefined) return null;
  if (written.endsWith("%")) {
    const share = Number(written.replace(/ ?%$/, "").replace(",", "."));
    return share > 0 && share <= 100 ? { kind: "percent", amount: share } : null;
  }
  // "Giảm 10" says neither percent nor money.
  const dong = /^\d{1,3}$/.test(written) ? null : readAmount(written);
  return dong === null ? null : { kind: "cash", amount: Number(dong) };
}
