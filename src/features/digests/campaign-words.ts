import { defineMessages, type Locale } from "../../i18n/messages.ts";

/** AntCRM's codes of calls and of members: src/crm/API.md#campaigns */
const campaignWords = defineMessages({
  en: {
    SUCCESS: "Successful",
    UNSUCCESS: "Not successful",
    BUSY: "Busy",
    CANCELLED: "Cancelled",
    NEW: "New",
    DONE: "Done",
    CALL: "Call",
  },
  vi: {
    SUCCESS: "Thành công",
    UNSUCCESS: "Không thành công",
    BUSY: "Máy bận",
    CANCELLED: "Đã huỷ",
    NEW: "Mới",
    DONE: "Xong",
    CALL: "Cuộc gọi",
  },
});

/** Returns the result of a call, or the status of a member, in the reader's language. Other words stay as AntCRM has them. */
export function campaignWord(code: string, locale: Locale): string {
  return new Map(Object.entries(campaignWords[locale])).get(code) ?? code;
}
