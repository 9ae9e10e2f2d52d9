import * as z from "zod";
import { choice, line, page, range } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import type { CommandContext, Context } from "../../bot/context.ts";
import { daysFromToday, daysIn, rangeOf, readableDays } from "../../bot/days.ts";
import { choiceNames } from "../../bot/forms/choice-names.ts";
import { askedArgs, pagedList } from "../../bot/pagination.ts";
import { learnFromRecords } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, context, type Row, text } from "../../cards/card.ts";
import { capitalised } from "../../cards/plain-text.ts";
import { type Customer, readablePhone, referenceTo } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { SearchHit } from "../../search/search-index.ts";
import { customerName } from "../customer-lookup/look-up.ts";
import { STAFF } from "../team/team.ts";
import { customerRecord, TAG_LIST } from "./customer-record.ts";
import { filterNames, hasTag, isListed } from "./list-filters.ts";

const customersMessages = defineMessages({
  en: {
    name: "Customers",
    summary: "Customers of a range of days, or with a tag",
    create: (days: string) => `created ${days}`,
    update: (days: string) => `changed ${days}`,
    count: (count: string) => `${count} customers, the newest first`,
    none: "Nobody in this range.",
    usual: "The last 7 days; name others like “last month” or “01/11 - 15/11”.",
    capped: (searched: string) =>
      `I read the first ${searched} that AntCRM gave, and there are more: a shorter range shows all.`,
    filtered: (what: string) =>
      `AntCRM can only be asked for customers by day, so the filter (${what}) goes over the customers of these days.`,
    days: (count: number) => `${count} days`,
    tagged: (count: string) => `${count} customers with this tag`,
    noneTagged: (tag: string) => `Nobody has the tag “${tag}”.`,
    asOf: (time: string) => `As of ${time}`,
    filling: "I am still reading the customers into the index, so some may be missing.",
    newCustomer: "New customer",
  },
  vi: {
    name: "Danh sách khách",
    summary: "Khách theo khoảng ngày, theo loại hoặc theo nhãn",
    create: (days) => `tạo ngày ${days}`,
    update: (days) => `cập nhật ngày ${days}`,
    count: (count) => `${count} khách, mới nhất trước`,
    none: "Không có khách nào trong khoảng này.",
    usual: "Đây là 7 ngày gần nhất; có thể gõ “tháng trước” hoặc “01/11 - 15/11”.",
    capped: (searched) =>
      `Đã đọc ${searched} khách đầu tiên AntCRM trả về và vẫn còn nữa: chọn khoảng ngắn hơn để xem đủ.`,
    filtered: (what) =>
      `AntCRM chỉ lọc được khách theo ngày, nên bot chỉ lọc (${what}) trong số khách của những ngày này.`,
    days: (count) => `${count} ngày`,
    tagged: (count) => `${count} khách có nhãn này`,
    noneTagged: (tag) => `Không có khách nào có nhãn “${tag}”.`,
    asOf: (time) => `Tính đến ${time}`,
    filling: "Bot đang đọc dần khách vào chỉ mục nên có thể còn thiếu.",
    newCustomer: "Tạo khách",
  },
});

const labels = defineMessages({
  en: { kind: "Kind", by: "By", tag: "Customer tag", rank: "Member rank", staff: "Responsible colleague" },
  vi: {
    kind: "Loại khách",
    by: "Theo",
    tag: "Khách có nhãn",
    rank: "Hạng thành viên",
    staff: "Người phụ trách",
  },
});

/** The choices of the list in the plural, and the kind of customer of each. */
const KINDS = { leads: "lead", contacts: "contact", accounts: "account" } as const;

const SHOWN = 10;
const USUAL_DAYS = { first: -6, last: 0 };
const FURTHER_DAYS = [30, 365];

const input = z.object({
  kind: choice(["leads", "contacts", "accounts"]).optional(),
  range: range().optional(),
  by: choice(["create", "update"]).optional(),
  tag: line(100, { keyed: true, learned: TAG_LIST }).optional(),
  rank: line(100, { keyed: true }).optional(),
  staff: line(254, { keyed: true, learned: STAFF }).optional(),
  page: page(),
});

type CustomersContext = CommandContext<z.output<typeof input>, (typeof customersMessages)["vi"]>;

/** Lists customers created or changed in a range of days, or those with a tag. */
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
    vi: [
      "khách mới hôm nay",
      "danh sách lead tháng này",
      "danh sach khach",
      "khách cập nhật tuần này",
      "khách có nhãn VIP",
    ],
    en: ["new customers this week"],
  },
  labels,
  input,

  async run(ctx) {
    const tagged = await taggedCard(ctx);
    if (tagged !== null) return tagged;
    const { input, t, crm, formats, who } = ctx;
    const { by = "create" } = input;
    const kind = input.kind && KINDS[input.kind];
    const days = input.range ? daysIn(input.range, ctx) : daysFromToday(USUAL_DAYS, ctx);
    const { from, to } = days;
    const span =
      by === "create" ? { createdFrom: from, createdTo: to } : { updatedFrom: from, updatedTo: to };
    const { customers: read, complete } = await crm.contacts.list({ ...(kind && { kind }), ...span });
    const found = read.filter((one) => isListed(one, input));
    ctx.recordAccess(null, String(found.length));
    await learnFromRecords(customerRecord, found.slice(0, SHOWN), ctx);
    const { locale } = who;
    const heading = t.count(formats.number(found.length));
    const shown = kind === undefined ? t.name : choiceNames[locale](kind);
    const filters = filterNames(input, locale);
    const rows = found.map((one) => customerRow(one, by, ctx));
    return {
      ...card(
        [capitalised(shown), ...filters, t[by](readableDays(days, ctx))].join(" · "),
        ...pagedList(rows, ctx, { heading, command: "customers", args: askedArgs(input) }),
        found.length === 0 ? text(t.none) : null,
        input.range === undefined ? context(t.usual) : null,
        filters.length === 0 ? null : context(t.filtered(filters.join(", "))),
        complete ? null : context(t.capped(formats.number(read.length))),
        filters.length > 0 ? furtherBack(ctx) : null,
        found.length === 0 && filters.length === 0 ? buttons(button(t.newCustomer, "newcustomer")) : null,
      ),
      names: found.map(({ name }) => name),
    };
  },
});

/** Offers more days than the usual ones, which hold few customers of a filter. */
function furtherBack(ctx: CustomersContext) {
  const { input: asked, t } = ctx;
  if (asked.range !== undefined) return null;
  const offered = FURTHER_DAYS.map((count) => {
    const range = rangeOf(daysFromToday({ first: 1 - count, last: 0 }, ctx), ctx);
    return button(t.days(count), "customers", { ...askedArgs(asked), range });
  });
  return buttons(...offered);
}

/**
 * Lists the customers with a tag from the index. Null where days or other filters are named, without an index, and if the
 * search finds only others: people who are called like the tag.
 */
async function taggedCard(ctx: CustomersContext): Promise<Card | null> {
  const { input: asked, t, formats, search } = ctx;
  const { tag, page: _, ...others } = asked;
  if (tag === undefined || Object.values(others).some((value) => value !== undefined)) return null;
  const found = await search.search(tag);
  const hits = found?.hits.filter(({ customer }) => hasTag(customer.tags, tag)) ?? [];
  if (found === null || (hits.length === 0 && found.hits.length > 0 && found.closeness === "exact"))
    return null;
  ctx.recordAccess(null, String(hits.length));
  const rows = hits.map((hit) => taggedRow(hit, ctx));
  const count = formats.number(hits.length) + (found.hasMore ? "+" : "");
  const list = pagedList(rows, ctx, {
    heading: t.tagged(count),
    command: "customers",
    args: { tag },
    of: count,
  });
  return {
    ...card(
      [t.name, ...filterNames({ tag }, ctx.who.locale)].join(" · "),
      ...list,
      hits.length === 0 ? text(t.noneTagged(tag)) : null,
      context(found.isFull ? t.asOf(formats.time(found.readTo)) : t.filling),
    ),
    names: hits.map(({ customer }) => customer.name),
  };
}

function taggedRow({ reference, customer }: SearchHit, { who, common }: Context): Row {
  const { name, phones, emails, tags } = customer;
  const reach = phones.map(readablePhone).join(", ") || emails[0];
  return {
    title: customerName({ name }, who.locale),
    detail: [reach, tags.join(", ")].filter(Boolean).join(" · "),
    buttons: [button(common.show, "customer", { customer: reference })],
    customer: reference,
  };
}

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
