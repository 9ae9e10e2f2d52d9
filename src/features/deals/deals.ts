import * as z from "zod";
import { above, below, type CustomerReference, customer, page, range } from "../../bot/arguments.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import type { CommandContext } from "../../bot/context.ts";
import { daysIn, readableDays } from "../../bot/days.ts";
import { pagedList } from "../../bot/pagination.ts";
import { learnFromRecords } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, context, text } from "../../cards/card.ts";
import { referenceTo } from "../../crm/customer.ts";
import type { Deal } from "../../crm/deal.ts";
import { formatPhone } from "../../crm/phone.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton, oneCustomer } from "../customer-lookup/look-up.ts";
import { dealReference, dealRow, namesIn } from "./deal-card.ts";
import { dealRecord } from "./deal-record.ts";

const dealsMessages = defineMessages({
  en: {
    name: "Deals",
    summary: "Deals of a customer, or the newest of all",
    title: (name: string) => `Deals · ${name}`,
    newest: "newest",
    heading: (count: string) => (count === "1" ? "1 deal" : `${count} deals`),
    over: (count: string) => `over ${count}`,
    none: "No deals yet.",
    noneThen: "No deals are like that.",
    noneOnDays: "No deals on these days yet.",
    above: (sum: string) => `over ${sum}`,
    below: (sum: string) => `under ${sum}`,
    lead: "A lead has no deals: it becomes a customer first.",
    stranger: "No customer of AntCRM carries this number; these deals go to it.",
    capped: (count: string) => `I looked at ${count} deals, which is as far as I read; there are more.`,
    create: "New deal",
    total: (sum: string) => `Total value: ${sum}`,
    counted:
      "All deals created on these days count, open and lost ones too: AntCRM does not tell what was paid.",
  },
  vi: {
    name: "Đơn hàng",
    summary: "Đơn hàng của khách, hoặc mới nhất của cả cửa hàng",
    title: (name) => `Đơn hàng · ${name}`,
    newest: "mới nhất",
    heading: (count) => `${count} đơn`,
    over: (count) => `hơn ${count}`,
    none: "Chưa có đơn nào.",
    noneThen: "Không có đơn nào như vậy.",
    noneOnDays: "Chưa có đơn nào trong những ngày này.",
    above: (sum) => `trên ${sum}`,
    below: (sum) => `dưới ${sum}`,
    lead: "Khách tiềm năng chưa có đơn: cần chuyển thành khách hàng trong AntCRM trước.",
    stranger: "Không khách nào trong AntCRM dùng số này; đây là các đơn giao đến số đó.",
    capped: (count) => `Bot đã xem ${count} đơn là mức tối đa; vẫn còn nữa.`,
    create: "Tạo đơn",
    total: (sum) => `Tổng giá trị: ${sum}`,
    counted:
      "Tính mọi đơn tạo trong những ngày này, cả đơn chưa chốt hay đã huỷ: AntCRM không cho biết đơn nào đã thu tiền.",
  },
});

const labels = defineMessages({
  en: { above: "Over", below: "Under" },
  vi: { above: "Trên", below: "Dưới" },
});

/** The most pages that a list without filters reads. The budget of calls may end it earlier. */
const NEWEST_PAGES = 50;

const input = z.object({
  customer: customer().optional(),
  range: range().optional(),
  above: above().optional(),
  below: below().optional(),
  page: page(),
});

type DealsContext = CommandContext<z.output<typeof input>, (typeof dealsMessages)["vi"]>;

export const deals = defineCommand({
  name: "deals",
  aliases: [
    "doanh thu",
    "doanh số",
    "revenue",
    "giao dịch",
    "giao dịch của",
    "giao dịch khách",
    "các giao dịch",
    "danh sách giao dịch",
    "xem giao dịch",
    "xem giao dịch của",
    "giao dịch mới nhất",
    "giao dịch gần đây",
    "đơn hàng",
    "đơn hàng của",
    "đơn hàng khách",
    "đơn",
    "đơn của",
    "đơn mới nhất",
    "đơn gần đây",
    "các đơn hàng",
    "danh sách đơn hàng",
    "orders",
    "orders of",
    "deals of",
    "newest deals",
    "latest deals",
    "recent orders",
  ],
  role: "viewer",
  messages: dealsMessages,
  examples: {
    vi: ["doanh thu hôm nay", "đơn của 0867 123 456", "đơn trên 5 triệu tuần này", "don moi nhat"],
    en: ["orders of 0867 123 456"],
  },
  labels,
  input,

  async run(ctx) {
    const { input } = ctx;
    return input.customer === undefined ? newestDeals(ctx) : dealsOfCustomer(input.customer, ctx);
  },
});

async function dealsOfCustomer(whose: CustomerReference, ctx: DealsContext): Promise<Card> {
  const { t, crm, who } = ctx;
  const one = await oneCustomer(whose, ctx, { command: "deals", args: filterArgs(ctx) });
  if ("card" in one) return (await dealsOfStranger(whose, ctx)) ?? one.card;
  const { customer: found } = one;
  const reference = referenceTo(found);
  const waysOn = (create: boolean) =>
    buttons(
      customerButton(reference, who.locale),
      create ? button(t.create, "newdeal", { customer: reference }) : null,
    );
  if (found.customerId === null) {
    return { ...card(t.title(found.name), text(t.lead), waysOn(false)), names: [found.name] };
  }
  const all = within(await crm.deals.ofCustomer(found.customerId), ctx);
  const shown = await dealsCard(found.name, all, { customer: reference }, ctx, [waysOn(true)]);
  return { ...shown, names: [found.name, ...(shown.names ?? [])] };
}

/** Shows deals by the receiver's phone number, for a number that belongs to no customer. */
async function dealsOfStranger(whose: CustomerReference, ctx: DealsContext): Promise<Card | null> {
  const { crm, t } = ctx;
  const isNobody = ctx.auditEntry.outcome === "none";
  if (whose.by !== "phone" || !isNobody) return null;
  const theirs = within(await crm.deals.byPhone(whose.phone), ctx);
  if (theirs.length === 0) return null;
  ctx.recordAccess(null, "shown");
  const args = { customer: whose.phone };
  return dealsCard(formatPhone(whose.phone), theirs, args, ctx, [context(t.stranger)]);
}

/** Lists the newest deals. AntCRM has no filter by date, so the bot reads its list up to a limit and filters it. */
async function newestDeals(ctx: DealsContext): Promise<Card> {
  const { t, crm, formats, input } = ctx;
  // Without a filter the newest pages are enough. Deals of a day or an amount may be anywhere in the list.
  const { deals: all, complete } = await crm.deals.list(isFiltered(ctx) ? {} : { maxPages: NEWEST_PAGES });
  ctx.recordAccess(null, String(all.length));
  const isCut = !complete && !isFiltered(ctx);
  const note = complete ? null : context(t.capped(formats.number(all.length)));
  const title = input.range ? readableDays(daysIn(input.range, ctx), ctx) : sums(ctx) || t.newest;
  return dealsCard(title, within(all, ctx), {}, ctx, [note], isCut);
}

async function dealsCard(
  title: string,
  found: readonly Deal[],
  args: Args,
  ctx: DealsContext,
  more: Parameters<typeof card>[1][],
  isCut = false,
): Promise<Card> {
  const { t, formats } = ctx;
  await learnFromRecords(dealRecord, found, ctx);
  const rows = found.map((deal) => ({ ...dealRow(deal, ctx), ...whoseRow(deal, args) }));
  const count = formats.number(found.length);
  const of = isCut ? t.over(count) : count;
  const asked = { ...args, ...filterArgs(ctx) };
  const list = pagedList(rows, ctx, { command: "deals", args: asked, heading: t.heading(of), of });
  const none = text(noneOf(ctx));
  const days = ctx.input.range === undefined ? "" : readableDays(daysIn(ctx.input.range, ctx), ctx);
  const heading = [...new Set([title, days, sums(ctx)])].filter(Boolean).join(" · ");
  return {
    ...card(
      t.title(heading),
      ...(ctx.input.range === undefined ? [] : totalOf(found, ctx)),
      ...(list.length > 0 ? list : [none]),
      ...more,
    ),
    names: found.flatMap(namesIn),
  };
}

/** Returns the value of the deals together, and what it counts: AntCRM's API has no revenue. */
function totalOf(found: readonly Deal[], { t, formats }: DealsContext) {
  if (found.length === 0) return [];
  const total = found.reduce((sum, { value }) => sum + (value ?? 0), 0);
  return [text(t.total(formats.money(total))), context(t.counted)];
}

/** Returns the customer that a row shows. */
function whoseRow(deal: Deal, { customer: asked }: Args): { customer?: string } {
  const customer = asked ?? dealReference(deal);
  return customer === null ? {} : { customer };
}

/** Filters deals by day and amount. A deal without a creation time belongs to no day. */
function within(all: readonly Deal[], ctx: DealsContext): readonly Deal[] {
  const { range: days, above: least = -1, below: most = Number.POSITIVE_INFINITY } = ctx.input;
  const ofSum = all.filter(({ value }) => (value ?? 0) > least && (value ?? 0) < most);
  if (days === undefined) return ofSum;
  const { from, to } = daysIn(days, ctx);
  return ofSum.filter(({ createdAt }) => createdAt !== null && createdAt >= from && createdAt < to);
}

/** Says that there is no such deal. With a sum in the filter, other deals may be there. */
function noneOf({ input: { range: days, above: least, below: most }, t }: DealsContext): string {
  if (least !== undefined || most !== undefined) return t.noneThen;
  return days === undefined ? t.none : t.noneOnDays;
}

function isFiltered({ input: { range: days, above: least, below: most } }: DealsContext): boolean {
  return days !== undefined || least !== undefined || most !== undefined;
}

/** Describes the filter by amount: `"trên 5.000.000 ₫"`. Empty without one. */
function sums({ input: { above: least, below: most }, t, formats }: DealsContext): string {
  return [
    least === undefined ? "" : t.above(formats.money(least)),
    most === undefined ? "" : t.below(formats.money(most)),
  ]
    .filter(Boolean)
    .join(" · ");
}

function filterArgs({ input: { range: days, above: least, below: most } }: DealsContext): Args {
  return {
    ...(days && { range: `${days.first}/${days.last}` }),
    ...(least !== undefined && { above: String(least) }),
    ...(most !== undefined && { below: String(most) }),
  };
}
