import { tellsOfSomebody } from "./asks-bot.ts";
import { aroundMatch, type TwoClauses } from "./clauses.ts";
import { fold } from "./fold.ts";
import { FORMS_OF_ADDRESS_WRITTEN } from "./forms-of-address.ts";
import type { CommandGrammar, CommandRead } from "./grammar.ts";

/** A longer text is no two requests. */
const MOST_CHARS = 300;
const LINK = /[,;.?]|(?<!\p{L})(?:và|va|rồi|roi|xong|sau đó|sau do|and|then)(?!\p{L})/giu;

const SMALL =
  "(?: (?:luon|giup|gium|dum|ho|cho|em|chi|anh|minh|ngay|lai|them|thu|moi|mot|1|the|a|an|up|her|his))*";
const VERB =
  "(?:tao|mo|len|dong|xem|coi|kiem tra|gan|them|go|doi|tich|cong|xoa|sua|cap nhat|create|open|close|show|add|redeem|delete|edit)";
const OBJECT =
  "(?:phieu|ticket|don|order|deal|qua|diem|points?|nhan|tag|khach|customer|lich su|[a-z]{2,20}\\d[a-z\\d]{0,20})";
const TELLS = "(?:nhan|bao|gui|goi|noi|tell|text|message|call)";
const WHOM = "(?:tin|sms|zalo|mail|email|khach|kh|customer|the customer)";
/** What is to happen to a record that stands before it: "16002 đẩy lên khẩn". */
const CHANGES = `(?:${VERB}|ha|day|nang|giam|chuyen|de|raise|lower)`;
/** "đủ thì đổi DAUMAY01", "mở luôn phiếu bảo hành", "nhắn khách là xong", "đổi cho chị Bình …", "còn 16002 thì đóng". */
const REQUEST = new RegExp(
  `^(?:(?:xong|roi|sau do|then|va|and) )*(?:(?:\\p{L}+ ){1,5}thi )?(?:${VERB}${SMALL} ${OBJECT}|${TELLS}${SMALL} ${WHOM}|doi(?: luon| giup| giup em)? cho(?= )|(?:con )?(?:(?:phieu|don|ticket|order) )?#?\\d{4,6} (?:thi )?${CHANGES})(?![\\p{L}\\p{N}])`,
  "u",
);
/** "Phiếu của chị Bình", "đơn gần nhất của anh An" */
const OWNED =
  /^(?:(?:cho|em|xem|coi|tim|tra|show|list|get|me|the|open|closed|last|latest|recent) )*(?:phieu|don|diem|qua|lich su|tickets?|orders?|points?)(?: \p{L}{1,8}){0,4} (?:cua|of) \p{L}/u;
/** The text begins with its verb, so nobody else has done it. */
const BEGINS = new RegExp(`^(?:(?:da|em|bot|oi|a) )*${VERB}(?!\\p{L})`, "u");
/** What the customer is to hear: "nhắn khách là xong rồi". */
const TOLD = new RegExp(`^${TELLS} (?:\\p{L}+ ){1,4}(?:la|rang|that) `, "u");
/** Words that report, ask or say no. */
const NO_ORDER =
  /(?<!\p{L})(?:roi|xong|chua|hong|khong|ko|khoi|dung|thoi|huy|ha|nhi|sao|yet|already|not|don t)(?!\p{L})|\?/u;

/**
 * Splits a text before a second request: `"coi điểm chị Bình, đủ thì đổi DAUMAY01"`; or null.
 * @param mayBeTold  the text may report what was done: it must begin with its verb, and the second part must be an order
 */
export function aroundSecondRequest(text: string, mayBeTold: boolean): TwoClauses | null {
  if (text.length > MOST_CHARS || text.includes(":")) return null;
  const begins = BEGINS.test(fold(text).trim());
  for (const match of text.matchAll(LINK)) {
    const { before, behind } = aroundMatch(text, match);
    if (before === "" || !REQUEST.test(fold(behind))) continue;
    // A question reports nothing: "16001 ai giữ? còn 16002 thì đóng giùm".
    if (mayBeTold && !begins && match[0] !== "?") continue;
    return mayBeTold && !isOrder(behind, match[0]) ? null : { before, behind };
  }
  return null;
}

const BETWEEN_OWNED = /,|(?<!\p{L})(?:và|va|với|voi|cùng|cung|and|with)(?!\p{L})/giu;

/** Splits a text that asks for records of two people: `"phiếu của chị Bình và đơn gần nhất của anh An"`; or null. */
export function aroundSecondOwner(text: string): TwoClauses | null {
  if (text.length > MOST_CHARS || !OWNED.test(fold(text))) return null;
  for (const match of text.matchAll(BETWEEN_OWNED)) {
    const { before, behind } = aroundMatch(text, match);
    if (OWNED.test(fold(before)) && OWNED.test(fold(behind))) return { before, behind };
  }
  return null;
}

/** "Rồi báo khách là xong rồi" may report. */
function isOrder(behind: string, link: string): boolean {
  const said = fold(behind);
  return (TOLD.test(said) && !/^r/iu.test(link)) || !NO_ORDER.test(said);
}

const SENTENCE_END = /[.;!\n]\s{1,3}|,\s{1,3}(?=(?:còn|con) )/giu;
const NAMED = `(?:(?:${FORMS_OF_ADDRESS_WRITTEN}|chi|co|chu|bac|ong|ba) (?!(?:ấy|ay|này|nay|đó|do|kia|ta)(?!\\p{L}))\\p{L}|\\p{Lu}\\p{Ll})`;
/** Words that turn to another matter: "còn anh An thì …", "ngoài ra …", "as for An, …". */
const TURNS = new RegExp(
  `^(?:[Cc](?:òn|on) ${NAMED}[\\p{L} ]{0,30} th[iì] |[Aa]s for ${NAMED}[\\p{L} ]{0,30}, ?|(?:[Nn](?:goài|goai) ra|[Tt](?:iện|ien) (?:thể|the)|[Aa]lso),? )`,
  "u",
);
/** "Cho anh An", "for An", "cho 0900 000 001": another customer. */
const FOR_OTHER = new RegExp(`(?<!\\p{L})(?:cho|của|cua|for) (?:${NAMED}|\\+?\\d[\\d .]{7})`, "u");

/**
 * Ends a dictated text before a sentence that asks for something else: `"gọi buổi sáng. Còn anh An thì tạo phiếu máy in hư"`.
 * A sentence without "còn … thì" or another customer is part of the text: "Tạo phiếu sau".
 */
export function withoutSecondRequest<D extends { body: string; isQuoted: boolean }>(
  dictated: D | null,
): (D & { second?: string }) | null {
  if (dictated === null || dictated.isQuoted) return dictated;
  for (const { index, 0: sign } of dictated.body.matchAll(SENTENCE_END)) {
    if (dictated.body.length - index > MOST_CHARS) continue;
    const second = dictated.body.slice(index + sign.length).trim();
    const body = dictated.body.slice(0, index).trim();
    // "Khách dặn …, còn anh An thì …" may be the customer's own words.
    if (body === "" || (sign.startsWith(",") && tellsOfSomebody(body))) continue;
    if (asksForOther(second)) return { ...dictated, body, second };
  }
  return dictated;
}

function asksForOther(sentence: string): boolean {
  const asked = sentence.replace(TURNS, "");
  const said = fold(asked);
  return REQUEST.test(said) && !NO_ORDER.test(said) && (asked !== sentence || FOR_OTHER.test(sentence));
}

const FREE: ReadonlySet<string> = new Set(["lines", "deal-lines"]);
/** A line of more words is a title, and no tag or code. */
const LINE_WORDS = 2;

/** True if a request has all that it needs, and no text of any words, which the second part may belong to. */
export function standsAlone({ args, isUncertain }: CommandRead, grammar: CommandGrammar): boolean {
  if (isUncertain || Object.keys(args).length === 0) return false;
  return grammar.arguments.every(({ name, kind, required }) => {
    const value = args[name];
    if (value === undefined) return !required;
    return !FREE.has(kind) && (kind !== "line" || value.split(" ").length <= LINE_WORDS);
  });
}
