import { defineMessages } from "../../i18n/messages.ts";
import type { ImportKind } from "../../understanding/import-request.ts";

/** The sentences that differ by what a file is imported as. A count is a formatted number: `"1.000"`. */
type ByKind<T> = Record<ImportKind, T>;

const dealsIn = (count: string) => (count === "1" ? "1 deal" : `${count} deals`);
const customersIn = (count: string) => (count === "1" ? "1 customer" : `${count} customers`);

/** The name of a kind, on buttons and in lists. */
export const kindNames = defineMessages<ByKind<string>>({
  en: {
    customers: "new customers",
    deals: "new deals",
    "deal-edits": "changes of deals",
    segment: "members of a segment",
  },
  vi: {
    customers: "khách hàng mới",
    deals: "đơn hàng mới",
    "deal-edits": "sửa đơn hàng",
    segment: "đưa khách vào phân khúc",
  },
});

/** The question before the import. */
export const kindAsked = defineMessages<ByKind<(count: string) => string>>({
  en: {
    customers: (count) => `Import ${count} new customers?`,
    deals: (count) => `Import ${count} new deals?`,
    "deal-edits": (count) => `Change ${dealsIn(count)}?`,
    segment: (count) => `Put ${customersIn(count)} into the segment?`,
  },
  vi: {
    customers: (count) => `Nhập ${count} khách hàng mới?`,
    deals: (count) => `Nhập ${count} đơn hàng mới?`,
    "deal-edits": (count) => `Sửa ${count} đơn hàng?`,
    segment: (count) => `Đưa ${count} khách vào phân khúc?`,
  },
});

/** The title of the progress. */
export const kindGoing = defineMessages<ByKind<string>>({
  en: {
    customers: "Importing: new customers",
    deals: "Importing: new deals",
    "deal-edits": "Changing deals",
    segment: "Putting customers into the segment",
  },
  vi: {
    customers: "Đang nhập: khách hàng mới",
    deals: "Đang nhập: đơn hàng mới",
    "deal-edits": "Đang sửa đơn hàng",
    segment: "Đang đưa khách vào phân khúc",
  },
});

/** The title of the report. */
export const kindDone = defineMessages<ByKind<(count: string) => string>>({
  en: {
    customers: () => "Imported: new customers",
    deals: () => "Imported: new deals",
    "deal-edits": (count) => `${dealsIn(count)} changed`,
    segment: (count) => `${customersIn(count)} put into the segment`,
  },
  vi: {
    customers: () => "Đã nhập xong: khách hàng mới",
    deals: () => "Đã nhập xong: đơn hàng mới",
    "deal-edits": (count) => `Đã sửa ${count} đơn hàng`,
    segment: (count) => `Đã đưa ${count} khách vào phân khúc`,
  },
});

/** The title of the report of an import that a person has stopped. */
export const kindStopped = defineMessages<ByKind<string>>({
  en: {
    customers: "Import stopped: new customers",
    deals: "Import stopped: new deals",
    "deal-edits": "Stopped changing deals",
    segment: "Stopped putting customers into the segment",
  },
  vi: {
    customers: "Đã dừng nhập: khách hàng mới",
    deals: "Đã dừng nhập: đơn hàng mới",
    "deal-edits": "Đã dừng sửa đơn hàng",
    segment: "Đã dừng đưa khách vào phân khúc",
  },
});
