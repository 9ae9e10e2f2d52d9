import { BEYOND } from "./beyond-sentences.ts";
import type { CommandGrammar } from "./grammar.ts";
import { NOTIFICATIONS } from "./notification-sentences.ts";
import { type Sentence, says } from "./sentence.ts";
import { WORD_CHARS } from "./word-chars.ts";

/** The length of a pause. */
const SPAN = `(?:(?:\\d{1,3}|mot|nua) ?(?:tieng|gio|phut|ngay|p|ph|h|hours?|minutes?|mins?)(?:\\d\\d)?)(?![${WORD_CHARS}])`;

const FILLERS = "(?: (?:bo|giup|gium|dum|ho|cho|em|minh|chi|anh|luon|cai|the|my)){0,3}";
const DEAL = "(?:don(?: hang)?|dh|giao dich|gd|co hoi|deal|order)(?: so| ma)?";
/** "Huỷ giúp em đơn hàng số", "cancel the order". */
const CANCEL_DEAL = `(?:huy|cancel)${FILLERS} ${DEAL}`;

/** A product's code, typed as it is printed: `"tivi01"`. */
const CODE = "[a-z][a-z._-]{0,40}\\d[a-z0-9._-]{0,40}";
/** "Mình" typed without its accent begins with a small letter, or the text, and no other word has accents. */
const PERSON_MINH =
  /(?<=[\p{L}\p{N}] )Minh(?![\p{L}\p{N}])|^(?=.*[đÀ-ÿĂăŨũƠơƯưẠ-ỹ])(?:.*[^\p{L}\p{M}])?minh(?![\p{L}\p{N}\p{M}])/u;
/** The end of a question for a gift's points: "cần bao nhiêu điểm". */
const COSTS = `(?:thi |can |het |ton |mat |tru |phai |doi |lay |la |gia |bang |quy ra )*(?:bao nhieu|bao nhiu|may|bn|nhieu|nhiu) (?:diem|points?)(?![${WORD_CHARS}])`;
/** What may stand before the gift in that question: "đổi DAUMAY01 mất mấy điểm". */
const GIFT_ASKED = "(?:(?:muon |neu |de )*(?:doi |lay ))?(?:qua |ma |cai |mon )*";
/** Family names, folded. */
const FAMILY =
  "(?:nguyen|tran|le|pham|huynh|hoang|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dinh|dao|doan|trinh|truong|mai|lam|luong|cao|ta|ha|chau|to)";
/** The name of a product: `"tivi 43 inch"`. */
const THING = `[\\p{L}][${WORD_CHARS} .-]{1,50}?`;
/** Words that make a question about a price one about something else, or a change. */
const NO_PRODUCT =
  /(?<![\p{L}\p{N}])(?:sửa|sua|đổi|doi|tăng|tang|giảm|giam|lên|len|xuống|xuong|thành|thanh|đơn|don|phiếu|phieu|đánh|danh|khách|khach|change|trị|tri)(?![\p{L}\p{N}])/u;
/** Words between "báo cáo" and its number: "báo cáo sáng", "báo cáo số 1". */
const OF_DIGEST = "(?: (?:so|(?:buoi )?(?:sang|chieu|toi)|hang (?:ngay|tuan|thang)|dinh ky|nay|do)){0,3}";
const HOW_MUCH = "(?: (?:bn|nhiu|nhieu|bao nhieu|the nao|ko|k|khong|v|vay|z|e)){0,6}";

/**
 * The order matters if two of them fit equally well. A new command needs a line only for an order of words that
 * no alias has: "thêm ghi chú … vào phiếu 17464".
 */
const SENTENCES: readonly Sentence[] = [
  says(
    "customer",
    "(?:la )?so (?:dien thoai )?(?:nay )?(?:la )?cua (?:ai|khach nao|nguoi nao)|(?:cua|la) (?:ai|khach nao)" +
      "|whose (?:phone )?(?:number|e-?mail) is|whose is|who (?:has|uses|called from|called)|(?:vua )?goi (?:den|toi|vao) la ai",
  ),
  // "Tìm pham van tuan": without capitals, only a family name and a middle name tell a person from a product.
  says(
    "customer",
    new RegExp(
      `^(?:tim|kiem|search|find)(?: kiem)? ${FAMILY} (?:van|thi) \\p{L}{2,7}(?: \\p{L}{2,7})?[?!. ]*$`,
      "u",
    ),
    {
      insteadOf: "products",
    },
  ),
  says(
    "redemptions",
    "(?:da|tung) (?:doi|nhan) (?:duoc )?(?:nhung |cac )?(?:qua gi|gi|qua nao|nhung gi|bao nhieu qua|may qua)" +
      "|what (?:gifts )?(?:has|did)(?= .{0,200}redeem)|gifts? (?:has|did)|(?:gift|redemption) history(?: of| for)?|lich su (?:qua|nhan qua)",
  ),
  says(
    "ratings",
    "(?:khach(?: hang)?|kh) (?:noi gi|danh gia (?:the nao|ra sao)|phan hoi(?: the nao| gi)?|co hai long khong)|(?:customer )?(?:feedback|reviews)" +
      "|how (?:did|do|have) customers rate(?:d)?(?: us)?|muc do hai long",
  ),
  says(
    "ticket",
    "(?:ghi nhan|bao) (?:loi|su co)(?: cho| cua)?|(?:lap|ghi|len) (?:mot |1 )?(?:phieu|ticket)" +
      "|mo (?:them )?(?:phieu|ticket)(?: moi)?(?=:| (?:cho |kh |khach (?:hang )?)*(?:\\+84|84|0)\\d[\\d .]{7})" +
      "|(?:open|log|raise|file) (?:an? )?(?:new )?(?:ticket|issue)",
  ),
  ...NOTIFICATIONS,
  ...BEYOND,
  says(
    "campaign",
    /^(?:xem |kq |ket qua |tinh hinh )*(?:cua )?(?:chien dich|cd) (?!dang|moi|thang|tuan|hom|nam|quy|nao|gan|cu[ai]?\b|da|chua|gi\b)(?<inside>[\p{L}\p{N}][\p{L}\p{N} -]{2,60}?)(?: (?:sao|the nao|toi dau|den dau|ra sao)(?: roi)?)?[?. ]*$/u,
  ),
  // A number with # or alone is an existing ticket; "ticket 9457: máy in hỏng" is a new one.
  says(
    "show",
    `(?:phieu|ticket)(?= ?# ?[1-9]\\d{0,9}(?:[^${WORD_CHARS}]|$)` +
      "| [1-9]\\d{0,9}(?: (?:den|toi|sao|ra|the|xong|dong|dau|nao|chua|roi|ko|k|v|z|vay|day|a))*[\\s.!?]*$)",
  ),
  says(
    "editticket",
    "(?:dong|close|hoan thanh|ket thuc|xu ly xong)(?: lai)?(?: (?:phieu|tickets?)(?: so)?(?= ?#?\\d)|(?= ?# ?\\d)|(?= \\d{4,9}[.! ]*$))",
    { args: { closes: "yes" } },
  ),
  says(
    "editticket",
    /^(?<inside>(?:phieu|ticket)(?: so)? ?#? ?\d{1,9}) (?:(?:da |thi )?dong(?: lai| di)?|xong roi|close|xong roi dong(?: lai| di)?)[.! ]*$/u,
    { args: { closes: "yes" } },
  ),
  says("editticket", "mo lai (?:phieu|ticket)(?: so)?(?= ?#?\\d)|reopen (?:ticket )?(?=#?\\d)", {
    args: { reopens: "yes" },
  }),
  says(
    "editticket",
    /^(?:(?:nho|bot|em|giup) )*mo (?<inside>(?:phieu|ticket)(?: so)? ?#? ?\d{1,9}) (?:ra )?lai(?: (?:di|giup|em|nha|nhe|a)){0,3}[.! ]*$/u,
    { args: { reopens: "yes" } },
  ),
  says("editdeal", `(?:chot|duyet|hoan tat)${FILLERS} ${DEAL}(?= ?#?\\d)`),
  // To a shop a cancelled deal is one of another stage. Only who says so wants it deleted.
  says("deletedeal", `${CANCEL_DEAL}(?=.{0,80}(?:khoi he thong|xoa (?:han|luon|bo|di)|for good))`),
  says("deletedeal", `huy (?:han|(?:va |roi )?xoa)${FILLERS} ${DEAL}`),
  says("editdeal", CANCEL_DEAL, { args: { cancels: "ask" } }),
  says(
    "editdeal",
    /^(?!.*(?:xoa|delete|remove|khoi he thong)).*(?<![\p{L}])(?:huy|cancel|boom?|bung)(?![\p{L}])/su,
    {
      ...{ args: { cancels: "ask" }, insteadOf: "deletedeal" },
    },
  ),
  // "Báo khi có đơn trên 10 triệu" asks for no list, and "báo khi khách … tạo phiếu" for no ticket.
  ...["deals", "customers", "customer", "ticket", "tickets", "ratings", "newdeal"].map((other) =>
    says(
      "alert",
      /^(?:(?:nho|bot|em|e|giup) )*(?:bao|canh bao|nhac|hu|ping|reo|notify|alert)(?: \p{L}+){0,3} (?:khi|moi khi|moi lan|neu|when|whenever) (?:nao )?(?:co )?(?:don|khach|kh|phieu|danh gia|orders?|customers?)(?!\p{L})/u,
      { insteadOf: other },
    ),
  ),
  // "Lead 2964" is one customer; "lead tuần trước" is a list.
  says(
    "customers",
    "leads?(?= (?:hom|ngay|tuan|thang|quy|nam) (?!\\d)| (?:today|yesterday|this|last|from|tu) )",
  ),
  // A list by the name of its records, with nothing beside it but its arguments. A story about one is no list.
  says(
    "tickets",
    "(?:(?:xem|tim|loc|liet ke|danh sach|ds|show|list) )?(?:cac |nhung |co )?" +
      "(?:phieu(?! (?:moi )?cho )|tickets|ticket(?! \\+?\\d))(?: nao| gi)?(?: moi)?",
    { whole: true },
  ),
  says(
    "tickets",
    "(?:(?:xem|ds|danh sach) )?(?:cac )?(?:phieu|tickets?)(?: (?<inside>[^\\n]{1,30}?))? (?:cua |do |giao cho )?(?:toi|minh|em|tui|t|e)(?: phu trach| xu ly| dang xu ly)?|my tickets",
    { whole: true, args: { whose: "mine" }, unless: PERSON_MINH },
  ),
  // A list of what a colleague has, and no new ticket called "giao": "phiếu giao cho lan.cskh@example.com".
  says(
    "tickets",
    /^(?:(?:xem|coi|tim|loc|ds|danh sach|liet ke|cac|nhung|may|show|list|all|the) )*(?:phieu|tickets?)(?: (?:nao|dang|da|duoc|moi))* (?:giao|gan|phan cong|assigned|handled)(?: viec)? (?:cho|to|by) [^\s@:]{1,64}@[^\s@:]{3,90}(?: [^\n:]{0,40})?$/u,
    { insteadOf: "ticket" },
  ),
  // "Tickets of me".
  says("tickets", "(?:tickets?|phieu)(?: (?<inside>[^\\n]{1,30}?))? (?:of|assigned to) (?:me|mine|myself)", {
    whole: true,
    args: { whose: "mine" },
  }),
  // "Hôm nay tôi còn bao nhiêu phiếu chưa xử lý".
  says(
    "tickets",
    "(?:toi|minh|em|tui|t|e) (?:hien |dang )*(?:con|co|giu|cam|xu ly)(?: (?:bao nhieu|bn|may|nhung|cac))?(?: cai)? (?:phieu|tickets?)" +
      "|(?:how many )?tickets (?:do i have|are mine)",
    { whole: true, args: { whose: "mine" }, unless: PERSON_MINH },
  ),
  says(
    "tickets",
    /^(?:does|do|has|have) (?<inside>[^\n]{1,60}?) (?:have |got )?(?:any )?(?:(?:pending|open|unresolved) )?tickets?[?. ]*$/u,
  ),
  // A question, not a title: "có phiếu bảo hành không".
  says(
    "tickets",
    /^(?:co|con) (?:phieu|tickets?)(?<inside>[^\n]{0,60}?) (?:nao )?(?:khong|ko|k|hong|chua)[?. ]*$/u,
  ),
  // Which one to close is not said: "đóng phiếu của chị Bình" lists her open ones.
  says(
    "tickets",
    /^(?:dong|close)(?: giup| gium| ho| em| minh| luon| het| cac| may| cai| the| all){0,4} (?:phieu|tickets?)(?= (?:cua|of|for) \p{L})/u,
    { args: { state: "open" } },
  ),
  // A person follows, for whom the list has no argument. The name is no title either.
  says("tickets", "(?:phieu|tickets?)(?= (?:cua|of|for) \\p{L})"),
  says(
    "tickets",
    "co phieu (?:nao |gi )?(?:moi )?(?:ko|k|khong|hong|chua(?! [a-z]))|phieu (?:moi nhat|gan day)|(?:newest|latest|recent) tickets",
  ),
  // A product has no quantity: "sửa số lượng MUC12A còn 1" is about an order.
  says("editdeal", "(?:so luong|sl)(?= (?:[^\\n]{1,30} )?(?:thanh|len|xuong|con|la) \\d)", {
    insteadOf: "editproduct",
  }),
  says("customers", "(?:(?:xem|loc|liet ke|ds|show|list) )?(?:khach hang|khach|kh|customers|leads?)", {
    whole: true,
  }),
  says(
    "gifts",
    "qua(?: nao| gi)?(?= (?:duoi|it hon|toi da|tam|khoang|tu))|(?:what )?gifts?(?= (?:under|below|up to))",
  ),
  // "120 điểm đổi được gì", "chị Bình đủ điểm đổi quà nào".
  says(
    "gifts",
    "(?:(?:voi |co |du )?(?:so )?(?<!\\d ?)diem (?:dang co |hien co |hien tai )?)?(?:thi )?(?:de )?(?:doi|lay|rinh|ruoc) (?:duoc|dc)(?: (?:nhung|cac|may))?" +
      `(?: (?:qua|mon|cai|phan))?(?: qua)?(?: (?:gi|j|nao|chi))(?![${WORD_CHARS}])` +
      `|du diem (?:de )?(?:doi|lay)(?: duoc| dc)?(?: (?:qua|mon|cai))?(?: (?:gi|j|nao|chi))?(?![${WORD_CHARS}])` +
      "|(?:what|which) gifts? can|can afford(?: which gifts?)?",
  ),
  // "DAUMAY01 bao nhiêu điểm", "tàu hoả đồ chơi mấy điểm vậy". A customer "còn bao nhiêu điểm".
  says("gifts", new RegExp(`^${GIFT_ASKED}(?<code>${CODE}) ${COSTS}`)),
  says("gifts", new RegExp(`^${GIFT_ASKED}(?!nay )(?<code>[\\p{L}][${WORD_CHARS} ]{2,40}?) ${COSTS}`, "u"), {
    unless:
      /(?<![\p{L}\p{N}])(?:anh|chị|chi|cô|chú|bác|bac|ông|bà|khách|khach|kh|em|mình|minh|tôi|toi|nó|ai|còn|con|được|dc|có|co|đang|tổng)(?![\p{L}\p{N}])|(?<=.)\p{Lu}\p{Ll}/u,
  }),
  says("gifts", /^qua[?!. ]*$/),
  says("redemptions", "qua (?:cua|da nhan)(?: khach(?: hang)?)?"),
  says("tasks", "(?:cong )?viec|nhiem vu", { whole: true }),
  says("product", `(?:gia|con hang|price|ma|sp)(?: ban| cua| of| sp){0,4} (?<inside>${CODE})${HOW_MUCH}`, {
    whole: true,
  }),
  says("product", new RegExp(`^(?<inside>${CODE}) (?:gia|con hang|price)(?: ban)?${HOW_MUCH}[?!. ]{0,20}$`), {
    whole: true,
  }),
  // "Tivi 43 inch giá bao nhiêu", "giá tivi", "còn hàng máy in ko".
  says(
    "product",
    new RegExp(
      `^(?<inside>${THING}) (?:gia|bao nhieu tien|con hang|het hang)(?: ban)?${HOW_MUCH}[?!. ]{0,20}$`,
      "u",
    ),
    { unless: NO_PRODUCT },
  ),
  says(
    "product",
    new RegExp(
      `^(?:gia|bao gia|con hang|het hang)(?: ban| cua)? (?<inside>${THING})${HOW_MUCH}[?!. ]{0,20}$`,
      "u",
    ),
    { unless: NO_PRODUCT },
  ),
  says(
    "ratings",
    "(?:bad|poor|low) (?:ratings|reviews|scores)|danh gia (?:xau|kem|te)|khach(?: hang)? che" +
      "|(?:ratings|danh gia) (?:below|under|duoi) (?:3|three|ba)(?: sao| stars?)?",
    { args: { score: "low" } },
  ),
  says("ratings", "(?:bao nhieu|may) sao|how many stars"),
  // "Bật báo cáo sáng lúc 8h". A number behind it names one that exists.
  says(
    "digest",
    "(?:bat|cai|hen|len|tao|set)(?: lich)?(?: gui)? bao cao(?: (?:buoi )?(?:sang|chieu|toi))?(?= .{0,30}(?:\\d{1,2} ?(?:h|gio|:)|moi |hang (?:ngay|tuan|thang)))",
  ),
  says("digestchange", `(?:tat|dung|ngung|tam ngung|tam tat) (?:gui )?bao cao${OF_DIGEST}(?= \\d|$)`, {
    args: { effect: "pause" },
  }),
  says("digestchange", "(?:xoa|bo|huy) bao cao(?: so)?(?= \\d|$)", { args: { effect: "remove" } }),
  says("digestchange", "(?:bat(?: lai)?|tiep tuc|chay lai) (?:gui )?bao cao(?: so)?(?= \\d|$)", {
    args: { effect: "resume" },
  }),
  says(
    "quiet",
    "(?:bo|tat|huy|xoa|go|het) (?:gio )?(?:yen lang|im lang)|(?:turn off|remove|no) quiet hours",
    { args: { hours: "off" } },
  ),
  says("quiet", "(?:yen lang|im lang|dung (?:lam phien|bao|nhan|gui))(?= (?:tu )?\\d{1,2} ?(?:h|:|gio))"),
  says(
    "quiet",
    /^(?<inside>(?:tu )?\d{1,2}(?:h|:| gio)[^\n]{1,24}?) (?:thi )?(?:dung (?:lam phien|bao|nhan|gui)|yen lang|im lang)(?![\p{L}\p{N}])/u,
  ),
  says("setting", "(?:xem )?cai dat(?= \\S)", { whole: true }),
  // "Hướng dẫn tạo phiếu", "trợ giúp đổi quà", "how to redeem a gift".
  says(
    "help",
    /^(?:tro giup|huong dan|chi cach|cach|help(?: with)?|how (?:to|do i|can i))(?: ve| cach| su dung| dung)? (?!(?:me|us|em|minh|toi|voi)[?!. ]*$)(?<about>[\p{L}\p{N} ]{2,50}?)(?: (?:the nao|nhu the nao|ra sao|lam sao|sao))?[?!. ]{0,20}$/u,
  ),
  // AntCRM's API has no call for these. The pattern takes the whole text, so that nothing else in it counts.
  says(
    "help",
    "(?:giao|phan cong|gan|assign|reassign)(?: lai)?(?: the| a)? (?:phieu|tickets?)(?: [^\\n]*)?|chuyen (?:phieu|ticket)(?: [^\\n]{0,40})? cho [^\\n]+",
    { args: { beyond: "assign" } },
  ),
  says(
    "help",
    /^(?:(?:giup|gium|em|bot|nho) )*(?:chuyen|gan|giao|assign)(?: lai| viec| no)? (?:cho|qua cho|sang cho|to) (?:anh |chi |em |ban |nv |nhan vien )?\p{L}{2,12}(?: (?:xu ly|lam|giai quyet|phu trach|lo|nhan|di|nha|nhe|giup|em)){0,4}[.! ]*$/u,
    { args: { beyond: "assign" } },
  ),
  // "16001 để Lan xử lý"
  says(
    "help",
    /^(?:(?:phieu|ticket)(?: so)? ?)?#? ?\d{3,9} (?:(?:thi|nho|de|cho|dua|giao) ){1,2}(?:anh |chi |em |ban |nv |nhan vien )?(?!khach|kh |ho |ai |shop|mai |sau |hom |toi |chieu |sang |tuan |thang |lat |day |bua |luc |tam |gio )\p{L}{2,12} (?:xu ly|lam|giai quyet|phu trach|lo|nhan|om)(?: (?:di|nha|nhe|giup|em|e|luon|a)){0,4}[.! ]*$/u,
    { args: { beyond: "assign" } },
  ),
  says(
    "help",
    "(?:(?:add|write|post|viet|them) )?(?:a |mot )?(?:comment|binh luan|ghi chu)(?: (?:vao|cho|trong|o|on|to|in|the))* (?:phieu|ticket)(?:[ :,][^\\n]*)?",
    { args: { beyond: "comment" } },
  ),
  // "Xuất file danh sách khách": what is taken in as a file is not given out as one.
  says(
    "help",
    /^(?!.*(?<!\p{L})(?:len|upload|cai dat|cau hinh|thiet lap|settings?|bao cao)(?!\p{L}))(?=.*(?<!\p{L})(?:file|tep|excel|csv|xlsx|sheets?|export|download)(?!\p{L}))(?=.*(?<!\p{L})(?:khach|kh|don|san pham|customers?|orders?|products?|leads?)(?!\p{L}))(?:(?:bot|em|giup|gium|cho|nho|minh|please|pls) )*(?:xuat|ket xuat|tai|export|download)(?!\p{L})[^\n]{0,120}$/u,
    { args: { beyond: "export" } },
  ),
  says("help", "(?:chuyen(?: doi)?|convert)(?: the| a)? (?:lead|khach(?: hang)? tiem nang)(?: [^\\n]*)?", {
    args: { beyond: "convert" },
  }),
  // "Có đánh giá xấu thì báo nhé": the condition, then the request to be told.
  says(
    "alert",
    /^(?:(?:neu|khi nao|khi|he|moi khi|lan sau|sau nay|luc nao|cu) )?(?:ma )?(?:co |thay )(?<inside>[^\n]{0,40}?(?:danh gia|phieu|ticket|rating|sao)[^\n]{0,40}?)[ ,]+(?:thi )?(?:nho |hay |cu |phai |lam on )?(?:bao|nhan|ping|tag|thong bao|alert|notify)(?: (?:lai|cho|gium|giup|ngay|lien|luon|biet|vao|vo|day|nhom|nay|ca|team|minh|em|toi|tui|tin|voi|nha|nhe|hen|a))*[.! ]*$/u,
  ),
  // "Báo em khi phiếu 16001 đóng nha": an alert tells every change of the ticket.
  says(
    "alert",
    /^(?:(?:nho|bot|em|e|giup|ok|please) )*(?:bao|nhac|ping|nhan|tell|notify)(?: (?:cho|lai|me|em|e|minh|toi|tui|chi|anh|biet|giup|nha))* (?:khi|luc|when|once) (?:nao )?(?<inside>(?:(?:phieu|ticket) (?:so )?)?#?\d{4,9}) (?:duoc |da |is |gets )?(?:dong|xong|xu ly xong|giai quyet xong|hoan thanh|cap nhat|doi trang thai|closed|done|resolved|updated)(?: (?:nha|nhe|hen|a|voi|roi|thi|bao|em|luon|di|do|please))*[.! ]*$/u,
  ),
  // This stands before the removal: "tắt cảnh báo 2 tiếng" is a pause.
  says(
    "alertchange",
    `(?:(?:tat|tam dung|tam tat|tam ngung|ngung|dung|mute|snooze|pause) (?:canh bao|thong bao|bao|alerts?|notifications?)(?: so)?|tam dung|tam tat|mute|snooze)(?=(?: \\d{1,3})?(?: trong)? ${SPAN})`,
    { args: { effect: "snooze" } },
  ),
  says(
    "alertchange",
    "(?:bat(?: lai)?|mo lai|tiep tuc|chay lai) (?:canh bao|thong bao)(?: so)?|(?:resume|unmute) alerts?",
    { args: { effect: "resume" } },
  ),
  says(
    "help",
    "(?:cong|tru|them|bot|tang|add|subtract|deduct) (?:them )?\\d{1,6} (?:diem|points?)(?: [^\\n]*)?",
    { args: { beyond: "points" } },
  ),
  says(
    "help",
    "(?:xoa|bo|go|clear|remove) (?:the )?(?:(?:ngay )?sinh(?: nhat)?|gioi tinh|(?:nguoi |nhan vien )?phu trach|birthday|owner)(?: [^\\n]*)?",
    { args: { beyond: "clear" } },
  ),
  // "Theo dõi phiếu 17464" creates an alert, so "bỏ theo dõi phiếu" needs its own pattern.
  says(
    "alertchange",
    "(?:xoa|bo|tat|huy|go|dung|ngung) (?:canh bao(?: so)?|theo doi(?: phieu)?)|unfollow(?: ticket)?|(?:delete|stop|turn off|switch off) (?:the |all )?alerts?",
    { args: { effect: "remove" } },
  ),
  // A gift by its code alone: "đổi daumay01 cho 0900 000 001".
  says("redeem", "(?:muon |xin |can )?doi(?! qua)(?: cho)?(?= [^\\n]{0,60}[a-z]\\d)", { whole: true }),
  says("redeem", "(?:tang|phat) qua|redeem(?: an?| the)?(?: gift)?(?: code)?"),
  // "thêm 0867 123 456, 0900 000 001 vào phân khúc VIP": the verb stands apart from the segment.
  says(
    "segment",
    "(?:them|dua|cho|xep|gan)(?= .{0,200}(?:phan khuc|vao (?:pk|nhom)))|(?:add|put|move)(?= .{0,200}segment)",
  ),
];

/** Returns the sentences of these commands, each with its command. */
export function sentencesOf(commands: readonly CommandGrammar[]) {
  const byName = new Map(commands.map((command) => [command.name, command]));
  return SENTENCES.flatMap(({ command, args: said = {}, whole = false, ...rest }) => {
    const grammar = byName.get(command);
    return grammar ? [{ ...rest, command: grammar, said, whole }] : [];
  });
}
