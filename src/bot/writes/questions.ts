import { button, buttons, type Card, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { Journal } from "../../operations/journal.ts";
import type { Operation, Sequences } from "../../operations/operation.ts";
import type { BoundWrite, Question } from "../command.ts";
import type { Context } from "../context.ts";
import { failureCard } from "../failure.ts";
import type { Drafts } from "../forms/draft.ts";
import { numberIn } from "../record-reference.ts";
import { keepTyped } from "./outcome.ts";

const questionMessages = defineMessages({
  en: {
    cancel: "Cancel",
    edit: "Edit",
    changed: "Somebody has changed this record since you were asked. This is how it stands now:",
  },
  vi: {
    cancel: "Huỷ",
    edit: "Sửa lại",
    changed: "Có người vừa sửa bản ghi này sau khi bot hỏi bạn. Hiện tại là như sau:",
  },
});

/** Where a write came from: the message, its sequence numbers, and the draft it was asked with. */
interface Origin {
  source: string | null;
  sequences: Sequences;
  draft: string | null;
}

/** Stores proposed writes in the journal, and asks their person to confirm them. */
export interface Questions {
  /** Adds the proposed write to the journal. */
  propose(kind: string, question: Question, origin: Origin, ctx: Context): Promise<Operation>;
  /** Adds the proposed write to the journal and returns the question with its buttons. */
  ask(kind: string, question: Question, origin: Origin, ctx: Context): Promise<Card>;
  /** Asks again after a write that failed because its record has changed: the card shows the record as it stands now. */
  askAgain(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card>;
}

export function createQuestions({ journal, drafts }: { journal: Journal; drafts: Drafts }): Questions {
  async function propose(kind: string, question: Question, origin: Origin, ctx: Context) {
    const { args, customer } = question;
    const { source, sequences, draft } = origin;
    const operation = await journal.propose({
      ...(draft === null ? {} : { id: draft }),
      kind,
      args,
      person: ctx.who.person,
      // The language is kept as well: an outcome that is shown after a restart is in the language of the question.
      place: JSON.stringify({ ...ctx.call.place, locale: ctx.who.locale }),
      customer: customer && numberIn(customer),
      sequences,
      ...(source === null ? {} : { source }),
    });
    ctx.recordAccess(operation.customer, "asked");
    return operation;
  }

  async function ask(kind: string, question: Question, origin: Origin, ctx: Context): Promise<Card> {
    const t = questionMessages[ctx.who.locale];
    const { source } = origin;
    const { id: operation } = await propose(kind, question, origin, ctx);
    const draft = question.fixed
      ? null
      : await keepTyped({ command: kind, args: question.args, source }, ctx, drafts);
    const style = question.danger ? "danger" : "primary";
    const answers = buttons(
      button(question.confirmLabel, ":confirm", { operation }, { style }),
      draft === null ? null : button(t.edit, ":fill", { draft }),
      button(t.cancel, ":decline", { operation }),
    );
    return { ...question.card, blocks: [...question.card.blocks, ...(answers ? [answers] : [])] };
  }

  return {
    propose,
    ask,

    async askAgain({ kind, args, source, customer }, bound, ctx) {
      const asked = await bound.ask(ctx);
      const notice = text(questionMessages[ctx.who.locale].changed);
      const noticed = (shown: Card): Card => ({ ...shown, blocks: [notice, ...shown.blocks] });
      if ("blocks" in asked) return noticed(asked);
      if ("answer" in asked) return noticed(asked.answer);
      if ("card" in asked) {
        const sequences = await journal.nextSequences(kind, { source, customer });
        return ask(kind, { ...asked, card: noticed(asked.card) }, { source, sequences, draft: null }, ctx);
      }
      const draft = await keepTyped({ command: kind, args, source }, ctx, drafts);
      const error = new AppError("changed", `${kind}: the record has changed`);
      return failureCard(error, ctx.who.locale, { draft });
    },
  };
}
