import { phrases } from "../../i18n/phrases.ts";

/** The few words Slack's side adds itself. */
export const words = phrases({
  en: {
    working: "Working on it…",
    rowsLeft: (n: number) => `… ${n} more rows`,
    itemsLeft: (n: number) => `… ${n} more items`,
    columnsLeft: (n: number) => `… ${n} more columns`,
    choicesLeft: (n: number) => `… ${n} more choices`,
    shortened: "The text was too long for Slack and is shortened here.",
    invite: (bot: string) => `I am not a member of the channel: type /invite @${bot} there to bring me in.`,
    maybeSent: "This may have been sent before.",
    filesInDirect: "The file comes in our direct message.",
    filesNotSent: (names: string) => `The file could not be sent: ${names}`,
    broken: "That did not work, for a reason we did not foresee. Please try again.",
    notStored: "That could not be saved just now. Please close this and try again.",
    send: "Send",
    close: "Close",
    loadingTitle: "One moment",
  },
  vi: {
    working: "Đang xử lý…",
    rowsLeft: (n) => `… còn ${n} dòng nữa`,
    itemsLeft: (n) => `… còn ${n} mục nữa`,
    columnsLeft: (n) => `… còn ${n} cột nữa`,
    choicesLeft: (n) => `… còn ${n} lựa chọn nữa`,
    shortened: "Nội dung quá dài so với Slack nên đã được rút gọn ở đây.",
    invite: (bot) => `Tôi chưa ở trong kênh: gõ /invite @${bot} tại đó để mời tôi vào.`,
    maybeSent: "Tin này có thể đã gửi trước đó.",
    filesInDirect: "Tệp được gửi vào tin nhắn riêng với bot.",
    filesNotSent: (names) => `Chưa gửi được tệp: ${names}`,
    broken: "Chưa làm được vì một lỗi ngoài dự kiến. Bạn thử lại giúp nhé.",
    notStored: "Chưa lưu được yêu cầu. Bạn đóng cửa sổ này và thử lại nhé.",
    send: "Gửi",
    close: "Đóng",
    loadingTitle: "Chờ một chút",
  },
});
