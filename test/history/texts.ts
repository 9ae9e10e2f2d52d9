import type { Word } from "./history.ts";

/** The texts, in Vietnamese, by which a person recognises what a message says. The first that matches counts. */
const WORDS: readonly (readonly [Word | "notice", RegExp])[] = [
  ["notice", /AntCRM đã hoạt động lại/],
  ["absent", /vẫn chưa thấy trong AntCRM/],
  // A process that could not use the database says that it does not know.
  ["unclear", /AntCRM chưa trả lời rõ|có thể đã được ghi nhận/],
  ["done", /Đã (đổi quà|tích điểm|tạo phiếu|tạo khách|tạo đơn|sửa khách)|^Đã xong/m],
  ["not-sent", /Không gửi|Chưa gửi gì đến AntCRM/],
  ["expired", /Nút này đã được dùng hoặc quá cũ/],
  ["given-up", /Bot không thử lại nữa|khởi động lại ba lần/],
  // While the database is away, a process says that the answer will come, and so may the one that takes over. If no
  // answer is needed any more, a line without an outcome takes the place of such a message.
  [
    "working",
    /Đang thực hiện|Đang xử lý|đang được thực hiện|Bạn không cần gửi lại, bot sẽ trả lời ngay|Yêu cầu này đã được xử lý rồi/,
  ],
  [
    "failed",
    /AntCRM từ chối|AntCRM đang bận|Không kết nối được AntCRM|Không tìm thấy|Dữ liệu vừa thay đổi|Nội dung chưa đúng|Bot đang tạm gián đoạn|AntCRM (vẫn )?đang gián đoạn|Bot gặp lỗi/,
  ],
  // A late outcome quotes what was asked for.
  ["question", /Đổi quà \w+ cho|Tích điểm mã .* cho|Tạo (phiếu|khách|đơn) này\?|Sửa khách/],
];

/** Returns what a message says; `answer` if none of the known words is in it, `notice` if it is about no write. */
export function wordOf(text: string): Word | "notice" {
  return WORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? "answer";
}

/** Whether the message says itself that it may have been sent before. */
export function isMarked(text: string): boolean {
  return /có thể đã gửi/i.test(text);
}

/**
 * Returns the part of the customer's number by which the history names its subject; null without one. `"Khách 00123"`
 * and `"0901 000 123"` are both `"00123"`.
 */
export function subjectIn(text: string): string | null {
  const digits = text.replace(/(?<=\d)[ .-](?=\d)/g, "");
  return /(?:84|0)9[08]10(\d{5})(?!\d)/.exec(digits)?.[1] ?? /Khách (\d{5})(?!\d)/.exec(text)?.[1] ?? null;
}
