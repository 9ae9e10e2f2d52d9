import { isCalled, otherGift, type Proposal } from "./amendment-instead.ts";
import { asksForValue, freeTrimmed } from "./amendment-words.ts";
import { stops } from "./answers-to-question.ts";
import { type Folded, fold, foldWithPositions, typedGroup } from "./fold.ts";
import { putsOff } from "./putting-off.ts";
import { readValue } from "./value.ts";
import { NO } from "./words-for-no.ts";

type Values = Record<string, string>;

/** Words before the denial: "dạ thôi chị ấy …". */
const START = "^(?:(?:da|a|ah|u|ua|i|y|oi|thoi|khoan|khoan da|em|khach|chi ay|anh ay)[ ,]{1,2}){0,4}";
const DENIES = `(?:${NO}|dung|khoi|khoan)`;
/** "Không lấy bình nước nữa, lấy tàu hoả": `right` begins with the verb. */
const OTHER_GIFT = new RegExp(
  `${START}${DENIES} (?:lay|doi|chon|muon) (?<wrong>[^,;.\\n]{1,60}?)(?: nua)?[,;.] ?(?<right>(?:lay|chon|muon|(?:doi|chuyen) (?:sang|qua|thanh)) (?!(?:lai|hang|tien|diem)(?!\\p{L}))[^,;\\n]{1,60})$`,
  "du",
);
/** The verb at the start of `right`, as typed: "lấy", "đổi sang". */
const VERB = /^\S+ (?:(?:sang|qua|thành) )?/u;

/** "Đừng đóng phiếu này nữa, …" */
const NO_CLOSING = `${START}${DENIES} (?:dong|close)(?: phieu| ticket)?(?: nay)?(?: nua| voi)?[,;.] ?`;
/** "…, chuyển qua chờ khách phản hồi" */
const MOVED_TO_STATUS = new RegExp(
  `${NO_CLOSING}(?:(?:ma|thi) )?(?:chuyen|doi)(?: no| lai| trang thai){0,3}(?: (?:qua|sang|thanh|ve|la)){1,2} (?:trang thai )?(?<right>[^,;\\n]{2,60})$`,
  "du",
);
/** "…, để trạng thái đang xử lý". Behind "để", only the word "trạng thái" tells a status from other words. */
const LEFT_AT_STATUS = new RegExp(
  `${NO_CLOSING}(?:de|dat)(?: no| lai)* trang thai (?:(?:la|ve) )?(?<right>[^,;\\n]{2,60})$`,
  "du",
);

/**
 * Reads a text that denies what a question asks to confirm, and says what is right instead: `"không lấy bình nước, lấy tàu
 * hoả"` gives `{ code: "Tàu hoả" }`. `unclear` if it says more than that, null for any other text.
 */
export function insteadOfDenied(said: string, proposal: Proposal): Values | "unclear" | null {
  const passage = foldWithPositions(said);
  return insteadOfGift(passage, proposal) ?? insteadOfClosing(passage, proposal);
}

/** "Muốn trả lại", "lấy sau", "chọn quà khác": no gift. */
const NO_GIFT =
  /^(?:huy|tra (?:lai|hang)|doi (?:them|chut|ti|xiu|khach)|cho (?:them|chut|ti|xiu|khach)|giu|hoi|xem|suy nghi|noi (?:chuyen|lai|voi)|sau|y kien|tien|(?:cai |qua |mon )?(?:gi )?khac|gi|nghi|thoi|lai|mai|(?:tuan|thang) (?:sau|toi)|de)(?!\p{L})/u;
/** Another person, a second request, a report: "lấy bình nước cho anh An", "… rồi gắn tag sỉ", "… hôm qua". */
const MORE_THAN_GIFT =
  /[.?"“”](?!\d)|(?<!\p{L})(?:cho(?! em(?!\p{L}))|roi|r|xong|chua|hom qua|va|hoac|hay|voi|gan|them|mai|khach|chi|anh|(?:don|phieu) \d{3}|thoi khoi|lam gi)(?!\p{L})/u;

function insteadOfGift(passage: Folded, proposal: Proposal): Values | "unclear" | null {
  const { command, args, called } = proposal;
  const match = OTHER_GIFT.exec(passage.text);
  const argument = match && command.arguments.find(({ name, named }) => named && args[name] !== undefined);
  if (!match || !argument) return null;
  const { name } = argument;
  const isHeld = (words: string) => isCalled(words, args[name] ?? "", called?.[name] ?? "");
  const right = typedGroup(match, passage, "right");
  const behindVerb = right.replace(VERB, "");
  const gift = fold(behindVerb);
  // "Không lấy bình nước, lấy tàu hoả" asks for the gift that the question has.
  if (!isHeld(match.groups?.wrong ?? "")) return isHeld(fold(freeTrimmed(gift))) ? "unclear" : null;
  if (NO_GIFT.test(gift) || stops(right) || putsOff(right) !== null) return null;
  if (MORE_THAN_GIFT.test(gift) || asksForValue(right)) return "unclear";
  const other = otherGift(right, proposal);
  if (other !== null) return other;
  const code = readValue(argument, freeTrimmed(behindVerb), proposal.context);
  return code === null ? null : { [name]: code };
}

/** Words that begin no status: "chuyển sang khách khác". */
const NO_STATUS =
  /^(?:vay|nguyen|do|yen|khach|nguoi|nhan vien|nhom|team|ca|cu|nhu cu|hien tai|nhu hien tai)(?!\p{L})/u;
/** How the names of statuses begin. "Phòng kỹ thuật", "ưu tiên cao" and "phiếu 16002" are none. */
const STATUS =
  /^(?:dang|cho|doi|da|chua|moi|mo(?: lai)?|tam|hoan|hen|pending|open|assigned|new|in progress|on hold|waiting|resolved|processing)(?!\p{L})/u;
/** A second clause, a question or a report behind the status: "đang xử lý rồi báo em", "… được không". */
const MORE_THAN_STATUS =
  /[.:?"“”]|(?<!\p{L})(?:roi|va|voi|duoc|gan|giao|bao|nhac|gi|nao|khac|dong|close|closed|xong)(?!\p{L})/u;
/**
 * "Chuyển qua cho Minh xử lý": somebody else is to do it. In a text without accents "cho" may mean "chờ", which begins a
 * status, so a person has to follow.
 */
const FOR_SOMEBODY = /^cho (?:anh|chị|em|bạn|\p{Lu})|^cho (?=.*[^\p{ASCII}])/u;
/** "Đang xử lý thôi", "đang xử lý luôn" */
const ONLY_OR_AT_ONCE = / (?:thôi|thoi|luôn|luon)$/iu;

function insteadOfClosing(passage: Folded, { command, args, context }: Proposal): Values | "unclear" | null {
  const argument = command.arguments.find(({ name }) => name === "status");
  if (argument === undefined || args.status === undefined) return null;
  const match = MOVED_TO_STATUS.exec(passage.text) ?? LEFT_AT_STATUS.exec(passage.text);
  if (!match) return null;
  const right = freeTrimmed(typedGroup(match, passage, "right")).replace(ONLY_OR_AT_ONCE, "");
  if (stops(right) || putsOff(right) !== null || NO_STATUS.test(fold(right)) || FOR_SOMEBODY.test(right))
    return null;
  const said = fold(right);
  const value =
    STATUS.test(said) && !MORE_THAN_STATUS.test(said) ? readValue(argument, right, context) : null;
  return value === null || asksForValue(right) ? "unclear" : { status: value };
}
