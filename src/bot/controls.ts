import type { Card } from "../cards/card.ts";
import { AppError } from "../errors.ts";
import type { Args } from "./command.ts";
import type { CommandRunner } from "./command-runner.ts";
import type { Context } from "./context.ts";
import type { Prompts } from "./forms/prompts.ts";
import { mayReadAll } from "./quota/limit-card.ts";
import { commandRequest } from "./request.ts";
import type { Sharing } from "./sharing.ts";
import type { Confirmations } from "./writes/confirmations.ts";

export interface ControlsPorts {
  prompts: Prompts;
  runner: CommandRunner;
  confirmations: Confirmations;
  sharing: Sharing;
}

/**
 * Handles a button of the framework's own, `":confirm"` and the like: it answers a question, opens a form, or shares a
 * card.
 */
export type HandleControl = (name: string, args: Args, ctx: Context) => AsyncIterable<Card>;

export function createControls({ prompts, runner, confirmations, sharing }: ControlsPorts): HandleControl {
  async function* again(operation: string, ctx: Context): AsyncGenerator<Card> {
    const before = await confirmations.asNew(operation, ctx);
    if ("settled" in before) return yield before.settled;
    const { command, args, source } = before;
    yield* runner.run({ ...commandRequest(command, args), source }, ctx, true);
  }

  return async function* handle(name, args, ctx) {
    const { operation = "", draft = "" } = args;
    if (mayReadAll(name, args)) ctx.budget.lift();
    const step = await prompts.action(name, args, ctx);
    if (step !== null) return "run" in step ? yield* runner.run(step.run, ctx) : yield step.show;
    switch (name) {
      case ":confirm":
        return yield* confirmations.confirm(operation, ctx);
      case ":decline":
        return yield* confirmations.decline(operation, ctx);
      case ":check":
        return yield* confirmations.check(operation, ctx);
      case ":again":
        return yield* again(operation, ctx);
      case ":anyway":
        return yield* runner.run(await prompts.resumed(draft, ctx.who.person), ctx, true);
      case ":share":
        Object.assign(ctx.auditEntry, { command: "share", effect: "look-up" });
        return yield sharing.share(args, ctx);
      default:
        throw new AppError("expired", `there is no button ${name} any more`);
    }
  };
}
