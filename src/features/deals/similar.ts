import type { About } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import { button, type Card, card, list, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Texts } from "../../records/changes.ts";
import { parseDealLines } from "../../understanding/deal-lines.ts";
import { orderLines } from "./order.ts";

const similarMessages = defineMessages({
  en: {
    title: "There is a deal already",
    same: "In the last hour the same products were put into a deal for this customer:",
    open: "Open it",
  },
  vi: {
    title: "Đã có giao dịch rồi",
    same: "Trong một giờ qua, khách này đã có giao dịch với đúng các sản phẩm này:",
    open: "Mở giao dịch",
  },
});

/** The same order within this time was probably entered twice. */
const HOUR_MS = 3_600_000;

/** Shows a deal of the journal with the same products for the same customer. */
export async function sameDeal(ctx: Context & { input: Texts }, { customer }: About): Promise<Card | null> {
  const { input, history, clock, who } = ctx;
  if (customer === null) return null;
  const made = await history.recent("newdeal", customer, new Date(clock.now().getTime() - HOUR_MS));
  if (made.length === 0) return null;
  const order = await orderLines(parseDealLines(input.lines ?? ""), [], ctx, {
    command: "newdeal",
    args: {},
  });
  if ("card" in order) return null;
  const same = made.find(({ args, outcome }) => outcome.result && args.lines === order.pinned);
  if (same === undefined) return null;
  const t = similarMessages[who.locale];
  const { result } = same.outcome;
  const open = button(t.open, "deal", { deal: result ?? "" }, { style: "primary" });
  const row = { title: `#${result} ${same.args.name ?? ""}`.trim(), buttons: [open] };
  return { ...card(t.title, text(t.same), list("", [row])), tone: "warning" };
}
