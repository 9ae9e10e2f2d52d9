import type { Card } from "../cards/card.ts";
import type { AppError } from "../errors.ts";
import type { ReadingContext } from "../understanding/grammar.ts";
import type { Args } from "./command.ts";
import type { CommandRunner } from "./command-runner.ts";
import type { Context } from "./context.ts";
import { failureCard } from "./failure.ts";
import { type Prompts, withSource } from "./forms/prompts.ts";
import { changedArgs, readValues } from "./forms/values.ts";
import type { Outages } from "./outages.ts";
import { limitCard } from "./quota/limit-card.ts";
import type { LookUps } from "./quota/look-ups.ts";
import type { CommandRequest, Request } from "./request.ts";

export interface FailureAnswersPorts {
  prompts: Prompts;
  runner: Pick<CommandRunner, "heldBefore">;
  lookUps: LookUps;
  outages: Outages;
  reading(): ReadingContext;
}

/** Turns a failed request into a card, which keeps what was typed and says where to go from here. */
export type FailureAnswer = (error: AppError, request: Request | null, ctx: Context) => Promise<Card>;

export function createFailureAnswers(ports: FailureAnswersPorts): FailureAnswer {
  const { prompts, lookUps, outages, reading } = ports;

  /** The arguments of the button that tries again: without what the form held and nobody has changed. */
  function argsToRepeat(request: CommandRequest, { who: { locale } }: Context): Args {
    const { command, args } = request;
    const held = ports.runner.heldBefore(request, locale);
    return held === null
      ? args
      : changedArgs(command, readValues(command, args, locale, reading()).args, held);
  }

  return async (error, request, ctx) => {
    const { who } = ctx;
    if (error.fault === "forbidden") return failureCard(error, who.locale, { person: who.person });
    if (request?.kind === "control")
      return limitCard(error, { command: request.name, args: request.args }, ctx);
    if (request?.kind !== "command") return failureCard(error, who.locale);
    const args = withSource(argsToRepeat(request, ctx), request.source);
    // The form of a call that failed must not name, when it is opened again, whom nobody was counted for.
    const draft = await prompts.keep(request, { ...ctx, named: lookUps.namesCounted(ctx) });
    const ways = draft === null ? {} : { draft: draft.id };
    const failure = limitCard(error, { command: request.command.name, args }, ctx, ways);
    const notice = outages.notice(error, ctx);
    if (notice === null) return failure;
    const waysOn = failure.blocks.filter(({ kind }) => kind === "buttons");
    return { ...failure, title: notice.title, blocks: [...notice.blocks, ...waysOn] };
  };
}
