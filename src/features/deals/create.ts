import { defineCommand } from "../../bot/command.ts";
import { button, buttons, card, type Field, field, fields, text } from "../../cards/card.ts";
import { readablePhone, referenceTo } from "../../crm/customer-reference.ts";
import { dealTotal } from "../../crm/deal-total.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { lookUp, oneCustomer } from "../customer-lookup/look-up.ts";
import { linesBlock, linesInBrief, linesOf } from "./deal-lines.ts";
import { learnAccepted } from "./deal-lists.ts";
import { asNewDeal, keptArgs, nameFor, newDealInput, newDealLabels } from "./new-deal.ts";
import { asSent, orderLines } from "./order.ts";
import { sameDeal } from "./similar.ts";

const createDealMessages = defineMessages({
  en: {
    name: "Create deal",
    summary: "Create a deal (order) with its products",
    ask: "Create this deal?",
    confirm: "Create deal",
    done: (number: string) => (number === "" ? "Deal created" : `Deal #${number} created`),
    customer: "Customer",
    dealName: "Name",
    products: "Products",
    receiver: "Receiver",
    shipping: "Shipping",
    total: "Total",
    stage: "Stage",
    branch: "Branch",
    owner: "In charge",
    delivery: "Delivery note",
    note: "Note",
    leadTitle: "Cannot create a deal",
    lead: "This is a lead: in AntCRM it becomes a customer first, and then it can have deals.",
    open: "Open deal",
    customerButton: "Customer",
  },
  vi: {
    name: "Tạo giao dịch",
    summary: "Tạo giao dịch (đơn hàng) kèm sản phẩm",
    ask: "Tạo giao dịch này?",
    confirm: "Tạo giao dịch",
    done: (number) => (number === "" ? "Đã tạo giao dịch" : `Đã tạo giao dịch #${number}`),
    customer: "Khách hàng",
    dealName: "Tên",
    products: "Sản phẩm",
    receiver: "Người nhận",
    shipping: "Phí giao hàng",
    total: "Tổng tiền",
    stage: "Giai đoạn",
    branch: "Chi nhánh",
    owner: "Phụ trách",
    delivery: "Ghi chú giao hàng",
    note: "Ghi chú",
    leadTitle: "Chưa tạo được giao dịch",
    lead: "Đây là khách tiềm năng: cần chuyển thành khách hàng trong AntCRM trước, rồi mới có giao dịch.",
    open: "Xem giao dịch",
    customerButton: "Khách hàng",
  },
});

/** Creates a deal. Its total is shown before it is sent, and sent with it: AntCRM's own prices may have changed. */
export const createDeal = defineCommand({
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
  labels: newDealLabels,
  input: newDealInput,

  async ask(ctx) {
    const { input, t, who, formats } = ctx;
    const kept = keptArgs(input);
    const one = await oneCustomer(input.customer, ctx, { command: "newdeal", args: kept });
    if ("card" in one) return one.card;
    const { customer: found } = one;
    const { customerId } = found;
    if (customerId === null) {
      return { ...card(t.leadTitle, text(t.lead)), tone: "bad", names: [found.name] };
    }
    const args = { ...kept, customer: referenceTo(found) };
    const order = await orderLines(input.lines, [], ctx, { command: "newdeal", args });
    if ("card" in order) return order.card;
    const { name, receiver, receiverPhone, shipping = 0 } = input;
    const dealName = name ?? nameFor(order.lines, who.locale);
    const receiverShown = [receiver, receiverPhone && readablePhone(receiverPhone)]
      .filter(Boolean)
      .join(" · ");
    return {
      card: {
        ...card(
          t.ask,
          fields(
            field(t.customer, [found.name, ...found.phones.slice(0, 1).map(readablePhone)].join(" · ")),
            field(t.dealName, dealName),
            known(t.receiver, receiverShown),
            known(t.stage, input.stage),
            known(t.branch, input.branch),
            known(t.owner, input.owner),
            known(t.delivery, input.delivery),
            known(t.note, input.note),
          ),
          linesBlock(order.lines, ctx),
          fields(
            shipping > 0 ? field(t.shipping, formats.money(shipping)) : null,
            field(t.total, formats.money(dealTotal(order.lines, shipping))),
          ),
        ),
        tone: "warning",
        names: [found.name, ...(receiver ? [receiver] : [])],
      },
      customer: referenceTo(found),
      args: { ...args, name: dealName, lines: order.pinned },
      confirmLabel: t.confirm,
    };
  },

  write: {
    async prepare(ctx, operation) {
      const { crm, input, who } = ctx;
      const [found] = (await lookUp(input.customer, crm)).customers;
      if (found?.customerId == null) throw new AppError("not-found", "newdeal: the customer is gone");
      const order = await orderLines(input.lines, [], ctx, { command: "newdeal", args: {} });
      if ("card" in order) throw new AppError("changed", "newdeal: a product is not there any more");
      const deal = asNewDeal(input, { ...found, customerId: found.customerId }, order.lines, {
        operation,
        locale: who.locale,
      });
      return {
        // A deal carries the operation's own reference, so nothing that was there before can be mistaken for it.
        seen: [],
        async send() {
          const { number } = await crm.deals.create(deal);
          await learnAccepted(input, ctx);
          return number;
        },
      };
    },

    async evidence({ crm, input }, operation, seen) {
      const [found] = (await lookUp(input.customer, crm)).customers;
      if (found?.customerId == null) return [];
      const deals = await crm.deals.ofCustomer(found.customerId);
      return deals
        .filter(({ description }) => description?.includes(operation.reference))
        .map(({ number }) => ({
          id: `deal:${number || operation.reference}`,
          succeeded: true,
          result: number,
          certain: true,
        }))
        .filter(({ id }) => !seen.has(id));
    },
  },

  similar: sameDeal,

  async receipt(ctx, result) {
    const { input, t, formats, crm } = ctx;
    // It is made by now: a record that cannot be read must not look like a failure.
    const made = result ? await crm.deals.byNumber(result).catch(() => null) : null;
    const sold = made === null || made.lines.length === 0 ? input.lines.map(asSent) : linesOf(made);
    const [found] = await lookUp(input.customer, crm).then(
      ({ customers }) => customers,
      () => [],
    );
    return {
      ...card(
        t.done(result ?? ""),
        fields(
          found === undefined ? null : field(t.customer, found.name),
          known(t.dealName, input.name),
          field(t.products, linesInBrief(sold, ctx)),
          field(t.total, formats.money(dealTotal(sold, input.shipping))),
        ),
        buttons(
          result ? button(t.open, "deal", { deal: result }) : null,
          found === undefined ? null : button(t.customerButton, "customer", { customer: referenceTo(found) }),
        ),
      ),
      tone: "good",
      names: found === undefined ? [] : [found.name],
    };
  },
});

function known(label: string, value: string | undefined): Field | null {
  return value === undefined || value === "" ? null : field(label, value);
}
