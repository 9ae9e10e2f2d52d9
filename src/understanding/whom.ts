import {
  findBrokenPhone,
  findLabelledId,
  findPhoneEnd,
  findReachable,
  findWhom,
  nameValue,
} from "./customer.ts";
import { type Finding, foundAt, type Passage, rest, TAKEN, take, typed } from "./fold.ts";
import type { CommandGrammar } from "./grammar.ts";
import {
  findNameFor,
  findPersonName,
  isSurelyCalled,
  leadBefore,
  mayBeName,
  namesListedWith,
} from "./person-name.ts";
import { WORD_CHARS } from "./word-chars.ts";
import { withoutQuestion } from "./word-lists.ts";

/** The arguments as they are read. */
type Args = Record<string, string>;

/**
 * Takes the customer whom a request is for, or whose name ends at a colon: the text behind it is about them. "Tạo phiếu
 * cho anh An: gọi chị Bình", "chị Bình dặn đổi DAUMAY01 cho anh An".
 */
export function takeWhomFor(
  passage: Passage,
  { arguments: all }: CommandGrammar,
  args: Args,
  isTitled: boolean,
): void {
  const key = all.find(({ kind }) => kind === "customer")?.name;
  const colon = /:(?=\s)/.exec(passage.free)?.index ?? passage.free.length;
  if (key === undefined || args[key] !== undefined) return;
  if (findReachable(passage.free, passage.folded.source) !== null) return;
  const head = { ...passage, free: passage.free.slice(0, colon + 1) };
  const meant = findNameFor(head, isTitled);
  const named = meant ?? findPersonName(head, true);
  const listed = named === null ? [] : namesListedWith(head, named.value);
  const [first, last] = [listed[0], listed.at(-1)];
  if (named === null || !first || !last || (last.end !== colon && meant === null)) return;
  const behind = passage.free.slice(last.end, colon);
  // An id beside the name says more: "chị Bình 476".
  if (/^[ (]{0,2}(?:id |so )?#?\d{3}/.test(behind)) return;
  args[key] = named.value;
  const isRemark = colon < passage.free.length && REMARK.test(behind);
  take(passage, leadBefore(passage.free, first.start), isRemark ? colon : last.end);
}

/** Between the name and the title's colon: "(vợ anh An)", ", không phải chị Bình", " vì chị Bình gọi". */
const REMARK = /^ ?\(|^,? (?:vi|khong phai|ko phai|chu khong|not|thay vi) /;

/** Takes the customer by a number, an address or an id. */
export function takeReachable(passage: Passage, args: Args): void {
  const found = whomIn(passage);
  if (!found || args.customer !== undefined) return;
  args.customer = found.value;
  take(passage, found.start, found.end);
}

/** Takes the customer by the end of a phone number: "khách đuôi 456". */
export function takePhoneEnd(passage: Passage, { arguments: all }: CommandGrammar, args: Args): void {
  const key = all.find(({ kind }) => kind === "customer")?.name;
  const end = findPhoneEnd(passage.free, passage.folded.source);
  if (key === undefined || args[key] !== undefined || !end || findReachable(passage.free, "") !== null)
    return;
  const found = withNameBefore(passage, end);
  args[key] = found.value;
  take(passage, found.start, found.end);
}

/** Takes the customer by whatever names one, a name in small letters too. */
export function takeCustomer(passage: Passage, command: CommandGrammar, args: Args): void {
  for (const { name, introduced } of command.arguments.filter(({ kind }) => kind === "customer")) {
    if (args[name] !== undefined) continue;
    const found = introduced ? findPersonName(passage, true) : findInRequest(passage);
    if (!found) continue;
    args[name] = found.value;
    const isName = found.value.startsWith("name:");
    const listed = isName ? namesListedWith(passage, found.value) : [];
    take(
      passage,
      isName ? leadBefore(passage.free, listed[0]?.start ?? found.start) : found.start,
      isName ? (listed.at(-1)?.end ?? found.end) : found.end,
    );
  }
}

/** Takes a ticket's customer, a name beside the number too. Returns where it ends, or -1. */
export function takeWhom(passage: Passage, command: CommandGrammar, args: Args): number {
  const { name: key } = command.arguments.find(({ kind }) => kind === "customer") ?? {};
  if (key === undefined || args[key] !== undefined) return -1;
  const found = whomIn(passage);
  const named = findPersonName(passage);
  if (found) {
    args[key] = found.value;
    takeWithLead(passage, found);
    takeFurther(passage, found.end);
    if (named && isBeside(passage, named, found)) takeWithLead(passage, named);
    return found.end;
  }
  const listed = named === null ? [] : namesListedWith(passage, named.value);
  takeCustomer(passage, command, args);
  if (named === null) return -1;
  const [first, last] = [listed[0] ?? named, listed.at(-1) ?? named];
  // The title has none of the other names.
  const end = last.end + brokenPhoneLength(passage, last.end);
  if (args[key] === named.value) take(passage, leadBefore(passage.free, first.start), end);
  return end;
}

/** Returns the length of a number right behind a name that has too few or too many digits. It is no title. */
function brokenPhoneLength({ free }: Passage, from: number): number {
  const broken = findBrokenPhone(free.slice(from, from + LONGEST_NUMBER));
  return broken !== null && /^[ (,-]{1,3}$/.test(free.slice(from, from + broken.start)) ? broken.end : 0;
}

const LONGEST_NUMBER = 40;

/** Takes the other customers before the title's colon, which are no title: "cho khách 475 và khách 476: máy in hỏng". */
function takeFurther(passage: Passage, from: number): void {
  const headIn = ({ free }: Passage) => free.slice(0, Math.max(from, free.indexOf(":")));
  for (let count = 0; count < FURTHER_MAX; count++) {
    const head = headIn(passage);
    const found = findReachable(head, passage.folded.source) ?? findLabelledId(head);
    if (!found) return;
    takeWithLead(passage, found);
  }
}

const FURTHER_MAX = 4;

/**
 * True for a name right before or behind a number, or surely a name with "khách", "chị" … before it: "khách chửi" is none.
 * Behind a colon it belongs to the title.
 */
function isBeside(passage: Passage, name: Finding, number: Finding): boolean {
  const { free } = passage;
  if (name.start > number.end && /:\s/.test(free.slice(number.end, name.start))) return false;
  const isCalled = leadBefore(free, name.start) < name.start && isSurelyCalled(passage, name);
  return isCalled || isRightBeside(passage, name, number);
}

const BETWEEN =
  /^[^\p{L}\p{N}]*(?:(?:so|sdt|dt|sđt|id|tel|so dien thoai|anh|chi|co|o|a|c)(?![\p{L}\p{N}])[^\p{L}\p{N}]*)?$/u;

function isRightBeside({ free }: Passage, name: Finding, number: Finding): boolean {
  const isBefore = name.end <= number.start;
  return BETWEEN.test(isBefore ? free.slice(name.end, number.start) : free.slice(number.end, name.start));
}

const CONNECTOR =
  /(?<![\p{L}\p{N}])(?:(?:cho|for|cua|of|tu|from|voi|with|khach hang|khach|kh|customer|cust|so dien thoai|dien thoai|sdt|sđt|dt|so|phone|email|mail|to|la|id|ten|anh|chi|ay|bả|ba|o) ?){1,6}[\s:(]{0,4}$/u;

function takeWithLead(passage: Passage, { start, end, value }: Finding): void {
  const before = passage.free.slice(Math.max(0, start - 40), start);
  const connector = value.startsWith("name:") ? 0 : (CONNECTOR.exec(before)?.[0].length ?? 0);
  take(passage, connector > 0 ? start - connector : leadBefore(passage.free, start), end);
}

const BARE_PHONE = /(?<![\p{L}\p{N}+@/_.,-])([35789]\d{8})(?![\p{L}\p{N}@/_]|[.,-]\d)/u;
const NOTED_ID =
  /(?<![\p{L}\p{N}])(?:id|ma(?: so| kh| khach)?|ho so|the|hs|so)(?: so| id)?[ :#]{1,2}([1-9]\d{1,11})(?![\p{L}\p{N}]|[.,/-]\d)/u;
const UNIT =
  "(?! ?(?:k|tr|trieu|nghin|ngan|cu|ty|dong|vnd|d|diem|points?|sao|ngay|tuan|thang|nam|gio|tieng|phut|lan|cai|chiec|hop|bo|phan|inch|lit|nguoi|don|phieu|so|%)(?!\\p{L}))";
const BARE_ID = new RegExp(
  `(?<![${WORD_CHARS}+@/_.,#:-]|(?:thu|ngay|thang|nam|quy|duoi|tren|hon|tu|den|toi|tam|don|phieu|con|duoc|giam|ship|lan|t|q|mua|may) )#?([1-9]\\d{2,11})(?![${WORD_CHARS}@/_%]|[.,/-]\\d)${UNIT}`,
  "u",
);

/**
 * Finds the customer by a number, an address, an id, the end of a number with the name before it, or a name with digits
 * behind it.
 */
export function whomIn(passage: Passage): Finding | null {
  const found = findWhom(passage.free, passage.folded.source);
  const named = findNameWithDigits(passage);
  // Of two people the first is meant: "chị Bình 476 gọi lại 0900 000 001".
  const isAlone = named && (found === null || isBeforeOther(passage, named, found));
  if (isAlone) return named;
  return found?.value.startsWith("name:") ? withNameBefore(passage, found) : found;
}

/** True if the number is another person's. Right beside the name it is the same person's. */
function isBeforeOther(passage: Passage, name: Finding, number: Finding): boolean {
  return name.end < number.start && !isRightBeside(passage, name, number);
}

/** Finds `"chị Bình 476"` → `"name:Bình 476"`, whose digits are no code and no title. */
function findNameWithDigits(passage: Passage): Finding | null {
  // The words of a request take the form of address with them: "tạo phiếu chị" in "tạo phiếu chị Bình 476".
  const named = findPersonName({ ...passage, free: passage.folded.text }, true);
  if (named === null || !/ \d{3,4}$/.test(named.value)) return null;
  if (passage.free.slice(named.start, named.end).includes(TAKEN)) return null;
  return { ...named, start: leadBefore(passage.free, named.start) };
}

/** Family and middle names that are words of requests as well. */
const BEFORE_GIVEN_NAME =
  /^(?:thị|thi|văn|van|đỗ|do|võ|vo|hồ|ho|vũ|vu|lê|le|lý|ly|tô|to|tạ|ta|cao|mai|dương|duong|đặng|dang|bùi|bui|hà|ha|đinh|dinh)$/iu;
const NAME_WORDS_MAX = 5;

/** "Tìm trần thị bình đuôi 456": the last words before the end of a number are the name, if each of them can be one. */
function withNameBefore(passage: Passage, end: Finding): Finding {
  const from = passage.free.lastIndexOf(TAKEN, end.start) + 1;
  const words = [...passage.free.slice(from, end.start).matchAll(/[\p{L}\p{M}]+/gu)].reverse();
  let start = end.start;
  for (const word of words.slice(0, NAME_WORDS_MAX)) {
    const at = from + word.index;
    const written = typed(passage, at, at + word[0].length);
    const isBeforeName = start < end.start && BEFORE_GIVEN_NAME.test(written);
    // At the beginning of a text a capital says nothing.
    const isCapital = at > 0 && /^\p{Lu}\p{Ll}/u.test(written);
    if (!isBeforeName && !isCapital && !mayBeName(written)) break;
    start = at;
  }
  if (start === end.start) return end;
  const name = typed(passage, start, end.start)
    .replace(/[\s,;:!?()]+/g, " ")
    .trim();
  return { start, end: end.end, value: `name:${name} ${end.value.slice("name:".length)}` };
}

/** Digits of a phone that people add to a name. More are a whole phone. */
const DIGITS_BESIDE_NAME = /^id:\d{1,8}$/;

/** "Giàng A Hải 476" and "anh Giản ở 2 Lê Lợi" are people who are described so, and not customers 476 and 2. */
export function numberOf(passage: Passage, id: Finding): Finding {
  const described = findPersonName(passage);
  if (described !== null && described.start < id.start && id.end <= described.end) return described;
  if (!DIGITS_BESIDE_NAME.test(id.value)) return id;
  const named = withNameBefore(passage, { ...id, value: `name:${id.value.slice("id:".length)}` });
  return named.start < id.start ? named : id;
}

/** Finds a customer in a sentence: by number, or by name. Words alone are a name only if each of them can be one. */
function findInRequest(passage: Passage): Finding | null {
  const { free } = passage;
  const end = findPhoneEnd(free, passage.folded.source);
  if (end) return withNameBefore(passage, end);
  const noted = NOTED_ID.exec(free) ?? BARE_ID.exec(free);
  const phone = BARE_PHONE.exec(free);
  if (phone) return foundAt(phone, `+84${phone[1]}`);
  if (noted) return numberOf(passage, foundAt(noted, `id:${noted[1]}`));
  const named = findPersonName(passage);
  if (named) return named;
  const broken = findBrokenPhone(free);
  if (broken) return broken;
  const left = withoutQuestion(
    rest(passage)
      .replace(/[\s"“”«»,;:!?…()]+/g, " ")
      .trim(),
  );
  const name = mayBeName(left) ? nameValue(left) : null;
  return name ? { start: 0, end: free.length, value: name } : null;
}
