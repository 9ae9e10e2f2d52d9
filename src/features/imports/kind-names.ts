import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { ImportKind } from "../../understanding/import-request.ts";

/** What is imported, in a sentence and on a button. */
const kindNames = defineMessages<Record<ImportKind, string>>({
  en: {
    customers: "new customers",
    deals: "new deals",
    "deal-edits": "changes of deals",
    segment: "members of a segment",
  },
  vi: {
    customers: "khách hàng mới",
    deals: "giao dịch mới",
    "deal-edits": "sửa giao dịch",
    segment: "thành viên phân khúc",
  },
});

export const kindName = (kind: ImportKind, locale: Locale) => kindNames[locale][kind];
