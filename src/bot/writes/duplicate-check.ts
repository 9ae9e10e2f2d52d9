import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { isUnderWay, type Journal } from "../../operations/journal.ts";
import type { Operation } from "../../operations/operation.ts";
import type { About, BoundWrite, Context } from "../command.ts";
import { unclearCard } from "./outcome.ts";

const duplicateCheckMessages = defineMessages({
  en: {
    unclearFirst: "The one before is not clear yet: please settle it first.",
    underWayTitle: "The one before is on its way",
    underWayOfSource: (reference: string, at: string) =>
      `Somebody has asked for the same of this message at ${at} (ref ${reference}), and it is on its way.`,
    underWayOfCustomer: (reference: string, at: string) =>
      `The same kind of request was confirmed for this customer at ${at} (ref ${reference}), and it is on its way. Whoever confirmed it is told how it ends.`,
    underWayInBot: (reference: string, at: string) =>
      `The same kind of request was confirmed at ${at} (ref ${reference}), and it is on its way. Whoever confirmed it is told how it ends.`,
    checkAgain: "Check again",
  },
  vi: {
    unclearFirst: "Lần trước chưa rõ kết quả: hãy xử lý lần đó trước.",
    underWayTitle: "Yêu cầu trước đang được thực hiện",
    underWayOfSource: (reference, at) =>
      `Việc này đã được yêu cầu từ cùng tin nhắn lúc ${at} (mã ${reference}) và đang được thực hiện.`,
    underWayOfCustomer: (reference, at) =>
      `Khách này đã có một yêu cầu cùng loại được xác nhận lúc ${at} (mã ${reference}) và đang được thực hiện. Bot sẽ báo kết quả cho người đã xác nhận.`,
    underWayInBot: (reference, at) =>
      `Một yêu cầu cùng loại đã được xác nhận lúc ${at} (mã ${reference}) và đang được thực hiện. Bot sẽ báo kết quả cho người đã xác nhận.`,
    checkAgain: "Kiểm tra lại",
  },
});

export interface Objections {
  /** What must be seen before this write is asked for or sent: an unclear one before, the same, or one much like it. */
  against(kind: string, bound: BoundWrite, about: About, ctx: Context): Promise<Card | null>;
}

/** @param recordOf the write behind an operation, to tell how that one stands */
export function createObjections(
  journal: Pick<Journal, "pendingOf" | "bySource">,
  recordOf: (operation: Operation, ctx: Context) => BoundWrite,
): Objections {
  /** One that is unclear, and what can be done about it. */
  function earlierUnclearCard(before: Operation, ctx: Context): Card {
    const shown = unclearCard(before, recordOf(before, ctx), ctx);
    const first = text(duplicateCheckMessages[ctx.who.locale].unclearFirst);
    return { ...shown, receipt: false, blocks: [first, ...shown.blocks] };
  }

  return {
    async against(kind, bound, { customer, source }, ctx) {
      const same = source === null ? null : await journal.bySource(kind, source);
      const pending = customer === null ? null : await journal.pendingOf(kind, customer);
      for (const before of [same, pending])
        if (before?.state === "unclear") return earlierUnclearCard(before, ctx);
      if (same !== null && isUnderWay(same)) return earlierUnderWayCard(same, "underWayOfSource", ctx);
      if (pending !== null) {
        return earlierUnderWayCard(pending, bound.inBot ? "underWayInBot" : "underWayOfCustomer", ctx);
      }
      return bound.similar(ctx, { customer, source });
    },
  };
}

/** One that is on its way, in whatever process: its end can be waited for. */
function earlierUnderWayCard(
  { id, reference, at, outcome }: Operation,
  why: "underWayOfSource" | "underWayOfCustomer" | "underWayInBot",
  { who, formats }: Context,
): Card {
  const t = duplicateCheckMessages[who.locale];
  const confirmedAt = outcome.confirmedAt === undefined ? at : new Date(outcome.confirmedAt);
  const check = button(t.checkAgain, ":check", { operation: id }, { style: "primary" });
  const shown = card(t.underWayTitle, text(t[why](reference, formats.time(confirmedAt))), buttons(check));
  return { ...shown, tone: "warning" };
}
