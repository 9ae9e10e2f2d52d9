import { z } from "zod";
import { customer } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { button, buttons, card, context, list, text } from "../../cards/card.ts";
import { referenceTo } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { oneCustomer } from "../customer-lookup/look-up.ts";
import { movementRow } from "./movement-row.ts";
import { movementsOf } from "./whom.ts";

const redemptionsMessages = defineMessages({
  en: {
    name: "Gifts redeemed",
    summary: "Gifts a customer has redeemed",
    title: (name: string) => `Gifts redeemed · ${name}`,
    heading: (count: number) => (count === 1 ? "1 redemption" : `${count} redemptions`),
    none: "No gift was redeemed yet.",
    more: (shown: number) => `The newest ${shown} are shown.`,
    capped: "Only the newest part of a long history was read.",
    redeem: "Redeem gift",
  },
  vi: {
    name: "Quà đã đổi",
    summary: "Lịch sử đổi quà của khách",
    title: (name) => `Quà đã đổi · ${name}`,
    heading: (count) => `${count} lần đổi quà`,
    none: "Chưa đổi quà lần nào.",
    more: (shown) => `Đang hiện ${shown} lần gần nhất.`,
    capped: "Lịch sử dài nên chỉ đọc phần mới nhất.",
    redeem: "Đổi quà",
  },
});

const labels = defineMessages({ en: { customer: "Customer" }, vi: { customer: "Khách hàng" } });

const SHOWN = 10;

export const redemptions = defineCommand({
  name: "redemptions",
  aliases: [
    "lịch sử đổi quà",
    "quà đã đổi",
    "xem quà đã đổi",
    "redemption history",
    "redeemed gifts",
    "gifts of",
  ],
  role: "viewer",
  messages: redemptionsMessages,
  labels,
  input: z.object({ customer: customer() }),

  async run(ctx) {
    const { t, crm } = ctx;
    const one = await oneCustomer(ctx.input.customer, ctx, { command: "redemptions", args: {} });
    if ("card" in one) return one.card;
    const found = one.customer;
    const history = await movementsOf(found, crm, { kind: "redeemed" });
    const all = history?.movements ?? [];
    const shown = all.slice(0, SHOWN);
    return {
      ...card(
        t.title(found.name),
        list(
          t.heading(all.length),
          shown.map((movement) => movementRow(movement, ctx)),
        ) ?? text(t.none),
        all.length > shown.length ? context(t.more(shown.length)) : null,
        history?.complete === false ? context(t.capped) : null,
        buttons(button(t.redeem, "redeem", { customer: referenceTo(found) })),
      ),
      names: [found.name],
    };
  },
});
