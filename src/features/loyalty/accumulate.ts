import * as z from "zod";
import { customer, line } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import { button, buttons, card, context, field, fields, text } from "../../cards/card.ts";
import { readablePhone, referenceTo } from "../../crm/customer.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { oneCustomer } from "../customer-lookup/look-up.ts";
import { existingCustomer, loyaltyOf, loyaltyOfAlone, ownMovements, pointsWrite } from "./movements.ts";

const accumulateMessages = defineMessages({
  en: {
    name: "Earn points",
    summary: "Credit a customer with the points of a code",
    ask: (code: string, name: string) => `Credit ${name} with the code ${code}?`,
    code: "Code",
    points: "Points now",
    decides: "The code decides how many points it brings, and cannot be used again.",
    unreachableTitle: "Cannot earn points",
    unreachable: "This customer has neither phone nor e-mail, and AntCRM credits by those.",
    shared: "Somebody else has the same phone and e-mail, and AntCRM could credit them instead.",
    done: "Points credited",
    earned: "Earned",
    now: "Points now",
    orderTitle: "Not credited yet",
    order: (said: string) =>
      `AntCRM credits points by a code that is printed on the product, and not by an order: “${said}” is no such code.`,
    enterCode: "Enter the code",
    check: (code: string) => `The code ${code} may be wrong or used already: please check it.`,
  },
  vi: {
    name: "Tích điểm",
    summary: "Tích điểm cho khách bằng mã tích điểm",
    ask: (code, name) => `Tích điểm mã ${code} cho ${name}?`,
    code: "Mã tích điểm",
    points: "Điểm hiện có",
    decides: "Số điểm do mã quyết định, và mã chỉ dùng được một lần.",
    unreachableTitle: "Chưa tích điểm được",
    unreachable: "Khách này chưa có số điện thoại hay e-mail, mà AntCRM tích điểm theo hai thông tin đó.",
    shared: "Có khách khác dùng chung số điện thoại và e-mail này, AntCRM có thể cộng nhầm cho họ.",
    done: "Đã tích điểm",
    earned: "Được cộng",
    now: "Điểm hiện có",
    orderTitle: "Chưa tích điểm được",
    order: (said) =>
      `AntCRM tích điểm theo mã in trên sản phẩm, không theo số đơn: “${said}” chưa phải mã tích điểm.`,
    enterCode: "Nhập mã",
    check: (code) => `Mã ${code} có thể sai hoặc đã dùng rồi, bạn xem lại mã giúp nhé.`,
  },
});

const labels = defineMessages({ en: { code: "Code" }, vi: { code: "Mã tích điểm" } });

/** Credits the points of a code printed on a product. AntCRM cannot undo this, so the command asks first. */
export const accumulate = defineCommand({
  name: "accumulate",
  aliases: ["tích điểm", "tích điểm cho", "cộng điểm", "nhập mã tích điểm", "earn points", "add points"],
  role: "agent",
  messages: accumulateMessages,
  examples: {
    vi: [
      "tích điểm TIVInpmx8b98pfg cho 0900 000 001",
      "tích điểm cho 0900 000 001",
      "tích điểm",
      "tich diem cho 0900 000 001",
    ],
    en: ["earn points TIVInpmx8b98pfg for 0900 000 001", "earn points for 0900 000 001", "earn points"],
  },
  labels,
  // The code keeps its case, "TIVInpmx8b98pfg": unlike a gift's, it mixes upper and lower case.
  input: z.object({ customer: customer(), code: line(100) }),

  async ask(ctx) {
    const { t, formats, input } = ctx;
    const code = asPrinted(input.code);
    const one = await oneCustomer(input.customer, ctx, { command: "accumulate", args: { code } });
    if ("card" in one) return one.card;
    const found = one.customer;
    if (ORDER.test(code)) {
      const enter = button(t.enterCode, "accumulate", { customer: referenceTo(found) });
      return { ...card(t.orderTitle, text(t.order(code)), buttons(enter)), tone: "bad", names: [found.name] };
    }
    if ((await loyaltyOfAlone(found, ctx.crm)) === null) {
      const why = loyaltyOf(found) === null ? t.unreachable : t.shared;
      return { ...card(t.unreachableTitle, text(why)), tone: "bad", names: [found.name] };
    }
    return {
      card: {
        ...card(
          t.ask(code, found.name),
          fields(
            field(
              ctx.common.customer,
              [found.name, ...found.phones.slice(0, 1).map(readablePhone)].join(" · "),
            ),
            field(t.code, code),
            field(t.points, found.points === null ? ctx.common.unknown : formats.number(found.points)),
          ),
          context(t.decides),
        ),
        tone: "warning",
        names: [found.name],
      },
      customer: referenceTo(found),
      args: { code, customer: referenceTo(found) },
      confirmLabel: t.name,
    };
  },

  write: pointsWrite(
    "accumulate",
    "earned",
    ({ crm, input }, { name }, whom) => crm.points.accumulate({ code: input.code, name, ...whom }),
    (movement, code) => movement.code === code,
  ),

  async receipt({ crm, input, t, common, formats }) {
    // The points are already credited, so a failed read must not look like a failed write.
    const found = await existingCustomer(input.customer, crm).catch(() => null);
    const earnings = found === null ? [] : await ownMovements(found, crm, "earned").catch(() => []);
    const score = earnings.find(({ code, succeeded }) => code === input.code && succeeded)?.score ?? null;
    return {
      ...card(
        t.done,
        fields(
          found === null ? null : field(common.customer, found.name),
          field(t.code, input.code),
          score === null ? null : field(t.earned, `+${formats.number(score)}`),
          field(t.now, found?.points == null ? common.unread : formats.number(found.points)),
        ),
        found === null ? null : buttons(button(common.points, "points", { customer: referenceTo(found) })),
      ),
      tone: "good",
      names: found === null ? [] : [found.name],
    };
  },

  // AntCRM has no call that tells whether a code exists or was used.
  provable: async ({ t, input }, quote) => (quote === undefined ? [t.check(input.code)] : []),
});

/** An order by its number: "đơn 4082", "order #4082". The code on the product is another one: src/crm/API.md#post-accumulate */
const ORDER =
  /^(?:cho |for )?(?:đơn|don|hoá đơn|hóa đơn|hoa don|order|bill)(?: hàng| hang| số| so| no\.?){0,2} ?#?\d+$/iu;

/** Removes the word before the code: `"mã TIVInpmx8b98pfg"` → `"TIVInpmx8b98pfg"`. */
function asPrinted(typed: string): string {
  return typed.replace(/^(?:mã(?: tích điểm)?|ma|code)[\s:]+/iu, "");
}
