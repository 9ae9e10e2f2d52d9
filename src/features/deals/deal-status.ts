import { defineMessages, type Locale } from "../../i18n/messages.ts";

/** LOST is the only code the vendor shows; OPEN and WON are believed [inferred]. */
const names = defineMessages({
  en: { OPEN: "Open", WON: "Won", LOST: "Lost" },
  vi: { OPEN: "Đang mở", WON: "Thắng", LOST: "Thua" },
});

/** A deal's status in the reader's language; a code we do not know stays as AntCRM wrote it. */
export function statusName(status: string, locale: Locale): string {
  return new Map(Object.entries(names[locale])).get(status) ?? status;
}
