import { defineMessages } from "../../i18n/messages.ts";

/** The texts that several commands and cards of alerts share. */
export const alertMessages = defineMessages({
  en: {
    all: "All alerts",
    quietHours: "Quiet hours",
    snooze: "Snooze 2 h",
    here: "here",
    direct: "to you alone",
    none: "Nothing is looked out for here.",
  },
  vi: {
    all: "Mọi cảnh báo",
    quietHours: "Giờ yên lặng",
    snooze: "Tạm dừng 2 giờ",
    here: "ở đây",
    direct: "riêng cho bạn",
    none: "Ở đây chưa đặt cảnh báo nào.",
  },
});
