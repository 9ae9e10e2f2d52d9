import * as z from "zod";
import type { Quota } from "../access/quota.ts";
import type { Locale } from "../i18n/messages.ts";

/** The definition of a setting: its schema, its default, and how people read and type it. */
export interface Setting<T> {
  schema: z.ZodType<T>;
  usual: T;
  /** Converts typed text to a value for the schema, which checks it. */
  typed(text: string): unknown;
  /** The possible values, if there are only these. */
  values?: readonly string[];
  /** The value as people would type it; empty if it is not set. */
  shown(value: T): string;
  /** `name`: at most 24 characters. `hint`: how to type it. */
  messages: Readonly<Record<Locale, { name: string; hint: string }>>;
}

type Texts = Setting<unknown>["messages"];

/** One line of text, or nothing: `"Standard"`. */
const text = (messages: Texts): Setting<string | null> => ({
  schema: z.string().trim().min(1).max(200).nullable(),
  usual: null,
  typed: (typed) => typed.trim() || null,
  shown: (value) => value ?? "",
  messages,
});

/** Several names with commas between them: `"Đã đóng, Đã giải quyết"`. */
const names = (messages: Texts): Setting<readonly string[]> => ({
  schema: z.array(z.string().trim().min(1).max(200)).max(200),
  usual: [],
  typed: items,
  shown: (value) => value.join(", "),
  messages,
});

/** A whole number within limits: `"6"`. */
const wholeNumber = (
  messages: Texts,
  { usual, least, most }: { usual: number; least: number; most: number },
): Setting<number> => ({
  schema: z.number().int().min(least).max(most),
  usual,
  typed: (typed) => (typed.trim() === "" ? usual : Number(typed)),
  shown: String,
  messages,
});

/** Customers a minute and a day: `"20 / 400"`. */
const quota = (messages: Texts, usual: Quota): Setting<Quota> => ({
  schema: z.object({
    minute: z.number().int().min(0).max(10_000),
    day: z.number().int().min(0).max(1_000_000),
  }),
  usual,
  typed(typed) {
    if (typed.trim() === "") return usual;
    const numbers = typed.match(/\d[\d.]*/g)?.map((number) => Number(number.replaceAll(".", ""))) ?? [];
    if (numbers.length === 1 && numbers[0] === 0) return { minute: 0, day: 0 };
    return numbers.length === 2 ? { minute: numbers[0], day: numbers[1] } : typed;
  },
  shown: ({ minute, day }) => `${minute} / ${day}`,
  messages,
});

/** One of a few words: `"viewer"`. */
const oneOf = <T extends string>(messages: Texts, values: readonly T[], usual: NoInfer<T>): Setting<T> => ({
  schema: z.enum(values),
  values,
  usual,
  typed: (typed) => typed.trim().toLowerCase() || usual,
  shown: (value) => value,
  messages,
});

/** Names for what AntCRM identifies by an ObjectId only: `"VIP = 65f8faf6f829af63ddc831dc, Khách mới = 65f9…"`. */
const nicknames = (messages: Texts): Setting<Readonly<Record<string, string>>> => ({
  schema: z.record(z.string().trim().min(1).max(60), z.string().regex(/^[0-9a-f]{24}$/i)),
  usual: {},
  typed: (typed) => Object.fromEntries(items(typed).map(pair)),
  shown: (value) =>
    Object.entries(value)
      .map(([name, id]) => `${name} = ${id}`)
      .join(", "),
  messages,
});

/** The highest role for which lists are masked. */
const MASKED_ROLES = ["off", "viewer", "agent", "manager", "admin"] as const;

/** 20 customers a minute and 400 a day are far more than an agent on the phone looks up. */
function quotaOf(vi: string, en: string) {
  return quota(
    {
      vi: {
        name: `Hạn mức: ${vi}`,
        hint: "Số khách được xem mỗi phút / mỗi ngày, ví dụ 20 / 400, tối đa 10.000 / 1.000.000; 0 là không giới hạn",
      },
      en: {
        name: `Look-ups: ${en}`,
        hint: "Customers a minute / a day that a person may be shown, like 20 / 400, at most 10,000 / 1,000,000; 0 is no limit",
      },
    },
    { minute: 20, day: 400 },
  );
}

/**
 * The settings of a team: by key the schema, the default and the texts. To add a setting, add its entry here. The command
 * `settings` lists it, and `ctx.settings.get("its.key")` knows its type.
 */
export const SETTINGS = {
  "tickets.sla": text({
    vi: { name: "SLA mặc định", hint: "Tên một chính sách SLA trong AntCRM, ví dụ Standard" },
    en: { name: "Default SLA", hint: "The name of an SLA policy in AntCRM, like Standard" },
  }),
  "tickets.statuses": names({
    vi: { name: "Trạng thái phiếu", hint: "Các trạng thái để chọn, cách nhau bằng dấu phẩy" },
    en: { name: "Ticket statuses", hint: "The statuses to choose from, with commas between them" },
  }),
  "tickets.closed": names({
    vi: {
      name: "Phiếu coi như đã đóng",
      hint: "Các trạng thái được tính là đã đóng, ví dụ Closed, Resolved",
    },
    en: { name: "Counts as closed", hint: "The statuses that count as closed, like Closed, Resolved" },
  }),
  "tickets.groups": names({
    vi: { name: "Nhóm xử lý phiếu", hint: "Tên các nhóm, cách nhau bằng dấu phẩy" },
    en: { name: "Ticket groups", hint: "The names of the groups, with commas between them" },
  }),
  "tickets.categories": names({
    vi: { name: "Danh mục phiếu", hint: "Tên các danh mục, cách nhau bằng dấu phẩy" },
    en: { name: "Ticket categories", hint: "The names of the categories, with commas between them" },
  }),
  "customers.stages": names({
    vi: { name: "Trạng thái khách hàng", hint: "Các trạng thái để chọn, cách nhau bằng dấu phẩy" },
    en: { name: "Customer stages", hint: "The stages to choose from, with commas between them" },
  }),
  "deals.stages": names({
    vi: { name: "Giai đoạn đơn hàng", hint: "Các giai đoạn để chọn, cách nhau bằng dấu phẩy" },
    en: { name: "Deal stages", hint: "The stages to choose from, with commas between them" },
  }),
  "alerts.interval": wholeNumber(
    {
      vi: {
        name: "Nhịp kiểm tra cảnh báo (giây)",
        hint: "Bot kiểm tra AntCRM mỗi bao nhiêu giây, từ 10 đến 3600",
      },
      en: { name: "Alerts look every (s)", hint: "How often the bot looks into AntCRM, 10 to 3600 seconds" },
    },
    { usual: 60, least: 10, most: 3_600 },
  ),
  "digests.catchup": wholeNumber(
    {
      vi: { name: "Gửi bù báo cáo (giờ)", hint: "Trễ hơn số giờ này thì bỏ qua, từ 0 đến 48" },
      en: { name: "Digests caught up (h)", hint: "One that is later than so many hours is skipped, 0 to 48" },
    },
    { usual: 6, least: 0, most: 48 },
  ),
  "quota.viewer": quotaOf("chỉ xem", "viewers"),
  "quota.agent": quotaOf("nhân viên", "agents"),
  "quota.manager": quotaOf("quản lý", "managers"),
  "quota.admin": quotaOf("quản trị viên", "admins"),
  "index.enabled": oneOf(
    {
      vi: {
        name: "Chỉ mục khách, sản phẩm",
        hint: "on: tìm khách theo tên, địa chỉ, đuôi số, e-mail, tìm sản phẩm theo tên; off: xoá chỉ mục, chỉ dò các khách mới nhất",
      },
      en: {
        name: "Customers and products index",
        hint: "on: customers are found by name, place, end of the number or e-mail, products by name; off: the index is emptied",
      },
    },
    ["on", "off"],
    "on",
  ),
  "index.calls": wholeNumber(
    {
      vi: {
        name: "Nhịp đọc chỉ mục (lần/phút)",
        hint: "Chỉ mục gọi AntCRM nhiều nhất bao nhiêu lần mỗi phút, từ 6 đến 6000; mỗi lần đọc 20 khách hoặc sản phẩm",
      },
      en: {
        name: "Index reads (a minute)",
        hint: "How often a minute the index may call AntCRM, 6 to 6000; each call reads 20 customers or products",
      },
    },
    { usual: 300, least: 6, most: 6_000 },
  ),
  "lists.mask": oneOf(
    {
      vi: {
        name: "Che số trong danh sách",
        hint: "Che số điện thoại và e-mail trong danh sách với vai trò nào trở xuống: viewer, agent, manager, admin; off là không che",
      },
      en: {
        name: "Masked lists",
        hint: "Up to which role lists show phones and e-mails shortened: viewer, agent, manager, admin; off masks nothing",
      },
    },
    MASKED_ROLES,
    "viewer",
  ),
  segments: nicknames({
    vi: { name: "Phân khúc", hint: "Tên gọi = ID trong AntCRM, ví dụ VIP = 65f8faf6f829af63ddc831dc" },
    en: { name: "Segments", hint: "Nickname = id in AntCRM, like VIP = 65f8faf6f829af63ddc831dc" },
  }),
} as const;

type Table = typeof SETTINGS;
export type SettingKey = keyof Table;

/** Every setting's value: `{ "tickets.sla": "Standard", segments: { VIP: "65f8…" } }`. */
export type Values = { -readonly [K in SettingKey]: z.infer<Table[K]["schema"]> };

export const SETTING_KEYS = Object.keys(SETTINGS) as [SettingKey, ...SettingKey[]];

/** Settings with several values, or with several names for values. */
type ListKey = {
  [K in SettingKey]: Values[K] extends readonly string[] | Record<string, string> ? K : never;
}[SettingKey];

/** Settings whose values are offered before the learned values of a list. */
export const SET_LISTS: Readonly<Record<string, ListKey>> = {
  "ticket status": "tickets.statuses",
  "ticket group": "tickets.groups",
  "ticket category": "tickets.categories",
  "customer stage": "customers.stages",
  "deal stage": "deals.stages",
  segment: "segments",
};

function items(typed: string): string[] {
  return typed
    .split(/[,;\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function pair(item: string): [name: string, id: string] {
  const [name = "", ...id] = item.split(/[=:]/);
  return [name.trim(), id.join("").trim().toLowerCase()];
}
