import { type Block, card } from "../../cards/card.ts";
import { defineMessages } from "../../i18n/messages.ts";
import type { TextValues } from "../../records/changes.ts";
import type { RecordDefinition } from "../../records/record.ts";
import {
  type Args,
  type Command,
  defineCommand,
  type Question,
  type QuestionOrAnswer,
  type WriteSpec,
} from "../command.ts";
import type { CommandContext } from "../context.ts";
import { type ExtraArgument, type InputShape, type RecordCommand, recordArguments } from "./fields.ts";

const createMessages = defineMessages({
  en: { about: (what: string, whom: string) => [what, whom && `for ${whom}`].filter(Boolean).join(" ") },
  vi: { about: (what, whom) => [what, whom && `cho ${whom}`].filter(Boolean).join(" ") },
});

interface CreateMessages {
  readonly name: string;
  readonly summary: string;
  readonly anyway?: string;
  readonly ask: string;
  /** The label of the confirming button; the command's name unless given. */
  readonly confirm?: string;
}

type CreateContext<W> = CommandContext<TextValues, W>;

/** What is about to be created: the blocks of the question, and the arguments to keep. */
interface CreateProposal {
  blocks: readonly (Block | null)[];
  customer: string | null;
  args: Args;
  names?: readonly string[];
}

interface CreateOptions<W>
  extends RecordCommand<W>,
    Pick<WriteSpec<InputShape, W>, "write" | "similar" | "receipt" | "formConfirms" | "fromSource"> {
  /** Arguments before the fields of the record, such as the customer it is for. */
  more?: Readonly<Record<string, ExtraArgument>>;
  /** Returns what is about to be created, or what is needed or shown instead. */
  propose(ctx: CreateContext<W>): Promise<CreateProposal | Exclude<QuestionOrAnswer, Question>>;
}

/** Defines the command that creates a record. Its arguments are derived from the record. */
export function createCommand<R, W extends CreateMessages>(
  record: RecordDefinition<R>,
  { more = {}, propose, ...options }: CreateOptions<W>,
): Command {
  return defineCommand({
    ...options,
    ...recordArguments(record.parts.create, "create", more),
    async ask(ctx) {
      const proposed = await propose(ctx);
      if (!("blocks" in proposed) || "title" in proposed) return proposed;
      const { blocks, customer, args, names } = proposed;
      return {
        card: { ...card(ctx.t.ask, ...blocks), tone: "warning", ...(names && { names }) },
        customer,
        args,
        confirmLabel: ctx.t.confirm ?? ctx.t.name,
        about: aboutOf(ctx, args, names),
      };
    },
  });
}

/** Names what would be created: its title or name, and the customer it is for. */
function aboutOf(
  { t, who }: CreateContext<CreateMessages>,
  { title, name }: Args,
  names: readonly string[] = [],
): string {
  const called = title === undefined ? (name ?? "") : `“${title}”`;
  const whom = names.find((one) => one !== "" && one !== name) ?? "";
  return createMessages[who.locale].about([t.name, called].filter(Boolean).join(" "), whom);
}
