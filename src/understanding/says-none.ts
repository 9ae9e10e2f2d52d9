import { stops } from "./answers-to-question.ts";
import { fold } from "./fold.ts";

/** "Dạ khách này …", "customer …" */
const SUBJECT = "(?:dạ|da|thì|thi|hiện|khách|khach|kh|chị|chi|anh|cô|bạn|ấy|ay|này|nay|she|he|they|customer)";
/** A denial that says it all: "chưa có", "không rõ", "has none". */
const HAS_NONE =
  "(?:không|khong|ko|k|hông|hong|hok|chưa|chua) (?:có|co|rõ|ro|biết|biet)|none|(?:has|have|got) none";
/** A denial that needs to say of what: "không email", "no email". */
const HAS_NO = "(?:không|khong|ko|k|chưa|chua|no|has no|have no|doesn['’]t have|don['’]t have)(?= \\p{L})";
/** What there is none of: "email", "hoá đơn". */
const WHAT = "\\p{L}[\\p{L}-]*(?: \\p{L}+){0,3}?";
const PARTICLES = "(?: (?:gì|gi|hết|nha|nhé|nhe|ạ|a|em|luôn|cả|yet))*";
/** ", khách nhắn qua fb" */
const REASON = "[,;.] ?\\p{L}[^\\n]{0,80}";
const NONE = new RegExp(
  `^(?:${SUBJECT} )*(?:(?<isWhole>${HAS_NONE})|${HAS_NO})(?: (?<what>${WHAT}))??${PARTICLES}(?<reason>${REASON})?[.! ]*$`,
  "iu",
);
/** With a number, an address or a label, the words behind the denial are a value, and no reason. */
const HOLDS_VALUE = /[\d@:]/;

/** "…, để trống đi", "…, bỏ qua nha": behind the denial, these words say to leave the field empty. */
const LEFT_BLANK =
  /[,;.] ?(?:(?:cứ|cu|thôi|thoi) )?(?:để trống|de trong|bỏ trống|bo trong|bỏ qua|bo qua|khỏi (?:điền|ghi|nhập)|khoi (?:dien|ghi|nhap)|leave it (?:blank|empty))(?: (?:đi|di|nha|nhé|nhe|ạ|em|e|luôn|luon|giúp|giup))*[.! ]*$/iu;
const DENIES = /(?<!\p{L})(?:không|khong|ko|k|chưa|chua|no) /iu;
/** "Mã thì chưa có": the field's name first. */
const NAMED_FIRST = /^(?<name>\p{L}[\p{L}-]*(?: \p{L}+){0,2}?) (?:thì|thi) (?=\S)/iu;

/** The field of a form that is asked for. */
interface AskedField {
  /** Everything it is called: `["Điện thoại", "Phones", "sđt"]`. */
  names: readonly string[];
  /** True if its value may be any words. What looks like a reason may then be a part of the value. */
  isText: boolean;
}

/**
 * True if an answer says that there is no value: "không có", "khách chưa có email", "k có sđt, khách nhắn qua fb". False
 * for "không" alone, and for "không có hoá đơn" where a note is asked for.
 */
export function saysNone(text: string, { names, isText }: AskedField): boolean {
  const typed = text.normalize("NFC").trim();
  const isField = (words: string) => names.some((name) => plain(name) === plain(words));
  const first = NAMED_FIRST.exec(typed);
  const said = first !== null && isField(first.groups?.name ?? "") ? typed.slice(first[0].length) : typed;
  const { isWhole, what, reason } = NONE.exec(said.replace(LEFT_BLANK, ""))?.groups ?? {};
  if (reason !== undefined && (isText || HOLDS_VALUE.test(reason) || stops(reason, true))) return false;
  return what === undefined ? isWhole !== undefined : isField(what);
}

/** Where a further clause begins. */
const CLAUSE_END = /[,;.\n] ?(?=[\p{L}\d])/u;

/**
 * Returns the first field that a text says to have no value, and the words behind it: `"ko có mail, tên là Hoa"`. Null if it
 * names none of them.
 */
export function saidToHaveNone<Field extends Pick<AskedField, "names">>(
  text: string,
  fields: readonly Field[],
): { field: Field; behind: string } | null {
  const typed = text.normalize("NFC").trim();
  const end = CLAUSE_END.exec(typed);
  const said = end === null ? typed : typed.slice(0, end.index);
  if (saysNone(said, { names: [], isText: true })) return null;
  const field = fields.find(({ names }) => saysNone(said, { names, isText: true }));
  return field === undefined ? null : { field, behind: typed.slice(said.length).replace(CLAUSE_END, "") };
}

/** "Không tạo nữa", "ko cần": before "bỏ qua đi" it drops the whole request. */
const GIVES_UP =
  /(?<!\p{L})(?:không|khong|ko|k|hông|hong|chưa|chua) (?:(?:\p{L}+ ){0,3}(?:nữa|nua)|(?:muốn|muon|cần|can|tạo|tao|đổi|doi|lấy|lay|làm|lam|thêm|them|lưu|luu)(?! (?:ghi|điền|dien|nhập|nhap)))(?!\p{L})/iu;

/** True for an answer that says that there is no value, and to leave the field empty: "mã thì chưa có, để trống đi". */
export function leavesBlank(text: string): boolean {
  const typed = text.normalize("NFC").trim();
  const isLeft = LEFT_BLANK.test(typed) && DENIES.test(typed);
  return isLeft && !GIVES_UP.test(typed.replace(LEFT_BLANK, ""));
}

/** Returns the letters of a name without the s of a plural, so that "e-mail", "email" and "emails" are the same. */
function plain(words: string): string {
  return fold(words)
    .replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/(?<=l|ne)s$/, "");
}
