import type { Role } from "../../access/roles.ts";
import { priorityName } from "../../i18n/formats.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import { SETTINGS } from "../../settings/definitions.ts";

const names = defineMessages({
  en: {
    vi: "Vietnamese",
    en: "English",
    open: "open",
    1: "1 star",
    2: "2 stars",
    3: "3 stars",
    4: "4 stars",
    5: "5 stars",
    low: "low",
    surveyed: "with survey",
    ticket: "tickets",
    deal: "deals",
    call: "calls",
    omni: "chats",
    other: "other",
    closed: "closed",
    created: "created",
    updated: "updated",
    ratings: "ratings",
    campaigns: "campaigns",
    tickets: "tickets",
    "new-tickets": "new tickets",
    loyalty: "points and gifts",
    here: "here",
    "skip-empty": "skip empty",
    pause: "pause",
    resume: "resume",
    remove: "remove",
    snooze: "snooze",
    mine: "my tickets",
  },
  vi: {
    vi: "Tiếng Việt",
    en: "Tiếng Anh",
    open: "đang mở",
    1: "1 sao",
    2: "2 sao",
    3: "3 sao",
    4: "4 sao",
    5: "5 sao",
    low: "điểm thấp",
    surveyed: "có khảo sát",
    ticket: "phiếu",
    deal: "giao dịch",
    call: "cuộc gọi",
    omni: "hội thoại",
    other: "khác",
    closed: "đã đóng",
    created: "ngày tạo",
    updated: "ngày cập nhật",
    ratings: "đánh giá",
    campaigns: "chiến dịch",
    tickets: "phiếu",
    "new-tickets": "phiếu mới",
    loyalty: "điểm và quà",
    here: "ở đây",
    "skip-empty": "bỏ qua nếu trống",
    pause: "tạm dừng",
    resume: "gửi tiếp",
    remove: "gỡ",
    snooze: "tạm dừng",
    mine: "phiếu của tôi",
  },
});

const roles = defineMessages<Record<Role, string>>({
  en: { none: "no role", viewer: "viewer", agent: "agent", manager: "manager", admin: "admin" },
  vi: {
    none: "chưa có quyền",
    viewer: "chỉ xem",
    agent: "nhân viên",
    manager: "quản lý",
    admin: "quản trị viên",
  },
});

const customersAndTasks = defineMessages({
  en: {
    lead: "lead",
    contact: "contact",
    account: "company",
    leads: "lead",
    contacts: "contact",
    accounts: "company",
    male: "male",
    female: "female",
    create: "created",
    update: "updated",
    everybody: "everybody",
    TO_DO: "to do",
    DOING: "doing",
    DONE: "done",
    DEFERRED: "deferred",
    LOW: "low priority",
    NORMAL: "normal priority",
    HIGH: "high priority",
    overdue: "overdue",
    "this-week": "this week",
    "next-week": "next week",
    "-": "remove",
  },
  vi: {
    lead: "khách tiềm năng",
    contact: "khách hàng cá nhân",
    account: "doanh nghiệp",
    leads: "khách tiềm năng",
    contacts: "khách cá nhân",
    accounts: "doanh nghiệp",
    male: "nam",
    female: "nữ",
    create: "tạo",
    update: "cập nhật",
    everybody: "cả nhóm",
    TO_DO: "cần làm",
    DOING: "đang làm",
    DONE: "đã xong",
    DEFERRED: "tạm hoãn",
    LOW: "ưu tiên thấp",
    NORMAL: "ưu tiên thường",
    HIGH: "ưu tiên cao",
    overdue: "quá hạn",
    "this-week": "tuần này",
    "next-week": "tuần sau",
    "-": "bỏ",
  },
});

const products = defineMessages({
  en: { product: "single products", combo: "combo", changeable: "may be changed", fixed: "fixed" },
  vi: { product: "sản phẩm lẻ", combo: "combo", changeable: "được sửa", fixed: "cố định" },
});

/** What else people say for a value, in either language. */
export const choiceSynonyms: Readonly<Record<string, readonly string[]>> = {
  open: ["chưa xử lý", "đang xử lý", "chưa đóng", "chưa xong", "còn mở", "mở", "unresolved"],
  closed: ["đóng", "đã xong", "đã xử lý", "hoàn thành", "resolved"],
  low: ["xấu", "kém", "tệ", "thấp"],
  leads: ["lead", "khách lead"],
  accounts: ["khách doanh nghiệp", "công ty", "companies"],
  contacts: ["cá nhân", "contacts"],
  "new-tickets": ["new ticket"],
  vi: ["bằng tiếng việt", "in vietnamese"],
  en: ["bằng tiếng anh", "in english"],
  ...Object.fromEntries(
    ["ZALO", "FACEBOOK", "ZNS", "EMAIL", "ECOM", "CALL"].map((channel) => [
      channel,
      [`kênh ${channel}`, `qua ${channel}`, `${channel} channel`],
    ]),
  ),
  here: [
    ...["vào đây", "vào nhóm này", "vào nhóm", "trong nhóm này", "cho nhóm này", "lên nhóm này", "nhóm này"],
    ...["vào kênh này", "trong kênh này", "kênh này", "vào chat này", "this group", "this channel"],
  ],
};

const nameIn = (locale: Locale) => {
  const settings = Object.entries(SETTINGS).map(
    ([key, { messages }]) => [key, messages[locale].name] as const,
  );
  const known = new Map<string, string>([
    ...Object.entries(names[locale]),
    ...Object.entries(roles[locale]),
    ...Object.entries(customersAndTasks[locale]),
    ...Object.entries(products[locale]),
    ...settings,
  ]);
  return (value: string) => known.get(value) ?? priorityName(value, locale);
};

/** What the values of a choice are called in each language; a value without a name is its own. */
export const choiceNames: Readonly<Record<Locale, (value: string) => string>> = {
  vi: nameIn("vi"),
  en: nameIn("en"),
};
