import { fold } from "./fold.ts";
import type { CommandRead } from "./grammar.ts";

const BEFORE = "(?<!\\p{L})";
const AFTER = "(?!\\p{L})";

/** A verb that stops another action: "huỷ đổi quà DAUMAY01", "ngưng xoá", "cancel redeeming". */
const STOPS_ACTION = new RegExp(
  `${BEFORE}(?:huyr?|ngung|tam hoan|tranh|cancel|revert|abort|stop) (?:(?:giup|gium|dum|ho|em|e|chi|anh|cai|vu|yeu cau|lenh|viec|thao tac) ){0,4}(?:doi|tao|xoa|dong|tich|gan|len don|ddooir|redeem\\p{L}*|delet\\p{L}*|clos\\p{L}*|creat\\p{L}*)${AFTER}`,
  "u",
);
/** "Huy" with a capital and no accent is a person. */
const PERSON = /(?<=\S\s)Huy(?!\p{L})/gu;
/** A part of a record between the verb and the record: "xoá địa chỉ khách 476", "bỏ phí ship đơn 3503". */
const PART = new RegExp(
  `${BEFORE}(?:xoas?|bo|go|remove|delete|clear|tay) (?:(?:het|cai|luon|giup|ho|dum|di|the|cac) ){0,2}(?:dia chi|e-?mail|mail|so phu|so cu|(?:so dien thoai|sdt)(?! ?[\\d+])|ghi chu|note|nhan|tag|(?<=(?:xoa|bo|go) )the|phi (?:ship|giao)|tien ship|ship|giam gia|discount|dong (?:so )?\\d|noi dung|tieu de|file|hinh|ngay sinh|sinh nhat|nguoi nhan|phu trach|khuyen mai|address|birthday|fee|line)${AFTER}`,
  "u",
);
/** "ra khỏi đơn 3503", "from segment VIP": the record is only taken out of another one. */
const OUT_OF = new RegExp(
  `${BEFORE}(?:khoi|from|out of|off) (?:the |ca )?(?:don|phieu|danh sach goi|phan khuc|nhom|segment|order|deal|ticket|campaign|chien dich|call list)${AFTER}`,
  "u",
);
/** "xoá phiếu của khách 476": which ticket is not said. */
const ALL_OF = new RegExp(
  `${BEFORE}(?:xoas?|bo|huy|delete|remove) (?:het |tat ca |cac |all )?(?:phieu|don|don hang|tickets?|orders?) (?:cua|of) (?:khach|kh|chi|anh|co|customer)? ?#?\\d`,
  "u",
);
/** "xoá phiếu khác, giữ 16001", "delete everything except 16001": the one record named is the one that stays. */
const EXCEPT = new RegExp(
  `${BEFORE}(?:tru(?: ra)?|ngoai tru|except|but not|other than) (?:\\p{L}+ ){0,2}#?\\d|${BEFORE}(?:phieu|don|khach|ticket|order|customer) (?:khac|giong(?! (?:nhau|het|y)))${AFTER}[^\\d,]{0,24}\\d`,
  "u",
);
/** "Giữ 16001": the record with this number stays. "Không giữ 16001" keeps none. */
const KEEPS = /(?<!\p{L}|(?:dung|khong|ko|k|can|noi|con|dang) )(?:giu(?: lai)?|keep) (?:\p{L}+ ){0,2}#?\d/u;
/** The number of a record, or a phone number with blanks or dots in it. */
const NUMBER = /(?<!\p{L})#?\d[\d .]{2,}/gu;
/** "gỡ admin", "hết làm admin": a role is taken away. */
const TAKES_ROLE = new RegExp(
  `${BEFORE}(?:(?:go|bo|thu hoi|tuoc|rut|remove|revoke|ha) (?:\\S+ ){0,2}(?:admin|quan tri|manager|quan ly|agent)|(?:thoi|het) lam|hoi (?:xin )?quyen|(?:lam|la) \\S+ hom qua)`,
  "u",
);
/** "xuống agent", "còn viewer": the lower role that somebody has then. */
const BECOMES_ROLE = new RegExp(
  `${BEFORE}(?:xuong|thanh|ve|con|sang|lai|de|to) (?:lam )?(?:agent|viewer|manager|nhan vien|nguoi xem|quan ly)`,
  "u",
);
/** "Close ticket 17464, duplicate of 17465": a verb that closes, and none that deletes. */
const CLOSES = new RegExp(`${BEFORE}(?:close|resolve|dong|dongs|ddosng)${AFTER}`, "u");
const DELETES = new RegExp(
  `${BEFORE}(?:xoas?|delete|remove|erase|purge|bo|go|huyr?|don|dep|trash|drop|kill|wipe|loai)${AFTER}`,
  "u",
);

/** "Gỡ giùm em" takes something off. With one of the words below it, a record is named or deleted. */
const TAKES_OFF = new RegExp(`${BEFORE}go${AFTER}`, "u");
const DELETES_RECORD = new RegExp(
  `${BEFORE}(?:xoas?|huyr?|phieu|ticket|don|order|khach|kh|san pham|sp|mat hang|hang|ma|product|item)${AFTER}`,
  "u",
);
const DELETIONS: ReadonlySet<string> = new Set(
  "deletecustomer deletedeal deleteproduct deleteticket".split(" "),
);

/** "Khách này thích VOUCHER50", "mê" without its accent: nobody asks to redeem it. */
const LIKES = new RegExp(`${BEFORE}(?:thich|khoai|me|quan tam|hoi ve|likes?|wants to know)${AFTER}`, "u");
const REDEEMS = new RegExp(`${BEFORE}(?:doi|lay|nhan|phat|tang|tru|redeem|claim|give)${AFTER}`, "u");

/** "Khách nhãn VIP bỏ nhãn" adds none; "bỏ nhãn VIP vào khách 476" does. */
const REMOVES_TAG = new RegExp(
  `${BEFORE}(?:bo|go|xoa|remove|delete) (?:cai )?(?:nhan|the|tags?)${AFTER}(?!.{0,80} (?:vao|vo|len|cho)${AFTER})`,
  "u",
);
const ADDS_TAG = new RegExp(`${BEFORE}(?:them|gan|dan|ghim|dinh|danh dau|add|put|mark)${AFTER}`, "u");

/**
 * What was done by mistake, to the end of its clause: "đổi nhầm quà DAUMAY01 cho 476", "lỡ tay gắn tag VIP rồi", "redeemed the
 * wrong gift". Right before a code, "lon" is no can.
 */
const BY_MISTAKE = new RegExp(
  `${BEFORE}(?:(?:doi|lay|gan|them|dan|tag)(?: them| qua)? nham|(?:doi|lay) (?:qua )?\\S{4,20} (?:cho )?nham|(?:doi|lay) lon (?:qua |ma )?[a-z]{3,20}\\d{1,6}|redeem(?:ed|s)? (?:the |a )?wrong|(?:lo tay|accidentally|mistakenly) (?:doi|lay|gan|them|dan|tag|redeem|add))${AFTER}[^,;.\\n]*`,
  "gu",
);
/**
 * "Lộn" and "lỡ" count as "nhầm" and "lỡ tay" only with their accents. Without them they are also "lon" (a can) and "lo" (to
 * take care of).
 */
const MISTAKEN = /(?<!\p{L})lộn(?!\p{L})/giu;
const SLIPPED = /(?<!\p{L})lỡ(?: tay)?(?!\p{L})/giu;

/** "An lấy tàu hoả" in "An lấy tàu hoả, Bình lấy bình nước": whose gift is which. */
const TAKES_GIFT =
  /(?<=^|[,;\n] ?|(?:còn|và|con|va) )(?<name>\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)*) (?:lấy|lay|đổi|doi) /gu;
/** "Gắn … cho 2 người này" */
const FOR_SEVERAL = new RegExp(
  `${BEFORE}(?:cho|vao) (?:ca )?(?:[2-9]|hai|may) (?:nguoi|khach|anh chi) (?:nay|do|kia|tren)${AFTER}`,
  "u",
);

/** "Tuần trước ai đổi quà nhiều nhất" asks who. */
const ASKS_WHO = /(?<!\p{L})ai (?:\p{L}+ ){0,2}doi (?:qua|diem|duoc|nhieu)(?!\p{L})/u;

/** "Xoá nhầm phiếu 16001", "lên nhầm đơn cho 476": one clause that tells what was done by mistake. */
const DONE_WRONGLY = new RegExp(
  `^(?:(?:em|e|minh|bot|a|ui|hoi nay|hom qua|sang nay) ){0,3}(?:xoa|huy|tao|len|sua|dong|chuyen|chot|ghi) nham${AFTER}[^,;.\\n]*$`,
  "u",
);

const REDEMPTION = new RegExp(`${BEFORE}(?:doi|lay|redeem\\p{L}*)${AFTER}`, "u");
const TAGGING = new RegExp(`${BEFORE}(?:gan|them|dan|tag|add\\p{L}*)${AFTER}`, "u");

interface RequestText {
  /** The text with "x" for a person called Huy. */
  folded: string;
  typed: string;
  args: CommandRead["args"];
}

/** For each command: whether the words around its verb and its noun ask for another thing. */
const ASKS_FOR_OTHER: Readonly<Record<string, (text: RequestText) => boolean>> = {
  deletecustomer: sparesRecord,
  deletedeal: sparesRecord,
  deleteproduct: sparesRecord,
  deleteticket: (text) => (CLOSES.test(text.folded) && !DELETES.test(text.folded)) || sparesRecord(text),
  forget: ({ folded }) => removesLess(folded),
  redeem: ({ folded, typed }) =>
    ASKS_WHO.test(folded) ||
    isForSeveral(typed) ||
    (LIKES.test(folded) && !REDEEMS.test(folded)) ||
    isOnlyByMistake(typed, { asks: REDEEMS, tells: REDEMPTION }),
  addtags: ({ folded, typed }) =>
    FOR_SEVERAL.test(folded) ||
    (REMOVES_TAG.test(folded) && !ADDS_TAG.test(folded)) ||
    isOnlyByMistake(typed, { asks: ADDS_TAG, tells: TAGGING }),
  segment: ({ folded }) => OUT_OF.test(folded),
  role: ({ folded, args }) =>
    args.role !== undefined && args.role !== "none" && TAKES_ROLE.test(folded) && !BECOMES_ROLE.test(folded),
};

/**
 * True if the words around a write's verb and noun ask for another thing: "huỷ đổi quà …" for no redemption, "xoá địa chỉ
 * khách 476" for no deletion of the customer, "gỡ admin" for no new role.
 */
export function isUnasked({ command, args }: Pick<CommandRead, "command" | "args">, typed: string): boolean {
  const folded = fold(typed.replace(PERSON, "X"));
  if (DELETIONS.has(command) && takesOffUnnamed(folded, args)) return true;
  if (STOPS_ACTION.test(folded) || DONE_WRONGLY.test(withMistakesSpelled(typed))) return true;
  return ASKS_FOR_OTHER[command]?.({ folded, typed, args }) === true;
}

/** True if a text that removes something keeps the record itself, or names only the one that stays. */
function sparesRecord({ folded }: RequestText): boolean {
  const numbers = folded.match(NUMBER)?.map((number) => number.replace(/\D/g, ""));
  const isOne = new Set(numbers).size < 2;
  return removesLess(folded) || (isOne && (EXCEPT.test(folded) || KEEPS.test(folded)));
}

/** True if a text gives several people a gift each. One card is for one of them. */
function isForSeveral(typed: string): boolean {
  const names = [...typed.normalize("NFC").matchAll(TAKES_GIFT)].map(({ groups }) => groups?.name);
  return new Set(names).size > 1;
}

/** True for "gỡ giùm em luôn đi", which names no record: what is taken off may be a tag. */
function takesOffUnnamed(folded: string, args: CommandRead["args"]): boolean {
  return Object.keys(args).length === 0 && TAKES_OFF.test(folded) && !DELETES_RECORD.test(folded);
}

/** True if a part of the record is removed, or the record from another one, or records that the text does not name. */
function removesLess(folded: string): boolean {
  return PART.test(folded) || OUT_OF.test(folded) || ALL_OF.test(folded);
}

/**
 * True if the text tells of the action as a mistake, and no other clause asks for it: "đổi nhầm quà DAUMAY01 cho 476".
 * False for "đổi nhầm quà, đổi lại VOUCHER50 cho 476".
 * @param verbs `asks`: the verbs that ask for the action; `tells`: those that may stand in the clause with the mistake
 */
function isOnlyByMistake(typed: string, { asks, tells }: { asks: RegExp; tells: RegExp }): boolean {
  const said = withMistakesSpelled(typed);
  const isMistaken = said.match(BY_MISTAKE)?.some((clause) => tells.test(clause)) === true;
  return isMistaken && !asks.test(said.replace(BY_MISTAKE, ""));
}

/** Returns the folded text with one word for a mistake: "lộn" as "nham", "lỡ" as "lo tay". */
function withMistakesSpelled(typed: string): string {
  return fold(typed.normalize("NFC").replace(MISTAKEN, "nhầm").replace(SLIPPED, "lỡ tay"));
}
