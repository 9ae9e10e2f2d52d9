import { z } from "zod";
import { button, buttons, card, context, list, text } from "../../cards/card.ts";
import { phrases } from "../../i18n/phrases.ts";
import { customer } from "../arguments.ts";
import { defineCommand } from "../command.ts";
import { oneCustomer, referenceTo } from "../customers/look-up.ts";
import { dealRow } from "./deal-row.ts";

const words = phrases({
  en: {
    name: "Deals",
    summary: "Deals of a customer, the newest first",
    title: (name: string) => `Deals · ${name}`,
    heading: (count: number) => (count === 1 ? "1 deal" : `${count} deals`),
    none: "No deals yet.",
    lead: "A lead has no deals: it becomes a customer first.",
    more: (shown: number) => `The newest ${shown} are shown.`,
    customer: "Customer",
  },
  vi: {
    name: "Giao dịch",
    summary: "Giao dịch của khách, mới nhất trước",
    title: (name) => `Giao dịch · ${name}`,
    heading: (count) => `${count} giao dịch`,
    none: "Chưa có giao dịch.",
    lead: "Khách tiềm năng chưa có giao dịch: cần chuyển thành khách hàng trước.",
    more: (shown) => `Đang hiện ${shown} giao dịch mới nhất.`,
    customer: "Khách hàng",
  },
});

const labels = phrases({ en: { customer: "Customer" }, vi: { customer: "Khách hàng" } });

const SHOWN = 10;

export const deals = defineCommand({
  name: "deals",
  aliases: ["giao dịch", "đơn hàng", "xem giao dịch", "đơn của", "orders", "orders of", "deals of"],
  role: "viewer",
  words,
  labels,
  input: z.object({ customer: customer() }),

  async run(play) {
    const { say, crm } = play;
    const one = await oneCustomer(play.input.customer, play, { command: "deals", args: {} });
    if ("card" in one) return one.card;
    const found = one.customer;
    const all = found.customerId === null ? [] : await crm.deals.ofCustomer(found.customerId);
    const shown = all.slice(0, SHOWN);
    return {
      ...card(
        say.title(found.name),
        list(
          say.heading(all.length),
          shown.map((deal) => dealRow(deal, play)),
        ) ?? text(found.customerId === null ? say.lead : say.none),
        all.length > shown.length ? context(say.more(shown.length)) : null,
        buttons(button(say.customer, "customer", { customer: referenceTo(found) })),
      ),
      names: [found.name],
    };
  },
});
