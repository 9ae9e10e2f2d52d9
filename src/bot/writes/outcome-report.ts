import type { Card } from "../../cards/card.ts";
import { AppError, toAppError } from "../../errors.ts";
import { type Journal, outcomeOf } from "../../operations/journal.ts";
import { type Operation, tamperedError } from "../../operations/operation.ts";
import type { Outcome } from "../../operations/write.ts";
import type { BoundWrite } from "../command.ts";
import type { Context } from "../context.ts";
import type { Drafts } from "../forms/draft.ts";
import { notSentCard, outcomeCard, unclearCard, underWayCard } from "./outcome.ts";
import type { Questions } from "./questions.ts";
import { whileWorking } from "./while-working.ts";

/** Shows people how their writes stand and end, and marks each outcome as shown once. */
export interface OutcomeReports {
  /** How the operation stands, by its row. */
  standing(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card>;
  /** The same as a receipt, where its person is shown the outcome for the first time. */
  receipt(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card>;
  /** Follows a write that is being sent until it ends. */
  follow(operation: Operation, sent: Promise<Outcome>, bound: BoundWrite, ctx: Context): AsyncIterable<Card>;
}

export interface OutcomeReportsPorts {
  journal: Journal;
  drafts: Drafts;
  questions: Questions;
}

export function createOutcomeReports({ journal, drafts, questions }: OutcomeReportsPorts): OutcomeReports {
  /**
   * Marks the outcome as shown before it is shown. Returns false where it was shown before, and for anybody but its own
   * person: a manager may check what others asked for.
   */
  async function markNotified(operation: Operation, { who }: Context): Promise<boolean> {
    return operation.person === who.person && (await journal.notified(operation));
  }

  /**
   * The same for an outcome of just now. After a crash in between, the inbox repeats the event. If the store fails, the
   * outcome is shown now and once more later.
   */
  function notifiedNow(operation: Operation, ctx: Context): Promise<boolean> {
    return evenWithoutStore(
      async () => markNotified((await journal.find(operation.id)) ?? operation, ctx),
      operation.person === ctx.who.person,
    );
  }

  async function standing(operation: Operation, bound: BoundWrite, ctx: Context): Promise<Card> {
    switch (operation.state) {
      case "declined":
        return notSentCard("declined", bound, ctx);
      case "expired": {
        const { restoredAt, outcome } = operation;
        return notSentCard(restoredAt === null ? (outcome.reason ?? "late") : "restored", bound, ctx);
      }
      case "done":
      case "failed":
        return outcomeCard(operation, outcomeOf(operation), bound, ctx, drafts);
      case "unclear":
        return unclearCard(operation, bound, ctx);
      default:
        return underWayCard(ctx);
    }
  }

  return {
    standing,

    async receipt(operation, bound, ctx) {
      return { ...(await standing(operation, bound, ctx)), receipt: await markNotified(operation, ctx) };
    },

    async *follow(operation, sent, bound, ctx) {
      const outcome = yield* whileWorking(sent, ctx);
      if (outcome.state === "failed" && outcome.error.fault === "changed") {
        await notifiedNow(operation, ctx);
        return yield await questions.askAgain(operation, bound, ctx);
      }
      if (outcome.state === "elsewhere") {
        return yield await standing(await findIntact(journal, operation.id), bound, ctx);
      }
      // A write that leaves no record in AntCRM is reported once: a minute later there would be nothing more to report.
      if (outcome.state === "unclear" && bound.repeatable(ctx) !== null) {
        await evenWithoutStore(() => journal.askToDecide(operation), false);
      }
      const shown = await outcomeCard(operation, outcome, bound, ctx, drafts);
      yield (await notifiedNow(operation, ctx)) ? shown : { ...shown, receipt: false };
    },
  };
}

/** The operation, whose row nobody has changed outside the bot. @throws AppError `expired`, `tampered` */
export async function findIntact(journal: Pick<Journal, "find">, id: string): Promise<Operation> {
  const operation = await journal.find(id);
  if (operation === null) throw new AppError("expired", "this operation is not in the journal");
  if (operation.isBroken) throw tamperedError(operation);
  return operation;
}

/** Runs `work`; resolves with `otherwise` when the store cannot be used. */
async function evenWithoutStore<Result>(work: () => Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (toAppError(thrown).fault !== "storage") throw thrown;
    return otherwise;
  }
}
