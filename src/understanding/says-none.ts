import { stops } from "./answers-to-question.ts";
import { fold } from "./fold.ts";

const NONE =
  /^(?:(?:dạ|da|thì|thi|hiện|khách|khach|kh|chị|chi|anh|cô|bạn|ấy|ay|này|nay|she|he|they|customer) )*(?:(?<has>(?:không|khong|ko|k|hông|hong|hok|chưa|chua) (?:có|co|rõ|ro|biết|biet)|none|(?:has|have|got) none)|(?:không|khong|ko|k|chưa|chua|no|has no|have no|doesn['’]t have|don['’]t have)(?= \p{L}))(?: (?<what>\p{L}[\p{L}-]*(?: \p{L}+){0,3}?))??(?: (?:gì|gi|hết|nha|nhé|nhe|ạ|a|em|luôn|cả|yet))*(?<why>[,;.] ?\p{L}[^\n]{0,80})?[.! ]*$/iu;
/** A reason with a number, an address or a label holds a value. */
const HOLDS_VALUE = /[\d@:]/;

/** "Để trống đi", "bỏ qua nha" behind it: the field stays empty. */
const LEFT_BLANK =
  /[,;.] ?(?:(?:cứ|cu|thôi|thoi) )?(?:để trống|de trong|bỏ trống|bo trong|bỏ qua|bo qua|khỏi (?:điền|ghi|nhập)|khoi (?:dien|ghi|nhap)|leave it (?:blank|empty))(?: (?:đi|di|nha|nhé|nhe|ạ|em|e|luôn|luon|giúp|giup))*[.! ]*$/iu;
/** "Mã thì chưa có": the field's name first. */
const NAMED_FIRST = /^(?<name>\p{L}[\p{L}-]*(?: \p{L}+){0,2}?) (?:thì|thi) (?=\S)/iu;

/** The field of a form that is asked for. */
interface AskedField {
  /** Everything it is called: `["Điện thoại", "Phones", "sđt"]`. */
  names: readonly string[];
  /** True if its value may be any words: a reason behind the answer would be a part of it. */
  isText: boolean;
}

/**
 * True if an answer says that there is no value: "không có", "khách chưa có email", "k có sđt, khách nhắn qua fb". A
 * bare "không" is none of them, and neither is "không có hoá đơn" where a note is asked for.
 */
export function saysNone(text: string, { names, isText }: AskedField): boolean {
  const typed = text.normalize("NFC").trim();
  const isField = (words: string) => names.some((name) => plain(name) === plain(words));
  const first = NAMED_FIRST.exec(typed);
  const said = first !== null && isField(first.groups?.name ?? "") ? typed.slice(first[0].length) : typed;
  const { has, what, why } = NONE.exec(said.replace(LEFT_BLANK, ""))?.groups ?? {};
  if (why !== undefined && (isText || HOLDS_VALUE.test(why) || stops(why, true))) return false;
  return what === undefined ? has !== undefined : isField(what);
}

/**
 * Returns the first field that a text says to have no value: `"mail"` for "mail thì không có nha", "ko có mail". Null if it
 * names none of them.
 */
export function saidToHaveNone<Field extends Pick<AskedField, "names">>(
  text: string,
  fields: readonly Field[],
): Field | null {
  if (saysNone(text, { names: [], isText: false })) return null;
  return fields.find(({ names }) => saysNone(text, { names, isText: false })) ?? null;
}

/** True for an answer that asks to leave the field empty behind a no: "mã thì chưa có, để trống đi". */
export function leavesBlank(text: string): boolean {
  const typed = text.normalize("NFC").trim();
  return LEFT_BLANK.test(typed) && /(?<!\p{L})(?:không|khong|ko|k|chưa|chua|no) /iu.test(typed);
}

/** Returns the letters of a name, so that "e-mail" and "emails" are the same. */
function plain(words: string): string {
  return fold(words)
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/(?<=l|ne)s$/, "");
}
