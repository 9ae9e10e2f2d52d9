import * as z from "zod";
import { code, customer } from "../../bot/arguments.ts";
import { type About, defineCommand } from "../../bot/command.ts";
import { type CommandContext, type Context, REPEATED_WITHIN_MS } from "../../bot/context.ts";
import { button, buttons, type Card, card, context, field, fields, text } from "../../cards/card.ts";
import { type Customer, readablePhone, referenceTo } from "../../crm/customer.ts";
import type { Gift } from "../../crm/points.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { confirmedAtOf } from "../../operations/operation.ts";
import { oneCustomer } from "../customer-lookup/look-up.ts";
import { whichGiftCard } from "./gifts.ts";
import { GIFT_LIST, giftsCalled, isLikeACode, learnedGifts, readGifts } from "./known-gifts.ts";
import { existingCustomer, loyaltyOf, loyaltyOfAlone, pointsWrite } from "./movements.ts";

const redeemMessages = defineMessages({
  en: {
    name: "Redeem gift",
    summary: "Redeem a gift for a customer",
    ask: (gift: string, name: string) => `Redeem ${gift} for ${name}?`,
    gift: "Gift",
    price: "Price",
    priceKnown: (points: string) => `${points} points, at its last redemption`,
    priceUnknown: "not known (AntCRM has no list of prices)",
    points: "Points now",
    final: "It cannot be undone.",
    tooFew: (balance: string, price: string, lacking: string) =>
      `The customer has ${balance} points, ${lacking} too few (the gift last cost ${price}).`,
    neverSeen: (code: string) => `The code ${code} never occurred in the redemption history that was read.`,
    confirm: "Redeem",
    unreachable: "This customer has neither phone nor e-mail, and AntCRM redeems by those.",
    shared:
      "AntCRM redeems by phone or e-mail, and this customer shares theirs with another: the gift could be taken off the wrong points. Redeem it in AntCRM itself.",
    unreachableTitle: "Cannot redeem",
    done: "Gift redeemed",
    left: "Points left",
  },
  vi: {
    name: "Đổi quà",
    summary: "Đổi quà cho khách hàng",
    ask: (gift, name) => `Đổi quà ${gift} cho ${name}?`,
    gift: "Quà",
    price: "Điểm cần",
    priceKnown: (points) => `${points} điểm, theo lần đổi gần nhất`,
    priceUnknown: "chưa rõ (AntCRM không có bảng giá quà)",
    points: "Điểm hiện có",
    final: "Không thể hoàn lại.",
    tooFew: (balance, price, lacking) =>
      `Khách có ${balance} điểm, còn thiếu ${lacking} (lần gần nhất quà này ${price} điểm).`,
    neverSeen: (code) => `Mã ${code} chưa có trong lịch sử đổi quà mà bot đã đọc, bạn xem lại mã giúp nhé.`,
    confirm: "Đổi quà",
    unreachable: "Khách này chưa có số điện thoại hay e-mail, mà AntCRM đổi quà theo hai thông tin đó.",
    shared:
      "AntCRM đổi quà theo số điện thoại hoặc e-mail, mà khách này dùng chung với khách khác nên có thể trừ nhầm điểm. Hãy đổi trực tiếp trong AntCRM.",
    unreachableTitle: "Chưa đổi quà được",
    done: "Đã đổi quà",
    left: "Điểm còn lại",
  },
});

const input = z.object({ code: code({ learned: GIFT_LIST, named: true }), customer: customer() });

/** The part of the history in which a redemption looks for its gift. */
const NEWEST = { maxPages: 5 };

type RedeemContext = CommandContext<z.output<typeof input>, (typeof redeemMessages)["vi"]>;

/** Redeems a gift for points. AntCRM cannot undo this, so the command asks first and uses the operation journal. */
export const redeem = defineCommand({
  name: "redeem",
  aliases: ["đổi quà", "đổi điểm", "đổi quà cho", "redeem gift", "gift"],
  role: "agent",
  messages: redeemMessages,
  examples: {
    vi: [
      "đổi quà DAUMAY01 cho 0900 000 001",
      "đổi quà tàu hoả đồ chơi cho chị Bình",
      "đổi quà cho 0900 000 001",
      "doi qua DAUMAY01 cho 0900 000 001",
    ],
    en: [
      "redeem DAUMAY01 for 0900 000 001",
      "redeem gift for 0900 000 001",
      "redeem VOUCHER50 for an@example.com",
    ],
  },
  input,
  learn: (ctx) => readGifts(ctx, NEWEST),

  async ask(ctx) {
    const { t, formats } = ctx;
    const typed = ctx.input.code;
    const one = await oneCustomer(ctx.input.customer, ctx, { command: "redeem", args: { code: typed } });
    if ("card" in one) return one.card;
    const found = one.customer;
    const isCode = isLikeACode(typed);
    const [whom, gifts] = await Promise.all([
      loyaltyOfAlone(found, ctx.crm),
      isCode ? knownGifts(ctx) : readGifts(ctx, NEWEST),
    ]);
    const known = isCode ? gifts : await withLearned(typed, gifts, ctx);
    const gift = giftOf(typed, known);
    const isOneOfSeveral = giftsCalled(typed, known).length > 1;
    if (gift === null && (!isCode || isOneOfSeveral)) {
      return { ...whichGiftCard(typed, known, { customer: referenceTo(found) }, ctx), names: [found.name] };
    }
    const code = gift?.code ?? typed;
    if (whom === null) {
      const why = loyaltyOf(found) === null ? t.unreachable : t.shared;
      return { ...card(t.unreachableTitle, text(why)), tone: "bad", names: [found.name] };
    }
    const doubts = doubtsAbout(ctx, found, gift);
    const question: Card = {
      ...card(
        t.ask(code, found.name),
        fields(
          field(
            ctx.common.customer,
            [found.name, ...found.phones.slice(0, 1).map(readablePhone)].join(" · "),
          ),
          field(t.gift, gift?.name ? `${gift.name} (${code})` : code),
          field(t.price, gift?.points == null ? t.priceUnknown : t.priceKnown(formats.number(gift.points))),
          field(t.points, found.points === null ? ctx.common.unknown : formats.number(found.points)),
        ),
        ...doubts.map(text),
        context(t.final),
      ),
      tone: "warning",
      names: [found.name],
    };
    return {
      card: question,
      customer: referenceTo(found),
      args: { code, customer: referenceTo(found) },
      called: { code: gift?.name ?? code, customer: found.name },
      confirmLabel: t.confirm,
    };
  },

  write: pointsWrite(
    "redeem",
    "redeemed",
    ({ crm, input }, _, whom) => crm.points.redeem({ code: input.code, ...whom }),
    (movement, code) => isSameCode(movement.code ?? "", code),
  ),

  similar: sameGift,

  async receipt({ crm, input, t, common, formats }) {
    // The gift is already redeemed, so a failed read of the balance must not look like a failed write.
    const found = await existingCustomer(input.customer, crm).catch(() => null);
    const left = found?.points == null ? common.unread : formats.number(found.points);
    return {
      ...card(
        t.done,
        fields(
          found === null ? null : field(common.customer, found.name),
          field(t.gift, input.code),
          field(t.left, left),
        ),
        found === null ? null : buttons(button(common.points, "points", { customer: referenceTo(found) })),
      ),
      tone: "good",
      names: found === null ? [] : [found.name],
    };
  },

  async provable(ctx) {
    const { customer: whose, code } = ctx.input;
    const [found, gifts] = await Promise.all([existingCustomer(whose, ctx.crm), knownGifts(ctx)]);
    const gift = giftOf(code, gifts);
    return doubtsAbout(ctx, found, gift);
  },
});

const similarMessages = defineMessages({
  en: {
    title: "This gift was just redeemed",
    done: (gift: string, at: string, reference: string) =>
      `${gift} was redeemed for this customer at ${at} (ref ${reference}).`,
    unclearTitle: "This gift may have just been redeemed",
    unclear: (gift: string, at: string, reference: string) =>
      `${gift} was confirmed for this customer at ${at} (ref ${reference}), but AntCRM gave no clear answer.`,
    oneMore: "Go on only if the customer takes one more.",
  },
  vi: {
    title: "Vừa đổi quà này rồi",
    done: (gift, at, reference) => `Khách này đã được đổi quà ${gift} lúc ${at} (mã ${reference}).`,
    unclearTitle: "Có thể vừa đổi quà này rồi",
    unclear: (gift, at, reference) =>
      `Khách này đã được xác nhận đổi quà ${gift} lúc ${at} (mã ${reference}), nhưng AntCRM chưa trả lời rõ.`,
    oneMore: "Chỉ tiếp tục nếu khách đổi thêm một quà nữa.",
  },
});

/** Shows a redemption of the same gift for the same customer that was asked for within the last hour; null without one. */
async function sameGift(ctx: RedeemContext, { customer }: About): Promise<Card | null> {
  const { input, history, clock, who, formats, common } = ctx;
  if (customer === null) return null;
  const since = new Date(clock.now().getTime() - REPEATED_WITHIN_MS);
  const redeemed = await history.recent("redeem", customer, since);
  const same = redeemed.find(({ args }) => isSameCode(args.code ?? "", input.code));
  if (same === undefined) return null;
  const t = similarMessages[who.locale];
  const { id, reference, state } = same;
  const isDone = state === "done";
  const look = isDone
    ? button(common.points, "points", { customer })
    : button(common.checkAgain, ":check", { operation: id }, { style: "primary" });
  const sentence = (isDone ? t.done : t.unclear)(input.code, formats.time(confirmedAtOf(same)), reference);
  const title = isDone ? t.title : t.unclearTitle;
  return { ...card(title, text(sentence), text(t.oneMore), buttons(look)), tone: "warning" };
}

function isSameCode(one: string, other: string): boolean {
  return one.toUpperCase() === other.toUpperCase();
}

/** Returns the provable reasons against the redemption. AntCRM has no gift catalogue and no prices. */
function doubtsAbout(
  { t, formats, input }: Pick<RedeemContext, "t" | "formats" | "input">,
  found: Customer,
  gift: { points: number | null } | null,
): string[] {
  if (gift === null) return [t.neverSeen(input.code)];
  if (gift.points === null || found.points === null || found.points >= gift.points) return [];
  const { number } = formats;
  return [t.tooFew(number(found.points), number(gift.points), number(gift.points - found.points))];
}

/** Returns the newest known gifts. Empty if they could not be read: a redemption by code does not need them. */
async function knownGifts(ctx: Pick<Context, "crm" | "learned" | "clock">): Promise<readonly Gift[]> {
  return readGifts(ctx, NEWEST).catch(() => []);
}

/** A gift as the question shows it; the price is null where the history that was read does not tell it. */
type PricedGift = Pick<Gift, "code" | "name" | "points">;

/** Adds the learned gifts that a typed name means, if the newest part of the history has none that is called so. */
async function withLearned(
  typed: string,
  gifts: readonly Gift[],
  ctx: Pick<Context, "learned">,
): Promise<readonly PricedGift[]> {
  if (giftsCalled(typed, gifts).length > 0) return gifts;
  const learned = giftsCalled(typed, await learnedGifts(ctx));
  return learned.length === 0 ? gifts : learned.map((gift) => ({ ...gift, points: null }));
}

/** Returns the one gift that a typed code or name means. Null if none is, or several are. */
function giftOf(typed: string, gifts: readonly PricedGift[]): PricedGift | null {
  const [gift, ...others] = giftsCalled(typed, gifts);
  return gift !== undefined && others.length === 0 ? gift : null;
}
