import { parsePhone } from "../crm/phone.ts";
import { cleanText, type Finding, fold, foundAt, openPassage, type Passage, typed } from "./fold.ts";
import { findPersonName, isSurelyCalled } from "./person-name.ts";
import { distinct, LIST_SEPARATOR } from "./plain-values.ts";
import { WORD_CHARS } from "./word-chars.ts";
import { withoutLeadIn } from "./word-lists.ts";

const ADDRESS = "[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\\.){1,8}[a-z]{2,24}";
const EMAIL = new RegExp(`(?<![a-z0-9._%+-])${ADDRESS}(?![a-z0-9@-])`);
const WHOLE_EMAIL = new RegExp(`^${ADDRESS}$`);
const SEPARATOR = "[ .()\\-\\u2010-\\u2015]{0,3}";
/** Nine or more digits with separators; not inside a word, an address or a larger number. */
const DIGIT_RUN = new RegExp(
  `(?<![${WORD_CHARS}+@/_.-])\\(?\\+?\\d(?:${SEPARATOR}\\d){8,}(?![${WORD_CHARS}@/_])`,
  "gu",
);
/** `"khách 9457"`, `"mã KH: 9457"`, `"customer #9457"`, `"lead 2964"`, `"id 9457"`. */
const LABELLED_ID = new RegExp(
  `(?<![${WORD_CHARS}])(?:ma |id |so )?` +
    "(?:(?<lead>lead|khach(?: hang)? tiem nang|tiem nang)|(?<customer>customer|contact|khach hang|khach|kh)|(?<either>id))" +
    `(?: (?:so|id|ma|number|no))? ?(?<sign>[:#=])? ?#?(?<digits>[1-9]\\d{0,11})(?![${WORD_CHARS}]|[.,/-]\\d)`,
  "u",
);
const CANONICAL_ID = /^(?:customer|lead|id):[1-9]\d{0,11}$/;
const BARE_ID = /^# ?([1-9]\d{0,11})$|^([1-9]\d{0,11})$/;
/** What a customer is called who is known by the end of the phone number: `"đuôi 456"`. */
const PHONE_END = "đuôi";
const NAME_MAX = 80;
/** Vietnamese names have two to five words; more are a sentence. */
const NAME_WORDS_MAX = 6;

/**
 * Reads which customer one field or answer means. Examples: `"0867 123 456"` → `"+84867123456"`, `"An@Example.com"` →
 * `"an@example.com"`, `"khách 9457"` → `"customer:9457"`, `"lead 2964"` → `"lead:2964"`, `"9457"` → `"id:9457"` (a
 * customer's or a lead's), `"chị Lan"` → `"name:Lan"`, `"đuôi 456"` → `"name:đuôi 456"`. Null if it can be none of them: too few digits, half an e-mail
 * address, no letters. Canonical values come back unchanged.
 */
export function readCustomer(text: string): string | null {
  const given = cleanText(text);
  if (CANONICAL_ID.test(given)) return given;
  // What was read before may hold digits or a part of an address: "name:Bình đuôi 3456".
  if (given.startsWith("name:")) return described(given.slice("name:".length));
  const phone = parsePhone(given);
  if (phone) return phone;

  const folded = fold(given);
  const end = findReachable(folded, given) === null ? findPhoneEnd(folded, given) : null;
  // "Trần Thị Bình đuôi 456"
  if (end !== null && end.start > 0) return described(withoutLeadIn(given)) ?? end.value;
  const found = findReachable(folded, given) ?? end ?? findLabelledId(folded);
  if (found) return found.value;
  if (PART_OF_ADDRESS.test(given)) return `name:${given}`;
  const standalone = BARE_ID.exec(folded);
  if (standalone) return `id:${standalone[1] ?? standalone[2]}`;
  return nameValue(withoutLeadIn(given));
}

/** The beginning of an e-mail address: "binh.tran@", "binh.tran@gmail". */
export const PART_OF_ADDRESS = /^[\p{L}\p{N}._%+-]{3,64}@[a-z\d.-]{0,63}$/iu;
/** A description has more words than a name: "Trần Thị Bình ở Cộng Hoà đuôi 456". */
const DESCRIPTION_WORDS_MAX = 10;

/** Returns a name, or a person described by name, place or parts of a number; null if the text cannot be one. */
function described(text: string): string | null {
  const isShort = text.length <= NAME_MAX && text.split(" ").length <= DESCRIPTION_WORDS_MAX;
  return nameValue(text) ?? (isShort && /\p{L}/u.test(text) ? `name:${text}` : null);
}

/** Returns a name to search for, or null if the text cannot be one. */
export function nameValue(text: string): string | null {
  const name = text
    .normalize("NFC")
    .replace(/\s+/g, " ")
    .replace(/^[\s"'“”«».,:;!?()-]+|(?<![\s"'“”«».,:;!?()-])[\s"'“”«».,:;!?()-]+$/g, "");
  const isShort = name.length <= NAME_MAX && name.split(" ").length <= NAME_WORDS_MAX;
  const possible = /\p{L}/u.test(name) && isShort && !/\d{4}|@/.test(name);
  return possible ? `name:${name}` : null;
}

/** Finds the first phone number in a longer text, else the first e-mail address. */
export function findReachable(free: string, typedText: string): Finding | null {
  return findPhone(free) ?? findEmail(free, typedText);
}

/**
 * Finds the customer of a request by number, address or id. An id before a colon comes first, because a number behind the
 * colon belongs to the title: "tạo phiếu cho khách 476: gọi lại 0900 000 001".
 */
export function findWhom(free: string, typedText: string): Finding | null {
  const colon = free.indexOf(":");
  const head = colon < 0 ? "" : free.slice(0, colon);
  const before = findReachable(head, typedText) === null ? findLabelledId(head) : null;
  return before ?? findReachable(free, typedText) ?? findPhoneEnd(free, typedText) ?? findLabelledId(free);
}

/** Finds a number: `"gọi 0867 123 456 nhé"` → `+84867123456`. If two numbers stand side by side, it is the first. */
export function findPhone(free: string): Finding | null {
  for (const run of free.matchAll(DIGIT_RUN)) {
    const found = phoneInRun(run[0]);
    if (found) return { start: run.index + found.start, end: run.index + found.end, value: found.value };
  }
  return null;
}

/** Returns a text of the same length in which phone numbers, broken ones too, are blanks. */
export function withoutPhones(free: string): string {
  let rest = free;
  for (let found = findPhone(rest); found !== null; found = findPhone(rest)) rest = blanked(rest, found);
  const broken = findBrokenPhone(rest);
  return broken ? blanked(rest, broken) : rest;
}

function blanked(text: string, { start, end }: Finding): string {
  return text.slice(0, start) + " ".repeat(end - start) + text.slice(end);
}

/** A number may be typed digit by digit: E.164 has 15 of them. */
const GROUPS_MAX = 15;

/** Finds the longest number at the earliest place. It ends only where the writer left a gap. */
function phoneInRun(run: string): Finding | null {
  const groups = [...run.matchAll(/(?<![(+])[(+]*\d+/g)];
  // A phone number has few groups. A page of digits is not searched.
  const starts = groups.slice(0, 16);
  for (const [index, first] of starts.entries()) {
    for (const last of groups.slice(index, index + GROUPS_MAX).reverse()) {
      const [start, end] = [first.index, last.index + last[0].length];
      const value = parsePhone(run.slice(start, end));
      if (value) return { start, end, value };
    }
  }
  return null;
}

/** @param typedText the same text before folding: an address with accents is not the address without them */
export function findEmail(free: string, typedText: string): Finding | null {
  const match = EMAIL.exec(free);
  if (!match || !typedText.toLowerCase().includes(match[0])) return null;
  return foundAt(match, match[0]);
}

const ENDS_WITH =
  /(?<![\p{L}\p{N}])(?<lead>(?:khach(?: hang)?|kh|so dien thoai|sdt|dt|so|phone|customer) )?(?:co )?(?:(?<tail>duoi)|[3-6] so cuoi|so cuoi|cuoi so|ending|ends|last \d digits?)(?<sure> so| la| in| with| are| is){0,2} (?<digits>\d{3,6})(?![\p{L}\p{N}%]|[.,/-]\d| ?(?:k|tr|trieu|nghin|ngan|d|dong|diem|sao|ngay|gio)(?!\p{L}))/u;

/**
 * Finds a customer by the end of a phone number: `"khách đuôi 456"` → `"name:đuôi 456"`. Without its accents "đuôi" looks
 * like "dưới", so another word has to lead to a number.
 * @param source the text as typed
 */
export function findPhoneEnd(free: string, source: string): Finding | null {
  const match = ENDS_WITH.exec(free);
  const { lead, tail, sure, digits } = match?.groups ?? {};
  const isEnd = tail === undefined || lead !== undefined || sure !== undefined || /đuôi/iu.test(source);
  return match && digits && isEnd ? foundAt(match, `name:${PHONE_END} ${digits}`) : null;
}

/** A beginning of a number: "0867", "0867 12". */
const NUMBER_START = /(?<![\d.-])0\d(?:[ .-]?\d){1,6}(?![\d.-])/u;
/** Of the words before it one must speak of a number, and the others lead to it: "có ai số 0867 không". */
const OF_NUMBER = new Set(
  "so sdt dt thoai dau number numbers phone starting starts begins beginning".split(" "),
);
const LEADS_TO_NUMBER = new Set(
  "tim kiem tra xem co khach hang kh ai nao nguoi ma dien bat bang tu la voi who has have find any anybody anyone a customer customers that with".split(
    " ",
  ),
);
const BEHIND_NUMBER = new Set("khong ko k la ai nhe nha a vay the z v nao do day".split(" "));

/** Reads a text that asks for customers by the beginning of a number: `"đầu 0867"` → `"name:số 0867"`; else null. */
export function readPhoneStart(folded: string): string | null {
  const found = folded.length > NAME_MAX ? null : NUMBER_START.exec(folded);
  if (found === null) return null;
  const wordsOf = (text: string) => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const before = wordsOf(folded.slice(0, found.index));
  const behind = wordsOf(folded.slice(found.index + found[0].length));
  const leads = before.every((word) => OF_NUMBER.has(word) || LEADS_TO_NUMBER.has(word));
  const isOfNumber = before.some((word) => OF_NUMBER.has(word));
  return leads && isOfNumber && behind.every((word) => BEHIND_NUMBER.has(word))
    ? `name:số ${found[0]}`
    : null;
}

/** Finds `"khách 9457"`. A small number needs a sign, because "khách 2 lần gọi" names nobody. */
export function findLabelledId(free: string): Finding | null {
  const match = LABELLED_ID.exec(free);
  const { lead, customer, sign, digits } = match?.groups ?? {};
  if (!match || !digits || (digits.length < 3 && !sign)) return null;
  const kind = lead ? "lead" : customer ? "customer" : "id";
  return foundAt(match, `${kind}:${digits}`);
}

/** Between a name and the number or address of one person: "Bình (0900000001)", "số 0900000001 chị Bình". */
const BESIDE =
  /^[\s,(:–-]{1,3}(?:(?:so|sdt|dt|mail|email|id|khach|kh|chi|anh|co|chu|bac|ong|ba|a|c)[\s:.]{1,2}){0,2}$/u;

/** Returns the name that stands beside a customer's number or address in a text, without its form of address. */
export function nameBeside(text: string, customer: string | null): string | null {
  if (customer === null || !/^\+|@/.test(customer)) return null;
  const passage = openPassage(text);
  const number = findReachable(passage.free, passage.folded.source);
  const named = number && findPersonName(passage);
  if (!number || !named || number.value !== customer || !isSurelyCalled(passage, named)) return null;
  const isBefore = named.end <= number.start;
  const between = isBefore
    ? passage.free.slice(named.end, number.start)
    : passage.free.slice(number.end, named.start);
  // What follows a colon is a title.
  if (!BESIDE.test(between) || (!isBefore && between.includes(":"))) return null;
  return named.value.slice("name:".length).replace(/ \d+$/, "");
}

/** Finds a wrong phone number, too short (`"086712"`) or too long. The value is as typed, for a quote in the answer. */
export function findBrokenPhone(free: string): Finding | null {
  const match = BROKEN_PHONE.exec(free);
  return match && foundAt(match, match[0]);
}

/** The same letters around it as around a phone, so that a whole phone is not found as a broken one. */
const BROKEN_PHONE = new RegExp(
  `(?<![${WORD_CHARS}+@/_.-])(?:(?:\\+|0)\\d(?:[ .-]?\\d){3,18}|\\d{13,20})(?![${WORD_CHARS}@/_])`,
  "u",
);

/** Words around one number or address, without another one: "sđt: 0867 123 456 (Zalo)". */
const WORDS_BESIDE = /^[^\d@]*$/u;
/** The most items of a list. More items need a file. */
const MOST = 50;

/** Reads a phone number of one field or answer, E.164: `"0867 123 456"`, `"sđt 0867.123.456"` → `"+84867123456"`. */
export function readTypedPhone(text: string): string | null {
  const given = cleanText(text);
  return parsePhone(given) ?? alone(given, (free) => findPhone(free));
}

/** Reads phone numbers, joined by line breaks: `"0867 123 456; 0900 000 001"` → `"+84867123456\n+84900000001"`. */
export function readPhones(text: string, maxItems = MOST): string | null {
  return readEach(text, readTypedPhone, maxItems);
}

/** Reads an e-mail address in small letters: `"An@Example.com"` → `"an@example.com"`. */
export function readEmail(text: string): string | null {
  const given = cleanText(text);
  const address = given.toLowerCase();
  if (WHOLE_EMAIL.test(address)) return address;
  return alone(given, findEmail);
}

/** Reads several addresses, joined by line breaks: `"an@shop.vn, lan@shop.vn"` → `"an@shop.vn\nlan@shop.vn"`. */
export function readEmails(text: string, maxItems = MOST): string | null {
  return readEach(text, readEmail, maxItems);
}

function readEach(text: string, read: (part: string) => string | null, maxItems: number): string | null {
  const parts = cleanText(text)
    .split(LIST_SEPARATOR)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const values = distinct(parts.map((part) => read(part) ?? ""));
  return values.length === 0 || values.includes("") || values.length > maxItems ? null : values.join("\n");
}

/** Returns the value found in a text, if no other number or address stands beside it. */
function alone(given: string, find: (free: string, typedText: string) => Finding | null): string | null {
  const { free, folded } = openPassage(given);
  const found = find(free, folded.source);
  if (!found) return null;
  const beside = fold(free.slice(0, found.start) + free.slice(found.end));
  return WORDS_BESIDE.test(beside) ? found.value : null;
}

const CANONICAL = /^(?:slack:[UW][A-Z0-9]{2,20}|telegram:\d{1,20}|terminal:[^\s:]{1,64})$/;
const NAMED = /^name:([^\s@:][^\s:]{0,63})$/;
/** A mention as Slack sends it, with or without a label: https://docs.slack.dev/messaging/formatting-message-text */
const SLACK_MENTION = /^<@([UW][A-Z0-9]{2,20})(?:\|[^<>]{0,80})?>$/;
const MENTION = /^@([^\s@:]{1,64})$/;
/** The id after the `@` of a mention on Slack, in a decoded text. Older ids may be nine letters. */
export const SLACK_ID = /^[UW](?:(?=[A-Z0-9]*\d)[A-Z0-9]{5,20}|[A-Z]{8})$/;
const IN_TEXT =
  /(?<![\p{L}\p{N}._%+@-])(?:<@[uw][a-z0-9]{2,20}(?:\|[^<>]{0,80})?>|(?:slack:[uw][a-z0-9]{2,20}|telegram:\d{1,20}|terminal:[^\s:,;]{1,64})(?![\p{L}\p{N}])|@[\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,62}[\p{L}\p{N}_])?)/u;

/**
 * Reads a person of the team from one field or answer: `"<@U0123|lan>"`, `"slack:U0123"` → `"slack:U0123"`;
 * `"telegram:456"`; `"@lan"`, `"@U0123ABC"` → `"name:lan"`, `"name:U0123ABC"`. The command finds out who has that name
 * where it was typed. Null if nobody is named.
 */
export function readPerson(text: string): string | null {
  const given = cleanText(text);
  if (CANONICAL.test(given)) return given;
  const named = NAMED.exec(given)?.[1];
  if (named) return `name:${named}`;
  const mentioned = SLACK_MENTION.exec(given)?.[1];
  if (mentioned) return `slack:${mentioned}`;
  const name = MENTION.exec(given)?.[1];
  return name ? `name:${name}` : null;
}

/** Finds the first person named in a longer text. */
export function findPerson(passage: Passage): Finding | null {
  const match = IN_TEXT.exec(passage.free);
  if (!match) return null;
  const value = readPerson(typed(passage, match.index, match.index + match[0].length));
  return value === null ? null : foundAt(match, value);
}
