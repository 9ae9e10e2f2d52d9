/** "5 đơn mới nhất" counts orders. The number is left out, so that it is not read as a customer's. */
const COUNTED_LIST =
  /(?<=^(?:xem |cho xem |coi )?)\d{1,2} (?=(?:đơn|don|phiếu|phieu|khách|khach|đánh giá|danh gia|orders?|tickets?)(?: hàng| hang)? (?:mới|moi|gần|gan|cuối|cuoi|lớn|lon|to|latest|newest|recent))/iu;
/** "Của cj bình": chị Bình. Elsewhere CJ is a brand. */
const SHORT_CHI = /(?<=(?<!\p{L})(?:của|cua|cho) )ch?j(?= \p{L})/giu;
/** "Tickets for me" are one's own. Behind a verb, "for me" is polite: "show the tickets for me". */
const TICKETS_FOR_ONESELF =
  /(?<=^(?:(?:all|any|open|closed|urgent|the) ){0,3}tickets) for (?=(?:me|myself)[\s?.!]*$)/iu;
/** "Sửa tên chị Bình ở Cộng Hoà" says who is to be renamed, and no new name. It is read as "sửa khách chị Bình …". */
const RENAMED =
  /^((?:sửa|đổi|cập nhật|sua|doi|cap nhat)(?: lại| lai)?) (?:tên|ten)(?: của| cua| cho)? (?:khách|khach|kh|(?=(?:chị|anh|cô|chú|bác|ông|bà|chi|co|chu|bac|ong|ba) ))(?!.* (?:thành|thanh|là|la|sang|qua|ra)(?: |$)|.*[:=>,])/iu;
/** "Ghi vào hồ sơ chị Bình: …", "add a note for 0867 123 456: …". They are read as "thêm ghi chú cho …". */
const NOTED =
  /^(?:(?:ghi|lưu|luu|note|thêm|them)(?: lại| lai)? (?:vào|vô|vao|vo) (?:hồ sơ|ho so)(?: (?:của|cua))?|(?:(?:add|put|write|leave) )?(?:(?:a|the) )?note (?:for|on|about)) (?=[^:]{1,60}(?::| là | la ))/iu;
/** "Tặng chị Bình 1 voucher 50k". "Tặng chị Bình rồi" reports, and "tặng chị Bình 50 điểm" gives no gift. */
const GIVEN =
  /^(?:(?:em|bot|nhờ|nho|giúp|giup) )*(?:tặng|tang)(?: cho)? (?=(?:khách|khach|kh|anh|chị|cô|chú|bác|ông|bà|chi|co|chu|bac|ong|ba) [\p{L}\d]{2,} ?\S)(?![^\n]*(?<!\p{L})(?:rồi|roi|r|chưa|chua|hôm qua|hom qua)[.!?]{0,3}$)(?![^\n]*\d ?(?:điểm|diem))/iu;

/** "…: may in hong" and "… 0867123456 may in hong" are "máy in hỏng". Without its accent, "hong" is read as "hông", a word for no. */
const BROKEN =
  /(?<=(?::|\d) ?(?:may|tu|quat|bep|noi|lo|loa|den|am|tivi|ti vi|dieu hoa|dong ho)(?: \p{L}+){0,2} )hong(?=[\s.!]*$)/iu;
/** Returns a text with the usual words for what some people say in other ways: `"tặng chị Bình …"` → `"đổi quà cho chị Bình …"`. */
export function inUsualWords(text: string): string {
  return text
    .replace(COUNTED_LIST, "")
    .replace(SHORT_CHI, "chị")
    .replace(TICKETS_FOR_ONESELF, " of ")
    .replace(RENAMED, "$1 khách ")
    .replace(NOTED, "thêm ghi chú cho ")
    .replace(GIVEN, "đổi quà cho ");
}

/** Returns a text with the accent of "hỏng": `"tạo phiếu: may in hong"` → `"tạo phiếu: may in hỏng"`. */
export function withBroken(text: string): string {
  return text.replace(BROKEN, "hỏng");
}
