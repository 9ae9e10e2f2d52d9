import * as z from "zod";
import { carried, carriedOf } from "../../bot/arguments.ts";
import { defineCommand } from "../../bot/command.ts";
import type { Context } from "../../bot/context.ts";
import type { Card } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import { defineMessages } from "../../i18n/messages.ts";
import { type Import, importOutcome } from "./import.ts";
import type { Imports } from "./imports.ts";
import {
  declinedCard,
  meanwhileCard,
  progressCard,
  reportCard,
  summaryCard,
  underWayCard,
} from "./run-cards.ts";

const importRunMessages = defineMessages({
  en: { name: "Run an import", summary: "Begins, stops or reports an import" },
  vi: { name: "Chạy việc nhập", summary: "Bắt đầu, dừng hoặc báo cáo việc nhập" },
});

const labels = defineMessages({
  en: { import: "Import", effect: "What" },
  vi: { import: "Mã", effect: "Việc" },
});

/** The buttons of an import: confirm, cancel, stop, and show the report again. */
export const createImportRun = ({ imports }: { imports: Imports }) =>
  defineCommand({
    name: "importrun",
    aliases: [],
    role: "manager",
    hidden: true,
    effect: "write",
    // What an import has sent to AntCRM stays there.
    undo: null,
    messages: importRunMessages,
    labels,
    input: z.object({
      import: carried(),
      effect: carriedOf(["start", "anyway", "cancel", "stop", "report"]),
    }),

    async *run({ input, ...ctx }) {
      switch (input.effect) {
        case "start":
        case "anyway":
          return yield* start(imports, input.import, ctx, input.effect === "anyway");
        case "cancel":
          ctx.recordAccess(null, "declined");
          return yield currentCard(await imports.decline(input.import, ctx.who.person), ctx);
        case "stop":
          ctx.recordAccess(null, "stopped");
          return yield currentCard(await imports.stop(input.import), ctx);
        case "report": {
          const of = await imports.find(input.import);
          if (of.person !== ctx.who.person) throw new AppError("not-yours", "a report is its asker's alone");
          return yield hasEnded(of) ? reportCard(of, await imports.report(of), ctx) : currentCard(of, ctx);
        }
      }
    },
  });

/** Confirms the import and shows its progress in place of the question. */
async function* start(imports: Imports, id: string, ctx: Context, anyway: boolean): AsyncGenerator<Card> {
  const { taken, current, meanwhile } = await imports.confirm(id, ctx.who.person, anyway);
  if (meanwhile !== null) {
    ctx.recordAccess(null, "the same file was confirmed meanwhile");
    return yield meanwhileCard(current, meanwhile, ctx);
  }
  ctx.recordAccess(null, taken ? "confirmed" : "confirmed before");
  if (current.state === "declined" || current.state === "expired") return yield declinedCard(ctx);
  // The event may be handled again after a crash. Then its import continues here, unless another process sends it.
  if (!taken) await imports.takeOver();
  for await (const progress of imports.follow(id)) yield progressCard(current, progress, ctx);
  const ended = await imports.find(id);
  if (!hasEnded(ended)) return yield underWayCard(ended, "later", ctx);
  ctx.recordAccess(null, importOutcome(ended));
  // A shared chat is shown only the summary. The background job sends the report in private.
  if (ctx.call.place.shared) return yield summaryCard(ended, ctx);
  const report = await imports.report(ended);
  const isFirst = await imports.notified(id);
  yield { ...reportCard(ended, report, ctx), receipt: isFirst };
}

function currentCard(of: Import, ctx: Context): Card {
  switch (of.state) {
    case "declined":
    case "expired":
      return declinedCard(ctx);
    case "done":
    case "stopped":
      return summaryCard(of, ctx);
    default:
      return underWayCard(of, of.state === "stopping" ? "stopping" : "later", ctx);
  }
}

function hasEnded({ state }: Import): boolean {
  return state === "done" || state === "stopped";
}
