import { defineMessages, type Locale } from "../../i18n/messages.ts";

/** Only LOST is seen; OPEN and WON are inferred: src/crm/API.md#deal-stages */
const names = defineMessages({
  en: { OPEN: "Open", WON: "Won", LOST: "Lost" },
  vi: { OPEN: "Đang mở", WON: "Thắng", LOST: "Thua" },
});

/** A deal's status in the reader's language; a code we do not know stays as AntCRM wrote it. */
export function statusName(status: string, locale: Locale): string {
  return new Map(Object.entries(names[locale])).get(status) ?? status;
}
