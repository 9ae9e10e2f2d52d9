import { fold, wholeWords } from "./fold.ts";
import { FORMS_OF_ADDRESS_WRITTEN } from "./forms-of-address.ts";
import { mayBeName } from "./person-name.ts";
import { findReferences } from "./references.ts";
import { namesSomebodyElse } from "./somebody-else.ts";
import { withoutFiller, withoutQuestion } from "./word-lists.ts";

/** What a customer does: "mua gì rồi", "đổi được những quà nào". The text leaves out who. */
const DOES = wholeWords(
  "(?:da |tung )?(?:mua|dat hang|khieu nai)|doi (?:duoc|dc)|(?:duoc|dc) (?:doi|nhan|lay)|du diem|qua (?:da )?nhan|(?:da |tung )(?:doi|nhan|danh gia|cham)|doi qua gi|nhan qua|bought|buy|order(?:ed)?",
);
/** "Có phiếu nào đang mở không". */
const HAS = /^(?:\S+ ){0,2}?(?:co|con|has|have|any) .*(?:nao|gi|j|may|mo|ko|k|khong|chua|hong)\b/;
/** Words of a list for everybody, or of somebody else's. */
const EVERYBODY =
  /(?<![\p{L}])(?:danh sach|ds|moi nhat|gan day|newest|latest|recent|tat ca|toan bo|moi nguoi|cac|het|all|list|every|khach|kh|customers?|ai|cua|of|we|our|us|minh|toi|tui|em|team|nhom)(?![\p{L}])/u;
/** "Binh's tickets"; not "what's open". */
const POSSESSOR =
  /(?<!\p{L})(?!(?:it|what|who|how|that|there|he|she|let|where)['’])\p{L}{2,20}['’]s(?!\p{L})/u;
/** A text of at most so many words may be only the name of what is asked for: "đơn", "đơn hàng thì sao". */
const NAME_WORDS = 4;

/**
 * True if a text leaves out whom it is about: "mua gì rồi", "có phiếu nào không", "đơn". Right after a customer it asks
 * about that customer, and not about everybody.
 */
export function leavesOutWho(text: string): boolean {
  const folded = fold(text).trim();
  if (EVERYBODY.test(folded) || POSSESSOR.test(folded)) return false;
  return asksWhatSomebodyDid(text) || HAS.test(folded) || folded.split(/\s+/).length <= NAME_WORDS;
}

/** True for "tháng này mua gì": somebody does it, even if days are named. */
export function asksWhatSomebodyDid(text: string): boolean {
  return DOES.test(fold(text));
}

/** True if words read as a name are only those of a question: "giá nhiêu vậy" names no product. */
export function namesNothing(value: string): boolean {
  const words = value.replace(/^name:/, "").replace(/[^\p{L}\p{N}]+/gu, " ");
  return [withoutFiller(withoutQuestion(words)), withoutQuestion(withoutFiller(words))].includes("");
}

const DIGIT = "(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|tram|nghin|ngan|linh|le)";
/** A number said aloud: "phiếu một bảy sáu năm sáu". */
const SAID_NUMBER = wholeWords(`${DIGIT}(?: ${DIGIT}){2,}`);
/** "Toàn bộ khách", "hết phiếu", "một khách": several records, or any. */
const SEVERAL =
  /(?<![\p{L}])(?:toan bo|tat ca|het (?:cac |nhung )?(?:khach|phieu|don)|(?:cac|nhung|moi|mot|1|nhieu) (?:khach|kh)(?! (?:nay|do|ay))|all|every)(?![\p{L}])/u;
const PERSON_ADDRESS = `${FORMS_OF_ADDRESS_WRITTEN}|chi|bac|mr|mrs|ms|a|c`;
const ADDRESSED = new RegExp(`^(?:name:)?(?:(?:${fold(PERSON_ADDRESS)}) )?`);
/** A person's name behind a form of address: "anh Toàn", "cho chị vân". */
const PERSON = [
  new RegExp(`(?<![\\p{L}])(?:${PERSON_ADDRESS}|${fold(PERSON_ADDRESS)})\\.? (\\p{Lu}[\\p{Ll}\\p{M}]+)`, "u"),
  new RegExp(`(?<![\\p{L}])(?:cho|của|cua|khách|khach|với|voi) (?:${PERSON_ADDRESS}) (\\p{L}{2,})`, "u"),
];

/** A name in capitals: "Quách Tĩnh An", "for John Miller". One capital alone may begin a sentence. */
const IN_CAPITALS =
  /\p{Lu}[\p{Ll}\p{M}]+(?: \p{Lu}[\p{Ll}\p{M}]*)+|(?<=(?:^|[^\p{L}])(?:cho|của|cua|về|ve|khách|khach|kh|for|of|customer|another|other|different) )\p{Lu}[\p{Ll}\p{M}]+/gu;
/** The id of a record, or a part of a phone number: "đổi quà 476". */
const NUMBER = /(?<![\p{L}\d.,/:-])#?\d{3,12}(?![\p{L}\d%.,/:-])/u;
/** What stands behind a colon begins with a name: "phiếu mới: Đặng Thu Thảo, thái độ nhân viên". */
const NAME_BEHIND = /^\s*(?:\p{L}+ ){0,2}?(?:\p{Lu}[\p{Ll}\p{M}]+ ?){1,5}\s*[,/–-]/u;

/**
 * True if a text says itself which record it means, well or badly: a person's name, a number, several of them. Then a
 * record that was shown must not take its place. A title behind a colon or in quotation marks says nothing.
 * @param args what was read in the text: a name that is a value, as a new owner is, means no record
 */
export function saysWhichOne(text: string, args: Readonly<Record<string, string>> = {}): boolean {
  const [before = "", behind = ""] = text.split(/:(.*)/su);
  const head = withoutReferences(before.replace(QUOTED, " "));
  const folded = fold(head);
  if (SEVERAL.test(folded) || SAID_NUMBER.test(folded) || NUMBER.test(head)) return true;
  if (NAME_BEHIND.test(behind) || namesSomebodyElse(head)) return true;
  return namesIn(head).some((name) => !Object.values(args).some((value) => isName(value, name)));
}

/** Returns the names of people in a text: `["An"]` in "xoá cái đầu của anh An". */
export function namesIn(text: string): string[] {
  return [addressedIn(text) ?? [], ...[...text.matchAll(IN_CAPITALS)].map(([name]) => name)].flat();
}

const QUOTED = /"[^"]{0,300}"|“[^”]{0,300}”|«[^»]{0,300}»/g;

/** Returns the name behind a form of address in a text, "Toàn" in "anh Toàn"; or null. */
function addressedIn(text: string): string | null {
  const names = PERSON.flatMap((pattern) => pattern.exec(text)?.[1] ?? []);
  return names.find((name) => /^\p{Lu}/u.test(name) || mayBeName(name)) ?? null;
}

/** True if a value is this name, maybe behind other words: "đúng Võ Thị Lài". */
function isName(value: string, name: string): boolean {
  const plain = fold(value).replace(ADDRESSED, "");
  return `${plain} `.startsWith(`${fold(name)} `) || plain.endsWith(` ${fold(name)}`);
}

function withoutReferences(text: string): string {
  return findReferences(text).reduceRight(
    (left, { start, end }) => `${left.slice(0, start)} , ${left.slice(end)}`,
    text,
  );
}
