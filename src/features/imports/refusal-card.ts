import type { Args } from "../../bot/command.ts";
import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Refusal } from "./refusal.ts";

const refusalCardMessages = defineMessages({
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
    "too-many-lines": (most: string) =>
      `It has more than ${most} lines, blank ones included: delete the blank lines, or split it, and drop it again.`,
    "cell-too-long": (most: string, where: string) =>
      `A cell${where} holds more than ${most} characters: shorten it and drop the file again.`,
    cellAt: (line: number, column: string) => ` in line ${line}, column “${column}”,`,
    "line-too-long": (line: number, most: string) =>
      `Line ${line} holds more than ${most} characters: shorten its cells and drop the file again.`,
    "too-much-text": (most: string) =>
      `Its cells hold more than ${most} characters in all: split it into several files and drop them one after the other.`,
    "packed-too-tightly": (most: string) =>
      `It unpacks to over ${most} times its size: copy its rows into a new workbook and drop that.`,
    "too-complex": (most: string, part: string) =>
      `The workbook has more than ${most} ${part}: copy its rows into a new workbook and drop that.`,
    "part-sheets": "sheets",
    "part-parts": "inner parts",
    "part-depth": "levels inside each other",
    "part-texts": "different texts",
    "part-styles": "cell formats",
    "takes-too-long": (seconds: number) =>
      `It could not be read within ${seconds} seconds: split it into smaller files and drop them one after the other.`,
    "out-of-memory":
      "It takes too much memory to read: split it into smaller files, or save it as “CSV UTF-8”, and drop it again.",
    broken: "The workbook is damaged: open it in Excel, save it anew as .xlsx and drop it again.",
    empty: "There are headings, but no row below them.",
    letters: (line: number) =>
      `From line ${line} on its letters cannot be read: save it as “CSV UTF-8” and drop it again.`,
    quote: (line: number) =>
      `A quotation mark that opens in line ${line} is never closed: close or delete it, and drop the file again.`,
    formula: (line: number, column: string) =>
      `Line ${line} holds a formula in “${column}”: copy the column, paste it back as values, and drop the file again.`,
    "skippable-heading": (names: string) =>
      `I do not know ${names}. Every column that is needed is there, so you can leave this out and import the rest.`,
    leaveOut: (count: number) => (count === 1 ? "Leave out this column" : `Leave out these ${count} columns`),
    "unknown-heading": (names: string, known: string) =>
      `I do not know the column ${names}: call it one of ${known}, or begin its heading with # to leave it out.`,
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
    "too-many-lines": (most) =>
      `Tệp có hơn ${most} dòng, tính cả dòng trống: hãy xoá các dòng trống hoặc chia nhỏ tệp rồi gửi lại.`,
    "cell-too-long": (most, where) =>
      `Có ô dài hơn ${most} ký tự${where}: hãy rút ngắn ô đó rồi gửi lại tệp.`,
    cellAt: (line, column) => ` (dòng ${line}, cột “${column}”)`,
    "line-too-long": (line, most) =>
      `Dòng ${line} dài hơn ${most} ký tự: hãy rút ngắn các ô của dòng đó rồi gửi lại tệp.`,
    "too-much-text": (most) =>
      `Các ô của tệp có tất cả hơn ${most} ký tự: hãy chia thành nhiều tệp rồi gửi lần lượt.`,
    "packed-too-tightly": (most) =>
      `Tệp giải nén ra gấp hơn ${most} lần: hãy chép các dòng sang một tệp Excel mới rồi gửi lại.`,
    "too-complex": (most, part) =>
      `Tệp Excel có hơn ${most} ${part}: hãy chép các dòng sang một tệp Excel mới rồi gửi lại.`,
    "part-sheets": "trang tính",
    "part-parts": "thành phần bên trong",
    "part-depth": "lớp lồng nhau",
    "part-texts": "đoạn chữ khác nhau",
    "part-styles": "kiểu ô",
    "takes-too-long": (seconds) =>
      `Bot đọc ${seconds} giây mà chưa xong tệp này: hãy chia thành nhiều tệp nhỏ rồi gửi lần lượt.`,
    "out-of-memory":
      "Bot không đủ bộ nhớ để đọc tệp này: hãy chia nhỏ tệp, hoặc lưu dạng “CSV UTF-8”, rồi gửi lại.",
    broken: "Tệp Excel bị hỏng: hãy mở bằng Excel, lưu lại thành .xlsx mới rồi gửi lại.",
    empty: "Tệp có tiêu đề nhưng không có dòng nào bên dưới.",
    letters: (line) => `Từ dòng ${line} không đọc được chữ: hãy lưu lại dạng “CSV UTF-8” rồi gửi lại.`,
    quote: (line) =>
      `Dấu ngoặc kép mở ở dòng ${line} không được đóng: hãy đóng hoặc xoá dấu đó rồi gửi lại tệp.`,
    formula: (line, column) =>
      `Dòng ${line} có công thức ở cột “${column}”: hãy chép cột đó, dán lại dạng giá trị, rồi gửi lại tệp.`,
    leaveOut: (count) => (count === 1 ? "Bỏ qua cột này" : `Bỏ qua ${count} cột này`),
    "skippable-heading": (names) =>
      `Bot không biết cột ${names}. Các cột cần thiết đã có đủ: bạn bỏ qua cột này để nhập phần còn lại được.`,
    "unknown-heading": (names, known) =>
      `Không biết cột ${names}: hãy đặt tên cột là một trong ${known}, hoặc thêm # vào đầu tiêu đề để bỏ qua cột này.`,
    "repeated-heading": (heading) =>
      `“${heading}” trùng với một cột khác: hãy xoá bớt một cột, hoặc thêm # vào đầu tiêu đề để bỏ qua.`,
    "missing-heading": (known) => `Tệp thiếu cột: ${known}.`,
  },
});

const HEADING_SHOWN = 60;
/** More unknown headings than these are not named. */
const NAMED_MOST = 10;

/**
 * Builds the card of a refused file. One sentence says why, and what to do.
 * @param again  the arguments that drop the same file again
 */
export function refusalCard(refusal: Refusal, locale: Locale, again: Args): Card {
  const t = refusalCardMessages[locale];
  const said = text(sentence(refusal, locale));
  if (refusal.why !== "unknown-heading" || !refusal.isSkippable) {
    return { ...card(t.title, said), tone: "bad" };
  }
  const args = { ...again, what: refusal.kind, leftOut: JSON.stringify(refusal.unknown) };
  return {
    ...card(t.title, said, buttons(button(t.leaveOut(refusal.unknown.length), "import", args))),
    tone: "bad",
  };
}

function sentence(refusal: Refusal, locale: Locale): string {
  const t = refusalCardMessages[locale];
  const most = "most" in refusal ? refusal.most.toLocaleString(locale) : "";
  switch (refusal.why) {
    case "letters":
    case "quote":
      return t[refusal.why](refusal.line);
    case "too-many-rows":
    case "too-many-columns":
    case "too-many-lines":
    case "too-much-text":
    case "packed-too-tightly":
      return t[refusal.why](most);
    case "cell-too-long": {
      const { line, column } = refusal;
      const where = line === undefined || column === undefined ? "" : t.cellAt(line, clipped(column));
      return t["cell-too-long"](most, where);
    }
    case "line-too-long":
      return t["line-too-long"](refusal.line, most);
    case "too-complex":
      return t["too-complex"](most, t[`part-${refusal.of}`]);
    case "takes-too-long":
      return t["takes-too-long"](refusal.seconds);
    case "formula":
      return t.formula(refusal.line, clipped(refusal.column));
    case "unknown-heading": {
      const named = quotedList(refusal.unknown.slice(0, NAMED_MOST).map(clipped));
      return refusal.isSkippable
        ? t["skippable-heading"](named)
        : t[refusal.why](named, quotedList(refusal.known));
    }
    case "repeated-heading":
      return t[refusal.why](clipped(refusal.heading));
    case "missing-heading":
      return t[refusal.why](quotedList(refusal.known));
    default:
      return t[refusal.why];
  }
}

function quotedList(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(", ");
}

/** Cuts a heading, which may be as long as a cell. */
function clipped(heading: string): string {
  return heading.length > HEADING_SHOWN ? `${heading.slice(0, HEADING_SHOWN)}…` : heading;
}
