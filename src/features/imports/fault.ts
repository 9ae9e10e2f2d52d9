import { defineMessages, type Locale } from "../../i18n/messages.ts";

/**
 * What is wrong with one row; `field` is the column's heading as the file has it.
 *
 * - `missing`     a required value
 * - `rounded`     a number that a spreadsheet has shortened: `"8,67E+08"`
 * - `phone` `email` `day` `amount` `choice` `number`  not one, as it is written
 * - `future`      a birthday in the future
 * - `too-long`
 * - `error-cell`  an error of the spreadsheet: `#N/A`
 * - `misplaced`   values beyond the last heading: a comma or a tab too many
 * - `no-contact`  neither phone nor e-mail, so nobody could find the customer again
 * - `repeated`    the same phone, e-mail or number as an earlier row
 * - `still-repeated`  the same in a report of mistakes that is imported again, where the earlier row is not
 * - `no-change`   an edit that changes nothing
 */
export type RowFault =
  | { fault: FieldFault; field: string; value: string }
  | { fault: "missing" | "too-long" | "future"; field: string }
  | { fault: "misplaced"; value: string }
  | { fault: "repeated"; line: number; value: string }
  | { fault: "still-repeated"; value: string }
  | { fault: "no-contact" | "no-change" };

/** Sentences about a value that cannot be read. They follow the column's heading. */
const valueFaults = defineMessages({
  en: {
    rounded: (value: string) =>
      `the spreadsheet has rounded ${value}; format the column as text and enter the number again`,
    phone: (value: string) => `${value} is not a phone number`,
    email: (value: string) => `${value} is not an e-mail address`,
    day: (value: string) => `${value} is not a day (dd/mm/yyyy)`,
    amount: (value: string) => `${value} is not an amount`,
    choice: (value: string) => `${value} is none of the known values`,
    number: (value: string) => `${value} is not a deal's number`,
    "error-cell": (value: string) => `the spreadsheet shows an error (${value})`,
  },
  vi: {
    rounded: (value) => `bảng tính đã làm tròn số ${value}; hãy định dạng cột là Văn bản rồi nhập lại số`,
    phone: (value) => `${value} không phải số điện thoại`,
    email: (value) => `${value} không phải địa chỉ e-mail`,
    day: (value) => `${value} không phải ngày (dd/mm/yyyy)`,
    amount: (value) => `${value} không phải số tiền`,
    choice: (value) => `không có giá trị ${value}`,
    number: (value) => `${value} không phải số đơn`,
    "error-cell": (value) => `ô bị lỗi trong bảng tính (${value})`,
  },
});

export type FieldFault = keyof (typeof valueFaults)["vi"];

const faultMessages = defineMessages({
  en: {
    missing: (field: string) => `“${field}” is empty`,
    "too-long": (field: string) => `“${field}” is too long`,
    future: (field: string) => `“${field}” is in the future`,
    misplaced: (value: string) => `more cells than headings: “${value}”`,
    repeated: (line: number, value: string) => `same as line ${line} (${value})`,
    "still-repeated": (value: string) =>
      `still the same as an earlier line (${value}); if it is another one, empty the cell “Error”`,
    "no-contact": "neither a phone number nor an e-mail address",
    "no-change": "nothing to change",
  },
  vi: {
    missing: (field) => `“${field}” bị trống`,
    "too-long": (field) => `“${field}” quá dài`,
    future: (field) => `“${field}” nằm trong tương lai`,
    misplaced: (value) => `dòng có nhiều ô hơn tiêu đề: “${value}”`,
    repeated: (line, value) => `trùng với dòng ${line} (${value})`,
    "still-repeated": (value) =>
      `vẫn trùng với một dòng trước đây (${value}); nếu không phải trùng, hãy xoá ô “Lỗi” của dòng này`,
    "no-contact": "không có số điện thoại lẫn e-mail",
    "no-change": "không có gì để sửa",
  },
});

/** At most this many characters of a cell are quoted. */
const QUOTED = 40;

/** Returns the fault as one line, for the card and for the file of bad rows. */
export function faultText(fault: RowFault, locale: Locale): string {
  const t = faultMessages[locale];
  switch (fault.fault) {
    case "missing":
    case "too-long":
    case "future":
      return t[fault.fault](fault.field);
    case "misplaced":
      return t.misplaced(short(fault.value));
    case "repeated":
      return t.repeated(fault.line, fault.value);
    case "still-repeated":
      return t[fault.fault](fault.value);
    case "no-contact":
    case "no-change":
      return t[fault.fault];
    default:
      return `“${fault.field}”: ${valueFaults[locale][fault.fault](short(fault.value))}`;
  }
}

/** A reason of `repeated` or `still-repeated`, in any language. */
const REPEATED = /(?:trùng với|same as) [^()]{1,60}\((?<value>[^()]{1,200})\)/u;

/** Returns the value that a row has in common with an earlier one, from the reason in a report; null for other reasons. */
export function repeatedValueIn(reason: string): string | null {
  return REPEATED.exec(reason.normalize("NFC"))?.groups?.value ?? null;
}

function short(value: string): string {
  return value.length > QUOTED ? `${value.slice(0, QUOTED - 1)}…` : value;
}
