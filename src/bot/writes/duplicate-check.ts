import { button, buttons, type Card, card, text } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { isUnderWay, type Journal } from "../../operations/journal.ts";
import type { Operation } from "../../operations/operation.ts";
import type { About, BoundWrite, Command } from "../command.ts";
import type { Context } from "../context.ts";
import type { Drafts } from "../forms/draft.ts";
import type { Bindings } from "./bindings.ts";
import { keepTyped, unclearCard } from "./outcome.ts";

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
    anyway: "Go on anyway",
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
    anyway: "Vẫn tiếp tục",
  },
});

/** A write to ask for once more. */
export interface Repeat {
  command: Command;
  args: Operation["args"];
  customer: string | null;
  source: string | null;
}

/** Finds earlier writes that a person must see before they ask for another one of its kind. */
export interface DuplicateCheck {
  /** The card of an earlier write: one that is unclear, the same one, or one much like it; null where there is none. */
  find(kind: string, bound: BoundWrite, about: About, ctx: Context): Promise<Card | null>;
  /** The card with a button that asks for the write all the same. */
  withWayOn(shown: Card, repeat: Repeat, ctx: Context): Promise<Card>;
}

export interface DuplicateCheckPorts {
  journal: Pick<Journal, "pendingOf" | "bySource">;
  drafts: Drafts;
  recordOf: Bindings["recordOf"];
}

export function createDuplicateCheck({ journal, drafts, recordOf }: DuplicateCheckPorts): DuplicateCheck {
  /** An earlier write whose outcome is unclear, and what can be done about it. */
  function earlierUnclearCard(before: Operation, ctx: Context): Card {
    const shown = unclearCard(before, recordOf(before, ctx), ctx);
    const first = text(duplicateCheckMessages[ctx.who.locale].unclearFirst);
    return { ...shown, receipt: false, blocks: [first, ...shown.blocks] };
  }

  return {
    async find(kind, bound, { customer, source }, ctx) {
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

    async withWayOn(shown, { command, args, customer, source }, ctx) {
      const { locale } = ctx.who;
      const draft = await keepTyped({ command: command.name, args, source }, ctx, drafts);
      const label = command.anyway(locale) ?? duplicateCheckMessages[locale].anyway;
      const goOn = button(label, ":anyway", { draft });
      ctx.recordAccess(customer, "shown one before");
      return { ...shown, blocks: [...shown.blocks, { kind: "buttons", buttons: [goOn] }] };
    },
  };
}

/** An earlier write that this or another process is sending. Its button shows how it ends. */
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
