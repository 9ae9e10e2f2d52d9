import { isCalled, otherGift, type Standing } from "./amendment-instead.ts";
import { freeTrimmed } from "./amendment-words.ts";
import { stops } from "./answers-to-question.ts";
import { type Folded, fold, foldWithPositions, typedGroup } from "./fold.ts";
import { putsOff } from "./putting-off.ts";
import { readValue } from "./value.ts";

type Values = Record<string, string>;

const START = "^(?:(?:da|a|ah|u|ua|i|y|oi|thoi|khoan|khoan da|em|khach|chi ay|anh ay)[ ,]{1,2}){0,4}";
const DENIES = "(?:khong|ko|k|hong|hok|dung|khoi|khoan)";
/** "Không lấy bình nước nữa, lấy tàu hoả" */
const OTHER_GIFT = new RegExp(
  `${START}${DENIES} (?:lay|doi|chon|muon) (?<wrong>[^,;.\\n]{1,60}?)(?: nua)?[,;.] ?(?<right>(?:lay|chon|muon|(?:doi|chuyen) (?:sang|qua|thanh)) (?!(?:lai|hang|tien|diem)(?!\\p{L}))[^,;\\n]{1,60})$`,
  "du",
);
/** "Đừng đóng, chuyển qua chờ khách phản hồi", "khoan đóng, để trạng thái đang xử lý" */
const OTHER_STATUS = new RegExp(
  `${START}${DENIES} (?:dong|close)(?: phieu| ticket)?(?: nay)?(?: nua| voi)?[,;.] ?(?:(?:ma|thi) )?(?:chuyen|doi)(?: no| lai| trang thai){0,3}(?: (?:qua|sang|thanh|ve|la)){1,2} (?:trang thai )?(?<right>[^,;\\n]{2,60})$`,
  "du",
);
const KEPT_STATUS = new RegExp(
  `${START}${DENIES} (?:dong|close)(?: phieu| ticket)?(?: nay)?(?: nua| voi)?[,;.] ?(?:de|dat)(?: no| lai)* trang thai (?:(?:la|ve) )?(?<right>[^,;\\n]{2,60})$`,
  "du",
);

/**
 * Reads a text that denies what a question asks to confirm, and says what is right instead: `"không lấy bình nước, lấy tàu
 * hoả"` gives `{ code: "Tàu hoả" }`; null for any other text.
 */
export function deniedForOther(said: string, standing: Standing): Values | null {
  const passage = foldWithPositions(said);
  return insteadOfGift(passage, standing) ?? insteadOfClosing(passage, standing);
}

function insteadOfGift(passage: Folded, standing: Standing): Values | null {
  const { command, args, called } = standing;
  const match = OTHER_GIFT.exec(passage.text);
  const argument = match && command.arguments.find(({ name, named }) => named && args[name] !== undefined);
  if (!match || !argument) return null;
  const { name } = argument;
  if (!isCalled(match.groups?.wrong ?? "", args[name] ?? "", called?.[name] ?? "")) return null;
  const right = typedGroup(match, passage, "right");
  const gift = otherGift(right, standing);
  if (gift !== null) return gift;
  const code = readValue(
    argument,
    freeTrimmed(right.replace(/^\S+ (?:(?:sang|qua|thành) )?/u, "")),
    standing.context,
  );
  return code === null ? null : { [name]: code };
}

/** "Để vậy", "chuyển sang khách khác": no status. */
const NO_STATUS = /^(?:vay|nguyen|do|yen|khach|nguoi|nhan vien|nhom|team|ca)(?!\p{L})/u;
/** "Chuyển qua cho Minh xử lý": somebody else is to do it. Without its accent, "cho" is also "chờ". */
const FOR_SOMEBODY = /^cho (?:anh|chị|em|bạn|\p{Lu})|^cho (?=.*[^\p{ASCII}])/u;

function insteadOfClosing(passage: Folded, { command, args, context }: Standing): Values | null {
  const argument = command.arguments.find(({ name }) => name === "status");
  if (argument === undefined || args.status === undefined) return null;
  const match = OTHER_STATUS.exec(passage.text) ?? KEPT_STATUS.exec(passage.text);
  if (!match) return null;
  const right = freeTrimmed(typedGroup(match, passage, "right")).replace(/ (?:thôi|thoi|luôn|luon)$/iu, "");
  if (stops(right) || putsOff(right) !== null || NO_STATUS.test(fold(right)) || FOR_SOMEBODY.test(right))
    return null;
  const value = readValue(argument, right, context);
  return value === null ? null : { status: value };
}
