import type { Locale } from "../../i18n/messages.ts";
import type { ImportKind } from "../../understanding/import-request.ts";
import { csvCell } from "./csv-cell.ts";
import { KINDS } from "./mapping.ts";

/** An empty file with every column of a kind, for spreadsheets: UTF-8 with its mark, or Excel would misread it. */
export function templateFile(kind: ImportKind, locale: Locale): Uint8Array {
  const headings = KINDS[kind].columns.map(({ label }) => label[locale]);
  return new TextEncoder().encode(`\ufeff${headings.map(csvCell).join(",")}\r\n`);
}
