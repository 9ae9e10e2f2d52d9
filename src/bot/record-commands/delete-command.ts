import { type Card, card, type Field, fields, text } from "../../cards/card.ts";
import { AppError } from "../../errors.ts";
import type { TextValues } from "../../records/changes.ts";
import { type Command, defineCommand } from "../command.ts";
import type { CommandContext } from "../context.ts";
import { asShown, evidenceOfState, type Held, mustBeAsShown } from "../editing.ts";
import type { RecordTarget } from "./edit-command.ts";
import { type RecordCommand, recordArguments } from "./fields.ts";

interface DeleteMessages {
  readonly name: string;
  readonly summary: string;
  /** `"Delete ticket #17464?"` */
  readonly ask: (title: string) => string;
  /** What is lost with the record. */
  readonly lost: string;
  readonly done: (reference: string) => string;
  /** The label of the confirming button; "Delete" unless given. */
  readonly confirm?: string;
}

export interface DeleteOptions<R, W> extends RecordCommand<W> {
  target: RecordTarget<R>;
  /** The rows of the question. */
  rows(found: R, ctx: CommandContext<TextValues, W>): Promise<(Field | null)[]> | (Field | null)[];
  /** The customers that the question shows; those of the target unless given. */
  shownIn?(found: R): readonly string[];
  /** The values that identify the record. If they are not as in the question, the record is not deleted. */
  identity(found: R): Held;
  remove(ctx: CommandContext<TextValues, W>, found: R): Promise<void>;
  /** The name of the record in the receipt; its reference unless given. */
  doneTitle?(reference: string): string;
}

/** Defines the command that deletes a record. AntCRM cannot restore it, so the question says what is lost. */
export function deleteCommand<R, W extends DeleteMessages>(options: DeleteOptions<R, W>): Command {
  const { target, name, identity } = options;
  const { argument } = target;
  const referenceIn = (input: TextValues) => input[argument] ?? "";
  return defineCommand({
    ...options,
    ...recordArguments([], "edit", { [argument]: target }),

    async ask(ctx) {
      const one = await target.find(referenceIn(ctx.input), ctx, { command: name, args: {} });
      if ("card" in one) return one.card;
      const { found } = one;
      for (const shown of (options.shownIn ?? target.shownIn)?.(found) ?? []) ctx.countShown(shown);
      const { t } = ctx;
      return {
        card: {
          ...card(
            t.ask(target.titleOf(found, ctx.who.locale)),
            fields(...(await options.rows(found, ctx))),
            text(t.lost),
          ),
          tone: "warning",
          names: target.namesOf?.(found) ?? [],
          ...(target.aboutOf && { about: [target.aboutOf(found, ctx)] }),
        },
        customer: target.keyOf(found),
        args: { [argument]: target.referenceOf(found), ...asShown(identity(found)) },
        confirmLabel: t.confirm ?? ctx.common.delete,
        danger: true,
      };
    },

    write: {
      async prepare(ctx, operation) {
        const found = await target.read(referenceIn(ctx.input), ctx);
        if (found === null) throw new AppError("not-found", `${name}: deleted already`);
        mustBeAsShown(operation, identity(found));
        return {
          seen: [target.idOf?.(found) ?? ""].filter(Boolean),
          async send() {
            await options.remove(ctx, found);
            return target.referenceOf(found);
          },
        };
      },

      async evidence(ctx, operation, seen) {
        const reference = referenceIn(ctx.input);
        const found = await target.read(reference, ctx);
        const isThere = found !== null && (target.idOf === undefined || seen.has(target.idOf(found)));
        return evidenceOfState(operation, !isThere, reference);
      },
    },

    receipt: async ({ input, t }): Promise<Card> => {
      const reference = referenceIn(input);
      return { ...card(t.done(options.doneTitle?.(reference) ?? reference)), tone: "good" };
    },
  });
}
