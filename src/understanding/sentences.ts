/** A way to ask that is not built on a command's name. */
export interface Sentence {
  /** The command's name; a sentence of a command that is not there is never tried. */
  command: string;
  /** Folded words; what stands around them are the arguments, and so is a group called `inside`. */
  pattern: RegExp;
  /** What the words say by themselves: `{ beyond: "assign" }`. */
  args?: Readonly<Record<string, string>>;
  /** Counts only where everything else in the text is one of the command's arguments: "phiếu gấp hôm nay". */
  whole?: true;
}

const words = (pattern: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`, "u");

const DIGEST = "danh gia|chien dich|phieu|diem va qua|ratings|campaigns|tickets|loyalty";
/** What a schedule begins with. */
const AGAIN =
  "(?:dinh ky |vao |luc |at |on )*(?:moi |hang |every|each |daily|weekly|monthly|weekdays|cron |ngay (?:lam viec|\\d|cuoi)|thu (?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|\\d{1,2}(?:h|:\\d| gio))";

/** How long a pause is. */
const SPAN =
  "(?:(?:\\d{1,3}|mot|nua) ?(?:tieng|gio|phut|ngay|p|ph|h|hours?|minutes?|mins?)(?:\\d\\d)?)(?![\\p{L}\\p{N}])";

/** A product's, typed as it is printed: `"tivi01"`. */
const CODE = "[a-z][a-z._-]{0,40}\\d[a-z0-9._-]{0,40}";
const HOW_MUCH = "(?: (?:bn|nhiu|nhieu|bao nhieu|the nao|ko|k|khong|v|vay|z)){0,6}";

/** The few true patterns. Everything else comes from the aliases: a new command needs no line here. */
export const SENTENCES: readonly Sentence[] = [
  {
    command: "customer",
    pattern: words(
      "(?:la )?so (?:dien thoai )?(?:nay )?(?:la )?cua (?:ai|khach nao|nguoi nao)|(?:cua|la) (?:ai|khach nao)" +
        "|whose (?:phone )?(?:number|e-?mail) is|whose is|who (?:has|uses|called from|called)|(?:vua )?goi (?:den|toi|vao) la ai",
    ),
  },
  {
    command: "redemptions",
    pattern: words(
      "(?:da|tung) (?:doi|nhan) (?:duoc )?(?:nhung |cac )?(?:qua gi|gi|qua nao|nhung gi|bao nhieu qua|may qua)" +
        "|what (?:gifts )?(?:has|did)(?= .{0,200}redeem)|gifts? (?:has|did)|(?:gift|redemption) history(?: of| for)?|lich su (?:qua|nhan qua)",
    ),
  },
  {
    command: "ratings",
    pattern: words(
      "(?:khach(?: hang)?|kh) (?:noi gi|danh gia (?:the nao|ra sao)|phan hoi(?: the nao| gi)?|co hai long khong)|(?:customer )?(?:feedback|reviews)" +
        "|how (?:did|do|have) customers rate(?:d)?(?: us)?|muc do hai long",
    ),
  },
  {
    command: "ticket",
    pattern: words(
      "(?:ghi nhan|bao) (?:loi|su co)(?: cho| cua)?|(?:lap|ghi|len) (?:mot |1 )?(?:phieu|ticket)" +
        "|mo (?:them )?(?:phieu|ticket)(?: moi)?(?=:| (?:cho |kh |khach (?:hang )?)*(?:\\+84|84|0)\\d[\\d .]{7})" +
        "|(?:open|log|raise|file) (?:an? )?(?:new )?(?:ticket|issue)",
    ),
  },
  // "Báo cáo chiến dịch" alone is a campaign's report; with a time behind it, one to be sent again and again.
  {
    command: "digest",
    // With the blank behind it this is longer than "báo cáo chiến dịch", which would take the time for a campaign's name.
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:gui |dat |them |len lich )?(?:bao cao|bc|digest) (?<inside>(?:${DIGEST})(?:(?:[ ,]|va |and )+(?:${DIGEST}))*)[ ,]+(?=${AGAIN})`,
      "u",
    ),
  },
  // The hour first: "mỗi sáng 8h30 gửi báo cáo đánh giá vào nhóm này".
  {
    command: "digest",
    pattern: new RegExp(
      `^(?<inside>${AGAIN}[^\\n]{0,40}?) (?:thi |nho )?(?:gui |dat |cho |lam )?(?:(?:minh|em|toi|nhom) )?(?:bao cao|bc|digest)(?= )`,
      "u",
    ),
  },
  {
    command: "digestnow",
    whole: true,
    pattern: words("(?:xem )?(?:bao cao|bc) (?<inside>danh gia|phieu|diem va qua)(?: ngay| bay gio)?"),
  },
  // With days it is no digest, which in the morning is about the day before.
  { command: "ratings", whole: true, pattern: words("(?:xem )?(?:bao cao|bc) danh gia") },
  { command: "tickets", whole: true, pattern: words("(?:xem )?(?:bao cao|bc) phieu") },
  {
    command: "campaign",
    pattern:
      /^(?:xem |kq |ket qua |tinh hinh )*(?:cua )?(?:chien dich|cd) (?!dang|moi|thang|tuan|hom|nam|quy|nao|gan|cu[ai]?\b|da|chua|gi\b)(?<inside>[\p{L}\p{N}][\p{L}\p{N} -]{2,60}?)(?: (?:sao|the nao|toi dau|den dau|ra sao)(?: roi)?)?[?. ]*$/u,
  },
  // A number with its sign, or alone, is a ticket that is there; "ticket 9457: máy in hỏng" is a new one.
  {
    command: "show",
    pattern: words(
      "(?:phieu|ticket)(?= ?# ?[1-9]\\d{0,9}(?:[^\\p{L}\\p{N}]|$)" +
        "| [1-9]\\d{0,9}(?: (?:den|toi|sao|ra|the|xong|dong|dau|nao|chua|roi|ko|k|v|z|vay|day|a))*[\\s.!?]*$)",
    ),
  },
  {
    command: "editticket",
    args: { closes: "yes" },
    pattern: words(
      "(?:dong|close|hoan thanh|ket thuc|xu ly xong)(?: lai)?(?: (?:phieu|tickets?)(?: so)?(?= ?#?\\d)|(?= ?# ?\\d)|(?= \\d{4,9}[.! ]*$))",
    ),
  },
  {
    command: "editticket",
    args: { closes: "yes" },
    pattern:
      /^(?<inside>(?:phieu|ticket)(?: so)? ?#? ?\d{1,9}) (?:(?:da |thi )?dong(?: lai| di)?|xong roi|close|xong roi dong(?: lai| di)?)[.! ]*$/u,
  },
  {
    command: "editticket",
    pattern: words("mo lai (?:phieu|ticket)(?: so)?(?= ?#?\\d)|reopen (?:ticket )?(?=#?\\d)"),
  },
  // "Lead 2964" is one of them; "lead tuần trước" are those who came then.
  {
    command: "customers",
    pattern: words(
      "leads?(?= (?:hom|ngay|tuan|thang|quy|nam) (?!\\d)| (?:today|yesterday|this|last|from|tu) )",
    ),
  },
  // The things by their own name, with nothing but what a list can be asked by: a story about one is another matter.
  {
    command: "tickets",
    whole: true,
    pattern: words(
      "(?:(?:xem|tim|loc|liet ke|danh sach|ds|show|list) )?(?:cac |nhung |co )?" +
        "(?:phieu(?! (?:moi )?cho )|tickets|ticket(?! \\+?\\d))(?: nao| gi)?(?: moi)?",
    ),
  },
  {
    command: "tickets",
    whole: true,
    args: { whose: "mine" },
    pattern: words(
      "(?:(?:xem|ds|danh sach) )?(?:cac )?(?:phieu|tickets?)(?: (?<inside>[^\\n]{1,30}?))? (?:cua |do |giao cho )?(?:toi|minh|em|tui|t|e)(?: phu trach| xu ly| dang xu ly)?|my tickets",
    ),
  },
  // A question, and no title: "có phiếu bảo hành không".
  {
    command: "tickets",
    pattern:
      /^(?:co|con) (?:phieu|tickets?)(?<inside>[^\n]{0,60}?) (?:nao )?(?:khong|ko|k|hong|chua)[?. ]*$/u,
  },
  // What follows is nobody the list can be asked for, and no title either.
  { command: "tickets", pattern: words("phieu cua(?= \\p{L})") },
  {
    command: "tickets",
    pattern: words(
      "co phieu (?:nao |gi )?(?:moi )?(?:ko|k|khong|hong|chua)|phieu (?:moi nhat|gan day)|(?:newest|latest|recent) tickets",
    ),
  },
  {
    command: "customers",
    whole: true,
    pattern: words("(?:(?:xem|loc|liet ke|ds|show|list) )?(?:khach hang|khach|kh|customers|leads?)"),
  },
  { command: "gifts", pattern: words("qua(?: nao| gi)?(?= (?:duoi|it hon))|gifts?(?= (?:under|below))") },
  { command: "gifts", pattern: /^qua[?!. ]*$/ },
  { command: "redemptions", pattern: words("qua (?:cua|da nhan)(?: khach(?: hang)?)?") },
  { command: "tasks", whole: true, pattern: words("(?:cong )?viec|nhiem vu") },
  {
    command: "product",
    whole: true,
    pattern: words(`(?:gia|con hang|price|ma|sp)(?: ban| cua| of| sp){0,4} (?<inside>${CODE})${HOW_MUCH}`),
  },
  {
    command: "product",
    whole: true,
    pattern: new RegExp(`^(?<inside>${CODE}) (?:gia|con hang|price)(?: ban)?${HOW_MUCH}[?!. ]{0,20}$`),
  },
  {
    command: "ratings",
    args: { score: "low" },
    pattern: words(
      "(?:bad|poor|low) (?:ratings|reviews|scores)|danh gia (?:xau|kem|te)|khach(?: hang)? che" +
        "|(?:ratings|danh gia) (?:below|under|duoi) (?:3|three|ba)(?: sao| stars?)?",
    ),
  },
  { command: "ratings", pattern: words("(?:bao nhieu|may) sao|how many stars") },
  {
    command: "digestchange",
    args: { effect: "pause" },
    pattern: words("(?:tat|dung|ngung|tam ngung|tam tat) (?:gui )?bao cao(?: so)?(?= \\d|$)"),
  },
  {
    command: "digestchange",
    args: { effect: "remove" },
    pattern: words("(?:xoa|bo|huy) bao cao(?: so)?(?= \\d|$)"),
  },
  {
    command: "digestchange",
    args: { effect: "resume" },
    pattern: words("(?:bat(?: lai)?|tiep tuc|chay lai) (?:gui )?bao cao(?: so)?(?= \\d|$)"),
  },
  {
    command: "quiet",
    args: { hours: "off" },
    pattern: words(
      "(?:bo|tat|huy|xoa|go|het) (?:gio )?(?:yen lang|im lang)|(?:turn off|remove|no) quiet hours",
    ),
  },
  {
    command: "quiet",
    pattern: words("(?:yen lang|im lang|dung (?:lam phien|bao|nhan|gui))(?= (?:tu )?\\d{1,2} ?(?:h|:|gio))"),
  },
  {
    command: "quiet",
    pattern:
      /^(?<inside>(?:tu )?\d{1,2}(?:h|:| gio)[^\n]{1,24}?) (?:thi )?(?:dung (?:lam phien|bao|nhan|gui)|yen lang|im lang)(?![\p{L}\p{N}])/u,
  },
  { command: "setting", whole: true, pattern: words("(?:xem )?cai dat(?= \\S)") },
  // What AntCRM's API has no call for: all of the text is about it, whatever else stands there.
  {
    command: "help",
    args: { beyond: "assign" },
    pattern: words(
      "(?:giao|phan cong|gan|assign|reassign)(?: lai)?(?: the| a)? (?:phieu|tickets?)(?: [^\\n]*)?|chuyen (?:phieu|ticket)(?: [^\\n]{0,40})? cho [^\\n]+",
    ),
  },
  {
    command: "help",
    args: { beyond: "comment" },
    pattern: words(
      "(?:(?:add|write|post|viet|them) )?(?:a |mot )?(?:comment|binh luan|ghi chu)(?: (?:vao|cho|trong|o|on|to|in|the))* (?:phieu|ticket)(?:[ :,][^\\n]*)?",
    ),
  },
  {
    command: "help",
    args: { beyond: "convert" },
    pattern: words("(?:chuyen(?: doi)?|convert)(?: the| a)? (?:lead|khach(?: hang)? tiem nang)(?: [^\\n]*)?"),
  },
  // "Có đánh giá xấu thì báo nhé": what there must be, then that it be told.
  {
    command: "alert",
    pattern:
      /^(?:(?:neu|khi nao|khi|he|moi khi|lan sau|sau nay|luc nao|cu) )?(?:ma )?(?:co |thay )(?<inside>[^\n]{0,40}?(?:danh gia|phieu|ticket|rating|sao)[^\n]{0,40}?)[ ,]+(?:thi )?(?:nho |hay |cu |phai |lam on )?(?:bao|nhan|ping|tag|thong bao|alert|notify)(?: (?:lai|cho|gium|giup|ngay|lien|luon|biet|vao|vo|day|nhom|nay|ca|team|minh|em|toi|tui|tin|voi|nha|nhe|hen|a))*[.! ]*$/u,
  },
  // Before what takes one away: "tắt cảnh báo 2 tiếng" wants it back.
  {
    command: "alertchange",
    args: { effect: "snooze" },
    pattern: words(
      `(?:(?:tat|tam dung|tam tat|tam ngung|ngung|dung|mute|snooze|pause) (?:canh bao|thong bao|bao|alerts?|notifications?)(?: so)?|tam dung|tam tat|mute|snooze)(?=(?: \\d{1,3})?(?: trong)? ${SPAN})`,
    ),
  },
  {
    command: "alertchange",
    args: { effect: "resume" },
    pattern: words(
      "(?:bat(?: lai)?|mo lai|tiep tuc|chay lai) (?:canh bao|thong bao)(?: so)?|(?:resume|unmute) alerts?",
    ),
  },
  {
    command: "help",
    args: { beyond: "points" },
    pattern: words(
      "(?:cong|tru|them|bot|tang|add|subtract|deduct) (?:them )?\\d{1,6} (?:diem|points?)(?: [^\\n]*)?",
    ),
  },
  {
    command: "help",
    args: { beyond: "clear" },
    pattern: words(
      "(?:xoa|bo|go|clear|remove) (?:the )?(?:(?:ngay )?sinh(?: nhat)?|gioi tinh|(?:nguoi |nhan vien )?phu trach|birthday|owner)(?: [^\\n]*)?",
    ),
  },
  // "Theo dõi phiếu 17464" sets one up, and so these words around it must not.
  {
    command: "alertchange",
    args: { effect: "remove" },
    pattern: words(
      "(?:xoa|bo|tat|huy|go|dung|ngung) (?:canh bao(?: so)?|theo doi(?: phieu)?)|unfollow(?: ticket)?|(?:delete|stop) alerts?",
    ),
  },
  // The gift by its code alone: "đổi daumay01 cho 0900 000 001".
  {
    command: "redeem",
    whole: true,
    pattern: words("(?:muon |xin |can )?doi(?! qua)(?: cho)?(?= [^\\n]{0,60}[a-z]\\d)"),
  },
  { command: "redeem", pattern: words("(?:tang|phat) qua|redeem(?: an?| the)?(?: gift)?(?: code)?") },
  // "thêm 0867 123 456, 0900 000 001 vào phân khúc VIP": the verb is apart from what it puts them into.
  {
    command: "segment",
    pattern: words(
      "(?:them|dua|cho|xep|gan)(?= .{0,200}(?:phan khuc|vao (?:pk|nhom)))|(?:add|put|move)(?= .{0,200}segment)",
    ),
  },
];
