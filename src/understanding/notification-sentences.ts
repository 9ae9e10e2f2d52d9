import { type Sentence, says } from "./sentence.ts";
import { WORD_CHARS } from "./word-chars.ts";

const DIGEST = "danh gia|chien dich|phieu|diem va qua|ratings|campaigns|tickets|loyalty";
/** The words that begin a schedule. */
const AGAIN =
  "(?:dinh ky |vao |luc |at |on )*(?:moi |hang |every|each |daily|weekly|monthly|weekdays|cron |ngay (?:lam viec|\\d|cuoi)|thu (?:[2-7]|hai|ba|tu|nam|sau|bay)|chu nhat|\\d{1,2}(?:h|:\\d| gio))";

/** The start of a request to end what is sent again and again: "làm ơn ngừng gửi …", "đừng …". */
const STOP =
  "^(?:(?:bot|em|e|giup|ok|thoi|oi|anh|chi|a|da|nho|lam on|please|pls) )*(?:tat|huyr?|ngung|tam (?:ngung|dung|tat|hoan)|dung|bo|xoa|go|khong|ko|k|hok|khoi|stop|cancel|no more|turn off|disable|mute|don t|don't|don’t|dont) (?:\\p{L}+ ){0,3}";

/** Words of days. */
const DAYS = /(?<![\p{L}\p{N}])(?:hôm|hom|tuần|tuan|tháng|thang|ngày|ngay) (?!bây|bay)[\p{L}\p{N}]/u;

/** Sentences about reports, and about the end of what is sent again and again. */
export const NOTIFICATIONS: readonly Sentence[] = [
  // "Tắt báo khi có đánh giá dưới 2 sao", "làm ơn ngừng nhắn em mỗi khi …": a button in the list ends the alert.
  says(
    "alerts",
    new RegExp(
      `${STOP}(?:canh bao|thong bao|bao|nhac|nhan|ping|gui tin|alerts?|alerting|notif\\p{L}*|tell)(?!\\p{L})`,
      "u",
    ),
    { insteadOf: "alert" },
  ),
  // "Dừng gửi báo cáo đánh giá mỗi sáng".
  ...["digest", "digestnow"].map((other) =>
    says("digests", new RegExp(`${STOP}(?:bao cao|bc|digest|report|ban tin|lich)(?!\\p{L})`, "u"), {
      insteadOf: other,
    }),
  ),
  // "Báo cáo chiến dịch" alone is a campaign's report; with a time behind it, it is a report to be sent again and again.
  // This must match one blank more than the alias "báo cáo chiến dịch", which would read the time as a campaign's name.
  says(
    "digest",
    new RegExp(
      `(?<![${WORD_CHARS}])(?:gui |dat |them |len lich )?(?:bao cao|bc|digest) (?<inside>(?:${DIGEST})(?:(?:[ ,]|va |and )+(?:${DIGEST}))*)[ ,]+(?=${AGAIN})`,
      "u",
    ),
  ),
  // The time first: "mỗi sáng 8h30 gửi báo cáo đánh giá vào nhóm này".
  says(
    "digest",
    new RegExp(
      `^(?<inside>${AGAIN}[^\\n]{0,40}?) (?:thi |nho )?(?:gui |dat |cho |lam )?(?:(?:minh|em|toi|nhom) )?(?:bao cao|bc|digest)(?= )`,
      "u",
    ),
  ),
  says("digestnow", "(?:xem )?(?:bao cao|bc) (?<inside>danh gia|phieu|diem va qua)(?: ngay| bay gio)?", {
    whole: true,
    unless: DAYS,
  }),
  // "Báo cáo hôm qua", "tổng kết tuần này": what about is asked.
  says(
    "digestnow",
    "(?:xem )?(?:bao cao|bc|tong ket)(?: tong hop)?(?= (?:cua )?(?:hom (?:qua|nay|kia)|hqua|hnay|(?:tuan|thang) (?:nay|truoc)))",
    { whole: true },
  ),
  // With days it is a list: more people may see it than a digest.
  ...(["danh gia", "phieu"] as const).map((records) =>
    says(
      records === "phieu" ? "tickets" : "ratings",
      new RegExp(`(?:bao cao|bc) ${records}.{0,60}(?:hom nay|tuan|thang|quy|\\d{1,2}/\\d{1,2})`),
      { insteadOf: "digestnow" },
    ),
  ),
  // With other words than days it is one campaign: "campaign report water filters".
  says(
    "campaign",
    /^(?:bao cao chien dich|campaign report) (?!(?:hom|hqua|hnay|tuan|thang|quy|nam|ngay|gan|va|moi|hang|today|yesterday|this|last|now|and|for|every|daily|weekly)(?!\p{L}))\p{L}[\p{L}\p{N} -]{3,60}[?. ]*$/u,
    { insteadOf: "digestnow" },
  ),
  says("ratings", "(?:xem )?(?:bao cao|bc) danh gia", { whole: true }),
  says("tickets", "(?:xem )?(?:bao cao|bc) phieu", { whole: true }),
];
