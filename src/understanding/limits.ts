/** Lists, whose words may limit what is listed. */
const LISTS: ReadonlySet<string> = new Set("customers tickets deals ratings tasks".split(" "));

const words = (pattern: string, flags = "iu") => new RegExp(`(?<!\\p{L})(?:${pattern})(?!\\p{L})`, flags);

/** The words that limit a list, with their accents where they mean something else without: "nhan" is also "nhận". */
const LIMITS: readonly RegExp[] = [
  words(
    "(?:hạng|hang|rank) (?:thẻ )?(?:platinum|gold|silver|vàng|vang|bạc|bac|kim cương|kim cuong|đồng|member|vip|titan|diamond)",
  ),
  words("(?:nhãn|tag) (?!nào|gì|là)[\\p{L}\\p{N}]+"),
  words(
    "(?:[Ởở]|[Tt]ại|[Kk]hu vực|[Qq]uận|[Hh]uyện|[Tt]ỉnh|[Pp]hường) (?:\\p{Lu}\\p{Ll}+|\\d+)(?: (?:\\p{Lu}\\p{Ll}*|\\d+)){0,3}",
    "u",
  ),
  words(
    "(?:trừ|ngoại trừ|không tính|ko tính|k tính|k tinh|không kể|except|without|excluding) \\p{L}[^,;.?!]{1,40}",
  ),
  words(
    "(?:trên|tren|dưới|duoi|hơn|ít nhất|tối đa|quá|trễ|over|above|below|under|more than) \\d[\\d.,]*(?: ?\\p{L}+)?",
  ),
  words("(?:sinh nhật|sinh nhat|birthdays?)"),
  words("chưa (?:mua|gọi|liên hệ|đặt|có đơn|quay lại)(?: \\p{L}+)?"),
  words(
    "(?:nguồn|nguon|kênh|kenh|từ|tu|bên|ben|from|via) (?:facebook|fb|zalo|shopee|lazada|tiktok|website|web|instagram)",
  ),
  words("(?:[Pp]hụ trách|[Dd]o|[Nn]gười tạo) \\p{Lu}\\p{Ll}+", "u"),
];

/**
 * Returns the words of a list's request that limit it in a way nobody has used: `"hạng platinum"`, `"ở Gò Vấp"`. Null if
 * there are none, or the command is no list.
 * @param leftover the words that are no argument, as they were typed
 */
export function unusedLimit(command: string, leftover: string): string | null {
  if (!LISTS.has(command)) return null;
  return LIMITS.map((limit) => limit.exec(leftover)?.[0]).find((found) => found !== undefined) ?? null;
}
