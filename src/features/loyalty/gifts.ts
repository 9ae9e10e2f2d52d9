import * as z from "zod";
import { reaches } from "../../access/roles.ts";
import { code, customer, page, points } from "../../bot/arguments.ts";
import { type Args, defineCommand } from "../../bot/command.ts";
import type { CommandContext, Context } from "../../bot/context.ts";
import { pagedList } from "../../bot/pagination.ts";
import {
  button,
  buttons,
  type Card,
  card,
  context,
  field,
  fields,
  type Row,
  text,
} from "../../cards/card.ts";
import { type Customer, referenceTo } from "../../crm/customer.ts";
import type { Gift } from "../../crm/points.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { customerButton, oneCustomer } from "../customer-lookup/look-up.ts";
import { giftsCalled, type NamedGift, readGifts } from "./known-gifts.ts";

const giftsMessages = defineMessages({
  en: {
    name: "Gifts",
    summary: "The gifts that were redeemed so far, what points buy, and what a customer can afford",
    count: (count: string) => (count === "1" ? "1 gift" : `${count} gifts`),
    points: (points: string) => `${points} points`,
    unknown: "points not known",
    last: (day: string) => `last redeemed ${day}`,
    upTo: (points: string) => `up to ${points} points`,
    none: "No gift was redeemed so far.",
    noneSuch: "No gift that is known costs so little.",
    noneTitle: "No such gift",
    noneCalled: (typed: string) =>
      `I know no gift with the code or name “${typed}”. These were redeemed so far:`,
    learned:
      "AntCRM publishes no list of gifts: these are learned from past redemptions, with the price last paid.",
    which: "Which gift?",
    several: (typed: string) => `Several gifts are called “${typed}”. Pick one:`,
    redeem: "Redeem",
    price: "Price",
    lastAt: "Last redeemed",
    balance: "Points now",
    enough: (left: string) => `${left} left after it`,
    short: (points: string) => `${points} short`,
    affords: (name: string, points: string) => `${name} has ${points} points`,
    noBalance: "AntCRM does not show the points of this customer, so all gifts are listed.",
    cheapest: (gift: string, points: string, short: string) =>
      `Not enough for a known gift yet. The nearest one is ${gift}: ${points} points, ${short} short.`,
  },
  vi: {
    name: "Quà tặng",
    summary: "Các quà từng được đổi, số điểm đổi được gì, khách đủ điểm đổi quà nào",
    count: (count) => `${count} quà`,
    points: (points) => `${points} điểm`,
    unknown: "chưa rõ số điểm",
    last: (day) => `đổi gần nhất ${day}`,
    upTo: (points) => `tối đa ${points} điểm`,
    none: "Chưa có quà nào được đổi.",
    noneSuch: "Chưa biết quà nào ít điểm như vậy.",
    noneTitle: "Chưa có quà này",
    noneCalled: (typed) => `Bot chưa biết quà nào có mã hay tên “${typed}”. Các quà từng được đổi:`,
    learned:
      "AntCRM không có danh mục quà: danh sách này lấy từ lịch sử đổi quà, với số điểm của lần gần nhất.",
    which: "Quà nào?",
    several: (typed) => `Có nhiều quà tên “${typed}”, bạn chọn một nhé:`,
    redeem: "Đổi quà",
    price: "Điểm cần",
    lastAt: "Đổi gần nhất",
    balance: "Điểm hiện có",
    enough: (left) => `đổi xong còn ${left}`,
    short: (points) => `còn thiếu ${points}`,
    affords: (name, points) => `${name} có ${points} điểm`,
    noBalance: "AntCRM không cho biết điểm của khách này nên bot liệt kê mọi quà.",
    cheapest: (gift, points, short) =>
      `Chưa đủ điểm cho quà nào bot biết. Gần nhất là ${gift}: ${points} điểm, còn thiếu ${short}.`,
  },
});

/** The most gifts to choose from. */
const OFFERED = 8;

const labels = defineMessages({
  en: { below: "Points", code: "Gift" },
  vi: { below: "Số điểm", code: "Quà" },
});

const input = z.object({
  /** The points that a gift costs at most. "120 điểm đổi được gì" includes a gift of 120. */
  below: points({ alsoCalled: ["dưới", "tối đa", "under", "below", "up to"] }).optional(),
  customer: customer({ introduced: true }).optional(),
  code: code({ named: true }).optional(),
  page: page(),
});

type GiftsContext = CommandContext<z.output<typeof input>, (typeof giftsMessages)["vi"]>;

export const gifts = defineCommand({
  name: "gifts",
  aliases: [
    ...[
      "quà tặng",
      "danh sách quà",
      "các quà",
      "có quà gì",
      "quà gì",
      "quà nào",
      "danh mục quà",
      "những quà",
    ],
    ...["list gifts", "rewards", "gift catalogue"],
  ],
  role: "viewer",
  messages: giftsMessages,
  examples: {
    vi: [
      "danh sách quà",
      "120 điểm đổi được gì",
      "DAUMAY01 bao nhiêu điểm",
      "0900 000 001 đổi được quà gì",
      "danh sach qua",
    ],
    en: ["list gifts", "gifts under 100 points", "gift catalogue"],
  },
  labels,
  input,

  async run(ctx) {
    const { input: asked, t } = ctx;
    const known = await readGifts(ctx);
    const whose = asked.customer === undefined ? null : await customerOf(asked.customer, ctx);
    if (whose !== null && "card" in whose) return whose.card;
    const found = whose?.customer ?? null;
    if (found === null) ctx.recordAccess(null, String(known.length));
    if (known.length === 0) return card(t.name, text(t.none), context(t.learned));
    if (asked.code !== undefined) return calledCard(asked.code, known, found, ctx);
    return found === null ? listCard(known, ctx) : affordableCard(known, found, ctx);
  },
});

function customerOf(reference: NonNullable<GiftsContext["input"]["customer"]>, ctx: GiftsContext) {
  const { code: gift, below: most } = ctx.input;
  const args: Args = { ...(gift && { code: gift }), ...(most !== undefined && { below: String(most) }) };
  return oneCustomer(reference, ctx, { command: "gifts", args });
}

/** Lists all known gifts, or those that so many points buy. */
function listCard(known: readonly Gift[], ctx: GiftsContext): Card {
  const { t, formats, input: asked } = ctx;
  const { below: most } = asked;
  const shown = most === undefined ? known : known.filter(({ points }) => points !== null && points <= most);
  const limit = most === undefined ? "" : t.upTo(formats.number(most));
  const title = [t.name, limit].filter(Boolean).join(" · ");
  if (shown.length === 0) return card(title, text(t.noneSuch), context(t.learned));
  const args: Args = most === undefined ? {} : { below: String(most) };
  const heading = t.count(formats.number(shown.length));
  const rows = shown.map((gift) => giftRow(gift, null, ctx));
  return card(title, ...pagedList(rows, ctx, { command: "gifts", args, heading }), context(t.learned));
}

/** Lists the gifts that a customer has points for, the most expensive first. */
function affordableCard(known: readonly Gift[], found: Customer, ctx: GiftsContext): Card {
  const { t, formats, who } = ctx;
  const reference = referenceTo(found);
  const balance = found.points;
  const most = Math.min(balance ?? Number.POSITIVE_INFINITY, ctx.input.below ?? Number.POSITIVE_INFINITY);
  const within = balance === null ? known : known.filter(({ points }) => points !== null && points <= most);
  const sorted = [...within].sort((a, b) => (b.points ?? 0) - (a.points ?? 0));
  const title = balance === null ? found.name : t.affords(found.name, formats.number(balance));
  const rows = sorted.map((gift) => giftRow(gift, found, ctx));
  const heading = t.count(formats.number(rows.length));
  const list = pagedList(rows, ctx, { command: "gifts", args: { customer: reference }, heading });
  return {
    ...card(
      title,
      ...(list.length > 0 ? list : [text(nearestWords(known, balance ?? 0, ctx))]),
      balance === null ? context(t.noBalance) : null,
      context(t.learned),
      buttons(customerButton(reference, who.locale)),
    ),
    names: [found.name],
  };
}

/** Says which known gift needs the fewest further points. */
function nearestWords(known: readonly Gift[], balance: number, { t, formats }: GiftsContext): string {
  const priced = known.flatMap(({ name, points }) => (points === null ? [] : [{ name, points }]));
  const [nearest] = priced.filter(({ points }) => points > balance).sort((a, b) => a.points - b.points);
  if (nearest === undefined) return t.noneSuch;
  const { name, points } = nearest;
  return t.cheapest(name, formats.number(points), formats.number(points - balance));
}

/** Answers for one gift by its code or name, or for all that are called so. */
function calledCard(typed: string, known: readonly Gift[], found: Customer | null, ctx: GiftsContext): Card {
  const { t } = ctx;
  const called = giftsCalled(typed, known);
  const [gift, ...others] = called;
  if (gift !== undefined && others.length === 0) return giftCard(gift, found, ctx);
  const shown = called.length > 0 ? called : known;
  const rows = shown.map((one) => giftRow(one, found, ctx));
  const args: Args = { code: typed, ...(found && { customer: referenceTo(found) }) };
  const list = pagedList(rows, ctx, { command: "gifts", args });
  return {
    ...(called.length > 0
      ? card([t.name, typed].join(" · "), ...list, context(t.learned))
      : card(t.noneTitle, text(t.noneCalled(typed)), ...list, context(t.learned))),
    names: found === null ? [] : [found.name],
  };
}

function giftCard(gift: Gift, found: Customer | null, ctx: GiftsContext): Card {
  const { t, formats, common } = ctx;
  const { points: price, lastAt } = gift;
  return {
    ...card(
      giftName(gift),
      fields(
        field(t.price, price === null ? t.unknown : t.points(formats.number(price))),
        found === null ? null : field(common.customer, found.name),
        found === null ? null : field(t.balance, balanceWords(found, price, ctx)),
        lastAt && field(t.lastAt, formats.day(lastAt)),
      ),
      context(t.learned),
      buttons(redeemButton(gift, found, ctx)),
    ),
    names: found === null ? [] : [found.name],
  };
}

/** `"120 điểm · đổi xong còn 110"` */
function balanceWords({ points: balance }: Customer, price: number | null, ctx: GiftsContext): string {
  const { t, formats, common } = ctx;
  if (balance === null) return common.unknown;
  const held = t.points(formats.number(balance));
  if (price === null) return held;
  const left = balance - price;
  return `${held} · ${left >= 0 ? t.enough(formats.number(left)) : t.short(formats.number(-left))}`;
}

function giftRow(gift: Gift, found: Customer | null, ctx: GiftsContext): Row {
  const { t, formats } = ctx;
  const { points: price, lastAt } = gift;
  const detail = [
    price === null ? t.unknown : t.points(formats.number(price)),
    lastAt && t.last(formats.day(lastAt)),
  ];
  const redeem = redeemButton(gift, found, ctx);
  return {
    title: giftName(gift),
    about: { kind: "gift", reference: gift.code, name: giftName(gift) },
    detail: detail.filter(Boolean).join(" · "),
    ...(redeem && { buttons: [redeem] }),
  };
}

/** Returns the button that redeems this gift, for people who may. */
function redeemButton({ code: gift }: Gift, found: Customer | null, { t, who }: GiftsContext) {
  if (!reaches(who.role, "agent")) return null;
  return button(t.redeem, "redeem", { code: gift, ...(found && { customer: referenceTo(found) }) });
}

/** `"Tàu hoả đồ chơi (DAUMAY01)"` */
function giftName({ code: gift, name }: NamedGift): string {
  return name === gift ? gift : `${name} (${gift})`;
}

/**
 * Says that a typed gift is none of the known ones, or several of them, and offers them.
 * @param args the other arguments of the redemption
 */
export function whichGiftCard(
  typed: string,
  known: readonly NamedGift[],
  args: Args,
  { who }: Context,
): Card {
  const t = giftsMessages[who.locale];
  const called = giftsCalled(typed, known);
  const offered = (called.length > 0 ? called : known).slice(0, OFFERED);
  const lead = called.length > 0 ? t.several(typed) : known.length > 0 ? t.noneCalled(typed) : t.none;
  const choices = offered.map((gift) => button(giftName(gift), "redeem", { ...args, code: gift.code }));
  return card(t.which, text(lead), buttons(...choices), context(t.learned));
}
