import { fold } from "./fold.ts";
import type { CommandRead } from "./grammar.ts";
import { WORD_CHARS, wholeWords } from "./word-chars.ts";

type Args = CommandRead["args"];

/** Lists, whose words may limit what is listed. */
const LISTS: ReadonlySet<string> = new Set("customers tickets deals ratings tasks".split(" "));

const PERIOD =
  "(?:(?:hôm|tuần|tháng|quý|năm|hom|tuan|thang|quy|nam) (?:nay|này|qua|trước|truoc|rồi|roi)|(?:this|last) (?:week|month|quarter|year)|today|yesterday)";

/** The words that limit a list, with their accents where they mean something else without: "nhan" is also "nhận". */
const LIMITS: readonly RegExp[] = [
  wholeWords(
    "(?:hạng|hang|rank) (?:thẻ )?(?:platinum|gold|silver|vàng|vang|bạc|bac|kim cương|kim cuong|đồng|member|vip|titan|diamond)",
  ),
  wholeWords(`(?:nhãn|tag) (?!nào|gì|là)[${WORD_CHARS}]+`),
  wholeWords(
    "(?:[Ởở]|[Tt]ại|[Kk]hu vực|[Qq]uận|[Hh]uyện|[Tt]ỉnh|[Pp]hường) (?:\\p{Lu}\\p{Ll}+|\\d+)(?: (?:\\p{Lu}\\p{Ll}*|\\d+)){0,3}",
    "u",
  ),
  wholeWords(
    "(?:trừ|ngoại trừ|không tính|ko tính|k tính|k tinh|không kể|except|without|excluding) \\p{L}[^,;.?!]{1,40}",
  ),
  wholeWords(
    "(?:trên|tren|dưới|duoi|hơn|ít nhất|tối đa|quá|trễ|over|above|below|under|more than) \\d[\\d.,]*(?: ?\\p{L}+)?",
  ),
  wholeWords("(?:sinh nhật|sinh nhat|birthdays?)"),
  // A list is of one period: "đánh giá tháng này so với tháng trước".
  wholeWords(
    `(?:vs|versus|so với|so voi|với|voi|và|va|and|compared (?:to|with)) ${PERIOD}|${PERIOD} (?:vs|versus|and|compared (?:to|with))`,
  ),
  wholeWords("chưa (?:mua|gọi|liên hệ|đặt|có đơn|quay lại)(?: \\p{L}+)?"),
  wholeWords(
    "(?:nguồn|nguon|kênh|kenh|từ|tu|bên|ben|from|via) (?:facebook|fb|zalo|shopee|lazada|tiktok|website|web|instagram)",
  ),
  wholeWords("(?:[Pp]hụ trách|[Dd]o|[Nn]gười tạo) \\p{Lu}\\p{Ll}+", "u"),
];

/** States of orders, ratings and customers, by which AntCRM does not list them: "đơn chưa giao". */
const STATES = wholeWords(
  "(?:chưa|chua|đã|đang|bị|bi|not|already) (?:giao|ship|nhận|thanh toán|thanh toan|trả tiền|tra tien|trả|huỷ|hủy|huy|hoàn|xử lý|xu ly|đóng gói|duyệt|xác nhận|xac nhan|paid|delivered|shipped)" +
    "|(?<=(?:đơn|don|giao dịch) (?:hàng |hang )?(?:nào |nao )?)(?:thành công|thanh cong|thất bại|that bai|hoàn thành|hoan thanh|giao trễ|trễ)" +
    "|unpaid|undelivered|cancelled|canceled",
);
/** Lists that have no state. */
const STATELESS: ReadonlySet<string> = new Set("customers deals ratings".split(" "));

/**
 * Returns the words of a list's request that limit it in a way nobody has used: `"hạng platinum"`, `"ở Gò Vấp"`. Null if
 * there are none, or the command is no list.
 * @param leftover the words that are no argument, as they were typed
 */
export function unusedLimit(command: string, leftover: string): string | null {
  if (!LISTS.has(command)) return null;
  const limits = STATELESS.has(command) ? [...LIMITS, STATES] : LIMITS;
  return limits.map((limit) => limit.exec(leftover)?.[0]).find((found) => found !== undefined) ?? null;
}

/** What an alert cannot wait for: a delay, somebody's tickets, a number of them, orders, customers. */
const CONDITIONS: readonly RegExp[] = [
  wholeWords(
    "(?:chưa (?:xử lý|đóng|trả lời|ai nhận) )?(?:trễ|tre|quá|qua|sau|hơn|hon|lâu hơn|trên|over|after|for) (?:hơn )?\\d+ ?(?:tiếng|tieng|giờ|gio|phút|phut|ngày|ngay|hours?|minutes?|days?|h|p)",
  ),
  wholeWords(
    "(?:của|cua|of) (?:anh|chị|chi|cô|co|chú|bác|ông|bà|ba|khách|kh|nhóm|nhom|bộ phận|team|a|c) [\\p{Lu}\\d][\\p{L}\\d]*(?: \\p{Lu}\\p{L}*)*",
    "u",
  ),
  wholeWords(
    "(?:hơn|hon|trên|tren|quá|more than|over) \\d+ (?:phiếu|phieu|đơn|don|đánh giá|khách|tickets?|ratings?)",
  ),
  wholeWords(
    "(?<=(?:khi|nếu|neu|lần|lan|when|whenever) (?:nào )?)(?:có |co )?(?:đơn|don|khách|khach|kh|hội thoại|tin nhắn|chiến dịch|orders?|customers?) (?!.{0,20}(?:sao|star|chấm|cham|đánh giá|danh gia))[^,;.\\n]{0,40}",
  ),
  wholeWords("(?:của|cua|of|for) \\p{Lu}\\p{Ll}+(?: \\p{Lu}\\p{Ll}+)*", "u"),
  wholeWords(
    "(?<=(?:khi|when) )(?:có |co )?(?:anh |chị |chi |cô |bác )?\\p{Lu}\\p{Ll}+ (?:có|co|mở|tạo|gọi|has|opens)",
    "u",
  ),
  wholeWords(
    "(?:trừ|ngoại trừ|except|ngoài giờ|ngoai gio|chỉ (?:vào )?ban|vào ban|giờ hành chính)(?: \\p{L}+){0,3}",
  ),
  wholeWords(
    "(?<=(?:phiếu|phieu|tickets?|mới|moi|khẩn|gấp) )(?:về|ve|about|regarding) (?!sau|rồi|cho|là)\\p{L}+(?: \\p{L}+){0,2}",
  ),
  wholeWords("(?:mà|ma) (?:\\p{L}+ ){1,3}(?:không|chưa|ko) (?!hay|biết|biet)\\p{L}+"),
  wholeWords(
    "(?:báo|bao|nhắn|nhan|[Nn]otify|[Tt]ell|[Aa]lert) (?:cho )?(?:khách|khach|mọi người|moi nguoi|(?:anh |chị |chi )?\\p{Lu}\\p{Ll}+)(?= (?:khi|when|mỗi|moi|nếu))",
    "u",
  ),
];
/** The commands that watch for something. */
const WATCHES: ReadonlySet<string> = new Set(["alert"]);

/**
 * Returns the condition of an alert that AntCRM's data does not tell, as it was typed: `"trễ 2 tiếng"`, `"của chị Bình"`.
 * Null for any other command, and for the alert that follows one ticket.
 */
export function unusedCondition(command: string, { ticket }: Args, text: string): string | null {
  if (!WATCHES.has(command) || ticket !== undefined) return null;
  const found = CONDITIONS.flatMap((condition) => condition.exec(text)?.[0].trim() ?? []);
  return found.length === 0 ? null : found.join(", ");
}

/** "2 VOUCHER50", "VOUCHER50 x2", "2 cái bình": more than one gift. */
const COUNTED =
  /(?<![\p{L}\p{N}.,])(?:[2-9]|1\d) ?(?:x |cái |cai |phần |phan |món |mon |quà )?(?=\p{L}[\p{L}-]{2,20}\d)|(?<=\p{L} )(?:[2-9]|1\d) (?:cái|cai|phần|phan|món|mon|suất|suat|lần|lan)(?!\p{L})|(?<=\p{L}\d{1,4} ?)[x×] ?(?:[2-9]|1\d)(?![\p{L}\p{N}])/iu;

/** Returns the number of gifts that a redemption asks for beyond one: `"2"`. AntCRM redeems one at a time. */
export function unusedCount(command: string, text: string): string | null {
  return command === "redeem" ? (COUNTED.exec(text)?.[0].trim() ?? null) : null;
}

/** "Mai đổi quà …", "chiều nay đổi …": with a capital, Mai is a person. */
const LATER =
  /^(?:(?:dạ|vâng|ok|em|bot|nhớ|da|vang|nho) )*(?:(?:(?:ngày|sáng|trưa|chiều|tối|ngay|sang|trua|chieu|toi) )?mai|(?:chiều|tối|chieu) nay|(?:tuần|tháng|tuan|thang) (?:sau|tới|toi)|lát nữa|lat nua|tí nữa|ti nua|mốt)(?= (?:đổi|doi|redeem|lấy|lay|tặng|tang)(?!\p{L}))/u;

/** Returns the later time at which a gift is to be redeemed: `"chiều nay"`. The bot asks now, and does not wait. */
export function unusedTime(command: string, text: string): string | null {
  return command === "redeem" ? (LATER.exec(text)?.[0].trim() ?? null) : null;
}

const HOLDS_REMOVAL = /(?<!\p{L})(?:bo|go|xoa|remove|delete) (?:cai )?(?:nhan|the|tags?)(?!\p{L})/u;

/** Leaves out a tag that holds the removal of one, "VIP bỏ nhãn", and a quoted tag that is to be removed. */
export function withoutRemoval(command: string, args: Args, text: string): Args {
  const { tags, ...others } = args;
  if (command !== "addtags" || tags === undefined) return args;
  if (HOLDS_REMOVAL.test(fold(tags))) return others;
  const removed = QUOTED.exec(unusedRemoval(command, text) ?? "")?.groups?.tag;
  if (removed === undefined) return args;
  const left = tags.split(/, ?/).filter((tag) => fold(tag) !== fold(removed));
  return left.length === 0 ? others : { ...others, tags: left.join(", ") };
}

const QUOTED = /["“'‘](?<tag>[^"“”'‘’]{1,40})["”'’]$/u;

const REMOVES_TAG =
  /(?<!\p{L})(?:(?:bỏ|bo|gỡ|go|xoá|xóa|xoa) (?:nhãn|nhan|thẻ|the|tag)|(?:remove|delete) (?:the )?tags?) (?:["“'‘][^"”'’]{1,40}["”'’]|[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)?)/iu;

/** Returns the second thing that a text asks for beside adding tags: `"bỏ nhãn Thân thiết"`. One is done at a time. */
export function unusedRemoval(command: string, text: string): string | null {
  return command === "addtags" ? (REMOVES_TAG.exec(text)?.[0] ?? null) : null;
}
