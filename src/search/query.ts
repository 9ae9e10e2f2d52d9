import { ADDRESS, ADDRESS_WRITTEN } from "../understanding/forms-of-address.ts";
import { composedVietnamese } from "../understanding/telex.ts";
import { isSearchablePart, localPart } from "./terms.ts";
import { type Word, wordsOf } from "./words.ts";

/** What somebody typed to find a record, taken apart. */
export interface SearchQuery {
  /** The words of a name, and perhaps of a place or a tag. */
  words: readonly Word[];
  /** Words that can only be a place: "Cộng Hoà" in "Bình ở Cộng Hoà". */
  places: readonly Word[];
  /** A part of a phone number: `"0867"`; with `isEnd` its last digits. */
  digits: string | null;
  isEnd: boolean;
  /** The beginning of an e-mail address, without signs: `"binhtran"` for "binh.tran@". */
  email: string | null;
  /** The same words with the form of address before them, which may be part of a name: "Anh Thư". Empty without one. */
  addressed: readonly Word[];
}

const MOST_WORDS = 8;
/** A longer text is no name. */
const LONGEST = 200;

const EMAIL = /(?<=^|\s)([^\s@]{3,64})@[^\s@]{0,80}/u;
/** "đuôi 456", "số cuối là 456", "ending in 456" */
const END =
  /(?:đuôi|duoi|cuối|cuoi|ending|ends)(?: (?:số|so|là|la|in|with)){0,2} (\d(?:[ .-]?\d){2,11})(?![\p{L}\d])/iu;
/** Three digits or more, in groups or not: "0867 12", "0867.123". */
const NUMBER = /(?<![\p{L}\d])\+?\d(?:[ .-]?\d){2,14}(?![\p{L}\d])/u;
/** Letters and digits in one word, as before the "@" of an address: "binhtran92". */
const ACCOUNT = /^(?=\S*\d)(?=\S*[a-z])[\w.-]{5,64}$/iu;
const PLACE = /\s(?:nhà ở|ở|tại|tai|in|at|o) (?=\S)/iu;
/** Words that only say what follows: "tìm giúp khách tên Bình", "số 0867". */
const LEAD =
  /^(?:(?:tìm|tim|kiếm|giúp|giup|em|e|khách|khach|hàng|hang|kh|tên|ten|là|la|số|so|sđt|sdt|đt|dt|email|mail|customer|find|the) )+/iu;
/** Words behind a name that are no part of it: "Bình ạ", "Lan nha". */
const TAIL = /(?: (?:ạ|nha|nhé|nhe|z|vậy|vay|với|vs|giúp|giup|đi|di|nào|please|pls))+\s*$/iu;
const ADDRESSED = new RegExp(`^(?:${ADDRESS_WRITTEN}|${ADDRESS}|a|c) (?=\\S)`, "iu");

/** Takes a typed text apart: `"chị Bình ở Cộng Hoà đuôi 456"`. */
export function parseQuery(typed: string): SearchQuery {
  const text = ` ${composedVietnamese(typed.normalize("NFC").slice(0, LONGEST)).replace(/\s+/g, " ").trim()} `;
  const email = EMAIL.exec(text);
  const withoutEmail = email === null ? text : text.replace(email[0], " ");
  const { left, digits, isEnd } = takeNumber(withoutEmail);
  const [named = "", ...places] = left.replace(TAIL, "").split(PLACE);
  const name = `${named.trim()} `.replace(LEAD, "").trim();
  const words = wordsOf(name.replace(ADDRESSED, "")).slice(0, MOST_WORDS);
  const local = email?.[1] ?? (words.length === 1 && ACCOUNT.test(name) ? name : null);
  return {
    words: local === name ? [] : words,
    addressed: ADDRESSED.test(name) ? wordsOf(name).slice(0, MOST_WORDS) : [],
    places: wordsOf(places.join(" ")).slice(0, MOST_WORDS),
    digits,
    isEnd,
    email: local === null ? null : localPart(local),
  };
}

function takeNumber(text: string): { left: string; digits: string | null; isEnd: boolean } {
  const end = END.exec(text);
  const match = end ?? NUMBER.exec(text);
  const digits = (end?.[1] ?? match?.[0] ?? "").replace(/\D/g, "");
  const isEnd = end !== null;
  if (match === null || !isSearchablePart(digits, isEnd)) return { left: text, digits: null, isEnd: false };
  return { left: text.replace(match[0], " "), digits: nationalDigits(digits), isEnd };
}

/** Numbers are kept as people write them here: "84867" and "+84867" are "0867". */
function nationalDigits(digits: string): string {
  return /^84\d{3,}$/.test(digits) ? `0${digits.slice(2)}` : digits;
}
