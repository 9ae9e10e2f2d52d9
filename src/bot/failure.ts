import { button, buttons, type Card, card, context, quote, text } from "../cards/card.ts";
import type { AppError, Fault } from "../errors.ts";
import { faultAdvice, faultTitles } from "../i18n/faults.ts";
import { defineMessages, type Locale } from "../i18n/messages.ts";
import { UnreadText } from "../understanding/time-limit.ts";
import type { Args } from "./command.ts";
import { FileError, type FileTrouble } from "./files.ts";

const failureMessages = defineMessages({
  en: {
    crm: "AntCRM",
    again: "Try again",
    edit: "Edit",
    yourId: (person: string) => `Your id for the admin: ${person}`,
    unread: "I could not read this message: please write it shorter.",
  },
  vi: {
    crm: "AntCRM",
    again: "Thử lại",
    edit: "Sửa lại",
    yourId: (person) => `ID của bạn, để gửi quản trị viên: ${person}`,
    unread: "Bot chưa đọc được tin này, bạn hãy viết ngắn hơn nhé.",
  },
});

/** What to do about a file that cannot be used. */
const fileAdvice = defineMessages<Record<FileTrouble, string>>({
  en: {
    "too-big": "The file is over 20 MB: split it into smaller ones and send them one after the other.",
    gone: "The file is not there any more, or I may not open it: please send it again.",
    elsewhere: "This is a link to another service: download the file there and drop the file itself here.",
    "not-loaded": "The file could not be fetched: please send it again in a minute.",
    "no-table": "I can read tables as CSV or Excel (.xlsx): save it as one of these and send it again.",
    several: "Please send one file at a time.",
  },
  vi: {
    "too-big": "Tệp lớn hơn 20 MB: hãy chia thành các tệp nhỏ hơn rồi gửi lần lượt.",
    gone: "Tệp không còn hoặc bot không được mở: vui lòng gửi lại tệp.",
    elsewhere: "Đây là liên kết tới dịch vụ khác: hãy tải tệp về rồi gửi chính tệp đó vào đây.",
    "not-loaded": "Chưa tải được tệp: vui lòng gửi lại sau một phút.",
    "no-table": "Bot đọc được bảng CSV hoặc Excel (.xlsx): hãy lưu thành một trong hai dạng này rồi gửi lại.",
    several: "Vui lòng gửi mỗi lần một tệp.",
  },
});

/** Where a person can go from a failure. */
export interface WaysOn {
  /** The same command once more, where that is safe. */
  again?: { command: string; args: Args };
  /** The draft that keeps what was typed. */
  draft?: string;
  /** What can be proved about the reason. */
  provable?: readonly string[];
  /** Who was refused, as an admin has to name them: `"slack:U0123"`. */
  person?: string;
}

/** Faults that may pass by themselves, so that the same request can be made again. */
const PASSING: ReadonlySet<Fault> = new Set(["busy", "unavailable", "bug", "over-quota"]);

function adviceOn(error: AppError, locale: Locale): string {
  if (error instanceof FileError) return fileAdvice[locale][error.trouble];
  return error instanceof UnreadText ? failureMessages[locale].unread : faultAdvice[locale][error.fault];
}

/** A failure as a card, in the reader's language: what happened, in whose words, and where to go from here. */
export function failureCard(error: AppError, locale: Locale, ways: WaysOn = {}): Card {
  const t = failureMessages[locale];
  const { again, draft, provable = [], person } = ways;
  return {
    ...card(
      faultTitles[locale][error.fault],
      error.quote ? quote(error.quote, t.crm) : null,
      ...provable.map(text),
      text(adviceOn(error, locale)),
      person === undefined ? null : context(t.yourId(person)),
      buttons(
        again !== undefined && PASSING.has(error.fault) ? button(t.again, again.command, again.args) : null,
        draft === undefined ? null : button(t.edit, ":fill", { draft }),
      ),
    ),
    tone: "bad",
  };
}
