import type { Fault } from "../errors.ts";
import { defineMessages } from "./messages.ts";

/** What a person reads for each fault: what happened, and what to do. A fault without words does not compile. */
export const faultTitles = defineMessages<Record<Fault, string>>({
  en: {
    invalid: "I cannot use that",
    forbidden: "You may not do this",
    unidentified: "I cannot tell who you are just now",
    "not-yours": "This was made for somebody else",
    "not-found": "Not found",
    changed: "The record has changed",
    refused: "AntCRM said no",
    busy: "AntCRM is busy",
    unavailable: "AntCRM cannot be reached",
    unclear: "No clear answer from AntCRM",
    storage: "The bot cannot reach its own data",
    misconfigured: "AntCRM does not accept our key",
    tampered: "This was changed outside the bot",
    expired: "Too late",
    "over-quota": "Limit of customers reached",
    costly: "This reads a lot from AntCRM",
    bug: "Something broke on my side",
  },
  vi: {
    invalid: "Nội dung chưa đúng",
    forbidden: "Bạn chưa có quyền",
    unidentified: "Bot tạm thời chưa nhận ra bạn",
    "not-yours": "Nút này của người khác",
    "not-found": "Không tìm thấy",
    changed: "Dữ liệu vừa thay đổi",
    refused: "AntCRM từ chối",
    busy: "AntCRM đang bận",
    unavailable: "Không kết nối được AntCRM",
    unclear: "AntCRM chưa trả lời rõ",
    storage: "Bot đang tạm gián đoạn",
    misconfigured: "AntCRM không nhận khoá API",
    tampered: "Dữ liệu này đã bị sửa ngoài bot",
    expired: "Đã hết hạn",
    "over-quota": "Vượt hạn mức xem khách hàng",
    costly: "Yêu cầu này cần đọc nhiều dữ liệu",
    bug: "Bot gặp lỗi",
  },
});

/** The sentence below the title. */
export const faultAdvice = defineMessages<Record<Fault, string>>({
  en: {
    invalid: "Please check what you typed.",
    forbidden: "Ask an admin of this bot for the right role.",
    unidentified: "So nothing was shown, and nothing was done. Please try again in a moment.",
    "not-yours": "Only the person who asked can go on with it. Ask for your own.",
    "not-found": "Please check the number and try again.",
    changed: "Somebody changed it after you were asked, so nothing was sent. Please look again.",
    refused: "Nothing was changed.",
    busy: "Nothing was changed. Please try again in a minute.",
    unavailable: "Nothing was sent. Please try again in a minute.",
    unclear: "It may have happened or not. Look at the record in AntCRM before you try again.",
    storage:
      "So I cannot answer. A write that you confirmed may have been recorded: then it goes on by itself, and you get the result. Please look again in a few minutes before you send it again.",
    misconfigured:
      "Only the admin can mend this: the API key in the bot's configuration is missing or wrong.",
    tampered:
      "I stopped and sent nothing more. Look at AntCRM before you ask again, and tell the admin of this bot.",
    expired: "This button was used already or is too old. Ask again for a fresh one.",
    "over-quota": "You have looked at as many customers as you may for now. Please try again in a minute.",
    costly: "There is a lot to read, so it takes a while. Go on?",
    bug: "It is in the log. Nothing you typed is lost; please try again.",
  },
  vi: {
    invalid: "Vui lòng kiểm tra lại nội dung vừa nhập.",
    forbidden: "Hãy nhờ quản trị viên của bot cấp quyền.",
    unidentified: "Vì vậy bot chưa hiển thị và chưa thực hiện gì. Bạn thử lại sau giây lát nhé.",
    "not-yours": "Chỉ người đã hỏi mới bấm được. Bạn gõ lại yêu cầu để có nút của mình nhé.",
    "not-found": "Vui lòng kiểm tra lại số rồi thử lại.",
    changed: "Có người vừa sửa sau khi bot hỏi bạn, nên bot chưa gửi gì. Hãy xem lại.",
    refused: "Chưa có gì thay đổi.",
    busy: "Chưa có gì thay đổi. Vui lòng thử lại sau một phút.",
    unavailable: "Chưa gửi gì đi. Vui lòng thử lại sau một phút.",
    unclear: "Có thể đã thực hiện, có thể chưa. Bạn xem lại trong AntCRM trước khi làm lại nhé.",
    storage:
      "Bot tạm thời không truy cập được dữ liệu nên chưa trả lời được. Việc bạn vừa xác nhận có thể đã được ghi nhận: khi đó bot sẽ tự thực hiện và báo kết quả. Bạn đợi vài phút rồi xem lại trước khi gửi lần nữa nhé.",
    misconfigured: "Khoá API trong cấu hình bot bị thiếu hoặc sai, bạn báo quản trị viên của bot nhé.",
    tampered:
      "Bot đã dừng và không gửi gì thêm. Bạn xem lại trên AntCRM trước khi làm lại, và báo quản trị viên của bot nhé.",
    expired: "Nút này đã được dùng hoặc quá cũ. Bạn gõ lại yêu cầu để có nút mới nhé.",
    "over-quota": "Bạn đã xem đủ số khách hàng cho phép. Vui lòng thử lại sau một phút.",
    costly: "Dữ liệu nhiều nên bot sẽ đọc hơi lâu. Tiếp tục?",
    bug: "Lỗi đã được ghi lại. Nội dung bạn nhập vẫn còn; vui lòng thử lại.",
  },
});
