import { carried, carriedOf } from "../../bot/arguments.ts";
import { type EditInput, editCommand, type Resolved } from "../../bot/record-commands/edit-command.ts";
import { fieldRow, givenTexts, learnAccepted, typedRows } from "../../bot/record-commands/fields.ts";
import { button, buttons, type Card, card, context, fields, text } from "../../cards/card.ts";
import { type Deal, dealTotal } from "../../crm/deal.ts";
import { defineMessages } from "../../i18n/messages.ts";
import {
  changeOf,
  changesTo,
  type FieldChange,
  isDifferent,
  type TextValues,
  typedFields,
} from "../../records/changes.ts";
import { parseDealLines, readDiscount, type TypedDealLine } from "../../understanding/deal-lines.ts";
import { CLEAR } from "../../understanding/grammar.ts";
import { cancelCard } from "./cancel.ts";
import { namesIn } from "./deal-card.ts";
import { dealRecord, productsOf } from "./deal-record.ts";
import { asSent, asTyped, comparedLines, isSameProduct, linesOf, type Order, orderLines } from "./order.ts";
import { dealTarget } from "./show-and-delete.ts";

const editDealMessages = defineMessages({
  en: {
    name: "Edit deal",
    summary: "Change a deal's products, shipping, stage …",
    ask: (number: string) => `Change deal #${number}?`,
    done: (number: string) => `Deal #${number} changed`,
    open: "Show deal",
    wholeList: "Once saved, the products are as they stand right of the arrow.",
    stageOnly:
      "AntCRM does not tell a stage by its name, so I cannot see whether it was set. Setting it again is harmless.",
  },
  vi: {
    name: "Sửa đơn",
    summary: "Sửa sản phẩm, phí giao, giai đoạn… của đơn",
    ask: (number) => `Sửa đơn #${number}?`,
    done: (number) => `Đã sửa đơn #${number}`,
    open: "Xem đơn",
    wholeList: "Sau khi lưu, các sản phẩm của đơn sẽ đúng như bên phải mũi tên.",
    stageOnly:
      "AntCRM không cho đọc lại tên giai đoạn nên bot không biết đã đặt được chưa. Đặt lại lần nữa cũng không sao.",
  },
});

const { value: total, lines: products } = dealRecord.fields;

/** Changes a deal. The list of products is sent whole, with the total of the lines shown. */
export const editDeal = editCommand(dealRecord, {
  name: "editdeal",
  aliases: [
    "sửa giao dịch",
    "đổi giao dịch",
    "cập nhật giao dịch",
    "sửa đơn",
    "sửa đơn hàng",
    "đổi đơn",
    "đổi đơn hàng",
    "cập nhật đơn",
    "cập nhật đơn hàng",
    "sửa cơ hội",
    "edit deal",
    "change deal",
    "update deal",
    "edit order",
    "change order",
  ],
  role: "agent",
  messages: editDealMessages,
  examples: {
    vi: [
      "sửa đơn 3503",
      "đơn 3503 thêm phí ship 30k",
      "giảm 5% cho đơn 3503",
      "đổi người nhận đơn 3503 thành chị Hoa",
      "sua don 3503",
    ],
    en: ["edit order 3503"],
  },
  target: dealTarget,
  more: {
    // "Huỷ đơn 3503" names no stage. `ask` asks what it means, `stage` asks for the stage.
    cancels: { schema: carriedOf(["ask", "stage"]).optional(), label: { en: "Cancels it", vi: "Huỷ đơn" } },
    // "Thêm 1 TIVI01 vào đơn 3503": the products of the order stay.
    adds: { schema: carriedOf(["yes"]).optional(), label: { en: "Adds products", vi: "Thêm sản phẩm" } },
    // "Giảm 5% cho đơn 3503" names no product: a percentage is taken off each, a sum off the only one.
    off: { schema: carried().optional(), label: { en: "Discount", vi: "Giảm giá" } },
    // "Sửa số lượng MUC12A thành 3": the other products of the order stay.
    keeps: {
      schema: carriedOf(["yes"]).optional(),
      label: { en: "Keeps other products", vi: "Giữ sản phẩm khác" },
    },
    // "Số lượng còn 3": that of the only product.
    quantity: { schema: carried().optional(), label: { en: "New quantity", vi: "Số lượng mới" } },
  },
  resolve,
  above: ({ name }) => text(name),
  below: (_, changes, { t }) => [
    changes.some(({ field }) => field.name === "lines") ? context(t.wholeList) : null,
  ],
  update: ({ crm }, { number }, body) => crm.deals.update(number, body),
  holds,
  unreadOnly: (t) => t.stageOnly,
  opens: "deal",

  async receipt(ctx) {
    const { crm, input, t } = ctx;
    const number = input.deal ?? "";
    // The deal is already changed, so a failed read must not look like a failed write.
    const found = await crm.deals.byNumber(number).catch(() => null);
    const typed = typedFields(dealRecord, "edit", input);
    await learnAccepted(typed, ctx);
    const rows = typed.flatMap((one) =>
      found !== null && one.field.name === "lines" && one.typed !== null
        ? [fieldRow(products, products.held(found).shown(ctx), ctx)]
        : typedRows([one], ctx),
    );
    const isTotalShown = found?.value != null && input.value === undefined;
    return {
      ...card(
        t.done(number),
        found === null ? null : text(found.name),
        fields(...rows, isTotalShown ? fieldRow(total, total.held(found).shown(ctx), ctx) : null),
        buttons(button(t.open, "deal", { deal: number })),
      ),
      tone: "good",
      names: found === null ? [] : namesIn(found),
    };
  },
});

/**
 * Returns the typed values as changes. If products or shipping change, the total changes too, unless the person typed
 * one. AntCRM would compute the total from its own prices, which differ from the shown prices.
 */
async function resolve(found: Deal, given: EditInput): Promise<Resolved<Deal>> {
  const input = withDiscount(found, withQuantity(found, withProducts(found, given.input)));
  if (input === null) return { missing: "lines" };
  const ctx = { ...given, input };
  if (ctx.input.cancels !== undefined && ctx.input.stage === undefined) {
    return ctx.input.cancels === "ask" ? { card: await cancelCard(found, ctx) } : { missing: "stage" };
  }
  const order = await orderOf(found, ctx);
  if (order !== null && "card" in order) return order;
  const changes = changesTo(dealRecord, found, ctx.input).map((change) =>
    order !== null && change.field.name === "lines"
      ? { ...change, typed: order.pinned, after: productsOf(order.lines) }
      : change,
  );
  const differing = changes.filter(isDifferent).map(({ field }) => field.name);
  const isReckoned = differing.includes("lines") || differing.includes("shipping");
  if (ctx.input.value !== undefined || !isReckoned) return { changes };
  const sold = order !== null && differing.includes("lines") ? order.lines : linesOf(found);
  const { shipping = String(shippingOf(found)) } = ctx.input;
  const sum = dealTotal(sold, shipping === CLEAR ? 0 : Number(shipping));
  return { changes: sold.length === 0 || sum === found.value ? changes : withTotal(found, changes, sum) };
}

/**
 * Returns the shipping fee of a stored order. The short form of AntCRM's answers leaves it out: there it is what the total
 * has beyond the products. See src/crm/API.md#get-opportunities
 */
function shippingOf(found: Deal): number {
  if (found.shippingCost !== null) return found.shippingCost;
  const sold = linesOf(found);
  return sold.length === 0 || found.value === null ? 0 : Math.max(0, found.value - dealTotal(sold));
}

/**
 * Adds the typed products to those of the order, or writes their new quantities into its lines. More of one that it has
 * raises its quantity. Null for the new quantity of a product that it does not have.
 */
function withProducts(found: Deal, { adds, keeps, ...input }: TextValues): TextValues | null {
  const isWhole = adds === undefined && keeps === undefined;
  if (isWhole || input.lines === undefined || input.lines === CLEAR) return input;
  const held = linesOf(found);
  const lines = held.map(asTyped);
  for (const typed of parseDealLines(input.lines)) {
    const at = held.findIndex((line) => isSameProduct(line, typed.product));
    const same = lines[at];
    if (same !== undefined)
      lines[at] = { ...same, quantity: typed.quantity + (adds === undefined ? 0 : same.quantity) };
    else if (adds !== undefined) lines.push(typed);
    else return null;
  }
  return { ...input, lines: JSON.stringify(lines) };
}

/** Writes a new quantity into the only line of the order. Null if it has several, or none. */
function withQuantity(found: Deal, input: TextValues | null): TextValues | null {
  if (input?.quantity === undefined || input.lines !== undefined) return input;
  const { quantity, ...others } = input;
  const [only, ...more] = linesOf(found).map(asTyped);
  if (only === undefined || more.length > 0) return null;
  return { ...others, lines: JSON.stringify([{ ...only, quantity: Number(quantity) }]) };
}

/** Writes a discount on the whole order into its lines. Null if it fits no line: a sum for several products. */
function withDiscount(found: Deal, input: TextValues | null): TextValues | null {
  if (input?.off === undefined || input.lines === CLEAR) return input;
  const { off, ...others } = input;
  const discount = readDiscount(off);
  const lines = others.lines === undefined ? linesOf(found).map(asTyped) : parseDealLines(others.lines);
  if (discount === null || lines.length === 0 || (discount.kind === "cash" && lines.length > 1)) return null;
  return { ...others, lines: JSON.stringify(lines.map((one) => ({ ...one, discount }))) };
}

/** Returns the product lines after the change. Null if nobody typed any. */
async function orderOf(
  found: Deal,
  ctx: EditInput,
): Promise<Order | { lines: []; pinned: null } | { card: Card } | null> {
  const { lines } = ctx.input;
  if (lines === undefined) return null;
  if (lines === CLEAR) return { lines: [], pinned: null };
  const next = { command: "editdeal", args: givenTexts(ctx.input) };
  return orderLines(parseDealLines(lines), linesOf(found), ctx, next);
}

function withTotal(found: Deal, changes: readonly FieldChange<Deal>[], sum: number): FieldChange<Deal>[] {
  return dealRecord.parts.edit.flatMap((field) => {
    const isTotal = field.name === "value";
    const typed = changes.filter((change) => change.field.name === field.name);
    return isTotal ? { ...changeOf(found, { field, typed: String(sum) }), isTyped: false } : typed;
  });
}

/** True if the record has the typed values. A stage that AntCRM answers as an ObjectId is not compared. */
function holds(found: Deal, { lines, ...others }: TextValues): boolean {
  const read = changesTo(dealRecord, found, others).filter(({ isRead }) => isRead);
  if (read.some(isDifferent) || (read.length === 0 && lines === undefined)) return false;
  return lines === undefined || hasLines(found, lines === CLEAR ? [] : parseDealLines(lines));
}

function hasLines(found: Deal, typed: readonly TypedDealLine[]): boolean {
  const held = linesOf(found);
  if (held.length !== typed.length) return false;
  return typed.every((one, index) => {
    const line = held[index];
    if (line === undefined || !isSameProduct(line, one.product)) return false;
    const { quantity, value, discount } = asSent(one);
    const { discount: _, ...same } = { ...line, quantity, value };
    return comparedLines([line]) === comparedLines([discount ? { ...same, discount } : same]);
  });
}
