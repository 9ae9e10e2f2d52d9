import { asPlainText } from "./reading/line.ts";

/** A value between two commas of a CSV that people open in a spreadsheet: nothing in it is carried out there. */
export function csvCell(value: string): string {
  const text = asPlainText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
