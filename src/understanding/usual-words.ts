/** "5 đơn mới nhất" counts orders. The number is left out, so that it is not read as a customer's. */
const COUNTED_LIST =
  /(?<=^(?:xem |cho xem |coi )?)\d{1,2} (?=(?:đơn|don|phiếu|phieu|khách|khach|đánh giá|danh gia|orders?|tickets?)(?: hàng| hang)? (?:mới|moi|gần|gan|cuối|cuoi|lớn|lon|to|latest|newest|recent))/iu;
/** "Của cj bình": chị Bình. Elsewhere CJ is a brand. */
const SHORT_CHI = /(?<=(?<!\p{L})(?:của|cua|cho) )ch?j(?= \p{L})/giu;
/** "Tickets for me" are one's own. Behind a verb, "for me" is polite: "show the tickets for me". */
const TICKETS_FOR_ONESELF =
  /(?<=^(?:(?:all|any|open|closed|urgent|the) ){0,3}tickets) for (?=(?:me|myself)[\s?.!]*$)/iu;
/** "Sửa tên chị Bình ở Cộng Hoà" says who is to be renamed, and no new name. It is read as "sửa tên khách chị Bình …". */
const RENAMED =
  /^((?:sửa|đổi|cập nhật|sua|doi|cap nhat)(?: lại| lai)?) (?:tên|ten)(?: của| cua| cho)? (?:khách|khach|kh|(?=(?:chị|anh|cô|chú|bác|ông|bà|chi|co|chu|bac|ong|ba) ))(?!.* (?:thành|thanh|là|la|sang|qua|ra)(?: |$)|.*[:=>,])/iu;
/** "Ghi vào hồ sơ chị Bình: …", "add a note for 0867 123 456: …". They are read as "thêm ghi chú cho …". */
const NOTED =
  /^(?:(?:ghi|lưu|luu|note|thêm|them)(?: lại| lai)? (?:vào|vô|vao|vo) (?:hồ sơ|ho so)(?: (?:của|cua))?|(?:(?:add|put|write|leave) )?(?:(?:a|the) )?note (?:for|on|about)) (?=[^:]{1,60}(?::| là | la ))/iu;
/** "Tặng chị Bình 1 voucher 50k". "Tặng chị Bình rồi" reports, and "tặng chị Bình 50 điểm" gives no gift. */
const GIVEN =
  /^(?:(?:em|bot|nhờ|nho|giúp|giup) )*(?:tặng|tang)(?: cho)? (?=(?:khách|khach|kh|anh|chị|cô|chú|bác|ông|bà|chi|co|chu|bac|ong|ba) [\p{L}\d]{2,} ?\S)(?![^\n]*(?<!\p{L})(?:rồi|roi|r|chưa|chua|hôm qua|hom qua)[.!?]{0,3}$)(?![^\n]*\d ?(?:điểm|diem))/iu;

const OWNER =
  "(?!(?:Show|List|Get|See|Check|View) )(?:(?:anh|chị|cô|chú|bác|ông|bà|Mr|Mrs|Ms)\\.? )?\\p{Lu}\\p{L}{1,12}(?: \\p{Lu}\\p{L}{0,12}){0,3}";
const OWNED_RECORDS = `(${OWNER})['’]s ((?:(?:open|closed|last|latest|recent|newest|all|urgent|pending) ){0,2}(?:tickets?|orders?|deals?|points?))(?!\\p{L})`;
/** "An's tickets and Bình's last order" looks them up. Elsewhere the words may be part of a title. */
const LOOKS_UP_OWNED = new RegExp(
  `^(?:(?:[Ss]how|[Ll]ist|[Gg]et|[Ss]ee|[Cc]heck|[Vv]iew|me|please) ){0,3}${OWNED_RECORDS}[^:\\n]{0,80}$`,
  "u",
);
const OWNED = new RegExp(`(?<!\\p{L})${OWNED_RECORDS}`, "gu");
/** With a capital at the start of a text these are no name: "What's", "Today's orders". */
const NO_OWNER =
  /^(?:what|who|where|let|it|that|this|here|there|today|yesterday|tomorrow|customer|client)$/iu;
const PERSON =
  "(?:anh|chị|cô|chú|bác|ông|bà|chi|co|chu|bac|ong|ba|khách|khach) \\p{L}{2,10}(?: \\p{Lu}\\p{L}{0,10}){0,3}";
/** "Cả anh An lẫn chị Bình gắn tag VIP". With "rồi" or "chưa" it reports or asks. */
const BOTH_TAGGED = new RegExp(
  `^(?:cả|ca) (${PERSON} (?:lẫn|lan|và|va|với|voi) ${PERSON}) (?:(?:thì|thi|đều|deu) )?((?:gắn|gan|thêm|them|dán|dan) (?:tag|nhãn|nhan|thẻ|the) [^\\n]{1,40})$`,
  "iu",
);
const TOLD_OR_ASKED =
  /(?<!\p{L})(?:rồi|roi|r|xong|chưa|chua|không|khong|ko|hả|ha|sao)(?: (?:ạ|a|nha|nhé|nhe|em|e|vậy|vay|bot|đó|do)){0,3}[\s.!?]{0,3}$|\?/iu;

/** "…: may in hong" and "… 0867123456 may in hong" are "máy in hỏng". Without its accent, "hong" is read as "hông", a word for no. */
const BROKEN =
  /(?<=(?::|\d) ?(?:may|tu|quat|bep|noi|lo|loa|den|am|tivi|ti vi|dieu hoa|dong ho)(?: \p{L}+){0,2} )hong(?=[\s.!]*$)/iu;
/** "Xong rồi đóng nó giùm": what is done already is no part of the request. */
const DONE_FIRST =
  /^(?:(?:dạ|da|ok|em|sửa|sua|làm|lam|xử lý|xu ly|giải quyết|giai quyet) ){0,3}xong(?: hết| het)?(?: rồi| roi| r)?,? (?:thì |thi )?(?=(?:đóng|dong|close) (?:nó|no|phiếu|phieu|ticket|giùm|gium|giúp|giup|luôn|luon|lại|lai|đi|di|it|cái|cai)(?!\p{L}))/iu;
/** "Tắt cảnh báo ở group này": the alerts of the chat are meant anyway. */
const ALERTS_HERE =
  /^((?:tắt|tat|bỏ|bo|xoá|xóa|xoa|dừng|dung|ngừng|ngung|bật|bat|turn off|stop|delete|remove)(?: lại| lai| hết| het| all| the)? (?:cảnh báo|canh bao|alerts?)) (?:ở|o|trong|của|cua|cho|in|of|for) (?:(?:cái |cai )?(?:group|nhóm|nhom|kênh|kenh|channel|chat|phòng|phong) (?:này|nay|đây|day)|this (?:group|channel|chat)|đây|day|here)(?=[\s.!]|$)/iu;
/** "Báo em khi phiếu 16001 xong nhaa": the last letter of the last word is repeated for emphasis. `$1` is the word without it. */
const DRAWN_OUT =
  /(?<=\s)(nh[aáàeéè]|đi|di|ạ|r[ồo]i|lu[ôo]n|v[ớo]i|ngh?en|nhen|hen)(?<=(\p{L}))\2{1,9}(?=[\s.!~]*$)/iu;

const CUSTOMER_NUMBER = "(?:khách|khach|kh) #?\\d{1,9}|#?[1-9]\\d{0,2}";
const PIECE = "(?:quà |qua |con |cái |cai |chiếc |chiec |món |mon )";
/** What is no gift: "1 phiếu", "1 ít", "1 cái khác". */
const NO_GIFT =
  "(?:phiếu|phieu|đơn|don|ticket|order|số|so|vài|vai|ít|it|chút|chut|lần|lan) |[^\\n]*(?:khác|khac)(?!\\p{L})";
/**
 * "Khách 476 lấy 1 tàu hoả nha": one piece of something with a name, which is a gift. A product would have a code or a price,
 * and a name of letters alone has neither.
 */
const TAKES_GIFT = new RegExp(
  `^(?<who>${CUSTOMER_NUMBER}) (?:muốn |muon |xin )?(?:lấy|lay|đổi|doi) (?:1|một|mot) ${PIECE}?(?<gift>(?!${NO_GIFT})\\p{L}+(?: \\p{L}+){1,4}?)(?: (?:nha|nhé|nhe|nghen|ạ|đi|di|giúp em|giup em|em))*[\\s.!]*$`,
  "iu",
);

const TAG = "(?:tag|nhãn|nhan|thẻ|the)";
const REMOVES = "(?:gỡ|go|bỏ|bo|xoá|xóa|xoa|remove|delete)";
const FOR_ME =
  "(?:giúp|giup|giùm|gium|dùm|dum|hộ|ho|em|mình|minh|cái|cai|luôn|luon|đi|di|nha|nhé|nhe|lại|lai|ạ|a)";
const ADDS = "(?:gắn|gan|thêm|them)";
const ADDS_WRONGLY = `${ADDS} (?:nhầm|nham|lộn)`;
const SLIPPED = "lỡ (?:tay )?";
/** "Em lỡ tay gắn nhầm": why the tag is to be removed. It is no part of the tag's name. */
const WHY = `(?:(?:em|mình|minh) )?(?:${SLIPPED})?${ADDS_WRONGLY}`;
/** "Gỡ tag gắn nhầm VIP của 476" has the tag `behind` the reason, "bỏ giúp em tag VIP gắn nhầm cho 476" has it `before`. */
const WRONG_TAG_REMOVED = new RegExp(
  `^(?:(?:bot|em|nhờ|nho|giúp|giup) ){0,3}${REMOVES} (?:${FOR_ME} ){0,4}${TAG} (?:${WHY} (?=\\S)(?<behind>[^\\n,;:"“]{1,40}?)|(?<before>[^\\n,;:"“]{1,40}?) ${WHY}) (?:cho|của|cua|ở|o|vào|vao|khỏi|khoi) `,
  "iu",
);
/** "Gắn nhầm tag VIP cho 476, gỡ giúp em", "lỡ gắn tag VIP cho 476 rồi, gỡ giúp em": the mistake first, then the removal. */
const WRONG_TAG_TOLD_FIRST = new RegExp(
  `^(?:(?:bot|em|mình|minh|hôm qua|hồi nãy|ơi) ){0,3}(?:${ADDS_WRONGLY}|${SLIPPED}${ADDS}) ${TAG} (?<tag>[^\\n,;:"“]{1,40}?) (?:cho|vào|vao) (?<who>[^\\n,;:]{1,40}?)(?: (?:rồi|roi|r))?(?:[,;.] ?|(?<=\\d|(?: (?:rồi|roi|r))) )(?:(?:bot|nhờ|nho|(?:thôi|thoi)(?! (?:bỏ|bo) )) )?${REMOVES}(?: (?:nó|no|ra))?(?: ${FOR_ME}){0,5}[.! ]*$`,
  "iu",
);

/** Returns a text with the usual words for what some people say in other ways: `"tặng chị Bình …"` → `"đổi quà cho chị Bình …"`. */
export function inUsualWords(text: string): string {
  return text
    .replace(COUNTED_LIST, "")
    .replace(DRAWN_OUT, "$1")
    .replace(TAKES_GIFT, giftFirst)
    .replace(WRONG_TAG_REMOVED, "gỡ tag $<behind>$<before> của ")
    .replace(WRONG_TAG_TOLD_FIRST, "gỡ tag $<tag> của $<who>")
    .replace(SHORT_CHI, "chị")
    .replace(TICKETS_FOR_ONESELF, " of ")
    .replace(RENAMED, "$1 tên khách ")
    .replace(DONE_FIRST, "")
    .replace(ALERTS_HERE, "$1")
    .replace(NOTED, "thêm ghi chú cho ")
    .replace(GIVEN, "đổi quà cho ")
    .replace(BOTH_TAGGED, (all, people: string, tagged: string) =>
      TOLD_OR_ASKED.test(all) ? all : `${tagged} cho ${people}`,
    )
    .replace(LOOKS_UP_OWNED, (all) => all.replace(OWNED, withOwnerBehind));
}

/** `"476 lấy 1 tàu hoả"` → `"đổi quà tàu hoả cho khách 476"` */
function giftFirst(all: string, who: string, gift: string): string {
  if (TOLD_OR_ASKED.test(all)) return all;
  const customer = /^\p{L}/u.test(who) ? who : `khách ${who}`;
  return `đổi quà ${gift} cho ${customer}`;
}

/** `"An's tickets"` → `"tickets of An"` */
function withOwnerBehind(all: string, owner: string, records: string): string {
  return NO_OWNER.test(owner) ? all : `${records} of ${owner}`;
}

/** Returns a text with the accent of "hỏng": `"tạo phiếu: may in hong"` → `"tạo phiếu: may in hỏng"`. */
export function withBroken(text: string): string {
  return text.replace(BROKEN, "hỏng");
}
