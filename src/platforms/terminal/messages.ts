import { defineMessages } from "../../i18n/messages.ts";

/** The few words the terminal adds itself. */
export const terminalMessages = defineMessages({
  en: {
    noButton: (typed: string, count: number) =>
      count === 1
        ? `There is no button ${typed} here, only 1.`
        : `There is no button ${typed} here, only 1 to ${count}.`,
  },
  vi: {
    noButton: (typed, count) =>
      count === 1
        ? `Ở đây không có nút ${typed}, chỉ có nút 1.`
        : `Ở đây không có nút ${typed}, chỉ có nút 1 đến ${count}.`,
  },
});
