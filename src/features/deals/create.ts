import { parseCustomerReference } from "../../bot/arguments.ts";
import type { About } from "../../bot/command.ts";
import { type Context, REPEATED_WITHIN_MS } from "../../bot/context.ts";
import { createCommand } from "../../bot/record-commands/create-command.ts";
import {
  customerArgument,
  fieldRow,
  givenTexts,
  learnAccepted,
  typedRows,
} from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, type Field, fields, list, text } from "../../cards/card.ts";
import { type Customer, readablePhone, referenceTo } from "../../crm/customer.ts";
import { type DealLineInput, dealTotal } from "../../crm/deal.ts";
import type { NewDeal } from "../../crm/deals.ts";
import { AppError } from "../../errors.ts";
import { commonMessages } from "../../i18n/common-messages.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";
import type { Operation } from "../../operations/operation.ts";
import { newBody, type TextValues, typedFields } from "../../records/changes.ts";
import { parseDealLines } from "../../understanding/deal-lines.ts";
import { customerButton, oneCustomer, pinnedCustomer } from "../customer-lookup/look-up.ts";
import { dealRecord, withPhone } from "./deal-record.ts";
import { asSent, linesBlock, linesInBrief, linesOf, orderLines } from "./order.ts";

const createDealMessages = defineMessages({
  en: {
    name: "Create deal",
    summary: "Create a deal (order) with its products",
    ask: "Create this deal?",
    done: (number: string) => (number === "" ? "Deal created" : `Deal #${number} created`),
    leadTitle: "Cannot create a deal",
    lead: "This is a lead: in AntCRM it becomes a customer first, and then it can have deals.",
    open: "Show deal",
  },
  vi: {
    name: "Tạo đơn",
    summary: "Tạo đơn hàng kèm sản phẩm",
    ask: "Tạo đơn này?",
    done: (number) => (number === "" ? "Đã tạo đơn" : `Đã tạo đơn #${number}`),
    leadTitle: "Chưa tạo được đơn",
    lead: "Đây là khách tiềm năng: cần chuyển thành khách hàng trong AntCRM trước, rồi mới tạo được đơn.",
    open: "Xem đơn",
  },
});

const {
  customer,
  value,
  name: dealName,
  lines: products,
  receiver: receiverField,
  shipping: shippingField,
} = dealRecord.fields;

/** Creates a deal. The total in the question is sent too, because AntCRM's own prices may have changed. */
export const createDeal = createCommand(dealRecord, {
  name: "newdeal",
  aliases: [
    "tạo giao dịch",
    "tạo giao dịch cho",
    "thêm giao dịch",
    "giao dịch mới",
    "tạo đơn",
    "tạo đơn cho",
    "tạo đơn hàng",
    "tạo đơn hàng cho",
    "lên đơn",
    "lên đơn cho",
    "chốt đơn",
    "chốt đơn cho",
    "đơn mới",
    "đơn hàng mới",
    "đặt hàng cho",
    "tạo cơ hội",
    "create deal",
    "create order",
    "new deal",
    "new order",
    "order for",
    "deal for",
  ],
  role: "agent",
  messages: createDealMessages,
  examples: {
    vi: [
      "tạo đơn cho 0867 123 456: 2 x MUC12A giảm 10%",
      "tạo đơn cho 0867 123 456: 1 x TIVI01",
      "tao don cho 0867 123 456: 1 x TIVI01",
      "tạo đơn",
    ],
    en: [
      "create order for 0867 123 456: 2 x MUC12A price 350k",
      "create order for 0867 123 456: 1 x TIVI01",
      "create order",
    ],
  },
  more: { customer: customerArgument },

  async propose(ctx) {
    const { t, who } = ctx;
    const { customer: reference = "", lines = "", ...texts } = ctx.input;
    const kept = givenTexts({ ...texts, lines });
    const one = await oneCustomer(parseCustomerReference(reference), ctx, { command: "newdeal", args: kept });
    if ("card" in one) return one.card;
    const { customer: found } = one;
    if (found.customerId === null) {
      return { ...card(t.leadTitle, text(t.lead)), tone: "bad", names: [found.name] };
    }
    const args = { ...kept, customer: referenceTo(found) };
    const order = await orderLines(parseDealLines(lines), [], ctx, { command: "newdeal", args });
    if ("card" in order) return order.card;
    const { name = nameFor(order.lines, who.locale), receiver, shipping } = texts;
    return {
      blocks: [
        fields(
          fieldRow(customer, [found.name, ...found.phones.slice(0, 1).map(readablePhone)].join(" · "), ctx),
          ...detailRows({ ...texts, name }, ctx),
        ),
        linesBlock(order.lines, ctx),
        fields(...totalRows(order.lines, shipping, ctx)),
      ],
      names: [found.name, ...(receiver ? [receiver] : [])],
      customer: referenceTo(found),
      args: { ...args, name, lines: order.pinned },
    };
  },

  write: {
    async prepare(ctx, operation) {
      const { crm, input, who } = ctx;
      const found = await pinnedCustomer(input.customer, crm);
      if (found?.customerId == null) throw new AppError("not-found", "newdeal: the customer is gone");
      const order = await orderLines(parseDealLines(input.lines ?? ""), [], ctx, {
        command: "newdeal",
        args: {},
      });
      if ("card" in order) throw new AppError("changed", "newdeal: a product is not there any more");
      const deal = asNewDeal(input, { ...found, customerId: found.customerId }, order.lines, {
        operation,
        locale: who.locale,
      });
      return {
        // The deal contains the operation's reference, so no earlier deal can be mistaken for it.
        seen: [],
        async send() {
          const { number } = await crm.deals.create(deal);
          await learnAccepted(typedFields(dealRecord, "create", input), ctx);
          return number;
        },
      };
    },

    async evidence({ crm, input }, operation) {
      const found = await pinnedCustomer(input.customer, crm);
      if (found?.customerId == null) return [];
      const deals = await crm.deals.ofCustomer(found.customerId);
      return deals
        .filter(({ description }) => description?.includes(operation.reference))
        .map(({ number }) => ({
          id: `deal:${number || operation.reference}`,
          succeeded: true,
          result: number,
          certain: true,
        }));
    },
  },

  similar: sameDeal,

  async receipt(ctx, result) {
    const { input, t, crm } = ctx;
    const { lines = "", ...texts } = input;
    // The deal already exists, so a failed read must not look like a failed write.
    const made = result ? await crm.deals.byNumber(result).catch(() => null) : null;
    const sold = made === null || made.lines.length === 0 ? parseDealLines(lines).map(asSent) : linesOf(made);
    // The deal already exists, so the receipt is sent even if the customer cannot be read.
    const found = await pinnedCustomer(input.customer, crm).catch(() => null);
    return {
      ...card(
        t.done(result ?? ""),
        fields(
          found === null ? null : fieldRow(customer, found.name, ctx),
          ...detailRows(texts, ctx),
          fieldRow(products, linesInBrief(sold, ctx), ctx),
          ...totalRows(sold, input.shipping, ctx),
        ),
        buttons(
          result ? button(t.open, "deal", { deal: result }) : null,
          found === null ? null : customerButton(referenceTo(found), ctx.who.locale),
        ),
      ),
      tone: "good",
      ...(result && { about: [{ kind: "deal", reference: result, name: `#${result}` }] }),
      // Without the customer's name its other texts could not be masked, so the card is not offered to be shared.
      names: found === null ? [] : [found.name, input.receiver].filter((name) => name !== undefined),
    };
  },
});

/** Returns the rows that the question and the receipt show besides the products. */
function detailRows(
  { name, receiver, receiverPhone, shipping: _, ...others }: TextValues,
  ctx: Context,
): (Field | null)[] {
  const deliveredTo = withPhone(receiver, receiverPhone);
  return [
    name ? fieldRow(dealName, name, ctx) : null,
    deliveredTo === "" ? null : fieldRow(receiverField, deliveredTo, ctx),
    ...typedRows(typedFields(dealRecord, "create", others), ctx),
  ];
}

function totalRows(
  sold: readonly DealLineInput[],
  shipping: string | undefined,
  ctx: Context,
): (Field | null)[] {
  const { money } = ctx.formats;
  const fee = Number(shipping ?? 0);
  return [
    fee > 0 ? fieldRow(shippingField, money(fee), ctx) : null,
    fieldRow(value, money(dealTotal(sold, fee)), ctx),
  ];
}

const newDealMessages = defineMessages({
  en: { named: (first: string, others: number) => (others === 0 ? first : `${first} and ${others} more`) },
  vi: { named: (first, others) => (others === 0 ? first : `${first} và ${others} sản phẩm khác`) },
});

/** Returns the deal to send. It has a total, and the operation's reference in the last line of its description. */
function asNewDeal(
  input: TextValues,
  { customerId, name, phones }: Pick<Customer, "name" | "phones"> & { customerId: string },
  sold: DealLineInput[],
  { operation, locale }: { operation: Pick<Operation, "id" | "reference">; locale: Locale },
): NewDeal {
  const {
    shipping,
    note = "",
    receiverPhone = phones[0],
    receiver = name || receiverPhone || customerId,
  } = input;
  return {
    ...newBody(dealRecord, { ...input, receiverPhone }),
    name: input.name ?? nameFor(sold, locale),
    receiverName: receiver,
    opportunityIdApiRing: operation.id,
    dealWith: { customerId, name, phones },
    lines: sold,
    value: dealTotal(sold, shipping === undefined ? 0 : Number(shipping)),
    description: [note, `${commonMessages[locale].reference} ${operation.reference}`].join("\n").trim(),
  };
}

/** Returns a name for a deal, made of its products. */
function nameFor([first, ...others]: readonly DealLineInput[], locale: Locale): string {
  return newDealMessages[locale].named(first?.name ?? "", others.length);
}

const similarMessages = defineMessages({
  en: {
    title: "There is a deal already",
    same: "In the last hour the same products were put into a deal for this customer:",
    open: "Show it",
  },
  vi: {
    title: "Đã có đơn rồi",
    same: "Trong một giờ qua, khách này đã có đơn với đúng các sản phẩm này:",
    open: "Xem đơn",
  },
});

/** Shows a deal from the journal with the same products for the same customer; null if there is none. */
async function sameDeal(ctx: Context & { input: TextValues }, { customer }: About): Promise<Card | null> {
  const { input, history, clock, who } = ctx;
  if (customer === null) return null;
  const since = new Date(clock.now().getTime() - REPEATED_WITHIN_MS);
  const made = await history.recent("newdeal", customer, since);
  const same = made.find(({ args, outcome }) => outcome.result && args.lines === input.lines);
  if (same === undefined) return null;
  const t = similarMessages[who.locale];
  const { result } = same.outcome;
  const open = button(t.open, "deal", { deal: result ?? "" }, { style: "primary" });
  const row = { title: `#${result} ${same.args.name ?? ""}`.trim(), buttons: [open] };
  return { ...card(t.title, text(t.same), list("", [row])), tone: "warning" };
}
