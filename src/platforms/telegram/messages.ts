import { defineMessages } from "../../i18n/messages.ts";

/** The few texts that the Telegram platform adds itself. */
export const telegramMessages = defineMessages({
  en: {
    moreLines: (count: number) => `… ${count} more ${count === 1 ? "line" : "lines"}`,
    moreCharacters: (count: number) => `… ${count} more ${count === 1 ? "character" : "characters"}`,
    moreButtons: (count: number) => `… ${count} more ${count === 1 ? "button" : "buttons"}`,
    onlyForYou: "One moment …",
    answeredPrivately: (name: string) => `Answered ${name} in private.`,
    openChat: "Open our chat",
    startFirst: (name: string) =>
      `${name}, this answer is for your eyes only. Please press the button and then Start, so that I may write to you, and ask once more.`,
    start: "Start",
    notPosted: "I could not write in the group, so the answer comes here.",
    maybeSent: "May have been sent before.",
    filesNotSent: (names: string) => `The file could not be sent: ${names}`,
    replyHere: (label: string) => `${label}? Please reply to this message.`,
    broken:
      "Something went wrong on the bot's side. Please try again; the admin finds the details in the log.",
  },
  vi: {
    moreLines: (count: number) => `… còn ${count} dòng nữa`,
    moreCharacters: (count: number) => `… còn ${count} ký tự nữa`,
    moreButtons: (count: number) => `… còn ${count} nút nữa`,
    onlyForYou: "Chờ một chút …",
    answeredPrivately: (name: string) => `Đã trả lời riêng cho ${name}.`,
    openChat: "Mở tin nhắn riêng",
    startFirst: (name: string) =>
      `${name} ơi, câu trả lời này chỉ dành cho bạn. Hãy bấm nút bên dưới rồi bấm Start để bot được nhắn riêng, sau đó hỏi lại nhé.`,
    start: "Bắt đầu",
    notPosted: "Bot không gửi được vào nhóm nên trả lời bạn ở đây.",
    maybeSent: "Có thể đã gửi trước đó.",
    filesNotSent: (names: string) => `Chưa gửi được tệp: ${names}`,
    replyHere: (label: string) => `${label}? Hãy trả lời tin nhắn này.`,
    broken: "Bot gặp lỗi. Bạn thử lại nhé; quản trị viên xem chi tiết trong nhật ký.",
  },
});
