import type { Context } from "../../bot/command.ts";
import { type Change, differing } from "../../bot/editing/changes.ts";
import { type Field, field } from "../../cards/card.ts";
import { readablePhone } from "../../crm/customer-reference.ts";
import type { Deal } from "../../crm/deal.ts";
import type { DealChanges } from "../../crm/deals-write.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { linesInBrief, linesOf } from "./deal-lines.ts";
import {
  ARGUMENT,
  type EditedDeal,
  heldIn,
  KEYS,
  type Key,
  keysOf,
  noteOf,
  withoutReference,
} from "./edited-deal.ts";
import { asSent } from "./order.ts";

const readableEditMessages = defineMessages<Record<Key, string>>({
  en: {
    name: "Name",
    lines: "Products",
    shippingCost: "Shipping",
    value: "Total",
    stage: "Stage",
    branch: "Branch",
    receiverName: "Receiver",
    receiverPhone: "Receiver's phone",
    receiverNote: "Delivery note",
    description: "Note",
  },
  vi: {
    name: "Tên",
    lines: "Sản phẩm",
    shippingCost: "Phí giao hàng",
    value: "Tổng tiền",
    stage: "Giai đoạn",
    branch: "Chi nhánh",
    receiverName: "Người nhận",
    receiverPhone: "SĐT người nhận",
    receiverNote: "Ghi chú giao hàng",
    description: "Ghi chú",
  },
});

const unread = defineMessages({
  en: { stage: "(AntCRM does not tell)" },
  vi: { stage: "(AntCRM không cho biết)" },
});

/** Before and after, as people read them. */
export function readableChanges(deal: Deal, changes: DealChanges, ctx: Context): Change[] {
  const t = readableEditMessages[ctx.who.locale];
  const { formats } = ctx;
  return differing(
    keysOf(changes).map((key) => {
      const label = t[key];
      switch (key) {
        case "lines":
          return {
            label,
            before: linesInBrief(linesOf(deal), ctx),
            after: linesInBrief(changes.lines ?? [], ctx),
          };
        case "value":
        case "shippingCost":
          return {
            label,
            before: deal[key] === null ? "" : formats.money(deal[key]),
            after: formats.money(changes[key] ?? 0),
          };
        case "receiverPhone":
          return {
            label,
            before: readablePhone(heldIn(deal, key)),
            after: readablePhone(changes.receiverPhone ?? ""),
          };
        case "description":
          return { label, before: noteOf(deal), after: withoutReference(changes.description ?? "") };
        case "stage":
          // Answered by its ObjectId, a stage is there, and its name is not known.
          return { label, before: deal.stage ?? unread[ctx.who.locale].stage, after: changes.stage ?? "" };
        default:
          return { label, before: heldIn(deal, key), after: changes[key] ?? "" };
      }
    }),
  );
}

/**
 * What was asked for, for the receipt: `"Phí giao hàng: 30.000 ₫"`.
 * @param now the record as it is afterwards, whose lines have the products' names; null where it cannot be read
 */
export function readableWishes(edited: EditedDeal, now: Deal | null, ctx: Context): Field[] {
  const t = readableEditMessages[ctx.who.locale];
  const { formats } = ctx;
  return KEYS.flatMap((key) => {
    const value = edited[ARGUMENT[key]];
    if (value === undefined) return [];
    if (value === null) return [field(t[key], "–")];
    if (typeof value === "number") return [field(t[key], formats.money(value))];
    if (typeof value !== "string") {
      const lines = now === null ? value.map(asSent) : linesOf(now);
      return [field(t[key], linesInBrief(lines, ctx))];
    }
    return [field(t[key], key === "receiverPhone" ? readablePhone(value) : value)];
  });
}
