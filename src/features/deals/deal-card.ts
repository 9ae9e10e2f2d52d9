import type { Context } from "../../bot/context.ts";
import { cardRows, known } from "../../bot/record-commands/fields.ts";
import {
  button,
  buttons,
  type Card,
  card,
  context,
  fields,
  type Row,
  type ShownRecord,
  text,
} from "../../cards/card.ts";
import { shownAs } from "../../crm/customer.ts";
import type { Deal } from "../../crm/deal.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton } from "../customer-lookup/look-up.ts";
import { dealRecord, statusName } from "./deal-record.ts";
import { linesBlock, linesOf } from "./order.ts";

const dealCardMessages = defineMessages({
  en: {
    title: (number: string, name: string) => [number && `Deal #${number}`, name].filter(Boolean).join(" · "),
    unnamed: "(no name)",
    noLines: "No products in it.",
  },
  vi: {
    title: (number, name) => [number && `Đơn #${number}`, name].filter(Boolean).join(" · "),
    unnamed: "(chưa đặt tên)",
    noLines: "Chưa có sản phẩm.",
  },
});

/** Builds the card of one deal. */
export function dealCard(deal: Deal, ctx: Context): Card {
  const { formats } = ctx;
  const t = dealCardMessages[ctx.who.locale];
  for (const one of peopleIn(deal)) ctx.countShown(one);
  return {
    ...card(
      t.title(deal.number, deal.name || t.unnamed),
      fields(
        ...cardRows(dealRecord, deal, ctx),
        ...deal.customFields.map(({ name, value }) => known(name, value)),
        known(ctx.common.created, deal.createdAt === null ? null : formats.time(deal.createdAt)),
        known(ctx.common.updated, deal.updatedAt === null ? null : formats.time(deal.updatedAt)),
      ),
      linesBlock(linesOf(deal), ctx) ?? context(t.noLines),
      deal.description ? text(deal.description) : null,
      buttons(...waysOn(deal, ctx)),
    ),
    names: namesIn(deal),
    about: aboutDeal(deal, ctx),
  };
}

/** Returns the deal and its customer, as the next message may mean them. */
function aboutDeal(deal: Deal, ctx: Context): ShownRecord[] {
  const reference = dealReference(deal);
  const name = deal.customer?.name ?? deal.receiverName ?? "";
  return [
    ...(deal.number === "" ? [] : [shownDeal(deal, ctx)]),
    ...(reference === null ? [] : [{ kind: "customer" as const, reference, name }]),
  ];
}

/** Returns the deal as the next message may mean it. */
export function shownDeal({ number, name }: Deal, { who }: Pick<Context, "who">): ShownRecord {
  return {
    kind: "deal",
    reference: number,
    name: `#${number} ${name || dealCardMessages[who.locale].unnamed}`,
  };
}

/** Returns the names of the people in a deal; a shared card shortens them. */
export function namesIn({ customer, receiverName }: Deal): string[] {
  return [customer?.name, receiverName].filter((name) => typeof name === "string" && name !== "") as string[];
}

/** Returns the people in a deal, for the audit and the quota: the customer, and a receiver who is another person. */
export function peopleIn({ customer, receiverName: name, receiverPhone: phone }: Deal): string[] {
  const receiver = { name, phones: phone ? [phone] : [] };
  const others = customer !== null && isSame(customer, receiver) ? [] : [receiver];
  return [customer, ...others]
    .map((one) => one && shownAs({ customerId: null, ...one, leadId: null, emails: [] }))
    .filter((one) => one !== null);
}

interface Somebody {
  name: string | null;
  phones: readonly string[];
}

/** Compares the phones if both have one, otherwise the names. */
function isSame(customer: Somebody, { name, phones: [phone] }: Somebody): boolean {
  if (phone !== undefined && customer.phones.length > 0) return customer.phones.includes(phone);
  return name === null || name === customer.name;
}

/** Returns the customer or the receiver of a deal: `"customer:475"`, or a phone; null if the deal names neither. */
export function dealReference({ customer, receiverPhone }: Deal): string | null {
  const theirs = customer?.customerId ? `customer:${customer.customerId}` : null;
  return theirs ?? customer?.phones[0] ?? receiverPhone;
}

function waysOn(deal: Deal, { who, common }: Context) {
  const reference = dealReference(deal);
  const numbered = deal.number === "" ? null : { deal: deal.number };
  return [
    numbered && button(common.edit, "editdeal", numbered),
    reference ? customerButton(reference, who.locale) : null,
    numbered && button(common.delete, "deletedeal", numbered, { style: "danger" }),
  ];
}

/** Statuses that a row shows. Most deals are open, so a row does not show that. */
const ENDED: ReadonlySet<string | null> = new Set(["LOST", "WON"]);

/** Returns one deal as a line: `"#3609 Đơn A — 4.520.000 ₫ · Thắng · 25/11/2026"`. */
export function dealRow(deal: Deal, { who, common, formats }: Context): Row {
  const t = dealCardMessages[who.locale];
  const detail = [
    deal.value === null ? null : formats.money(deal.value),
    deal.stage,
    deal.status !== null && ENDED.has(deal.status) ? statusName(deal.status, who.locale) : null,
    deal.createdAt === null ? null : formats.day(deal.createdAt),
  ];
  const title = [deal.number === "" ? "" : `#${deal.number}`, deal.name || t.unnamed]
    .filter(Boolean)
    .join(" ");
  // A record may lack its number, and a deal can be opened only by its number: src/crm/API.md#get-opportunities
  const open = deal.number === "" ? [] : [button(common.show, "deal", { deal: deal.number })];
  return { title, detail: detail.filter(Boolean).join(" · "), buttons: open };
}
