import * as z from "zod";
import { customer } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { button, buttons, card, context, field, fields, list, text } from "../../cards/card.ts";
import { referenceTo } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton, oneCustomer } from "../customer-lookup/look-up.ts";
import { movementRow, movementsOf, unreadableHistory } from "./movements.ts";

const pointsMessages = defineMessages({
  en: {
    name: "Points",
    summary: "Points of a customer and their history",
    title: (name: string) => `Points · ${name}`,
    available: "Points now",
    rank: "Rank",
    rankPoints: "Rank points",
    history: "Newest movements",
    none: "No point movements yet.",
    capped: "Only the newest part of a long history was read.",
  },
  vi: {
    name: "Xem điểm",
    summary: "Xem điểm và lịch sử điểm của khách",
    title: (name) => `Điểm · ${name}`,
    available: "Điểm hiện có",
    rank: "Hạng",
    rankPoints: "Điểm xét hạng",
    history: "Biến động gần nhất",
    none: "Chưa có biến động điểm.",
    capped: "Lịch sử dài nên chỉ đọc phần mới nhất.",
  },
});

const redemptionsMessages = defineMessages({
  en: {
    name: "Gifts redeemed",
    summary: "Gifts a customer has redeemed",
    title: (name: string) => `Gifts redeemed · ${name}`,
    heading: (count: number) => (count === 1 ? "1 redemption" : `${count} redemptions`),
    none: "No gift was redeemed yet.",
    more: (shown: number) => `The newest ${shown} are shown.`,
  },
  vi: {
    name: "Quà đã đổi",
    summary: "Lịch sử đổi quà của khách",
    title: (name) => `Quà đã đổi · ${name}`,
    heading: (count) => `${count} lần đổi quà`,
    none: "Chưa đổi quà lần nào.",
    more: (shown) => `Đang hiện ${shown} lần gần nhất.`,
  },
});

const SHOWN = 10;

export const points = defineCommand({
  name: "points",
  aliases: [
    "điểm",
    "xem điểm",
    "điểm của",
    "lịch sử điểm",
    "còn bao nhiêu điểm",
    "point",
    "points of",
    "balance",
  ],
  role: "viewer",
  messages: pointsMessages,
  examples: {
    vi: [
      "0867 123 456 còn bao nhiêu điểm",
      "điểm của 0867 123 456",
      "điểm của chị Bình",
      "lich su diem cua khach 476",
    ],
    en: ["points of 0867 123 456"],
  },
  input: z.object({ customer: customer() }),

  async run(ctx) {
    const { t, formats, crm } = ctx;
    const one = await oneCustomer(ctx.input.customer, ctx, { command: "points", args: {} });
    if ("card" in one) return one.card;
    const found = one.customer;
    const history = await movementsOf(found, crm);
    const amount = (value: number | null) => (value === null ? ctx.common.unknown : formats.number(value));
    return {
      ...card(
        t.title(found.name),
        fields(
          field(t.available, amount(found.points)),
          found.rank === null ? null : field(t.rank, found.rank),
          found.rankPoints === null ? null : field(t.rankPoints, formats.number(found.rankPoints)),
        ),
        history === null
          ? unreadableHistory(ctx)
          : (list(
              t.history,
              history.movements.slice(0, SHOWN).map((movement) => movementRow(movement, ctx)),
            ) ?? text(t.none)),
        history === null || history.complete ? null : context(t.capped),
        buttons(
          button(ctx.common.redeemGift, "redeem", { customer: referenceTo(found) }),
          customerButton(referenceTo(found), ctx.who.locale),
        ),
      ),
      names: [found.name],
    };
  },
});

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
  examples: {
    vi: ["quà đã đổi của 0867 123 456", "lịch sử đổi quà của chị Bình", "qua da doi cua khach 476"],
    en: ["redeemed gifts of 0867 123 456"],
  },
  input: z.object({ customer: customer() }),

  async run(ctx) {
    const { t, crm, common } = ctx;
    const { capped } = pointsMessages[ctx.who.locale];
    const one = await oneCustomer(ctx.input.customer, ctx, { command: "redemptions", args: {} });
    if ("card" in one) return one.card;
    const found = one.customer;
    const history = await movementsOf(found, crm, { kind: "redeemed" });
    const all = history?.movements ?? [];
    const shown = all.slice(0, SHOWN);
    return {
      ...card(
        t.title(found.name),
        history === null
          ? unreadableHistory(ctx)
          : (list(
              t.heading(all.length),
              shown.map((movement) => movementRow(movement, ctx)),
            ) ?? text(t.none)),
        all.length > shown.length ? context(t.more(shown.length)) : null,
        history?.complete === false ? context(capped) : null,
        buttons(button(common.redeemGift, "redeem", { customer: referenceTo(found) })),
      ),
      names: [found.name],
    };
  },
});
