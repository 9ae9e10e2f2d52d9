import type { Role } from "../../access/roles.ts";
import { type Locale, phrases } from "../../i18n/phrases.ts";
import { SETTINGS } from "../settings/table.ts";
import { priorityName } from "../tickets/priority-name.ts";

const names = phrases({
  en: {
    vi: "Vietnamese",
    en: "English",
    open: "open",
    closed: "closed",
    created: "created",
    updated: "updated",
  },
  vi: {
    vi: "Tiếng Việt",
    en: "Tiếng Anh",
    open: "đang mở",
    closed: "đã đóng",
    created: "ngày tạo",
    updated: "ngày cập nhật",
  },
});

const roles = phrases<Record<Role, string>>({
  en: { none: "no role", viewer: "viewer", agent: "agent", manager: "manager", admin: "admin" },
  vi: {
    none: "chưa có quyền",
    viewer: "chỉ xem",
    agent: "nhân viên",
    manager: "quản lý",
    admin: "quản trị viên",
  },
});

const nameIn = (locale: Locale) => {
  const settings = Object.entries(SETTINGS).map(([key, { words }]) => [key, words[locale].name] as const);
  const known = new Map<string, string>([
    ...Object.entries(names[locale]),
    ...Object.entries(roles[locale]),
    ...settings,
  ]);
  return (value: string) => known.get(value) ?? priorityName(value, locale);
};

/** What the values of a choice are called in each language; a value without a name is its own. */
export const choiceNames: Readonly<Record<Locale, (value: string) => string>> = {
  vi: nameIn("vi"),
  en: nameIn("en"),
};
