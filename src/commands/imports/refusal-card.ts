import { type Card, card, text } from "../../cards/card.ts";
import { type Locale, phrases } from "../../i18n/phrases.ts";
import type { Refusal } from "../../imports/refusal.ts";

const words = phrases({
  en: {
    title: "This file was not imported",
    "no-table":
      "I find no table in it: the first row must hold the columns' headings, and the file be CSV or .xlsx.",
    "old-excel":
      "This is an old or a locked Excel file: save it as .xlsx without a password and drop it again.",
    "unpacks-too-big":
      "It unpacks to over 200 MB: delete empty rows and other sheets, or split it, and drop it again.",
    "too-many-rows": (most: string) =>
      `It has more than ${most} rows: split it into several files and drop them one after the other.`,
    "too-many-columns": (most: string) =>
      `It reaches over more than ${most} columns: delete the columns you do not need and drop it again.`,
    broken: "The workbook is damaged: open it in Excel, save it anew as .xlsx and drop it again.",
    empty: "There are headings, but no row below them.",
    letters: (line: number) =>
      `From line ${line} on its letters cannot be read: save it as “CSV UTF-8” and drop it again.`,
    quote: (line: number) =>
      `A quotation mark that opens in line ${line} is never closed: close or delete it, and drop the file again.`,
    formula: (line: number, column: string) =>
      `Line ${line} holds a formula in “${column}”: copy the column, paste it back as values, and drop the file again.`,
    "unknown-heading": (heading: string, known: string) =>
      `I do not know the column “${heading}”: call it one of ${known}, or begin its heading with # to leave it out.`,
    "repeated-heading": (heading: string) =>
      `“${heading}” says what another column says already: delete one, or begin its heading with # to leave it out.`,
    "missing-heading": (known: string) => `A column is missing: ${known}.`,
  },
  vi: {
    title: "Chưa nhập được tệp này",
    "no-table": "Không thấy bảng nào: dòng đầu phải là tiêu đề các cột, và tệp phải là CSV hoặc .xlsx.",
    "old-excel": "Đây là tệp Excel cũ hoặc có mật khẩu: hãy lưu lại thành .xlsx không mật khẩu rồi gửi lại.",
    "unpacks-too-big":
      "Tệp giải nén ra hơn 200 MB: hãy xoá các dòng trống và trang tính khác, hoặc chia nhỏ tệp, rồi gửi lại.",
    "too-many-rows": (most) => `Tệp có hơn ${most} dòng: hãy chia thành nhiều tệp rồi gửi lần lượt.`,
    "too-many-columns": (most) => `Tệp có hơn ${most} cột: hãy xoá các cột không dùng rồi gửi lại.`,
    broken: "Tệp Excel bị hỏng: hãy mở bằng Excel, lưu lại thành .xlsx mới rồi gửi lại.",
    empty: "Tệp có tiêu đề nhưng không có dòng nào bên dưới.",
    letters: (line) => `Từ dòng ${line} không đọc được chữ: hãy lưu lại dạng “CSV UTF-8” rồi gửi lại.`,
    quote: (line) =>
      `Dấu ngoặc kép mở ở dòng ${line} không được đóng: hãy đóng hoặc xoá dấu đó rồi gửi lại tệp.`,
    formula: (line, column) =>
      `Dòng ${line} có công thức ở cột “${column}”: hãy chép cột đó, dán lại dạng giá trị, rồi gửi lại tệp.`,
    "unknown-heading": (heading, known) =>
      `Không biết cột “${heading}”: hãy đặt tên cột là một trong ${known}, hoặc thêm # vào đầu tiêu đề để bỏ qua cột này.`,
    "repeated-heading": (heading) =>
      `“${heading}” trùng với một cột khác: hãy xoá bớt một cột, hoặc thêm # vào đầu tiêu đề để bỏ qua.`,
    "missing-heading": (known) => `Tệp thiếu cột: ${known}.`,
  },
});

/** Why the whole file is refused, in one sentence that says what to do. */
export function refusalCard(refusal: Refusal, locale: Locale): Card {
  return { ...card(words[locale].title, text(sentence(refusal, locale))), tone: "bad" };
}

function sentence(refusal: Refusal, locale: Locale): string {
  const say = words[locale];
  switch (refusal.why) {
    case "letters":
    case "quote":
      return say[refusal.why](refusal.line);
    case "too-many-rows":
    case "too-many-columns":
      return say[refusal.why](refusal.most.toLocaleString(locale));
    case "formula":
      return say.formula(refusal.line, refusal.column);
    case "unknown-heading":
      return say[refusal.why](refusal.heading, quotedList(refusal.known));
    case "repeated-heading":
      return say[refusal.why](refusal.heading);
    case "missing-heading":
      return say[refusal.why](quotedList(refusal.known));
    default:
      return say[refusal.why];
  }
}

function quotedList(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(", ");
}
