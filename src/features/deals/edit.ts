import { z } from "zod";
import { amount, clearable, deal, dealLines, line, lines, phone } from "../../bot/arguments.ts";
import { type Args, type CommandContext, defineCommand } from "../../bot/command.ts";
import { asShown, evidenceOfState, mustBeAsShown } from "../../bot/editing/before.ts";
import { CLEAR, changesBlock, nothingToChangeCard } from "../../bot/editing/changes.ts";
import { button, buttons, type Card, card, context, field, fields, text } from "../../cards/card.ts";
import type { Crm } from "../../crm/crm.ts";
import type { Deal } from "../../crm/deal.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { namesIn, peopleIn } from "./deal-card.ts";
import { linesOf } from "./deal-lines.ts";
import { BRANCHES, learnAccepted, learnFromDeals, STAGES } from "./deal-lists.ts";
import { changesTo, formOf, heldOf, holds, onlyChanging } from "./edited-deal.ts";
import { SHIPPING_NAMES } from "./new-deal.ts";
import { type Order, orderLines } from "./order.ts";
import { readableChanges, readableWishes } from "./readable-edit.ts";
import { noDealCard } from "./show.ts";

const editDealMessages = defineMessages({
  en: {
    name: "Edit deal",
    summary: "Change a deal's products, shipping, stage …",
    ask: (number: string) => `Change deal #${number}?`,
    confirm: "Save",
    done: (number: string) => `Deal #${number} changed`,
    total: "Total",
    open: "Open deal",
    wholeList: "The list of products is sent back whole, as it stands right of the arrow.",
    stageOnly:
      "AntCRM does not tell a stage by its name, so I cannot see whether it was set. Setting it again is harmless.",
  },
  vi: {
    name: "Sửa giao dịch",
    summary: "Sửa sản phẩm, phí giao, giai đoạn… của giao dịch",
    ask: (number) => `Sửa giao dịch #${number}?`,
    confirm: "Lưu",
    done: (number) => `Đã sửa giao dịch #${number}`,
    total: "Tổng tiền",
    open: "Xem giao dịch",
    wholeList: "Danh sách sản phẩm được gửi lại nguyên như bên phải mũi tên.",
    stageOnly:
      "AntCRM không cho đọc lại tên giai đoạn nên bot không biết đã đặt được chưa. Đặt lại lần nữa cũng không sao.",
  },
});

const labels = defineMessages({
  en: {
    deal: "Deal number",
    name: "Deal name",
    lines: "Products",
    shipping: "Shipping",
    value: "Total",
    stage: "Stage",
    branch: "Branch",
    receiver: "Receiver",
    receiverPhone: "Receiver's phone",
    delivery: "Delivery note",
    note: "Note",
  },
  vi: {
    deal: "Số giao dịch",
    name: "Tên giao dịch",
    lines: "Sản phẩm",
    shipping: "Phí giao hàng",
    value: "Tổng tiền",
    stage: "Giai đoạn",
    branch: "Chi nhánh",
    receiver: "Người nhận",
    receiverPhone: "SĐT người nhận",
    delivery: "Ghi chú giao hàng",
    note: "Ghi chú",
  },
});

const input = z.object({
  deal: deal(),
  name: line(200, { keyed: true }).optional(),
  lines: clearable(dealLines()).optional(),
  // Two sums: without their names nobody could tell which is meant.
  shipping: clearable(amount({ keyed: true, alsoCalled: SHIPPING_NAMES })).optional(),
  value: amount({ keyed: true, alsoCalled: ["giá trị", "tổng"] }).optional(),
  stage: line(100, { learned: STAGES, keyed: true }).optional(),
  branch: clearable(line(200, { learned: BRANCHES, keyed: true })).optional(),
  receiver: line(200, { keyed: true }).optional(),
  receiverPhone: clearable(phone()).optional(),
  delivery: clearable(line(500, { keyed: true })).optional(),
  note: clearable(lines(5_000, { keyed: true })).optional(),
});

type EditContext = CommandContext<z.output<typeof input>, (typeof editDealMessages)["vi"]>;

/** Changes a deal: its list of products goes back whole, and the total is that of the lines shown. */
export const editDeal = defineCommand({
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
  labels,
  input,
  edits: true,

  async ask(ctx) {
    const { crm, input, t, who, recordAccess, shows } = ctx;
    const found = await crm.deals.byNumber(input.deal);
    recordAccess(`deal:${input.deal}`, found === null ? "none" : "shown");
    if (found === null) return noDealCard(input.deal, who.locale);
    for (const one of peopleIn(found)) shows(one);
    await learnFromDeals([found], ctx);
    const { deal: _, ...edited } = input;
    if (Object.values(edited).every((value) => value === undefined)) return { form: formOf(found) };
    const order = await orderOf(found, ctx);
    if ("card" in order) return order.card;
    const changes = changesTo(found, edited, order.lines);
    if (Object.keys(changes).length === 0) return nothingToChangeCard(who.locale);
    return {
      card: {
        ...card(
          t.ask(found.number),
          text(found.name),
          changesBlock(readableChanges(found, changes, ctx), who.locale),
          changes.lines === undefined ? null : context(t.wholeList),
        ),
        tone: "warning",
        names: namesIn(found),
      },
      customer: `deal:${found.number}`,
      args: {
        ...onlyChanging(changes, {
          ...typedAgain(input),
          ...(order.pinned !== null && { lines: order.pinned }),
        }),
        ...asShown(heldOf(found, changes)),
      },
      confirmLabel: t.confirm,
    };
  },

  write: {
    async prepare(ctx, operation) {
      const { crm, input } = ctx;
      const found = await mustFind(input.deal, crm);
      const order = await orderOf(found, ctx);
      if ("card" in order) throw new AppError("changed", "editdeal: a product is not there any more");
      const changes = changesTo(found, input, order.lines);
      mustBeAsShown(operation, heldOf(found, changes));
      return {
        seen: [],
        async send() {
          await crm.deals.update(input.deal, changes);
          await learnAccepted({ stage: input.stage, branch: input.branch ?? undefined }, ctx);
          return input.deal;
        },
      };
    },

    async evidence({ crm, input: { deal: number, ...edited } }, operation) {
      const found = await crm.deals.byNumber(number);
      return evidenceOfState(operation, found !== null && holds(found, edited) === true, number);
    },

    repeatable({ input: { deal: _, stage, ...others }, t }) {
      const isStageAlone = stage !== undefined && Object.values(others).every((value) => value === undefined);
      return isStageAlone ? t.stageOnly : null;
    },
  },

  async receipt(ctx) {
    const { crm, input, t, formats } = ctx;
    // It is changed by now: a record that cannot be read must not look like a failure.
    const found = await crm.deals.byNumber(input.deal).catch(() => null);
    return {
      ...card(
        t.done(input.deal),
        found === null ? null : text(found.name),
        fields(
          ...readableWishes(input, found, ctx),
          found?.value == null || input.value !== undefined
            ? null
            : field(t.total, formats.money(found.value)),
        ),
        buttons(button(t.open, "deal", { deal: input.deal })),
      ),
      tone: "good",
      names: found === null ? [] : namesIn(found),
    };
  },
});

/** The product lines as they are to be; null where nobody named any. */
async function orderOf(
  found: Deal,
  ctx: EditContext,
): Promise<Order | { lines: [] | null; pinned: null } | { card: Card }> {
  const { lines: typed } = ctx.input;
  if (typed === undefined) return { lines: null, pinned: null };
  if (typed === null) return { lines: [], pinned: null };
  return orderLines(typed, linesOf(found), ctx, { command: "editdeal", args: typedAgain(ctx.input) });
}

async function mustFind(number: string, { deals }: Crm): Promise<Deal> {
  const found = await deals.byNumber(number);
  if (found === null) throw new AppError("not-found", "editdeal: the deal is gone");
  return found;
}

/** The arguments as they would be typed again: what is emptied is `-`. */
function typedAgain({ lines: typed, ...rest }: EditContext["input"]): Args {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given.map(([name, value]) => [name, value === null ? CLEAR : String(value)])),
    ...(typed !== undefined && { lines: typed === null ? CLEAR : JSON.stringify(typed) }),
  };
}
