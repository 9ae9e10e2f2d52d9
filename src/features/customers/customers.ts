import { z } from "zod";
import { choice, page, range } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { daysFromToday, daysIn, readableDays } from "../../bot/days.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { askedArgs, pagedList } from "../../bot/pagination.ts";
import { learnFromRecords } from "../../bot/record-commands/fields.ts";
import { button, buttons, card, context, type Row, text } from "../../cards/card.ts";
import { capitalised } from "../../cards/plain-text.ts";
import { type Customer, readablePhone, referenceTo } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerName } from "../customer-lookup/look-up.ts";
import { customerRecord } from "./customer-record.ts";

const customersMessages = defineMessages({
  en: {
    name: "Customers",
    summary: "Customers of a range of days, by kind",
    create: (days: string) => `created ${days}`,
    update: (days: string) => `changed ${days}`,
    count: (count: string) => `${count} customers, the newest first`,
    none: "Nobody in this range.",
    usual: "The last 7 days; name others like “last month” or “01/11 - 15/11”.",
    capped: (searched: string) =>
      `I read the first ${searched} that AntCRM gave, and there are more: a shorter range shows all.`,
    newCustomer: "New customer",
  },
  vi: {
    name: "Danh sách khách",
    summary: "Khách theo khoảng ngày và theo loại",
    create: (days) => `tạo ngày ${days}`,
    update: (days) => `cập nhật ngày ${days}`,
    count: (count) => `${count} khách, mới nhất trước`,
    none: "Không có khách nào trong khoảng này.",
    usual: "Đây là 7 ngày gần nhất; có thể gõ “tháng trước” hoặc “01/11 - 15/11”.",
    capped: (searched) =>
      `Đã đọc ${searched} khách đầu tiên AntCRM trả về và vẫn còn nữa: chọn khoảng ngắn hơn để xem đủ.`,
    newCustomer: "Tạo khách",
  },
});

const labels = defineMessages({
  en: { kind: "Kind", by: "By" },
  vi: { kind: "Loại khách", by: "Theo" },
});

/** The choices of the list in the plural, and the kind of customer of each. */
const KINDS = { leads: "lead", contacts: "contact", accounts: "account" } as const;

const SHOWN = 10;
const USUAL_DAYS = { first: -6, last: 0 };

/** Lists customers created or changed in a range of days. */
export const customers = defineCommand({
  name: "customers",
  aliases: [
    "danh sách khách",
    "danh sách khách hàng",
    "danh sách lead",
    "các khách",
    "khách mới",
    "khách hàng mới",
    "khách tạo",
    "khách cập nhật",
    "khách hàng cập nhật",
    "lead mới",
    "lead cập nhật",
    "list customers",
    "new customers",
    "new leads",
    "updated customers",
    "leads",
  ],
  role: "viewer",
  messages: customersMessages,
  examples: {
    vi: ["khách mới hôm nay", "danh sách lead tháng này", "danh sach khach", "khách cập nhật tuần này"],
    en: ["new customers this week"],
  },
  labels,
  input: z.object({
    kind: choice(["leads", "contacts", "accounts"]).optional(),
    range: range().optional(),
    by: choice(["create", "update"]).optional(),
    page: page(),
  }),

  async run(ctx) {
    const { input, t, crm, formats, who } = ctx;
    const { by = "create" } = input;
    const kind = input.kind && KINDS[input.kind];
    const days = input.range ? daysIn(input.range, ctx) : daysFromToday(USUAL_DAYS, ctx);
    const { from, to } = days;
    const span =
      by === "create" ? { createdFrom: from, createdTo: to } : { updatedFrom: from, updatedTo: to };
    const { customers: found, complete } = await crm.contacts.list({ ...(kind && { kind }), ...span });
    ctx.recordAccess(null, String(found.length));
    await learnFromRecords(customerRecord, found.slice(0, SHOWN), ctx);
    const { locale } = who;
    const heading = t.count(formats.number(found.length));
    const shown = kind === undefined ? t.name : choiceNames[locale](kind);
    const rows = found.map((one) => customerRow(one, by, ctx));
    return {
      ...card(
        `${capitalised(shown)} · ${t[by](readableDays(days, ctx))}`,
        ...pagedList(rows, ctx, { heading, command: "customers", args: askedArgs(input) }),
        found.length === 0 ? text(t.none) : null,
        input.range === undefined ? context(t.usual) : null,
        complete ? null : context(t.capped(formats.number(found.length))),
        found.length === 0 ? buttons(button(t.newCustomer, "newcustomer")) : null,
      ),
      names: found.map(({ name }) => name),
    };
  },
});

function customerRow(one: Customer, by: "create" | "update", { who, common, formats }: Context): Row {
  const at = by === "create" ? one.createdAt : (one.updatedAt ?? one.createdAt);
  const detail = [
    choiceNames[who.locale](one.kind),
    one.phones.map(readablePhone).join(", ") || one.emails[0],
    one.stage,
    at === null ? null : formats.time(at),
  ];
  return {
    title: customerName(one, who.locale),
    detail: detail.filter(Boolean).join(" · "),
    buttons: [button(common.show, "customer", { customer: referenceTo(one) })],
    customer: referenceTo(one),
  };
}
